"""From the end of a notice's minute until nothing of it waits any more.

`go` changes the date and puts out the first thousands, `put_more` the others, each in a transaction of its
own, so that texts get their turn in between. How far it is, the rows themselves say: killed half-way it goes
on with the phones that have none. `look` ends it and has whoever sent it told.
"""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from service import timers
from service.delivery import outbox
from service.delivery.fan_out import Broadcast, fan_out
from service.delivery.outbox import Outgoing
from service.delivery.states import ENDED
from service.errors import NotADate
from service.members import way_of
from service.models import (
    Lane,
    Notice,
    NoticeGroup,
    NoticeRecipient,
    NoticeState,
    Outbox,
    State,
    Timer,
    Way,
)
from service.moved import follow_date
from service.notices import audience, corrections, halting, spending, states
from service.notices.drafts import GO
from service.notices.halting import MORE
from service.notices.tally import TOLD, has_row
from service.notices.wishes import A_DAY, OF_A_DATE, change_date
from service.settings import Settings

# Timer, by a notice's id: does anything of it still wait.
LOOK: Final = "notice.look"
# To whoever sent it, when nothing waits any more.
DONE: Final = "notice.done"
# Phones a transaction: SQLite's lock is held for a tenth of a second.
CHUNK: Final = 10_000
A_MINUTE, A_QUARTER, FIRST_HOUR = timedelta(minutes=1), timedelta(minutes=15), timedelta(hours=1)
OVERTAKEN: Final = "A newer notice of that date took its place."
# Lines of its events: it never went, because nothing was left to say, or of its groups.
TOO_LATE, NO_GROUP, NO_DATE = "too late", "no group", "no date"
_WAITING = (State.QUEUED, State.SENDING, State.UNKNOWN)
_WITH_CARRIER = (State.ACCEPTED, State.SENT)


def go(session: Session, settings: Settings, notice_id: int, now: datetime) -> bool:
    """Its minute is over: the date is changed, and it goes to the first of its phones. False when it was
    taken back, or went before."""
    timers.drop(session, GO, notice_id)
    if not states.move(session, notice_id, NoticeState.SENDING, now, started_at=now, only=_IS_HELD):
        return False
    notice = session.get_one(Notice, notice_id, populate_existing=True)
    if why := _is_pointless(session, notice, now):
        states.note(session, notice_id, why, now)
        halting.stop(session, notice_id, None, now)
        _tell_back(session, settings, notice, now)
        return False
    _overtake(session, notice, now)
    _change_date(session, settings, notice, now)
    corrections.take_over(session, notice, now)
    timers.put(session, LOOK, notice_id, now + A_MINUTE)
    put_more(session, settings, notice_id, now)
    return True


def put_more(session: Session, settings: Settings, notice_id: int, now: datetime) -> int:
    """Puts it out to the next of its phones; how many. It sets its own timer for the others."""
    notice = session.get(Notice, notice_id, populate_existing=True, with_for_update=True)
    if notice is None or notice.state != NoticeState.SENDING or now >= notice.useful_until:
        return 0  # paused: `resume` goes on
    put = 0
    for way in (Way.TEXT, Way.CALL):
        if put < CHUNK:
            put += _put(session, notice, way, CHUNK - put, now)
    if put == CHUNK:
        timers.put(session, MORE, notice_id, now)
    return put


def look(session: Session, settings: Settings, notice_id: int, now: datetime) -> bool:
    """Whether nothing of it waits any more: then it is done. Else it is looked at again, each minute of the
    first hour, and then each quarter of one."""
    timers.hold(session, MORE, notice_id)
    notice = session.get(Notice, notice_id, populate_existing=True)
    if notice is None or notice.state not in states.FROM[NoticeState.DONE]:
        return False
    if _waits(session, notice, now):
        again = A_MINUTE if _is_first_hour(notice, now) else A_QUARTER
        timers.put(session, LOOK, notice_id, now + again)
        return False
    states.move(session, notice_id, NoticeState.DONE, now)
    spending.look(session, settings, now)
    _tell_back(session, settings, notice, now)
    return True


_IS_HELD = (Notice.state == NoticeState.HELD,)


def _is_pointless(session: Session, notice: Notice, now: datetime) -> str | None:
    """Why it goes to nobody: we were away until it was of no use, or its groups were let go meanwhile."""
    if now >= notice.useful_until:
        return TOO_LATE
    its = select(NoticeGroup.group_id).where(NoticeGroup.notice_id == notice.id)
    return None if session.scalar(its.limit(1)) else NO_GROUP


def _overtake(session: Session, notice: Notice, now: datetime) -> None:
    """Who has not got an older one of the same date is spared it: this one tells them how it is."""
    if notice.kind not in OF_A_DATE:
        return
    its = Notice.meeting_id == notice.meeting_id, Notice.on_date == notice.on_date
    going = Notice.kind.in_(OF_A_DATE), Notice.state.in_(states.FROM[NoticeState.STOPPED])
    older = select(Notice.id).where(*its, *going, Notice.id != notice.id)
    for id in session.scalars(older.order_by(Notice.id)).all():
        halting.stop(session, id, notice.by_person_id, now, OVERTAKEN)


def _change_date(session: Session, settings: Settings, notice: Notice, now: datetime) -> None:
    """The meeting's own date, and the reminders that go by it; whom this tells, they don't tell."""
    if notice.kind not in OF_A_DATE:
        return
    try:
        changed = change_date(session, notice, now)
    except NotADate:  # somebody else has changed it since, in the same way: told it is all the same
        states.note(session, notice.id, NO_DATE, now)
        return
    told = select(NoticeRecipient.person_id).where(NoticeRecipient.notice_id == notice.id)
    follow_date(session, settings, changed, now, told)


def _put(session: Session, notice: Notice, way: Way, room: int, now: datetime) -> int:
    """To those of its phones by this way that have no row yet."""
    broadcast = Broadcast(
        key=f"notice:{notice.id}:{way}",
        way=way,
        lane=Lane.NOTICE,
        message=states.MESSAGE,
        not_before=now,
        useful_until=notice.useful_until,
        subject_id=notice.id,
        at_any_hour=notice.urgent,
    )
    phones = audience.phones(notice.id, way)
    left = phones.where(~has_row(NoticeRecipient.phone_id, notice.id))
    ordered = left.order_by(NoticeRecipient.phone_id).limit(room)
    return fan_out(session, broadcast, ordered, now)


def _waits(session: Session, notice: Notice, now: datetime) -> bool:
    """Whether anything of it waits: to go, for what the carrier says, to go again, or to be put out."""
    under_way = (*_WAITING, *_WITH_CARRIER) if _is_first_hour(notice, now) else _WAITING
    its = and_(TOLD, Outbox.subject_id == notice.id)
    going = select(Outbox.id).where(its, Outbox.state.in_(under_way))
    ended = select(Timer.id).where(
        Timer.kind == ENDED, Timer.subject.in_(select(Outbox.id).where(its))
    )
    theirs = NoticeRecipient.notice_id == notice.id
    unput = select(NoticeRecipient.phone_id).where(
        theirs, ~has_row(NoticeRecipient.phone_id, notice.id)
    )
    waiting = (going, ended, unput) if now < notice.useful_until else (going, ended)
    return any(session.scalar(found.limit(1)) is not None for found in waiting)


def _is_first_hour(notice: Notice, now: datetime) -> bool:
    return now < (notice.started_at or now) + FIRST_HOUR


def _tell_back(session: Session, settings: Settings, notice: Notice, now: datetime) -> None:
    """One text to the phone it was sent from, while it is theirs; none to a landline."""
    if notice.by_phone_id is None or notice.by_person_id is None:
        return
    if way_of(session, notice.by_phone_id) != Way.TEXT:
        return
    text = Outgoing(
        way=Way.TEXT,
        lane=Lane.NOTICE,
        message=DONE,
        dedupe_key=f"{DONE}:{notice.id}",
        phone_id=notice.by_phone_id,
        person_id=notice.by_person_id,
        subject_id=notice.id,
        useful_until=now + A_DAY,
        at_any_hour=notice.urgent,
    )
    outbox.put(session, text, now)
