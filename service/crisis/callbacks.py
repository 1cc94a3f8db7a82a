"""Called back: when that is promised, what was left on a tape, and what becomes of who waits.

A case that waits has a time by which they were told that somebody calls (`call_back_by`), and one timer.
Each time that falls due the next volunteer on duty is called, until one of them takes the case:

    open ─ paged, every three minutes the next one ─ claimed ─ joined ─ they have talked: closed
      └──── nobody on duty: at the next shift's start    ├─ nobody came to the phone: once more later
                                                         └─ nothing came of it: open again

Where people are paged rung by rung (`crisis/rungs`) that goes on instead of the next volunteer's turn;
what became of a claim is found out here all the same.

All of it is rows: who dies in between leaves a timer that looks at what has happened and goes on there.
"""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.orm import Session

from service import timers
from service.alerts import raise_alert
from service.crisis import cases, holds, pages, roster, rungs
from service.crisis.cases import LADDER, Outcome
from service.crisis.pages import PAGE, Page, times
from service.models import (
    Case,
    CaseEvent,
    CaseState,
    CaseStep,
    Trouble,
    VoiceMessage,
    Volunteer,
)
from service.settings import Settings

OVERDUE = "case.overdue"
# Who took it and then did nothing more in that time was cut off, or something came between.
CLAIM_HOLDS = timedelta(minutes=10)
# From the volunteer's key until the two talk: what is said, the ringing, the gate.
CALLING = timedelta(minutes=3)
TRY_AGAIN = timedelta(minutes=15)
TRIES = 2
# With no shift in sight: whoever is put on the roster meanwhile is found.
LOOK_AGAIN = timedelta(hours=1)
TAPES_LIVE = timedelta(days=30)
# Who goes off duty sooner is called at once, but nothing is promised for them: they may be talking.
STAYS = timedelta(minutes=10)
# A time is told in fives.
FIVE_MIN = 5
LATE = "Somebody was told by when they are called back, and nobody has taken it."


def promise(
    session: Session, settings: Settings, now: datetime, to: int | None = None
) -> datetime | None:
    """By when somebody calls this phone back; None when nobody can say: then nothing is promised."""
    starts = roster.next_shift(session, settings, now + STAYS, to)
    if starts is None:
        return None
    if starts == now + STAYS:
        starts = now
    by = starts + timedelta(minutes=settings.call_back_minutes)
    over = timedelta(minutes=by.minute % FIVE_MIN, seconds=by.second, microseconds=by.microsecond)
    return by + timedelta(minutes=FIVE_MIN) - over if over else by


def keep_tape(session: Session, case_id: int, sid: str, seconds: int, now: datetime) -> None:
    """What they have said now counts; what they said before it goes."""
    older = update(VoiceMessage).where(VoiceMessage.case_id == case_id)
    session.execute(older.values(delete_at=now))
    lives = {"made_at": now, "delete_at": now + TAPES_LIVE}
    session.add(VoiceMessage(recording_sid=sid, case_id=case_id, seconds=seconds, **lives))
    cases.note(session, case_id, CaseStep.MESSAGE, now)


def is_kept(session: Session, sid: str) -> bool:
    """Whether we have this recording: its turn may come late, after the carrier's list has shown it."""
    return session.get(VoiceMessage, sid) is not None


def tape_of(session: Session, case_id: int, now: datetime) -> str | None:
    """The recording that was left for a case; None when it has none."""
    kept = VoiceMessage.case_id == case_id, VoiceMessage.delete_at > now
    return session.scalar(select(VoiceMessage.recording_sid).where(*kept).limit(1))


def wait_for_call(session: Session, case_id: int, by: datetime, start: datetime) -> None:
    """From `start` on volunteers are told, whoever had the case before."""
    anew: dict[str, Any] = {"claimed_by": None, "claimed_at": None, "closed_at": None}
    waits = {"state": CaseState.OPEN, "call_back_by": by, "outcome": None, **anew}
    session.execute(update(Case).where(Case.id == case_id).values(**waits))
    timers.put(session, PAGE, case_id, start)
    timers.put(session, OVERDUE, case_id, by)


def tell_at_once(session: Session, case_id: int, now: datetime) -> None:
    """Nothing is waited for any more before volunteers are told."""
    still = select(Case.id).where(Case.id == case_id, Case.state == CaseState.OPEN)
    if session.scalar(still) is not None:
        timers.put(session, PAGE, case_id, now)


def go_on(session: Session, settings: Settings, case_id: int, now: datetime) -> None:
    """The timer's: looks at what has become of a case, and tells the next volunteer if need be."""
    case = cases.locked(session, case_id)
    if case is None or (case.call_back_by is None and case.paged_since is None):
        return
    if until := holds.held_until(session, holds.rung(case_id), now):
        return timers.put(session, PAGE, case_id, until)
    if not _is_to_be_told(session, settings, case, now):
        return
    if case.call_back_by is not None and now >= case.call_back_by:
        be_late(session, case_id, now)
    if case.paged_since is not None:
        return rungs.see_to_it(session, case_id, now)
    team = pages.team_for(session, settings, case, now)
    pages.tell_next(session, case, team, now)
    timers.put(session, PAGE, case_id, _next_look(session, settings, case, bool(team), now))


def be_late(session: Session, case_id: int, now: datetime) -> None:
    """The time that was named has come: while nobody has taken the case, the operator is told, once."""
    case = session.get(Case, case_id)
    if case is None or case.state != CaseState.OPEN or times(session, case_id, CaseStep.OVERDUE):
        return
    cases.note(session, case_id, CaseStep.OVERDUE, now)
    raise_alert(session, Trouble.CALL_BACK_LATE, LATE, now)


def take(session: Session, page: Page, now: datetime) -> bool:
    """Whether it is this volunteer's. If nothing comes of it, it is anybody's again after a while."""
    if not cases.claim(session, page.case.id, page.volunteer_id, now):
        return False
    holds.hold(session, page.volunteer_id, holds.paged(page.case.id), now + CLAIM_HOLDS, now)
    timers.put(session, PAGE, page.case.id, now + CLAIM_HOLDS)
    return True


def pass_on(session: Session, page: Page, now: datetime) -> None:
    """The next one is told at once, unless somebody has it already. Who had taken it gives it back."""
    case = cases.locked(session, page.case.id)
    if case is None:
        return
    if case.claimed_by == page.volunteer_id:
        cases.give_back(session, case.id, page.volunteer_id, now)
        session.refresh(case)
    else:
        cases.note(session, case.id, CaseStep.PASSED, now, page.volunteer_id)
    if case.state != CaseState.OPEN:
        return
    holds.release(session, page.volunteer_id, holds.paged(case.id))
    if case.paged_since is not None:
        rungs.pass_on(session, case, page.volunteer_id, now)
    else:
        timers.put(session, PAGE, case.id, now)


def begin_call(session: Session, page: Page, at_most: timedelta, now: datetime) -> None:
    """Their phone is about to ring. Nobody rings this volunteer while the two may talk.

    Who hangs up before it does is soon found out: the carrier tells us nothing of that.
    """
    holds.hold(session, page.volunteer_id, holds.paged(page.case.id), now + CALLING + at_most, now)
    timers.put(session, PAGE, page.case.id, now + CALLING)


def note_try(session: Session, page: Page, now: datetime) -> None:
    """Their phone has rung, or their machine has answered: nobody came."""
    cases.note(session, page.case.id, CaseStep.CALLED_BACK, now, page.volunteer_id)


def note_joined(session: Session, case_id: int, now: datetime) -> None:
    """They have pressed a key: the two are talking."""
    cases.note(session, case_id, CaseStep.JOINED, now)


def have_talked(session: Session, page: Page) -> bool:
    """Whether they were joined since this volunteer took the case."""
    return _since_claimed(session, page.case, CaseStep.JOINED) > 0


def wrote_since(session: Session, case: Case) -> bool:
    """Whether they have written again since they were joined: that talk has not ended it."""
    joined = CaseEvent.case_id == case.id, CaseEvent.what == CaseStep.JOINED
    last = session.scalar(select(func.max(CaseEvent.at)).where(*joined))
    return last is not None and case.wrote_at is not None and case.wrote_at > last


def is_last_try(session: Session, page: Page) -> bool:
    return _since_claimed(session, page.case, CaseStep.CALLED_BACK) >= TRIES


def try_later(session: Session, page: Page, wait: timedelta, now: datetime) -> None:
    """The volunteer is free meanwhile; what has become of it is looked at then."""
    holds.let_go(session, holds.paged(page.case.id))
    timers.put(session, PAGE, page.case.id, now + wait)


def let_go(session: Session, whose: ColumnElement[bool], now: datetime) -> None:
    """These volunteers can't be called any more: what they had taken is looked at now, not in ten minutes."""
    theirs = select(Volunteer.id).where(whose)
    taken = select(Case.id).where(Case.state == CaseState.CLAIMED, Case.claimed_by.in_(theirs))
    for case_id in session.scalars(taken).all():
        if timers.is_set(session, PAGE, case_id):
            timers.put(session, PAGE, case_id, now)


def finish(
    session: Session, case_id: int, outcome: Outcome, now: datetime, by: int | None = None
) -> None:
    """It is dealt with: nobody is told any more, and what was left on a tape goes."""
    cases.close(session, case_id, outcome, now, by)
    holds.let_go(session, holds.paged(case_id))
    for kind in (PAGE, OVERDUE, LADDER):
        timers.drop(session, kind, case_id)


def _next_look(
    session: Session, settings: Settings, case: Case, team: bool, now: datetime
) -> datetime:
    if team:
        return now + pages.NEXT_AFTER
    starts = roster.next_shift(session, settings, now, case.phone_id)
    return starts if starts and starts > now else now + LOOK_AGAIN


def _is_to_be_told(session: Session, settings: Settings, case: Case, now: datetime) -> bool:
    """Whether volunteers are to be told. What was begun and left is ended as far as it went."""
    if case.state != CaseState.CLAIMED:
        return case.state == CaseState.OPEN
    called = _since_claimed(session, case, CaseStep.CALLED_BACK)
    once = 0 < called < TRIES and not _told_since_call(session, case)
    if _since_claimed(session, case, CaseStep.JOINED):
        _end_talk(session, case, now)
    elif called >= TRIES and case.paged_since is None:
        finish(session, case.id, Outcome.NOT_REACHED, now)
    elif once and _can_call(session, settings, case, now):
        _tell_again(session, case, now)
    else:
        _give_back(session, case, bool(called), now)
        return True
    return False


def _end_talk(session: Session, case: Case, now: datetime) -> None:
    """Unless they are talking still: the end of that is told by the carrier, or by the hold's own end."""
    until = holds.held_until(session, holds.paged(case.id), now)
    if until:
        timers.put(session, PAGE, case.id, until)
    elif wrote_since(session, case):
        cases.give_back(session, case.id, case.claimed_by, now)
    else:
        finish(session, case.id, Outcome.CALLED_BACK, now)


def _can_call(session: Session, settings: Settings, case: Case, now: datetime) -> bool:
    """Whether who has the case may still be called: not erased, off the roster, or stopped since."""
    return case.claimed_by in roster.rotas(session, settings, now, now)


def _tell_again(session: Session, case: Case, now: datetime) -> None:
    """Who called them in vain is called for the second try."""
    timers.put(session, PAGE, case.id, now + CLAIM_HOLDS)
    volunteer = session.get_one(Volunteer, case.claimed_by)
    pages.tell(session, case.id, volunteer.id, volunteer.phone_id, now)


def _give_back(session: Session, case: Case, called: bool, now: datetime) -> None:
    cases.give_back(session, case.id, case.claimed_by, now)
    holds.let_go(session, holds.paged(case.id))
    session.refresh(case)
    if case.paged_since is not None:
        rungs.dropped(session, case, called, now)


def _since_claimed(session: Session, case: Case, what: CaseStep) -> int:
    return times(session, case.id, what, CaseEvent.at >= case.claimed_at)


def _told_since_call(session: Session, case: Case) -> bool:
    called = select(func.max(CaseEvent.at)).where(
        CaseEvent.case_id == case.id, CaseEvent.what == CaseStep.CALLED_BACK
    )
    return times(session, case.id, CaseStep.PAGED, CaseEvent.at > called.scalar_subquery()) > 0
