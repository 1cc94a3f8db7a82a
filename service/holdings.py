"""What we hold on somebody, read for them alone: MYDATA."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from service import codes, groups, reminders
from service.consent import BY_COORDINATOR
from service.crypto import keyring_of
from service.models import (
    Attendance,
    Case,
    CheckIn,
    CheckInDay,
    ConsentEvent,
    ConsentRow,
    Contact,
    Coordinator,
    Expected,
    FollowUp,
    Goal,
    GoalMark,
    Group,
    Inbound,
    Invitation,
    Note,
    Notice,
    NoticeRecipient,
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
Criteria = tuple[ColumnElement[bool], ...]


@dataclass(frozen=True, slots=True)
class Whose:
    """A person and their phone; `person_id` None: we know the phone only."""

    phone_id: int
    person_id: int | None
    hashes: Sequence[str] = ()  # of the phone's number

    def of(self, model: type[Watch | Outbox | Case]) -> Criteria:
        """On this phone, and not another's of those who share it."""
        nobody_elses = or_(model.person_id.is_(None), model.person_id == self.person_id)
        return model.phone_id == self.phone_id, nobody_elses


NOBODY = 0  # a number no row has; what an erased one sent is nobody's
_WENT = (NoticeRecipient.notice_id == Notice.id, Notice.started_at.is_not(None))
_HAS_WORDS = or_(Note.words.is_not(None), Note.recording_sid.is_not(None))
# What is counted, each with which rows are theirs.
_COUNTED: Mapping[str, Callable[[Whose], Criteria]] = {
    "waits": lambda who: who.of(Watch),  # groups to start
    "answers": lambda who: (Attendance.person_id == who.person_id,),  # to reminders
    "rides": lambda who: (Ride.person_id == who.person_id,),
    "tapes": lambda who: (VoiceMessage.case_id == Case.id, *who.of(Case)),
    "goal": lambda who: (Goal.person_id == who.person_id,),
    "goal_marks": lambda who: (GoalMark.goal_id == Goal.id, Goal.person_id == who.person_id),
    "appointment": lambda who: (Note.person_id == who.person_id,),
    "note": lambda who: (Note.person_id == who.person_id, _HAS_WORDS),
    "visits": lambda who: (Visit.person_id == who.person_id,),
    "check_in_answers": lambda who: _answered(who),
    "contacts": lambda who: (Contact.person_id == who.person_id,),  # who stand by them
    "contact_codes": lambda who: (Invitation.person_id == who.person_id,),
    "stands_by": lambda who: (Contact.phone_id == who.phone_id,),
    "follow_ups": lambda who: (FollowUp.case_id == Case.id, *who.of(Case)),
    "reports": lambda who: (Report.case_id == Case.id, *who.of(Case)),
    "notices": lambda who: (NoticeRecipient.person_id == who.person_id, *_WENT),  # of their groups
    "runs": lambda who: (Coordinator.person_id == who.person_id,),
    "notices_sent": lambda who: (Notice.by_person_id == (who.person_id or NOBODY),),
    "wrote_down": lambda who: (Expected.by_person_id == (who.person_id or NOBODY),),
    "written_down": lambda who: (Expected.number_hash.in_(who.hashes),),  # by a coordinator
    "went_out": lambda who: who.of(Outbox),
}


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
    break_until: datetime | None
    groups: Sequence[Group]
    reminders: Sequence[Reminder]
    check_in: CheckIn | None  # on, off or proposed
    said_yes_at: datetime | None
    stopped_at: datetime | None
    texts: int  # whose words we have
    texts_until: datetime | None  # when the last of them goes
    counts: Mapping[str, int]  # of all else, as `_COUNTED` names it


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
        break_until=person.paused_until if person else None,
        groups=groups.of_person(session, person_id) if person_id is not None else (),
        reminders=reminders.of_person(session, person_id) if person_id is not None else (),
        check_in=_check_in(session, person_id),
        said_yes_at=_said_yes_at(session, phone_id),
        stopped_at=phone.stopped_at,
        texts=texts,
        texts_until=until,
        counts=_counts(session, Whose(phone_id, person_id, _hashes(session, phone))),
    )


def _counts(session: Session, who: Whose) -> dict[str, int]:
    return {
        name: session.scalar(select(func.count()).where(*theirs(who))) or 0
        for name, theirs in _COUNTED.items()
    }


def _hashes(session: Session, phone: PhoneRow) -> list[str]:
    """By each key there is: one written down before a key changed is counted, too."""
    return keyring_of(session).hashes(phone.number)


def _check_in(session: Session, person_id: int | None) -> CheckIn | None:
    return session.scalar(select(CheckIn).where(CheckIn.person_id == person_id))


def _answered(who: Whose) -> Criteria:
    theirs = CheckInDay.check_in_id == CheckIn.id, CheckIn.person_id == who.person_id
    return *theirs, CheckInDay.answer.is_not(None)


def _words_kept(session: Session, phone_id: int) -> tuple[int, datetime | None]:
    """A key pressed on a call is none."""
    kept = select(func.count(Inbound.id), func.max(Inbound.keep_until)).where(
        Inbound.phone_id == phone_id, Inbound.body.is_not(None), Inbound.key.not_like("CA%")
    )
    count, until = session.execute(kept).one()
    return int(count), until


def _said_yes_at(session: Session, phone_id: int) -> datetime | None:
    yes = ConsentRow.phone_id == phone_id, ConsentRow.event == ConsentEvent.OPT_IN
    own = select(func.max(ConsentRow.at)).where(*yes, ConsentRow.how != BY_COORDINATOR)
    return session.scalar(own)
