"""The simulated carrier from a terminal: its faults and its ledger."""

from typing import Any

import click

from service.commands.running import json_option, print_json, simulator, url_option

USUAL_RATE = 0.05
LEDGER = (
    "sid", "kind", "to", "body_sha256", "segments", "minutes", "price", "status", "created", "delivered",
)  # fmt: skip


@click.command(epilog="Example:  porchlight fault cut-after --rate 0.2 --for 60")
@click.argument("name", required=False)
@click.option(
    "--rate",
    type=click.FloatRange(0, 1),
    help=f"Of all chances, 0 to 1; 0 switches it off.  [default: {USUAL_RATE}]",
)
@click.option(
    "--for",
    "for_s",
    type=click.FloatRange(min=0, min_open=True),
    metavar="S",
    help="Only S seconds.",
)
@json_option
@url_option
def fault(
    name: str | None, rate: float | None, for_s: float | None, as_json: bool, url: str | None
) -> None:
    """Switch a carrier fault on, or off when it is on; without a name, list them."""
    line = simulator(url)
    if name:
        if rate is None:
            rate = 0 if for_s is None and _is_on(line.get("faults"), name) else USUAL_RATE
        line.post("faults", **{"name": name, "rate": rate, "for": for_s})
    for row in line.get("faults")["faults"]:
        if name in (None, row["name"]):
            print_json(row) if as_json else print(_fault_line(row))


@click.command(epilog="Example:  porchlight ledger --json | tail -1")
@json_option
@url_option
def ledger(as_json: bool, url: str | None) -> None:
    """Show the carrier's own record of everything it was asked to do, oldest first."""
    for row in simulator(url).get("ledger")["rows"]:
        print_json({key: row[key] for key in LEDGER}) if as_json else print(_ledger_line(row))


COMMANDS = [fault, ledger]


def _is_on(told: dict[str, Any], name: str) -> bool:
    return any(row["name"] == name and row["rate"] > 0 for row in told["faults"])


def _fault_line(row: dict[str, Any]) -> str:
    left = f", {row['for']:g} s left" if row["for"] else ""
    state = f"on  {row['rate']:g}{left}" if row["rate"] else "off"
    return f"{row['name']:<20} {state:<18} {row.get('about', '')}".rstrip()


def _ledger_line(row: dict[str, Any]) -> str:
    size = f"{row['segments']} seg" if row["segments"] else f"{row['minutes']} min"
    return f"{row['created']}  {row['kind']:<7} {row['to']:<13} {size:>6}  {row['status']}"
