"""0: a person. The crisis line's number at once; then that line, or a volunteer who is on duty.

On a call that came in, a key joins the caller to the crisis line, another rings volunteers, as the ladder
has it, and without a key they are rung, too. Whatever comes of it, the number is said again and there is a
way on. By text, while somebody is on duty, a `1` has the line call them and ring from there.
"""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from service.crisis import cases, episodes, ladder, roster
from service.crisis.cases import Asked, Outcome
from service.crisis.ladder import Ended, Round
from service.delivery.states import UNDER_WAY
from service.flows import caller, crisis_line, helplines, message, right_now
from service.flows.turn import (
    Channel,
    Choose,
    End,
    Go,
    Nothing,
    Reply,
    Ring,
    Rung,
    Say,
    Turn,
    go,
    step,
)
from service.flows.whose import known_person
from service.models import Case, Outbox
from service.text.words import Prompt, Slot, prompt

MESSAGE = "person.call"
GATE, VOICEMAIL = "person.gate", "person.voicemail"
# How long a key is waited for before we ring somebody: each second is one of the minute and a half.
WAITS_S = 3
# What 0 offers has been heard by then, and its silence too: later a peer was asked for by a key.
HEARD_OUT = timedelta(seconds=30)
# Where nobody can be rung there is no hurry, and a 1 means something else once the menu has begun.
WAITS_FOR_LINE_S = 8


@step("person.ask")
def ask(turn: Turn, then: str | None = None, *of_then: Any) -> Reply:
    """0, everywhere. On a call of ours the question that was open comes again."""
    if turn.channel is Channel.TEXT:
        return _by_text(turn)
    if turn.placed:
        return Say(
            prompt("person.call", **crisis_line.numbers(turn)), go(then, *of_then) if then else None
        )
    since = turn.now.isoformat()
    if is_anybody_free(turn):
        peer = go("person.peer", since)
        return _now(turn, "person.choose", {2: peer}, peer)
    if left := _message(turn):
        what = prompt("person.away", **_said(turn))
        return Choose(what, _choices(turn, {2: left}), "label.person", when_silent=left)
    return _now(turn, "person.line_only", {}, go("menu.main"), WAITS_FOR_LINE_S)


def _now(turn: Turn, key: str, more: dict[int, Go], onwards: Go, waits_s: int = WAITS_S) -> Choose:
    """Said once; without a key it goes on."""
    what = prompt(key, **_said(turn))
    choices = _choices(turn, more)
    return Choose(what, choices, "label.person", when_silent=onwards, passes=True, waits_s=waits_s)


@step("person.speak")
def speak(turn: Turn) -> Reply:
    """9, as the greeting says: who pressed 0 at once has not been asked for their language."""
    turn.speak("en" if turn.language == "es" else "es")
    return Say(prompt("account.language_set"), go("person.ask"))


def _by_text(turn: Turn) -> Reply:
    """The number first; a call back only while somebody is there to be rung, and talks with nobody."""
    if turn.phone_id is None or not is_anybody_free(turn):
        return Say(
            prompt("person.text", **crisis_line.numbers(turn), others=helplines.offered(turn))
        )
    what = prompt("person.text_on_duty", **crisis_line.numbers(turn))
    return Choose(what, {1: go("person.call_me")}, "label.person")


@step("person.call_me")
def call_me(turn: Turn) -> Reply | Go:
    if turn.phone_id is None or turn.channel is Channel.CALL or not _is_staffed(turn):
        return go("person.ask")
    if not _is_being_called(turn):
        key = f"person:{turn.phone_id}:{turn.now:%Y-%m-%dT%H%M%S}"
        right_now.call(turn, MESSAGE, key, phone_id=turn.phone_id)
    return Say(prompt("person.calling", **crisis_line.numbers(turn)))


def _is_being_called(turn: Turn) -> bool:
    """Asked for twice it is one call, until that one has ended."""
    under_way = select(Outbox.id).where(
        Outbox.phone_id == turn.phone_id, Outbox.message == MESSAGE, Outbox.state.in_(UNDER_WAY)
    )
    return turn.session.scalar(under_way.limit(1)) is not None


@step("person.gate")
def gate(turn: Turn, _subject: int | None = None, _occurs_at: str | None = None) -> Reply:
    """Our call: whoever picked up hears no more than that it was asked for."""
    choices = {1: go("person.peer", turn.now.isoformat()), 8: go("remind.no_calls")}
    who = caller.gate(GATE, turn.settings, turn.language)
    again = go("person.gate")
    return Choose(who, choices, "label.person", back=again, when_silent=go("call.nobody"))


@step("person.voicemail")
def voicemail(turn: Turn) -> Reply:
    return End(caller.voicemail(VOICEMAIL, turn.settings, turn.language))


@step("person.peer")
def peer(turn: Turn, since: str) -> Reply | Go:
    """Begins to ring. Asked for again on the same call it is the same case, and one more round."""
    if turn.gone:
        return Nothing()
    if turn.channel is Channel.TEXT or turn.call_sid is None:
        return go("person.ask")
    if not is_anybody_free(turn):
        return go("person.nobody", None)
    asked = Asked(turn.phone_id, turn.language, known_person(turn))
    case_id = cases.ask_for_person(turn.session, turn.call_sid, asked, turn.now)
    ladder.watch_over(turn.session, turn.settings, case_id, turn.now)
    begun = datetime.fromisoformat(since)
    if turn.now - begun > HEARD_OUT:
        begun = turn.now  # they have tried again after a trouble of ours: it rings as long as ever
    this = ladder.new_round(turn.session, case_id, begun, turn.phone_id)
    return ring(turn, this, prompt("person.ringing"))


@step("person.rang")
def rang(turn: Turn, case_id: int, number: int, since: str, how: str) -> Reply | Go:
    """Nobody rings any more: they have talked, or the caller left, or the next ones ring."""
    ended = ladder.after_ring(
        turn.session, case_id, bridged=turn.bridged, gone=turn.gone, now=turn.now
    )
    if turn.gone:
        return Nothing()
    if ended is Ended.TALKED:
        return crisis_line.thanked(turn) if turn.placed else go(cases.OFFER, case_id)
    begun = datetime.fromisoformat(since)
    this = Round(case_id, number, begun, turn.phone_id)
    return ring(turn, this, prompt("person.ringing_on"))


def ring(turn: Turn, this: Round, what: Prompt) -> Reply | Go:
    """The next of those who can be rung, or on to where nobody can."""
    found = ladder.next_to_ring(turn.session, turn.settings, this, turn.now)
    if found is None:
        crisis = _is_crisis(turn, this.case_id)
        return go("crisis.nobody" if crisis else "person.nobody", this.case_id)
    return Ring(
        what,
        [Rung(one.phone, this.case_id, one.id) for one in found.whom],
        turn.settings.line_number,
        found.rings,
        timedelta(minutes=turn.settings.talk_most_minutes),
        go("person.rang", this.case_id, this.number, this.since.isoformat()),
    )


@step("person.nobody")
def nobody(turn: Turn, case_id: int | None) -> Reply:
    """The number again, that line at a key, and a message where somebody will hear it."""
    if case_id is not None:
        ladder.end_unheard(turn.session, case_id, Outcome.NOBODY, turn.now)
    left = _message(turn, case_id)
    offered: Slot = prompt("person.message") if left else ""
    what = prompt("person.nobody", **_said(turn), message=offered)
    choices = _choices(turn, {2: left} if left else {})
    return Choose(what, choices, "label.person", when_silent=left or go("menu.goodbye"))


def _is_crisis(turn: Turn, case_id: int) -> bool:
    """Then it is not over because nobody came, or they left: people are paged for it."""
    case = turn.session.get(Case, case_id)
    return case is not None and episodes.is_crisis(case)


def is_anybody_free(turn: Turn) -> bool:
    """Whether a volunteer on duty could be rung now, on another phone than this one."""
    return ladder.is_anybody_free(turn.session, turn.settings, turn.phone_id, turn.now)


def _is_staffed(turn: Turn) -> bool:
    return roster.is_anybody_on_duty(turn.session, turn.settings, turn.now, turn.phone_id)


def _message(turn: Turn, case_id: int | None = None) -> Go | None:
    """Where a message is left; not where nobody is to hear it, or could call back."""
    if not message.can_be_called(turn):
        return None
    coming = roster.next_shift(turn.session, turn.settings, turn.now, turn.phone_id)
    return go("message.ask", case_id) if coming else None


def _choices(turn: Turn, more: dict[int, Go]) -> dict[int, Go]:
    line = {1: go("person.line")} if crisis_line.can_join(turn) else {}
    others = helplines.choice(turn)
    return {**line, **more, **({3: others} if others else {}), 9: go("person.speak")}


def _said(turn: Turn) -> dict[str, Slot]:
    """The numbers, and what else there are keys for."""
    return {
        **crisis_line.numbers(turn),
        "join": crisis_line.joining(turn),
        "others": helplines.offered(turn),
    }
