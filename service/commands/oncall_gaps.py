"""porchlight oncall gaps: when nobody is on duty in the next week, and which shifts are in doubt."""

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

import click

from service import shift_asks
from service.clock import zone
from service.commands.opened import opened_house
from service.commands.running import json_option, print_json
from service.crisis import shifts
from service.crisis.volunteers import WEEK
from service.models import AskState, ShiftAsk

WHY = {
    AskState.UNCONFIRMED: "has not confirmed, and stays on duty",
    AskState.LOOKING: "can't; the others are asked",
    AskState.UNCOVERED: "can't, and nobody has taken it",
}


@click.command(epilog="Example:  porchlight oncall gaps --json")
@json_option
def gaps(as_json: bool) -> None:
    """Show when nobody is on duty in the next 7 days, and shifts that are not confirmed or given back."""
    house = opened_house()
    home, now = zone(house.settings.home_zone), house.clock.now()
    with house.database.reading() as session:
        alone = shifts.gaps(session, house.settings, now, now + WEEK)
        in_doubt = shift_asks.in_doubt(session, now)
        rows = [_row("nobody", span.begins, span.ends, home) for span in alone]
        rows += [_of_ask(ask, home) for ask in in_doubt]
    for row in rows:
        print_json(row) if as_json else print(_line(row, home))
    if not rows and not as_json:
        print("Somebody is on duty at every hour of the next 7 days.")


def _of_ask(ask: ShiftAsk, home: ZoneInfo) -> dict[str, object]:
    row = _row(ask.state, ask.off_from or ask.begins_at, ask.ends_at, home)
    return {**row, "volunteer": ask.volunteer_id}


def _row(why: str, begins: datetime, ends: datetime, home: ZoneInfo) -> dict[str, object]:
    hours = round((ends - begins).total_seconds() / 3600, 2)
    span = {"from": begins.astimezone(home).isoformat(), "until": ends.astimezone(home).isoformat()}
    return {"why": str(why), **span, "hours": hours, "volunteer": None}


def _line(row: dict[str, object], home: ZoneInfo) -> str:
    return " ".join(_words(row, home))


def _words(row: dict[str, object], home: ZoneInfo) -> Iterator[str]:
    for name, form in (("from", "%a %Y-%m-%d %H:%M"), ("until", "to %a %H:%M %Z:")):
        yield datetime.fromisoformat(str(row[name])).astimezone(home).strftime(form)
    if row["volunteer"] is None:
        yield "nobody"
    else:
        yield f"volunteer {row['volunteer']} {WHY[AskState(str(row['why']))]}"
