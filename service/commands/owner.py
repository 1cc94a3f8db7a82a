"""porchlight owner: the first who may sign in to the console, and whoever else owns or reads it."""

import click

from service import members
from service.access import roles, sign_in
from service.commands import enlisted
from service.commands.opened import opened_house
from service.commands.running import Number
from service.commands.sharers import one_of
from service.errors import BadInput
from service.models import Post
from service.text.phone import Phone


@click.command(epilog="Example:  porchlight owner +14065550120 --name Ben")
@click.argument("number", type=Number())
@click.option("--name", help="What they are called here, if they gave no name.")
@click.option("--which", type=int, help="Of several who share it: 1 for who has had it longest.")
@click.option(
    "--reader", "post", flag_value=Post.READER, help="They see no names and change nothing."
)
@click.option("--remove", is_flag=True, help="Take it away again; they are signed out at once.")
def owner(
    number: str, name: str | None, which: int | None, post: Post | None, remove: bool
) -> None:
    """Let somebody sign in to the console at /console as its owner, with a code sent to this number.

    Coordinators and on-call peers need none of this: they sign in as what they are.
    """
    house = opened_house()
    with house.database.transaction() as session:
        now = house.clock.now()
        if remove:
            known = members.find_phone(session, house.keyring, Phone.parse(number))
            person_id = one_of(session, known.id, which) if known else None
            if person_id is None or not roles.take_away(session, person_id):
                raise BadInput("They neither own nor read the console.")
            sign_in.close_all(session, person_id)
        else:
            phone_id = enlisted.phone_of(session, house, number, now)
            person_id = enlisted.person_on(session, phone_id, which, None, now)
            enlisted.named(session, person_id, name)
            roles.give(session, person_id, post or Post.OWNER, now)
    done = "no longer owns or reads it" if remove else f"{post or Post.OWNER} of the console"
    print(f"{Phone.parse(number)}: {done}. Sign in at {house.settings.public_url}/console")


COMMANDS = [owner]
