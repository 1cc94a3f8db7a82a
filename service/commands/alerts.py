"""porchlight alerts: what a person has to know of, and how to say that it has been seen to."""

import click

from service.alerts import FIXES, open_alerts
from service.commands.opened import opened_house
from service.commands.running import json_option, print_json
from service.delivery.pauses import clear
from service.errors import BadInput
from service.models import Alert, Trouble


@click.command(epilog="Example:  porchlight alerts --clear texts_refused")
@click.option(
    "--clear",
    "kind",
    type=click.Choice([kind.value for kind in Trouble]),
    help="It is mended: what waited for it goes now.",
)
@json_option
def alerts(kind: str | None, as_json: bool) -> None:
    """List what needs a person, the latest first, with the next step for each."""
    house = opened_house()
    if kind:
        with house.database.transaction() as session:
            if not clear(session, Trouble(kind), house.clock.now()):
                raise BadInput(f"{kind} is not open.")
    with house.database.reading() as session:
        for alert in open_alerts(session):
            print_json(_as_json(alert)) if as_json else _tell(alert)


COMMANDS = (alerts,)


def _as_json(alert: Alert) -> dict[str, object]:
    paused = alert.paused_until
    return {
        "kind": alert.kind,
        "detail": alert.detail,
        "count": alert.count,
        "first": alert.first_at.isoformat(),
        "last": alert.last_at.isoformat(),
        "paused_until": paused and paused.isoformat(),
        "fix": FIXES[Trouble(alert.kind)],
    }


def _tell(alert: Alert) -> None:
    click.echo(f"{alert.last_at:%Y-%m-%d %H:%M}  {alert.kind}, {alert.count} times: {alert.detail}")
    click.echo(f"    {FIXES[Trouble(alert.kind)]}")
