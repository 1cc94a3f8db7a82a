"""What a coordinator is told when nothing of a notice waits any more. It names no group."""

from datetime import datetime

from sqlalchemy.orm import Session

from service.delivery.outbox import Claimed
from service.delivery.send import Rendered
from service.flows import render
from service.flows.going_out import Words, turn_of
from service.flows.turn import Say
from service.house import House
from service.inbound.once import WORDS_LIVE
from service.models import Notice, NoticeState
from service.notices import states, tally
from service.notices.states import ref
from service.text.words import Prompt, prompt


def done_words(session: Session, house: House, claimed: Claimed, now: datetime) -> Words:
    """One text, counted as it is sent."""
    notice = None if claimed.subject_id is None else states.found(session, claimed.subject_id)
    if notice is None:
        return None
    turn = turn_of(session, house, claimed, now)
    said = _said(notice, tally.of(session, notice.id))
    return Rendered(render.as_text(Say(said), turn.language), now + WORDS_LIVE)


def _said(notice: Notice, told: tally.Tally) -> Prompt:
    notice_id = notice.id
    if (
        notice.state == NoticeState.STOPPED
    ):  # by itself: told of what a coordinator stops they are at once
        return prompt("notice_done.none", notice=ref(notice_id))
    if not told.left:
        return prompt("notice_done.all", notice=ref(notice_id), people=str(told.people))
    counts = {"reached": str(told.reached), "people": str(told.people)}
    return prompt("notice_done.some", notice=ref(notice_id), **counts)
