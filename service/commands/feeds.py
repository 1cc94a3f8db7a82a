"""Meeting feeds from a terminal: a file or an address in, a count with reasons out, and back again."""

import sys
from pathlib import Path
from typing import Any, NamedTuple

import click

from service import refresh
from service.clock import zone
from service.commands.feed_report import lines_of, samples_of
from service.commands.opened import opened_house
from service.commands.running import json_option, print_json
from service.errors import BadInput, FeedRefused, UnknownZone
from service.house import House
from service.meetings.copies import Terms, read_copy
from service.meetings.export import as_json, exported
from service.meetings.feeds.fellowships import known_kind
from service.meetings.fetch import Fetched, Marks, asked_url, fetch, is_address, shown
from service.meetings.report import Report

FORMATS = ("auto", "meeting-guide", "tsml", "meeting-guide-csv", "bmlt", "csv")
LONGEST_NAME = 200


class Asked(NamedTuple):
    """What was asked for; what was not said is as it was at the feed's last import."""

    fellowship: str | None
    zone: str | None
    format: str
    columns: dict[str, str]
    home_zone: str
    dry_run: bool
    accept_shrink: bool

    def terms(self, kept: Terms | None) -> Terms:
        before = kept or Terms(zone=self.home_zone)
        return Terms(
            self.fellowship or before.fellowship,
            self.zone or before.zone,
            before.format if self.format == "auto" else self.format,
            self.columns or before.columns,
        )


@click.command(
    "import",
    epilog="Example:  porchlight import meetings.json --fellowship aa --timezone America/Denver",
)
@click.argument("sources", nargs=-1, required=True, metavar="PATH_OR_URL...")
@click.option("--fellowship", help="Whose meetings these are: aa, na, grief ...; else any.")
@click.option("--timezone", "zone_name", help="Of rows that say no zone and lie nowhere.")
@click.option(
    "--format",
    "format_name",
    type=click.Choice(FORMATS),
    default="auto",
    help="What it must be; auto takes any format we know.",
)
@click.option(
    "--column",
    "columns",
    multiple=True,
    metavar="NAME=HEADER",
    help="Where a table has something, if we don't see it: day=Weekday. Repeat it.",
)
@click.option("--dry-run", is_flag=True, help="Show what would change, and change nothing.")
@click.option("--accept-shrink", is_flag=True, help="Take away what a shrunken feed no longer has.")
@json_option
def import_(
    sources: tuple[str, ...],
    fellowship: str | None,
    zone_name: str | None,
    format_name: str,
    columns: tuple[str, ...],
    dry_run: bool,
    accept_shrink: bool,
    as_json: bool,
) -> None:
    """Take meeting feeds in; the same feed twice changes nothing, a bad one touches nothing.

    What comes from an address is fetched again by itself, see FEEDS_EVERY_HOURS. What you don't say
    of a feed we have stays as it was.
    """
    house = opened_house()
    asked = Asked(
        known_kind(fellowship) if fellowship else None,
        _checked_zone(zone_name) if zone_name else None,
        format_name,
        dict(map(_column, columns)),
        house.settings.home_zone,
        dry_run,
        accept_shrink,
    )
    names = list(map(_name_of, sources))
    taken = [_take(house, *one, asked, as_json) for one in zip(sources, names, strict=True)]
    if not all(taken):
        raise SystemExit(1)


@click.command(
    "export-meetings",
    epilog="Example:  porchlight export-meetings --fellowship aa aa.json",
)
@click.argument("target", metavar="FILE|-")
@click.option("--fellowship", help="Only these: aa, na, grief ...")
@click.option("--feed", help="Only what is listed from this feed, by its name.")
def export_meetings(target: str, fellowship: str | None, feed: str | None) -> None:
    """Write what is listed as Meeting Guide JSON; read back it gives the same meetings."""
    house = opened_house()
    with house.database.reading() as session:
        if feed and refresh.had(session, feed) is None:
            raise BadInput(f"There is no feed called {feed}.")
        items = list(exported(session, fellowship and fellowship.lower(), feed))
    with click.open_file(target, "w", encoding="utf-8", atomic=target != "-") as file:
        file.write(as_json(items))
    print(f"{len(items)} meetings written.", file=sys.stderr)


COMMANDS = [import_, export_meetings]


def _name_of(source: str) -> str:
    try:
        return shown(source) if is_address(source) else source[-LONGEST_NAME:]
    except FeedRefused as refused:
        raise BadInput(str(refused)) from None


def _take(house: House, source: str, name: str, asked: Asked, as_json: bool) -> bool:
    """Reads one feed and tells about it; False when it was refused, or taken only in part."""
    print(f"Reading {name} ...", file=sys.stderr)
    try:
        report, samples = _taken(house, source, name, asked)
    except FeedRefused as refused:
        if not asked.dry_run:
            refresh.note_refused(house, name, refused)
        _show_refusal(name, refused, as_json)
        return False
    told = report.as_json() | ({"samples": samples} if asked.dry_run else {})
    print_json(told) if as_json else print(lines_of(report, samples, asked.dry_run))
    return asked.dry_run or not report.shrunk


def _taken(house: House, source: str, name: str, asked: Asked) -> tuple[Report, list[str]]:
    with house.database.reading() as session:
        had = refresh.had(session, name)
    terms = asked.terms(had.terms if had else None)
    if not is_address(source):
        fetched, url = Fetched(_file(source), Marks()), None
    else:
        # Its name, with dots for its key, is enough for a feed we have.
        url = had.url if had and had.url and source == name else source
        same = had and had.terms == terms and not (asked.dry_run or asked.accept_shrink)
        fetched = fetch(asked_url(url, terms.format), had.marks if had and same else Marks())
    if fetched.raw is None:
        report, samples = refresh.take_old_copy(house, name), []
    else:
        copy = read_copy(name, fetched.raw, terms)
        report = refresh.take_copy(house, copy, asked.dry_run, asked.accept_shrink)
        samples = samples_of(copy, house) if asked.dry_run else []
    if url and not asked.dry_run:
        refresh.note_fetched(house, name, url, fetched.marks)
    return report, samples


def _file(source: str) -> bytes:
    path = Path(source)
    if not path.is_file():
        raise BadInput(f"There is no file {source}.")
    return path.read_bytes()


def _column(said: str) -> tuple[str, str]:
    name, equals, header = said.partition("=")
    if not (name and equals and header):
        raise BadInput("--column must be like day=Weekday: our name, then the table's header.")
    return name.strip(), header.strip()


def _checked_zone(name: str) -> str:
    try:
        return zone(name).key
    except UnknownZone as error:
        raise BadInput(str(error)) from error


def _show_refusal(name: str, refused: FeedRefused, as_json: bool) -> None:
    told: dict[str, Any] = {"feed": name, "refused": str(refused)}
    print_json(told) if as_json else print(f"{name}: refused. {refused}", file=sys.stderr)
