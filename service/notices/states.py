"""How a notice moves, and what is written down about it each time.

    draft ─ held ─ sending ─ done
      │       │      ├ ↑ ──── stopped
      │       │    paused ────┘
      │       └ undone
      └ dropped

Each move is a compare-and-swap: of two counts sent in one moment, or a count and an UNDO, one counts.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final, cast

from sqlalchemy import ColumnElement, CursorResult, exists, select, update
from sqlalchemy.orm import Session

from service.models import Coordinator, Notice, NoticeEvent, NoticeGroup, NoticeState

# Whose words these are in the register of messages: each row of the outbox that a notice has.
MESSAGE: Final = "notice.told"
FROM: Final[dict[NoticeState, frozenset[NoticeState]]] = {
    NoticeState.HELD: frozenset({NoticeState.DRAFT}),
    NoticeState.DROPPED: frozenset({NoticeState.DRAFT}),
    NoticeState.UNDONE: frozenset({NoticeState.HELD}),
    NoticeState.SENDING: frozenset({NoticeState.HELD, NoticeState.PAUSED}),
    NoticeState.PAUSED: frozenset({NoticeState.SENDING}),
    NoticeState.STOPPED: frozenset({NoticeState.SENDING, NoticeState.PAUSED}),
    NoticeState.DONE: frozenset({NoticeState.SENDING, NoticeState.PAUSED}),
}
ENDS: Final = frozenset(
    {NoticeState.DONE, NoticeState.STOPPED, NoticeState.UNDONE, NoticeState.DROPPED}
)


def ref(notice_id: int) -> str:
    """As coordinators call it.

    >>> ref(12)
    'B12'
    """
    return f"B{notice_id}"


def move(
    session: Session,
    notice_id: int,
    to: NoticeState,
    now: datetime,
    by_person_id: int | None = None,
    only: Sequence[ColumnElement[bool]] = (),
    **more: Any,
) -> bool:
    """Whether it could go there from where it is, and `only` if so; then it has, and a line of its events
    says so. `more` is written with it."""
    ended = {"ended_at": now} if to in ENDS else {}
    swap = update(Notice).where(Notice.id == notice_id, Notice.state.in_(FROM[to]), *only)
    done = session.execute(swap.values(state=to, **ended, **more))
    if cast("CursorResult[Any]", done).rowcount != 1:
        return False
    note(session, notice_id, to, now, by_person_id)
    return True


def note(
    session: Session,
    notice_id: int,
    what: str,
    now: datetime,
    by_person_id: int | None = None,
    why: str | None = None,
) -> None:
    """A line of its events."""
    who = {"by_person_id": by_person_id, "why": why}
    session.add(NoticeEvent(notice_id=notice_id, at=now, what=what, **who))


def found(session: Session, notice_id: int) -> Notice | None:
    """As it is in the database now: a move writes past the session."""
    return session.get(Notice, notice_id, populate_existing=True)


def last_of(session: Session, person_id: int, *states: NoticeState) -> Notice | None:
    """The newest that this coordinator has made, whose groups they run still, in one of these states."""
    runs = select(Coordinator.group_id).where(Coordinator.person_id == person_id)
    its = NoticeGroup.notice_id == Notice.id
    another_s = exists().where(its, NoticeGroup.group_id.not_in(runs))
    theirs = select(Notice).where(Notice.by_person_id == person_id, Notice.state.in_(states))
    return session.scalar(theirs.where(~another_s).order_by(Notice.id.desc()).limit(1))


def chain(session: Session, notice: Notice) -> list[int]:
    """The notices that this one corrects: the last, and those that it corrected in turn."""
    found: list[int] = []
    fixes_id = notice.fixes_id
    while fixes_id is not None and fixes_id not in found:
        found.append(fixes_id)
        fixes_id = session.scalar(select(Notice.fixes_id).where(Notice.id == fixes_id))
    return found
