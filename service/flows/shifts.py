"""Shift reminders and swaps, by text or call: asked of a volunteer, offered to the others.

What is sent says "on call" and when, never for what. Each is said while it is still so.
"""

from collections.abc import Callable, Collection
from functools import wraps
from typing import Any

from service import on_shift, swaps
from service.crisis.shifts import Server
from service.crisis.spans import Span
from service.flows import gates
from service.flows.oncall import LABEL, server_here, told
from service.flows.turn import (
    ABOUT,
    NAMES,
    Channel,
    Choose,
    Go,
    Nothing,
    Reply,
    Step,
    Turn,
    closing,
    go,
    step,
)
from service.models import AskState, ShiftAsk
from service.text.words import Prompt, prompt

GATE, VOICEMAIL = "shift.gate", "shift.voicemail"
NOBODY = go("call.nobody")
# Each is said while the shift stands so.
SAID_WHILE = {
    on_shift.ASK: {AskState.ASKED},
    on_shift.AGAIN: {AskState.AGAIN, AskState.UNCONFIRMED},
    on_shift.TAKEN: {AskState.TAKEN},
    on_shift.NOBODY: {AskState.UNCOVERED},
    on_shift.OFFER: {AskState.LOOKING, AskState.UNCOVERED},
    on_shift.UNSURE: {AskState.UNCONFIRMED},
    on_shift.UNCOVERED: {AskState.UNCOVERED},
}
# What is said to who can't be there, by what becomes of it.
DECLINED = {
    AskState.OFF: "shift.off",
    AskState.LOOKING: "shift.looking",
    AskState.UNCOVERED: "shift.told",
}
Answer = Callable[[Turn, Server, ShiftAsk], Reply | Go]


def _about(theirs: bool) -> Callable[[Answer], Step]:
    """A step about a shift: `theirs` is for whose it is, others for anybody else on the roster."""

    def wrap(function: Answer) -> Step:
        @wraps(function)
        def step_of(turn: Turn, ask_id: int, *_: Any) -> Reply | Go:
            who, ask = server_here(turn), on_shift.found(turn.session, ask_id)
            if who is None or ask is None or (ask.volunteer_id == who.id) != theirs:
                return _no_longer(turn)
            return function(turn, who, ask)

        return step_of

    return wrap


# --- whose shift it is ---------------------------------------------------------------------------------


@step(on_shift.ASK)
@_about(theirs=True)
def ask(turn: Turn, who: Server, ask: ShiftAsk) -> Reply:
    return _asks(turn, who, ask, on_shift.ASK)


@step(on_shift.AGAIN)
@_about(theirs=True)
def again(turn: Turn, who: Server, ask: ShiftAsk) -> Reply:
    return _asks(turn, who, ask, on_shift.AGAIN)


def _asks(turn: Turn, who: Server, ask: ShiftAsk, message: str) -> Reply:
    choices = {1: go("shift.confirm", ask.id), 2: go("shift.decline", ask.id)}
    return _news(turn, ask, message, _shift(turn, who, ask), choices)


@step("shift.confirm")
@_about(theirs=True)
def confirm(turn: Turn, who: Server, ask: ShiftAsk) -> Reply:
    came = swaps.come_after_all(turn.session, turn.settings, ask, turn.now)
    if not came:
        return closing(turn, prompt("shift.has_it"))
    return closing(turn, prompt("shift.confirmed", shift=_shift(turn, who, ask)))


@step("shift.decline")
@_about(theirs=True)
def decline(turn: Turn, who: Server, ask: ShiftAsk) -> Reply:
    """Taken off at once; the others are asked where nobody else is there."""
    if turn.now >= ask.ends_at:
        return _no_longer(turn)
    shift = told(turn, who, on_shift.rest_of(ask, turn.now))
    became = swaps.decline(turn.session, turn.settings, ask, turn.now)
    what = prompt(DECLINED.get(became, "shift.has_it"), shift=shift)
    if turn.channel is Channel.CALL:
        return closing(turn, what)
    return Choose(what, {1: go("shift.confirm", ask.id)}, LABEL)


@step(on_shift.TAKEN)
@_about(theirs=True)
def taken(turn: Turn, who: Server, ask: ShiftAsk) -> Reply:
    return _news(turn, ask, on_shift.TAKEN, _shift(turn, who, ask), {})


@step(on_shift.NOBODY)
@_about(theirs=True)
def nobody(turn: Turn, who: Server, ask: ShiftAsk) -> Reply:
    choices = {1: go("shift.confirm", ask.id)}
    return _news(turn, ask, on_shift.NOBODY, _shift(turn, who, ask), choices)


# --- the others ----------------------------------------------------------------------------------------


@step(on_shift.OFFER)
@_about(theirs=False)
def offer(turn: Turn, who: Server, ask: ShiftAsk) -> Reply:
    choices = {1: go("shift.take", ask.id), 2: go("shift.refuse", ask.id)}
    return _news(turn, ask, on_shift.OFFER, _shift(turn, who, ask), choices)


@step("shift.take")
@_about(theirs=False)
def take(turn: Turn, who: Server, ask: ShiftAsk) -> Reply:
    """The first yes has it."""
    shift = _shift(turn, who, ask)
    if swaps.take(turn.session, turn.settings, ask, who.id, turn.now):
        return closing(turn, prompt("shift.yours", shift=shift))
    mine = ask.taken_by == who.id
    return closing(turn, prompt("shift.yours", shift=shift) if mine else prompt("shift.has_it"))


@step("shift.refuse")
@_about(theirs=False)
def refuse(turn: Turn, who: Server, ask: ShiftAsk) -> Reply:
    return closing(turn, prompt("shift.refused"))


@step(on_shift.UNSURE)
@_about(theirs=False)
def unsure(turn: Turn, who: Server, ask: ShiftAsk) -> Reply:
    return _news(turn, ask, on_shift.UNSURE, _shift(turn, who, ask), {})


@step(on_shift.UNCOVERED)
@_about(theirs=False)
def uncovered(turn: Turn, who: Server, ask: ShiftAsk) -> Reply:
    choices = {1: go("shift.take", ask.id)}
    return _news(turn, ask, on_shift.UNCOVERED, _shift(turn, who, ask), choices)


# --- what we start -------------------------------------------------------------------------------------


@step(VOICEMAIL)
def voicemail(turn: Turn) -> Reply:
    return gates.left_on_a_machine(turn, VOICEMAIL)


def _gate_before(message: str) -> Step:
    def gate(turn: Turn, ask_id: int, _occurs_at: str | None = None) -> Reply:
        return gates.gate(turn, GATE, LABEL, go(message, ask_id), go(f"{message}_gate", ask_id))

    return gate


def which_one(turn: Turn, ask_id: int) -> list[Prompt]:
    """Beside other questions that wait."""
    who, ask = server_here(turn), on_shift.found(turn.session, ask_id)
    if who is None or ask is None:
        return [prompt(LABEL)]
    return [prompt("label.shift", shift=_shift(turn, who, ask))]


SCRIPTS = {message: f"{message}_gate" for message in SAID_WHILE}
for _message, _name in SCRIPTS.items():
    step(_name)(_gate_before(_message))
ABOUT.update(dict.fromkeys(SCRIPTS, "shift"))
NAMES.update(dict.fromkeys(SCRIPTS, which_one))


def _news(turn: Turn, ask: ShiftAsk, message: str, shift: Any, choices: dict[int, Go]) -> Reply:
    if ask.state not in _while(message) or turn.now >= ask.ends_at:
        return _no_longer(turn)
    said = prompt(message, shift=shift, number=str(ask.volunteer_id))
    return Choose(said, choices, LABEL, when_silent=NOBODY) if choices else closing(turn, said)


def _while(message: str) -> Collection[str]:
    return SAID_WHILE[message]


def _no_longer(turn: Turn) -> Reply:
    """Nothing is texted then; whoever has answered, or pressed a key to hear it, is told."""
    asked = turn.said or turn.channel is Channel.CALL
    return closing(turn, prompt("shift.over")) if asked else Nothing()


def _shift(turn: Turn, who: Server, ask: ShiftAsk) -> Any:
    """Its hours on the wall of whoever reads it."""
    return told(turn, who, Span(ask.off_from or ask.begins_at, ask.ends_at))
