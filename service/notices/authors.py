"""A coordinator who runs a group no more, or is erased: what becomes of what they wrote."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from service.models import Notice, NoticeEvent, NoticeGroup, NoticeState, VoiceMessage
from service.notices import drafts, halting

GOING = (NoticeState.HELD, NoticeState.SENDING, NoticeState.PAUSED)


def drop_drafts(
    session: Session, person_id: int, now: datetime, group_ids: Collection[int] | None = None
) -> None:
    """Theirs that wait for their number, of these groups or of all: somebody else decides what is told."""
    theirs = select(Notice.id).where(
        Notice.by_person_id == person_id, Notice.state == NoticeState.DRAFT
    )
    if group_ids is not None:
        its = select(NoticeGroup.notice_id).where(NoticeGroup.group_id.in_(group_ids))
        theirs = theirs.where(Notice.id.in_(its))
    for notice_id in session.scalars(theirs).all():
        drafts.drop(session, notice_id, now)


def forget(session: Session, person_id: int, now: datetime) -> None:
    """Their words go. What was confirmed still reaches people, and goes then; but their voice, which the
    carrier deletes at once, reaches nobody any more."""
    drop_drafts(session, person_id, now)
    theirs = Notice.by_person_id == person_id
    spoken = theirs, Notice.recording_sid.is_not(None)
    for notice_id in session.scalars(select(Notice.id).where(*spoken, Notice.state.in_(GOING))):
        halting.stop(session, notice_id, None, now, "Whoever spoke it asked to be erased.")
    tapes = VoiceMessage.recording_sid.in_(select(Notice.recording_sid).where(*spoken))
    session.execute(update(VoiceMessage).where(tapes).values(delete_at=now), _PLAIN)
    session.execute(update(Notice).where(*spoken).values(recording_sid=None), _PLAIN)
    its = NoticeEvent.notice_id.in_(select(Notice.id).where(theirs))
    why = update(NoticeEvent).where(or_(its, NoticeEvent.by_person_id == person_id))
    session.execute(why.values(why=None), _PLAIN)
    over = update(Notice).where(theirs, Notice.state.not_in(GOING))
    session.execute(over.values(body=None, reason=None), _PLAIN)
    going = update(Notice).where(theirs, Notice.state.in_(GOING))
    session.execute(going.values(keep_until=Notice.useful_until), _PLAIN)


_PLAIN = {"synchronize_session": False}
