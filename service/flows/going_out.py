"""What goes out by itself speaks through a step: a text and the question it opens, or a call's gate.

A renderer makes the words when they are sent, and gives None for what doesn't stand so any more.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from service import members
from service.delivery.outbox import Claimed
from service.delivery.send import Later, Rendered, Unwanted
from service.flows import caller, patience, questions, render
from service.flows.threads import standing
from service.flows.turn import Channel, Choose, Go, Nothing, Reply, Turn, follow, go
from service.house import House
from service.inbound.once import WORDS_LIVE
from service.models import Way
from service.text.words import spoken

Words = Rendered | Later | Unwanted | None
MessageRenderer = Callable[[Session, House, Claimed, datetime], Words]


def beginning_with(key: str) -> MessageRenderer:
    """The first words of calls that somebody has just asked for, and waits for."""

    def words(session: Session, house: House, claimed: Claimed, now: datetime) -> Words:
        language = members.language_of(session, claimed.phone_id, claimed.person_id)
        return gate(house, key, language, now)

    return words


def standing_so(key: str) -> MessageRenderer:
    """A step of the message's own name, by its subject: its text, or a call's gate; None when it doesn't
    stand so any more."""

    def words(session: Session, house: House, claimed: Claimed, now: datetime) -> Words:
        if claimed.subject_id is None:
            return None
        turn = turn_of(session, house, claimed, now)
        where = go(claimed.message, claimed.subject_id)
        if claimed.way == Way.TEXT:
            return texted(claimed, turn, where, claimed.occurs_at or claimed.useful_until)
        return gate_if_so(turn, house, where, key)

    return words


def asking(waits: timedelta) -> MessageRenderer:
    """A step of the message's own name, by its subject, whose digits are waited for so long."""

    def words(session: Session, house: House, claimed: Claimed, now: datetime) -> Words:
        turn = turn_of(session, house, claimed, now)
        return texted(claimed, turn, go(claimed.message, claimed.subject_id), now + waits)

    return words


def texted(
    claimed: Claimed, turn: Turn, where: Go, expires_at: datetime, patient: bool = True
) -> Words:
    """A step's text and the question it opens until then; a `patient` one waits for one that is open."""
    asked_by, reply = follow(turn, where)
    return reply_texted(claimed, turn, asked_by, reply, expires_at, patient)


def reply_texted(
    claimed: Claimed,
    turn: Turn,
    asked_by: Go,
    reply: Reply,
    expires_at: datetime,
    patient: bool = True,
) -> Words:
    """The same of what that step has answered already."""
    session, now = turn.session, turn.now
    if isinstance(reply, Nothing):
        return None
    if isinstance(reply, Choose):
        talk = standing(session, claimed.phone_id, now)
        if patient and (later := patience.later(session, claimed, talk, now)):
            return later
        again = claimed.number > 1
        questions.ask_first(
            session, talk.thread, asked_by, reply, claimed.id, now, expires_at, again
        )
    return Rendered(render.as_text(reply, turn.language), now + WORDS_LIVE)


def gate(house: House, key: str, language: str, now: datetime) -> Rendered:
    """All that a call is sure to say."""
    words = spoken(caller.gate(key, house.settings, language), language)
    return Rendered(words, now + WORDS_LIVE)


def gate_if_so(turn: Turn, house: House, where: Go, key: str) -> Words:
    """A call's gate, for as long as the step behind it has anything to say."""
    _, reply = follow(turn, where)
    return None if isinstance(reply, Nothing) else gate(house, key, turn.language, turn.now)


def turn_of(
    session: Session, house: House, claimed: Claimed, now: datetime, language: str | None = None
) -> Turn:
    """A turn that we begin: nothing was said."""
    return Turn(
        session=session,
        settings=house.settings,
        channel=Channel.TEXT,
        language=language or members.language_of(session, claimed.phone_id, claimed.person_id),
        now=now,
        said="",
        memo={},
        phone_id=claimed.phone_id,
        person_id=claimed.person_id,
    )
