"""porchlight fallback: what the carrier says for us when it can't reach us."""

import click

from service.crisis.confirmed import require_confirmed
from service.flows import fallback as documents
from service.settings import read_settings

SETTING = {"calls": "FALLBACK_CALLS_URL", "texts": "FALLBACK_TEXTS_URL"}
ADVICE = """\
Put this document where it answers without us: at Twilio a TwiML Bin (Console, Develop, TwiML Bins).
Set {name} to its address, then run: porchlight twilio connect
Make it anew when HOME_COUNTRY or ORGANISATION changes, and after an update.\
"""


@click.command(epilog="Example:  porchlight fallback --calls > calls.xml")
@click.option(
    "--calls", "kind", flag_value="calls", default="calls", help="For calls (the default)."
)
@click.option("--texts", "kind", flag_value="texts", help="For texts.")
def fallback(kind: str) -> None:
    """Print the document for the number's fallback URL: where help is, in both languages."""
    settings = read_settings()
    require_confirmed(settings)  # it is said for as long as it lies there
    make = documents.for_texts if kind == "texts" else documents.for_calls
    click.echo(make(settings))
    click.echo(ADVICE.format(name=SETTING[kind]), err=True)


COMMANDS = (fallback,)
