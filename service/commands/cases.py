"""porchlight cases: who needs a person, and what was done about it.

It names nobody and shows no number and no words: ids lead to the rows, and a volunteer is one of
`porchlight oncall`. Hours are those of the line's home zone.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import click
from sqlalchemy.orm import Session

from service.clock import zone
from service.commands.opened import opened_house
from service.commands.running import json_option, print_json
from service.crisis import board, closing, review
from service.crisis.cases import REPORT, SILENT, Outcome
from service.crisis.closing import BY_HAND
from service.errors import BadInput
from service.models import Case, CaseEvent

ID = click.IntRange(1, 2**63 - 1)  # what a database takes


@click.group(invoke_without_command=True)
@json_option
@click.pass_context
def cases(context: click.Context, as_json: bool) -> None:
    """List the cases that are open or somebody's, the oldest first.

    Example:  porchlight cases --json
    """
    if context.invoked_subcommand is None:
        context.invoke(list_, as_json=as_json)


@cases.command("list", epilog="Example:  porchlight cases list --closed --since 2026-11-01")
@click.option("--all", "which", flag_value="all", help="Closed ones, too.")
@click.option("--closed", "which", flag_value="closed", help="Only those that are closed.")
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), help="Opened on that day or later.")
@json_option
def list_(which: str | None, since: datetime | None, as_json: bool) -> None:
    """List cases, the oldest first; alone, those that are open or somebody's."""
    house = opened_house()
    home, now = zone(house.settings.home_zone), house.clock.now()
    day = since.replace(tzinfo=home) if since else None
    with house.database.reading() as session:
        for case in _chosen(session, which, day):
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
            more = _details_json(session, case, home)
            print_json({**_as_json(case, home, now), **more, "timeline": timeline})
            return
        print(_as_line(case, home, now))
        print(f"    {_details_line(_details_json(session, case, home))}")
        for event in events:
            print(_event_line(event, home))


@cases.command("close", epilog="Example:  porchlight cases close 12 --outcome called_back")
@click.argument("number", type=ID, metavar="ID")
@click.option("--outcome", type=click.Choice([one.value for one in BY_HAND]), required=True)
def close_(number: int, outcome: str) -> None:
    """Close a case: nobody is asked to see to it any more, and a message that was left goes.

    With false_alarm whoever was texted about it is told, and a case that is closed can still be called so.
    """
    house = opened_house()
    with house.database.transaction() as session:
        _case(session, number)
        if not closing.close(session, number, Outcome(outcome), house.clock.now()):
            raise BadInput(f"Case {number} is closed already.")
    print(f"{number} is closed: {outcome}")


@cases.command("review", epilog="Example:  porchlight cases review --days 7")
@click.option("--days", type=click.IntRange(1, 366), multiple=True, help="So far back; 7 and 30.")
@json_option
def review_(days: tuple[int, ...], as_json: bool) -> None:
    """Count the cases of the last days by what the screen said of them, with false alarms by rule."""
    house = opened_house()
    with house.database.reading() as session:
        for back in days or (7, 30):
            since = house.clock.now() - timedelta(days=back)
            rows = [_count_json(one, back) for one in review.review(session, since)]
            if not as_json:
                print(_count_all(rows, back))
            for row in rows:
                print_json(row) if as_json else print(_count_line(row))


COMMANDS = [cases]


def _chosen(session: Session, which: str | None, day: datetime | None) -> Sequence[Case]:
    if which is not None:
        return board.opened_since(session, day, closed=which == "closed")
    return [case for case in board.not_closed(session) if day is None or case.opened_at >= day]


def _count_json(one: review.Count, days: int) -> dict[str, Any]:
    return {
        "days": days,
        **one.sort._asdict(),
        "cases": one.cases,
        "claimed": one.claimed,
        "claim_s": one.claim_s,
        "unclaimed": one.unclaimed,
        "false_alarms": one.false_alarms,
        "false_alarm_rate": round(one.false_alarm_rate, 3),
    }


def _count_all(rows: Sequence[dict[str, Any]], days: int) -> str:
    """A check-in without an answer is no crisis, and is counted apart."""
    silent = sum(row["cases"] for row in rows if row["tier"] == SILENT)
    others = sum(row["cases"] for row in rows) - silent
    more = f", and {silent} check-ins without an answer" if silent else ""
    return f"{days} days: {others} cases{more}"


def _count_line(row: dict[str, Any]) -> str:
    sort = ", ".join(str(row[name]) for name in review.Sort._fields if row[name])
    told = [f"{row['cases']} cases", f"{row['claimed']} taken"]
    if row["claim_s"] is not None:
        told.append(f"half of them within {timedelta(seconds=round(row['claim_s']))}")
    if row["unclaimed"]:
        told.append(f"{row['unclaimed']} NOT TAKEN")
    told.append(f"{row['false_alarms']} false alarms ({row['false_alarm_rate']:.0%})")
    return f"    {sort}: {', '.join(told)}"


def _details_json(session: Session, case: Case, home: ZoneInfo) -> dict[str, Any]:
    """What of a case is no line of its timeline."""
    return {
        "rule": case.rule,
        "language": case.language,
        "wrote_at": _iso(case.wrote_at, home),
        "no_calls": case.no_calls,
        "pages": board.count_pages(session, case.id),
        "closed_at": _iso(case.closed_at, home),
    }


def _details_line(details: dict[str, Any]) -> str:
    told = [f"rule {details['rule']}", f"{details['pages']} pages"]
    if details["language"]:
        told.append(f"speaks {details['language']}")
    if details["no_calls"]:
        told.append("asked for NO CALLS")
    return "; ".join(told)


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
        "paged_since": _iso(case.paged_since, home),
        "round": case.round,
        "outcome": case.outcome,
    }


def _event_json(event: CaseEvent, home: ZoneInfo) -> dict[str, object]:
    return {"at": _iso(event.at, home), "what": event.what, "volunteer": event.volunteer_id}


def _as_line(case: Case, home: ZoneInfo, now: datetime) -> str:
    told = [case.tier, case.state if case.outcome is None else f"closed: {case.outcome}"]
    if case.claimed_by is not None:
        told.append(f"volunteer {case.claimed_by} {'has' if case.outcome is None else 'had'} it")
    if board.is_paged_again(case):
        told.append(f"NOBODY HAS IT, round {case.round} of pages")
    if case.call_back_by is not None:
        late = ", OVERDUE" if board.is_overdue(case, now) else ""
        what = "answer" if case.tier == REPORT else "call back"
        told.append(f"{what} by {_shown(case.call_back_by, home)}{late}")
    return f"{case.id}  since {_shown(case.opened_at, home)}  {'; '.join(told)}"


def _event_line(event: CaseEvent, home: ZoneInfo) -> str:
    who = f"  volunteer {event.volunteer_id}" if event.volunteer_id is not None else ""
    return f"    {event.at.astimezone(home):%a %Y-%m-%d %H:%M:%S}  {event.what}{who}"


def _shown(moment: datetime, home: ZoneInfo) -> str:
    return f"{moment.astimezone(home):%a %Y-%m-%d %H:%M %Z}"


def _iso(moment: datetime | None, home: ZoneInfo) -> str | None:
    return moment.astimezone(home).isoformat() if moment else None
