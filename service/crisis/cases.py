"""Cases: somebody needs a person. That it is so, what was done about it, and by whom; never the words.

A case is opened once for what it came from, taken by one volunteer by compare-and-swap, and closed.
Its timeline is a row for each thing that happened.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, cast

from sqlalchemy import ColumnElement, CursorResult, insert, select, update
from sqlalchemy.orm import Session

from service import timers
from service.db import insert as insert_once
from service.db import table_of
from service.logs import log
from service.models import Case, CaseEvent, CaseState, CaseStep

ASKED = "asked"  # the tier of who pressed 0: nothing was screened
DRILL = "drill"  # the tier of a rehearsal: nobody is in trouble
# The tier of a problem in a group (`crisis/reports`): two people know of it, and nobody is paged.
REPORT = "report"
# The tier of a check-in that stayed silent (`checkins/handing`): coordinators are paged first.
SILENT = "silent"
# The timer of who is paged, rung by rung (`crisis/rungs`).
LADDER = "case.ladder"
# The timer by which a check-in hears that its case has been closed (`checkins/seen`).
SILENT_OVER = "silent.over"
# The timer by which who has talked with a person is asked whether we may ask again (`crisis/follow_ups`).
OFFER = "follow.offer"
OFFERED_AFTER = timedelta(minutes=2)


class Outcome(StrEnum):
    """How a case ended, for whoever reads the board."""

    TALKED = "talked"
    LEFT = "left"  # they hung up before anybody came
    CRISIS_LINE = "crisis_line"  # joined to it instead
    NOBODY = "nobody"  # nobody came, and no message was left
    CALLED_BACK = "called_back"
    NOT_REACHED = "not_reached"  # called back, twice, and nobody picked up
    MANUAL = "manual"  # closed by hand
    OK = "ok"  # they have said that they are
    FALSE_ALARM = "false_alarm"  # it was none: the screen misread it
    DRILL = "drill"  # a rehearsal is over
    SEEN_TO = "seen_to"  # a report, by who heard it; a silence, by who had it
    UNANSWERED = "unanswered"  # a person was offered, and they never said 1


BY_A_TALK = (Outcome.TALKED, Outcome.CALLED_BACK)


@dataclass(frozen=True, slots=True)
class Asked:
    """Who wants a person: by phone and language, and the person where we know whose turn it is."""

    phone_id: int | None
    language: str
    person_id: int | None = None


def open_once(session: Session, source_key: str, now: datetime, **values: Any) -> bool:
    """Whether it is new: it came from nothing that was known."""
    row = {"source_key": source_key, "opened_at": now, **values}
    once = insert_once(session, Case).values(**row)
    once = once.on_conflict_do_nothing(index_elements=["source_key"])
    return session.scalar(once.returning(Case.id)) is not None


def ask_for_person(session: Session, call_sid: str, asked: Asked, now: datetime) -> int:
    """The case of who presses 0 on this call; one a call, open again if it was over."""
    key = f"person:{call_sid}"
    opened = open_once(
        session,
        key,
        now,
        phone_id=asked.phone_id,
        person_id=asked.person_id,
        language=asked.language,
        tier=ASKED,
        rule="key 0",
    )
    found = session.scalars(select(Case.id).where(Case.source_key == key)).one()
    if opened or reopen(session, found):
        note(session, found, CaseStep.OPENED, now)
        log("crisis").info("person_asked_for", case_id=found)
    return found


def note(
    session: Session,
    case_id: int,
    what: CaseStep,
    now: datetime,
    volunteer_id: int | None = None,
    source_key: str | None = None,
) -> None:
    """One more line of its timeline."""
    row = {"case_id": case_id, "at": now, "what": what, "volunteer_id": volunteer_id}
    session.execute(insert(table_of(CaseEvent)), {**row, "source_key": source_key})


def claim(session: Session, case_id: int, volunteer_id: int, now: datetime) -> bool:
    """Whether this volunteer has it now. Of two in the same moment one does; asked twice it stays so."""
    swap = update(Case).where(
        Case.id == case_id, Case.state == CaseState.OPEN, Case.claimed_by.is_(None)
    )
    taken = {"state": CaseState.CLAIMED, "claimed_by": volunteer_id, "claimed_at": now}
    if not _met(session, swap.values(**taken)):
        return claimed_by(session, case_id) == volunteer_id
    note(session, case_id, CaseStep.CLAIMED, now, volunteer_id)
    log("crisis").info("case_taken", case_id=case_id, volunteer_id=volunteer_id)
    return True


def locked(session: Session, case_id: int) -> Case | None:
    """The case as it is now; until the end of this transaction nobody else moves it."""
    theirs = select(Case).where(Case.id == case_id).with_for_update()
    return session.scalar(theirs.execution_options(populate_existing=True))


def is_of_many(case: Case) -> bool:
    """Whether it is about many check-ins of one hour: then it is nobody's phone."""
    return case.tier == SILENT and case.phone_id is None


def claimed_by(session: Session, case_id: int) -> int | None:
    """Who has it now; None while it is open, and once it is closed."""
    theirs = select(Case.claimed_by)
    return session.scalar(theirs.where(Case.id == case_id, Case.state == CaseState.CLAIMED))


def give_back(session: Session, case_id: int, volunteer_id: int | None, now: datetime) -> None:
    """Who took it never got to the caller: it is anybody's again, and who may be paged for it is.

    None: they were erased meanwhile."""
    theirs = Case.claimed_by.is_not_distinct_from(volunteer_id)
    swap = update(Case).where(Case.id == case_id, Case.state == CaseState.CLAIMED, theirs)
    free: dict[str, Any] = {"state": CaseState.OPEN, "claimed_by": None, "claimed_at": None}
    if _met(session, swap.values(**free)):
        note(session, case_id, CaseStep.PASSED, now, volunteer_id)
        if is_paged(session, case_id):
            timers.put(session, LADDER, case_id, now)


def reopen(session: Session, case_id: int) -> bool:
    """Whether it was closed: they ask again. Nobody is paged for it until that is begun anew."""
    closed = update(Case).where(Case.id == case_id, Case.state == CaseState.CLOSED)
    anew = dict.fromkeys(("claimed_by", "claimed_at", "closed_at", "paged_since"))
    return _met(session, closed.values(state=CaseState.OPEN, outcome=None, **anew))


def close(
    session: Session, case_id: int, outcome: Outcome, now: datetime, by: int | None = None
) -> bool:
    """Whether it was still open, or somebody's, until now. `by`: the volunteer who says so."""
    swap = update(Case).where(Case.id == case_id, Case.state != CaseState.CLOSED)
    closed = {"state": CaseState.CLOSED, "closed_at": now, "outcome": outcome}
    tier = session.scalar(swap.values(**closed).returning(Case.tier))
    if tier is None:
        return False
    note(session, case_id, CaseStep.CLOSED, now, by)
    if tier == SILENT:
        timers.put(session, SILENT_OVER, case_id, now)
    elif outcome in BY_A_TALK:
        timers.put(session, OFFER, case_id, now + OFFERED_AFTER)
    log("crisis").info("case_closed", case_id=case_id, outcome=outcome)
    return True


def is_promised(session: Session, case_id: int) -> bool:
    """Whether they were told by when somebody calls back, and nobody has yet."""
    return _still(session, case_id, Case.call_back_by.is_not(None))


def is_paged(session: Session, case_id: int) -> bool:
    """Whether people are paged for it until somebody has seen to it."""
    return _still(session, case_id, Case.paged_since.is_not(None))


def _still(session: Session, case_id: int, so: ColumnElement[bool]) -> bool:
    waits = select(Case.id).where(Case.id == case_id, Case.state != CaseState.CLOSED, so)
    return session.scalar(waits) is not None


def _met(session: Session, statement: Any) -> bool:
    """Whether it met a row."""
    return cast("CursorResult[Any]", session.execute(statement)).rowcount == 1
