"""What is near and next."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy.orm import Session

from service.meetings.places import Place
from service.meetings.query import Query

Fallback = Literal["other_day", "phone", "online", "wider"]


@dataclass(frozen=True, slots=True)
class Result:
    """One meeting at its next time."""

    meeting_id: int
    slug: str
    name: str
    fellowship: str
    starts: datetime  # aware, in the meeting's own zone
    duration_min: int
    miles: float | None  # None: no room to go to, or its point is only the town's
    direction: str | None  # N NE E SE S SW W NW, seen from the place
    mode: str  # in-person, hybrid, online, phone
    location: str | None
    address: str | None
    town: str | None
    region: str | None
    dial_in: str | None
    dial_code: str | None
    attrs: frozenset[str]
    notes: str | None = None
    updated: datetime | None = None

    @property
    def in_person(self) -> bool:
        """True when there is a room to go to."""
        return self.mode in ("in-person", "hybrid")

    def as_json(self) -> dict[str, Any]:
        """As `porchlight find --json` prints it."""
        return {
            "slug": self.slug,
            "name": self.name,
            "fellowship": self.fellowship,
            "starts": self.starts.isoformat(),
            "miles": None if self.miles is None else round(self.miles, 1),
            "mode": self.mode,
            "town": self.town,
            "dial_in": self.dial_in,
        }


@dataclass(frozen=True, slots=True)
class Found:
    """An answer to a Query. `place` is None when none was said or known: then it has only calls and links."""

    query: Query
    place: Place | None
    asked_miles: int | None  # how far we looked for rooms
    results: tuple[Result, ...]
    relaxed: tuple[str, ...] = ()  # attributes, "when", "mode", "kind": say that it was
    fallback: Fallback | None = None
    choices: tuple[Place, ...] = ()  # a toss-up between towns: ask which; results are for the first


def find(
    session: Session, query: Query, now: datetime, near: Place | None = None, limit: int = 3
) -> Found:
    """The nearest and next meetings that fit. `now` is aware; `near` is the member's own place."""
    raise NotImplementedError


def details(session: Session, meeting_id: int, now: datetime) -> Result | None:
    """One meeting at its next time, or None when it is no longer listed."""
    raise NotImplementedError
