"""`python -m tests.quality.rural`: a thousand rural ZIPs ask; writes docs/quality-search.md."""

import statistics
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from sqlalchemy.orm import Session

from service.db import Base, Database
from service.meetings.places import Place
from service.meetings.query import Query
from service.meetings.search import Found, Line, Result, find
from tests.brute_force import DRIVE, filled, fitting, nearest
from tests.rural import STATES, crowded_feed, densities, rural_feeds, thousand_zips, zips

PAGE = Path(__file__).parents[2] / "docs" / "quality-search.md"
# A Tuesday, six in the evening in Montana.
EVENING = datetime(2026, 11, 25, 1, 0, tzinfo=UTC)
LATE = EVENING + timedelta(hours=6, minutes=25)
LINE = Line("America/Denver", "MT")
ASKED = {
    "aa tonight": Query("aa", when="tonight"),
    "aa tonight, half past midnight": Query("aa", when="tonight"),
    "aa": Query("aa"),
    "na tonight": Query("na", when="tonight"),
    "na": Query("na"),
    "al-anon tomorrow": Query("al-anon", when="tomorrow"),
    "grief": Query("grief"),
    "caregiver": Query("caregiver"),
    "any group tonight": Query("any", when="tonight"),
}
TIMED = tuple(
    Query(kind, **when)
    for kind in ("aa", "na", "any")
    for when in (
        {"when": "tonight"},
        {"when": "tomorrow"},
        {"when": "weekend"},
        {"when": "now"},
        {"when": "thursday", "time": "19:00"},
        {"when": "saturday", "daypart": "evening"},
    )
)


class Answer(NamedTuple):
    """What one ZIP was told."""

    place: Place
    found: Found
    now: datetime

    @property
    def room(self) -> Result | None:
        """The first room one can drive to."""
        rooms = (one for one in self.found.results if one.in_person and one.miles is not None)
        return next((one for one in rooms if (one.miles or 0) <= DRIVE), None)

    @property
    def usable(self) -> bool:
        """A room within a drive, a number to dial or a link."""
        return any(one.dial_in or not one.in_person for one in self.found.results) or bool(
            self.room
        )

    @property
    def within_a_day(self) -> bool:
        """A room within a drive or a number to dial, within 24 hours."""
        soon = [one for one in self.found.results if one.starts < self.now + timedelta(days=1)]
        return any(one.dial_in or (one.miles or DRIVE + 1) <= DRIVE for one in soon)


def thousand_answers(session: Session, query: Query, now: datetime) -> list[Answer]:
    """Every one of the thousand ZIPs asks this."""
    return [
        Answer(place, find(session, query, now, place, 3, LINE), now) for place in thousand_zips()
    ]


def first_is_nearest(session: Session, rooms: list, asked: list[tuple[Query, Place]]) -> Counter:  # type: ignore[type-arg]
    """How many were answered as asked, and for how many the first room is the nearest that fits."""
    counts: Counter[str] = Counter()
    for query, place in asked:
        fits = fitting(rooms, query, place, EVENING)
        if not fits:
            counts["nothing fits"] += 1
            continue
        first = find(session, query, EVENING, place, 3, LINE).results[0].miles or 0.0
        counts["right"] += first <= max(nearest(fits) + 1, nearest(fits) * 1.05)
        plain = min(fit.miles for fit in fits.values())
        counts["plain"] += first <= max(plain + 1, plain * 1.05)
        counts["asked"] += 1
    return counts


def page() -> str:
    """The whole page."""
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{folder}/rural.db")
        Base.metadata.create_all(database.engine)
        rooms = filled(database, rural_feeds(), EVENING)
        with database.reading() as session:
            parts = [*_rural(session), *_distance(session, rooms, folder)]
        database.close()
    return "\n".join(parts) + "\n"


def _rural(session: Session) -> Iterator[str]:
    yield INTRODUCTION
    yield "\n".join(f"- {line}" for line in densities())
    yield HOW_ANSWERED
    answers = {
        said: thousand_answers(session, query, LATE if "midnight" in said else EVENING)
        for said, query in ASKED.items()
    }
    for said, given in answers.items():
        yield _row(said, *_shares(given))
    yield BY_STATE
    for state in STATES:
        here = [one for one in answers["aa tonight"] if one.place in zips(state)]
        yield _row(state, len(here), *_shares(here))


def _shares(given: list[Answer]) -> list[str]:
    fallbacks = Counter(one.found.fallback for one in given)
    rooms = [one.room.miles or 0.0 for one in given if one.room]
    return [
        *(
            _share(fallbacks[name], given)
            for name in (None, "other_day", "phone", "online", "wider")
        ),
        _share(sum(one.usable for one in given), given),
        _share(sum(one.within_a_day for one in given), given),
        f"{statistics.median(rooms):.0f}" if rooms else "-",
    ]


def _distance(session: Session, rooms: list, folder: str) -> Iterator[str]:  # type: ignore[type-arg]
    yield DISTANCE
    spread = thousand_zips()[::3]
    rural = [(TIMED[number % len(TIMED)], place) for number, place in enumerate(spread)]
    yield _measured("nine rural states", first_is_nearest(session, rooms, rural))
    crowd = Database(f"sqlite:///{folder}/crowded.db")
    Base.metadata.create_all(crowd.engine)
    rooms = filled(crowd, {"aa": crowded_feed()}, EVENING)
    here = [
        Place("Here", "CA", 33.4 + n // 8 * 0.07, -118.2 + n % 8 * 0.1, "America/Los_Angeles")
        for n in range(64)
    ]
    asked = [(query, place) for place in here for query in TIMED[:5]]
    with crowd.reading() as crowded:
        yield _measured("crowded county", first_is_nearest(crowded, rooms, asked))
    crowd.close()


def _measured(name: str, counts: Counter[str]) -> str:
    right, plain = (f"{100 * counts[key] / counts['asked']:.1f} %" for key in ("right", "plain"))
    return _row(
        name, counts.total() - counts["right"] - counts["plain"], counts["asked"], right, plain
    )


def _row(*cells: object) -> str:
    return f"| {' | '.join(str(cell) for cell in cells)} |"


def _share(part: int, given: list[Answer]) -> str:
    return f"{100 * part / len(given):.0f} %"


INTRODUCTION = """# How near an answer is

Written by `python -m tests.quality.rural`; the feeds are made up (`tests/rural.py`), the same every time.

## Rural ZIPs

A thousand and eight ZIPs of nine rural states ask, on a Tuesday at six in the evening in Montana. The
made-up feeds are as thin as real ones (in brackets what was measured on real feeds of nine states):
"""

HOW_ANSWERED = """
How the first line of the answer came about, whether the answer holds a way to take part at all (a room
within 100 miles, a number to dial or a link), whether one within 24 hours is a room or a number to
dial, and the median miles to the first room where there is one. "Another day" also gives a call in the
time asked for, where there is one; "further" is a long drive on any day, or another kind of group.

| asked | as asked | another day near | phone | online | further | usable | within 24 h | miles |
|---|---|---|---|---|---|---|---|---|"""

BY_STATE = """
"aa tonight" by state; of New Mexico, Alaska and West Virginia we have no AA list in these feeds, so
there it is a call:

| state | ZIPs | as asked | another day near | phone | online | further | usable | within 24 h | miles |
|---|---|---|---|---|---|---|---|---|---|"""

DISTANCE = """
## Distance

The first room against reading every row: it must be the nearest that fits, within a mile or 5 %. A
women's or men's meeting doesn't lead a plain question when one for all is within five miles of it; the
last column counts these as nearest too. `tests/meetings/test_brute_force.py` holds the rest: the
same meetings are found, none more and none less.

| feed | questions | something fits | the nearest leads | nearest of all, also those set back |
|---|---|---|---|---|"""


if __name__ == "__main__":
    PAGE.write_text(page())
    sys.stdout.write(f"{PAGE}\n")
