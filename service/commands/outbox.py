"""porchlight outbox: everything that goes out, where it is and why."""

from collections.abc import Iterable, Iterator

import click
from sqlalchemy import select

from service.commands.opened import opened_house
from service.commands.running import json_option, print_json
from service.delivery.states import UNDER_WAY
from service.house import House
from service.models import Outbox, State


@click.command(epilog="Example:  porchlight outbox --open")
@click.option("--open", "only_open", is_flag=True, help="Only what has not ended yet.")
@click.option(
    "--state", type=click.Choice([state.value for state in State]), help="Only rows in this state."
)
@click.option("--last", type=click.IntRange(1), metavar="N", help="Only the newest N rows.")
@json_option
def outbox(only_open: bool, state: str | None, last: int | None, as_json: bool) -> None:
    """List what goes out, oldest first: texts, calls, their state and its reason."""
    wanted = {State(state)} if state else UNDER_WAY if only_open else State
    for row in _rows(opened_house(), wanted, last):
        print_json(_as_json(row)) if as_json else print(_as_line(row))


COMMANDS = [outbox]


def _rows(house: House, states: Iterable[State], last: int | None) -> Iterator[Outbox]:
    """Ids sort by the time they were made. A few at a time: there may be very many."""
    newest = select(Outbox.id).where(Outbox.state.in_(states)).order_by(Outbox.id.desc())
    chosen = select(Outbox).order_by(Outbox.id).execution_options(yield_per=500)
    with house.database.reading() as session:
        yield from session.scalars(chosen.where(Outbox.id.in_(newest.limit(last))))


def _as_json(row: Outbox) -> dict[str, object]:
    return {
        "id": row.id,
        "kind": row.way,
        "lane": row.lane,
        "state": row.state,
        "reason": row.reason,
        "attempts": row.attempts,
        "sid": row.sid,
        "due": row.not_before.isoformat(),
        "message": row.message,
    }


def _as_line(row: Outbox) -> str:
    due = f"{row.not_before:%Y-%m-%d %H:%M:%S}"
    tries = f"{row.attempts} tries" if row.attempts != 1 else "1 try"
    return (
        f"{due}  {row.way:4}  {row.lane:8}  {row.state:11}  {tries:8}  {row.reason or ''}".rstrip()
    )
