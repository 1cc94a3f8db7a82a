"""Four digits of one's own: five wrong tries lock them for an hour, whoever tries and how often at once."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import select

from service import codes
from service.codes import MOST_TRIES, Tried
from service.crypto import Keyring, attach, fresh_keys
from service.models import Person
from tests.sending import add_person

CODE, ANOTHER = "4081", "7302"


@pytest.fixture
def ana(sqlite, clock):
    """Ana's id; she has a code."""
    return with_code(sqlite, clock)


def with_code(database, clock) -> int:
    person_id = add_person(database, clock)
    with database.transaction() as session:
        codes.set_code(session, person_id, CODE)
    return person_id


def tried(database, person_id, said, clock) -> Tried:
    with database.transaction() as session:
        return codes.check(session, person_id, said, clock.now())


def test_only_her_own_code_opens(sqlite, clock, ana):
    assert tried(sqlite, ana, CODE, clock) is Tried.RIGHT
    assert tried(sqlite, ana, ANOTHER, clock) is Tried.WRONG


def test_the_database_holds_no_digits_and_no_hash_two_people_share(sqlite, clock, ana):
    ben = with_code(sqlite, clock)
    with sqlite.reading() as session:
        mine, his = (session.get_one(Person, one).code_hash for one in (ana, ben))
    assert CODE not in mine and mine != his


def test_after_five_wrong_ones_even_the_right_one_waits_an_hour(sqlite, clock, ana):
    outcomes = [tried(sqlite, ana, ANOTHER, clock) for _ in range(MOST_TRIES)]
    assert outcomes == [Tried.WRONG] * 4 + [Tried.LOCKED]
    assert tried(sqlite, ana, CODE, clock) is Tried.LOCKED
    clock.advance(timedelta(minutes=61))
    assert tried(sqlite, ana, CODE, clock) is Tried.RIGHT


def test_the_right_one_forgives_the_wrong_ones_before_it(sqlite, clock, ana):
    for said in [ANOTHER] * 4 + [CODE] + [ANOTHER] * 4:
        assert tried(sqlite, ana, said, clock) is not Tried.LOCKED


def test_what_is_no_code_counts_as_no_try(sqlite, clock, ana):
    for _ in range(MOST_TRIES):
        assert tried(sqlite, ana, "my birthday", clock) is Tried.WRONG
    assert tried(sqlite, ana, CODE, clock) is Tried.RIGHT


def test_tries_at_once_are_counted_one_by_one(database, clock):
    person_id = with_code(database, clock)
    with ThreadPoolExecutor(8) as pool:
        some = pool.map(lambda _: tried(database, person_id, ANOTHER, clock), range(8))
        outcomes = sorted(some)
    assert outcomes == [Tried.LOCKED] * 4 + [Tried.WRONG] * 4


def test_a_code_outlives_the_key_it_was_hashed_with(sqlite, clock):
    old = json.loads(fresh_keys())
    attach(sqlite.engine, Keyring.from_json(json.dumps(old)))
    person_id = with_code(sqlite, clock)
    newer = old | {"hash": old["hash"] | {"2": "ab" * 32}, "hash_version": 2}
    attach(sqlite.engine, Keyring.from_json(json.dumps(newer)))
    assert tried(sqlite, person_id, CODE, clock) is Tried.RIGHT
    with sqlite.reading() as session:
        assert session.scalar(select(Person.code_hash)).startswith("2:")


@pytest.mark.parametrize("code", ["0000", "1111", "1234", "9876", "7890", "1212", "2580"])
def test_what_anybody_would_try_first_is_weak(code):
    assert codes.is_weak(code)


@pytest.mark.parametrize(
    "said", ["CODE 4081", "clave 4081.", "Code: 4 0 8 1", "Código 4081", "4081"]
)
def test_a_text_that_gives_a_code_is_known(said):
    assert codes.holds_code(said)


@pytest.mark.parametrize("said", ["code", "CODE OFF", "zip code 59718", "code 40815", "59718"])
def test_other_texts_hold_no_code(said):
    assert not codes.holds_code(said)
