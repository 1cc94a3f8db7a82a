"""porchlight care: the professional help that the line names, kept by hand and by name."""

from datetime import UTC, datetime

import click

from service import care as listings
from service.commands.opened import opened_house
from service.commands.running import json_option, print_json
from service.errors import BadInput
from service.meetings.locate import Home, locate
from service.meetings.places import Place, region_of_area
from service.models import Care
from service.text.phone import maybe_phone

LONGEST = 40  # of a name, and of a note: two of them and the crisis line share one text


@click.group()
def care() -> None:
    """Clinics and advice lines that CARE names, near whom they are.

    Example:  porchlight care add "Pine Clinic" 406-555-0177 --near 59801 --note "pay what you can"
    """


@care.command(
    epilog='Example:  porchlight care add "Pine Clinic" 406-555-0177 --near "Missoula, MT"'
)
@click.argument("name")
@click.argument("phone")
@click.option("--near", metavar="ZIP_OR_TOWN", help="Where it is; without it, it is for everybody.")
@click.option("--note", help="A few words: pay what you can.")
@click.option(
    "--verified",
    type=click.DateTime(["%Y-%m-%d"]),
    help="The day somebody called there to check; today unless it says so.",
)
def add(
    name: str, phone: str, near: str | None, note: str | None, verified: datetime | None
) -> None:
    """List NAME, to be called at PHONE."""
    _check(name, phone, note)
    house = opened_house()
    on = (verified or house.clock.now().astimezone(UTC)).date()
    with house.database.transaction() as session:
        home = Home(None, region_of_area(house.settings.line_number))
        place = _place(locate(session, near, home)) if near else None
        number = listings.add(session, listings.Entry(name, phone, place, note, on))
    where = f", near {place}" if place else ", for everybody"
    print(f"{number}  {name} {phone}{where}")


@care.command("list", epilog="Example:  porchlight care list --json")
@json_option
def list_(as_json: bool) -> None:
    """Show what is listed, with the day it was last checked."""
    with opened_house().database.reading() as session:
        for one in listings.everything(session):
            print_json(_as_json(one)) if as_json else print(_as_line(one))


@care.command(epilog="Example:  porchlight care remove 3")
@click.argument("number", type=int)
def remove(number: int) -> None:
    """Take the listing with this NUMBER off."""
    with opened_house().database.transaction() as session:
        if not listings.remove(session, number):
            raise BadInput(f"There is no listing {number}. See porchlight care list.")


COMMANDS = [care]


def _check(name: str, phone: str, note: str | None) -> None:
    if len(name) > LONGEST or len(note or "") > LONGEST:
        raise BadInput(f"A name and a note have {LONGEST} letters at most: they go into a text.")
    if maybe_phone(phone) is None:
        raise BadInput(f"{phone} is no telephone number.")


def _place(found: list[Place]) -> Place:
    """Raises BadInput when it is no place, or several: a clinic lies in one."""
    if not found:
        raise BadInput("--near is no ZIP or town we know.")
    if len(found) > 1:
        raise BadInput(
            f"--near may be {' or '.join(map(str, found))}: add the state, or give a ZIP."
        )
    return found[0]


def _as_json(one: Care) -> dict[str, object]:
    return {
        "id": one.id,
        "name": one.name,
        "phone": one.phone,
        "town": one.town,
        "region": one.region,
        "note": one.note,
        "verified_on": one.verified_on.isoformat(),
    }


def _as_line(one: Care) -> str:
    where = f"{one.town}, {one.region}" if one.town else "everybody"
    note = f" ({one.note})" if one.note else ""
    return f"{one.id}  {one.name} {one.phone}{note}; {where}; checked {one.verified_on}"
