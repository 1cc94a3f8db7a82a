"""What the parts of On call show: the roster's trained, the lines members are given, the ladder in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.crisis import confirmed
from service.crisis.cases import SILENT
from service.crisis.confirmed import OWN, Mark
from service.crisis.confirmed import key_of as line_key
from service.crisis.lines import COUNTRIES, NOWHERE, Line, owner
from service.crisis.rungs import ROUND, RUNGS, RUNGS_OF, Rung
from service.crisis.volunteers import Slot
from service.models import Volunteer
from service.settings import Settings


@dataclass(frozen=True, slots=True)
class LineRow:
    """`confirmed`: by whom and when, of the lines as they are today; `tested` likewise."""

    line: Line
    confirmed: Mark | None
    tested: Mark | None


@dataclass(frozen=True, slots=True)
class Step:
    """A rung in words: so many minutes after it began, whom."""

    minutes: int
    whom: str


def _steps(rungs: Sequence[Rung]) -> tuple[Step, ...]:
    return tuple(
        Step(rung.after // timedelta(minutes=1), f"{rung.whom}_alone" if rung.alone else rung.whom)
        for rung in rungs
    )


ROUND_MIN = ROUND // timedelta(minutes=1)
LADDERS: Mapping[str, Sequence[Step]] = {
    "crisis": _steps(RUNGS),
    "silent": _steps(RUNGS_OF[SILENT]),
}


def takes_reports(session: Session) -> set[int]:
    """Who is trained to hear what is reported of a group."""
    trained = Volunteer.is_active, Volunteer.takes_reports
    return set(session.scalars(select(Volunteer.id).where(*trained)))


def key_of(slot: Slot) -> str:
    return f"{slot.weekday}-{slot.from_min}-{slot.until_min}"


def lines(settings: Settings) -> list[LineRow]:
    """The organisation's own, and those of the home country that are ever given out."""
    record, home = confirmed.record_of(settings), owner(settings.home_country)
    own = confirmed.own_of(settings)
    found = [(OWN, own)] if own else []
    found += [(home, one) for one in COUNTRIES.get(home, NOWHERE).lines if one.confirmed]
    return [
        LineRow(
            line,
            confirmed.confirmation(settings, where, record),
            record.tested.get(line_key(where, line)),
        )
        for where, line in found
    ]
