"""porchlight cases: who needs a person, and what was done about it.

It names nobody and shows no number and no words: ids lead to the rows, and a volunteer is one of
`porchlight oncall`. Hours are those of the line's home zone.
"""

from datetime import datetime
from zoneinfo import ZoneInfo

import click
from sqlalchemy.orm import Session

from service.clock import zone
from service.commands.opened import opened_house
from service.commands.running import json_option, print_json
from service.crisis import board, callbacks
from service.crisis.cases import Outcome
from service.errors import BadInput
from service.models import Case, CaseEvent, CaseState

ID = click.IntRange(1, 2**63 - 1)  # what a database takes


@click.group(invoke_without_command=True)
@json_option
@click.pass_context
def cases(context: click.Context, as_json: bool) -> None:
    """List the cases that are open or somebody's, the oldest first.

    Example:  porchlight cases --json
    """
    if context.invoked_subcommand is not None:
        return
    house = opened_house()
    home, now = zone(house.settings.home_zone), house.clock.now()
    with house.database.reading() as session:
        for case in board.not_closed(session):
            print_json(_as_json(case, home, now)) if as_json else print(_as_line(case, home, now))


@cases.command(epilog="Example:  porchlight cases show 12")
@click.argument("number", type=ID, metavar="ID")
@json_option
def show(number: int, as_json: bool) -> None:
    """Show what happened to one case, in its order."""
    house = opened_house()
    home, now = zone(house.settings.home_zone), house.clock.now()
    with house.database.reading() as session:
        case = _case(session, number)
        events = board.timeline(session, number)
        if as_json:
            timeline = [_event_json(event, home) for event in events]
            print_json({**_as_json(case, home, now), "timeline": timeline})
            return
        print(_as_line(case, home, now))
        for event in events:
            print(_event_line(event, home))


@cases.command("close", epilog="Example:  porchlight cases close 12 --outcome called_back")
@click.argument("number", type=ID, metavar="ID")
@click.option("--outcome", type=click.Choice([one.value for one in Outcome]), required=True)
def close_(number: int, outcome: str) -> None:
    """Close a case: nobody is asked to see to it any more, and a message that was left goes."""
    house = opened_house()
    with house.database.transaction() as session:
        if _case(session, number).state == CaseState.CLOSED:
            raise BadInput(f"Case {number} is closed already.")
        callbacks.finish(session, number, Outcome(outcome), house.clock.now())
    print(f"{number} is closed: {outcome}")


COMMANDS = [cases]


def _case(session: Session, number: int) -> Case:
    case = session.get(Case, number)
    if case is None:
        raise BadInput(f"There is no case {number}. See: porchlight cases")
    return case


def _as_json(case: Case, home: ZoneInfo, now: datetime) -> dict[str, object]:
    return {
        "id": case.id,
        "since": _iso(case.opened_at, home),
        "tier": case.tier,
        "kind": case.kind,
        "state": case.state,
        "claimed_by": case.claimed_by,
        "claimed_at": _iso(case.claimed_at, home),
        "call_back_by": _iso(case.call_back_by, home),
        "overdue": board.is_overdue(case, now),
        "outcome": case.outcome,
    }


def _event_json(event: CaseEvent, home: ZoneInfo) -> dict[str, object]:
    return {"at": _iso(event.at, home), "what": event.what, "volunteer": event.volunteer_id}


def _as_line(case: Case, home: ZoneInfo, now: datetime) -> str:
    told = [case.tier, case.state if case.outcome is None else f"closed: {case.outcome}"]
    if case.claimed_by is not None:
        told.append(f"volunteer {case.claimed_by} has it")
    if case.call_back_by is not None:
        late = ", OVERDUE" if board.is_overdue(case, now) else ""
        told.append(f"call back by {_shown(case.call_back_by, home)}{late}")
    return f"{case.id}  since {_shown(case.opened_at, home)}  {'; '.join(told)}"


def _event_line(event: CaseEvent, home: ZoneInfo) -> str:
    who = f"  volunteer {event.volunteer_id}" if event.volunteer_id is not None else ""
    return f"    {event.at.astimezone(home):%a %Y-%m-%d %H:%M:%S}  {event.what}{who}"


def _shown(moment: datetime, home: ZoneInfo) -> str:
    return f"{moment.astimezone(home):%a %Y-%m-%d %H:%M %Z}"


def _iso(moment: datetime | None, home: ZoneInfo) -> str | None:
    return moment.astimezone(home).isoformat() if moment else None
