"""What went to one phone about one date, and whether any more of it is wanted.

It is until its date: unless they answered, undid it, said STOP, chose another way, heard it, have a break, or
the date was called off or moved since.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import and_, exists, select
from sqlalchemy.orm import Session, aliased

from service import attendance, consent
from service.delivery import outbox
from service.delivery.outbox import Outgoing
from service.delivery.states import NOTICE
from service.meetings.search import details
from service.models import (
    Inbound,
    Lane,
    LineType,
    MeetingDate,
    Notice,
    NoticeState,
    Outbox,
    Person,
    PhoneRow,
    Reminder,
    State,
    Way,
)
from service.preferences import holds_back
from service.reminding import AGAIN, MESSAGE

A_MINUTE = timedelta(minutes=1)
# How the keys begin of what goes out in another's place, and of what was heard by calling in.
INSTEAD, CALLED_BACK = "redial:", "back:"
NOT_FIRST = (INSTEAD, AGAIN)
# A notice whose rows are not to be ended.
GOES_OUT = (NoticeState.SENDING, NoticeState.PAUSED, NoticeState.DONE)
# Picked up, and hung up again at the gate, or before the code that was asked for: the silence before it is
# taken for nobody.
_TURNS = range(1, 8)  # three at the gate, four to say who it is
_KEYED = exists().where(
    Inbound.key.in_([Outbox.sid + f":{turn}" for turn in _TURNS]), Inbound.body.is_not(None)
)
NO_KEY = and_(Outbox.state == State.COMPLETED, Outbox.sid.is_not(None), ~_KEYED)
# Somebody heard the gate of this call, and pressed no key: who picked up is not known.
AT_THE_GATE = and_(NO_KEY, exists().where(Inbound.key == Outbox.sid + ":0"))


@dataclass(frozen=True, slots=True)
class Beside:
    """What goes out beside a row, to the same phone about the same date."""

    way: Way
    key: str  # its dedupe key
    not_before: datetime
    useful_until: datetime


def is_still_wanted(session: Session, outbox_id: str, now: datetime) -> bool:
    """Whether a call that is about to be placed is still wanted; the first is, unless a text beside it
    has been answered."""
    row = session.get_one(Outbox, outbox_id)
    if not row.dedupe_key.startswith(NOT_FIRST):
        return not _is_answered(session, row)
    return is_wanted(session, row, now) and not wants_texts(session, row)


def is_wanted(session: Session, row: Outbox, now: datetime) -> bool:
    if now >= over_at(row) or consent.is_stopped(session, row.phone_id):
        return False
    if _is_in_a_break(session, row, now):
        return False
    heard = (one for one in family(session, row) if _is_heard(one, row))
    if any(not is_hung_up(session, one) for one in heard):
        return False
    if row.message == NOTICE:
        return _notice_holds(session, row)
    return row.message != MESSAGE or _reminder_holds(session, row)


def family(session: Session, row: Outbox) -> Sequence[Outbox]:
    """All that went to this phone about this date, the row itself too."""
    same = select(Outbox).where(
        Outbox.phone_id == row.phone_id,
        Outbox.message == row.message,
        Outbox.subject_id == row.subject_id,
        Outbox.occurs_at.is_not_distinct_from(row.occurs_at),
    )
    return session.scalars(same).all()


def is_hung_up(session: Session, row: Outbox) -> bool:
    """Whether somebody heard the gate of this call, and pressed no key: who picked up is not known."""
    found = select(Outbox.id).where(Outbox.id == row.id, AT_THE_GATE)
    return session.scalar(found) is not None


def over_at(row: Outbox) -> datetime:
    return row.occurs_at or row.useful_until


def is_landline(session: Session, phone_id: int) -> bool:
    line = session.scalar(select(PhoneRow.line_type).where(PhoneRow.id == phone_id))
    return line == LineType.LANDLINE


def wants_texts(session: Session, row: Outbox) -> bool:
    """They chose texts since it was set; then it is texted."""
    reach = session.scalar(select(Person.reach).where(Person.id == row.person_id))
    return reach == Way.TEXT and not is_landline(session, row.phone_id)


def _is_in_a_break(session: Session, row: Outbox, now: datetime) -> bool:
    person = session.get(Person, row.person_id) if row.person_id else None
    if person is None:
        return False
    reminder = session.get(Reminder, row.subject_id) if row.message == MESSAGE else None
    asked_at = reminder.created_at if reminder else row.created_at
    return holds_back(person.paused_until, person.decided_at, asked_at, now)


def _is_heard(one: Outbox, row: Outbox) -> bool:
    """By a later one; or the very one that this goes out for has arrived after all."""
    if one.state != State.COMPLETED or one.id == row.id:
        return False
    later = one.created_at > row.created_at
    called_back = one.dedupe_key.startswith(CALLED_BACK) and one.created_at >= row.created_at
    return later or called_back or one.id in row.dedupe_key


def _reminder_holds(session: Session, row: Outbox) -> bool:
    """It was not undone, its date is as it was, and nothing was answered to it."""
    reminder = session.get(Reminder, row.subject_id) if row.subject_id else None
    if reminder is None or row.occurs_at is None:
        return False
    found = details(session, reminder.meeting_id, row.occurs_at - A_MINUTE, even_off=True)
    # As moments: of two clocks an hour that comes twice is never equal.
    if found is None or found.starts.timestamp() != row.occurs_at.timestamp():
        return False
    if found.off and _called_off_since(session, row, reminder.meeting_id, found.starts.date()):
        return False
    return not _is_answered(session, row)


def _notice_holds(session: Session, row: Outbox) -> bool:
    """It was not stopped or taken back, and no correction has taken its place."""
    corrected = aliased(Notice)
    corrects = exists().where(corrected.fixes_id == Notice.id, corrected.state.in_(GOES_OUT))
    found = select(Notice.id).where(Notice.id == row.subject_id, Notice.state.in_(GOES_OUT))
    return session.scalar(found.where(~corrects)) is not None


def _is_answered(session: Session, row: Outbox) -> bool:
    """Since it was put out: what was said before a change doesn't spare them the news of it."""
    reminder = session.get(Reminder, row.subject_id) if row.subject_id else None
    if row.message != MESSAGE or reminder is None or row.occurs_at is None:
        return False
    whose = reminder.person_id, reminder.meeting_id
    return attendance.answered_since(session, *whose, row.occurs_at, row.created_at)


def _called_off_since(session: Session, row: Outbox, meeting_id: int, on_date: date) -> bool:
    """Then another row tells that; this one, if it is older news, is the one that does."""
    that_date = MeetingDate.meeting_id == meeting_id, MeetingDate.on_date == on_date
    changed_at = session.scalar(select(MeetingDate.changed_at).where(*that_date))
    return changed_at is not None and changed_at > row.created_at


def put_beside(session: Session, row: Outbox, beside: Beside, now: datetime) -> str | None:
    """Puts out the same about the same date; its id, None when its key is there already.

    It keeps to contact hours if the first had to, and waits where its notice is paused.
    """
    not_before = beside.useful_until if _is_paused(session, row) else beside.not_before
    outgoing = Outgoing(
        way=beside.way,
        lane=Lane(row.lane),
        dedupe_key=beside.key,
        phone_id=row.phone_id,
        person_id=row.person_id,
        message=row.message,
        subject_id=row.subject_id,
        occurs_at=row.occurs_at,
        not_before=not_before,
        useful_until=beside.useful_until,
        at_any_hour=row.at_any_hour,
    )
    return outbox.put(session, outgoing, now)


def _is_paused(session: Session, row: Outbox) -> bool:
    if row.message != NOTICE:
        return False
    paused = Notice.id == row.subject_id, Notice.state == NoticeState.PAUSED
    return session.scalar(select(Notice.id).where(*paused)) is not None
