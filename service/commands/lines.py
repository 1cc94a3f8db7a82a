"""porchlight lines: the crisis lines members are given, who has checked them, and when they were tried.

None of that needs a database: a line must be able to start, and to answer, without one. Dispatch centres,
which a volunteer is told, lie in it.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import click

from service.commands.opened import house_of_any_age, opened_house
from service.commands.running import Number, json_option, print_json
from service.crisis import confirmed
from service.crisis import dispatch as centres
from service.crisis.confirmed import DIGEST_SHOWN, OWN, Mark, Record, key_of
from service.crisis.lines import COUNTRIES, TERRITORIES, Line
from service.errors import BadInput
from service.settings import Settings
from service.text.phone import Phone

LONGEST_NAME = 60
KEPT = "Restart the line's processes: they read it as they start."
BY_SETTING = "LINES_CONFIRMED is set, and wins over the file. Set it to this:"


@click.group(invoke_without_command=True)
@click.option("--country", help="Only these, in two letters, as US; or own.")
@json_option
@click.pass_context
def lines(context: click.Context, country: str | None, as_json: bool) -> None:
    """List every line by country: what it is for, its numbers, source, who has confirmed it, last test.

    Example:  porchlight lines --country US
    """
    if context.invoked_subcommand is not None:
        return
    settings = house_of_any_age().settings
    record = confirmed.record_of(settings)
    for where, line in _rows(settings, country):
        row = _as_json(settings, record, where, line)
        print_json(row) if as_json else print(_as_line(row))


@lines.command(epilog='Example:  porchlight lines confirm US --by "Dana Reed"')
@click.argument("country")
@click.option("--by", required=True, help="Your name: who has checked each of them.")
def confirm(country: str, by: str) -> None:
    """Say that you have checked a country's lines, and your own; once they change, it is needed anew."""
    house = house_of_any_age()
    settings, name = house.settings, named(by)
    for what in _what(settings, country):
        for where, line in _rows(settings, what):
            print(_as_line(_as_json(settings, Record(), where, line)))
        record = confirmed.confirm(settings, what, name, house.clock.now())
        shown = confirmed.digest(settings, what)[:DIGEST_SHOWN]
        print(f"{what}: confirmed by {name}, as {shown}.")
    tell_kept(settings, record)


@lines.command(epilog='Example:  porchlight lines tested US 988 --by "Dana Reed"')
@click.argument("country")
@click.argument("line")
@click.option("--by", required=True, help="Your name: who has tried it.")
def tested(country: str, line: str, by: str) -> None:
    """Keep that you have tried a line today, in the way you have agreed with it: never unannounced."""
    house = house_of_any_age()
    settings, name = house.settings, named(by)
    own = confirmed.own_of(settings) if country == OWN else None
    found = own or confirmed.line_said(country.upper(), line)
    where = OWN if own else country.upper()
    record = confirmed.note_test(settings, where, found, name, house.clock.now())
    print(f"{key_of(where, found)}: tried by {name}.")
    tell_kept(settings, record)


@lines.group(invoke_without_command=True)
@json_option
@click.pass_context
def dispatch(context: click.Context, as_json: bool) -> None:
    """List the dispatch centres a volunteer is told, by county: for them to call, we never call 911.

    Example:  porchlight lines dispatch
    """
    if context.invoked_subcommand is not None:
        return
    with opened_house().database.reading() as session:
        for one in centres.everywhere(session):
            row = {"county": one.county, "region": one.region, "number": one.number}
            row["checked_at"] = one.checked_at.isoformat()
            print_json(row) if as_json else print(f"{one.county}, {one.region}  {one.number}")


@dispatch.command(
    "add", epilog='Example:  porchlight lines dispatch add "Park County, MT" +14065550170'
)
@click.argument("county", metavar='"COUNTY, STATE"')
@click.argument("number", type=Number())
def dispatch_add(county: str, number: str) -> None:
    """Keep the ten-digit number of a county's dispatch centre, which you have looked up and asked about."""
    name, region = _county(county)
    house = opened_house()
    with house.database.transaction() as session:
        centres.add(session, name, region, Phone(number), house.clock.now())
    print(f"{name}, {region}: told to the volunteer who has a case.")


@dispatch.command("remove", epilog='Example:  porchlight lines dispatch remove "Park County, MT"')
@click.argument("county", metavar='"COUNTY, STATE"')
def dispatch_remove(county: str) -> None:
    """Tell a county's number no more."""
    name, region = _county(county)
    with opened_house().database.transaction() as session:
        if not centres.remove(session, name, region):
            raise BadInput(f"There is none for {name}, {region}. See: porchlight lines dispatch")
    print(f"{name}, {region}: told no more.")


COMMANDS = [lines]


def _county(said: str) -> tuple[str, str]:
    county, _, region = [part.strip() for part in said.rpartition(",")]
    if not 2 <= len(county) <= LONGEST_NAME or not (len(region) == 2 and region.isalpha()):
        raise BadInput('Name the county with its state: "Park County, MT".')
    return county, region.upper()


def _what(settings: Settings, country: str) -> list[str]:
    """What is confirmed together: the country's lines, and our own where there is one."""
    own = [OWN] if settings.crisis_line_number else []
    if country == OWN:
        if not own:
            raise BadInput("There is no line of your own: set CRISIS_LINE_NUMBER first.")
        return own
    code = country.upper()
    if code in TERRITORIES:
        raise BadInput(f"{code} has the lines of {TERRITORIES[code]}: confirm those.")
    if code not in COUNTRIES and not own:
        raise BadInput(
            f"We know no line of {code}: set CRISIS_LINE_NUMBER to one of your own, then confirm it."
        )
    return [code, *own]


def _rows(settings: Settings, country: str | None) -> Iterator[tuple[str, Line]]:
    wanted = country if country in (None, OWN) else str(country).upper()
    for code, one in COUNTRIES.items():
        if wanted in (None, code):
            yield from ((code, line) for line in one.lines)
    own = confirmed.own_of(settings)
    if own and wanted in (None, OWN):
        yield OWN, own


def named(by: str) -> str:
    name = by.strip()
    if not 2 <= len(name) <= LONGEST_NAME:
        raise BadInput(
            f"--by takes the name of whoever has checked them, 2 to {LONGEST_NAME} letters."
        )
    return name


def tell_kept(settings: Settings, record: Record) -> None:
    if settings.lines_confirmed:
        click.echo(BY_SETTING, err=True)
        print(record.as_json(indent=None))
    else:
        click.echo(KEPT, err=True)


def _as_json(settings: Settings, record: Record, where: str, line: Line) -> dict[str, Any]:
    confirmation = confirmed.confirmation(settings, where, record)
    test = record.tested.get(key_of(where, line))
    return {
        "country": where,
        "name": line.name,
        "use": line.use,
        "call": line.call if line.then_key is None else f"{line.call} then {line.then_key}",
        "voice": line.e164,
        "text": line.text_to,
        "keyword": line.keyword,
        "languages": list(line.languages),
        "hours": line.hours or line.hours_en,
        "source": line.source,
        "verified_on": None if where == OWN else line.verified_on.isoformat(),
        "given": line.confirmed,
        "confirmed": confirmation is not None,
        **_said("confirmed", confirmation),
        **_said("tested", test),
    }


def _said(what: str, mark: Mark | None) -> dict[str, str | None]:
    at: datetime | None = mark.at if mark else None
    return {f"{what}_by": mark.by if mark else None, f"{what}_at": at.isoformat() if at else None}


def _as_line(row: dict[str, Any]) -> str:
    text = row["text"] and f"text {row['keyword'] + ' to ' if row['keyword'] else ''}{row['text']}"
    ways = "; ".join(way for way in (row["call"] and f"call {row['call']}", text) if way)
    told = [f"{row['country']}  {row['use']}: {row['name']}: {ways}"]
    told += [", ".join(row["languages"])] if row["languages"] else []
    told += [str(row["hours"])] if row["hours"] else []
    read = f"read {row['verified_on']} in {row['source']}" if row["verified_on"] else row["source"]
    told += [read, *_marks(row)]
    return "\n    ".join((told[0], "; ".join(told[1:])))


def _marks(row: dict[str, Any]) -> list[str]:
    if not row["given"]:
        return ["never given out: its sources differ, or were cut short"]
    sure = (
        f"confirmed by {row['confirmed_by']} on {row['confirmed_at'][:10]}"
        if row["confirmed"]
        else ""
    )
    tried = f"tested by {row['tested_by']} on {row['tested_at'][:10]}" if row["tested_at"] else ""
    return [sure or "confirmed by nobody", tried or "never tested"]
