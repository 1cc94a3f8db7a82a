"""ONCALL and OFFCALL: a volunteer's own shifts, told and changed for a date.

Each answer says exactly what holds now, on their own wall, and can be undone by a digit. Whoever is not on
the roster gets what an unknown word gets.
"""

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from functools import wraps
from typing import Any

from service import shift_asks, swaps
from service.crisis import meant, shifts
from service.crisis.shifts import Added, Server
from service.crisis.spans import Span
from service.flows.turn import Choose, Go, Listen, Reply, Say, Turn, go, step
from service.flows.whose import known_person
from service.text.hours import DAY_MIN, Hours, typed_hours
from service.text.shift_words import ShiftSaid, shift_in
from service.text.times import day_and_time, from_to
from service.text.words import Prompt, Slot, prompt

LABEL = "label.oncall"
MENU = go("oncall.menu")
# Behind the word; more is a sentence.
MOST_WORDS = 6
WHOLE_DAY = Hours(0, DAY_MIN)
Stored = list[list[str]]  # spans, as a question keeps them


def server_here(turn: Turn) -> Server | None:
    """Whoever is on the roster with this phone; None where nobody is, or it is not known who it is."""
    if turn.phone_id is None:
        return None
    return shifts.server_on(turn.session, turn.settings, turn.phone_id, known_person(turn))


def served(function: Callable[..., Reply | Go]) -> Callable[..., Reply | Go]:
    """The step gets who it is; a word from anybody else is one we don't know."""

    @wraps(function)
    def step_of(turn: Turn, *args: Any) -> Reply | Go:
        who = server_here(turn)
        return function(turn, who, *args) if who else go("menu.unknown")

    return step_of


def on_behind(turn: Turn, rest: str) -> Go | None:
    """ONCALL with a day or hours."""
    return go("oncall.given", rest) if len(rest.split()) <= MOST_WORDS else None


# --- what holds ----------------------------------------------------------------------------------------


@step("oncall.menu")
@served
def menu(turn: Turn, who: Server) -> Reply:
    on = blocks(turn, who)
    held = stands(turn, who, on)
    back = go("duty.menu")
    if not on:
        what = prompt("oncall.menu_never", stands=held)
        return Choose(what, {1: go("oncall.which_day")}, LABEL, back)
    choices = {1: go("oncall.which_day"), 2: go("oncall.off"), 3: go("oncall.off_day")}
    return Choose(prompt("oncall.menu", stands=held), choices, LABEL, back)


def blocks(turn: Turn, who: Server) -> list[Span]:
    return shifts.blocks(turn.session, turn.settings, who.id, turn.now)


def stands(turn: Turn, who: Server, on: Sequence[Span] | None = None) -> Prompt:
    """Whether they are on call now, until when, and when next."""
    on = blocks(turn, who) if on is None else on
    if not on:
        return prompt("oncall.never")
    if not on[0].has(turn.now):
        return prompt("oncall.next", shift=told(turn, who, on[0]))
    if meant.is_endless(on[0], turn.now):
        return prompt("oncall.always")
    until = day_and_time(on[0].ends.astimezone(who.wall), turn.now, turn.language)
    if len(on) == 1:
        return prompt("oncall.now", until=until)
    return prompt("oncall.now_and_next", until=until, shift=told(turn, who, on[1]))


def told(turn: Turn, who: Server, *spans: Span) -> Slot:
    """The hours on their own wall; of many the first, and how many more."""
    first = spans[0]
    begins, ends = first.begins.astimezone(who.wall), first.ends.astimezone(who.wall)
    words = from_to(begins, ends, turn.now, turn.language)
    if len(spans) == 1:
        return words
    return prompt("oncall.and_more", shift=words, count=len(spans) - 1)


# --- on call -------------------------------------------------------------------------------------------


@step("oncall.which_day")
@served
def which_day(turn: Turn, who: Server) -> Reply:
    """Monday is 1; that of today is today's."""
    days = {number + 1: go("oncall.hours", day) for number, day in enumerate(coming(turn, who))}
    return Choose(prompt("oncall.which_day"), days, LABEL, MENU)


def coming(turn: Turn, who: Server) -> list[str]:
    """The dates of the seven days from today, as of a week that begins on Monday."""
    today = turn.now.astimezone(who.wall).date()
    days = [today + timedelta(days=number) for number in range(7)]
    return [day.isoformat() for day in sorted(days, key=date.weekday)]


@step("oncall.hours")
@served
def which_hours(turn: Turn, who: Server, day: str) -> Reply:
    turn.memo["oncall_day"] = day
    return Listen(
        prompt("oncall.which_hours"), "oncall.hours_said", 4, LABEL, go("oncall.which_day")
    )


@step("oncall.hours_said")
@served
def hours_said(turn: Turn, who: Server) -> Reply | Go:
    """Four keys on a call; by text those or words, which may name another day."""
    local = turn.now.astimezone(who.wall)
    day = turn.memo.get("oncall_day") or local.date().isoformat()
    typed = typed_hours(turn.said.strip())
    said = ShiftSaid(date.fromisoformat(day), typed) if typed else shift_in(turn.said, local)
    if said and said.hours and not typed and not _names_day(turn.said, local):
        said = ShiftSaid(date.fromisoformat(day), said.hours)
    return _add(turn, who, said)


def _names_day(said: str, local: datetime) -> bool:
    found = shift_in(said, local)
    return found is not None and found.day is not None


@step("oncall.given")
@served
def given(turn: Turn, who: Server, rest: str) -> Reply | Go:
    """A day alone puts back what was taken off it; where nothing was, it is asked for the hours."""
    said = shift_in(rest, turn.now.astimezone(who.wall))
    if said is None or said.day is None or said.hours or said.tonight:
        return _add(turn, who, said)
    whole = meant.span_of(WHOLE_DAY, said.day, who.wall)
    if lifted := shifts.put_back(turn.session, who, [whole]):
        return _on(turn, who, Added(0, tuple(lifted)), lifted)
    return go("oncall.hours", said.day.isoformat())


def _add(turn: Turn, who: Server, said: ShiftSaid | None) -> Reply | Go:
    if said is None:
        return go("oncall.again")
    span = meant.hours_meant(said, who.wall, turn.now)
    if span is None:
        return go("oncall.too_late")
    if any(one.within(span) == span for one in blocks(turn, who)):
        return Say(prompt("oncall.there_already", shift=told(turn, who, span)), MENU)
    return _on(turn, who, shifts.add(turn.session, who, span), [span])


def _on(turn: Turn, who: Server, added: Added, spans: Sequence[Span]) -> Reply:
    swaps.call_off(turn.session, who.id, spans)
    for span in spans:
        shift_asks.expect(turn.session, turn.settings, who.id, span, turn.now)
    undo = go("oncall.not_added", added.id, stored(added.lifted))
    what = prompt("oncall.added", shift=told(turn, who, *spans))
    return Choose(what, {1: undo}, LABEL, MENU, when_silent=go("menu.goodbye"))


@step("oncall.again")
@served
def again(turn: Turn, who: Server) -> Reply:
    return Listen(prompt("oncall.not_read"), "oncall.hours_said", 4, LABEL, MENU)


@step("oncall.too_late")
@served
def too_late(turn: Turn, who: Server) -> Reply:
    return Say(prompt("oncall.too_late"), MENU)


@step("oncall.not_added")
@served
def not_added(turn: Turn, who: Server, added_id: int, lifted: Stored) -> Reply:
    shifts.remove(turn.session, who, Added(added_id, tuple(as_spans(lifted))))
    return Say(prompt("oncall.undone", stands=stands(turn, who)), MENU)


def stored(spans: Sequence[Span]) -> Stored:
    return [[span.begins.isoformat(), span.ends.isoformat()] for span in spans]


def as_spans(kept: Stored) -> list[Span]:
    return [Span(*map(datetime.fromisoformat, pair)) for pair in kept]
