"""Wrong codes on one call: three, and what is left is finding and a person.

A call can be placed from anywhere, and hung up and placed again: the code's own lock (`codes`,
`households`) holds beyond the call. Not on a call of ours: nobody can place that one but us, and whoever
shows a member's number elsewhere must not keep them from what we call about.
"""

from service import households
from service.flows.turn import Channel, Choose, End, Go, Reply, Turn, go, step
from service.text.words import prompt

WRONG = "wrong_codes"  # how many this call has had
MOST_WRONG = 3


def is_over(turn: Turn) -> bool:
    return turn.channel is Channel.CALL and turn.memo.get(WRONG, 0) >= MOST_WRONG


def was_wrong(turn: Turn, again: Go) -> Go:
    """Asked for again; on a call not for ever."""
    turn.memo[WRONG] = turn.memo.get(WRONG, 0) + 1
    return go("code.enough") if is_over(turn) else again


def is_locked(turn: Turn) -> bool:
    """Whether no code is taken just now."""
    if turn.placed or turn.phone_id is None:
        return False
    return households.locked_until(turn.session, turn.phone_id, turn.now) is not None


@step("code.enough")
def enough(turn: Turn) -> Reply:
    if turn.placed:
        return End(prompt("code.enough_here"))
    return Choose(prompt("code.enough"), {1: go("find.new")}, "label.code", go("menu.main"))
