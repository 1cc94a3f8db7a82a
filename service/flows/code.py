"""CODE: four digits of one's own, and the question for them before what others must not hear or undo.

What is typed here is kept nowhere: not as the text that came in, not among a question's words. It is
never said back.
"""

from datetime import datetime, timedelta

from service import codes, households
from service.codes import Tried
from service.flows.tries import is_locked, was_wrong
from service.flows.turn import BEGAN, Choose, Go, Listen, Reply, Say, Turn, go, step
from service.flows.whose import CODE_GIVEN, is_shared, known_person, person_here, take
from service.meetings.query import understand
from service.text.language import bare
from service.text.words import prompt

# How long after the old one a new one may be said.
PROOF_LASTS = timedelta(minutes=10)
# In a memo: the step a code was asked for, with its arguments; where it goes on once a first code is set.
WANTED, AFTERWARDS = "code_for", "after_code"
OFF = frozenset("off no none quitar borrar fuera".split())


def code_behind(turn: Turn, rest: str) -> Go | None:
    """CODE with four digits, or OFF. "Code of conduct" is no business of it."""
    if bare(rest) in OFF:
        return go("code.off")
    if not any(sign.isdigit() for sign in rest):
        return None
    turn.secret = True
    return go("code.given")


@step("code.ask")
def ask(turn: Turn) -> Reply:
    return Say(prompt("code.locked")) if is_locked(turn) else _asking(turn, "code.ask")


@step("code.said")
def said(turn: Turn) -> Reply | Go:
    """Where it was asked for, if it is the right one. What is no code may be a search."""
    if codes.code_in(turn.said) is None and (search := understand(turn.said)):
        return go("find.asked", search.as_json())
    turn.secret = True
    person_id = known_person(turn)
    if turn.phone_id is None or person_id is None or WANTED not in turn.memo:
        return go("menu.main")
    match _tried(turn, turn.phone_id, person_id):
        case Tried.RIGHT:
            return was_right(turn, person_id)
        case Tried.WRONG:
            return was_wrong(turn, go("code.again"))
    return go("code.ask")


@step("code.again")
def again(turn: Turn) -> Reply:
    return _asking(turn, "code.wrong_here" if turn.placed else "code.wrong")


def was_right(turn: Turn, person_id: int) -> Go:
    """From now on it is proved who this is: on to where the code was asked for."""
    take(turn, person_id)
    step_id, args = turn.memo.pop(WANTED)
    return Go(step_id, tuple(args))


@step("code.menu")
def menu(turn: Turn) -> Reply | Go:
    """CODE alone: to set one, or to change it or take it away."""
    person_id = known_person(turn)
    if person_id is None or not codes.has_code(turn.session, person_id):
        return go("code.new")
    choices = {1: go("code.change"), 2: go("code.off")}
    return Choose(prompt("code.menu"), choices, "label.code", go("settings.privacy"))


@step("code.given")
def given(turn: Turn) -> Reply | Go:
    """CODE 4081: set at once where there is none; else the old one is asked for, and then the new."""
    return go("code.change" if _has_one(turn) else "code.new_said")


@step("code.change")
def change(turn: Turn) -> Reply | Go:
    return go("code.new")


@step("code.new")
def new(turn: Turn) -> Reply:
    if turn.phone_id is None:
        return Say(prompt("settings.hidden"))
    return Listen(prompt("code.new"), "code.new_said", codes.DIGITS, "label.code")


@step("code.new_said")
def new_said(turn: Turn) -> Reply | Go:
    """Only for someone without a code, or who has just given theirs."""
    turn.secret = True
    code = codes.code_in(_digits_of(turn.said))
    if turn.phone_id is None:
        return go("code.new")
    if _has_one(turn) and not _proved(turn):
        return go("code.change")
    if code is None:
        return go("code.refused", "code.not_four")
    if codes.is_weak(code):
        return go("code.refused", "code.weak")
    person_id = person_here(turn, turn.phone_id)
    tried = households.change_code(turn.session, turn.phone_id, person_id, code, turn.now)
    if tried is Tried.RIGHT:
        turn.memo.pop(CODE_GIVEN, None)
        # On a call of ours they are in the middle of what it is about.
        return Say(prompt("code.set_now" if turn.placed else "code.set"), _afterwards(turn))
    return go("code.refused", "code.weak") if tried is Tried.WRONG else Say(prompt("code.locked"))


@step("code.refused")
def refused(turn: Turn, why: str) -> Reply:
    return Listen(prompt(why), "code.new_said", codes.DIGITS, "label.code")


@step("code.off")
def off(turn: Turn) -> Reply | Go:
    """On a shared phone nobody can do without."""
    if is_shared(turn):
        return Say(prompt("code.needed"), go("settings.privacy"))
    return go("code.removed")


@step("code.removed")
def removed(turn: Turn) -> Reply | Go:
    person_id = known_person(turn)
    if is_shared(turn):
        return go("code.off")
    if person_id is not None:
        codes.remove(turn.session, person_id)
    return Say(prompt("code.removed"))


def _has_one(turn: Turn) -> bool:
    person_id = known_person(turn)
    return person_id is not None and codes.has_code(turn.session, person_id)


def _asking(turn: Turn, key: str) -> Listen:
    """Who else picked up a call of ours knows that they were called, and no more."""
    began = turn.memo.get(BEGAN) if turn.placed else None
    back = Go(began[0], tuple(began[1])) if began else None
    silent = go("call.nobody") if turn.placed else None
    return Listen(prompt(key), "code.said", codes.DIGITS, "label.code", back, silent)


def _afterwards(turn: Turn) -> Go | None:
    """Whoever was called back, and offered this, is not asked for what they have just keyed in."""
    onwards = turn.memo.pop(AFTERWARDS, None)
    if onwards is None:
        return None
    turn.memo[CODE_GIVEN], turn.gave_code = turn.now.isoformat(), True
    return Go(onwards[0], tuple(onwards[1]))


def _proved(turn: Turn) -> bool:
    at = turn.memo.get(CODE_GIVEN)
    return at is not None and turn.now - datetime.fromisoformat(at) <= PROOF_LASTS


def _tried(turn: Turn, phone_id: int, person_id: int) -> Tried:
    if not turn.placed:
        return households.is_theirs(turn.session, phone_id, person_id, turn.said, turn.now)
    told = households.tell_on_our_call(turn.session, phone_id, turn.said)
    return Tried.RIGHT if told.person_id == person_id else Tried.WRONG


def _digits_of(said: str) -> str:
    """Without the word before them, if it was said again."""
    word, _, rest = said.strip().partition(" ")
    return said if any(sign.isdigit() for sign in word) else rest
