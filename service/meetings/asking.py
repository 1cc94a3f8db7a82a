"""A question to the finder with all that is needed to answer it, and an answer before it is read out."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy.orm import Session

from service.meetings.attributes import ASKS_PASSCODE, BITS, to_bits
from service.meetings.candidates import Candidate
from service.meetings.listed import Wanted
from service.meetings.places import Place
from service.meetings.query import Query

Fallback = Literal["other_day", "phone", "online", "wider"]

FAR_MILES = 30  # beyond it nobody would call it near
DRIVE_MILES = 100  # and beyond this nobody would drive for an hour's meeting
ONE_GENDER = BITS["women"] | BITS["men"]
SPANISH = BITS["spanish"]


@dataclass(frozen=True, slots=True)
class Ask:
    """A question. `now` is a whole minute; `place` is None when we know none."""

    session: Session
    query: Query
    now: datetime
    place: Place | None
    zone: str
    limit: int
    language: str = "en"

    def wanted(self, attrs: frozenset[str] | None = None) -> Wanted:
        """What rows must be; by default with every attribute asked for."""
        kept = self.query.attrs if attrs is None else attrs
        return Wanted(self.query.kind, to_bits(kept), self.query.mode == "hybrid")

    def set_back(self, wanted: Wanted) -> int:
        """The attributes that keep a meeting from leading: not everybody who asks this can go there."""
        gender = 0 if wanted.attrs & ONE_GENDER else ONE_GENDER
        spanish = 0 if wanted.attrs & SPANISH or self.language == "es" else SPANISH
        return gender | spanish | ASKS_PASSCODE


@dataclass(frozen=True, slots=True)
class Picked:
    """What one way found, best first; `miles` is how far rooms were looked for."""

    found: list[Candidate]
    miles: int | None = None
    relaxed: tuple[str, ...] = ()
    fallback: Fallback | None = None
