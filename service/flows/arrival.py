"""A text has arrived: one transaction in which it has its one effect and gets its answer.

The door has screened it already. When the screen fired, the answer it gave is the first message,
and only two things of ours may follow: what a search in the same words finds, and an opt-out that
was asked for too ("unsubscribe me, ending my life tonight" is both).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.codes import holds_code
from service.crisis import unreached
from service.crisis.answers import in_a_few_words, text_answer
from service.crisis.confirmed import book_of
from service.crisis.episodes import open_case, see_to
from service.crisis.screen import Finding
from service.delivery import outbox
from service.delivery.states import UNDER_WAY
from service.errors import DatabaseUnavailable
from service.flows import crisis, render
from service.flows.checkin_answers import heard_in_crisis
from service.flows.conversation import InCrisis, Said, converse, converse_in_crisis
from service.flows.heard import Heard
from service.flows.known import Known, known
from service.flows.late import is_too_late
from service.flows.searched import search_beside_a_crisis
from service.flows.turn import Channel
from service.house import House
from service.inbound import once
from service.logs import report
from service.meetings.places import region_of_area
from service.models import Lane, LineType, Outbox, State
from service.statements import Write
from service.text.language import language_of, likely_language
from service.text.optout import Consent
from service.text.phone import Phone
from service.text.words import prompt, written


@dataclass(frozen=True, slots=True)
class ArrivedText:
    """A text as the carrier handed it over. `sender` None: withheld, a short code, or no number."""

    message_sid: str
    sender: Phone | None
    body: str
    media: int = 0
    carrier_did: Consent = Consent.NONE  # what the carrier took it for, and has answered
    came_at: datetime | None = None  # of one that waited, or that only the carrier's list still had
    answered_at: datetime | None = None  # when a crisis answer went back to such a one, if it did


@dataclass(frozen=True, slots=True)
class Answer:
    """The messages that go back, in order, and the outbox row their receipts belong to.

    `again`: the text had been taken before. `goes_by_itself`: then it had been recovered, and its
    answer is on its way in a row of its own.
    """

    texts: tuple[str, ...]
    outbox_id: str | None = None
    again: bool = False
    goes_by_itself: bool = False


def crisis_words(
    house: House, text: ArrivedText, finding: Finding, someone_on_duty: bool = False
) -> str:
    """The answer to a crisis, from the process alone: the lines of the number's own country.

    Its digits are left to a list of meetings that follows it.
    """
    country = (text.sender and text.sender.country) or house.settings.home_country
    offers = someone_on_duty and not _asks_for_meetings(text.body)
    language, book = likely_language(text.body) or "en", book_of(house.settings)
    return text_answer(finding, country, language, offers, book)


def busy_words(house: House, text: ArrivedText) -> str:
    """What is said while the text can't be read, from the process alone, with the right line."""
    country = (text.sender and text.sender.country) or house.settings.home_country
    language = language_of(text.body) or "en"
    line = in_a_few_words(country, language, "eye", book_of(house.settings))
    return written(prompt("menu.busy", crisis=line), language)


def crisis_variants(house: House, text: ArrivedText, finding: Finding) -> frozenset[str]:
    """All that may have been said to it at once: who was on duty then is not known any more."""
    return frozenset(crisis_words(house, text, finding, someone) for someone in (True, False))


def _asks_for_meetings(body: str) -> bool:
    try:
        return search_beside_a_crisis(body) is not None
    except Exception as error:  # a defect of the finder must not cost the answer
        report("crisis", "understand", error)
        return False


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
    found = known(session, house.keyring, text.message_sid, text.sender, now)
    if found.answer is not None:
        return _again(session, text.message_sid, found.answer)
    told = None
    if finding is not None:
        told = _open_case(session, text, found, finding, said_at_once or "", now)
    said = _converse(session, house, text, found, told, now)
    if told is not None and found.phone_id is not None:
        said_at = text.came_at or now
        heard_in_crisis(session, house.settings, found.phone_id, said_at, now)
        unreached.see_to(session, house.settings, told.case_id, found.phone_id, now)
    answer, writes = _answer(found.phone_id, said, said_at_once, now)
    once.keep(
        session,
        text.message_sid,
        body=_kept(text, said),
        phone_id=found.phone_id,
        words={"texts": list(answer.texts), "outbox_id": answer.outbox_id},
        received_at=now,
        keep_until=now + _words_live(text, said, now),
        writes=writes,
    )
    return answer


def _open_case(
    session: Session, text: ArrivedText, found: Known, finding: Finding, words: str, now: datetime
) -> InCrisis:
    """Whoever is to be told of it is; the words may have gone when the text came."""
    language = (found.phone and found.phone.language) or likely_language(text.body)
    episode = open_case(session, text.message_sid, found.phone_id, finding, now, language)
    see_to(session, episode, finding, now)
    return InCrisis(episode.case_id, words, text.answered_at or now)


def _again(session: Session, message_sid: str, answer: dict[str, Any]) -> Answer:
    """The same as before, unless that is already on its way by itself: then nothing more."""
    if "unsent" in answer and _goes_by_itself(session, message_sid):
        return Answer((), again=True, goes_by_itself=True)
    return Answer(tuple(answer.get("texts", ())), answer.get("outbox_id"), again=True)


def _goes_by_itself(session: Session, message_sid: str) -> bool:
    row = select(Outbox.state).where(Outbox.dedupe_key == kept_key(message_sid))
    return session.scalar(row) in UNDER_WAY | {State.DELIVERED}


def kept_key(message_sid: str) -> str:
    """The outbox key of an answer that missed its webhook."""
    return f"kept:{message_sid}"


def _kept(text: ArrivedText, said: Said | None) -> str | None:
    """A code is not, whatever became of the text."""
    secret = (said is not None and said.secret) or holds_code(text.body)
    return None if secret else text.body


def _words_live(text: ArrivedText, said: Said | None, now: datetime) -> timedelta:
    """What came too late to be read may have been a search, too."""
    too_late = text.came_at is not None and is_too_late(text.came_at, now)
    is_search = too_late or (said is not None and said.searched)
    return once.SEARCHES_LIVE if is_search else once.WORDS_LIVE


def _converse(
    session: Session,
    house: House,
    text: ArrivedText,
    found: Known,
    told: InCrisis | None,
    now: datetime,
) -> Said | None:
    """None when there is nobody to talk with: an answer to a short code only starts a loop."""
    if found.phone is None:
        return None
    heard = Heard(
        Channel.TEXT,
        text.body,
        found.phone,
        found.thread,
        picture_only=text.media > 0 and not text.body.strip(),
        no_text=found.phone.line_type == LineType.LANDLINE,
        area=region_of_area(text.sender.e164) if text.sender else None,
        came_at=text.came_at,
        carrier_did=text.carrier_did,
    )
    if told is not None:
        return _converse_in_crisis(session, house, heard, told, now)
    return converse(session, house.settings, heard, now)


def _converse_in_crisis(
    session: Session, house: House, heard: Heard, told: InCrisis, now: datetime
) -> Said:
    """What else was asked for; a defect there must cost neither the case that was just opened nor what
    its answer has offered."""
    try:
        with session.begin_nested():  # PostgreSQL refuses all that follows a failed statement
            return converse_in_crisis(session, house.settings, heard, told, now, alone=False)
    except DatabaseUnavailable:
        raise
    except Exception as error:  # whatever is wrong with the finder, the record of the crisis stays
        report("crisis", "converse", error)
    if heard.thread:
        heard.thread.writes.clear()
    return converse_in_crisis(session, house.settings, heard, told, now, alone=True)


def _answer(
    phone_id: int | None, said: Said | None, said_at_once: str | None, now: datetime
) -> tuple[Answer, list[Write]]:
    """The answer, and all that writes it and its turn down."""
    ours = render.as_text(said.reply, said.language) if said else ""
    texts = tuple(words for words in (said_at_once, ours) if words)
    writes = list(said.writes) if said else []
    if not texts or phone_id is None:
        return Answer(texts), writes
    in_crisis = said_at_once or (said is not None and said.by == crisis.ANSWER)
    lane = Lane.CRISIS if in_crisis else Lane.REPLY
    outbox_id, row = outbox.inline(phone_id=phone_id, now=now, lane=lane)
    return Answer(texts, outbox_id), [*writes, row]
