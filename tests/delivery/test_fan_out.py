"""One message to many phones at once: one row each, as if it had been put out one by one."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import literal, select

from service.clock import machine_now
from service.db import first_id
from service.delivery import outbox
from service.delivery.fan_out import Broadcast, fan_out, fan_out_in_chunks
from service.errors import BadInput
from service.models import Lane, Outbox, PhoneRow, State, Way
from tests.sending import HOUR, add_person, add_phone

ALL_PHONES = select(PhoneRow.id, literal(None))


@pytest.fixture
def phones(database, keyring, clock):
    return [add_phone(database, keyring, clock, f"+140655501{n:02d}") for n in range(30)]


@pytest.fixture
def news(clock):
    now = clock.now()
    return Broadcast("notice:7", Way.TEXT, Lane.NOTICE, "notice", now, now + HOUR, subject_id=7)


def put(database, what, now, to=ALL_PHONES):
    with database.transaction() as session:
        return fan_out(session, what, to, now)


def rows(database):
    with database.reading() as session:
        return session.scalars(select(Outbox).order_by(Outbox.phone_id)).all()


def test_each_phone_gets_a_row(database, phones, news, clock):
    assert put(database, news, clock.now()) == 30
    assert [row.phone_id for row in rows(database)] == phones
    first = rows(database)[0]
    assert (first.state, first.lane, first.message, first.subject_id) == (
        State.QUEUED,
        Lane.NOTICE,
        "notice",
        7,
    )
    assert (first.not_before, first.useful_until) == (clock.now(), clock.now() + HOUR)


def test_the_same_again_puts_out_nothing(database, phones, news, clock):
    put(database, news, clock.now())
    assert put(database, news, clock.now()) == 0


def test_whoever_joined_meanwhile_gets_it_too(database, phones, news, clock, keyring):
    put(database, news, clock.now())
    add_phone(database, keyring, clock, "+14065550150")
    assert put(database, news, clock.now()) == 1


def test_ids_look_as_all_others_and_no_two_are_alike(database, phones, news, clock):
    begun = machine_now() - timedelta(milliseconds=1)
    put(database, news, clock.now())
    ids = [row.id for row in rows(database)]
    assert len(set(ids)) == 30
    assert all(re.fullmatch("[0-9A-HJKMNP-TV-Z]{26}", id) for id in ids)
    assert all(first_id(begun) < id < first_id(machine_now() + HOUR) for id in ids)
    assert len({id[10:] for id in ids}) == 30


def test_ids_of_a_second_broadcast_say_nothing_of_the_first(database, phones, news, clock):
    put(database, news, clock.now())
    before = {row.id[10:] for row in rows(database)}
    put(database, Broadcast("notice:8", *list_of(news)[1:]), clock.now())
    assert len({row.id[10:] for row in rows(database)} - before) == 30


def list_of(what):
    return [getattr(what, name) for name in Broadcast.__slots__]


def test_they_can_be_claimed_and_know_whose_they_are(database, phones, news, clock):
    ana = add_person(database, clock)
    put(database, news, clock.now(), select(PhoneRow.id, literal(ana)).where(PhoneRow.id == 3))
    with database.transaction() as session:
        [claimed] = outbox.claim(session, clock.now(), machine_now(), 10)
    assert (claimed.phone_id, claimed.person_id, claimed.subject_id) == (3, ana, 7)


def test_nobody_means_nothing(database, news, clock):
    assert put(database, news, clock.now()) == 0


def test_in_chunks_everybody_gets_it_once(database, phones, news, clock):
    assert fan_out_in_chunks(database, news, ALL_PHONES, clock.now(), 7) == 30
    assert fan_out_in_chunks(database, news, ALL_PHONES, clock.now()) == 0
    assert [row.phone_id for row in rows(database)] == phones


@pytest.mark.parametrize(
    ("field", "wrong"),
    [("lane", "express"), ("message", ""), ("useful_until", timedelta(0)), ("way", "pigeon")],
)
def test_what_could_never_go_is_refused_at_the_door(database, phones, news, clock, field, wrong):
    wrong = clock.now() if field == "useful_until" else wrong
    given = {name: getattr(news, name) for name in Broadcast.__slots__} | {field: wrong}
    with pytest.raises(BadInput):
        put(database, Broadcast(**given), clock.now())
    assert rows(database) == []
