"""A check-in answered by low or very low: somebody to talk with, the crisis answer, and care near.

Low offers a peer's call by the rules of TALK. Very low is answered as words of concern are, with a case in
the same transaction. Twice within a week is when care near is offered, once.
"""

from service.crisis import roster
from service.crisis.answers import Language, spoken_answer, text_answer
from service.crisis.confirmed import book_of
from service.crisis.episodes import open_case, see_to
from service.crisis.lines import Book
from service.crisis.screen import Finding, Kind, Tier
from service.flows import crisis, crisis_line, talk
from service.flows.checkin import LABEL, About, about, said
from service.flows.checkin_answers import (
    LOW,
    VERY_LOW,
    answering,
    care_choice,
    care_row,
    keep,
)
from service.flows.said_in_crisis import keys
from service.flows.turn import Channel, Choose, Go, Reply, Say, Turn, closing, follow, go, step
from service.text.words import Prompt, Slot, prompt, spoken

# As if the screen had fired on words of theirs.
FINDING = Finding(Tier.CONCERN, Kind.SELF, "checkin_very_low")


# --- low ------------------------------------------------------------------------------------------------


@step("checkin.low")
@answering(LOW)
def low(turn: Turn, found: About) -> Reply | Go:
    return go("checkin.talk", found.day_id)


@step("checkin.talk")
def talk_with(turn: Turn, day_id: int | None = None) -> Reply:
    """A peer's call while one is there, else from when; the crisis line in any case."""
    found = about(turn, day_id)
    care = care_choice(turn, found) if found else {}
    offer = talk.offered(turn)
    calls = {1: _peer(turn), 2: go("checkin.no_call")} if offer and offer.is_now else {}
    what = _thanks(turn, offer, care_row(bool(care)))
    if not (calls or care):
        return said(turn, what)
    return Choose(what, calls | care, LABEL, when_silent=go("checkin.no_call"))


def _thanks(turn: Turn, offer: talk.Offer | None, care: Slot) -> Prompt:
    slots = {**crisis_line.numbers(turn), "care": care}
    if offer and offer.when:
        return prompt("checkin.low_later", when=offer.when, **slots)
    return prompt("checkin.low_now" if offer and offer.is_now else "checkin.low_line", **slots)


def _peer(turn: Turn) -> Go:
    """By text we call them first."""
    by_call = turn.channel is Channel.CALL
    return go("person.peer", turn.now.isoformat()) if by_call else go("person.call_me")


@step("checkin.no_call")
def no_call(turn: Turn) -> Reply:
    return said(turn, prompt("checkin.no_call"))


# --- very low -------------------------------------------------------------------------------------------


@step("checkin.very_low")
def very_low(turn: Turn, day_id: int | None = None) -> Reply | Go:
    """The crisis answer, whatever became of the date that was asked about."""
    found = about(turn, day_id)
    if found:
        keep(turn, found, VERY_LOW)
    if turn.phone_id is None:
        return go("person.ask")
    key = f"checkin:{turn.phone_id}:{day_id or 0}:{turn.now:%Y-%m-%dT%H%M}"
    episode = open_case(turn.session, key, turn.phone_id, FINDING, turn.now, turn.language)
    see_to(turn.session, episode, FINDING, turn.now)
    turn.memo[crisis.CASE] = episode.case_id
    if turn.channel is Channel.CALL:
        return go("checkin.in_crisis", episode.case_id)
    return go(crisis.ANSWER, episode.case_id, text_answer(*_told(turn)))


@step("checkin.in_crisis")
def in_crisis(turn: Turn, case_id: int) -> Reply:
    """The same on a call: the number, and the keys that there are after words of concern."""
    joins, on_duty = crisis_line.can_join(turn), _is_anybody_on_duty(turn)
    words = f"{spoken_answer(*_told(turn))} {spoken(keys(joins, on_duty), turn.language)}"
    line = {1: go("crisis.line", case_id)} if joins else {}
    peer = {2: go("crisis.peer", case_id)} if on_duty else {}
    end = go("crisis.goodbye") if turn.placed else None
    what = prompt(crisis.ANSWER, words=words)
    return Choose(what, {**line, **peer}, "label.crisis", back=end, when_silent=end)


def _told(turn: Turn) -> tuple[Finding, str, Language, bool, Book]:
    language, book = crisis_line.spoken(turn), book_of(turn.settings)
    return FINDING, crisis_line.country(turn), language, _is_anybody_on_duty(turn), book


def _is_anybody_on_duty(turn: Turn) -> bool:
    return roster.is_anybody_on_duty(turn.session, turn.settings, turn.now, turn.phone_id)


# --- care -----------------------------------------------------------------------------------------------


@step("checkin.care")
def care(turn: Turn) -> Reply | Go:
    """What is listed near; a call of ours leads on to no menu."""
    if not turn.placed:
        return go("care.near")
    _, reply = follow(turn, go("care.listed"))
    return closing(turn, reply.what) if isinstance(reply, Say) else go("call.nobody")
