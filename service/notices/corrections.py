"""What a coordinator said wrongly, put right for exactly those who got it.

Who has the first one, or may have, gets "Correction: ..."; who waits for it yet gets the corrected words in
its place. So the first one pauses as the correction is confirmed, and stops as it goes. A correction reaches
nobody whom the first wasn't for.
"""

from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, exists, literal, or_, select
from sqlalchemy.orm import Session

from service.db import insert
from service.delivery.outbox import QUEUED
from service.models import (
    Notice,
    NoticeGroup,
    NoticeKind,
    NoticeRecipient,
    NoticeState,
    Outbox,
)
from service.notices import halting, states
from service.notices.tally import TOLD, has_row, may_have_it
from service.notices.wishes import Wish

TAKEN_OVER: Final = "Its correction took its place."


def wish(session: Session, first: Notice, body: str, by: int, by_phone_id: int | None) -> Wish:
    """What `drafts.draft` takes to correct it."""
    its = select(NoticeGroup.group_id).where(NoticeGroup.notice_id == first.id)
    return Wish(
        kind=NoticeKind.FIX,
        by_person_id=by,
        by_phone_id=by_phone_id,
        group_ids=tuple(session.scalars(its)),
        meeting_id=first.meeting_id,
        on_date=first.on_date,
        body=body,
        fixes_id=first.id,
    )


def has_first(session: Session, notice: Notice, phone_id: int) -> bool:
    """Whether this phone has what is corrected, or may have: else the corrected words stand alone."""
    ids = states.chain(session, notice)
    return any(session.scalar(select(may_have_it(phone_id, id))) for id in ids)


def take_over(session: Session, notice: Notice, now: datetime) -> None:
    """What still waits of the first one is the correction's from here on."""
    if notice.fixes_id is None:
        return
    theirs = NoticeRecipient.notice_id == notice.fixes_id
    first = session.get_one(Notice, notice.fixes_id)
    person, phone = NoticeRecipient.person_id, NoticeRecipient.phone_id
    rows = select(literal(notice.id), person, phone, NoticeRecipient.way)
    going = rows.where(theirs, _gets_it(first))
    columns = ["notice_id", "person_id", "phone_id", "way"]
    put = insert(session, NoticeRecipient).from_select(columns, going)
    session.execute(put.on_conflict_do_nothing())
    halting.stop(session, first.id, notice.by_person_id, now, TAKEN_OVER)


def _gets_it(first: Notice) -> ColumnElement[bool]:
    """Who has it, may have it, or waits for it; not whom it could not reach."""
    phone = NoticeRecipient.phone_id
    waits = exists().where(TOLD, QUEUED, Outbox.subject_id == first.id, Outbox.phone_id == phone)
    gets_it = or_(may_have_it(phone, first.id), waits)
    is_going = first.state in (NoticeState.SENDING, NoticeState.PAUSED)
    return or_(gets_it, ~has_row(phone, first.id)) if is_going else gets_it
