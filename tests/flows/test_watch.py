"""Tell me when one starts: asked by text or key, told in words that name nothing, shown on a 1."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from service import watches
from service.clock import machine_now
from service.delivery.outbox import claim
from service.delivery.ready import make_ready
from service.flows.registry import MESSAGES
from service.meetings.importer import import_feed
from service.models import LineType, Outbox, PhoneRow, Watch
from tests.line import ANA, PUBLIC, Caller
from tests.meetings.community import MONDAY, feed, row

JORDAN = (47.3208, -106.9101)
TELLING = ("na", "narcotics", "jordan", "meeting", "group")


def start_one(line, clock):
    """A feed brings an NA group to Jordan, and the wishes are looked through."""
    clock.advance(timedelta(minutes=40))
    new = row("new-start", MONDAY, "19:00", JORDAN, types=["O"])
    with line.house.database.transaction() as session:
        import_feed(session, "new", feed(new), "na", "America/Denver", clock.now())
    return watches.look(line.house)


def words(line) -> list[str]:
    """What the worker would send now, by the policy's leave."""
    house, now = line.house, line.house.clock.now()

    def render(session, claimed, now):
        return MESSAGES[claimed.message](session, house, claimed, now)

    with house.database.transaction() as session:
        claimed = claim(session, now, machine_now(), 5)
    return [ready.body for ready in make_ready(house, render, claimed)]


def test_what_is_told_names_neither_kind_nor_place(listed, clock):
    listed.text("na near jordan mt")
    listed.text("3")
    assert start_one(listed, clock) == 1
    (told,) = words(listed)
    assert not any(word in told.lower().split() for word in TELLING)
    assert "STOP" in told


def test_a_one_shows_it(listed, clock):
    for said in ("na near jordan mt", "3"):
        listed.text(said)
    start_one(listed, clock)
    words(listed)
    assert listed.text("1")[0].startswith("NA near Jordan MT")


def test_it_is_told_in_the_language_it_was_asked_in(listed, clock):
    for said in ("na cerca de jordan mt hoy", "MAS", "3"):
        listed.text(said)
    start_one(listed, clock)
    assert words(listed)[0].startswith("La noticia que nos pidio")


def test_after_a_stop_nothing_is_told(listed, clock):
    for said in ("na near jordan mt", "3", "STOP"):
        listed.text(said)
    assert start_one(listed, clock) == 1
    assert words(listed) == []
    with listed.house.database.reading() as session:
        told = session.scalars(select(Outbox).where(Outbox.message == "watch.found")).one()
    assert told.state == "suppressed"


def test_at_night_it_waits_for_contact_hours(listed, clock):
    for said in ("na near jordan mt", "3"):
        listed.text(said)
    clock.advance(timedelta(hours=8))
    start_one(listed, clock)
    assert words(listed) == []
    clock.advance(timedelta(hours=8))
    assert len(words(listed)) == 1


def test_undone_it_is_not_told(listed, clock):
    for said in ("na near jordan mt", "3", "1"):
        listed.text(said)
    assert start_one(listed, clock) == 0


@pytest.fixture
def landline(listed):
    listed.text("MENU")
    with listed.house.database.transaction() as session:
        session.execute(update(PhoneRow).values(line_type=LineType.LANDLINE))
    return listed


def asked_by_key(line):
    caller = Caller(line)
    for key in (None, "1", "59337", "2", "4"):
        heard = caller.press(key)
    while "press 3" not in heard:
        heard = caller.press("2")
    return caller.press("3")


def test_by_key_a_landline_is_promised_a_call(landline):
    assert "I will call you once" in asked_by_key(landline)


def test_the_call_says_nothing_before_a_key_and_then_everything(landline, clock):
    asked_by_key(landline)
    start_one(landline, clock)
    (told,) = words(landline)
    assert not any(word in told.lower().split() for word in TELLING)
    with landline.house.database.reading() as session:
        outbox_id = session.scalar(select(Outbox.id).where(Outbox.message == "watch.found"))
    caller = Caller(
        landline,
        ANA,
        sid="CA" + "9" * 32,
        action=f"/voice/out/{outbox_id}/1",
        direction="outbound-api",
    )
    gate = caller.press()
    assert "news you asked for" in gate and "Jordan" not in gate
    assert "N A meetings near Jordan, Montana" in caller.press("1")


def test_a_hidden_number_is_offered_no_news(listed):
    caller = Caller(listed, sender="anonymous")
    for key in (None, "1", "59337", "2", "4"):
        heard = caller.press(key)
    while "That is all" not in heard:
        heard = caller.press("2")
    assert "told when one starts" not in heard


def test_what_is_kept_of_it_is_no_number_and_no_words(listed):
    for said in ("na near jordan mt", "3"):
        listed.text(said)
    with listed.house.database.reading() as session:
        kept = session.scalars(select(Watch)).one()
    assert (kept.kind, kept.place, kept.miles) == ("na", "Jordan", 30)
    assert PUBLIC not in str(vars(kept)) and ANA[2:] not in str(vars(kept))
