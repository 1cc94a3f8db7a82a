"""Who is paged for a case that nobody holds a call for, rung by rung, until somebody takes it.

A round begins with whoever is on call first and reaches further each time nobody has taken it:

    0 first on call ─ 3 min the next one ─ 6 the whole team ─ 10 supervisors ─ 15 told, and a new round
    └───────────────────────────── a key, or 1 by text: claimed ─────────────────────────────┘

A check-in that stayed silent reaches the coordinators first, at 5 minutes who is on call, at 10 everybody.

A rung with nobody to page is passed over at once, and so is one in which everybody has passed. Within
a round nobody is paged twice by one way; a later round says that it is once more. While a caller holds
the line for the case the ladder waits. All of it is rows, and one timer a case: who dies in between
leaves a timer that goes on where the rows say.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from service import timers
from service.alerts import raise_alert
from service.clock import zone
from service.crisis import cases, holds, pages, roster, unclaimed
from service.crisis.cases import DRILL, LADDER, SILENT, Outcome
from service.crisis.roster import OnCall
from service.models import (
    Case,
    CaseEvent,
    CasePage,
    CaseState,
    CaseStep,
    Role,
    Trouble,
    Volunteer,
    Way,
)
from service.settings import Settings
from service.text.hours import HOUR_MIN, Hours


class Whom(StrEnum):
    """Whom a rung reaches."""

    COORDINATORS = "coordinators"
    ON_DUTY = "on_duty"
    TEAM = "team"
    EVERYBODY = "everybody"


@dataclass(frozen=True, slots=True)
class Rung:
    """`after` the round began. `alone`: the next of them, so that one is called at a time."""

    after: timedelta
    whom: Whom
    alone: bool = False


def _minutes(number: int) -> timedelta:
    return timedelta(minutes=number)


# The protocol's times. The team is on duty or not; a supervisor may be a partner's line.
RUNGS = (
    Rung(_minutes(0), Whom.ON_DUTY, alone=True),
    Rung(_minutes(3), Whom.ON_DUTY, alone=True),
    Rung(_minutes(6), Whom.TEAM),
    Rung(_minutes(10), Whom.EVERYBODY),
)
RUNGS_OF: Mapping[str, Sequence[Rung]] = {
    SILENT: (
        Rung(_minutes(0), Whom.COORDINATORS),
        Rung(_minutes(5), Whom.ON_DUTY),
        Rung(_minutes(10), Whom.EVERYBODY),
    )
}
ROUND = _minutes(15)
# A silence that nobody has taken in three rounds, by night on the line's own wall: coordinators alone are
# paged, once an hour. Everybody is again from seven.
NIGHT = Hours(22 * HOUR_MIN, 7 * HOUR_MIN)
SLOW_BEHIND, SLOW_RUNGS, SLOW_ROUND = 3, (Rung(_minutes(0), Whom.COORDINATORS),), _minutes(60)
REACHES: Mapping[Whom, Callable[[OnCall, bool], bool]] = {
    Whom.COORDINATORS: lambda one, on_duty: one.role == Role.COORDINATOR,
    Whom.ON_DUTY: lambda one, on_duty: on_duty,
    Whom.TEAM: lambda one, on_duty: on_duty or one.role != Role.SUPERVISOR,
    Whom.EVERYBODY: lambda one, on_duty: True,
}
NOBODY = "There is nobody to page for a case: the roster reaches nobody."
DROPPED = "Who took a case did nothing more in ten minutes. It is open again, and people are paged."
UNTAKEN = "Everybody was paged for a case, and nobody has taken it."


def reached(rung: Rung, everyone: Iterable[tuple[OnCall, bool]]) -> list[OnCall]:
    """Those of them it reaches, in their order; each comes with whether they are on duty."""
    reaches = REACHES[rung.whom]
    return [one for one, on_duty in everyone if reaches(one, on_duty)]


@dataclass(frozen=True, slots=True)
class Rounds:
    """How a case is paged for: rung by rung, and all over again after `every`."""

    rungs: Sequence[Rung] = RUNGS
    every: timedelta = ROUND

    def until_next(self, place: int) -> timedelta:
        """How long a rung is waited for before the next one's turn, or the next round's.

        >>> [Rounds().until_next(place) // timedelta(minutes=1) for place in range(len(RUNGS))]
        [3, 3, 4, 5]
        """
        last = place == len(self.rungs) - 1
        return (self.every if last else self.rungs[place + 1].after) - self.rungs[place].after


SLOW = Rounds(SLOW_RUNGS, SLOW_ROUND)


def rounds_of(
    case: Case, team: Iterable[tuple[OnCall, bool]], wall: ZoneInfo, now: datetime
) -> Rounds:
    """Slower ones only while there is a coordinator to be paged at all, and of one member's silence."""
    is_one_s = case.tier == SILENT and not cases.is_of_many(case)
    may_be_slow = is_one_s and case.round > SLOW_BEHIND
    if may_be_slow and NIGHT.contain(now, wall) and reached(SLOW_RUNGS[0], team):
        return SLOW
    return Rounds(RUNGS_OF.get(case.tier, RUNGS))


@dataclass(frozen=True, slots=True)
class Told:
    """Whom this round has paged: by which ways, on which phones, and who has passed. `took`: who had the
    case in any round."""

    ways: dict[int, set[str]] = field(default_factory=dict)
    phones: dict[int, int] = field(default_factory=dict)
    passed: set[int] = field(default_factory=set)
    took: set[int] = field(default_factory=set)

    def add(self, volunteer_id: int, phone_id: int, way: str) -> None:
        self.ways.setdefault(volunteer_id, set()).add(way)
        self.phones[phone_id] = volunteer_id

    def left(self, one: OnCall) -> list[Way]:
        """The ways in which they may be paged still. Two who live together have one phone."""
        if one.id in self.passed or self.phones.get(one.phone_id, one.id) != one.id:
            return []
        ways = (Way.TEXT, Way.CALL) if one.takes_texts else (Way.CALL,)
        return [way for way in ways if way not in self.ways.get(one.id, ())]


def begin(session: Session, case_id: int, now: datetime) -> None:
    """People are paged for this case from now on, until it is claimed or closed; begun once.

    Nobody is where it came from a hidden number: nobody could call back.
    """
    case = cases.locked(session, case_id)
    if case is None or case.phone_id is None:
        return
    if case.state != CaseState.CLOSED and case.paged_since is None:
        new_round(session, case, now)


def new_round(session: Session, case: Case, now: datetime) -> None:
    """All over again, from the first rung, and marked as a repeat."""
    case.round, case.paged_since = case.round + 1, now
    session.flush()
    timers.put(session, LADDER, case.id, now)


def dropped(session: Session, case: Case, called: bool, now: datetime) -> None:
    """Who took it did nothing more: a new round begins, without waiting for them alone once more. Who
    waits is told, unless they were `called` at least."""
    raise_alert(session, Trouble.CASE_UNCLAIMED, DROPPED, now)
    if not called:
        unclaimed.tell(session, case, now)
    new_round(session, case, now)


def go_on(session: Session, settings: Settings, case_id: int, now: datetime) -> None:
    """The timer's: pages the next rung while nobody has the case. Who gives it back sets it anew."""
    case = cases.locked(session, case_id)
    if case is None or case.state != CaseState.OPEN or case.paged_since is None:
        return
    if case.tier == DRILL and now >= case.paged_since + ROUND:
        cases.close(session, case_id, Outcome.DRILL, now)
        return
    until = holds.held_until(session, holds.rung(case_id), now)
    timers.put(session, LADDER, case_id, until or _climb(session, settings, case, now))


def see_to_it(session: Session, case_id: int, now: datetime) -> None:
    """Looks again at a case that is anybody's, where nothing is planned."""
    if not timers.is_set(session, LADDER, case_id):
        timers.put(session, LADDER, case_id, now)


def pass_on(session: Session, case: Case, volunteer_id: int, now: datetime) -> None:
    """Not this one, in this round. The next rung's turn comes at once when it was the last of theirs."""
    mine = CasePage.case_id == case.id, CasePage.round == case.round
    theirs = update(CasePage).where(*mine, CasePage.volunteer_id == volunteer_id)
    session.execute(theirs.where(CasePage.passed_at.is_(None)).values(passed_at=now))
    rung = select(func.max(CasePage.rung)).where(*mine).scalar_subquery()
    waits = select(CasePage.id).where(*mine, CasePage.rung == rung, CasePage.passed_at.is_(None))
    if session.scalar(waits.limit(1)) is None:
        timers.put(session, LADDER, case.id, now)


def _climb(session: Session, settings: Settings, case: Case, now: datetime) -> datetime:
    """Pages whoever is next; when to look again."""
    team = _team(session, settings, case, now)
    rounds = rounds_of(case, team, zone(settings.home_zone), now)
    if looks := _page_next(session, case, team, rounds, now):
        return looks
    ends = (case.paged_since or now) + rounds.every
    if now >= ends:
        return _begin_anew(session, settings, case, team, now)
    if not _told(session, case).ways:
        raise_alert(session, Trouble.CASE_UNCLAIMED, NOBODY, now)
    return ends


def _begin_anew(
    session: Session,
    settings: Settings,
    case: Case,
    team: Sequence[tuple[OnCall, bool]],
    now: datetime,
) -> datetime:
    cases.note(session, case.id, CaseStep.UNCLAIMED, now)
    raise_alert(session, Trouble.CASE_UNCLAIMED, UNTAKEN, now)
    unclaimed.tell(session, case, now)
    new_round(session, case, now)
    rounds = rounds_of(case, team, zone(settings.home_zone), now)
    return _page_next(session, case, team, rounds, now) or now + rounds.every


def _page_next(
    session: Session,
    case: Case,
    team: Sequence[tuple[OnCall, bool]],
    rounds: Rounds,
    now: datetime,
) -> datetime | None:
    """Pages the next rung that has anybody; None when this round has none any more."""
    for place in range(_next_place(session, case), len(rounds.rungs)):
        whom, alone = reached(rounds.rungs[place], team), rounds.rungs[place].alone
        if _page(session, case, place, whom, alone, now):
            return now + rounds.until_next(place)
    return None


def _team(
    session: Session, settings: Settings, case: Case, now: datetime
) -> list[tuple[OnCall, bool]]:
    """Whoever may be paged, but for who waits themselves."""
    everyone = roster.everyone(session, settings, now)
    return [pair for pair in everyone if pair[0].phone_id != case.phone_id]


def _next_place(session: Session, case: Case) -> int:
    mine = CasePage.case_id == case.id, CasePage.round == case.round
    last = session.scalar(select(func.max(CasePage.rung)).where(*mine))
    return 0 if last is None else last + 1


def _page(
    session: Session, case: Case, place: int, whom: Sequence[OnCall], alone: bool, now: datetime
) -> bool:
    """Whether anybody could be paged. Who talks is texted; where one alone is called, so is the next."""
    told, paged = _told(session, case), False
    for one in whom:
        if alone and (one.id in told.ways or one.id in told.took):
            continue
        for way in pages.page(session, case, place, one, told.left(one), now):
            told.add(one.id, one.phone_id, way)
            paged = True
        if alone and Way.CALL in told.ways.get(one.id, ()):
            break
    return paged


def _told(session: Session, case: Case) -> Told:
    rows = session.execute(
        select(CasePage.volunteer_id, Volunteer.phone_id, CasePage.way, CasePage.passed_at)
        .join(Volunteer, Volunteer.id == CasePage.volunteer_id)
        .where(CasePage.case_id == case.id, CasePage.round == case.round)
    ).all()
    claims = CaseEvent.case_id == case.id, CaseEvent.what == CaseStep.CLAIMED
    took = session.scalars(select(CaseEvent.volunteer_id).where(*claims))
    passed = {id for id, _, _, passed_at in rows if passed_at}
    told = Told(passed=passed, took={id for id in took if id is not None})
    for volunteer_id, phone_id, way, _ in rows:
        told.add(volunteer_id, phone_id, way)
    return told
