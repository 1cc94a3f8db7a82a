"""Who would be told and isn't, and why: so that whoever sends it knows whom to ring themselves."""

from collections.abc import Mapping
from enum import StrEnum

from sqlalchemy import ColumnElement, case, exists, false, func, select, union
from sqlalchemy.orm import Session

from service.models import Notice, NoticeRecipient, Person, PersonPhone, PhoneRow
from service.notices import audience


class Left(StrEnum):
    """Why somebody of its groups gets nothing; the first of these that is so."""

    HAS_IT = "has_it"  # a notice that says the same has reached them
    NO_PHONE = "no_phone"
    STOPPED = "stopped"  # they said STOP on each phone they have
    NO_YES = "no_yes"  # they never said yes themselves


def of(session: Session, notice: Notice) -> Mapping[Left, int]:
    """How many people, by reason; those who are none are not there."""
    asked = union(*audience.people(session, notice)).subquery("asked_")
    told = select(NoticeRecipient.person_id).where(NoticeRecipient.notice_id == notice.id)
    left = select(asked.c[0]).except_(told).subquery("left_")
    why = _why(left.c[0], _has_it(session, notice, left.c[0]))
    each = select(why.label("why")).select_from(left).subquery("each_")
    counted = select(each.c.why, func.count()).group_by(each.c.why)
    return {Left(one): count for one, count in session.execute(counted)}


def resting(session: Session, notice: Notice) -> int:
    """Those written down for it who have asked for a break that outlasts it."""
    theirs = NoticeRecipient.notice_id == notice.id, Person.paused_until >= notice.useful_until
    joined = select(func.count()).join_from(Person, NoticeRecipient).where(*theirs)
    return session.scalar(joined) or 0


def _has_it(session: Session, notice: Notice, person_id: ColumnElement[int]) -> ColumnElement[bool]:
    have = audience.have_it(session, notice)
    return false() if have is None else person_id.in_(have)


def _why(person_id: ColumnElement[int], has_it: ColumnElement[bool]) -> ColumnElement[str]:
    theirs = exists().where(PersonPhone.person_id == person_id)
    open_ = theirs.where(PersonPhone.phone_id == PhoneRow.id, PhoneRow.stopped_at.is_(None))
    return case(
        (has_it, Left.HAS_IT.value),
        (~theirs, Left.NO_PHONE.value),
        (~open_, Left.STOPPED.value),
        else_=Left.NO_YES.value,
    )
