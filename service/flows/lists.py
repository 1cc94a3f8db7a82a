"""A list on a call: one row at a time, 1 chooses, 2 goes on; the row picked is the same as by text."""

from collections.abc import Sequence
from typing import Any

from service.flows.render import one_row
from service.flows.turn import Choose, Go, Pick, Turn, go, step


@step("list.row")
def row(turn: Turn, number: int, asked_by: str, args: Sequence[Any]) -> Go:
    """Makes the list again (it may have changed) and stands at row `number`, from 0."""
    turn.memo["row"] = number
    return Go(asked_by, tuple(args))


def one_at_a_time(turn: Turn, asked_by: Go, pick: Pick) -> tuple[Go, Choose]:
    """The question a caller hears for the row they stand at, and the step that asks it again."""
    number = min(turn.memo.pop("row", 0), len(pick.rows) - 1)
    chosen = go(pick.then, pick.rows[number].value)
    following = _stand_at(number + 1, asked_by)
    if number + 1 == len(pick.rows):
        following = pick.more or _stand_at(0, asked_by)
    said = one_row(pick, number, turn.language)
    ask = Choose(said, {1: chosen, 2: following}, pick.label, pick.back)
    return _stand_at(number, asked_by), ask


def _stand_at(number: int, asked_by: Go) -> Go:
    return go("list.row", number, asked_by.step, list(asked_by.args))
