"""Wrong codes on one call: three, and what is left is finding and a person.

A call can be placed from anywhere, and hung up and placed again: the code's own lock (`codes`,
`households`) holds beyond the call.
"""

from service.flows.turn import Channel, Choose, End, Go, Reply, Say, Turn, go, step
from service.text.words import prompt

WRONG = "wrong_codes"  # how many this call has had
MOST_WRONG = 3


def is_over(turn: Turn) -> bool:
    return turn.channel is Channel.CALL and turn.memo.get(WRONG, 0) >= MOST_WRONG


def was_wrong(turn: Turn, again: Go) -> Go:
    """Asked for again; on a call not for ever."""
    turn.memo[WRONG] = turn.memo.get(WRONG, 0) + 1
    return go("code.enough") if is_over(turn) else again


def locked(turn: Turn) -> Reply:
    """No code is taken here for an hour. A call of ours ends with that: nothing else is told on it."""
    what = prompt("code.locked")
    return End(prompt("call.goodbye", what=what)) if turn.placed else Say(what)


@step("code.enough")
def enough(turn: Turn) -> Reply:
    if turn.placed:
        return End(prompt("code.enough_here"))
    return Choose(prompt("code.enough"), {1: go("find.new")}, "label.code", go("menu.main"))
