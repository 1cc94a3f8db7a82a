"""Walt and Dov share a landline: each is known by a code of their own, and nobody guesses on for ever."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import select

from service import codes, households, members
from service.codes import MOST_TRIES, Tried
from service.models import Person
from tests.sending import add_phone

WALTS, DOVS, WRONG, OTHER = "4081", "7302", "5938", "6294"
HOUR = timedelta(hours=1)


def shared(database, keyring, clock):
    """The phone, Walt and Dov; an hour has passed since."""
    phone = add_phone(database, keyring, clock)
    with database.transaction() as session:
        walt = members.person_of(session, phone, "en", clock.now())
        codes.set_code(session, walt, WALTS)
        dov = households.add(session, phone, DOVS, "es", clock.now()).person_id
    clock.advance(HOUR)
    told(database, phone, WALTS, clock)
    return phone, walt, dov


@pytest.fixture
def landline(sqlite, keyring, clock):
    return shared(sqlite, keyring, clock)


def told(database, phone, said, clock):
    with database.transaction() as session:
        return households.tell(session, phone, said, clock.now())


def test_each_is_known_by_their_own_code(sqlite, clock, landline):
    phone, walt, dov = landline
    assert [told(sqlite, phone, code, clock).person_id for code in (WALTS, DOVS)] == [walt, dov]
    assert told(sqlite, phone, WRONG, clock) == households.Told(Tried.WRONG)


def test_five_wrong_ones_in_a_row_lock_it_for_all_for_an_hour(sqlite, clock, landline):
    phone, walt, _ = landline
    tried = [told(sqlite, phone, WRONG, clock).tried for _ in range(MOST_TRIES)]
    assert tried == [Tried.WRONG] * 4 + [Tried.LOCKED]
    assert told(sqlite, phone, WALTS, clock).tried is Tried.LOCKED
    clock.advance(HOUR + timedelta(minutes=1))
    assert told(sqlite, phone, WALTS, clock).person_id == walt


def test_who_knows_one_code_guesses_no_faster_at_the_other(sqlite, clock, landline):
    phone, *_ = landline
    for said in [WRONG] * 4 + [DOVS]:
        told(sqlite, phone, said, clock)
    assert told(sqlite, phone, WRONG, clock).tried is Tried.LOCKED


def test_a_right_one_forgives_what_was_wrong_an_hour_ago(sqlite, clock, landline):
    phone, *_ = landline
    for _ in range(3):
        for said in [WRONG] * 4:
            assert told(sqlite, phone, said, clock).tried is Tried.WRONG
        clock.advance(HOUR)
        assert told(sqlite, phone, DOVS, clock).tried is Tried.RIGHT


def test_what_is_no_code_is_no_try(sqlite, clock, landline):
    phone, walt, _ = landline
    for _ in range(MOST_TRIES):
        assert told(sqlite, phone, "my birthday", clock).tried is Tried.WRONG
    assert told(sqlite, phone, WALTS, clock).person_id == walt


def test_digits_that_are_somebodys_are_refused_and_counted(sqlite, clock, landline):
    phone, walt, dov = landline
    with sqlite.transaction() as session:
        refused = [
            households.change_code(session, phone, dov, WALTS, clock.now()),
            *(households.add(session, phone, DOVS, "en", clock.now()).tried for _ in range(4)),
        ]
    assert refused == [Tried.WRONG] * 4 + [Tried.LOCKED]
    with sqlite.reading() as session:
        assert members.people_of(session, phone) == (walt, dov)


def test_trying_out_new_codes_is_guessing_too(sqlite, clock, landline):
    phone, _, dov = landline
    with sqlite.transaction() as session:
        for code in ("6294", "6295", "6296", "6297", "6298"):
            households.change_code(session, phone, dov, code, clock.now())
        assert households.change_code(session, phone, dov, WALTS, clock.now()) is Tried.LOCKED


def test_the_other_ones_code_is_wrong_where_it_must_be_ones_own(sqlite, clock, landline):
    phone, walt, _ = landline
    with sqlite.transaction() as session:
        tried = [
            households.is_theirs(session, phone, walt, one, clock.now()) for one in (DOVS, WALTS)
        ]
    assert tried == [Tried.WRONG, Tried.RIGHT]


def test_what_was_chosen_on_the_phone_becomes_the_first_ones_own(sqlite, keyring, clock):
    phone = add_phone(sqlite, keyring, clock, language="es")
    with sqlite.transaction() as session:
        walt = members.person_of(session, phone, "en", clock.now())
        dov = households.add(session, phone, DOVS, "en", clock.now()).person_id
        speak = [members.language_of(session, phone, one) for one in (walt, dov)]
    assert speak == ["es", "en"]


def test_tries_at_once_are_counted_one_by_one(database, keyring, clock):
    phone, *_ = shared(database, keyring, clock)
    with ThreadPoolExecutor(8) as pool:
        some = pool.map(lambda _: told(database, phone, WRONG, clock).tried, range(8))
        assert sorted(some) == [Tried.LOCKED] * 4 + [Tried.WRONG] * 4


def test_of_two_who_choose_the_same_digits_at_once_one_is_refused(database, keyring, clock):
    phone, walt, dov = shared(database, keyring, clock)

    def choose(person_id):
        with database.transaction() as session:
            return households.change_code(session, phone, person_id, OTHER, clock.now())

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(choose, (walt, dov))) == [Tried.RIGHT, Tried.WRONG]
    with database.reading() as session:
        assert codes.owner_of(session, (walt, dov), OTHER) is not None
        assert len(session.scalars(select(Person.code_hash)).all()) == 2
