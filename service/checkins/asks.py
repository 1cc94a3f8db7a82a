"""An ask: whom it reaches on each rung, by which way, and its row of the outbox.

The first two go by the member's own way, ten minutes apart. The third goes by the other way, or to a
second number of theirs; a landline without one is called once more. Each is useful until the next one's
turn, so that after an outage they never come all at once.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from service.clock import zone
from service.db import insert_for, new_id, table_of
from service.delivery.hours import hours_of
from service.delivery.outbox import PRIORITY
from service.members import CHOSEN_REACH, reach_from
from service.models import CheckIn, Lane, LineType, Outbox, Person, PhoneRow, State, Way
from service.settings import Settings
from service.statements import Prepared, Statement, for_each
from service.text.hours import Hours

ASK = "checkin.ask"  # the message; its subject is the day's id


@dataclass(frozen=True, slots=True)
class Rung:
    """`after` the hour from which the day counts."""

    after: timedelta
    other_way: bool = False


RUNGS: Final = (
    Rung(timedelta()),
    Rung(timedelta(minutes=10)),
    Rung(timedelta(minutes=20), other_way=True),
)
_C, _P, _L = table_of(CheckIn).c, table_of(Person).c, table_of(PhoneRow).c
SECOND = table_of(PhoneRow).alias("second_phone")
COLUMNS = (
    *(_C.id, _C.person_id, _C.phone_id, _C.second_phone_id, _C.way, _C.at_min, _C.days),
    *(_C.grace_min, _C.away_until, _C.next_at),
    *(_P.zone, _P.contact_from_min, _P.contact_until_min, _P.paused_until, CHOSEN_REACH),
    *(_L.line_type, _L.only_calls, _L.stopped_at),
    *(SECOND.c.line_type, SECOND.c.only_calls, SECOND.c.stopped_at),
)
WHOSE = (
    table_of(CheckIn)
    .join(table_of(Person), _P.id == _C.person_id)
    .join(table_of(PhoneRow), _L.id == _C.phone_id)
    .outerjoin(SECOND, SECOND.c.id == _C.second_phone_id)
)
_OUTBOX_COLUMNS = (
    *("id", "way", "lane", "priority", "dedupe_key", "phone_id", "person_id", "message"),
    *("subject_id", "occurs_at", "at_any_hour", "state", "not_before", "useful_until"),
    *("attempts", "repeats", "created_at", "changed_at"),
)


def _putting(dialect: str) -> Statement:
    fresh = insert_for(dialect, Outbox).inline()
    return fresh.on_conflict_do_nothing(index_elements=["dedupe_key"])


_PUT = Prepared(_putting, columns=_OUTBOX_COLUMNS)


class Asked(NamedTuple):
    """Who is asked: their check-in, their wall, and the phones it may ring on."""

    id: int
    person_id: int
    phone_id: int
    second_phone_id: int | None
    way: str | None
    at_min: int
    days: int
    grace_min: int
    away_until: datetime | None
    next_at: datetime
    zone: str | None
    contact_from_min: int | None
    contact_until_min: int | None
    paused_until: datetime | None
    reach: str | None
    line_type: str
    only_calls: bool
    stopped_at: datetime | None
    second_line: str | None
    second_only_calls: bool | None
    second_stopped_at: datetime | None

    def home(self, settings: Settings) -> ZoneInfo:
        return zone(self.zone or settings.home_zone)

    def hours(self, settings: Settings) -> Hours:
        return hours_of(self.contact_from_min, self.contact_until_min, settings)

    def usual_way(self, settings: Settings) -> Way:
        """Their own; of both the one that is named first. Whose phone has only called is called."""
        if not _takes_texts(self.line_type, self.only_calls):
            return Way.CALL
        wall = self.zone, self.contact_from_min, self.contact_until_min
        return reach_from(settings, self.way, *wall, self.reach, self.line_type).ways[0]


@dataclass(frozen=True, slots=True)
class Ask:
    """One that goes out now: of which day, on which rung, and the phone and way."""

    asked: Asked
    day_id: int
    occurs_at: datetime
    counts_from: datetime
    rung: int
    phone_id: int
    way: Way

    @property
    def useful_until(self) -> datetime:
        return next_turn(self.counts_from, self.rung + 1, self.asked.grace_min)


def next_turn(counts_from: datetime, rung: int, grace_min: int) -> datetime:
    """When a rung's turn is; behind the last ask it is their contacts'."""
    after = RUNGS[rung].after if rung < len(RUNGS) else timedelta(minutes=grace_min)
    return counts_from + after


def reached_by(asked: Asked, settings: Settings, rung: int) -> tuple[int, Way]:
    """The phone and the way of this rung."""
    usual = asked.usual_way(settings)
    if not RUNGS[rung].other_way:
        return asked.phone_id, usual
    if asked.second_phone_id and not asked.second_stopped_at:
        takes_texts = _takes_texts(asked.second_line, asked.second_only_calls)
        return asked.second_phone_id, _other(usual, takes_texts)
    return asked.phone_id, _other(usual, _takes_texts(asked.line_type, asked.only_calls))


def put_all(session: Session, asks: Sequence[Ask], now: datetime) -> None:
    """Puts them into the outbox, each once, at whatever hour: it is the hour that they chose."""
    if rows := [_row(ask, now) for ask in asks]:
        for_each(session, _PUT, rows)


def _row(ask: Ask, now: datetime) -> dict[str, Any]:
    return {
        "id": new_id(), "way": ask.way, "lane": Lane.CHECKIN, "priority": PRIORITY[Lane.CHECKIN],
        "dedupe_key": _key(ask), "phone_id": ask.phone_id, "person_id": ask.asked.person_id,
        "message": ASK, "subject_id": ask.day_id, "occurs_at": ask.occurs_at,
        "at_any_hour": True, "state": State.QUEUED, "not_before": now,
        "useful_until": ask.useful_until, "attempts": 0, "repeats": 0,
        "created_at": now, "changed_at": now,
    }  # fmt: skip


def _key(ask: Ask) -> str:
    """One a day, rung and way, and anew where the ladder counts anew; by person, since a day's id may
    come again."""
    moments = f"{ask.occurs_at:%Y-%m-%dT%H%M}:{ask.counts_from:%Y-%m-%dT%H%M%S}"
    return f"checkin:{ask.asked.person_id}:{moments}:{ask.rung}:{ask.way}"


def _other(usual: Way, takes_texts: bool) -> Way:
    return Way.TEXT if usual is Way.CALL and takes_texts else Way.CALL


def _takes_texts(line_type: str | None, only_calls: bool | None) -> bool:
    may_be_landline = only_calls and line_type == LineType.UNKNOWN
    return not may_be_landline and line_type != LineType.LANDLINE
