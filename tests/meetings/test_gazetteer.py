"""What feeds teach about where things are, in countries no file of ours has the codes of."""

from datetime import UTC, datetime

import pytest

from service.db import table_of
from service.meetings import gazetteer
from service.meetings.locate import Home, locate
from service.models.feed import Feed
from service.models.meeting import Meeting

NOW = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
LONDON, MELBOURNE, TIJUANA = "Europe/London", "Australia/Melbourne", "America/Tijuana"
PLYMOUTH, LISKEARD = (50.3714, -4.1424), (50.4545, -4.4652)

# Town, region, code, zone, point.
TAUGHT = {
    "uk": [
        ("Plymouth", "Devon", "PL1 2AB", LONDON, PLYMOUTH),
        ("Plymouth", "Devon", "PL1 3CD", LONDON, (50.3734, -4.1444)),
        ("Upton Cross", "Cornwall", "PL14 5AX", LONDON, (50.5300, -4.4300)),
    ],
    "au": [("Carlton", "VIC", "3053", MELBOURNE, (-37.80, 144.97))],
    "ie": [("Cork", "Munster", "T12 W8KP", "Europe/Dublin", (51.90, -8.47))],
    "mx": [("Tijuana", "BC", "22000", TIJUANA, (32.53, -117.03))],
    "us": [("Belgrade", "MT", "59714", "America/Denver", (45.7763, -111.1773))],
}


@pytest.fixture
def taught(database):
    """Feeds by country taken in; then says where a place is."""

    def teach(*countries):
        with database.transaction() as session:
            for country in countries:
                gazetteer.learn(session, _feed(session, country))

        def meant(said, **home):
            with database.reading() as session:
                found = locate(session, said, Home(**home))
            return [(str(one), round(one.lat, 2), one.guessed) for one in found]

        return meant

    return teach


def _feed(session, country):
    feed = Feed(
        name=country, format="tsml", fellowship="aa", digest="", rows=0, listed=0, read_at=NOW
    )
    session.add(feed)
    session.flush()
    rows = [_row(feed.id, number, *where) for number, where in enumerate(TAUGHT[country])]
    session.execute(table_of(Meeting).insert(), rows)
    return feed.id


def _row(feed_id, number, town, region, code, zone, point):
    where = {
        "town": town,
        "region": region,
        "postal_code": code,
        "zone": zone,
        "precision": "exact",
    }
    when = {"day": 2, "start_min": 1140, "minute_of_week": 4020, "duration_min": 60}
    seen = {"first_seen": NOW, "last_seen": NOW, "missed": 0, "digest": ""}
    what = {
        "name": "A",
        "series": 1,
        "mode": "in-person",
        "attrs": 0,
        "types": "",
        "fellowship": "aa",
    }
    spot = {"lat": point[0], "lon": point[1], "cell": 1}
    return {"feed_id": feed_id, "slug": str(number), **where, **when, **seen, **what, **spot}


@pytest.mark.parametrize("said", ["PL1", "PL1 2AB", "pl1 9zz"])
def test_a_british_feed_teaches_its_outcodes(taught, said):
    assert taught("uk")(said, country="GB") == [("Plymouth, Devon", 50.37, False)]


def test_an_outcode_nobody_meets_in_begins_in_its_areas_town_and_says_so(taught):
    meant = taught("uk")
    assert meant("EX4 9ZZ", country="GB") == [("Exeter, England", 50.72, True)]
    assert meant("PX1", country="GB") == meant("EX1", country="US") == []


@pytest.mark.parametrize("said", ["T12", "T12 XY34"])
def test_an_irish_feed_teaches_its_routing_keys(taught, said):
    assert taught("ie")(said, country="IE") == [("Cork, Munster", 51.9, False)]


def test_four_digits_are_a_place_only_where_a_feed_says_so(taught):
    assert taught("uk")("3053", country="AU") == []
    assert taught("au")("3053", country="AU") == [("Carlton, VIC", -37.8, False)]


def test_five_digits_are_the_lines_own_countrys_first(taught):
    meant = taught("mx")
    assert meant("22000", country="MX") == [("Tijuana, BC", 32.53, False)]
    assert meant("59718", country="MX")[0][0] == "Bozeman, MT"


def test_a_code_of_abroad_is_better_than_a_guess_at_home(taught):
    assert taught("mx")("22000", country="US") == [("Tijuana, BC", 32.53, False)]


@pytest.mark.parametrize("typed", ["upton cross", "Upton Cros"])
def test_a_hamlet_no_file_has_is_known_misspelled_too(taught, typed):
    assert taught("uk")(typed, country="GB") == [("Upton Cross, Cornwall", 50.53, False)]


def test_learning_twice_changes_nothing(database):
    with database.transaction() as session:
        feed = _feed(session, "uk")
        assert gazetteer.learn(session, feed) == gazetteer.learn(session, feed) == 3
        assert len(session.execute(gazetteer._K.select()).all()) == 3


def test_what_the_file_has_is_not_learnt(database):
    with database.transaction() as session:
        assert gazetteer.learn(session, _feed(session, "us")) == 0
