"""A wish is told once, when a feed has brought something near, and not after ninety days."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from service import retention, watches
from service.crypto import attach
from service.db import Database
from service.house import House
from service.meetings import shelf
from service.meetings.importer import import_feed
from service.meetings.places import Place
from service.models import LineType, Outbox, PhoneRow, Watch
from service.watches import Wish
from tests.line import settings_for
from tests.meetings.community import BELGRADE, BUTTE, TUESDAY, feed, phone, row

HERE = Place("Bozeman", "MT", 45.6793, -111.0373, "America/Denver")
ANAHEIM = Place("Anaheim", "CA", 33.84, -117.91, "America/Los_Angeles")
IN_ANAHEIM = row(
    "new", TUESDAY, "19:00", (33.83, -117.9), formatted_address="1 Main St, Anaheim, CA 92801, USA"
)


@pytest.fixture
def house(database, clock, keyring, tmp_path):
    """On a line in Montana, on each kind of database."""
    return House(settings_for(tmp_path, home_zone="America/Denver"), clock, keyring, database)


@pytest.fixture
def ana(database, clock):
    with database.transaction() as session:
        session.add(
            PhoneRow(id=1, number_hash="1:x", number="+14065550100", created_at=clock.now())
        )
    return 1


def wish(database, clock, kind="na", phone_id=1, place=HERE):
    with database.transaction() as session:
        return watches.ask(session, (phone_id, None), Wish(kind, place, 30), "en", clock.now())


def bring(house, *rows, kind="na"):
    """Another reading, a minute later, looked through."""
    database, clock = house.database, house.clock
    clock.advance(timedelta(minutes=1))
    with database.transaction() as session:
        import_feed(session, kind, feed(*rows), kind, "America/Denver", clock.now())
    return watches.look(house)


def put_out(database):
    with database.reading() as session:
        return session.scalars(select(Outbox)).all()


def test_a_group_that_starts_near_is_told_once(house, database, clock, ana):
    wish(database, clock)
    assert bring(house, row("new", TUESDAY, "19:00", BELGRADE)) == 1
    assert bring(house, row("another", TUESDAY, "20:00", BELGRADE)) == 0
    (told,) = put_out(database)
    assert (told.lane, told.way, told.message) == ("notice", "text", "watch.found")


def test_a_search_a_moment_ago_hides_nothing_that_another_process_brought(
    house, database, clock, ana, monkeypatch
):
    monkeypatch.setattr(shelf, "LOOK_EVERY_S", 3600.0)
    wish(database, clock)
    bring(house, row("far", TUESDAY, "19:00", BUTTE))
    worker = Database(database.engine.url.render_as_string(hide_password=False))
    attach(worker.engine, house.keyring)
    clock.advance(timedelta(minutes=1))
    with worker.transaction() as session:
        new = feed(row("new", TUESDAY, "19:00", BELGRADE))
        import_feed(session, "other", new, "na", "America/Denver", clock.now())
    worker.close()
    assert watches.look(house) == 1


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
def test_what_does_not_fit_is_not_told(house, database, clock, ana, brought):
    wish(database, clock)
    assert bring(house, brought["row"], kind=brought.get("kind", "na")) == 0


def test_a_landline_is_called(house, database, clock, ana):
    with database.transaction() as session:
        session.get(PhoneRow, ana).line_type = LineType.LANDLINE
    wish(database, clock)
    bring(house, row("new", TUESDAY, "19:00"))
    assert put_out(database)[0].way == "call"


def test_after_ninety_days_it_is_over_and_forgotten(house, database, clock, ana):
    wish(database, clock)
    clock.advance(timedelta(days=91))
    assert bring(house, row("new", TUESDAY, "19:00")) == 0
    with database.transaction() as session:
        assert retention.forget(session, clock.now())["watches"] == 1


def test_asked_twice_it_is_one_wish_for_longer(house, database, clock, ana):
    first = wish(database, clock)
    clock.advance(timedelta(days=60))
    assert wish(database, clock) == first
    clock.advance(timedelta(days=60))
    assert bring(house, row("new", TUESDAY, "19:00")) == 1


def test_told_and_asked_again_it_is_told_again(house, database, clock, ana):
    wish(database, clock)
    bring(house, row("new", TUESDAY, "19:00"))
    clock.advance(timedelta(days=1))
    wish(database, clock)
    assert bring(house, row("new", TUESDAY, "20:00")) == 1


def test_a_phone_that_is_erased_waits_for_nothing(house, database, clock, ana):
    wish(database, clock)
    with database.transaction() as session:
        session.delete(session.get(PhoneRow, ana))
    with database.reading() as session:
        assert session.scalars(select(Watch)).all() == []


def test_without_a_new_reading_nothing_is_searched(house, database, clock, ana):
    bring(house, row("far", TUESDAY, "19:00", BUTTE))
    clock.advance(timedelta(minutes=1))
    wish(database, clock)
    assert watches.look(house) == 0
    with database.reading() as session:
        assert session.scalars(select(Watch)).one().looked_at == clock.now()


def test_one_at_the_edge_is_told_though_a_town_further_out_has_many(house, database, clock, ana):
    wish(database, clock)
    out_there = (HERE.lat, HERE.lon - 0.85)  # 41 miles
    many = [
        row(f"often{hour}x{day}", day, f"{hour}:00", out_there)
        for day in range(7)
        for hour in range(10, 20)
    ]
    edge = row("new", TUESDAY, "19:00", (HERE.lat, HERE.lon - 0.58))  # 28 miles
    assert bring(house, *many) == 0
    assert bring(house, *many, edge) == 1


def test_it_is_told_when_it_is_day_where_it_was_wished_for(house, database, clock, ana):
    wish(database, clock, place=ANAHEIM)
    clock.at = datetime(2026, 11, 24, 14, 5, tzinfo=UTC)  # 7:05 in Montana, 6:05 in Anaheim
    bring(house, IN_ANAHEIM)
    assert put_out(database)[0].not_before == datetime(2026, 11, 24, 16, 0, tzinfo=UTC)


def test_late_in_the_evening_it_waits_for_the_morning_of_both_clocks(house, database, clock, ana):
    wish(database, clock, place=ANAHEIM)
    clock.at = datetime(2026, 11, 24, 3, 30, tzinfo=UTC)  # 20:30 in Montana, 19:30 in Anaheim
    bring(house, IN_ANAHEIM)
    assert put_out(database)[0].not_before == datetime(2026, 11, 24, 16, 0, tzinfo=UTC)


def test_what_was_told_on_the_last_day_is_kept_for_an_answer(house, database, clock, ana):
    wish(database, clock)
    clock.advance(timedelta(days=90, minutes=-2))
    assert bring(house, row("new", TUESDAY, "19:00")) == 1
    clock.advance(timedelta(hours=12))
    with database.transaction() as session:
        assert retention.forget(session, clock.now())["watches"] == 0
    clock.advance(timedelta(days=14))
    with database.transaction() as session:
        assert retention.forget(session, clock.now())["watches"] == 1


def test_a_wish_taken_back_while_it_is_looked_at_is_not_told(house, database, clock, ana):
    watch_id = wish(database, clock)
    with database.transaction() as session:
        watches.drop(session, watch_id)
        assert not watches._tell(session, house.settings, watch_id, clock.now())
