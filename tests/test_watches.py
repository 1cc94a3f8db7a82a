"""A wish is told once, when a feed has brought something near, and not after ninety days."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from service import retention, watches
from service.meetings.importer import import_feed
from service.meetings.places import Place
from service.models import LineType, Outbox, PhoneRow, Watch
from service.watches import Wish
from tests.meetings.community import BELGRADE, BUTTE, TUESDAY, feed, phone, row

HERE = Place("Bozeman", "MT", 45.6793, -111.0373, "America/Denver")


@pytest.fixture
def ana(database, clock):
    with database.transaction() as session:
        session.add(
            PhoneRow(id=1, number_hash="1:x", number="+14065550100", created_at=clock.now())
        )
    return 1


def wish(database, clock, kind="na", phone_id=1):
    with database.transaction() as session:
        return watches.ask(session, phone_id, Wish(kind, HERE, 30), "en", clock.now())


def bring(database, clock, *rows, kind="na"):
    """Another reading, a minute later, looked through."""
    clock.advance(timedelta(minutes=1))
    with database.transaction() as session:
        import_feed(session, kind, feed(*rows), kind, "America/Denver", clock.now())
    with database.transaction() as session:
        return watches.look(session, clock.now())


def put_out(database):
    with database.reading() as session:
        return session.scalars(select(Outbox)).all()


def test_a_group_that_starts_near_is_told_once(database, clock, ana):
    wish(database, clock)
    assert bring(database, clock, row("new", TUESDAY, "19:00", BELGRADE)) == 1
    assert bring(database, clock, row("another", TUESDAY, "20:00", BELGRADE)) == 0
    (told,) = put_out(database)
    assert (told.lane, told.way, told.message) == ("notice", "text", "watch.found")


@pytest.mark.parametrize(
    "brought",
    [
        {"row": row("far", TUESDAY, "19:00", BUTTE)},
        {"row": phone("call", TUESDAY, "19:00")},
        {"row": row("other", TUESDAY, "19:00"), "kind": "aa"},
        {"row": row("closed-down", TUESDAY, "19:00", types=["TC"])},
    ],
    ids=["too far", "by phone", "another kind", "not held"],
)
def test_what_does_not_fit_is_not_told(database, clock, ana, brought):
    wish(database, clock)
    assert bring(database, clock, brought["row"], kind=brought.get("kind", "na")) == 0


def test_a_landline_is_called(database, clock, ana):
    with database.transaction() as session:
        session.get(PhoneRow, ana).line_type = LineType.LANDLINE
    wish(database, clock)
    bring(database, clock, row("new", TUESDAY, "19:00"))
    assert put_out(database)[0].way == "call"


def test_after_ninety_days_it_is_over_and_forgotten(database, clock, ana):
    wish(database, clock)
    clock.advance(timedelta(days=91))
    assert bring(database, clock, row("new", TUESDAY, "19:00")) == 0
    with database.transaction() as session:
        assert retention.forget(session, clock.now())["watches"] == 1


def test_asked_twice_it_is_one_wish_for_longer(database, clock, ana):
    first = wish(database, clock)
    clock.advance(timedelta(days=60))
    assert wish(database, clock) == first
    clock.advance(timedelta(days=60))
    assert bring(database, clock, row("new", TUESDAY, "19:00")) == 1


def test_told_and_asked_again_it_is_told_again(database, clock, ana):
    wish(database, clock)
    bring(database, clock, row("new", TUESDAY, "19:00"))
    clock.advance(timedelta(days=1))
    wish(database, clock)
    assert bring(database, clock, row("new", TUESDAY, "20:00")) == 1


def test_a_phone_that_is_erased_waits_for_nothing(database, clock, ana):
    wish(database, clock)
    with database.transaction() as session:
        session.delete(session.get(PhoneRow, ana))
    with database.reading() as session:
        assert session.scalars(select(Watch)).all() == []


def test_without_a_new_reading_nothing_is_searched(database, clock, ana):
    bring(database, clock, row("far", TUESDAY, "19:00", BUTTE))
    wish(database, clock)
    with database.transaction() as session:
        assert watches.look(session, clock.now()) == 0
        assert session.scalars(select(Watch)).one().looked_at == clock.now()
