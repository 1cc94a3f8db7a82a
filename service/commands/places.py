"""Lists of postal codes from a terminal, for countries no feed has taught us yet."""

import sys
from pathlib import Path

import click

from service.commands.opened import opened_house
from service.commands.running import json_option, print_json
from service.meetings.postal_lists import ListReport, read_list, take_list


@click.command("import-places", epilog="Example:  porchlight import-places GB.zip")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@json_option
def import_places(file: Path, as_json: bool) -> None:
    """Take in a GeoNames list of postal codes (download.geonames.org/export/zip).

    The same list again changes nothing.
    """
    house = opened_house()
    print(f"Reading {file} ...", file=sys.stderr)
    rows, report = read_list(file)
    take_list(house.database, rows, report)
    print_json(report.as_json()) if as_json else print(_lines(report))


COMMANDS = (import_places,)


def _lines(report: ListReport) -> str:
    lines = [
        f"{report.file}: {report.lines} lines, {', '.join(report.countries) or 'no country'}",
        f"  {report.codes} codes and {report.towns} towns we had not",
        f"  {report.added} added, {report.changed} changed, {report.gone} gone",
    ]
    lines += [f"  left out: {count} {reason}" for reason, count in sorted(report.reasons.items())]
    return "\n".join(lines)
