"""What somebody at the console may do about a case, paged for it or not: by the phone's own rules.

Who takes one is rung on their own phone, hears what a page tells, and is joined to who waits from there. A
peer takes what people are told of anyway; whoever looks after the others any case. Nobody sees to a case
of a phone they answer themselves, nor learns that there is one: it may be about them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.crisis import callbacks, cases, closing, holds, pages, volunteers
from service.crisis.cases import ASKED, DRILL, REPORT, SILENT, Outcome
from service.crisis.closing import OVER_ALL
from service.crisis.pages import Page, page_of
from service.models import Case, CaseEvent, CaseState, CaseStep, PersonPhone, Volunteer

# How a person may say that it ended, as a digit behind CASE does.
ENDS: Mapping[str, Sequence[Outcome]] = {SILENT: (Outcome.SEEN_TO, Outcome.OK)}
USUAL_ENDS = (Outcome.TALKED, Outcome.NOT_REACHED, Outcome.FALSE_ALARM)
# Nobody is in danger as far as we know: who has it may see to it by themselves for so long.
KEPT = timedelta(hours=1)
MAY_BE_KEPT = frozenset({SILENT, ASKED})
NOBODYS_HERE = frozenset({REPORT, DRILL})


class Took(StrEnum):
    """What became of somebody's hand for a case."""

    YOURS = "yours"
    GONE = "gone"  # somebody else's by now, or closed
    RINGS = "rings"  # who waits is on the line, and volunteers' phones ring just now
    NOT_YOURS = "not_yours"  # not theirs to take


@dataclass(frozen=True, slots=True)
class Hand:
    """Somebody who would see to cases. `owns`: they run the line, and may say how any case ended."""

    volunteer_id: int | None
    role: str | None
    phone_ids: frozenset[int]
    owns: bool

    def has(self, case: Case) -> bool:
        mine = self.volunteer_id is not None and case.claimed_by == self.volunteer_id
        return mine and case.state == CaseState.CLAIMED

    def may_see(self, case: Case) -> bool:
        return case.tier not in NOBODYS_HERE and case.phone_id not in self.phone_ids

    def may_take(self, case: Case) -> bool:
        """Whether it is open, and theirs to take."""
        if self.volunteer_id is None or case.state != CaseState.OPEN or not self.may_see(case):
            return False
        told = case.paged_since is not None or case.call_back_by is not None
        return (told or self.role in OVER_ALL) and not cases.is_of_many(case)


def hand_of(session: Session, person_id: int, owns: bool) -> Hand:
    volunteer = volunteers.of_person(session, person_id)
    answers = select(PersonPhone.phone_id).where(PersonPhone.person_id == person_id)
    phones = frozenset(session.scalars(answers))
    if volunteer is None:
        return Hand(None, None, phones, owns)
    return Hand(volunteer.id, volunteer.role, phones, owns)


def take(session: Session, case_id: int, hand: Hand, now: datetime) -> Took:
    """Of two in the same moment one has it; then their own phone rings."""
    case = cases.locked(session, case_id)
    if case is None or not hand.may_see(case):
        return Took.NOT_YOURS
    if hand.has(case):
        return Took.YOURS
    if case.state != CaseState.OPEN:
        return Took.GONE
    volunteer = session.get(Volunteer, hand.volunteer_id) if hand.may_take(case) else None
    if volunteer is None:
        return Took.NOT_YOURS
    if holds.held_until(session, holds.rung(case_id), now):
        return Took.RINGS
    known = _last_page(session, case, hand)
    if known is None:
        pages.tell(session, case_id, volunteer.id, volunteer.phone_id, now)
    page = _page(session, case, hand, now)
    if not callbacks.take(session, page, now):
        return Took.GONE
    if known is not None:
        pages.call_now(session, page, now)
    return Took.YOURS


def ring(session: Session, case_id: int, hand: Hand, now: datetime) -> bool:
    """Whether it is theirs: then their phone rings once more, unless such a call is on its way."""
    case = cases.locked(session, case_id)
    if case is None or not hand.has(case) or cases.is_of_many(case):
        return False
    pages.call_now(session, _page(session, case, hand, now), now)
    return True


def keep(session: Session, case_id: int, hand: Hand, now: datetime) -> bool:
    """Whether it is theirs, for an hour now; then people are told of it again."""
    case = cases.locked(session, case_id)
    if case is None or not hand.has(case) or case.tier not in MAY_BE_KEPT:
        return False
    callbacks.try_later(session, _page(session, case, hand, now), KEPT, now)
    return True


def give_back(session: Session, case_id: int, hand: Hand, now: datetime) -> bool:
    """Whether it was theirs: it is anybody's again, and whoever may be told is told at once."""
    case = cases.locked(session, case_id)
    if case is None or not hand.has(case):
        return False
    callbacks.pass_on(session, _page(session, case, hand, now), now)
    return True


def may_end(session: Session, case: Case, hand: Hand, now: datetime) -> bool:
    """Whether they may say how it ended; of a closed one, that it was a false alarm."""
    if not hand.may_see(case) or (case.state == CaseState.CLOSED and case.tier == SILENT):
        return False
    if hand.volunteer_id and closing.in_hand_of(session, case.id, hand.volunteer_id, now):
        return True
    return hand.owns


def ends_of(case: Case) -> Sequence[Outcome]:
    """What may be said of it now."""
    if case.state == CaseState.CLOSED:
        return () if case.outcome == Outcome.FALSE_ALARM else (Outcome.FALSE_ALARM,)
    return ENDS.get(case.tier, USUAL_ENDS)


def end(session: Session, case_id: int, outcome: Outcome, hand: Hand, now: datetime) -> bool:
    """Whether that is how it has ended, from now on."""
    case = cases.locked(session, case_id)
    if case is None or not may_end(session, case, hand, now) or outcome not in ends_of(case):
        return False
    return closing.close(session, case_id, outcome, now, hand.volunteer_id)


def _last_page(session: Session, case: Case, hand: Hand) -> int | None:
    theirs = CaseEvent.case_id == case.id, CaseEvent.volunteer_id == hand.volunteer_id
    told = select(CaseEvent.id).where(*theirs, CaseEvent.what == CaseStep.PAGED)
    return session.scalar(told.order_by(CaseEvent.at.desc(), CaseEvent.id.desc()).limit(1))


def _page(session: Session, case: Case, hand: Hand, now: datetime) -> Page:
    """The last that they were told of it; where nothing was, as if they had called about it themselves."""
    assert hand.volunteer_id is not None  # nobody else has a case, or may take one
    last = _last_page(session, case, hand)
    page = page_of(session, last or pages.on_the_line(session, case.id, hand.volunteer_id, now))
    assert page is not None  # they are on the roster
    return page
