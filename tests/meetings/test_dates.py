"""One date called off or moved: the finder and the details know it, the feed doesn't undo it."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from service.errors import NotADate
from service.meetings import dates, shelf
from service.meetings.attributes import BITS
from service.meetings.dates import Elsewhere
from service.meetings.importer import import_feed
from service.meetings.listed import Wanted
from service.meetings.query import understand
from service.meetings.search import details, find
from service.models import Meeting
from tests.meetings.community import BELGRADE, TUESDAY, WEDNESDAY, feed, phone, row
from tests.meetings.conftest import MONTANA, TUESDAY_EVENING

DENVER = ZoneInfo("America/Denver")
TONIGHT, NEXT_WEEK = date(2026, 11, 24), date(2026, 12, 1)
LAMP = row("lamp", TUESDAY, "19:00")
OTHERS = (row("other", TUESDAY, "20:00", BELGRADE), phone("call", TUESDAY, "20:30"))


def wall(hour, minute=0, day=24, month=11):
    return datetime(2026, month, day, hour, minute, tzinfo=DENVER)


class Finder:
    """The Lamp and two others, and what becomes of their dates."""

    def __init__(self, database):
        self.database = database
        self.take(LAMP, *OTHERS)

    def take(self, *rows, name="aa"):
        with self.database.transaction() as session:
            import_feed(session, name, feed(*rows), "aa", "America/Denver", TUESDAY_EVENING)

    def do(self, change, on=TONIGHT, *more, slug="lamp", now=TUESDAY_EVENING, **said):
        with self.database.transaction() as session:
            return change(session, self.id_of(slug, session), on, *more, now, **said)

    def id_of(self, slug, session):
        return session.scalars(select(Meeting.id).where(Meeting.slug == slug)).one()

    def ask(self, words="aa tonight 59715", now=TUESDAY_EVENING):
        with self.database.reading() as session:
            return find(session, understand(words), now, line=MONTANA).results

    def slugs(self, *asked):
        return [one.slug for one in self.ask(*asked)]

    def details(self, slug="lamp", now=TUESDAY_EVENING, **how):
        with self.database.reading() as session:
            return details(session, self.id_of(slug, session), now, **how)


@pytest.fixture
def finder(database):
    return Finder(database)


@pytest.fixture
def here(sqlite):
    return Finder(sqlite)


def test_called_off_it_is_not_on_tonight(finder):
    assert finder.slugs() == ["lamp", "other"]
    finder.do(dates.call_off, reason="snow")
    assert finder.slugs() == ["other"]
    assert finder.details().starts == wall(19, day=1, month=12)


def test_what_is_off_can_be_asked_for(here):
    here.do(dates.call_off, reason="snow")
    found = here.details(even_off=True)
    assert (found.starts, found.off, found.reason) == (wall(19), True, "snow")


def test_moved_it_is_found_at_its_new_hour_alone(finder):
    finder.do(dates.move, TONIGHT, Elsewhere(wall(20, 30, day=25)))
    assert finder.slugs() == ["other"]
    found = finder.ask("aa wednesday night 59715")[0]
    assert (found.slug, found.starts, found.moved) == ("lamp", wall(20, 30, day=25), True)
    assert finder.details().starts == wall(20, 30, day=25)


def test_moved_to_another_place_it_is_named_there_without_miles(here):
    here.do(dates.move, TONIGHT, Elsewhere(place="Public Library, 5 Oak St"))
    found = here.ask()[0]
    assert (found.slug, found.location, found.address) == ("lamp", "Public Library, 5 Oak St", None)
    assert (found.starts, found.miles) == (wall(19), None)
    assert (found.moved, found.elsewhere) == (False, True)


def test_a_call_is_found_at_its_new_hour_too(here):
    here.do(dates.move, TONIGHT, Elsewhere(wall(21, day=25)), slug="call")
    assert here.slugs("aa by phone wednesday 59715") == ["call"]


@pytest.mark.parametrize(
    ("wanted", "fits"),
    [
        (Wanted("aa"), True),
        (Wanted("any"), True),
        (Wanted("na"), False),
        (Wanted("lgbtq"), False),
        (Wanted("aa", BITS["women"]), False),
        (Wanted("aa", BITS["open"]), True),
        (Wanted("aa", hybrid=True), False),
    ],
)
def test_a_moved_one_must_be_what_was_asked_for(wanted, fits):
    assert wanted.fits("aa", BITS["open"], "in-person") == fits


def test_put_back_nothing_has_been(finder):
    before = finder.ask()
    finder.do(dates.call_off)
    finder.do(dates.put_back)
    assert finder.ask() == before
    with finder.database.reading() as session:
        assert not session.get_one(Meeting, before[0].meeting_id).attrs & dates.DATED


def test_only_that_date_is_off(here):
    here.do(dates.call_off)
    assert here.slugs("aa tuesday 59715", TUESDAY_EVENING + timedelta(days=3))[0] == "lamp"


def test_the_feed_read_anew_does_not_undo_it(finder):
    finder.do(dates.call_off)
    finder.take({**LAMP, "notes": "Ring the bell."}, *OTHERS)
    assert finder.slugs() == ["other"]
    assert finder.details().notes == "Ring the bell."


def test_a_date_that_the_feed_has_moved_away_from_is_forgotten(here):
    here.do(dates.move, TONIGHT, Elsewhere(wall(20, day=26)))
    here.take({**LAMP, "day": WEDNESDAY}, *OTHERS)
    assert here.details().starts == wall(19, day=25)
    assert here.slugs("aa thursday 59715")[:1] != ["lamp"]


def test_it_holds_for_the_row_of_the_other_feed(here):
    here.take({**LAMP, "notes": "Ring the bell."}, name="two")
    here.do(dates.call_off, slug="call")
    with here.database.transaction() as session:
        ids = session.scalars(select(Meeting.id).where(Meeting.slug == "lamp")).all()
        dates.call_off(session, ids[0], TONIGHT, TUESDAY_EVENING)
        assert len(ids) == 2
        assert [details(session, id, TUESDAY_EVENING).starts.day for id in ids] == [1, 1]


def test_another_process_knows_at_its_next_look(here, monkeypatch):
    monkeypatch.setattr(shelf, "LOOK_EVERY_S", 0.0)
    for _ in range(3):
        here.ask()
    kept = shelf.shelf_of(here.database.reading().__enter__())
    monkeypatch.setattr(kept, "forget", lambda: None)
    here.do(dates.call_off)
    assert here.slugs() == ["other"]


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda here: here.do(dates.call_off, TONIGHT + timedelta(days=1)), "The next is 2026-11-24"),
        (lambda here: here.do(dates.call_off, TONIGHT - timedelta(days=7)), "is over"),
        (lambda here: here.do(dates.call_off, reason="x" * 61), "at most"),
        (lambda here: here.do(dates.move, TONIGHT, Elsewhere(wall(17))), "over already"),
        (lambda here: here.do(dates.move, TONIGHT, Elsewhere(wall(19, 0, 1, 12))), "meets then anyway"),
        (lambda here: here.do(dates.put_back), "as usual already"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused(here, change, why):
    with pytest.raises(NotADate, match=why):
        change(here)


def test_the_next_date_is_the_one_people_expect(here):
    here.do(dates.call_off)
    with here.database.reading() as session:
        assert dates.next_date(session, here.id_of("lamp", session), TUESDAY_EVENING) == TONIGHT
