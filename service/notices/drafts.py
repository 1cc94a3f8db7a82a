"""From a coordinator's words to a notice that is held for its minute: draft, count, undo.

A draft is read back with the number of people it goes to; that number, said back, is what sends it. It is
then held for a minute, in which UNDO takes it back to the second. Times are the service's clock.

Who may do what: whatever calls this has found the notice as theirs (`states.last_of`, or `coordinators`),
and says with `proved` that it knows them by their code.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from service import timers
from service.clock import zone
from service.delivery.hours import hours_of, next_contact
from service.meetings.dates import Changed
from service.models import Group, Notice, NoticeEvent, NoticeGroup, NoticeKind, NoticeState
from service.notices import audience, cost, halting, spending, states
from service.notices.refusals import Why, refused
from service.notices.wishes import (
    A_DAY,
    CONFIRMED,
    OF_A_DATE,
    Wish,
    check_is_news,
    check_is_only_fix,
    checked,
    tried_on,
    useful_until,
)
from service.settings import Settings

# Timers, by a notice's id: a draft that nobody confirmed; the end of its minute.
DROP, GO = "notice.dropped", "notice.go"
DRAFT_LIVES: Final = timedelta(minutes=30)
HELD_FOR: Final = timedelta(seconds=60)
KEPT: Final = timedelta(days=30)
WRONG_COUNTS: Final = 3
# More people than this are never told by a count alone.
BY_COUNT_ALONE: Final = 100
# So long after a wrong one no number of theirs is enough by itself, of whatever draft: somebody may guess.
GUESSED_FOR: Final = timedelta(days=1)
COUNTED, WRONG, PROVED = "counted", "wrong", "proved"
LATER, URGENT = "later", "urgent"


class Answer(StrEnum):
    """What became of a count, or of the hour that was chosen."""

    HELD = "held"  # it goes at `held_until`, unless undone
    WRONG = "wrong"  # not the number; it waits on
    DROPPED = "dropped"  # not the number for the third time
    CALL = "call"  # the right one; but their code is asked for, on a call of ours
    WHEN = "when"  # the right one; but it is nobody's hour: then `later` or `urgent`
    ALREADY = "already"  # it was confirmed before
    GONE = "gone"  # it was dropped, or taken back


def draft(session: Session, settings: Settings, wish: Wish, now: datetime) -> Notice:
    """Writes it down, and who gets it; drops an older draft of theirs. It lives for half an hour.

    Raises NoticeRefused, saying why, and NotADate for a date that is none of the meeting or over.
    """
    body = checked(wish)
    changed = tried_on(session, wish, now) if wish.kind in OF_A_DATE else None
    if changed:
        _check_date(session, wish, changed, now)
    check_is_only_fix(session, wish.fixes_id)
    notice = _written(session, wish, body, changed, now)
    _reckon(session, settings, notice, now)
    _drop_older(session, notice, now)
    timers.put(session, DROP, notice.id, now + DRAFT_LIVES)
    return notice


def reckon_again(session: Session, settings: Settings, notice_id: int, now: datetime) -> bool:
    """Who gets a draft and what it costs, as it is by now: who has joined since is told, too. Its number is
    another then. False when it is no draft any more. Raises NoticeRefused."""
    notice = _locked(session, notice_id)
    if notice is None or notice.state != NoticeState.DRAFT:
        return False
    audience.forget(session, notice_id)
    _reckon(session, settings, notice, now)
    return True


def key_of(notice: Notice) -> str:
    """The number that sends it; below ten as two digits, because one alone answers questions."""
    return f"{notice.people:02d}"


def needs_call(session: Session, notice: Notice, now: datetime) -> bool:
    """Whether the number alone doesn't send it: who guessed it, or sends in another's name, can't press
    their code on a call to their own phone."""
    is_risky = notice.kind not in OF_A_DATE or notice.urgent or notice.people > BY_COUNT_ALONE
    return is_risky or _was_wrong_lately(session, notice, now)


def confirm(
    session: Session,
    settings: Settings,
    notice_id: int,
    count: str,
    by: int,
    now: datetime,
    proved: bool = False,
) -> Answer:
    """The number that was read back, as digits, said by a person. `proved`: by their code, on a call.

    WRONG, DROPPED and ALREADY come first, so that a guess learns nothing. Raises NoticeRefused when
    another coordinator was quicker with the same date.
    """
    notice = _locked(session, notice_id)
    if notice is None or notice.state != NoticeState.DRAFT:
        return Answer.ALREADY if notice and notice.state in CONFIRMED else Answer.GONE
    if not _has_groups(session, notice_id):
        drop(session, notice_id, now)
        return Answer.GONE
    if count != key_of(notice):
        return _count_wrong(session, notice, by, now)
    states.note(session, notice_id, COUNTED, now, by)
    if proved:
        states.note(session, notice_id, PROVED, now, by)
    elif needs_call(session, notice, now):
        return Answer.CALL
    if audience.is_outside(session, settings, notice_id, now + HELD_FOR):
        return Answer.WHEN
    return _hold(session, settings, notice, by, now)


def can_wait(settings: Settings, notice: Notice, now: datetime) -> bool:
    """Whether `later` is of any use: contact hours begin before its date does."""
    return notice.kind not in OF_A_DATE or _morning(settings, now + HELD_FOR) < notice.useful_until


def later(
    session: Session,
    settings: Settings,
    notice_id: int,
    by: int,
    now: datetime,
    proved: bool = False,
) -> Answer:
    """After WHEN: it is held as ever, and each gets it when their contact hours begin."""
    return _chosen(session, settings, notice_id, _Hour(by, LATER, proved), now)


def urgent(
    session: Session, settings: Settings, notice_id: int, by: int, why: str, now: datetime
) -> Answer:
    """After WHEN, and only for who has proved it is them by their code: it goes at any hour. `why` is kept
    in their words."""
    return _chosen(session, settings, notice_id, _Hour(by, URGENT, True, why), now)


def undo(session: Session, notice_id: int, by: int | None, now: datetime) -> bool:
    """Takes it back within its minute; False when that is over, or it never was confirmed.

    Against the end of the minute in the same instant: one of the two has it.
    """
    timers.hold(session, GO, notice_id)
    in_time = (Notice.held_until > now,)
    if not states.move(session, notice_id, NoticeState.UNDONE, now, by, only=in_time):
        return False
    timers.drop(session, GO, notice_id)
    halting.let_first_go_on(session, notice_id, by, now)
    return True


def drop(session: Session, notice_id: int, now: datetime) -> bool:
    """A draft that is not wanted, or not any more; False when it is none."""
    timers.drop(session, DROP, notice_id)
    if not states.move(session, notice_id, NoticeState.DROPPED, now):
        return False
    audience.forget(session, notice_id)
    return True


@dataclass(frozen=True, slots=True)
class _Hour:
    by: int
    what: str
    proved: bool
    why: str | None = None


def _written(
    session: Session, wish: Wish, body: str | None, changed: Changed | None, now: datetime
) -> Notice:
    notice = Notice(
        kind=wish.kind,
        by_person_id=wish.by_person_id,
        by_phone_id=wish.by_phone_id,
        fixes_id=wish.fixes_id,
        meeting_id=changed.meeting_id if changed else wish.meeting_id,
        on_date=wish.on_date,
        usual_at=changed.usual if changed else None,
        moved_to=wish.moved_to,
        place=wish.place,
        reason=wish.reason,
        body=body,
        recording_sid=wish.recording_sid,
        seconds=wish.seconds,
        created_at=now,
        useful_until=useful_until(wish.kind, changed, now),
        keep_until=now + KEPT,
    )
    session.add(notice)
    session.flush()
    session.refresh(notice)  # what the database has set by itself
    for group_id in sorted(set(wish.group_ids)):
        session.execute(insert(NoticeGroup).values(notice_id=notice.id, group_id=group_id))
    return notice


def _check_date(session: Session, what: Wish | Notice, changed: Changed, now: datetime) -> None:
    """Raises NoticeRefused for what is no news, and for what nobody could be told in time."""
    check_is_news(session, what, changed)
    if useful_until(NoticeKind(what.kind), changed, now) <= now + HELD_FOR:
        raise refused(Why.TOO_LATE)


def _reckon(session: Session, settings: Settings, notice: Notice, now: datetime) -> None:
    found = audience.resolve(session, notice, now)
    if not found.people:
        raise refused(Why.NOT_SENT if notice.fixes_id else Why.NOBODY)
    notice.people, notice.texts, notice.calls = found.people, found.texts, found.calls
    reckoned = cost.estimate(session, settings, notice, now)
    notice.cost_micros, notice.sampled = reckoned.micros, reckoned.sampled
    spending.check(session, settings, notice, now)


def _drop_older(session: Session, notice: Notice, now: datetime) -> None:
    theirs = Notice.by_person_id == notice.by_person_id, Notice.state == NoticeState.DRAFT
    for id in session.scalars(select(Notice.id).where(*theirs, Notice.id != notice.id)).all():
        drop(session, id, now)


def _locked(session: Session, notice_id: int) -> Notice | None:
    """As it is now, and as it stays until the end of this transaction. Its groups first: of two coordinators
    who say the same of one date, the second sees what the first has said."""
    its = select(NoticeGroup.group_id).where(NoticeGroup.notice_id == notice_id)
    session.execute(
        select(Group.id).where(Group.id.in_(its)).order_by(Group.id).with_for_update(key_share=True)
    )
    timers.hold(session, DROP, notice_id)
    return session.get(Notice, notice_id, populate_existing=True, with_for_update=True)


def _has_groups(session: Session, notice_id: int) -> bool:
    """Whether one of them is left: they may have been let go since it was read back."""
    its = select(NoticeGroup.group_id).where(NoticeGroup.notice_id == notice_id)
    return session.scalar(its.limit(1)) is not None


def _count_wrong(session: Session, notice: Notice, by: int, now: datetime) -> Answer:
    notice.wrong_counts += 1
    states.note(session, notice.id, WRONG, now, by)
    session.flush()
    if notice.wrong_counts < WRONG_COUNTS:
        return Answer.WRONG
    drop(session, notice.id, now)
    return Answer.DROPPED


def _was_wrong_lately(session: Session, notice: Notice, now: datetime) -> bool:
    """Of any draft of theirs, as a new one is begun by one text; unless their code was given since."""
    said = select(NoticeEvent.what).join(Notice, Notice.id == NoticeEvent.notice_id)
    theirs = Notice.by_person_id == notice.by_person_id, NoticeEvent.what.in_((WRONG, PROVED))
    lately = said.where(*theirs, NoticeEvent.at > now - GUESSED_FOR)
    return session.scalar(lately.order_by(NoticeEvent.id.desc()).limit(1)) == WRONG


def _chosen(
    session: Session, settings: Settings, notice_id: int, hour: _Hour, now: datetime
) -> Answer:
    """Only after the right number, which is a line of its events."""
    notice = _locked(session, notice_id)
    if notice is None or notice.state != NoticeState.DRAFT:
        return Answer.ALREADY if notice and notice.state in CONFIRMED else Answer.GONE
    if not _was_counted(session, notice_id):
        return Answer.WRONG
    if not hour.proved and needs_call(session, notice, now):
        return Answer.CALL
    states.note(session, notice_id, hour.what, now, hour.by, hour.why)
    notice.urgent = hour.what == URGENT
    return _hold(session, settings, notice, hour.by, now, is_later=hour.what == LATER)


def _was_counted(session: Session, notice_id: int) -> bool:
    said = NoticeEvent.notice_id == notice_id, NoticeEvent.what == COUNTED
    return session.scalar(select(NoticeEvent.id).where(*said).limit(1)) is not None


def _hold(
    session: Session,
    settings: Settings,
    notice: Notice,
    by: int,
    now: datetime,
    is_later: bool = False,
) -> Answer:
    changed = tried_on(session, notice, now) if notice.kind in OF_A_DATE else None
    if changed:
        _check_date(session, notice, changed, now)
    check_is_only_fix(session, notice.fixes_id)
    spending.check(session, settings, notice, now)
    held_until = now + HELD_FOR
    goes_at = _morning(settings, held_until) if is_later else held_until
    session.flush()
    more: dict[str, Any] = {"held_until": held_until, "goes_at": goes_at, "urgent": notice.urgent}
    if changed is None:
        more["useful_until"] = goes_at + A_DAY
    if not states.move(session, notice.id, NoticeState.HELD, now, by, **more):
        return Answer.ALREADY
    timers.drop(session, DROP, notice.id)
    timers.put(session, GO, notice.id, held_until)
    if notice.fixes_id and halting.pause(session, notice.fixes_id, by, now):
        states.note(session, notice.fixes_id, halting.FIXING, now, by)
    states.found(session, notice.id)
    return Answer.HELD


def _morning(settings: Settings, after: datetime) -> datetime:
    """When contact hours begin where the line is at home; each gets it by their own wall."""
    return next_contact(after, zone(settings.home_zone), hours_of(None, None, settings))
