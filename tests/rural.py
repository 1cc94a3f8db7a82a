"""Made-up feeds of nine rural states, as thin as they really are; and of one crowded county.

The towns are real ZIPs' points, the groups are not. How thin: AA tonight within 10 miles of 14 % of
ZIPs, within 25 of 26 %, within 50 of 44 %, none within 150 for 38 %; NA on any day within 25 miles of
58 %, in the median 19 miles away (measured on real feeds of nine states, 80 ZIPs). A hub has something
every evening, a small town one evening a week, and in three states nobody has sent us AA's list.
`python -m tests.rural` prints how near the made-up feed comes.
"""

import json
import random
import statistics
import sys
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from service.meetings import places
from service.meetings.geo import miles_between
from service.meetings.places import Place

# First three digits of each state's ZIPs, from and to (USPS, Publication 65).
STATES = {
    "MT": (590, 599), "WY": (820, 831), "ND": (580, 588), "SD": (570, 577), "ID": (832, 838),
    "NE": (680, 693), "NM": (870, 884), "AK": (995, 999), "WV": (247, 268),
}  # fmt: skip
WITHOUT_AA = ("NM", "AK", "WV")
EVENINGS = ("17:30", "18:00", "18:30", "19:00", "19:30", "20:00")
TUESDAY = 2
Point = tuple[float, float]
FeedRow = dict[str, Any]


@lru_cache(maxsize=16)
def zips(state: str) -> tuple[Place, ...]:
    """Every ZIP of the state, in order."""
    first, last = STATES[state]
    known = (places.by_code(f"{code:05d}") for code in range(first * 100, last * 100 + 100))
    return tuple(one for one in known if one and not one.guessed and one.region == state)


def thousand_zips() -> list[Place]:
    """A thousand and eight, as many of each state, the same every time."""
    dice = random.Random("zips")
    return [place for state in STATES for place in dice.sample(zips(state), 112)]


def rural_feeds() -> dict[str, bytes]:
    """By fellowship: rooms in all the states, and what one can call."""
    dice = random.Random("rural")
    aa = [row for state in STATES if state not in WITHOUT_AA for row in _rooms(dice, state, 8, 24)]
    na = [row for state in STATES for row in _rooms(dice, state, 5, 22, nights=2)]
    grief = [row for state in ("MT", "WV", "NM") for row in _rooms(dice, state, 1, 3, nights=1)]
    return {
        "aa": _feed("aa", aa + _calls(dice, 9, 0.3)),
        "na": _feed("na", na + _calls(dice, 9, 0.3)),
        "al-anon": _feed("al-anon", _calls(dice, 4, 0.5)),
        "grief": _feed("grief", grief + _calls(dice, 2, 0.2)),
    }


def crowded_feed(count: int = 2000) -> bytes:
    """Some two thousand AA meetings in a square of forty miles, round twenty town centres."""
    dice = random.Random("crowded")
    centres = [(33.45 + dice.random() * 0.5, -118.1 + dice.random() * 0.6) for _ in range(20)]
    points = [_moved(dice, dice.choice(centres), 0.03) for _ in range(count)]
    hours = [f"{dice.randrange(6, 23):02d}:{dice.choice(('00', '30'))}" for _ in points]
    rows = (
        _room(dice, point, dice.randrange(7), at) for point, at in zip(points, hours, strict=True)
    )
    return _feed("crowded", list(rows))


def _rooms(
    dice: random.Random, state: str, hubs: int, small: int, nights: int = 7
) -> Iterator[FeedRow]:
    """Hubs meet on so many nights a week and at some noons, small towns on one."""
    named = Counter(place.name for place in zips(state))
    towns = {place.name: (place.lat, place.lon) for place in zips(state)}
    by_size = sorted(towns, key=lambda name: (-named[name], name))
    for town in by_size[:hubs]:
        for day in dice.sample(range(7), nights):
            yield _room(dice, towns[town], day, dice.choice(EVENINGS))
        yield _room(dice, towns[town], dice.randrange(7), "12:00")
    for town in dice.sample(by_size[hubs:], small):
        yield _room(dice, towns[town], dice.randrange(7), dice.choice(EVENINGS))


def _room(dice: random.Random, near: Point, day: int, at: str) -> FeedRow:
    lat, lon = _moved(dice, near, 0.01)
    types = dice.choices(["O", "C", "W", "M", "S", "X"], [60, 15, 6, 6, 3, 10])
    address = f"{dice.randrange(1, 999)} Main St, Somewhere, USA 00000, USA"
    more = {"formatted_address": address, "location": "Grange Hall"}
    return {"day": day, "time": at, "latitude": lat, "longitude": lon, "types": types, **more}


def _calls(dice: random.Random, a_day: int, dial_in: float) -> list[FeedRow]:
    """Links to click, and a number to dial for some: 15 to 30 % of real online rows have one."""
    rows = []
    for number in range(7 * a_day):
        at = f"{6 + number // 7 * 16 // a_day:02d}:00"
        access = {"conference_url": f"https://example.org/{number}"}
        if dice.random() < dial_in:
            access["conference_phone"] = "+14065550123,,4321987#"
        zone = dice.choice(["America/Denver", "America/New_York", "America/Chicago"])
        rows.append({"day": number % 7, "time": at, "timezone": zone, "types": ["O"], **access})
    return rows


def _moved(dice: random.Random, point: Point, degrees: float) -> Point:
    return point[0] + dice.gauss(0, degrees), point[1] + dice.gauss(0, degrees)


def _feed(name: str, rows: list[FeedRow]) -> bytes:
    named = [
        {"slug": f"{name}-{number}", "name": f"Group {number}", **row}
        for number, row in enumerate(rows)
    ]
    return json.dumps(named).encode()


def densities() -> list[str]:
    """How thin the feeds came out, beside what was measured on real ones."""
    feeds = {name: json.loads(raw) for name, raw in rural_feeds().items()}
    tonight = [row for row in feeds["aa"] if row["day"] == TUESDAY and row["time"] >= "17:00"]
    return [
        f"AA tonight (14, 26, 44, 62 %): {_density(tonight)}",
        f"NA on any day (58 % in 25; median 19): {_density(feeds['na'])}",
    ]


def _density(rows: list[FeedRow]) -> str:
    points = [(row["latitude"], row["longitude"]) for row in rows if "latitude" in row]
    nearest = [
        min(miles_between(one.lat, one.lon, *point) for point in points) for one in thousand_zips()
    ]
    shares = (
        f"{100 * sum(one <= miles for one in nearest) / len(nearest):.0f} % in {miles}"
        for miles in (10, 25, 50, 150)
    )
    return f"{', '.join(shares)} miles; median {statistics.median(nearest):.0f} miles"


if __name__ == "__main__":
    sys.stdout.write("\n".join(densities()) + "\n")
