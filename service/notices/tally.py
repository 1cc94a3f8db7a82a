"""How far a notice has come, and whom it has reached: read from the outbox, so it is true at any moment.

A person is where the best of the rows of their phone is: reached by a text that was called instead, say.
That a machine keeps our message is not counted as reached: it says nothing but that there is news.
"""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Select,
    String,
    and_,
    case,
    cast,
    exists,
    func,
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


class Outcome(NamedTuple):
    """What became of it for one person."""

    person_id: int
    phone_id: int
    standing: Standing
    reason: str | None  # of one who doesn't get it


def of(session: Session, notice_id: int) -> Tally:
    """As it is at this moment. Counted by the database: of twenty thousand people it is asked every few
    seconds, by a process that answers texts meanwhile."""
    each = _each(session, notice_id).subquery("each_").c
    grouped = select(each.mark, func.count()).group_by(each.mark)
    return _added({_read(mark): count for mark, count in session.execute(grouped)})


def page(
    session: Session, notice_id: int, standings: Collection[Standing], skip: int, room: int
) -> list[Outcome]:
    """So many of those who are where `standings` says, by id."""
    each = _each(session, notice_id).subquery("each_").c
    at = func.substr(each.mark, 1, 1).in_([str(int(one)) for one in standings])
    rows = select(each.person_id, each.phone_id, each.mark).where(at).order_by(each.person_id)
    found = session.execute(rows.offset(skip).limit(room))
    return [Outcome(person, phone, *_read(mark)) for person, phone, mark in found]


def outcomes(session: Session, notice_id: int) -> list[Outcome]:
    """Of each person, by id.

    Put together here: a database that has no statistics of a new notice's rows yet would join twenty
    thousand people with twenty thousand phones one by one.
    """
    phones = {phone: (at, why) for phone, at, why in session.execute(_phones(notice_id))}
    unput = _unput(session, notice_id)
    people = select(NoticeRecipient.person_id, NoticeRecipient.phone_id)
    theirs = people.where(NoticeRecipient.notice_id == notice_id)
    return [
        _outcome(person, phone, *phones.get(phone, unput))
        for person, phone in session.execute(theirs.order_by(NoticeRecipient.person_id))
    ]


def missing(session: Session, notice_id: int) -> list[int]:
    """The people of whom it isn't known that they have it."""
    each = outcomes(session, notice_id)
    return [one.person_id for one in each if one.standing > Standing.HEARD]


def may_have_it(phone_id: ColumnElement[int] | Any, notice_id: int | None) -> ColumnElement[bool]:
    """Whether it has reached this phone, or may have."""
    its = Outbox.subject_id == notice_id, Outbox.phone_id == phone_id
    return exists().where(TOLD, *its, Outbox.state.in_((*ARRIVED, *IN_DOUBT)))


def has_row(phone_id: ColumnElement[int] | Any, notice_id: int) -> ColumnElement[bool]:
    """Whether it was put out to this phone."""
    return exists().where(TOLD, Outbox.subject_id == notice_id, Outbox.phone_id == phone_id)


def _outcome(person_id: int, phone_id: int, at: int, why: str | None) -> Outcome:
    standing = Standing(at)
    return Outcome(person_id, phone_id, standing, why if standing is Standing.FAILED else None)


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


def _phones(notice_id: int) -> Select[int, int, Any]:
    """The best that came of it on each phone, and why nothing did."""
    standing = _standing()
    best = select(Outbox.phone_id, func.min(standing), func.max(_why()))
    its = best.where(TOLD, Outbox.subject_id == notice_id)
    return its.group_by(Outbox.phone_id)


def _why() -> ColumnElement[Any]:
    return case((Outbox.state == State.COMPLETED, HUNG_UP), else_=Outbox.reason)


def _unput(session: Session, notice_id: int) -> tuple[int, str | None]:
    """Where those are to whose phone it was not put out yet."""
    is_over = select(Notice.id).where(Notice.id == notice_id, Notice.state.in_(ENDS))
    if session.scalar(is_over) is None:
        return Standing.TO_GO, None
    return Standing.FAILED, NOT_PUT


def _each(session: Session, notice_id: int) -> Select[int, int, str]:
    """Each of its people, with a mark of where they are: the standing's digit, and why it failed.

    In one value, found for each by itself: a join would leave it to the database in which order it looks
    (`outcomes`), and two values would be looked up twice.
    """
    place, reason = _unput(session, notice_id)
    standing = _standing()
    why = case((standing == Standing.FAILED, func.coalesce(_why(), "")), else_="")
    mark = cast(standing, String).op("||", return_type=String())(why)
    its = and_(TOLD, Outbox.subject_id == notice_id, Outbox.phone_id == NoticeRecipient.phone_id)
    best = select(func.min(mark)).where(its).correlate(NoticeRecipient).scalar_subquery()
    found = func.coalesce(best, f"{int(place)}{reason or ''}").label("mark")
    each = select(NoticeRecipient.person_id, NoticeRecipient.phone_id, found)
    return each.where(NoticeRecipient.notice_id == notice_id)


def _read(mark: str) -> tuple[Standing, str | None]:
    return Standing(int(mark[0])), mark[1:] or None


def _added(found: Mapping[tuple[Standing, str | None], int]) -> Tally:
    by: Counter[Standing] = Counter()
    for (standing, _), count in found.items():
        by[standing] += count
    return Tally(
        people=by.total(),
        by_text=by[Standing.TEXT],
        heard=by[Standing.HEARD],
        voicemail=by[Standing.VOICEMAIL],
        to_go=by[Standing.TO_GO],
        in_doubt=by[Standing.IN_DOUBT],
        failed={why: count for (_, why), count in found.items() if why},
    )
