"""Meeting feeds from a terminal: a file or an address in, a count with reasons out."""

import sys
from pathlib import Path

import click
import requests

from service.clock import zone
from service.commands.opened import opened_house
from service.commands.running import json_option, print_json
from service.errors import BadInput, FeedRefused, UnknownZone
from service.house import House
from service.meetings.importer import import_feed, record_refusal
from service.meetings.report import Report

FETCH_TIMEOUT_S = 60
FETCHED_BY = "Porchlight feed reader"


@click.command(
    "import",
    epilog="Example:  porchlight import meetings.json --fellowship aa --timezone America/Denver",
)
@click.argument("sources", nargs=-1, required=True, metavar="PATH_OR_URL...")
@click.option("--fellowship", default="any", help="Whose meetings these are: aa, na, grief ...")
@click.option("--timezone", "zone_name", help="Of rows that say no zone and lie nowhere.")
@click.option(
    "--format",
    "format_name",
    type=click.Choice(["auto", "meeting-guide", "tsml"]),
    default="auto",
    help="What it must be; auto takes any format we know.",
)
@click.option("--dry-run", is_flag=True, help="Count only, change nothing.")
@json_option
def import_(
    sources: tuple[str, ...],
    fellowship: str,
    zone_name: str | None,
    format_name: str,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Take meeting feeds in; the same feed twice changes nothing, a bad one touches nothing."""
    house = opened_house()
    default_zone = _checked_zone(zone_name or house.settings.home_zone)
    refused = 0
    for source in sources:
        print(f"Reading {source} ...", file=sys.stderr)
        try:
            raw = _fetched(source)
            report = _taken_in(
                house, source, raw, fellowship.lower(), default_zone, format_name, dry_run
            )
        except FeedRefused as error:
            refused += 1
            with house.database.transaction() as session:
                record_refusal(session, source, error, house.clock.now())
            _show_refusal(source, error, as_json)
        else:
            print_json(report.as_json()) if as_json else print(_report_lines(report))
    if refused:
        raise SystemExit(1)


COMMANDS = [import_]


def _fetched(source: str) -> bytes:
    if not source.startswith(("http://", "https://")):
        path = Path(source)
        if not path.is_file():
            raise BadInput(f"There is no file {source}.")
        return path.read_bytes()
    try:
        answer = requests.get(source, timeout=FETCH_TIMEOUT_S, headers={"User-Agent": FETCHED_BY})
        answer.raise_for_status()
    except requests.RequestException as error:
        raise FeedRefused(f"It could not be fetched ({type(error).__name__}).") from error
    return answer.content


def _taken_in(
    house: House,
    source: str,
    raw: bytes,
    fellowship: str,
    default_zone: str,
    format_name: str,
    dry_run: bool,
) -> Report:
    with house.database.transaction() as session:
        report = import_feed(
            session, source, raw, fellowship, default_zone, house.clock.now(), dry_run
        )
        if format_name not in ("auto", report.format):
            raise FeedRefused(f"It is {report.format}, not {format_name}.")
        return report


def _checked_zone(name: str) -> str:
    try:
        return zone(name).key
    except UnknownZone as error:
        raise BadInput(str(error)) from error


def _show_refusal(source: str, error: FeedRefused, as_json: bool) -> None:
    if as_json:
        print_json({"feed": source, "refused": str(error)})
    else:
        print(f"{source}: refused. {error}", file=sys.stderr)


def _report_lines(report: Report) -> str:
    lines = [
        f"{report.feed}: {report.rows} rows ({report.format})",
        f"  {report.listed} listed, {report.hidden} hidden",
        f"  {report.added} added, {report.changed} changed, {report.gone} gone; times in {report.timezone}",
    ]
    lines += [f"  hidden: {count} {reason}" for reason, count in sorted(report.reasons.items())]
    if report.shrunk:
        lines.append(
            "  It lost more than 30 % of its meetings: what is missing was kept. Look at it."
        )
    return "\n".join(lines)
