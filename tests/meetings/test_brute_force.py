"""The search against reading every row: over thin feeds of nine states, and over a crowded county."""

import random
from datetime import timedelta
from itertools import product

import pytest

from service.meetings import dates, places
from service.meetings.asking import SPANISH
from service.meetings.dates import Elsewhere
from service.meetings.geo import miles_between
from service.meetings.places import Place
from service.meetings.query import Query
from service.meetings.search import find
from service.meetings.windows import tries
from tests.brute_force import DRIVE, NO_CHANGES, NOT_FOR_ALL, filled, fitting, nearest, start_in
from tests.meetings.conftest import MONTANA, TUESDAY_EVENING
from tests.rural import crowded_feed, rural_feeds, thousand_zips

TIMES = (
    {"when": "tonight"},
    {"when": "today"},
    {"when": "tomorrow"},
    {"when": "weekend"},
    {"when": "now"},
    {"when": "saturday", "daypart": "evening"},
    {"when": "thursday", "time": "19:00"},
)
MOMENTS = (TUESDAY_EVENING, TUESDAY_EVENING + timedelta(hours=6, minutes=25))


def check(session, rows, query, place, now, changed=NO_CHANGES):
    """True when the question had an answer as it was asked."""
    fits = fitting(rows, query, place, now, changed=changed)
    everything = find(session, query, now, place, 5000, MONTANA)
    answer = find(session, query, now, place, 3, MONTANA)
    if not fits:
        assert answer.fallback is not None and answer.results
        return False
    edge = {id for id, fit in fits.items() if fit.miles > DRIVE * 0.999}
    found = {one.meeting_id for one in everything.results if one.miles is not None}
    late = {id for id, fit in fits.items() if fit.too_late(now)}
    assert set(fits) - edge - late <= found <= set(fits) | edge
    assert (answer.fallback, answer.relaxed) == (None, ())
    allowed = nearest(fits)
    assert answer.results[0].miles <= max(allowed + 1, allowed * 1.05)
    return True


@pytest.mark.parametrize("now", MOMENTS, ids=["evening", "after midnight"])
def test_over_rural_states_the_same_is_found_and_the_nearest_leads(sqlite, now):
    rows = filled(sqlite, rural_feeds(), now)
    asked = random.Random(now.isoformat()).sample(thousand_zips(), 80)
    kinds = ("aa", "na", "grief", "any")
    questions = [
        (Query(kinds[number % 4], **TIMES[number % 7]), place) for number, place in enumerate(asked)
    ]
    questions += [(Query("aa", when="tonight"), place) for place in asked]
    with sqlite.reading() as session:
        answered = [check(session, rows, query, place, now) for query, place in questions]
    assert 0.2 * len(questions) < sum(answered) < len(questions)


def test_over_a_crowded_county_the_same_is_found_and_the_nearest_leads(sqlite):
    rows = filled(sqlite, {"aa": crowded_feed()}, TUESDAY_EVENING)
    dice = random.Random("asked")
    here = places.by_code("92626")
    points = [(33.4 + dice.random() * 0.6, -118.2 + dice.random() * 0.8) for _ in range(8)]
    asked = [Place("Here", "CA", lat, lon, here.zone) for lat, lon in points]
    with sqlite.reading() as session:
        for place, when in product(asked, TIMES[:6]):
            assert check(session, rows, Query("aa", **when), place, TUESDAY_EVENING)


def test_where_many_are_off_or_moved_this_week_the_same_is_found(sqlite):
    rows = filled(sqlite, {"aa": crowded_feed()}, TUESDAY_EVENING)
    dice = random.Random("changed")
    with sqlite.transaction() as session:
        changed = {row.id: change(session, row, dice) for row in dice.sample(rows, 150)}
    place = places.by_code("92626")
    with sqlite.reading() as session:
        for when in TIMES[:4]:
            assert check(session, rows, Query("aa", **when), place, TUESDAY_EVENING, changed)


def change(session, row, dice):
    """Calls its next date off, or moves it by up to two days."""
    on = dates.next_date(session, row.id, TUESDAY_EVENING)
    to = TUESDAY_EVENING + timedelta(minutes=dice.randrange(15, 2 * 24 * 60, 15))
    if dice.random() < 0.5:
        return {on: dates.call_off(session, row.id, on, TUESDAY_EVENING).now}
    return {on: dates.move(session, row.id, on, Elsewhere(to), TUESDAY_EVENING).now}


def test_without_a_time_nothing_sooner_and_nearer_is_passed_over(sqlite):
    rows = filled(sqlite, {"aa": crowded_feed()}, TUESDAY_EVENING)
    place = places.by_code("92626")
    with sqlite.reading() as session:
        best = find(session, Query("aa"), TUESDAY_EVENING, place, 3, MONTANA).results[0]
    wait = (best.starts - TUESDAY_EVENING) // timedelta(hours=1)
    sooner = tries(Query("aa"), TUESDAY_EVENING, place.zone)[0][0].first(wait)
    passed_over = [
        row.id
        for row in rows
        if not row.attrs & (NOT_FOR_ALL | SPANISH)
        and miles_between(place.lat, place.lon, row.lat, row.lon) < best.miles
        and start_in(row, sooner)
    ]
    assert passed_over == []
