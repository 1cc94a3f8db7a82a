"""porchlight checkins: who is asked when, and a check-in proposed to a member.

The list names nobody and no number, and has no answer: ids lead to the rows. Hours are each person's own.
"""

from datetime import datetime

import click
from sqlalchemy import select
from sqlalchemy.orm import Session

from service import members
from service.checkins import figures, proposals
from service.checkins.plans import GRACE_MIN, Wish
from service.clock import zone
from service.commands.opened import opened_house
from service.commands.running import Number, json_option, print_json
from service.commands.sharers import one_of
from service.errors import BadInput
from service.flows.check_told import days_named
from service.house import House
from service.models import CheckIn, CheckInDay, Contact, Person, PhoneRow, Stands
from service.text.check_words import EVERY_DAY, CheckSaid, check_in_said
from service.text.phone import Phone


@click.group()
def checkins() -> None:
    """Check-ins: members are asked how they are at an hour of their own.

    Example:  porchlight checkins propose +14065550100 9am daily
    """


@checkins.command("list", epilog="Example:  porchlight checkins list --json")
@json_option
def list_(as_json: bool) -> None:
    """Show each check-in: when it is asked, and how its ladder stands."""
    house = opened_house()
    with house.database.reading() as session:
        for check_in in session.scalars(select(CheckIn).order_by(CheckIn.id)).all():
            row = _row(session, house, check_in)
            print_json(row) if as_json else print(_as_line(row))


@checkins.command(epilog="Example:  porchlight checkins propose +14065550100 9am daily")
@click.argument("number", type=Number())
@click.argument("words", nargs=-1, required=True, metavar="HOUR [DAYS]")
@click.option("--which", type=int, help="Of several who share it: 1 for who has had it longest.")
@click.option("--by", type=Number(), help="The coordinator's number, where several could be.")
def propose(number: str, words: tuple[str, ...], which: int | None, by: str | None) -> None:
    """Ask a member of a group for their yes to a check-in; nothing is asked before it."""
    house, said = opened_house(), _said(" ".join(words))
    now = house.clock.now()
    with house.database.transaction() as session:
        phone_id, person_id = _member(session, house, number, which)
        coordinator_id = _coordinator(session, house, person_id, by)
        wish = Wish(
            person_id, phone_id, said.at_min or 0, said.days or EVERY_DAY,
            grace_min=said.grace_min or GRACE_MIN,
        )  # fmt: skip
        made = proposals.propose(session, house.settings, wish, coordinator_id, now)
        print(f"Check-in {made.id} is proposed; nothing is asked before their yes.")


@checkins.command("figures", epilog="Example:  porchlight checkins figures --weeks 4 --json")
@click.option("--weeks", default=1, show_default=True, type=click.IntRange(1, 13))
@json_option
def figures_(weeks: int, as_json: bool) -> None:
    """Show how check-ins went, by group and week; nothing that tells of fewer than five people."""
    house = opened_house()
    monday = figures.last_monday(house.settings, house.clock.now())
    with house.database.reading() as session:
        for back in range(weeks):
            week = monday - back * figures.WEEK
            for one in figures.by_group(session, house.settings, week):
                print_json(_figures_row(one)) if as_json else print(_figures_line(one))


COMMANDS = [checkins]


def _figures_row(one: figures.Figures) -> dict[str, object]:
    return {"group": one.group, "week": one.week.isoformat(), "people": one.people, **one.shown}


def _figures_line(one: figures.Figures) -> str:
    counts = ", ".join(
        f"{name.replace('_', ' ')} {'-' if count is None else count}"
        for name, count in one.shown.items()
    )
    return f"{one.group}  week of {one.week}  {one.people} people: {counts}"


def _said(words: str) -> CheckSaid:
    said = check_in_said(words)
    if said.at_min is None or said.is_odd or said.is_near or said.is_bare:
        raise BadInput("Write the hour with am or pm, and days: 9am daily, 8:30pm mon thu.")
    return said


def _member(session: Session, house: House, number: str, which: int | None) -> tuple[int, int]:
    phone = members.find_phone(session, house.keyring, Phone.parse(number))
    person_id = one_of(session, phone.id, which) if phone else None
    if phone is None or person_id is None:
        raise BadInput("Nobody with that number has joined a group.")
    return phone.id, person_id


def _coordinator(session: Session, house: House, person_id: int, by: str | None) -> int:
    if by is None:
        found = proposals.coordinator_of(session, person_id)
    else:
        phone = members.find_phone(session, house.keyring, Phone.parse(by))
        found = members.find_person(session, phone.id) if phone else None
    if found is None:
        raise BadInput("They have joined no group that has a coordinator.")
    return found


def _row(session: Session, house: House, check_in: CheckIn) -> dict[str, object]:
    person = session.get_one(Person, check_in.person_id)
    home = zone(person.zone or house.settings.home_zone)
    contacts = Contact.person_id == person.id, Contact.stands == Stands.CONTACT
    open_days = CheckInDay.check_in_id == check_in.id, CheckInDay.ended_at.is_(None)
    newest = select(CheckInDay.state).where(*open_days).order_by(CheckInDay.occurs_at.desc())
    return {
        "id": check_in.id,
        "person": person.id,
        "state": _state(session, check_in, house.clock.now()),
        "at": f"{check_in.at_min // 60:02}:{check_in.at_min % 60:02}",
        "days": days_named(check_in.days, "en").eye,
        "zone": home.key,
        "next": check_in.next_at.astimezone(home).isoformat() if check_in.next_at else None,
        "away_until": check_in.away_until.astimezone(home).isoformat()
        if check_in.away_until
        else None,
        "asks": check_in.asks,
        "way": check_in.way,
        "grace_min": check_in.grace_min,
        "contacts": len(session.scalars(select(Contact.id).where(*contacts)).all()),
        "day": session.scalars(newest.limit(1)).first(),
    }


def _state(session: Session, check_in: CheckIn, now: datetime) -> str:
    """stopped: its phone said STOP."""
    if not check_in.on:
        return "off"
    if check_in.agreed_at is None:
        return "proposed"
    if session.get_one(PhoneRow, check_in.phone_id).stopped_at:
        return "stopped"
    return "away" if check_in.away_until and now < check_in.away_until else "on"


def _as_line(row: dict[str, object]) -> str:
    day = f"now: {row['day']}" if row["day"] else ""
    when = f"{row['at']} {row['days']} {row['zone']}"
    told = f"{row['contacts']} contacts, {row['grace_min']} min"
    return (
        f"{row['id']}  {row['state']:8}  {when}  {told}  next {row['next'] or '-'}  {day}".rstrip()
    )
