"""What a key on a call means: 0 a person, star again, # back, then the question's own digits."""

from service.flows import questions
from service.flows.open_question import PERSON, Open
from service.flows.reading import Reading
from service.flows.threads import Thread
from service.flows.turn import Go, Turn, go

SILENCES_ALLOWED = 2
NOISES_ALLOWED = 5
KEYS = frozenset("0123456789*#")
# On a call of ours the gate offers it; so it holds at every question behind the gate that has no such key.
STOP_KEY = "8"


def far_end(turn: Turn, thread: Thread) -> Reading | None:
    """The call that this one was joined to is over; should the carrier not say how, it failed."""
    where = thread.waiting[0].far_end if thread.waiting else None
    if where is None:
        return None
    questions.answered(turn.session, thread.waiting[0])
    return Reading(go(where.step, *where.args, turn.far_end or "failed"))


def key(turn: Turn, thread: Thread) -> Reading:
    """Keys on a call: 0 a person, star again, # back, then the question's own digits."""
    newest = thread.waiting[0] if thread.waiting else None
    if turn.said == "" and newest:
        return _silence(turn, newest)
    if not KEYS.issuperset(turn.said) and newest:
        return _not_understood(turn, newest)
    turn.memo["silences"] = turn.memo["noises"] = 0
    if turn.said == "0":
        return Reading(_person(turn, newest))
    if newest is None:
        return Reading(go("menu.main"))
    if turn.said == "#":
        return Reading(newest.back or go("menu.main"))
    where = newest.choice(turn.said) or _end_of_calls(turn)
    if where is not None:
        return Reading(where)
    if "*" in turn.said:
        return Reading(newest.again)  # among digits too: whoever has mistyped starts anew
    return Reading(go(newest.listens) if newest.listens else _no_such_key(turn, newest))


def _no_such_key(turn: Turn, newest: Open) -> Go:
    """Says so before the question comes again, or it would seem that we had not heard."""
    return go("menu.no_such_key", turn.said, newest.again.step, *newest.again.args)


def _not_understood(turn: Turn, newest: Open) -> Reading:
    """Asked again, which is no silence; where a room is never quiet, a person in the end."""
    turn.memo["noises"] = noises = turn.memo.get("noises", 0) + 1
    return Reading(newest.again if noises <= NOISES_ALLOWED else PERSON)


def _person(turn: Turn, newest: Open | None) -> Go:
    """On a call of ours what was asked comes again: whoever picked up is led to no menu."""
    if newest is None or not turn.placed:
        return PERSON
    return go(PERSON.step, newest.again.step, *newest.again.args)


def _end_of_calls(turn: Turn) -> Go | None:
    return go("account.stop") if turn.placed and turn.said == STOP_KEY else None


def _silence(turn: Turn, newest: Open) -> Reading:
    """Said again twice, then a person: a rotary phone and a frightened caller both stay silent.

    Silence even then is a phone off the hook, and ends the call.
    """
    if newest.passes and newest.when_silent:
        return Reading(newest.when_silent)
    turn.memo["silences"] = silences = turn.memo.get("silences", 0) + 1
    if silences <= SILENCES_ALLOWED:
        return Reading(go("menu.patient", newest.again.step, *newest.again.args))
    if newest.when_silent:
        return Reading(newest.when_silent)
    return Reading(PERSON if silences == SILENCES_ALLOWED + 1 else go("menu.goodbye"))
