"""Cases as numbers for Prometheus: how many, by tier and state, how long somebody waits, what was none."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta

from prometheus_client.core import GaugeMetricFamily as Gauge
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from service.crisis import board, review
from service.crisis.cases import ASKED, REPORT, SILENT, Outcome
from service.crisis.screen import Tier
from service.models import Case, CaseEvent, CaseState, CaseStep

WEEK = timedelta(days=7)
# Always there, so that an alarm on one of them never lacks its row.
TIERS = (Tier.IMMINENT, Tier.CONCERN, ASKED, SILENT, REPORT)
STATES = ("open", "claimed", "overdue", "unclaimed")


def figures(session: Session, now: datetime) -> Iterable[Gauge]:
    """Never a number, a name or a word."""
    going_on = board.not_closed(session)
    yield _by_tier(going_on, board.unclaimed(session), now)
    yield _oldest(going_on, now)
    yield _this_week(session, now)
    yield from _pages_and_claims(session, now, "case", "of a case", silent=False)
    yield from _pages_and_claims(session, now, "silence", "of a silent check-in", silent=True)


def _pages_and_claims(
    session: Session, now: datetime, name: str, about: str, silent: bool
) -> Iterable[Gauge]:
    """A check-in without an answer has its own: it must neither better nor worsen those of a crisis."""
    told = CaseEvent.what == CaseStep.PAGED, CaseEvent.at >= now - WEEK
    pages = select(func.count()).select_from(CaseEvent).join(Case, Case.id == CaseEvent.case_id)
    pages = pages.where(*told, (Case.tier == SILENT) == silent)
    said = f"Times a volunteer was told {about}, 7 days"
    yield Gauge(f"porchlight_{name}_pages", said, value=session.scalar(pages) or 0)
    if (took := review.claim_s(session, now, WEEK, silent)) is not None:
        said = f"Median from the first page {about} until somebody had it, 7 days"
        yield Gauge(f"porchlight_{name}_claim_seconds", said, value=took)


def _by_tier(going_on: Iterable[Case], unclaimed: set[int], now: datetime) -> Gauge:
    """Overdue and unclaimed are among open: unclaimed is paged for again, after a whole round."""
    counted = Counter(
        (case.tier, state) for case in going_on for state in _states(case, unclaimed, now)
    )
    gauge = Gauge(
        "porchlight_cases",
        "Who needs a person; overdue and unclaimed are among open",
        labels=["state", "tier"],
    )
    tiers = dict.fromkeys([*TIERS, *(tier for tier, _ in counted)])
    for tier in tiers:
        for state in STATES:
            gauge.add_metric([state, tier], counted[tier, state])
    return gauge


def _states(case: Case, unclaimed: set[int], now: datetime) -> Iterable[str]:
    if case.state != CaseState.OPEN:
        yield "claimed"
        return
    yield "open"
    if board.is_overdue(case, now):
        yield "overdue"
    if case.id in unclaimed:
        yield "unclaimed"


def _oldest(going_on: Iterable[Case], now: datetime) -> Gauge:
    said = "How long the oldest case has been open that nobody has"
    gauge = Gauge("porchlight_case_oldest_seconds", said, labels=["tier"])
    since: dict[str, datetime] = {}
    for case in going_on:
        if case.state == CaseState.OPEN:
            since.setdefault(case.tier, case.opened_at)
    for tier, at in since.items():
        gauge.add_metric([tier], (now - at).total_seconds())
    return gauge


def _this_week(session: Session, now: datetime) -> Gauge:
    gauge = Gauge("porchlight_case_false_alarms", "Cases of 7 days that were none", labels=["tier"])
    none = (
        select(Case.tier, func.count())
        .where(Case.opened_at >= now - WEEK, Case.outcome == Outcome.FALSE_ALARM)
        .group_by(Case.tier)
    )
    for tier, count in session.execute(none):
        gauge.add_metric([tier], count)
    return gauge
