"""Who stands by a member is told that we could not reach them, one by one, until somebody answers.

    told ─ no word in 10 min ────────────────────────────────┬─ the next; behind the last a new round;
      ├ 2 I can't ───────────────────────────────────────────┤  behind three rounds a coordinator
      ├ 1 I will ─ 60 min ─ asked once more ─ 10 min, or 60 ─┘
      └ 3 they are all right ─ the day has ended

Each is texted, and called five minutes later if they have said nothing; a landline is called at once. Who
can't is not told again that day. An "I will" holds the others back twice at most: whoever means to keep
help away must not be able to.

What is told is rows of the outbox, made into words only while the day goes on. However it ends, everyone
who was told hears of it once, whichever round that was in: `clear_all`.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from service import members, timers
from service.checkins import contacts, days, told
from service.checkins.days import CLIMB
from service.models import (
    CheckIn,
    CheckInDay,
    Contact,
    ContactTelling,
    DayState,
    Said,
    Way,
)
from service.settings import Settings

SAID_SO = "contact.said_so"  # to the member: somebody says that they are all right
ANSWERED_WITHIN: Final = timedelta(minutes=10)
CALLED_AFTER: Final = timedelta(minutes=5)
SEEN_TO_WITHIN: Final = timedelta(minutes=60)
# Thousands may be asked in the same minute: what contacts are told goes before that.
AHEAD: Final = timedelta(seconds=5)
ROUNDS: Final = 3
_T = ContactTelling


class Took(StrEnum):
    """What became of a contact's answer."""

    KEPT = "kept"
    OVER = "over"  # the day had ended
    NOT_THEIRS = "not_theirs"  # they were never told of it, or left since


def begin(session: Session, settings: Settings, day: CheckInDay, now: datetime) -> bool:
    """Tells the first of them; False where there is nobody to tell, and the day stays as it is.

    The caller has locked the day.
    """
    if _next(session, day) is None:
        return False
    days.move(day, DayState.TELLING)
    return go_on(session, settings, day, now)


def go_on(session: Session, settings: Settings, day: CheckInDay, now: datetime) -> bool:
    """What comes next for a day in which they are told; False once it is a coordinator's.

    Before its time it only sets the timer anew. The caller has locked the day.
    """
    current = _current(session, day)
    if current is not None and (until := _until(current)) > now:
        timers.put(session, CLIMB, day.id, until)
        return True
    if current is not None and _is_first_promise(current):
        _ask_once_more(session, day, current, now)
        return True
    person_id = session.get_one(CheckIn, day.check_in_id).person_id
    contacts.let_stopped_go(session, settings, person_id, now)
    following = _next(session, day)
    if following is None:
        return False
    _tell(session, day, *following, now)
    return True


def turn_of(session: Session, day: CheckInDay) -> datetime | None:
    """When the next of them is to be told; None where nobody is waited for."""
    current = _current(session, day)
    return None if current is None else _until(current)


def said(
    session: Session, settings: Settings, day_id: int, phone_id: int, what: Said, now: datetime
) -> Took:
    """A contact has answered on this phone; the last word counts while the day goes on."""
    day = days.locked(session, day_id)
    mine = told_on(session, day_id, phone_id)
    if day is None or mine is None:
        return Took.NOT_THEIRS
    if day.ended_at is not None:
        return Took.OVER
    if what is Said.ALL_RIGHT:
        _all_right(session, settings, day, mine, now)
    else:
        _noted(session, day, mine, what, now)
    return Took.KEPT


def clear_all(session: Session, day: CheckInDay, now: datetime) -> None:
    """Whoever was told of a day that has ended hears so, once. For whoever ends a day."""
    for contact in _not_cleared(session, day):
        _clear(session, day, contact, now)


def told_on(session: Session, day_id: int, phone_id: int) -> ContactTelling | None:
    """The last time this phone was told of that day."""
    theirs = select(_T).join(Contact, Contact.id == _T.contact_id)
    theirs = theirs.where(_T.day_id == day_id, Contact.phone_id == phone_id)
    return session.scalar(theirs.order_by(_T.round.desc()).limit(1))


# --- who is next -----------------------------------------------------------------------------------------


def _current(session: Session, day: CheckInDay) -> ContactTelling | None:
    """Whose answer is waited for; None before the first, and where they have left since."""
    if day.contact_id is None:
        return None
    theirs = _T.day_id == day.id, _T.contact_id == day.contact_id
    return session.scalar(select(_T).where(*theirs).order_by(_T.round.desc()).limit(1))


def _until(telling: ContactTelling) -> datetime:
    """How long it is theirs."""
    if telling.said == Said.CANNOT:
        return telling.said_at or telling.told_at
    if telling.said == Said.WILL:
        return max(telling.told_at, telling.said_at or telling.told_at) + SEEN_TO_WITHIN
    return telling.told_at + ANSWERED_WITHIN


def _is_first_promise(telling: ContactTelling) -> bool:
    """Whether they have not been asked once more: that moves `told_at` behind their answer."""
    said_at = telling.said_at
    return telling.said == Said.WILL and said_at is not None and said_at >= telling.told_at


def _next(session: Session, day: CheckInDay) -> tuple[Contact, int] | None:
    """Who is told next, and in which round; None where everyone was, three times over, or can't."""
    willing = _willing(session, day)
    this_round = select(_T.contact_id).where(_T.day_id == day.id, _T.round == day.round)
    done = set(session.scalars(this_round))
    left = [contact for contact in willing if contact.id not in done]
    if left and day.round > 0:
        return left[0], day.round
    return (willing[0], day.round + 1) if willing and day.round < ROUNDS else None


def _willing(session: Session, day: CheckInDay) -> list[Contact]:
    person_id = session.get_one(CheckIn, day.check_in_id).person_id
    refused = select(_T.contact_id).where(_T.day_id == day.id, _T.said == Said.CANNOT)
    cannot = set(session.scalars(refused))
    can_be_told = contacts.who_can_be_told(session, person_id)
    return [contact for contact in can_be_told if contact.id not in cannot]


# --- telling ---------------------------------------------------------------------------------------------


def _tell(session: Session, day: CheckInDay, contact: Contact, round: int, now: datetime) -> None:
    day.round, day.contact_id = round, contact.id
    telling = _T(day_id=day.id, contact_id=contact.id, round=round, told_at=now)
    session.add(telling)
    session.flush()
    _put_told(session, day, contact, now)
    timers.put(session, CLIMB, day.id, _until(telling))


def _ask_once_more(
    session: Session, day: CheckInDay, telling: ContactTelling, now: datetime
) -> None:
    """`said_at` stays, and so tells that they had said "I will"."""
    telling.said, telling.told_at = None, now
    session.flush()
    _put_told(session, day, session.get_one(Contact, telling.contact_id), now)
    timers.put(session, CLIMB, day.id, _until(telling))


def _put_told(session: Session, day: CheckInDay, contact: Contact, now: datetime) -> None:
    """A text, and a call for who has said nothing by then; a landline is called at once."""
    at = {Way.TEXT: now, Way.CALL: now + CALLED_AFTER}
    if members.way_of(session, contact.phone_id) == Way.CALL:
        at = {Way.CALL: now}
    for way, not_before in at.items():
        until = now + (SEEN_TO_WITHIN if way == Way.TEXT else ANSWERED_WITHIN)
        first = now - AHEAD if not_before == now else not_before
        told.put(session, day, contact, told.TOLD, way, first, until, now)


# --- what they say ---------------------------------------------------------------------------------------


def _noted(
    session: Session, day: CheckInDay, telling: ContactTelling, what: Said, now: datetime
) -> None:
    """The ladder waits for who will; from who can't it goes on at once, if it was waiting for them."""
    if telling.said == what:
        return
    was_asked_again = telling.said_at is not None and telling.said_at < telling.told_at
    telling.said = what
    if what is Said.WILL and was_asked_again:
        telling.told_at = now  # the second time, and the last that is waited for
    else:
        telling.said_at = now
    if what is Said.WILL:
        day.contact_id = telling.contact_id
    session.flush()
    if day.state == DayState.TELLING and day.contact_id == telling.contact_id:
        timers.put(session, CLIMB, day.id, _until(telling))


def _all_right(
    session: Session, settings: Settings, day: CheckInDay, telling: ContactTelling, now: datetime
) -> None:
    """The day has ended: who says so is thanked, the others hear it, and so does the member."""
    telling.said, telling.said_at = Said.ALL_RIGHT, now
    mine = _T.day_id == day.id, _T.contact_id == telling.contact_id
    session.execute(update(_T).where(*mine).values(cleared_at=now))
    days.end(session, day, DayState.ALL_RIGHT, now)
    clear_all(session, day, now)
    person_id = session.get_one(CheckIn, day.check_in_id).person_id
    contacts.tell_member(
        session, settings, person_id, SAID_SO, f"{day.occurs_at:%Y-%m-%dT%H%M}", now,
        subject_id=day.id, at_any_hour=True,
    )  # fmt: skip


# --- all is well -----------------------------------------------------------------------------------------


def _not_cleared(session: Session, day: CheckInDay) -> Sequence[Contact]:
    theirs = select(_T.contact_id).where(_T.day_id == day.id, _T.cleared_at.is_(None))
    return session.scalars(select(Contact).where(Contact.id.in_(theirs)).order_by(Contact.id)).all()


def _clear(session: Session, day: CheckInDay, contact: Contact, now: datetime) -> None:
    mine = _T.day_id == day.id, _T.contact_id == contact.id
    session.execute(update(_T).where(*mine).values(cleared_at=now))
    # Who was removed and came back is owed it already.
    if not told.is_owed(session, day, contact.phone_id):
        told.put_clear(session, day, contact, now)
