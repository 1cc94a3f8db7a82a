"""porchlight clock: what time it is in the demo, and moving it on."""

from datetime import datetime
from zoneinfo import ZoneInfo

import click

from service.clock import zone
from service.commands.opened import opened_house
from service.commands.running import json_option, print_json
from service.fast_forward import Fired, Moved, move_clock

NOBODY = "Some of it was not dealt with in time: is the demo running?"


@click.command(epilog="Example:  porchlight clock +2h")
@click.argument("to", required=False)
@json_option
def clock(to: str | None, as_json: bool) -> None:
    """Print the demo's time, or move it forward and print what happened on the way.

    TO is +90m, +2h, +1d, `next` (the next thing that is due) or a moment like 2026-11-24T18:00.
    """
    house = opened_house()
    home = zone(house.settings.home_zone)
    moved = move_clock(house, to, home) if to else Moved(house.clock.now())
    if as_json:
        print_json(moved.as_json())
    else:
        _tell(moved, home)
    if moved.late:
        raise click.ClickException(NOBODY)


def _tell(moved: Moved, home: ZoneInfo) -> None:
    for one in moved.fired:
        click.echo(f"{_local(one.at, home)}  {_what(one)}")
    click.echo(f"It is {_local(moved.now, home)} ({home.key}).")


def _what(one: Fired) -> str:
    return f"{one.kind} to {one.to}, {one.state}: {one.body or '(nothing was said)'}"


def _local(moment: datetime, home: ZoneInfo) -> str:
    return f"{moment.astimezone(home):%a %Y-%m-%d %H:%M}"


COMMANDS = (clock,)
