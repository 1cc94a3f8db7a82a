from threading import Thread

from service.access import posts, roles
from service.clock import machine_now
from service.errors import BadInput
from service.members import find_or_add_phone, person_of
from service.models import Post
from service.text.phone import Phone
from tests.line import ANA, BEN


def owner(database, keyring, number):
    with database.transaction() as session:
        phone = find_or_add_phone(session, keyring, Phone(number), machine_now())
        person_id = person_of(session, phone.id, "en", machine_now())
        roles.give(session, person_id, Post.OWNER, machine_now())
        return person_id


def test_of_two_owners_who_dismiss_each_other_at_once_one_stays(database, keyring):
    """On PostgreSQL each would have counted two, had the first one not held them."""
    first, second = (owner(database, keyring, number) for number in (ANA, BEN))
    told = []

    def dismiss_the_first():
        try:
            with database.transaction() as session:
                posts.dismiss(session, first)
        except BadInput:
            told.append("refused")

    other = Thread(target=dismiss_the_first)
    with database.transaction() as session:
        posts.dismiss(session, second)
        other.start()
        other.join(0.2)  # it waits for us
    other.join()
    assert told == ["refused"]
