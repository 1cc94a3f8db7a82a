"""Builds `places.sqlite` from the data inside three packages: `python -m service.meetings.build_places`.

Needs the `places` extra. The same versions give the same file, byte for byte. What the data is, whose
it is and under which licence stands in docs/places.md.
"""

import sys
from collections import Counter, defaultdict
from dataclasses import replace
from pathlib import Path

from service.meetings import place_sources as sources
from service.meetings.place_names import (
    CANADIAN_AREA_CODES,
    NICKNAMES,
    POSTCODE_AREAS,
    RESERVATIONS,
)
from service.meetings.place_towns import Code, Town, Towns, apart, clusters_of, in_full, key_in
from service.meetings.place_writer import Writer
from service.meetings.places import FILE, key_of

# The state of an area code, where this share of its ZIPs agrees.
AREA_CODE_SHARE = 0.8
# What a place GeoNames doesn't have (under 500 people) is taken for; a second name of a ZIP still less.
HAMLET, OTHER_NAME = 250, 100
# A town this many times as big as its namesakes in the state keeps the bare name.
BARE_NAME = 10
# People of a town that others are said to be near to.
KNOWN_TOWN = 20_000


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
    areas = _postcode_areas(towns)
    town_of_code |= areas
    codes += [Code(area, "", "", "GB", town.lat, town.lon) for area, town in areas.items()]
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
        by_name[key_in(code.town, code.region), code.region].append(code)
    town_of_code = {}
    for same_name in by_name.values():
        for cluster in clusters_of(same_name):
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
                key = key_in(name, code.region), code.region
                others[key].append(code)
                spelled[key] = max(spelled.get(key, ""), in_full(name), key=len)
    for key, same_name in others.items():
        for cluster in clusters_of(same_name):
            towns.add(spelled[key], cluster, OTHER_NAME)


def _tell_apart(towns: Towns, codes: list[Code]) -> None:
    """Namesakes in one state get what lies around them: Woodbridge (Orange County), CA.

    A much bigger one keeps the bare name, and all are found by it.
    """
    inside, big = _codes_by_region(codes), _big_by_country(towns)
    for same_name in towns.named.values():
        biggest = max(same_name, key=lambda town: town.people)
        others = [town for town in same_name if town is not biggest]
        bare = all(biggest.people >= BARE_NAME * town.people for town in others)
        for town in others if bare else same_name:
            here = town.county or _county_around(town, inside[town.region])
            town.beside = here or _town_beside(town, big[town.country])


def _county_around(town: Town, codes: list[Code]) -> str:
    """That of the nearest ZIP; empty abroad."""
    where = (town.lat, town.lon)
    nearest = min(codes, key=lambda code: apart((code.lat, code.lon), where), default=None)
    return nearest.county if nearest else ""


def _town_beside(town: Town, big: list[Town]) -> str:
    where, key = (town.lat, town.lon), key_of(town.name)
    others = (one for one in big if key_of(one.name) != key)
    return f"near {min(others, key=lambda one: apart((one.lat, one.lon), where)).name}"


def _codes_by_region(codes: list[Code]) -> dict[str, list[Code]]:
    """Those that have a county."""
    found: dict[str, list[Code]] = defaultdict(list)
    for code in codes:
        if code.county:
            found[code.region].append(code)
    return found


def _big_by_country(towns: Towns) -> dict[str, list[Town]]:
    found: dict[str, list[Town]] = defaultdict(list)
    for town in towns.all:
        if town.people > KNOWN_TOWN:
            found[town.country].append(town)
    return found


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
        if towns.find(name, town.region):
            continue
        put = towns.put(Town(name, town.region, "US", town.lat, town.lon, town.people))
        put.also += [name.replace("Reservation", short) for short in ("Rez", "Indian Reservation")]


def _add_nicknames(towns: Towns) -> None:
    for named, nicknames in NICKNAMES.items():
        _known(towns, named).also += nicknames.split(", ")
    for town in towns.all:
        if town.name.startswith("The "):
            town.also.append(town.name.removeprefix("The "))


def _postcode_areas(towns: Towns) -> dict[str, Town]:
    """The letters a British postcode begins with, and their town."""
    return {
        area: _known(towns, f"{name}, {region}")
        for region, listed in POSTCODE_AREAS.items()
        for area, name in (one.strip().split(" ", 1) for one in listed.split(","))
    }


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
    found = {}
    for area, counts in regions.items():
        region, most = counts.most_common(1)[0]
        if most >= AREA_CODE_SHARE * counts.total():
            found[area] = region
    # Last: Point Roberts WA is called by Vancouver's code.
    for region, areas in CANADIAN_AREA_CODES.items():
        found.update(dict.fromkeys(areas.split(), region))
    return found


if __name__ == "__main__":
    build(FILE)
    sys.stdout.write(f"{FILE.name}: {FILE.stat().st_size / 1e6:.1f} MB\n")
