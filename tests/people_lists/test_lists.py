"""A list is looked at, then taken in: nobody gets anything by it, and nothing is done twice."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select, text

from service import consent, expected, groups
from service.clock import machine_now
from service.erasing.at_once import erase
from service.house import House
from service.members import add_person, find_or_add_phone, set_name
from service.models import (
    ConsentRow,
    Expected,
    Group,
    ListState,
    Membership,
    Outbox,
    PeopleList,
    PeopleListPiece,
    PeopleListRow,
    Person,
)
from service.people_lists import checking, staging, taking, work
from service.people_lists.reading import form_of
from service.people_lists.staging import Terms
from service.text.phone import Phone
from tests.line import ANA, CLEO, DOV, LINE

PROVED = {"number": 0, "name": 1, "agreed_on": 2, "agreed_how": 3, "agreed_words": 4}
YES = "2026-03-04,paper,Yes text me"


@pytest.fixture
def tue(house) -> House:
    """A house with TUE, and with Ben who runs it."""
    with house.database.transaction() as session:
        phone = find_or_add_phone(session, house.keyring, Phone("+14065550120"), house.clock.now())
        add_person(session, phone.id, "en", house.clock.now())
        session.add(Group(id=1, word="TUE", name="Lamp", kind="aa"))
    return house


def brought(house: House, *lines: str, columns=None, **terms) -> int:
    """A list that waits to be looked at."""
    raw = "\n".join(lines).encode()
    list_id = staging.keep(house.database, 1, raw, form_of(raw), house.clock.now())
    settled = {"has_head": False, "sees_all": False, "has_proof": False} | terms
    with house.database.transaction() as session:
        staging.arrived(session, list_id)
        staging.settle(session, list_id, Terms(1, columns or {"number": 0, "name": 1}, **settled))
    return list_id


def go_on(house: House) -> None:
    work.go_on(house, rest=lambda took_s: None)


def checked(house: House, *lines: str, **terms) -> int:
    list_id = brought(house, *lines, **terms)
    go_on(house)
    return list_id


def proved(house: House, *lines: str) -> int:
    return checked(house, *lines, columns=PROVED, has_proof=True, sees_all=True)


def taken(house: House, list_id: int) -> PeopleList:
    with house.database.transaction() as session:
        assert staging.take(session, list_id)
    go_on(house)
    return row(house, list_id)


def row(house: House, list_id: int) -> PeopleList:
    with house.database.reading() as session:
        return session.get_one(PeopleList, list_id)


def how_many(house: House, table) -> int:
    with house.database.reading() as session:
        return session.scalar(select(func.count()).select_from(table))


def phone_of(session, house: House, number: str) -> int:
    return find_or_add_phone(session, house.keyring, Phone(number), house.clock.now()).id


def member(house: House, number: str, name: str | None = None) -> int:
    with house.database.transaction() as session:
        phone_id = phone_of(session, house, number)
        person_id = add_person(session, phone_id, "en", house.clock.now())
        groups.join(session, 1, person_id, house.clock.now())
        consent.agree(session, phone_id, "text", "JOIN TUE", house.clock.now())
        if name:
            set_name(session, person_id, name)
        return phone_id


def test_the_report_comes_before_anything_is_saved(tue):
    member(tue, DOV)
    list_id = checked(
        tue, f"{ANA},Ana", f"{ANA},Ana", "555,Pat", f"{DOV},Dov", f"{LINE},us", f"{CLEO},=1"
    )
    found = row(tue, list_id)
    assert found.state == ListState.CHECKED
    assert found.counts == {
        **{"down": 2, "repeated": 1, "no_number": 1, "in_already": 1, "ours": 1, "formulas": 1},
    }
    assert found.lines == {"repeated": [2], "no_number": [3]}
    assert how_many(tue, Expected) == 0


def test_who_is_in_a_list_is_written_down_and_sent_nothing(tue):
    list_id = checked(tue, f"{ANA},Ana", f"{CLEO},Cleo")
    assert taken(tue, list_id).state == ListState.DONE
    with tue.database.reading() as session:
        assert set(expected.at_the_door(session, 1).waiting) == {"Ana", "Cleo"}
    assert [how_many(tue, table) for table in (Person, Membership, ConsentRow, Outbox)] == [
        1,
        0,
        0,
        0,
    ]


def test_a_date_without_somebody_who_vouches_is_no_yes(tue):
    list_id = checked(tue, f"{ANA},Ana,{YES}", columns=PROVED)
    taken(tue, list_id)
    assert (how_many(tue, Expected), how_many(tue, Membership)) == (1, 0)


def test_a_whole_proof_makes_a_member_with_that_very_yes(tue):
    taken(tue, proved(tue, f"{ANA},Ana,{YES}"))
    with tue.database.reading() as session:
        yes = session.scalars(select(ConsentRow)).one()
        assert (yes.how, yes.words, yes.at.date().isoformat()) == (
            *("import:paper", "Yes text me", "2026-03-04"),
        )
        assert consent.has_said_yes(session, yes.phone_id)
        assert session.scalar(select(Person.discreet).order_by(Person.id.desc())) is True
    assert (how_many(tue, Membership), how_many(tue, Outbox)) == (1, 0)


def test_who_said_stop_is_left_alone_whatever_the_list_says(tue):
    with tue.database.transaction() as session:
        consent.opt_out(session, phone_of(session, tue, ANA), "text", "STOP", tue.clock.now())
    assert row(tue, proved(tue, f"{ANA},Ana,{YES}")).counts == {"stopped": 1}


def test_a_stop_that_comes_after_the_report_counts(tue):
    list_id = proved(tue, f"{ANA},Ana,{YES}")
    with tue.database.transaction() as session:
        consent.opt_out(session, phone_of(session, tue, ANA), "text", "STOP", tue.clock.now())
    assert taken(tue, list_id).counts["skipped"] == 1
    assert how_many(tue, Membership) == 0


def test_a_coordinator_is_not_told_who_said_stop_to_others(tue):
    with tue.database.transaction() as session:
        consent.opt_out(session, phone_of(session, tue, ANA), "text", "STOP", tue.clock.now())
    assert row(tue, checked(tue, f"{ANA},Ana", f"{CLEO},Cleo")).counts == {"down": 2}


def test_a_yes_from_before_they_left_is_none(tue):
    phone_id = member(tue, ANA)
    with tue.database.transaction() as session:
        person_id = session.scalar(select(Membership.person_id))
        groups.leave(session, session.get_one(Group, 1), person_id, tue.clock.now())
        consent.leave(session, phone_id, "text", "LEAVE TUE", tue.clock.now())
    taken(tue, proved(tue, f"{ANA},Ana,{YES}"))
    assert (how_many(tue, Membership), how_many(tue, Expected)) == (0, 1)


@pytest.mark.parametrize("name", ["Dov", "Ana"])
def test_nobody_says_yes_for_who_shares_their_phone(tue, name):
    with tue.database.transaction() as session:
        phone_id = phone_of(session, tue, ANA)
        person_id = add_person(session, phone_id, "en", tue.clock.now())
        set_name(session, person_id, name)
        if name == "Ana":
            add_person(session, phone_id, "en", tue.clock.now())
    found = row(tue, proved(tue, f"{ANA},Ana,{YES}"))
    assert found.counts == {"down": 1, "known": 1, "unproved": 1}


class Killed(BaseException):
    """What a process doesn't outlive."""


def kill_at_the_first_rest(house: House, monkeypatch) -> None:
    """Then its lease runs out."""

    def rest(took_s: float) -> None:
        raise Killed

    with pytest.raises(Killed):
        work.go_on(house, rest=rest)
    later = machine_now() + staging.LEASE
    monkeypatch.setattr(work, "machine_now", lambda: later)


def test_killed_while_it_is_looked_at_it_goes_on_behind_the_last_chunk(tue, monkeypatch):
    monkeypatch.setattr(checking, "CHUNK", 2)
    lines = [f"+1406555{number:04d},Ana" for number in range(100, 105)]
    list_id = brought(tue, *lines, lines[0])
    kill_at_the_first_rest(tue, monkeypatch)
    assert row(tue, list_id).read_to == 2
    go_on(tue)
    assert row(tue, list_id).counts == {"down": 5, "repeated": 1}


def test_killed_while_it_is_taken_in_nothing_is_done_twice(tue, monkeypatch):
    monkeypatch.setattr(taking, "MEMBERS_AT_ONCE", 2)
    list_id = proved(tue, *(f"+1406555{number:04d},Ana,{YES}" for number in range(100, 105)))
    with tue.database.transaction() as session:
        staging.take(session, list_id)
    kill_at_the_first_rest(tue, monkeypatch)
    assert (row(tue, list_id).state, how_many(tue, Membership)) == (ListState.TAKING, 2)
    go_on(tue)
    assert row(tue, list_id).counts["taken"] == 5
    assert how_many(tue, Membership) == how_many(tue, ConsentRow) == 5


def test_what_another_has_is_not_worked_on(tue):
    list_id = brought(tue, f"{ANA},Ana")
    assert work._claim(tue) == list_id
    assert work._claim(tue) is None


def test_nothing_of_the_file_is_left_when_it_was_taken_in(tue):
    taken(tue, checked(tue, f"{ANA},Ana"))
    go_on(tue)
    assert (how_many(tue, PeopleListPiece), how_many(tue, PeopleListRow)) == (0, 0)


def test_nor_after_a_day_when_nobody_came_back(tue):
    list_id = checked(tue, f"{ANA},Ana")
    tue.clock.advance(staging.KEPT + timedelta(minutes=1))
    go_on(tue)
    assert row(tue, list_id).state == ListState.DROPPED
    assert (how_many(tue, PeopleListRow), how_many(tue, Expected)) == (0, 0)


def test_what_is_kept_meanwhile_can_not_be_read(tue):
    checked(tue, f"{ANA},Ana")
    with tue.database.reading() as session:
        kept = session.execute(text("SELECT entry, number_hash FROM people_list_rows")).one()
    assert b"5550100" not in bytes(kept[0]) and b"Ana" not in bytes(kept[0])


def test_who_is_erased_meanwhile_is_not_written_down_again(tue):
    list_id = checked(tue, f"{ANA},Ana")
    with tue.database.transaction() as session:
        erase(session, tue.settings, phone_of(session, tue, ANA), tue.clock.now())
    taken(tue, list_id)
    assert how_many(tue, Expected) == 0


@pytest.mark.parametrize(("line", "why"), [('"x,1', "quotes"), ("x" * 70_000, "long_line")])
def test_a_list_that_breaks_off_is_refused_whole(tue, line, why):
    raw_lines = [f"{ANA},Ana"] * 600
    list_id = brought(tue, *raw_lines, line)
    go_on(tue)
    found = row(tue, list_id)
    assert (found.state, found.refused, found.lines["refused"]) == ("refused", why, [601])
    assert how_many(tue, Expected) == 0


def test_a_list_that_is_too_long_is_refused(tue, monkeypatch):
    monkeypatch.setattr(checking, "MOST_ROWS", 2)
    list_id = checked(tue, f"{ANA},Ana", f"{CLEO},Cleo", f"{DOV},Dov")
    assert row(tue, list_id).refused == "too_many"


def test_a_list_does_not_keep_a_coordinator_from_writing_one_down_by_hand(tue, monkeypatch):
    taken(tue, checked(tue, f"{ANA},Ana", f"{CLEO},Cleo"))
    monkeypatch.setattr(expected, "MOST", 1)
    with tue.database.transaction() as session:
        entry = expected.Entry(1, 1, Phone(DOV), "Dov")
        assert expected.write_down(session, entry, tue.clock.now()) is expected.Written.DOWN
