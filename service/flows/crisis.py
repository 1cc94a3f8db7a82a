"""After an answer to a crisis: the digits it offered, words that mean the same, and the calls they lead to.

What may be replied is what the very words that went have offered, whichever those were: the question is made
of them. A `1` has the line call that phone and ring volunteers, all on the one case; where nobody comes,
people are paged until somebody does.
"""

import re
from collections.abc import Mapping

from sqlalchemy import select

from service.crisis import cases, closing, episodes, ladder, pages, roster, rungs
from service.crisis.cases import Outcome
from service.crisis.replies import Meant, reply_in
from service.crisis.unreached import CALL, SPOKEN
from service.delivery.states import UNDER_WAY
from service.flows import caller, crisis_line, message, person, right_now
from service.flows.turn import (
    EXCHANGE_LASTS,
    Channel,
    Choose,
    End,
    Go,
    Nothing,
    Reply,
    Say,
    Turn,
    go,
    step,
)
from service.models import Case, CaseState, CaseStep, Lane, Outbox
from service.text.optout import plain_opt_out
from service.text.words import Slot, prompt

ANSWER = "crisis.answer"
GATE, VOICEMAIL = "crisis.gate", "crisis.voicemail"
# In what a conversation remembers: the case of the last answer to a crisis.
CASE = "crisis_case"
OFFERS: Mapping[str, str] = {"1": "crisis.call_me", "2": "crisis.ok", "3": "crisis.no_calls"}
IN_WORDS: Mapping[Meant, str] = {
    Meant.CALL_ME: OFFERS["1"],
    Meant.OK: OFFERS["2"],
    Meant.NO_CALLS: OFFERS["3"],
    Meant.MISREAD: "crisis.misread",
}
# What counts in a text that is a crisis itself: it is not answered by "I misread that".
MEANT_IN_CRISIS = frozenset({Meant.CALL_ME, Meant.NO_CALLS})
_OFFERED = re.compile(r"\b([1-3]) = ")


def question(case_id: int, words: str) -> Go | None:
    """What the words ask; None where they offer no digit of ours."""
    return go(ANSWER, case_id, words) if _OFFERED.search(words) else None


def meant_by(turn: Turn) -> Go | None:
    """What words say in answer to a crisis; None where there was none, or they are about something else."""
    case_id: int | None = turn.memo.get(CASE)
    if case_id is None or (meant := reply_in(turn.said)) is None:
        return None
    return go(IN_WORDS[meant], case_id) if _counts(turn, case_id, meant) else None


def meant_in_crisis(turn: Turn) -> Go | None:
    """The same in words on which the screen has fired."""
    where = meant_by(turn)
    return where if where and reply_in(turn.said) in MEANT_IN_CRISIS else None


def _counts(turn: Turn, case_id: int, meant: Meant) -> bool:
    """To be called may be asked for anew for a day; the rest is about a case that goes on."""
    case = turn.session.get(Case, case_id)
    if case is None or case.closed_at is None:
        return case is not None
    return meant is Meant.CALL_ME and turn.now - case.closed_at < EXCHANGE_LASTS


@step(ANSWER)
def answer(turn: Turn, case_id: int, words: str) -> Reply:
    """The same words once more, where they are asked for again."""
    choices = {int(digit): go(OFFERS[digit], case_id) for digit in _OFFERED.findall(words)}
    return Choose(prompt(ANSWER, words=words), choices, "label.crisis")


@step("crisis.call_me")
def call_me(turn: Turn, case_id: int) -> Reply | Go:
    """At once while somebody is there to be rung; else people are paged, and talks are with the line."""
    case = episodes.meant(turn.session, case_id, turn.phone_id)
    if case is None or turn.phone_id is None or turn.channel is Channel.CALL:
        return go("person.ask")
    if case.state == CaseState.CLAIMED:
        pages.tell_again(turn.session, case.id, turn.now)
        return Say(prompt("crisis.taken", **crisis_line.numbers(turn)))
    episodes.ask_for_call(turn.session, case, turn.now)
    if not roster.is_anybody_on_duty(turn.session, turn.settings, turn.now, turn.phone_id):
        rungs.begin(turn.session, case.id, turn.now)
        return Say(prompt("crisis.paging", **crisis_line.numbers(turn)))
    _call(turn, case.id)
    return Say(prompt("person.calling", **crisis_line.numbers(turn)))


def _call(turn: Turn, case_id: int) -> None:
    """Asked for twice it is one call, until that one has ended."""
    mine = Outbox.message == CALL, Outbox.subject_id == case_id, Outbox.state.in_(UNDER_WAY)
    if turn.session.scalar(select(Outbox.id).where(*mine).limit(1)) is None:
        key = f"{CALL}:{case_id}:{turn.now:%Y-%m-%dT%H%M%S}"
        right_now.call(
            turn, CALL, key, phone_id=turn.phone_id or 0, subject_id=case_id, lane=Lane.CRISIS
        )


@step("crisis.ok")
def ok(turn: Turn, case_id: int) -> Reply:
    """Concern is over with it. Where it was imminent a person decides, and knows that they said so."""
    closed = _is_over(turn, case_id, Outcome.OK)
    return Say(prompt("crisis.ok" if closed else "crisis.ok_noted", **crisis_line.numbers(turn)))


@step("crisis.misread")
def misread(turn: Turn, case_id: int) -> Reply:
    """An apology and a way to a person; the screen looks on."""
    _is_over(turn, case_id, Outcome.FALSE_ALARM)
    return Say(prompt("crisis.misread", **crisis_line.numbers(turn)))


def _is_over(turn: Turn, case_id: int, outcome: Outcome) -> bool:
    """Whether they alone can end it, which is written down in any case."""
    case = episodes.meant(turn.session, case_id, turn.phone_id)
    if case is None or case.state == CaseState.CLOSED:
        return True
    cases.note(turn.session, case.id, CaseStep.OK, turn.now)
    if not episodes.may_be_ended(case):
        return False
    closing.close(turn.session, case.id, outcome, turn.now)
    return True


@step("crisis.no_calls")
def no_calls(turn: Turn, case_id: int) -> Reply | Go:
    """Nothing calls them by itself any more. In words it may be an opt-out as well: then it is both."""
    if case := episodes.meant(turn.session, case_id, turn.phone_id):
        episodes.ask_for_no_calls(turn.session, case, turn.now)
    if turn.channel is Channel.TEXT and plain_opt_out(turn.said):
        return go("account.stop")
    return End(prompt("crisis.no_calls", **crisis_line.numbers(turn)))


# --- the call -------------------------------------------------------------------------------------------


@step(GATE)
def gate(turn: Turn, case_id: int, _occurs_at: str | None = None) -> Reply:
    """Whoever picked up hears no more than that it was asked for."""
    speak_theirs(turn, case_id)
    choices = {1: go("crisis.peer", case_id), 8: go("crisis.no_calls", case_id)}
    who = caller.gate(person.GATE, turn.settings, turn.language)
    again = go(GATE, case_id)
    return Choose(who, choices, "label.person", back=again, when_silent=go("call.nobody"))


@step(VOICEMAIL)
def voicemail(turn: Turn) -> Reply:
    """No more than who called: others may listen to it."""
    return End(caller.voicemail(VOICEMAIL, turn.settings, turn.language))


@step(SPOKEN)
def spoken(turn: Turn, case_id: int, _occurs_at: str | None = None) -> Reply:
    """The answer that could not be texted: at once, because who wrote may be in danger now."""
    speak_theirs(turn, case_id)
    line = {1: go("person.line")} if crisis_line.can_join(turn) else {}
    free = person.is_anybody_free(turn)
    peers = {2: go("crisis.peer", case_id)} if free else {}
    what = prompt(
        SPOKEN,
        caller=turn.settings.caller_name(turn.language),
        **crisis_line.numbers(turn),
        join=crisis_line.joining(turn),
        peer=prompt("crisis.peer_key") if free else "",
    )
    choices = {**line, **peers, 8: go("crisis.no_calls", case_id)}
    again, end = go(SPOKEN, case_id), go("crisis.goodbye")
    return Choose(what, choices, "label.crisis", back=again, when_silent=end)


@step("crisis.peer")
def peer(turn: Turn, case_id: int) -> Reply | Go:
    """The crisis line's number, and then volunteers are rung, as for who presses 0.

    People are paged from then on, whatever becomes of this call; while it rings they are not."""
    if turn.gone:
        return Nothing()
    if turn.call_sid is None:
        return go("person.ask")
    rungs.begin(turn.session, case_id, turn.now)
    ladder.watch_over(turn.session, turn.settings, case_id, turn.now)
    this = ladder.new_round(turn.session, case_id, turn.now, turn.phone_id)
    return person.ring(turn, this, prompt("crisis.ringing", **crisis_line.numbers(turn)))


@step("crisis.nobody")
def nobody(turn: Turn, case_id: int) -> Reply:
    """People are paged, and whoever takes it calls back: so their phone is to be free for that."""
    join, paged = crisis_line.joining(turn), _paged(turn)
    what = prompt("crisis.nobody", **crisis_line.numbers(turn), join=join, paged=paged)
    choices = {1: go("person.line")} if crisis_line.can_join(turn) else {}
    return Choose(what, choices, "label.person", when_silent=go("crisis.goodbye"))


def _paged(turn: Turn) -> Slot:
    """Said only where there are people to tell, and a phone that they can call back."""
    team = roster.everyone(turn.session, turn.settings, turn.now)
    people = any(one.phone_id != turn.phone_id for one, _ in team) or turn.settings.fallback_phones
    return prompt("crisis.paged") if people and message.can_be_called(turn) else ""


@step("crisis.goodbye")
def goodbye(turn: Turn) -> Reply:
    return End(prompt("crisis.goodbye", **crisis_line.numbers(turn)))


def speak_theirs(turn: Turn, case_id: int | None) -> None:
    """The language they wrote in, unless this phone has chosen one."""
    case = turn.session.get(Case, case_id)
    if case and case.language and "language" not in turn.memo:
        turn.speak(case.language)
