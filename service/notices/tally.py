"""How far a notice has come, and whom it has reached: read from the outbox, so it is true at any moment.

A person is where the best of the rows of their phone is: reached by a text that was called instead, say.
That a machine keeps our message is not counted as reached: it says nothing but that there is news.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    Subquery,
    and_,
    case,
    exists,
    func,
    null,
    select,
    text,
)
from sqlalchemy.orm import Session

from service.models import Notice, NoticeRecipient, Outbox, State, Way
from service.notices.states import ENDS
from service.unheard import AT_THE_GATE

# The very condition of the partial index (`models/outbox`): with a parameter it wouldn't be used.
TOLD = text("outbox.message = 'notice.told'")
ARRIVED = (State.DELIVERED, State.COMPLETED, State.MACHINE)
# The carrier has it, or may have; no receipt says yet that it arrived.
IN_DOUBT = (State.SENDING, State.UNKNOWN, State.ACCEPTED, State.SENT, State.UNCONFIRMED)
NOT_PUT = "It was over before its turn."
HUNG_UP = "Somebody picked up and pressed no key."


class Standing(IntEnum):
    """Where somebody is, the best first."""

    TEXT = 0  # has the text
    HEARD = 1  # picked up the call, and pressed a key
    IN_DOUBT = 2
    TO_GO = 3
    VOICEMAIL = 4  # a machine has our message, and nothing more goes
    FAILED = 5


@dataclass(frozen=True, slots=True)
class Tally:
    """Of people. Those who have it, wait for it, or don't get it are all of them."""

    people: int
    by_text: int
    heard: int
    voicemail: int
    to_go: int
    in_doubt: int
    failed: dict[str, int]  # by reason, as a coordinator reads it

    @property
    def reached(self) -> int:
        return self.by_text + self.heard

    @property
    def left(self) -> int:
        """Everybody of whom it isn't known that they have it."""
        return self.people - self.reached


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of it for one person."""

    person_id: int
    phone_id: int
    standing: Standing
    reason: str | None  # of one who doesn't get it


def of(session: Session, notice_id: int) -> Tally:
    """As it is at this moment."""
    each = _outcomes(notice_id).subquery("each_")
    rows = select(each.c.standing, each.c.reason, func.count()).group_by(
        each.c.standing, each.c.reason
    )
    return _added(session.execute(rows).all())


def outcomes(session: Session, notice_id: int) -> Sequence[Outcome]:
    """Of each person, by id."""
    rows = session.execute(_outcomes(notice_id).order_by(NoticeRecipient.person_id))
    return [Outcome(person, phone, Standing(at), why) for person, phone, at, why in rows]


def missing(session: Session, notice_id: int) -> list[int]:
    """The people of whom it isn't known that they have it."""
    each = _outcomes(notice_id).subquery("each_")
    left = select(each.c.person_id).where(each.c.standing > Standing.HEARD)
    return list(session.scalars(left.order_by(each.c.person_id)))


def may_have_it(phone_id: ColumnElement[int] | Any, notice_id: int | None) -> ColumnElement[bool]:
    """Whether it has reached this phone, or may have."""
    its = Outbox.subject_id == notice_id, Outbox.phone_id == phone_id
    return exists().where(TOLD, *its, Outbox.state.in_((*ARRIVED, *IN_DOUBT)))


def has_row(phone_id: ColumnElement[int] | Any, notice_id: int) -> ColumnElement[bool]:
    """Whether it was put out to this phone."""
    return exists().where(TOLD, Outbox.subject_id == notice_id, Outbox.phone_id == phone_id)


def _standing() -> ColumnElement[int]:
    """Of one row."""
    is_text = Outbox.way == Way.TEXT
    return case(
        (and_(is_text, Outbox.state == State.DELIVERED), Standing.TEXT.value),
        (and_(Outbox.state == State.COMPLETED, ~AT_THE_GATE), Standing.HEARD.value),
        (Outbox.state.in_(IN_DOUBT), Standing.IN_DOUBT.value),
        (Outbox.state == State.QUEUED, Standing.TO_GO.value),
        (Outbox.state == State.MACHINE, Standing.VOICEMAIL.value),
        else_=Standing.FAILED.value,
    )


def _phones(notice_id: int) -> Subquery:
    """The best that came of it on each phone, and why the last one failed."""
    standing = _standing()
    why = case((Outbox.state == State.COMPLETED, HUNG_UP), else_=Outbox.reason)
    reason = case((standing == Standing.FAILED.value, why))
    best = select(
        Outbox.phone_id, func.min(standing).label("standing"), func.max(reason).label("reason")
    )
    its = best.where(TOLD, Outbox.subject_id == notice_id)
    return its.group_by(Outbox.phone_id).subquery("phones_")


def _outcomes(notice_id: int) -> Select[Any]:
    on = _phones(notice_id).c
    is_over = exists().where(Notice.id == notice_id, Notice.state.in_(ENDS))
    unput = case((is_over, Standing.FAILED.value), else_=Standing.TO_GO.value)
    standing = func.coalesce(on.standing, unput).label("standing")
    why = case((on.standing.is_(None), NOT_PUT), else_=on.reason)
    reason = case((standing == Standing.FAILED.value, why), else_=null()).label("reason")
    people = select(NoticeRecipient.person_id, NoticeRecipient.phone_id, standing, reason)
    joined = people.outerjoin_from(
        NoticeRecipient, on.phone_id.table, on.phone_id == NoticeRecipient.phone_id
    )
    return joined.where(NoticeRecipient.notice_id == notice_id)


def _added(rows: Sequence[Any]) -> Tally:
    by: dict[int, int] = {}
    failed: dict[str, int] = {}
    for standing, reason, count in rows:
        by[standing] = by.get(standing, 0) + count
        if standing == Standing.FAILED:
            failed[reason or ""] = failed.get(reason or "", 0) + count
    return Tally(
        people=sum(by.values()),
        by_text=by.get(Standing.TEXT, 0),
        heard=by.get(Standing.HEARD, 0),
        voicemail=by.get(Standing.VOICEMAIL, 0),
        to_go=by.get(Standing.TO_GO, 0),
        in_doubt=by.get(Standing.IN_DOUBT, 0),
        failed=failed,
    )
