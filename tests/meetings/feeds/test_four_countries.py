"""Every format of feeds from five countries: recognised, whole, on the right days, nothing private."""

import pytest

from service.meetings.canonical import canonical_rows
from service.meetings.feeds.recognise import read_feed
from tests.meetings.feeds.fictional import FEEDS, TOWNS, meetings

ZONES = {
    "US": {"America/Denver"},
    "CA": {"America/Edmonton", "America/Vancouver", "America/Toronto"},
    "GB": {"Europe/London"},
    "AU": {"Australia/Sydney", "Australia/Perth", "Australia/Brisbane"},
    "MX": {"America/Merida", "America/Monterrey", "America/Tijuana"},
}
every_feed = pytest.mark.parametrize("kind", FEEDS)
every_country = pytest.mark.parametrize("country", TOWNS)


def taken(kind, country):
    """The format, what is true by name, and what we made of it by name."""
    format, write = FEEDS[kind]
    truth = {one.name: one for one in meetings(country)}
    reading = read_feed(write(list(truth.values())))
    rows = canonical_rows(reading, "any", None)
    assert reading.format == format
    return truth, {row["name"]: row for row in rows}


@every_country
@every_feed
def test_all_that_is_public_is_listed_and_nothing_else(kind, country):
    truth, rows = taken(kind, country)
    public = {name for name, one in truth.items() if one.published}
    assert {name for name, row in rows.items() if not row["hidden_reason"]} == public


@every_country
@every_feed
def test_days_and_times_are_right_however_they_are_numbered(kind, country):
    truth, rows = taken(kind, country)
    wrong = [
        name
        for name, row in rows.items()
        if (row["day"], row["start_min"]) != (truth[name].day, truth[name].start_min)
    ]
    assert wrong == []


@every_country
@every_feed
def test_zones_and_countries_come_from_where_it_is(kind, country):
    _, rows = taken(kind, country)
    listed = [row for row in rows.values() if not row["hidden_reason"]]
    assert {row["zone"] for row in listed} <= ZONES[country]
    assert {row["country"] for row in listed} == {country}
