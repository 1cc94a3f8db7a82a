"""A text has arrived: one transaction in which it has its one effect and gets its answer.

The door has screened it already. When the screen fired, the answer it gave is the first message,
and only two things of ours may follow: what a search in the same words finds, and an opt-out that
was asked for too ("unsubscribe me, ending my life tonight" is both).
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from service import members
from service.crisis.answers import text_answer
from service.crisis.cases import open_case
from service.crisis.screen import Finding
from service.delivery import outbox
from service.flows import render
from service.flows.conversation import Heard, Said, converse, converse_in_crisis
from service.flows.turn import Channel
from service.house import House
from service.inbound import once
from service.models import LineType
from service.text.language import language_of
from service.text.phone import Phone


@dataclass(frozen=True, slots=True)
class ArrivedText:
    """A text as the carrier handed it over. `sender` None: withheld, a short code, or no number."""

    message_sid: str
    sender: Phone | None
    body: str
    media: int = 0


@dataclass(frozen=True, slots=True)
class Answer:
    """The messages that go back, in order, and the outbox row their receipts belong to."""

    texts: tuple[str, ...]
    outbox_id: str | None = None

    @classmethod
    def kept(cls, words: dict[str, Any]) -> "Answer":
        return cls(tuple(words.get("texts", ())), words.get("outbox_id"))


def crisis_words(house: House, text: ArrivedText, finding: Finding) -> str:
    """The answer to a crisis, from the process alone: the lines of the number's own country."""
    country = (text.sender and text.sender.country) or house.settings.home_country
    return text_answer(finding, country, language_of(text.body) or "en", someone_on_duty=False)


def receive_text(
    session: Session,
    house: House,
    text: ArrivedText,
    now: datetime,
    finding: Finding | None = None,
    said_at_once: str | None = None,
) -> Answer:
    """Takes the text once; the same text again gets the same answer.

    `finding` and what was `said_at_once` (it is on its way already) when the crisis screen fired.
    """
    taken = once.take(session, text.message_sid, text.body, now)
    if taken.answer is not None:
        return Answer.kept(taken.answer)
    phone = _phone(session, house, text, now)
    if finding is not None:
        open_case(session, text.message_sid, phone.id if phone else None, finding, now)
    said = _converse(session, house, text, phone, finding, now)
    answer = _answer(session, phone, said, said_at_once, now)
    once.answer(
        session,
        taken,
        phone_id=phone.id if phone else None,
        words={"texts": list(answer.texts), "outbox_id": answer.outbox_id},
        keep_until=now + (once.SEARCHES_LIVE if said and said.searched else once.WORDS_LIVE),
    )
    return answer


def _phone(
    session: Session, house: House, text: ArrivedText, now: datetime
) -> members.KnownPhone | None:
    if text.sender is None:
        return None
    return members.find_or_add_phone(session, house.keyring, text.sender, now)


def _converse(
    session: Session,
    house: House,
    text: ArrivedText,
    phone: members.KnownPhone | None,
    finding: Finding | None,
    now: datetime,
) -> Said | None:
    """None when there is nobody to talk with: an answer to a short code only starts a loop."""
    if phone is None:
        return None
    heard = Heard(
        Channel.TEXT,
        text.body,
        phone,
        picture_only=text.media > 0 and not text.body.strip(),
        no_text=phone.line_type == LineType.LANDLINE,
    )
    if finding is not None:
        return converse_in_crisis(session, house.settings, heard, now)
    return converse(session, house.settings, heard, now)


def _answer(
    session: Session,
    phone: members.KnownPhone | None,
    said: Said | None,
    said_at_once: str | None,
    now: datetime,
) -> Answer:
    ours = render.as_text(said.reply, said.language) if said else ""
    texts = tuple(words for words in (said_at_once, ours) if words)
    if not texts or phone is None:
        return Answer(texts)
    return Answer(texts, outbox.record_inline(session, phone_id=phone.id, now=now))
