"""porchlight owner: the first who may sign in to the console, and whoever else owns or reads it."""

import click
from sqlalchemy.orm import Session

from service import members
from service.access import posts
from service.commands.opened import opened_house
from service.commands.running import Number
from service.commands.sharers import one_of
from service.errors import BadInput
from service.house import House
from service.models import Post
from service.text.phone import Phone


@click.command(epilog="Example:  porchlight owner +14065550120 --name Ben")
@click.argument("number", type=Number())
@click.option("--name", default="", help="What they are called here, if they gave no name.")
@click.option("--which", type=int, help="Of several who share it: 1 for who has had it longest.")
@click.option(
    "--reader", "post", flag_value=Post.READER, help="They see no names and change nothing."
)
@click.option("--remove", is_flag=True, help="Take it away again; they are signed out at once.")
def owner(number: str, name: str, which: int | None, post: Post | None, remove: bool) -> None:
    """Let somebody sign in to the console at /console as its owner, with a code sent to this number.

    Coordinators and on-call peers need none of this: they sign in as what they are.
    """
    house, phone = opened_house(), Phone.parse(number)
    with house.database.transaction() as session:
        if remove:
            posts.dismiss(session, _somebody(session, house, phone, which))
            print(f"{phone}: neither owns nor reads the console any more.")
            return
        _appoint(session, house, phone, name, which, post or Post.OWNER)
    print(f"{phone}: {post or Post.OWNER}. They sign in at {house.settings.public_url}/console")


COMMANDS = [owner]


def _appoint(
    session: Session, house: House, phone: Phone, name: str, which: int | None, post: Post
) -> None:
    now = house.clock.now()
    if which is None:
        posts.appoint(session, house.keyring, phone, name, post, now)
    else:
        person_id = _somebody(session, house, phone, which)
        posts.appoint_person(session, person_id, name, post, now)


def _somebody(session: Session, house: House, phone: Phone, which: int | None) -> int:
    known = members.find_phone(session, house.keyring, phone)
    person_id = one_of(session, known.id, which) if known else None
    if person_id is None:
        raise BadInput("We know nobody on that phone.")
    return person_id
