"""Who works on lists of people: a worker by a hint, and the ticker itself when there is none."""

from sqlalchemy import select

from service.members import add_person, find_or_add_phone
from service.models import Group, PeopleList
from service.people_lists import staging
from service.people_lists.reading import form_of
from service.people_lists.staging import Terms
from service.text.phone import Phone
from tests.line import ANA, BEN
from workers.wiring import see_to_people_lists

TABLE = f"{ANA},Ana\n".encode()


def test_without_redis_the_ticker_looks_at_a_list_itself(house, clock):
    with house.database.transaction() as session:
        phone = find_or_add_phone(session, house.keyring, Phone(BEN), clock.now())
        add_person(session, phone.id, "en", clock.now())
        session.add(Group(id=1, word="TUE", name="Lamp", kind="aa"))
    list_id = staging.keep(house.database, 1, TABLE, form_of(TABLE), clock.now())
    see_to_people_lists(None, house)  # its columns are not settled yet
    with house.database.transaction() as session:
        staging.arrived(session, list_id)
        terms = Terms(1, {"number": 0, "name": 1}, False, False, False)
        staging.settle(session, list_id, terms)
    see_to_people_lists(None, house)
    with house.database.reading() as session:
        assert session.scalar(select(PeopleList.counts)) == {"down": 1}
