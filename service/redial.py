"""What becomes of a reminder that ended unheard: it is called again, texted, or called instead.

Each end has its own plan, and how often is counted for the date it is about, whatever row it was. All of
it stops as soon as it is wanted no more: they answered, undid it, said STOP, chose another way, or the date
was called off or moved. That is asked when a row ends, and again right before the next call.
"""

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import and_, exists, func, or_, select
from sqlalchemy.orm import Session

from service import attendance, consent
from service.delivery import outbox
from service.delivery.states import ARRIVED, UNDER_WAY, UNHEARD, move
from service.logs import log
from service.meetings.search import details
from service.models import (
    Inbound,
    Lane,
    LineType,
    MeetingDate,
    Outbox,
    Person,
    PhoneRow,
    Reminder,
    State,
    Way,
)
from service.reminders import AGAIN, MESSAGE

# Minutes until the next call, after the first such end, the second; then there is no other.
AGAIN_MIN: dict[State, tuple[int, ...]] = {
    State.BUSY: (5, 10),
    State.NO_ANSWER: (10, 30),
    State.MACHINE: (30,),  # it was left a message; the next call is silent on a machine
    State.UNDELIVERED: (10,),
}
# No call but the first comes closer to the start.
LAST_CALL = timedelta(minutes=15)
A_MINUTE = timedelta(minutes=1)
KEY, BACK = "redial:", "back:"
NOT_FIRST = (KEY, AGAIN)
# Calls that somebody may call back about, and how many are looked through at most.
MISSED = (State.BUSY, State.NO_ANSWER, State.MACHINE)
MOST_MISSED = 5
# Picked up, and hung up again at the gate: the silence before it is taken for nobody.
_KEYED = exists().where(
    Inbound.key.in_([Outbox.sid + f":{turn}" for turn in (1, 2, 3)]), Inbound.body.is_not(None)
)
_NO_KEY = and_(Outbox.state == State.COMPLETED, Outbox.sid.is_not(None), ~_KEYED)
# Ends after which, while it is wanted, a text may take a call's place, or a call a text's.
NO_TEXT = frozenset({State.UNDELIVERED, State.REFUSED, State.SUPPRESSED})
NO_CALL = NO_TEXT | {State.BUSY, State.NO_ANSWER, State.EXPIRED}


def follow_up(session: Session, outbox_id: str, now: datetime) -> str | None:
    """Puts out what comes after a row that ended unheard; the new row's id, if there is one."""
    row = session.get(Outbox, outbox_id)
    if row is None or row.state not in UNHEARD:
        return None  # erased, or proved to have arrived meanwhile
    family = _family(session, row)
    put = _next(session, row, family, now) if _is_wanted(session, row, now) else None
    if put:
        log("redial").info("goes_again", outbox_id=row.id, ended=row.state, next_id=put)
    elif row.state != State.SUPPRESSED and not any(
        one.state in UNDER_WAY | ARRIVED for one in family
    ):
        _note_missed(session, row)
    return put


def is_still_wanted(session: Session, outbox_id: str, now: datetime) -> bool:
    """Whether a call that is about to be placed is still wanted; one that none went before always is."""
    row = session.get_one(Outbox, outbox_id)
    if not row.dedupe_key.startswith(NOT_FIRST):
        return True
    return _is_wanted(session, row, now) and not _wants_texts(session, row)


def missed_call(
    session: Session, phone_id: int, messages: Collection[str], but: Collection[str], now: datetime
) -> Outbox | None:
    """The newest call to this phone that nobody heard and that still helps, besides those in `but`."""
    unheard = select(Outbox).where(
        Outbox.phone_id == phone_id,
        Outbox.way == Way.CALL,
        or_(Outbox.state.in_(MISSED), _NO_KEY),
        Outbox.message.in_(messages),
        Outbox.id.not_in(but),
        func.coalesce(Outbox.occurs_at, Outbox.useful_until) > now,
    )
    rows = session.scalars(unheard.order_by(Outbox.changed_at.desc()).limit(MOST_MISSED))
    return next((row for row in rows if _is_wanted(session, row, now)), None)


def note_heard(session: Session, outbox_id: str, now: datetime) -> None:
    """They called in and heard it: whatever waits to go about that date is wanted no more.

    Written as a row that arrived, because a call that met a machine has ended and stays what it was.
    """
    row = session.get(Outbox, outbox_id)
    put = row and _put(session, row, Way.CALL, now, _over_at(row), now, BACK)
    if put:
        move(session.get_one(Outbox, put), State.COMPLETED, now, "They called in and heard it.")


def _family(session: Session, row: Outbox) -> Sequence[Outbox]:
    """All that went to this phone about this date, the row itself too."""
    same = select(Outbox).where(
        Outbox.phone_id == row.phone_id,
        Outbox.message == row.message,
        Outbox.subject_id == row.subject_id,
        Outbox.occurs_at.is_not_distinct_from(row.occurs_at),
    )
    return session.scalars(same).all()


def _is_wanted(session: Session, row: Outbox, now: datetime) -> bool:
    if now >= _over_at(row) or consent.is_stopped(session, row.phone_id):
        return False
    if any(_is_heard(one, row) for one in _family(session, row)):
        return False
    return row.message != MESSAGE or _reminder_holds(session, row)


def _is_heard(one: Outbox, row: Outbox) -> bool:
    """By a later one; or the very one that this goes out for has arrived after all."""
    if one.state != State.COMPLETED or one.id == row.id:
        return False
    later = one.created_at > row.created_at
    called_back = one.dedupe_key.startswith(BACK) and one.created_at >= row.created_at
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
    whose = reminder.person_id, reminder.meeting_id
    return attendance.answer_of(session, *whose, row.occurs_at) is None


def _called_off_since(session: Session, row: Outbox, meeting_id: int, on_date: date) -> bool:
    """Then another row tells that; this one, if it is older news, is the one that does."""
    that_date = MeetingDate.meeting_id == meeting_id, MeetingDate.on_date == on_date
    changed_at = session.scalar(select(MeetingDate.changed_at).where(*that_date))
    return changed_at is not None and changed_at > row.created_at


def _next(session: Session, row: Outbox, family: Sequence[Outbox], now: datetime) -> str | None:
    if row.way == Way.TEXT:
        return _call_instead(session, row, family, now)
    if any(one.way == Way.CALL and one.state in UNDER_WAY for one in family):
        return None
    at = _next_call(session, row, family, now)
    if at:
        return _put(session, row, Way.CALL, at, _over_at(row) - LAST_CALL, now)
    return _text_instead(session, row, family, now)


def _next_call(
    session: Session, row: Outbox, family: Sequence[Outbox], now: datetime
) -> datetime | None:
    """When the plan has it called again; None when it has not, or that would be too late."""
    plan = AGAIN_MIN.get(State(row.state), ())
    ended = sum(one.state == row.state and one.way == Way.CALL for one in family)
    if ended > len(plan) or _wants_texts(session, row):
        return None
    at = max(now, row.changed_at + timedelta(minutes=plan[ended - 1]))
    return at if at <= _over_at(row) - LAST_CALL else None


def _text_instead(
    session: Session, row: Outbox, family: Sequence[Outbox], now: datetime
) -> str | None:
    """Where no call can be made any more; not where a machine keeps our message already."""
    tried = any(one.way == Way.TEXT or one.state == State.MACHINE for one in family)
    if tried or row.state not in NO_CALL or _is_landline(session, row.phone_id):
        return None
    return _put(session, row, Way.TEXT, now, _over_at(row), now)


def _call_instead(
    session: Session, row: Outbox, family: Sequence[Outbox], now: datetime
) -> str | None:
    """What turned out to take no texts is called at once."""
    called = any(one.way == Way.CALL for one in family)
    if called or row.state not in NO_TEXT or not _is_landline(session, row.phone_id):
        return None
    return _put(session, row, Way.CALL, now, _over_at(row), now)


def _put(
    session: Session,
    row: Outbox,
    way: Way,
    not_before: datetime,
    useful_until: datetime,
    now: datetime,
    key: str = KEY,
) -> str | None:
    """Once, however often its end is told. It keeps to contact hours if the first had to."""
    return outbox.put(
        session,
        way=way,
        lane=Lane(row.lane),
        dedupe_key=f"{key}{row.id}:{row.state}",
        phone_id=row.phone_id,
        person_id=row.person_id,
        message=row.message,
        subject_id=row.subject_id,
        occurs_at=row.occurs_at,
        not_before=not_before,
        useful_until=useful_until,
        now=now,
        at_any_hour=row.at_any_hour,
    )


def _note_missed(session: Session, row: Outbox) -> None:
    """Why they heard nothing of this date, for whoever looks after the reminders."""
    if row.message == MESSAGE and (reminder := session.get(Reminder, row.subject_id)):
        reminder.missed_because = row.reason


def _over_at(row: Outbox) -> datetime:
    return row.occurs_at or row.useful_until


def _is_landline(session: Session, phone_id: int) -> bool:
    line = session.scalar(select(PhoneRow.line_type).where(PhoneRow.id == phone_id))
    return line == LineType.LANDLINE


def _wants_texts(session: Session, row: Outbox) -> bool:
    """They chose texts since it was set; then it is texted."""
    reach = session.scalar(select(Person.reach).where(Person.id == row.person_id))
    return reach == Way.TEXT and not _is_landline(session, row.phone_id)
