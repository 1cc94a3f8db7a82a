"""porchlight doctor: what is configured, reachable and missing, and the next step for each.

It looks in the order in which a line is set up, so the first step that is missing is the next one: taken one
after the other they lead from an empty `.env` to a line that works. It never prints a secret, and of a number
only its last four digits.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import click
from pydantic import SecretStr

from service.clock import machine_now
from service.commands.carrier_checks import check_carrier
from service.commands.door_checks import check_door
from service.commands.line_checks import check_confirmed, check_drill, check_tried
from service.commands.money_checks import check_money
from service.commands.opt_out_checks import check_one_owner, check_opt_out
from service.commands.own_checks import (
    check_backup,
    check_keys,
    check_line,
    check_operator,
    check_whose,
    setting_fix,
)
from service.commands.roster_checks import check_fallback_numbers, check_roster
from service.commands.running import json_option, print_json
from service.crisis.confirmed import check_bridges
from service.errors import ConfigurationError, WrongSettings
from service.flows.caller import check_names
from service.health import Check, Health, examine
from service.house import House, open_house
from service.redis_server import redis_command
from service.settings import read_settings

MEND = "Mend that in .env; .env.example says what each setting means."


@click.command(epilog="Example:  porchlight doctor")
@json_option
@click.pass_context
def doctor(context: click.Context, as_json: bool) -> None:
    """Say what is configured, reachable and missing, the next step first; status 1 unless all is well."""
    checks = list(examine_all())
    missing = [check for check in checks if not check.ok]
    if as_json:
        for check in (*missing, *(check for check in checks if check.ok)):
            print_json(as_row(check))
    else:
        _tell(checks, missing)
    context.exit(1 if missing else 0)


def examine_all() -> Iterator[Check]:
    """One check after the other; without settings there is nothing more to look at."""
    try:
        settings = read_settings()
        check_names(settings)
        check_bridges(settings)
        house = open_house(settings)
        lines = check_confirmed(settings, house.clock.now())
    except WrongSettings as error:
        yield Check("settings", False, str(error), setting_fix(error.names[0]))
        return
    except ConfigurationError as error:
        yield Check("settings", False, str(error), MEND)
        return
    yield Check("settings", True, f"read; data in {settings.data_dir}")
    with house:
        yield check_whose(settings)
        yield check_line(settings)
        yield check_keys(settings)
        yield lines
        yield from check_carrier(settings)
        yield from _running(house)


def _running(house: House) -> Iterator[Check]:
    """What stands here, what runs, and what only people can do."""
    settings, now = house.settings, house.clock.now()
    found = examine(_with_own_redis(house), machine_now())
    yield from _health(found)
    yield check_door(settings)
    yield check_opt_out(settings, now)
    yield check_tried(settings, now)
    yield check_operator(settings)
    yield check_fallback_numbers(settings)
    if found.has_tables:
        with house.database.reading() as session:
            yield check_one_owner(session, settings)
            yield check_roster(session, house)
            yield check_drill(session, settings, now)
            yield check_money(session, settings, now)
    yield check_backup(house, machine_now())


def as_row(check: Check) -> dict[str, Any]:
    return {"check": check.check, "ok": check.ok, "detail": check.detail, "fix": check.fix}


def _health(found: Health) -> Iterator[Check]:
    """A well part needs no next step."""
    for check in found.checks:
        yield Check(check.check, check.ok, check.in_full, "" if check.ok else check.fix)


def _with_own_redis(house: House) -> House:
    """With none configured, `porchlight up` runs one of its own: that is the one to look at."""
    own = redis_command(house.settings.data_dir / "redis")
    if house.settings.redis_url.get_secret_value() or own is None:
        return house
    settings = house.settings.model_copy(update={"redis_url": SecretStr(own.url)})
    return replace(house, settings=settings)


def _tell(checks: list[Check], missing: list[Check]) -> None:
    if missing:
        click.echo(f"Next step: {missing[0].fix}\n")
    for check in checks:
        click.echo(f"{'ok ' if check.ok else 'NO '} {check.check}: {check.detail}")
        if check.fix and not check.ok:
            click.echo(f"    {check.fix}")
    if not missing:
        click.echo("\nAll is well.")


COMMANDS = (doctor,)
