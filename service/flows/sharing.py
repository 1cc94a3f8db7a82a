"""SHARED: somebody else uses this phone too. Who is there already has a code, and who comes sets one."""

from datetime import datetime, timedelta

from service import codes, households
from service.codes import DIGITS, Tried
from service.flows.turn import Choose, Go, Listen, Reply, Say, Turn, go, guard, step
from service.flows.whose import (
    ask_first,
    is_shared,
    known_person,
    people_here,
    person_here,
    prove_first,
    take,
)
from service.text.words import prompt

# What a conversation remembers: when one who was there let somebody in; so long that holds.
LETS_IN = "lets_in_since"
HOLDS = timedelta(minutes=10)


@step("shared.ask")
def ask(turn: Turn) -> Reply:
    """Says what it means, before anything is asked for; on a shared phone who it is may change, too."""
    if turn.phone_id is None:
        return Say(prompt("settings.hidden"))
    choices, back = {1: go("shared.begin")}, go("settings.privacy")
    if not is_shared(turn):
        return Choose(prompt("shared.ask"), choices, "label.code", back)
    choices[2] = go("whose.another")
    asked = prompt("shared.ask_again", count=len(people_here(turn)))
    return Choose(asked, choices, "label.code", back)


@step("shared.begin")
def begin(turn: Turn) -> Reply | Go:
    """One who is there lets somebody in, with their own code; without one they set it now."""
    if turn.phone_id is None:
        return Say(prompt("settings.hidden"))
    if len(people_here(turn)) >= households.MOST_PEOPLE:
        return Say(prompt("shared.full"))
    if not _has_code(turn):
        return go("shared.first")
    return prove_first(turn, go("shared.let_in"))


@step("shared.first")
def first(turn: Turn, key: str = "shared.first") -> Reply:
    return Listen(prompt(key), "shared.first_said", DIGITS, "label.code", go("settings.privacy"))


@step("shared.first_said")
def first_said(turn: Turn) -> Reply | Go:
    """Whoever has set a code meanwhile gives that one."""
    turn.secret = True
    code = codes.code_in(turn.said)
    if turn.phone_id is None or _has_code(turn):
        return go("shared.begin")
    if code is None or codes.is_weak(code):
        return go("shared.first", _why_not(code))
    codes.set_code(turn.session, person_here(turn, turn.phone_id), code)
    return go("shared.let_in")


@step("shared.let_in")
def let_in(turn: Turn) -> Go:
    """No question leads here: only a code that was right, or one that was just set."""
    turn.memo[LETS_IN] = turn.now.isoformat()
    return go("shared.new")


@step("shared.new")
def new(turn: Turn, key: str = "shared.new") -> Reply:
    return Listen(prompt(key), "shared.new_said", DIGITS, "label.code", go("settings.privacy"))


@step("shared.new_said")
def new_said(turn: Turn) -> Reply | Go:
    """From here on it is their turn. Digits that are another's are refused like any that won't do."""
    turn.secret = True
    code = codes.code_in(turn.said)
    if turn.phone_id is None or not _is_let_in(turn):
        return go("shared.begin")
    if code is None or codes.is_weak(code):
        return go("shared.new", _why_not(code))
    told = households.add(turn.session, turn.phone_id, code, turn.language, turn.now)
    if told.tried is Tried.LOCKED:
        return Say(prompt("code.locked"))
    if told.person_id is None:
        return go("shared.new", "code.weak")
    del turn.memo[LETS_IN]
    turn.people = None
    take(turn, told.person_id)
    return Say(prompt("shared.done"))


# Of somebody else's things on a shared phone nobody may let others in.
guard(ask_first, "shared.begin", "shared.first_said")


def _has_code(turn: Turn) -> bool:
    person_id = known_person(turn)
    return person_id is not None and codes.has_code(turn.session, person_id)


def _is_let_in(turn: Turn) -> bool:
    at = turn.memo.get(LETS_IN)
    return at is not None and turn.now - datetime.fromisoformat(at) <= HOLDS


def _why_not(code: str | None) -> str:
    return "code.weak" if code else "code.not_four"
