"""porchlight twilio: the carrier's side of the line, set up from here."""

from dataclasses import asdict

import click

from service.commands.carrier_account import (
    change_number,
    change_service,
    found_number,
    service_of,
)
from service.commands.lines import named, tell_kept
from service.commands.number_urls import (
    DEFERS,
    Change,
    as_form,
    changes,
    fallbacks,
    parameter,
    service_changes,
)
from service.commands.opened import house_of_any_age
from service.commands.opt_out_checks import confirm, how_to_set
from service.commands.running import json_option, print_json
from service.settings import read_settings


@click.group(epilog="Example:  porchlight twilio connect --dry-run")
def twilio() -> None:
    """Set up the carrier's side of the line."""


@twilio.command(epilog="Example:  porchlight twilio connect --dry-run")
@click.option("--dry-run", is_flag=True, help="Only say what would be changed.")
@json_option
def connect(dry_run: bool, as_json: bool) -> None:
    """Have the line's number send its texts and calls to us, and tell it what to say when we are away.

    Says what it changes; a second time there is nothing to do.
    """
    settings = read_settings()
    number = found_number(settings)
    service = service_of(settings, str(number["sid"]))
    on_number, on_service = changes(settings, number), service_changes(service)
    if on_number and not dry_run:
        change_number(settings, str(number["sid"]), as_form(settings, on_number))
    if service and on_service and not dry_run:
        change_service(settings, str(service["sid"]), {parameter(DEFERS): "true"})
    found = [*on_number, *on_service]
    for change in found:
        print_json({**asdict(change), "changed": not dry_run}) if as_json else _tell(change)
    if not as_json:
        click.echo(_in_all(len(found), dry_run))
    for name in [name for name, url in fallbacks(settings).items() if not url]:
        kind = "texts" if name.startswith("sms") else "calls"
        click.echo(f"No fallback for {kind}. Make one with: porchlight fallback --{kind}", err=True)


@twilio.command("opt-out", epilog='Example:  porchlight twilio opt-out --by "Dana Reed"')
@click.option("--by", help="Your name: who has texted HELP to the line and read the one answer.")
def opt_out(by: str | None) -> None:
    """Show how the carrier's answers to STOP and HELP have to be set; or say that you have seen them.

    No interface of the carrier's tells how they are, and none lists the answers it gives by itself.
    """
    house = house_of_any_age()
    if by is None:
        click.echo(how_to_set(house.settings))
        return
    name = named(by)
    record = confirm(house.settings, name, house.clock.now())
    click.echo(f"STOP, START and HELP: seen by {name}, answered by {house.settings.opt_out_by}.")
    tell_kept(house.settings, record)


def _tell(change: Change) -> None:
    click.echo(f"{change.name}:")
    click.echo(f"  - {change.was or 'nothing'}")
    click.echo(f"  + {change.wanted or 'nothing'}")


def _in_all(count: int, dry_run: bool) -> str:
    if not count:
        return "The number is connected: nothing to change."
    return (
        f"{count} would be changed. Run it without --dry-run." if dry_run else f"{count} changed."
    )


COMMANDS = (twilio,)
