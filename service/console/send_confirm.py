"""A count that came from a page: what becomes of it, as a row of words for who is there.

The session itself was opened by digits sent to their own phone, which is what a call of ours would ask for.
Those vouch for half an hour (`access/sign_in.FRESH`); after that, what is risky asks for new ones first.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy.orm import Session

from service.console.send_form import NotTaken
from service.models import Notice, NoticeState
from service.notices import drafts
from service.notices.drafts import Answer
from service.settings import Settings

LATER: Final = "later"
URGENT: Final = "urgent"
TOLD: Final = {
    Answer.WRONG: "send.count_wrong",
    Answer.DROPPED: "send.count_wrong_thrice",
    Answer.CALL: "send.digits_first",
    Answer.ALREADY: "send.already",
    Answer.GONE: "send.gone",
}


@dataclass(frozen=True, slots=True)
class Asking:
    """What the form had: the count its button showed, and at which hour."""

    count: str
    hour: str | None
    why: str
    is_fresh: bool
    has_changed: bool  # who would get it, since the page was made


def confirm(
    session: Session, settings: Settings, notice: Notice, by: int, asking: Asking, now: datetime
) -> str | None:
    """None: it is held for its minute. Else the row that says why not. Raises NoticeRefused, NotADate and
    NotTaken, and then nothing of it is kept."""
    is_draft = notice.state == NoticeState.DRAFT
    is_risky = asking.hour == URGENT or drafts.needs_call(session, notice, now)
    if is_draft and asking.has_changed:
        drafts.reckon_again(session, settings, notice.id, now)
        return "send.audience_changed"
    if is_draft and is_risky and not asking.is_fresh:
        return "send.digits_first"
    said = session, settings, notice.id, asking.count, by, now
    answer = drafts.confirm(*said, proved=asking.is_fresh)
    if answer is Answer.WHEN:
        answer = _at(session, settings, notice, by, asking, now)
    return None if answer is Answer.HELD else TOLD[answer]


def _at(
    session: Session, settings: Settings, notice: Notice, by: int, asking: Asking, now: datetime
) -> Answer:
    """Outside the contact hours of some of them: when their hours begin, or now and why."""
    if asking.hour == URGENT:
        if not asking.why:
            raise NotTaken("send.wrong.why", "why")
        return drafts.urgent(session, settings, notice.id, by, asking.why, now)
    if asking.hour != LATER or not drafts.can_wait(settings, notice, now):
        raise NotTaken("send.wrong.hour", "hour")
    return drafts.later(session, settings, notice.id, by, now, proved=asking.is_fresh)
