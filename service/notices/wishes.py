"""What a coordinator wants to have told, and whether it can be.

Nothing is written here: a change of a date is tried, and taken back.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.meetings import dates
from service.meetings.dates import Changed, Elsewhere
from service.models import Notice, NoticeKind, NoticeState
from service.notices.refusals import Why, refused
from service.text.segments import segments, to_gsm

OF_A_DATE: Final = frozenset({NoticeKind.OFF, NoticeKind.ON, NoticeKind.MOVE})
FREE: Final = frozenset({NoticeKind.NEWS, NoticeKind.FIX})
# Confirmed, and not taken back.
CONFIRMED: Final = frozenset(
    {
        *(NoticeState.HELD, NoticeState.SENDING, NoticeState.PAUSED),
        *(NoticeState.DONE, NoticeState.STOPPED),
    }
)
LONGEST: Final = 320  # septets of free words: with what stands around them, three segments at most
RECORDED_S: Final = range(2, 61)
# What has no hour of its own is of use for so long.
A_DAY: Final = timedelta(hours=24)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What a coordinator wants to have told. Of a date: `meeting_id` and `on_date`, as its series has it."""

    kind: NoticeKind
    by_person_id: int
    by_phone_id: int | None
    group_ids: tuple[int, ...] = ()
    meeting_id: int | None = None
    on_date: date | None = None
    moved_to: datetime | None = None
    place: str | None = None
    reason: str | None = None
    body: str | None = None
    recording_sid: str | None = None
    seconds: int = 0
    fixes_id: int | None = None


def checked(wish: Wish) -> str | None:
    """Its free words as they go out. Raises NoticeRefused."""
    is_spoken = wish.kind == NoticeKind.VOICE or wish.recording_sid is not None
    if is_spoken and (wish.seconds < RECORDED_S.start or not wish.recording_sid):
        raise refused(Why.TOO_SHORT, wish.seconds)
    if is_spoken and wish.seconds >= RECORDED_S.stop:
        raise refused(Why.TOO_SPOKEN, wish.seconds)
    body = cleaned(wish.body or "")
    if wish.kind in FREE and not (body or is_spoken):
        raise refused(Why.EMPTY)
    if too_much := over(body):
        raise refused(Why.TOO_LONG, too_much)
    return body or None


def tried_on(session: Session, what: Wish | Notice, now: datetime) -> Changed:
    """What would become of the date, as the very change says that is made later; nothing is changed.

    Raises NotADate.
    """
    with session.begin_nested() as trial:
        changed = change_date(session, what, now)
        trial.rollback()
    return changed


def change_date(session: Session, what: Wish | Notice, now: datetime) -> Changed:
    """Calls the date off, moves it or puts it back. Raises NotADate."""
    assert what.meeting_id is not None and what.on_date is not None
    if what.kind == NoticeKind.OFF:
        return dates.call_off(session, what.meeting_id, what.on_date, now, what.reason)
    if what.kind == NoticeKind.ON:
        return dates.put_back(session, what.meeting_id, what.on_date, now)
    there = Elsewhere(what.moved_to, what.place, what.reason)
    return dates.move(session, what.meeting_id, what.on_date, there, now)


def check_is_news(session: Session, what: Wish | Notice, changed: Changed) -> None:
    """Raises NoticeRefused when that was said of this date already, or something is about to be."""
    found = newest_of(session, changed.meeting_id, changed.on)
    if found is None:
        return
    if found.state == NoticeState.HELD:
        raise refused(Why.ON_ITS_WAY, found.id)
    is_so = changed.was == changed.now and says_the_same(found, what)
    if is_so and found.state != NoticeState.STOPPED:  # else whoever hasn't got it yet may be told
        raise refused(Why.SAID_ALREADY, found.id)


def check_is_only_fix(session: Session, fixes_id: int | None) -> None:
    """Raises NoticeRefused while another correction of the same is held."""
    its = Notice.fixes_id == fixes_id, Notice.state == NoticeState.HELD
    found = None if fixes_id is None else session.scalar(select(Notice.id).where(*its).limit(1))
    if found is not None:
        raise refused(Why.BEING_FIXED, found)


def says_the_same(one: Notice, other: Wish | Notice) -> bool:
    """Of the same date."""
    there = one.moved_to, one.place
    return one.kind == other.kind and there == (other.moved_to, other.place)


def useful_until(kind: NoticeKind, changed: Changed | None, now: datetime) -> datetime:
    """Until somebody would set out in vain, or miss it: what is off, when it was to begin."""
    if changed is None:
        return now + A_DAY
    return changed.now or changed.was or changed.usual


def over(body: str) -> int:
    """How many letters free words are too long by, as they go out."""
    return max(segments(cleaned(body)).units - LONGEST, 0)


def cleaned(body: str) -> str:
    """Free words as they go out: on one line, without what makes a text dear."""
    return " ".join(to_gsm(body).split())


def newest_of(session: Session, meeting_id: int | None, on: date | None) -> Notice | None:
    """The newest notice of that date that was confirmed."""
    its = Notice.meeting_id == meeting_id, Notice.on_date == on, Notice.held_until.is_not(None)
    held = select(Notice).where(*its, Notice.state.in_(CONFIRMED))
    return session.scalar(held.order_by(Notice.held_until.desc(), Notice.id.desc()).limit(1))
