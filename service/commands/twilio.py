"""porchlight twilio: the carrier's side of the line, set up from here."""

import click

from service.commands.carrier_checks import connect_number, fallback_urls, wanted_urls
from service.settings import read_settings


@click.group(epilog="Example:  porchlight twilio connect")
def twilio() -> None:
    """Set up the carrier's side of the line."""


@twilio.command(epilog="Example:  porchlight twilio connect")
def connect() -> None:
    """Have the line's number send its texts and calls to us, and tell it what to say when we are away."""
    settings = read_settings()
    connect_number(settings)
    for name, url in {**wanted_urls(settings), **fallback_urls(settings)}.items():
        click.echo(f"{name}: {url or 'left as it is'}")
    for name in [name for name, url in fallback_urls(settings).items() if not url]:
        kind = "texts" if name.startswith("sms") else "calls"
        click.echo(f"No fallback for {kind}. Make one with: porchlight fallback --{kind}", err=True)


COMMANDS = (twilio,)
