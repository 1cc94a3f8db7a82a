"""Builds `places.sqlite` from the data inside three packages: `python -m service.meetings.build_places`.

Needs the `places` extra. The same versions give the same file, byte for byte. What the data is, whose
it is and under which licence stands in docs/places.md.
"""

import sys
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from statistics import median

from service.meetings import place_sources as sources
from service.meetings.geo import miles_between
from service.meetings.place_names import CANADIAN_AREA_CODES, NICKNAMES, RESERVATIONS
from service.meetings.place_sources import City, Code
from service.meetings.place_writer import Town, Writer
from service.meetings.places import FILE, key_of

# Towns of one name in one state lie a mile apart in the median, but 120 at p99: then they are two.
SAME_TOWN_MILES = 30
# The state of an area code, where this share of its ZIPs agrees.
AREA_CODE_SHARE = 0.8
# What a place GeoNames doesn't have (under 500 people) is taken for; a second name of a ZIP still less.
HAMLET, OTHER_NAME = 250, 100
# A town this many times as big as its namesakes in the state keeps the bare name.
BARE_NAME = 10

# What the mail writes short and people read in full; St and Ft are how people write them too.
IN_FULL = {
    "N": "North", "S": "South", "E": "East", "W": "West", "Hts": "Heights", "Spgs": "Springs",
    "Spg": "Spring", "Pt": "Point", "Jct": "Junction", "Bch": "Beach", "Vlg": "Village",
    "Twp": "Township", "Ctr": "Center", "Cty": "City", "Mtn": "Mountain",
}  # fmt: skip

Names = dict[tuple[str, str], list[Town]]  # key and region -> the towns called so


class Towns:
    """All towns, found by name and region; GeoNames' cities give them their middle and their people."""

    def __init__(self, cities: list[City]) -> None:
        self.all: list[Town] = []
        self.named: Names = defaultdict(list)
        self._cities: dict[tuple[str, str], list[City]] = defaultdict(list)
        for city in cities:
            self._cities[_key(city.name, city.region), city.region].append(city)

    def add(self, name: str, codes: list[Code], people: int) -> Town:
        """The town these codes belong to, one that `find` may give again."""
        lat, lon = _middle(codes)
        town = Town(_in_full(name), codes[0].region, codes[0].country, lat, lon, people)
        town.county = Counter(code.county for code in codes).most_common(1)[0][0]
        if city := self._city(town):
            town.lat, town.lon, town.people = city.lat, city.lon, max(city.people, people)
            if city.name.isascii() and key_of(city.name) == key_of(name):
                town.name = city.name  # Coeur d'Alene, which the mail writes Coeur D Alene
            town.also.append(city.name)
        return self.put(town)

    def put(self, town: Town) -> Town:
        self.all.append(town)
        self.named[_key(town.name, town.region), town.region].append(town)
        return town

    def find(self, name: str, region: str, near: tuple[float, float] | None = None) -> Town | None:
        """The biggest so called, or the one within SAME_TOWN_MILES of `near`."""
        found = self.named.get((_key(name, region), region), [])
        if near:
            found = [town for town in found if _apart((town.lat, town.lon), near) < SAME_TOWN_MILES]
        return max(found, key=lambda town: town.people, default=None)

    def add_cities_left(self) -> None:
        """Suburbs and quarters that are no postal names, and all towns abroad."""
        for cities in self._cities.values():
            for city in sorted(cities, key=lambda one: -one.people):
                if not self.find(city.name, city.region, (city.lat, city.lon)):
                    where = (city.region, city.country, city.lat, city.lon)
                    self.put(Town(city.name, *where, city.people))

    def _city(self, town: Town) -> City | None:
        found = [
            city
            for city in self._cities.get((_key(town.name, town.region), town.region), [])
            if _apart((city.lat, city.lon), (town.lat, town.lon)) < SAME_TOWN_MILES
        ]
        return max(found, key=lambda city: city.people, default=None)


_NICKNAMES = {
    (key_of(nickname), named.split(", ")[1]): key_of(named.split(", ")[0])
    for named, nicknames in NICKNAMES.items()
    for nickname in nicknames.split(", ")
}


def _key(name: str, region: str) -> str:
    """One key for all names of a town: New York City is New York, The Bronx is Bronx."""
    key = key_of(name.removeprefix("The "))
    return _NICKNAMES.get((key, region), key)


def _in_full(name: str) -> str:
    return " ".join(IN_FULL.get(word, word) for word in name.split())


def build(path: Path) -> None:
    """Writes the whole file anew."""
    listed = [*sources.united_states(), *sources.canada()]
    codes = [code for code in listed if code.has_point]
    towns = Towns(sources.cities())
    town_of_code = _add_towns(towns, codes)
    codes += _codes_by_town(towns, town_of_code, [code for code in listed if not code.has_point])
    _add_other_names(towns, codes)
    towns.add_cities_left()
    _tell_apart(towns, codes)
    _add_counties(towns, codes)
    _add_reservations(towns)
    _add_nicknames(towns)
    _write(
        Writer(path), towns, [(code, town_of_code[code.code]) for code in codes], _area_codes(codes)
    )


def _write(
    writer: Writer, towns: Towns, codes: list[tuple[Code, Town]], area_codes: dict[str, str]
) -> None:
    for town in towns.all:
        writer.town(town)
    for code, its_town in codes:
        writer.code(code, its_town)
    for area, region in sorted(area_codes.items()):
        writer.area_code(area, region)
    writer.close()


def _add_towns(towns: Towns, codes: list[Code]) -> dict[str, Town]:
    """A town for each name and region in the mail; the town of each code."""
    by_name: dict[tuple[str, str], list[Code]] = defaultdict(list)
    for code in codes:
        by_name[_key(code.town, code.region), code.region].append(code)
    town_of_code = {}
    for same_name in by_name.values():
        for cluster in _clusters(same_name):
            name = Counter(code.town for code in cluster).most_common(1)[0][0]
            town = towns.add(name, cluster, HAMLET)
            town_of_code.update({code.code: town for code in cluster})
    return town_of_code


def _codes_by_town(
    towns: Towns, town_of_code: dict[str, Town], without_point: list[Code]
) -> list[Code]:
    """Codes without a point get their town's; a town nobody else has, like the tax office's, is none."""
    found = []
    for code in without_point:
        if town := towns.find(code.town, code.region):
            town_of_code[code.code] = town
            found.append(replace(code, lat=town.lat, lon=town.lon))
    return found


def _add_other_names(towns: Towns, codes: list[Code]) -> None:
    """Names the post accepts for a ZIP are places of their own: suburbs, hamlets, old names."""
    others: dict[tuple[str, str], list[Code]] = defaultdict(list)
    spelled: dict[tuple[str, str], str] = {}
    for code in codes:
        for name in code.also:
            if not towns.find(name, code.region):
                key = _key(name, code.region), code.region
                others[key].append(code)
                spelled[key] = max(spelled.get(key, ""), _in_full(name), key=len)
    for key, same_name in others.items():
        for cluster in _clusters(same_name):
            towns.add(spelled[key], cluster, OTHER_NAME)


def _clusters(codes: list[Code]) -> list[list[Code]]:
    clusters: list[list[Code]] = []
    for code in codes:
        for cluster in clusters:
            first = cluster[0]
            if _apart((code.lat, code.lon), (first.lat, first.lon)) < SAME_TOWN_MILES:
                cluster.append(code)
                break
        else:
            clusters.append([code])
    return clusters


def _apart(one: tuple[float, float], other: tuple[float, float]) -> float:
    return miles_between(*one, *other)


def _middle(codes: Iterable[Code]) -> tuple[float, float]:
    """The median, because post office boxes lie downtown and one far ZIP must not pull a town away."""
    points = list(codes)
    return median(code.lat for code in points), median(code.lon for code in points)


def _tell_apart(towns: Towns, codes: list[Code]) -> None:
    """Namesakes in one state get what lies around them: Woodbridge (Orange County), CA.

    A much bigger one keeps the bare name, and all are found by it.
    """
    for same_name in towns.named.values():
        biggest = max(same_name, key=lambda town: town.people)
        others = [town for town in same_name if town is not biggest]
        if not others:
            continue
        bare = all(biggest.people >= BARE_NAME * town.people for town in others)
        for town in others if bare else same_name:
            town.beside = town.county or _around(town, towns, codes)


def _around(town: Town, towns: Towns, codes: list[Code]) -> str:
    """The county of the nearest ZIP; abroad, the nearest town of some size."""
    here = (town.lat, town.lon)
    if town.country == "US":
        inside = [code for code in codes if code.region == town.region and code.county]
        return min(inside, key=lambda code: _apart((code.lat, code.lon), here)).county
    key = key_of(town.name)
    big = [
        one
        for one in towns.all
        if one.country == town.country and one.people > 20_000 and key_of(one.name) != key
    ]
    return f"near {min(big, key=lambda one: _apart((one.lat, one.lon), here)).name}"


def _add_counties(towns: Towns, codes: list[Code]) -> None:
    """Counties, parishes and boroughs: as many people as their towns, at their biggest town's point."""
    counties = {(code.county, code.region) for code in codes if code.county}
    inside: dict[tuple[str, str], list[Town]] = defaultdict(list)
    for town in towns.all:
        if (town.county, town.region) in counties:
            inside[town.county, town.region].append(town)
    for (name, region), its_towns in sorted(inside.items()):
        if towns.find(name, region):
            continue
        seat = max(its_towns, key=lambda town: town.people)
        people = sum(town.people for town in its_towns)
        towns.put(Town(name, region, "US", seat.lat, seat.lon, people))


def _add_reservations(towns: Towns) -> None:
    for name, seat in RESERVATIONS.items():
        town = _known(towns, seat)
        put = towns.put(Town(name, town.region, "US", town.lat, town.lon, town.people))
        put.also += [name.replace("Reservation", short) for short in ("Rez", "Indian Reservation")]


def _add_nicknames(towns: Towns) -> None:
    for named, nicknames in NICKNAMES.items():
        _known(towns, named).also += nicknames.split(", ")
    for town in towns.all:
        if town.name.startswith("The "):
            town.also.append(town.name.removeprefix("The "))


def _known(towns: Towns, named: str) -> Town:
    """Raises LookupError: a town our own tables name must be there."""
    name, region = named.split(", ")
    if town := towns.find(name, region):
        return town
    raise LookupError(f"No source has {named}.")


def _area_codes(codes: list[Code]) -> dict[str, str]:
    regions: dict[str, Counter[str]] = defaultdict(Counter)
    for code in codes:
        for area in code.area_codes:
            regions[area][code.region] += 1
    found = {
        area: region for region, areas in CANADIAN_AREA_CODES.items() for area in areas.split()
    }
    for area, counts in regions.items():
        region, most = counts.most_common(1)[0]
        if most >= AREA_CODE_SHARE * counts.total():
            found[area] = region
    return found


if __name__ == "__main__":
    build(FILE)
    sys.stdout.write(f"{FILE.name}: {FILE.stat().st_size / 1e6:.1f} MB\n")
