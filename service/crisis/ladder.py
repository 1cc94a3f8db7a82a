"""Whom to ring next for a case, and who is kept for it meanwhile.

Two on duty are rung one after the other, then all others at once, within a minute and a half of the 0; or
all at once from the start. Whoever is rung is held for this case (`crisis/holds`), in the transaction
that answers.

Moving on and taking a case both lock the case first. So a key that a volunteer pressed in the moment in
which their phone stopped ringing takes nothing, and whoever is rung next can take it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from service import timers
from service.crisis import cases, holds, roster
from service.crisis.cases import Outcome
from service.crisis.pages import PAGE
from service.crisis.roster import OnCall
from service.db import insert
from service.models import Case, CaseEvent, CaseRing, CaseState, CaseStep, Timer, Volunteer
from service.settings import Settings

RINGS = timedelta(seconds=20)
ALONE = 2  # so many are rung one by one
AT_ONCE = 10  # the carrier rings no more
WITHIN = timedelta(seconds=90)  # from the 0 to the end of ringing
# What is said before it rings, and what a volunteer hears once they have picked up.
SAID = timedelta(seconds=15)
# When a talk must be over, however it ended: nobody has told us.
TIMER = "case.forgotten"
FORGOTTEN_AFTER = timedelta(minutes=5)
LEAST = timedelta(seconds=5)  # no phone rings twice in less
FOR_ALL = timedelta(seconds=10)  # what is left for all at once, when one rings alone
SLACK = timedelta(seconds=15)  # a hold outlives the ringing, never the next caller's patience


@dataclass(frozen=True, slots=True)
class Round:
    """One going through the roster, for who pressed 0 at `since`; `but` is their own phone."""

    case_id: int
    number: int
    since: datetime
    but: int | None


@dataclass(frozen=True, slots=True)
class Next:
    """Who is rung now, all of these at once, and how long."""

    whom: tuple[OnCall, ...]
    rings: timedelta


class Ended(StrEnum):
    """What became of a ring."""

    TALKED = "talked"
    LEFT = "left"
    UNTAKEN = "untaken"


def new_round(session: Session, case_id: int, since: datetime, but: int | None) -> Round:
    """The first for this case, or one more: they have asked again."""
    last = session.scalar(select(func.max(CaseRing.round)).where(CaseRing.case_id == case_id))
    return Round(case_id, 0 if last is None else last + 1, since, but)


def watch_over(session: Session, settings: Settings, case_id: int, now: datetime) -> None:
    """Has it closed after the longest talk, should the carrier never say how the call ended."""
    longest = timedelta(minutes=settings.talk_most_minutes) + WITHIN + FORGOTTEN_AFTER
    timers.put(session, TIMER, case_id, now + longest)


def give_up(session: Session, case_id: int, now: datetime) -> None:
    """Closes what is still open. Who has a time to be called back is waited for elsewhere, and so is
    who people are paged for."""
    case = cases.locked(session, case_id)
    if case is None or case.state == CaseState.CLOSED or _is_looked_after(session, case):
        return
    holds.let_go(session, holds.rung(case_id))
    if case.state == CaseState.OPEN and case.paged_since is not None:
        return
    outcome = Outcome.TALKED if case.state == CaseState.CLAIMED else Outcome.LEFT
    cases.close(session, case_id, outcome, now)


def is_anybody_free(session: Session, settings: Settings, but: int | None, now: datetime) -> bool:
    """Whether somebody on duty could be rung now, on another phone than this one."""
    return bool(_free(roster.on_duty(session, settings, now), set(), but, now))


def next_to_ring(session: Session, settings: Settings, this: Round, now: datetime) -> Next | None:
    """Who is rung now: held for this case, and never again in this round. None: nobody, or no time."""
    left = this.since + WITHIN - SAID - now
    if left < LEAST or not _may_be_taken(cases.locked(session, this.case_id)):
        return None
    rung = _rung(session, this)
    free = _free(roster.on_duty(session, settings, now), rung, this.but, now)
    alone = settings.ring_order == "in_order" and len(rung) < ALONE and left >= RINGS + FOR_ALL
    rings = min(RINGS, left)
    whom = _hold(session, this, free, 1 if alone else AT_ONCE, rings, now)
    return Next(whom, rings) if whom else None


def is_rung(session: Session, case_id: int, volunteer_id: int, now: datetime) -> bool:
    """Whether this volunteer is held for this case still, and nobody has taken it."""
    theirs = select(Volunteer.id).where(
        Volunteer.id == volunteer_id,
        Volunteer.held_by == holds.rung(case_id),
        Volunteer.held_until > now,
        Volunteer.is_active,
    )
    held = session.scalar(theirs) is not None
    return held and _may_be_taken(session.get(Case, case_id, populate_existing=True), volunteer_id)


def take(
    session: Session, settings: Settings, case_id: int, volunteer_id: int, now: datetime
) -> bool:
    """Whether the case is theirs: then they are held as long as they may talk, and the others let go."""
    cases.locked(session, case_id)
    if not is_rung(session, case_id, volunteer_id, now):
        return False
    return _take(session, settings, case_id, volunteer_id, now)


def took(
    session: Session, settings: Settings, case_id: int, volunteer_id: int, now: datetime
) -> bool:
    """The same for a key pressed while nothing could be written down: they were joined at once, so
    it is theirs however long ago it rang, unless somebody else has it by now."""
    cases.locked(session, case_id)
    return _take(session, settings, case_id, volunteer_id, now)


def _take(
    session: Session, settings: Settings, case_id: int, volunteer_id: int, now: datetime
) -> bool:
    if not cases.claim(session, case_id, volunteer_id, now):
        return False
    holds.let_go(session, holds.rung(case_id))
    until = now + timedelta(minutes=settings.talk_most_minutes) + SLACK
    holds.keep(session, volunteer_id, holds.rung(case_id), until)
    return True


def after_ring(
    session: Session, case_id: int, *, bridged: bool, gone: bool, now: datetime
) -> Ended:
    """What became of it: `bridged` when the two could talk, `gone` when the caller has hung up.

    Who took it by our own record had it, whatever the carrier calls the end of a refused whisper; or who
    took it while our database was away, as long as not all who were rung have passed it on.
    """
    case = cases.locked(session, case_id)
    holds.let_go(session, holds.rung(case_id))
    taken = case is not None and case.state == CaseState.CLAIMED
    if case and bridged and (taken or not _all_passed(session, case_id)):
        by = case.claimed_by if taken else None
        cases.note(session, case_id, CaseStep.JOINED, case.claimed_at or now, by)
        if case.wrote_at and case.claimed_at and case.wrote_at > case.claimed_at:
            cases.give_back(session, case_id, by, now)
        else:
            cases.close(session, case_id, Outcome.TALKED, now)
        return Ended.TALKED
    if case and taken:
        cases.give_back(session, case_id, case.claimed_by, now)
    if not gone:
        return Ended.UNTAKEN
    if case and case.state != CaseState.CLOSED:
        cases.note(session, case_id, CaseStep.LEFT, now)
        end_unheard(session, case_id, Outcome.LEFT, now)
    return Ended.LEFT


def _is_looked_after(session: Session, case: Case) -> bool:
    """Whether a time was named for a call back, or who was paged has it: `crisis/callbacks` ends that."""
    paged = select(Timer.id).where(Timer.kind == PAGE, Timer.subject == str(case.id))
    return case.call_back_by is not None or session.scalar(paged) is not None


def end_unheard(session: Session, case_id: int, outcome: Outcome, now: datetime) -> None:
    """Over, unless somebody is to call them back or to be found still."""
    if not cases.is_promised(session, case_id) and not cases.is_paged(session, case_id):
        cases.close(session, case_id, outcome, now)


def _free(
    on_duty: Sequence[OnCall], rung: set[int], but: int | None, now: datetime
) -> list[OnCall]:
    """Who can be rung, one for each phone: two volunteers may live together."""
    taken = {one.phone_id for one in on_duty if one.id in rung or not one.is_free(now)} | {but}
    by_phone = {one.phone_id: one for one in reversed(on_duty) if one.phone_id not in taken}
    return [one for one in on_duty if by_phone.get(one.phone_id) is one]


def _may_be_taken(case: Case | None, by: int | None = None) -> bool:
    if case is None or case.state == CaseState.CLOSED:
        return False
    return case.claimed_by in (None, by)


def _all_passed(session: Session, case_id: int) -> bool:
    """Whether everybody who was rung last has said that they don't take it."""
    last = select(func.max(CaseRing.rung_at)).where(CaseRing.case_id == case_id).scalar_subquery()
    rung = select(CaseRing.volunteer_id).where(
        CaseRing.case_id == case_id, CaseRing.rung_at == last
    )
    passed = select(CaseEvent.volunteer_id).where(
        CaseEvent.case_id == case_id, CaseEvent.what == CaseStep.PASSED, CaseEvent.at >= last
    )
    return {*session.scalars(rung)} <= {*session.scalars(passed)}


def _rung(session: Session, this: Round) -> set[int]:
    theirs = select(CaseRing.volunteer_id).where(
        CaseRing.case_id == this.case_id, CaseRing.round == this.number
    )
    return set(session.scalars(theirs))


def _hold(
    session: Session,
    this: Round,
    free: Sequence[OnCall],
    most: int,
    rings: timedelta,
    now: datetime,
) -> tuple[OnCall, ...]:
    """The first so many who are nobody else's. Two callers hold in one order: neither waits for both."""
    held: list[OnCall] = []
    for one in free:
        if len(held) < most and _hold_one(session, this, one.id, now + SAID + rings + SLACK, now):
            held.append(one)
    return tuple(held)


def _hold_one(
    session: Session, this: Round, volunteer_id: int, until: datetime, now: datetime
) -> bool:
    if not holds.hold(session, volunteer_id, holds.rung(this.case_id), until, now):
        return False
    ring = insert(session, CaseRing).values(
        case_id=this.case_id, volunteer_id=volunteer_id, round=this.number, rung_at=now
    )
    once = ring.on_conflict_do_nothing(index_elements=["case_id", "volunteer_id", "round"])
    session.execute(once)
    cases.note(session, this.case_id, CaseStep.RANG, now, volunteer_id)
    return True
