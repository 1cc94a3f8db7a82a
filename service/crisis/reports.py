"""A problem in a group, told to two trained people and never to whoever leads that group.

A report is a case of its own tier, with a time by which it is answered. Nobody is paged for it, and no
other volunteer learns of it: its words are read out to those two alone, and go when it is closed.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.orm import Session

from service import timers
from service.alerts import raise_alert
from service.crisis import callbacks, cases
from service.crisis.cases import REPORT, Asked, Outcome
from service.db import insert, new_id
from service.delivery import outbox
from service.delivery.outbox import Outgoing
from service.models import (
    Case,
    CaseState,
    CaseStep,
    Lane,
    LineType,
    PersonPhone,
    PhoneRow,
    Report,
    ReportReader,
    Topic,
    Trouble,
    Volunteer,
    Way,
)
from service.settings import Settings

TOLD, CALL = "report.told", "report.call"  # the messages
LATE = "report.late"  # the timer
READERS = 2
WORDS_LIVE = timedelta(days=30)
# Whoever has just asked to be called waits for it no longer.
CALLED_WITHIN = timedelta(minutes=10)
TOO_FEW = "A report has fewer than two trained people to hear it who don't lead that group."
UNANSWERED = "A report was to be answered by now, and is still open."


@dataclass(frozen=True, slots=True)
class Told:
    """What was reported. `words` None: it was said to a tape. `barred`: people who lead that group."""

    asked: Asked
    topic: Topic
    words: str | None = field(repr=False)
    barred: frozenset[int]


def file(session: Session, settings: Settings, told: Told, now: datetime) -> int:
    """Opens its case, and tells those who may hear it."""
    by = now + timedelta(hours=settings.report_answer_hours)
    key, asked = f"report:{new_id()}", told.asked
    whose = {"phone_id": asked.phone_id, "person_id": asked.person_id, "language": asked.language}
    cases.open_once(session, key, now, **whose, tier=REPORT, rule=REPORT, call_back_by=by)
    case_id = session.scalars(select(Case.id).where(Case.source_key == key)).one()
    cases.note(session, case_id, CaseStep.OPENED, now)
    kept = {"words": told.words, "barred": sorted(told.barred), "keep_until": now + WORDS_LIVE}
    session.add(Report(case_id=case_id, topic=told.topic, **kept))
    session.flush()
    timers.put(session, LATE, case_id, by)
    find_readers(session, case_id, now)
    return case_id


def add_words(session: Session, case_id: int, phone_id: int | None, words: str) -> bool:
    """Whether it was theirs, and is still open."""
    report, case = session.get(Report, case_id), session.get(Case, case_id)
    if report is None or case is None or case.phone_id != phone_id:
        return False
    if case.state == CaseState.CLOSED:
        return False
    report.words = f"{report.words}\n{words}" if report.words else words
    return True


def find_readers(session: Session, case_id: int, now: datetime) -> None:
    """Tells as many as are missing; with too few of them the operator hears so."""
    report, case = session.get_one(Report, case_id), session.get_one(Case, case_id)
    missing = READERS - count_readers(session, case_id)
    for volunteer_id, phone_id in _trained(session, report, case)[: max(missing, 0)]:
        row = insert(session, ReportReader).values(case_id=case_id, volunteer_id=volunteer_id)
        session.execute(row.on_conflict_do_nothing())
        cases.note(session, case_id, CaseStep.PAGED, now, volunteer_id)
        _tell(session, case, phone_id, now)
    if count_readers(session, case_id) < READERS:
        raise_alert(session, Trouble.REPORT_UNHEARD, TOO_FEW, now)


def set_takes(session: Session, volunteer_id: int, takes: bool, now: datetime) -> None:
    """Whether this volunteer is trained for it. What too few hear is told to whoever else may hear it."""
    session.execute(
        update(Volunteer).where(Volunteer.id == volunteer_id).values(takes_reports=takes)
    )
    waiting = select(Report.case_id).join(Case, Case.id == Report.case_id)
    for case_id in session.scalars(waiting.where(Case.state != CaseState.CLOSED)).all():
        if count_readers(session, case_id) < READERS:
            find_readers(session, case_id, now)


def count_readers(session: Session, case_id: int) -> int:
    """How many can hear it who are still on the roster."""
    there = (
        select(func.count())
        .select_from(ReportReader)
        .join(Volunteer, Volunteer.id == ReportReader.volunteer_id)
        .where(ReportReader.case_id == case_id, Volunteer.is_active, Volunteer.takes_reports)
    )
    return session.scalar(there) or 0


def heard_by(session: Session, case_id: int, volunteer_id: int) -> Case | None:
    """The case of a report that this volunteer may hear; None once it is closed."""
    reader, volunteer = (
        session.get(ReportReader, (case_id, volunteer_id)),
        session.get(Volunteer, volunteer_id),
    )
    if reader is None or volunteer is None or not (volunteer.is_active and volunteer.takes_reports):
        return None
    case = session.get(Case, case_id)
    return case if case is not None and case.state != CaseState.CLOSED else None


def heard_by_them(session: Session, volunteer_id: int) -> Sequence[Case]:
    """All that are open and theirs to hear, the oldest first."""
    mine = select(Case).join(ReportReader, ReportReader.case_id == Case.id)
    mine = mine.join(Volunteer, Volunteer.id == ReportReader.volunteer_id)
    mine = mine.where(Volunteer.id == volunteer_id, Volunteer.is_active, Volunteer.takes_reports)
    return session.scalars(
        mine.where(Case.state != CaseState.CLOSED).order_by(Case.opened_at)
    ).all()


def call_reader(session: Session, case_id: int, volunteer_id: int, now: datetime) -> bool:
    """Whether it is theirs: then they are called, and hear it behind a key."""
    if heard_by(session, case_id, volunteer_id) is None:
        return False
    outgoing = Outgoing(
        way=Way.CALL,
        lane=Lane.REPLY,
        dedupe_key=f"{CALL}:{case_id}:{volunteer_id}:{now.isoformat()}",
        phone_id=session.get_one(Volunteer, volunteer_id).phone_id,
        message=CALL,
        subject_id=case_id,
        useful_until=now + CALLED_WITHIN,
    )
    outbox.put(session, outgoing, now)
    return True


def end(
    session: Session,
    case_id: int,
    now: datetime,
    by: int | None = None,
    outcome: Outcome = Outcome.SEEN_TO,
) -> None:
    """It is over: its words and its tape go."""
    session.execute(update(Report).where(Report.case_id == case_id).values(words=None))
    callbacks.finish(session, case_id, outcome, now, by)
    timers.drop(session, LATE, case_id)


def end_all(session: Session, of: ColumnElement[bool], now: datetime) -> None:
    """They asked to be erased."""
    theirs = select(Case.id).where(of, Case.tier == REPORT)
    for case_id in session.scalars(theirs).all():
        end(session, case_id, now, outcome=Outcome.LEFT)


def be_late(session: Session, case_id: int, now: datetime) -> None:
    """The timer's: it was to be answered by now."""
    case = session.get(Case, case_id)
    if case is None or case.tier != REPORT or case.state == CaseState.CLOSED:
        return
    cases.note(session, case_id, CaseStep.OVERDUE, now)
    raise_alert(session, Trouble.REPORT_LATE, UNANSWERED, now)


def _trained(session: Session, report: Report, case: Case) -> list[tuple[int, int]]:
    """Volunteers and their phones, in their order, but for the reporter and whoever leads the group."""
    known = select(ReportReader.volunteer_id).where(ReportReader.case_id == case.id)
    rows = (
        select(Volunteer.id, Volunteer.phone_id, Volunteer.person_id)
        .join(PhoneRow, PhoneRow.id == Volunteer.phone_id)
        .where(Volunteer.is_active, Volunteer.takes_reports, PhoneRow.stopped_at.is_(None))
        .where(Volunteer.id.not_in(known))
        .order_by(Volunteer.place, Volunteer.id)
    )
    barred = {*report.barred, case.person_id}
    phones = _phones_of(session, report.barred) | {case.phone_id}
    return [
        (id, phone)
        for id, phone, person in session.execute(rows)
        if person not in barred and phone not in phones
    ]


def _phones_of(session: Session, people: Collection[int]) -> set[int | None]:
    """Whoever leads a group may answer these, too."""
    theirs = select(PersonPhone.phone_id).where(PersonPhone.person_id.in_(people))
    return set(session.scalars(theirs)) if people else set()


def _tell(session: Session, case: Case, phone_id: int, now: datetime) -> None:
    """By text, or by the very call on which it is heard where that phone takes none; in contact hours."""
    phone = session.get_one(PhoneRow, phone_id)
    by_call = phone.line_type == LineType.LANDLINE
    outgoing = Outgoing(
        way=Way.CALL if by_call else Way.TEXT,
        lane=Lane.CHECKIN,
        dedupe_key=f"{TOLD}:{case.id}:{phone_id}:{now.isoformat()}",
        phone_id=phone_id,
        message=CALL if by_call else TOLD,
        subject_id=case.id,
        useful_until=case.call_back_by or now + timedelta(days=1),
    )
    outbox.put(session, outgoing, now)
