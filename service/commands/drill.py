"""porchlight drill: the ladder rehearsed with the roster, without anybody in trouble."""

from typing import Any

import click

from service.clock import zone
from service.commands.opened import opened_house
from service.commands.running import json_option, print_json
from service.crisis import drills
from service.crisis.drills import Reached
from service.errors import BadInput
from service.models import CaseState


@click.group(invoke_without_command=True)
@click.pass_context
def drill(context: click.Context) -> None:
    """Page everybody on the roster, rung by rung, as for a crisis; each page says that it is a drill.

    No member and no crisis line is rung. A quarter of an hour later it is over.

    Example:  porchlight drill
    """
    if context.invoked_subcommand is not None:
        return
    house = opened_house()
    with house.database.transaction() as session:
        case_id = drills.begin(session, house.clock.now())
    print(f"Drill {case_id} has begun. Who has pressed: porchlight drill show")


@drill.command(epilog="Example:  porchlight drill show --json")
@json_option
def show(as_json: bool) -> None:
    """Show whom the last drill has reached, in its order, and who has pressed a key."""
    house = opened_house()
    home = zone(house.settings.home_zone)
    with house.database.reading() as session:
        case = drills.last(session)
        if case is None:
            raise BadInput("There was no drill yet. Begin one: porchlight drill")
        rows = [_as_json(case.id, one) for one in drills.reached(session, case.id)]
        begun, over = case.opened_at.astimezone(home), case.state == CaseState.CLOSED
    if not as_json:
        print(f"Drill {case.id} of {begun:%Y-%m-%d %H:%M}, {'over' if over else 'going on'}:")
    for row in rows:
        print_json(row) if as_json else print(_as_line(row))


COMMANDS = [drill]


def _as_json(case_id: int, one: Reached) -> dict[str, Any]:
    return {
        "drill": case_id,
        "volunteer": one.volunteer_id,
        "rung": one.rung + 1,
        "ways": list(one.ways),
        "paged_at": one.paged_at.isoformat(),
        "pressed_at": one.pressed_at.isoformat() if one.pressed_at else None,
        "passed": one.passed,
    }


def _as_line(row: dict[str, Any]) -> str:
    said = f"pressed at {row['pressed_at'][11:16]} UTC" if row["pressed_at"] else "pressed nothing"
    told = "passed" if row["passed"] else said
    return (
        f"  volunteer {row['volunteer']}, rung {row['rung']}, {' and '.join(row['ways'])}: {told}"
    )
