"""What is asked of the database for lists of people and their pages, on either kind of it."""

import pytest

from service.access.roles import Role, Seat
from service.console import people_file, people_rows, person_facts, waiting_rows
from service.console.people_rows import Only, Wanted
from service.house import House
from service.members import add_person, find_or_add_phone
from service.models import Group, ListState, PeopleList
from service.people_lists import staging, work
from service.people_lists.reading import form_of
from service.people_lists.staging import Terms
from service.text.phone import Phone
from tests.line import ANA, BEN, CLEO, settings_for

PROVED = {"number": 0, "name": 1, "agreed_on": 2, "agreed_how": 3, "agreed_words": 4}
TABLE = f"{ANA},Ana,2026-03-04,paper,Yes text me\n{CLEO},Cleo,,,\n12,Dov,,,\n".encode()
OWNER = Seat(1, frozenset({Role.OWNER}), frozenset(), "Ben", "en")
HERS = Seat(1, frozenset({Role.COORDINATOR}), frozenset({1}), "Ben", "en")


@pytest.fixture
def taken(database, clock, keyring, tmp_path) -> House:
    """A house that has taken a list in: Ana a member of TUE, Cleo written down."""
    house = House(settings_for(tmp_path), clock, keyring, database)
    with database.transaction() as session:
        phone = find_or_add_phone(session, keyring, Phone(BEN), clock.now())
        add_person(session, phone.id, "en", clock.now())
        session.add(Group(id=1, word="TUE", name="Lamp", kind="aa"))
    list_id = staging.keep(database, 1, TABLE, form_of(TABLE), clock.now())
    with database.transaction() as session:
        staging.arrived(session, list_id)
        staging.settle(session, list_id, Terms(1, PROVED, False, True, True))
    work.go_on(house, rest=lambda took_s: None)
    with database.transaction() as session:
        staging.take(session, list_id)
    work.go_on(house, rest=lambda took_s: None)
    return house


def test_a_list_is_taken_in(taken):
    with taken.database.reading() as session:
        row = session.get_one(PeopleList, 1)
        assert (row.state, row.counts["taken"], row.keep_until) == (ListState.DONE, 2, None)
        assert staging.joined_since(session, 1) == (0, 1)
        assert work.waiting_since(session, taken.clock.now()) is None


def test_who_is_written_down_is_listed(taken):
    with taken.database.reading() as session:
        door = waiting_rows.door(session, 1, 1)
        assert (door.waiting, door.came, door.rows[0][0].name) == (1, 0, "Cleo")


@pytest.mark.parametrize("seat", [OWNER, HERS], ids=["owner", "coordinator"])
def test_people_are_listed_found_and_read(taken, seat):
    now = taken.clock.now()
    with taken.database.reading() as session:
        [ana] = people_rows.people(session, seat, Wanted(group_id=1), now)
        assert (ana.person.first_name, ana.words, ana.said_yes) == ("Ana", ["TUE"], True)
        counts = [people_rows.how_many(session, seat, Wanted(only=only), now) for only in Only]
        assert counts == [0, 0, 0]
        assert len(people_rows.of_number(session, seat, Phone(ANA))) == 1
        assert len(people_rows.named(session, seat, "an", None).rows) == 1
        assert [one.word for one in people_rows.down_for(session, seat, Phone(CLEO))] == ["TUE"]
        facts = person_facts.facts_of(session, taken.settings, OWNER, ana.person.id)
        assert facts.may_hear and facts.way_of(facts.trail[0]) == "import_paper"
    assert len(list(people_file.lines(taken, OWNER))) == 4
