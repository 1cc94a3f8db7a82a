"""People and their phones: found again, one row a number, the language they speak."""

import json
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select

from service import consent, members
from service.crypto import Keyring, fresh_keys
from service.models import Person, PersonPhone, PhoneRow
from service.text.phone import Phone

ANA = Phone("+14065550100")


def meet(database, keyring, clock) -> members.KnownPhone:
    with database.transaction() as session:
        return members.find_or_add_phone(session, keyring, ANA, clock.now())


@pytest.fixture
def ana(database, keyring, clock) -> int:
    return meet(database, keyring, clock).id


def test_a_phone_is_found_again(database, keyring, clock, ana):
    assert meet(database, keyring, clock).id == ana


def test_first_contacts_at_once_are_one_phone(database, keyring, clock):
    with ThreadPoolExecutor(8) as threads:
        met = list(threads.map(lambda _: meet(database, keyring, clock).id, range(8)))
    assert len(set(met)) == 1


def test_a_new_hash_key_forgets_nobody_and_no_stop(database, keyring, clock):
    keys = json.loads(fresh_keys())
    rotated = {**keys, "hash": {**keys["hash"], "2": "ab" * 32}, "hash_version": 2}
    known = meet(database, Keyring.from_json(json.dumps(keys)), clock)
    with database.transaction() as session:
        consent.opt_out(session, known.id, "text", "STOP", clock.now())
    again = meet(database, Keyring.from_json(json.dumps(rotated)), clock)
    assert again.id == known.id
    with database.reading() as session:
        assert consent.is_stopped(session, known.id)
        assert session.scalar(select(PhoneRow.number_hash)).startswith("2:")


def test_a_person_is_made_once_for_a_phone(database, clock, ana):
    with database.transaction() as session:
        first = members.person_of(session, ana, "en", clock.now())
        assert members.person_of(session, ana, "en", clock.now()) == first
        assert session.scalar(select(func.count()).select_from(Person)) == 1


def test_a_person_speaks_what_they_last_spoke_until_the_phone_was_set(database, clock, ana):
    with database.transaction() as session:
        person = members.person_of(session, ana, "en", clock.now())
        members.person_of(session, ana, "es", clock.now())
        assert members.language_of(session, ana) == "es"
        members.set_language(session, ana, "en")
        assert members.language_of(session, ana, person) == "en"


def test_a_shared_phone_speaks_the_language_of_whom_it_is_for(database, clock, ana):
    with database.transaction() as session:
        members.person_of(session, ana, "en", clock.now())
        rosa = Person(language="es", created_at=clock.now())
        session.add(rosa)
        session.flush()
        session.add(PersonPhone(person_id=rosa.id, phone_id=ana, since=clock.now()))
        session.flush()
        assert members.language_of(session, ana, rosa.id) == "es"
