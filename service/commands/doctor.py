"""porchlight doctor: what is configured, reachable and missing, and the next step for each.

It never prints a secret, and of a number only its last four digits.
"""

import stat
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import click
from pydantic import SecretStr

from service.clock import machine_now
from service.commands.carrier_checks import check_carrier
from service.commands.line_checks import check_drill, check_lines
from service.commands.money_checks import check_money
from service.commands.roster_checks import check_fallback_numbers, check_roster
from service.commands.running import json_option, print_json
from service.crisis.confirmed import check_bridges
from service.errors import ConfigurationError
from service.flows.caller import check_names
from service.health import Check, examine
from service.house import House, open_house
from service.redis_server import redis_command
from service.settings import Settings, read_settings
from service.text.phone import Phone


@click.command(epilog="Example:  porchlight doctor")
@json_option
@click.pass_context
def doctor(context: click.Context, as_json: bool) -> None:
    """Say what is configured, reachable and missing; status 1 if anything is not well."""
    well = True
    for check in examine_all():
        well = well and check.ok
        print_json(as_row(check)) if as_json else _tell(check)
    context.exit(0 if well else 1)


def examine_all() -> Iterator[Check]:
    """One check after the other; without settings there is nothing more to look at."""
    try:
        settings = read_settings()
        check_names(settings)
        check_bridges(settings)
        house = open_house(settings)
        about_lines = list(check_lines(settings, house.clock.now()))
    except ConfigurationError as error:
        yield Check("settings", False, str(error), "Copy .env.example to .env and fill it in.")
        return
    yield Check("settings", True, f"read; data in {settings.data_dir}")
    yield check_line(settings)
    yield check_keys(settings)
    yield from about_lines
    with house:
        yield from _health(house)
    yield from check_carrier(settings)
    yield check_public_url(settings)
    yield check_opt_out(settings)
    yield check_operator(settings)
    yield check_fallback_numbers(settings)


def check_line(settings: Settings) -> Check:
    country = Phone.parse(settings.line_number).country
    detail = f"{Phone.parse(settings.line_number)}, of {country or 'no single country'}"
    same = country == settings.home_country
    fix = "" if same else "Check LINE_NUMBER and HOME_COUNTRY: whose crisis lines should be given?"
    return Check("line", same, detail, fix)


def check_keys(settings: Settings) -> Check:
    """Without its keys the data is lost, and who reads them reads everything."""
    if settings.keys.get_secret_value():
        return Check("keys", True, "from the environment or a file named there")
    path = settings.data_dir / "keys.json"
    mode = stat.S_IMODE(path.stat().st_mode)
    if mode & (stat.S_IRWXG | stat.S_IRWXO):
        return Check("keys", False, f"others may read {path}", f"Run: chmod 600 {path}")
    return Check("keys", True, f"in {path}, for the owner only")


def check_public_url(settings: Settings) -> Check:
    """By its form; whether the carrier gets through, only its own debugger knows."""
    if settings.carrier == "simulator":
        return Check("webhooks", True, f"the simulator calls {settings.public_url}")
    return Check("webhooks", True, f"https, signed for {settings.public_url}")


def check_opt_out(settings: Settings) -> Check:
    """Exactly one of the two must answer STOP; only a person can see how the carrier is set."""
    if settings.opt_out_by == "carrier":
        return Check(
            "opt-out", True, "the carrier answers STOP, START and HELP; we keep the record"
        )
    return Check(
        "opt-out", True, "we answer STOP, START and HELP; switch the carrier's answers off"
    )


def check_operator(settings: Settings) -> Check:
    """Who is texted when something needs a person. Nobody is a choice, too."""
    if not settings.operator_number:
        return Check("operator", True, "nobody is texted when something needs a person")
    return Check("operator", True, f"{Phone.parse(settings.operator_number)} is texted")


def as_row(check: Check) -> dict[str, Any]:
    return {"check": check.check, "ok": check.ok, "detail": check.detail, "fix": check.fix}


def _health(house: House) -> Iterator[Check]:
    """A well part needs no next step."""
    found = examine(_with_own_redis(house), machine_now())
    for check in found.checks:
        yield Check(check.check, check.ok, check.in_full, "" if check.ok else check.fix)
    if found.has_tables:
        with house.database.reading() as session:
            yield check_roster(session, house)
            yield check_drill(session, house.settings, house.clock.now())
            yield check_money(session, house.settings, house.clock.now())


def _with_own_redis(house: House) -> House:
    """With none configured, `porchlight up` runs one of its own: that is the one to look at."""
    own = redis_command(house.settings.data_dir / "redis")
    if house.settings.redis_url.get_secret_value() or own is None:
        return house
    settings = house.settings.model_copy(update={"redis_url": SecretStr(own.url)})
    return replace(house, settings=settings)


def _tell(check: Check) -> None:
    click.echo(f"{'ok ' if check.ok else 'NO '} {check.check}: {check.detail}")
    if check.fix and not check.ok:
        click.echo(f"    {check.fix}")


COMMANDS = (doctor,)
