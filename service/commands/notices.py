"""porchlight notices: what coordinators tell their groups, how far it has come, and a hand on it.

It names nobody and shows no number and no words: people and phones are ids. Hours are those of the line's
home zone.
"""

import re
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import click
from sqlalchemy import select
from sqlalchemy.orm import Session

from service.clock import zone
from service.commands.opened import opened_house
from service.commands.running import json_option, print_json
from service.errors import BadInput
from service.models import Group, Notice, NoticeEvent, NoticeGroup
from service.notices import halting, spending, states, tally
from service.notices.spending import Spent
from service.notices.states import ENDS, ref
from service.settings import Settings

NAMED = re.compile(r"[Bb]?0*([1-9][0-9]{0,17})")
Move = Callable[[Session, int, int | None, datetime], bool]


class Ref(click.ParamType[int]):
    """B12, or 12."""

    name = "notice"

    def convert(self, value: Any, param: Any, ctx: Any) -> int:
        named = NAMED.fullmatch(str(value))
        if named is None:
            self.fail(f"{value!r} is no notice: they are called B12.", param, ctx)
        return int(named[1])


WHICH = click.argument("notice_id", type=Ref(), metavar="B12")


@click.group(invoke_without_command=True)
@json_option
@click.pass_context
def notices(context: click.Context, as_json: bool) -> None:
    """List the notices that are not over, the oldest first.

    Example:  porchlight notices --json
    """
    if context.invoked_subcommand is None:
        context.invoke(list_, as_json=as_json)


@notices.command("list", epilog="Example:  porchlight notices list --all")
@click.option("--all", "everything", is_flag=True, help="Those that are over, too.")
@json_option
def list_(everything: bool, as_json: bool) -> None:
    """List notices, the oldest first; alone, those that are not over."""
    house = opened_house()
    home = zone(house.settings.home_zone)
    with house.database.reading() as session:
        for notice in _listed(session, everything):
            row = _as_json(session, notice, home)
            print_json(row) if as_json else print(_as_line(row))


@notices.command(epilog="Example:  porchlight notices show B12")
@WHICH
@json_option
def show(notice_id: int, as_json: bool) -> None:
    """Show one notice: what was done about it, and what became of it for each person."""
    house = opened_house()
    home = zone(house.settings.home_zone)
    with house.database.reading() as session:
        notice = _known(session, notice_id)
        row = _as_json(session, notice, home)
        events = [_event(event, home) for event in _events(session, notice_id)]
        people = [_outcome(one) for one in tally.outcomes(session, notice_id)]
    if as_json:
        print_json({**row, "events": events, "outcomes": people})
        return
    print(_as_line(row))
    for event in events:
        print(f"    {event['at']}  {event['what']}")
    for one in people:
        print(f"    person {one['person']}: {one['outcome']}{_why(one)}")


@notices.command(epilog="Example:  porchlight notices pause B12")
@WHICH
def pause(notice_id: int) -> None:
    """Pause a notice that goes out: what waits of it waits on, and expires when it is of no use."""
    _do(halting.pause, notice_id, "paused", "It doesn't go out just now.")


@notices.command(epilog="Example:  porchlight notices resume B12")
@WHICH
def resume(notice_id: int) -> None:
    """Have a paused notice go on."""
    _do(halting.resume, notice_id, "going on", "It is not paused.")


@notices.command(epilog="Example:  porchlight notices stop B12")
@WHICH
def stop(notice_id: int) -> None:
    """Stop a notice for good: whoever has not got it yet never will."""
    _do(halting.stop, notice_id, "stopped", "It is over, or was never confirmed.")


COMMANDS = [notices]


@notices.command("spending", epilog="Example:  porchlight notices spending --json")
@json_option
def spending_(as_json: bool) -> None:
    """What notices have cost this month, and what they may."""
    with opened_house() as house:
        now, settings = house.clock.now(), house.settings
        month = spending.month_of(settings, now)
        with house.database.reading() as session:
            spent = spending.since(session, settings, month)
    row = _spent(spent, month, settings)
    print_json(row) if as_json else print(_spent_line(row))


def _do(move: Move, notice_id: int, done: str, otherwise: str) -> None:
    house = opened_house()
    with house.database.transaction() as session:
        _known(session, notice_id)
        if not move(session, notice_id, None, house.clock.now()):
            raise BadInput(otherwise)
        told = tally.of(session, notice_id)
    print(f"{ref(notice_id)} is {done}: {told.reached} of {told.people} have it.")


def _listed(session: Session, everything: bool) -> Sequence[Notice]:
    asked = select(Notice).order_by(Notice.id)
    if not everything:
        asked = asked.where(Notice.state.not_in(ENDS))
    return session.scalars(asked).all()


def _known(session: Session, notice_id: int) -> Notice:
    notice = states.found(session, notice_id)
    if notice is None:
        raise BadInput(f"There is no notice {ref(notice_id)}. See: porchlight notices list --all")
    return notice


def _events(session: Session, notice_id: int) -> Sequence[NoticeEvent]:
    its = select(NoticeEvent).where(NoticeEvent.notice_id == notice_id)
    return session.scalars(its.order_by(NoticeEvent.id)).all()


def _as_json(session: Session, notice: Notice, home: ZoneInfo) -> dict[str, Any]:
    told = tally.of(session, notice.id)
    its = select(Group.word).join(NoticeGroup, NoticeGroup.group_id == Group.id)
    words = session.scalars(its.where(NoticeGroup.notice_id == notice.id).order_by(Group.word))
    return {
        "notice": ref(notice.id),
        "kind": notice.kind,
        "state": notice.state,
        "groups": list(words),
        "fixes": ref(notice.fixes_id) if notice.fixes_id else None,
        "people": told.people,
        "texts": notice.texts,
        "calls": notice.calls,
        "cost_micros": notice.cost_micros,
        "urgent": notice.urgent,
        "by_text": told.by_text,
        "heard": told.heard,
        "reached": told.reached,
        "voicemail": told.voicemail,
        "to_go": told.to_go,
        "in_doubt": told.in_doubt,
        "failed": told.failed,
        "created_at": _iso(notice.created_at, home),
        "held_until": _iso(notice.held_until, home),
        "useful_until": _iso(notice.useful_until, home),
        "started_at": _iso(notice.started_at, home),
        "ended_at": _iso(notice.ended_at, home),
    }


def _spent(spent: Spent, month: datetime, settings: Settings) -> dict[str, Any]:
    cap = settings.notices_month_cap_cents
    return {
        "month": f"{month:%Y-%m}",
        "notices": spent.notices,
        "segments": spent.segments,
        "minutes": spent.minutes,
        "joined_minutes": spent.joined_minutes,
        "cost": _dollars(spent.micros),
        "still_going": _dollars(spent.going_micros),
        "limit": _dollars(cap * spending.CENT_MICROS) if cap else None,
        "used": round(spent.share_of(cap), 3) if cap else None,
    }


def _dollars(micros: int) -> str:
    return f"{micros / 1_000_000:.4f}"


def _spent_line(row: dict[str, Any]) -> str:
    limit = f", {row['used']:.0%} of ${row['limit']}" if row["limit"] else ", no limit"
    what = f"{row['segments']} segments, {row['minutes']} minutes, {row['joined_minutes']} joined"
    going = f", ${row['still_going']} still to go"
    return f"{row['month']}  {row['notices']} notices  {what}  ${row['cost']}{going}{limit}"


def _event(event: NoticeEvent, home: ZoneInfo) -> dict[str, Any]:
    return {"at": _iso(event.at, home), "what": event.what, "person": event.by_person_id}


def _outcome(one: tally.Outcome) -> dict[str, Any]:
    standing = one.standing.name.lower()
    return {
        "person": one.person_id, "phone": one.phone_id, "outcome": standing, "reason": one.reason,
    }  # fmt: skip


def _why(one: dict[str, Any]) -> str:
    return f" ({one['reason']})" if one["reason"] else ""


def _as_line(row: dict[str, Any]) -> str:
    failed = sum(row["failed"].values())
    counts = {
        "reached": row["reached"], "in doubt": row["in_doubt"], "to go": row["to_go"],
        "voicemail": row["voicemail"], "failed": failed,
    }  # fmt: skip
    told = ", ".join(f"{count} {name}" for name, count in counts.items() if count)
    groups = " ".join(row["groups"]) or "no group"
    return f"{row['notice']}  {row['kind']}  {groups}  {row['state']}: {row['people']} people" + (
        f"; {told}" if told else ""
    )


def _iso(at: datetime | None, home: ZoneInfo) -> str | None:
    return at.astimezone(home).isoformat() if at else None
