"""porchlight reminders: which are set, when each goes, and what keeps one from going.

It names nobody and no number: ids lead to the rows. Hours are those of the line's home zone.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

import click
from sqlalchemy import select
from sqlalchemy.orm import Session

from service import reminders as asked_for
from service import timers
from service.clock import zone
from service.commands.opened import opened_house
from service.commands.running import json_option, print_json
from service.errors import BadInput
from service.house import House
from service.members import reach_of
from service.models import Reminder, Timer


@dataclass(frozen=True, slots=True)
class Row:
    """One reminder as it stands. `state` is waiting, failing, lost, missed or ended."""

    reminder: Reminder
    timer: Timer | None
    ways: str
    trouble: str | None

    @property
    def state(self) -> str:
        if not self.reminder.on:
            return "missed" if self.reminder.missed_because else "ended"
        if self.timer is None:
            return "lost"  # it is on, and nothing will happen
        return "failing" if self.timer.failures else "waiting"


@click.command(epilog="Example:  porchlight reminders --failing")
@click.option("--failing", is_flag=True, help="Only those that can't go as they are.")
@json_option
def reminders(failing: bool, as_json: bool) -> None:
    """List the reminders people asked for, the next one first."""
    house = opened_house()
    home = zone(house.settings.home_zone)
    with house.database.reading() as session:
        for row in sorted(_rows(session, house), key=_when):
            if failing and row.state in ("waiting", "ended"):
                continue
            print_json(_as_json(row, home)) if as_json else print(_as_line(row, home))


COMMANDS = [reminders]


def _rows(session: Session, house: House) -> Iterator[Row]:
    planned = timers.of_kind(session, asked_for.FOLLOW) | timers.of_kind(session, asked_for.TIMER)
    for reminder in session.scalars(select(Reminder)).all():
        timer = planned.get(str(reminder.id)) if reminder.on else None
        ways, trouble = _reached(session, house, reminder)
        yield Row(reminder, timer, ways, reminder.missed_because or trouble)


def _reached(session: Session, house: House, reminder: Reminder) -> tuple[str, str | None]:
    """By text, call or both; and why that can't be known: a zone that is none any more."""
    who = reminder.person_id, reminder.phone_id
    try:
        reach = reach_of(session, house.settings, *who, reminder.way)
    except BadInput as error:
        return "unknown", str(error)
    return "+".join(reach.ways), None


def _when(row: Row) -> tuple[bool, float, int]:
    due = row.timer.due_at.timestamp() if row.timer else 0.0
    return row.timer is None, due, row.reminder.id


def _as_json(row: Row, home: ZoneInfo) -> dict[str, object]:
    return {
        "id": row.reminder.id,
        "meeting": row.reminder.meeting_id,
        "state": row.state,
        "due": _iso(row.timer.due_at if row.timer else None, home),
        "starts": _iso(row.reminder.occurs_at, home),
        "way": row.ways,
        "repeats": row.reminder.repeats,
        "failures": row.timer.failures if row.timer else 0,
        "trouble": row.trouble,
    }


def _iso(moment: datetime | None, home: ZoneInfo) -> str | None:
    return moment.astimezone(home).isoformat() if moment else None


def _as_line(row: Row, home: ZoneInfo) -> str:
    due = f"{row.timer.due_at.astimezone(home):%a %Y-%m-%d %H:%M %Z}" if row.timer else "-" * 24
    often = "every date" if row.reminder.repeats else "once"
    failed = f"failed {row.timer.failures} times" if row.timer and row.timer.failures else ""
    told = ". ".join(one for one in (failed, row.trouble) if one)
    return f"{due}  {row.reminder.id}  {row.ways:9}  {row.state:7}  {often:10}  {told}".rstrip()
