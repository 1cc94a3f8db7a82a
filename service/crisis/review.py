"""What the cases of some days come to, for the weekly look at them: counted, nobody named."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from statistics import median
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from service.crisis.cases import DRILL, REPORT, SILENT, Outcome
from service.models import Case, CaseEvent, CaseStep

# Nobody is in trouble, or nobody is paged.
OTHERS = (DRILL, REPORT)
TOLD = (CaseStep.PAGED, CaseStep.RANG)


class Sort(NamedTuple):
    """Cases that are counted together: what the screen said of them, and why."""

    tier: str
    kind: str | None
    rule: str
    language: str | None


@dataclass(frozen=True, slots=True)
class Count:
    """`claim_s`: the median from the first page or ring until somebody had it; None when nobody had any.

    `unclaimed`: somebody was told, and nobody has ever taken it.
    """

    sort: Sort
    cases: int
    claimed: int
    claim_s: float | None
    unclaimed: int
    false_alarms: int

    @property
    def false_alarm_rate(self) -> float:
        return self.false_alarms / self.cases


@dataclass(frozen=True, slots=True)
class _Case:
    sort: Sort
    outcome: str | None
    told_at: datetime | None
    claimed_at: datetime | None

    @property
    def claim_s(self) -> float | None:
        if self.told_at is None or self.claimed_at is None:
            return None
        return (self.claimed_at - self.told_at).total_seconds()


def review(session: Session, since: datetime) -> list[Count]:
    """Each sort of case that was opened since then, the commonest first."""
    found = sorted(_cases(session, since), key=lambda one: _sortable(one.sort))
    counts = [_count(sort, list(theirs)) for sort, theirs in groupby(found, lambda one: one.sort)]
    return sorted(counts, key=lambda one: -one.cases)


def claim_s(
    session: Session, now: datetime, within: timedelta, silent: bool = False
) -> float | None:
    """The median time until somebody had a case, of those opened lately: of check-ins that stayed `silent`,
    or of all others."""
    found = _cases(session, now - within)
    return _median([one for one in found if (one.sort.tier == SILENT) == silent])


def _count(sort: Sort, theirs: Sequence[_Case]) -> Count:
    return Count(
        sort,
        cases=len(theirs),
        claimed=sum(one.claimed_at is not None for one in theirs),
        claim_s=_median(theirs),
        unclaimed=sum(one.claimed_at is None and one.told_at is not None for one in theirs),
        false_alarms=sum(one.outcome == Outcome.FALSE_ALARM for one in theirs),
    )


def _median(of: Sequence[_Case]) -> float | None:
    known = [one.claim_s for one in of if one.claim_s is not None]
    return median(known) if known else None


def _cases(session: Session, since: datetime) -> list[_Case]:
    told, claimed = _firsts(session, since, TOLD), _firsts(session, since, (CaseStep.CLAIMED,))
    return [
        _Case(
            Sort(case.tier, case.kind, case.rule, case.language),
            case.outcome,
            told.get(case.id),
            claimed.get(case.id),
        )
        for case in session.scalars(
            select(Case).where(Case.opened_at >= since, Case.tier.not_in(OTHERS))
        )
    ]


def _firsts(session: Session, since: datetime, what: Sequence[CaseStep]) -> dict[int, datetime]:
    """By case, when one of these first happened."""
    first = (
        select(CaseEvent.case_id, func.min(CaseEvent.at))
        .join(Case, Case.id == CaseEvent.case_id)
        .where(Case.opened_at >= since, CaseEvent.what.in_(what))
        .group_by(CaseEvent.case_id)
    )
    return dict(iter(session.execute(first)))


def _sortable(sort: Sort) -> tuple[str, ...]:
    return tuple(one or "" for one in sort)
