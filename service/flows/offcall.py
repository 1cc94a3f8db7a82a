"""OFFCALL: a volunteer's shift taken off for a date. Whoever leaves nobody there is told so first."""

from datetime import date

from service import swaps
from service.crisis import meant, shifts
from service.crisis.shifts import Server
from service.crisis.spans import common
from service.flows.oncall import (
    LABEL,
    MENU,
    MOST_WORDS,
    Stored,
    as_spans,
    blocks,
    coming,
    served,
    stands,
    stored,
    told,
)
from service.flows.turn import Choose, Go, Reply, Say, Turn, go, step
from service.models import AskState
from service.text.shift_words import ShiftSaid, shift_in
from service.text.words import prompt


def off_behind(turn: Turn, rest: str) -> Go | None:
    return go("oncall.off_given", rest) if len(rest.split()) <= MOST_WORDS else None


@step("oncall.off")
@served
def off(turn: Turn, who: Server) -> Reply | Go:
    """The shift that is on now, or the next."""
    return _off(turn, who, None)


@step("oncall.off_day")
@served
def off_day(turn: Turn, who: Server) -> Reply:
    days = {number + 1: go("oncall.off_on", day) for number, day in enumerate(coming(turn, who))}
    return Choose(prompt("oncall.which_day"), days, LABEL, MENU)


@step("oncall.off_on")
@served
def off_on(turn: Turn, who: Server, day: str) -> Reply | Go:
    return _off(turn, who, ShiftSaid(date.fromisoformat(day), None))


@step("oncall.off_given")
@served
def off_given(turn: Turn, who: Server, rest: str) -> Reply | Go:
    said = shift_in(rest, turn.now.astimezone(who.wall))
    return _off(turn, who, said) if said else Say(prompt("oncall.off_not_read"), MENU)


def _off(turn: Turn, who: Server, said: ShiftSaid | None) -> Reply | Go:
    """Warned first where it leaves hours at which nobody is there."""
    on = blocks(turn, who)
    spans = meant.off_meant(said, on, who.wall, turn.now)
    if not spans:
        return Say(prompt("oncall.not_then", stands=stands(turn, who, on)), MENU)
    alone = shifts.alone_in(turn.session, turn.settings, who.id, spans)
    if not alone:
        return go("oncall.take_off", stored(spans))
    choices = {1: go("oncall.take_off", stored(spans)), 2: go("oncall.stay")}
    what = prompt("oncall.alone", shift=told(turn, who, *alone))
    return Choose(what, choices, LABEL, MENU, when_silent=go("oncall.stay"))


@step("oncall.take_off")
@served
def take_off(turn: Turn, who: Server, spans: Stored) -> Reply:
    """Only what they are on for: asked for twice it is taken off once."""
    on = blocks(turn, who)
    taken = [piece for span in as_spans(spans) for piece in common(on, span)]
    shifts.take_off(turn.session, who, taken)
    what = prompt("oncall.off", shift=told(turn, who, *as_spans(spans)), stands=stands(turn, who))
    asked = [swaps.find_another(turn.session, turn.settings, who, span, turn.now) for span in taken]
    if AskState.LOOKING in asked:
        what = prompt("oncall.off_asked", shift=told(turn, who, *as_spans(spans)))
    undo = go("oncall.put_back", stored(taken))
    return Choose(what, {1: undo}, LABEL, MENU, when_silent=go("menu.goodbye"))


@step("oncall.put_back")
@served
def put_back(turn: Turn, who: Server, spans: Stored) -> Reply:
    shifts.put_back(turn.session, who, as_spans(spans))
    swaps.call_off(turn.session, who.id, as_spans(spans))
    return Say(prompt("oncall.undone", stands=stands(turn, who)), MENU)


@step("oncall.stay")
@served
def stay(turn: Turn, who: Server) -> Reply:
    return Say(prompt("oncall.stays", stands=stands(turn, who)), MENU)
