"""porchlight member: what only whoever runs the line can do for somebody who has asked them."""

import click

from service import codes, members
from service.commands.opened import opened_house
from service.erasing.at_once import erase as erase_all
from service.errors import BadInput
from service.text.phone import Phone


@click.command(epilog="Example:  porchlight member --of +14065550100 --forget-code")
@click.option("--of", "number", required=True, metavar="NUMBER", help="The member's phone.")
@click.option("--forget-code", is_flag=True, help="Take away the code they have forgotten.")
@click.option("--erase", is_flag=True, help="As if they had said ERASE themselves.")
def member(number: str, forget_code: bool, erase: bool) -> None:
    """Help somebody who can't help themselves. Make sure first that it is them who ask."""
    if forget_code == erase:
        raise BadInput("Say one: --forget-code or --erase.")
    house = opened_house()
    with house.database.transaction() as session:
        phone = members.find_phone(session, house.keyring, Phone.parse(number))
        if phone is None:
            raise BadInput("No phone of that number has to do with us.")
        if erase:
            erase_all(session, house.settings, phone.id, house.clock.now())
            click.echo("Erased here; what the carrier has goes within a day or so.")
            return
        person_id = members.find_person(session, phone.id)
        if person_id is None or not codes.has_code(session, person_id):
            raise BadInput("There is no code on that phone.")
        codes.remove(session, person_id)
    click.echo("The code is gone. They can set another with CODE.")


COMMANDS = (member,)
