"""porchlight member: what only whoever runs the line can do for somebody who has asked them."""

import click
from sqlalchemy.orm import Session

from service import codes, households, members
from service.commands.opened import opened_house
from service.commands.sharers import one_of
from service.erasing.at_once import erase as erase_all
from service.errors import BadInput
from service.flows.groups import is_a_name
from service.text.phone import Phone


@click.command(epilog="Example:  porchlight member --of +14065550100 --forget-code")
@click.option("--of", "number", required=True, metavar="NUMBER", help="The member's phone.")
@click.option("--which", type=int, help="Of several who share it: 1 for who has had it longest.")
@click.option("--forget-code", is_flag=True, help="Take away the code they have forgotten.")
@click.option("--erase", is_flag=True, help="As if they had said ERASE themselves.")
@click.option("--name", help="The first name that those who stand by them hear; for a landline.")
def member(
    number: str, which: int | None, forget_code: bool, erase: bool, name: str | None
) -> None:
    """Help somebody who can't help themselves. Make sure first that it is them who ask."""
    if forget_code + erase + (name is not None) != 1:
        raise BadInput("Say one: --forget-code, --erase or --name.")
    house = opened_house()
    with house.database.transaction() as session:
        phone = members.find_phone(session, house.keyring, Phone.parse(number))
        if phone is None:
            raise BadInput("No phone of that number has to do with us.")
        person_id = one_of(session, phone.id, which)
        if erase:
            erase_all(session, house.settings, phone.id, house.clock.now(), person_id)
            told = "Erased here; what the carrier has goes within a day or so."
        elif name is not None:
            told = _set_name(session, person_id, name)
        else:
            told = _forget_code(session, phone.id, person_id)
    click.echo(told)


def _forget_code(session: Session, phone_id: int, person_id: int | None) -> str:
    """On a shared phone nobody does without one, or they would be let in as any of them."""
    if person_id is None or not codes.has_code(session, person_id):
        raise BadInput("There is no code on that phone.")
    if len(members.people_of(session, phone_id)) > 1:
        code = households.fresh_code(session, phone_id, person_id)
        return f"Their code is {code} now. Tell it to nobody else; with CODE they set their own."
    codes.remove(session, person_id)
    return "The code is gone. They can set another with CODE."


def _set_name(session: Session, person_id: int | None, name: str) -> str:
    """A landline has no way to spell one, and a recording of it would lie with the carrier."""
    if person_id is None:
        raise BadInput("We keep nobody with that phone.")
    if not is_a_name(name):
        raise BadInput("Write one first name, up to 20 letters.")
    members.set_name(session, person_id, name)
    return "Those who stand by them hear that name from now on."


COMMANDS = (member,)
