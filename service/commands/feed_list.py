"""The feeds there are: how each was read last, when it is due again; and letting one go."""

from datetime import datetime
from typing import Any

import click

from service import refresh
from service.commands.opened import opened_house
from service.commands.running import json_option, print_json
from service.errors import BadInput
from service.meetings.freshness import all_feeds
from service.models import Feed


@click.command("feeds", epilog="Example:  porchlight feeds --forget old.json")
@click.option("--forget", metavar="NAME", help="List nothing of this feed any more, nor fetch it.")
@json_option
def feeds(forget: str | None, as_json: bool) -> None:
    """Say which meeting feeds there are and how they are, a line each."""
    house = opened_house()
    if forget is not None:
        with house.database.reading() as session:
            if refresh.had(session, forget) is None:
                raise BadInput(f"There is no feed called {forget}.")
        refresh.forget(house, forget)
    with house.database.reading() as session:
        for feed in all_feeds(session):
            print_json(_row(feed)) if as_json else print(_line(feed))


COMMANDS = [feeds]


def _row(feed: Feed) -> dict[str, Any]:
    return {
        "feed": feed.name,
        "format": feed.format,
        "fellowship": feed.fellowship,
        "rows": feed.rows,
        "listed": feed.listed,
        "read_at": feed.read_at.isoformat(),
        "next_at": feed.next_at.isoformat() if feed.next_at else None,
        "refused": feed.refused_why,
        "failures": feed.failures,
        "alarm": feed.alarm_why,
    }


def _line(feed: Feed) -> str:
    told = f"{feed.name}: {feed.listed} of {feed.rows} listed, read {_when(feed.read_at)}"
    if feed.next_at:
        told += f", next {_when(feed.next_at)}"
    if feed.refused_why:
        told += f"\n  refused {feed.failures} times since: {feed.refused_why}"
    return f"{told}\n  {feed.alarm_why}" if feed.alarm_why else told


def _when(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC"
