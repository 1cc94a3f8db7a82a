"""Landlines found out before the first text: whom we ask about, and what we keep of the answer."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from service import consent
from service.errors import CarrierUnavailable
from service.lookups import look_up_lines
from service.members import find_or_add_phone, person_of
from service.models import Group, Membership, PhoneRow
from service.text.phone import Phone

WALT = "+14065550110"


class Directory:
    """A carrier that knows one kind of line, or is away."""

    def __init__(self, kind="landline"):
        self.kind, self.asked = kind, []

    def look_up(self, phone):
        self.asked.append(phone.e164)
        if self.kind is None:
            raise CarrierUnavailable("away")
        return self.kind


@pytest.fixture
def paying(house, clock):
    """Walt has joined a group; the organisation pays for lookups."""
    with house.database.transaction() as session:
        walt = find_or_add_phone(session, house.keyring, Phone(WALT), clock.now()).id
        consent.opt_in(session, walt, "coordinator", "yes", clock.now())
        session.add(Group(id=1, word="KIN", name="Kin", kind="caregiver"))
        session.flush()
        person_id = person_of(session, walt, "en", clock.now())
        session.add(Membership(group_id=1, person_id=person_id, joined_at=clock.now()))
    return replace(house, settings=house.settings.model_copy(update={"look_up_lines": True}))


def walt(house):
    with house.database.reading() as session:
        return session.scalars(select(PhoneRow)).one()


@pytest.mark.parametrize("kind", ["landline", "mobile", "unknown"])
def test_a_phone_is_asked_about_once(paying, kind):
    carrier = Directory(kind)
    assert [look_up_lines(paying, carrier) for _ in range(2)] == [1, 0]
    assert (walt(paying).line_type, carrier.asked) == (kind, [WALT])


def test_while_the_carrier_is_away_it_is_asked_later(paying):
    assert look_up_lines(paying, Directory(None)) == 0
    assert walt(paying).looked_up_at is None
    assert look_up_lines(paying, Directory()) == 1


def test_nothing_is_asked_where_nobody_pays(paying, house):
    assert look_up_lines(house, Directory()) == 0


def test_who_has_texted_us_takes_texts(paying, line):
    line.text("MENU", WALT)
    assert look_up_lines(paying, Directory()) == 0


def test_who_gets_nothing_of_ours_is_not_asked_about(paying):
    with paying.database.transaction() as session:
        session.delete(session.scalars(select(Membership)).one())
    assert look_up_lines(paying, Directory()) == 0
