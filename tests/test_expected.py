"""Whom a coordinator has written down: kept sealed, sent nothing, told of by their own joining alone."""

from datetime import timedelta

import pytest
from sqlalchemy import func, insert, select, text

from service import consent, expected, groups
from service.crypto import Keyring, attach
from service.expected import Entry, Written
from service.members import add_person, find_or_add_phone
from service.models import Expected, Group, Outbox
from service.retention import forget
from service.text.phone import Phone

PAT, SAM = Phone("+14065550161"), Phone("+14065550160")


@pytest.fixture
def tue(database, clock, keyring) -> Group:
    """Ben's group."""
    with database.transaction() as session:
        phone = find_or_add_phone(session, keyring, Phone("+14065550120"), clock.now())
        add_person(session, phone.id, "en", clock.now())
        session.add(Group(id=1, word="TUE", name="Lamp", kind="aa"))
    return database


def write(session, now, phone=PAT, name="Pat") -> Written:
    return expected.write_down(session, Entry(1, 1, phone, name), now)


def add(session, keyring, now, how="text", phone=PAT) -> int:
    """Somebody in the group, by their own yes or by somebody else's; their phone."""
    phone_id = find_or_add_phone(session, keyring, phone, now).id
    groups.join(session, 1, add_person(session, phone_id, "en", now), now)
    consent.agree(session, phone_id, how, "JOIN TUE", now)
    return phone_id


def test_it_is_one_row_however_often_and_nothing_of_it_can_be_read(tue, clock):
    with tue.transaction() as session:
        assert write(session, clock.now()) is write(session, clock.now(), name="Patty")
        assert expected.at_the_door(session, 1).waiting == ("Patty",)
        kept = session.execute(text("SELECT number, name, number_hash FROM expected")).one()
        assert b"555" not in bytes(kept[0]) and b"Patty" not in bytes(kept[1])
        assert "555016" not in kept[2] and session.scalars(select(Outbox)).all() == []


def test_who_joins_is_found_also_after_the_key_of_hashes_has_changed(tue, clock, keyring):
    keys = {**keyring.hash_keys, 2: b"another"}
    newer = Keyring(keyring.ciphers, keyring.fernet, keys, 2)
    with tue.transaction() as session:
        write(session, clock.now())
    attach(tue.engine, newer)
    with tue.transaction() as session:
        assert write(session, clock.now()) is Written.DOWN
        expected.note_joined(session, 1, add(session, newer, clock.now()), clock.now())
        door = expected.at_the_door(session, 1)
        assert (door.joined, door.waiting, door.came) == (1, (), ("Pat",))
    attach(tue.engine, keyring)


def test_who_was_put_in_by_somebody_else_is_in_by_their_own_yes_alone(tue, clock, keyring):
    with tue.transaction() as session:
        phone_id = add(session, keyring, clock.now(), consent.BY_COORDINATOR)
        assert write(session, clock.now()) is Written.DOWN
        assert expected.at_the_door(session, 1) == expected.Door(0, 1, ("Pat",), ())
        consent.opt_in(session, phone_id, "text", "START", clock.now())
        assert expected.at_the_door(session, 1) == expected.Door(1, 0, (), ("Pat",))
        assert write(session, clock.now()) is Written.IN_ALREADY


def test_of_a_number_that_said_stop_nothing_else_is_told(tue, clock, keyring):
    with tue.transaction() as session:
        phone = find_or_add_phone(session, keyring, PAT, clock.now())
        consent.opt_out(session, phone.id, "text", "STOP", clock.now())
        assert write(session, clock.now()) is write(session, clock.now(), SAM) is Written.DOWN


def test_two_hundred_wait_at_the_most_and_who_joins_makes_room(tue, clock, keyring):
    now = clock.now()
    same = {"group_id": 1, "added_at": now, "keep_until": now + expected.KEPT}
    rows = [{**same, "number_hash": f"1:{one}"} for one in range(expected.MOST - 1)]
    with tue.transaction() as session:
        session.execute(insert(Expected), rows)
        assert write(session, clock.now()) is Written.DOWN
        assert write(session, clock.now(), SAM) is Written.FULL
        assert write(session, clock.now()) is Written.DOWN  # is there already
        expected.note_joined(session, 1, add(session, keyring, clock.now()), clock.now())
        assert write(session, clock.now(), SAM) is Written.DOWN


def test_ninety_days_later_it_is_gone(tue, clock):
    with tue.transaction() as session:
        write(session, clock.now())
        assert forget(session, clock.now() + timedelta(days=89))["expected"] == 0
        assert forget(session, clock.now() + timedelta(days=90))["expected"] == 1
        assert session.scalar(select(func.count()).select_from(Expected)) == 0
