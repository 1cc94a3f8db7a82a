"""What we hold on somebody, read for them alone: MYDATA."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from service import codes, groups, reminders
from service.models import (
    Attendance,
    Case,
    CheckIn,
    CheckInDay,
    ConsentEvent,
    ConsentRow,
    Contact,
    FollowUp,
    Goal,
    GoalMark,
    Group,
    Inbound,
    Invitation,
    Note,
    Outbox,
    Person,
    PhoneRow,
    Reminder,
    Report,
    Ride,
    Visit,
    VoiceMessage,
    Watch,
)

ENDING = 4  # digits of a number, as much as tells two phones apart


_HAS_WORDS = or_(Note.words.is_not(None), Note.recording_sid.is_not(None))


@dataclass(frozen=True, slots=True)
class Holdings:
    """Nothing of it is anybody else's. `person_id` None: we know the phone only."""

    phone_id: int
    person_id: int | None
    number_ends: str
    first_name: str | None
    is_discreet: bool
    is_private: bool
    has_code: bool
    groups: Sequence[Group]
    reminders: Sequence[Reminder]
    waits_for: int  # groups to start
    answers: int  # to reminders: who comes
    rides: int
    visits: int  # first visits planned, and what they said of them
    break_until: datetime | None
    tapes: int  # voice messages they left
    goals: int  # one, or none
    goal_marks: int  # how often it was done
    appointments: int
    notes: int  # kept for one of them
    check_in: CheckIn | None  # on, off or proposed
    check_in_answers: int
    contacts: int  # who stand by them
    stands_by: int  # whom this phone stands by
    contact_codes: int  # that they may still pass on
    follow_ups: int
    reports: int
    said_yes_at: datetime | None
    stopped_at: datetime | None
    texts: int  # whose words we have
    texts_until: datetime | None  # when the last of them goes
    went_out: int


def of_phone(session: Session, phone_id: int, person_id: int | None) -> Holdings:
    """Of this person, and what is of nobody else on this phone; None: somebody we don't keep."""
    phone = session.get_one(PhoneRow, phone_id)
    person = session.get(Person, person_id) if person_id is not None else None
    texts, until = _words_kept(session, phone_id)
    return Holdings(
        phone_id=phone_id,
        person_id=person_id,
        number_ends=phone.number[-ENDING:],
        first_name=person.first_name if person else None,
        is_discreet=person is None or person.discreet,
        is_private=person is not None and person.private,
        has_code=person_id is not None and codes.has_code(session, person_id),
        groups=groups.of_person(session, person_id) if person_id is not None else (),
        reminders=reminders.of_person(session, person_id) if person_id is not None else (),
        waits_for=_count(session, *_theirs(Watch, phone_id, person_id)),
        answers=_count(session, Attendance.person_id == person_id),
        rides=_count(session, Ride.person_id == person_id),
        visits=_count(session, Visit.person_id == person_id),
        break_until=person.paused_until if person else None,
        tapes=_count(session, *_left_by(phone_id, person_id)),
        goals=_count(session, Goal.person_id == person_id),
        goal_marks=_count(session, GoalMark.goal_id == Goal.id, Goal.person_id == person_id),
        appointments=_count(session, Note.person_id == person_id),
        notes=_count(session, Note.person_id == person_id, _HAS_WORDS),
        check_in=_check_in(session, person_id),
        check_in_answers=_count(session, *_answered(person_id)),
        contacts=_count(session, Contact.person_id == person_id),
        stands_by=_count(session, Contact.phone_id == phone_id),
        contact_codes=_count(session, Invitation.person_id == person_id),
        follow_ups=_count(
            session, FollowUp.case_id == Case.id, *_theirs(Case, phone_id, person_id)
        ),
        reports=_count(session, Report.case_id == Case.id, *_theirs(Case, phone_id, person_id)),
        said_yes_at=_said_yes_at(session, phone_id),
        stopped_at=phone.stopped_at,
        texts=texts,
        texts_until=until,
        went_out=_count(session, *_theirs(Outbox, phone_id, person_id)),
    )


def _check_in(session: Session, person_id: int | None) -> CheckIn | None:
    return session.scalar(select(CheckIn).where(CheckIn.person_id == person_id))


def _answered(person_id: int | None) -> tuple[ColumnElement[bool], ...]:
    theirs = CheckInDay.check_in_id == CheckIn.id, CheckIn.person_id == person_id
    return *theirs, CheckInDay.answer.is_not(None)


def _left_by(phone_id: int, person_id: int | None) -> tuple[ColumnElement[bool], ...]:
    return VoiceMessage.case_id == Case.id, *_theirs(Case, phone_id, person_id)


def _words_kept(session: Session, phone_id: int) -> tuple[int, datetime | None]:
    """A key pressed on a call is none."""
    kept = select(func.count(Inbound.id), func.max(Inbound.keep_until)).where(
        Inbound.phone_id == phone_id, Inbound.body.is_not(None), Inbound.key.not_like("CA%")
    )
    count, until = session.execute(kept).one()
    return int(count), until


def _said_yes_at(session: Session, phone_id: int) -> datetime | None:
    yes = ConsentRow.phone_id == phone_id, ConsentRow.event == ConsentEvent.OPT_IN
    return session.scalar(select(func.max(ConsentRow.at)).where(*yes))


def _theirs(
    model: type[Watch | Outbox | Case], phone_id: int, person_id: int | None
) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """On this phone, and not another's of those who share it."""
    nobody_elses = or_(model.person_id.is_(None), model.person_id == person_id)
    return model.phone_id == phone_id, nobody_elses


def _count(session: Session, *theirs: ColumnElement[bool]) -> int:
    return session.scalar(select(func.count()).where(*theirs)) or 0
