"""What the organisation lists, nearest first, and nothing that it does not."""

from datetime import date

import pytest

from service import care
from service.care import Entry
from service.meetings.places import Place

MISSOULA = Place("Missoula", "MT", 46.87, -113.99, "America/Denver")
LOLO = Place("Lolo", "MT", 46.76, -114.08, "America/Denver")
JORDAN = Place("Jordan", "MT", 47.32, -106.91, "America/Denver")


def listing(name, place=None):
    return Entry(name, "406-555-0177", place, "pay what you can", date(2026, 11, 1))


@pytest.fixture
def listed(database):
    with database.transaction() as session:
        for one in (listing("Far", JORDAN), listing("Advice"), listing("Near", MISSOULA)):
            care.add(session, one)
    return database


def names(database, place, limit=2):
    with database.reading() as session:
        return [one.name for one in care.near(session, place, limit)]


def test_the_nearest_comes_first_and_then_what_is_for_everybody(listed):
    assert names(listed, LOLO) == ["Near", "Advice"]


def test_nothing_beyond_a_hundred_miles_is_near(listed):
    assert "Far" not in names(listed, LOLO, limit=9)


def test_without_a_place_only_what_is_for_everybody(listed):
    assert names(listed, None) == ["Advice"]


def test_only_a_listing_that_lies_somewhere_makes_the_place_matter(database):
    with database.transaction() as session:
        care.add(session, listing("Advice"))
        assert not care.is_local(session)
        care.add(session, listing("Near", MISSOULA))
        assert care.is_local(session)


def test_what_is_taken_off_is_gone(listed):
    with listed.transaction() as session:
        first = care.everything(session)[0]
        assert care.remove(session, first.id)
        assert not care.remove(session, first.id)
