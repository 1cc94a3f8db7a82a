"""porchlight member: a forgotten code, and ERASE for who asks by letter."""

import pytest
from click.testing import CliRunner
from sqlalchemy import select

from service import codes, households, members, migrate
from service.checkins import contacts
from service.cli import main
from service.house import open_house
from service.models import Erasure, Person
from service.settings import read_settings
from service.text.phone import Phone
from tests.line import ANA, BEN
from tests.sending import ACCOUNT, LINE


@pytest.fixture
def house(tmp_path, monkeypatch):
    """Ana has a code."""
    for name, value in {
        "LINE_NUMBER": LINE, "PUBLIC_URL": "http://127.0.0.1:9", "TWILIO_AUTH_TOKEN": "a-token",
        "CARRIER_URL": "http://127.0.0.1:9", "TWILIO_ACCOUNT_SID": ACCOUNT,
    }.items():  # fmt: skip
        monkeypatch.setenv(name, value)
    with open_house(read_settings()) as house:
        migrate.upgrade(house.database)
        with house.database.transaction() as session:
            phone = members.find_or_add_phone(session, house.keyring, Phone(ANA), house.clock.now())
            person_id = members.person_of(session, phone.id, "en", house.clock.now())
            codes.set_code(session, person_id, "4081")
        yield house


def ask(*options):
    return CliRunner().invoke(main, ["member", *options])


def test_a_forgotten_code_is_taken_away(house):
    assert "The code is gone." in ask("--of", ANA, "--forget-code").stdout
    with house.database.reading() as session:
        assert session.scalars(select(Person.code_hash)).all() == [None]
    assert ask("--of", ANA, "--forget-code").exit_code == 2


def test_who_can_t_type_a_name_is_given_one_that_contacts_hear(house):
    assert "hear that name" in ask("--of", ANA, "--name", "Ana").stdout
    with house.database.reading() as session:
        assert contacts.name_of(session, session.scalars(select(Person.id)).one()) == "Ana"
    assert "one first name" in ask("--of", ANA, "--name", "call me maybe").stderr


def test_who_asks_by_letter_is_erased(house):
    assert "Erased here" in ask("--of", ANA, "--erase").stdout
    with house.database.reading() as session:
        assert session.scalar(select(Person.id)) is None
        assert session.scalar(select(Erasure.phone_id)) is not None


@pytest.mark.parametrize(
    "options", [(BEN, "--erase"), (ANA,), (ANA, "--erase", "--forget-code"), ("12", "--erase")]
)
def test_what_can_t_be_done_says_so_and_changes_nothing(house, options):
    told = ask("--of", *options)
    assert told.exit_code == 2 and told.stderr.strip()
    with house.database.reading() as session:
        assert session.scalar(select(Person.code_hash)) is not None


@pytest.fixture
def shared(house):
    """Dov shares the phone with Ana."""
    with house.database.transaction() as session:
        phone = members.find_phone(session, house.keyring, Phone(ANA))
        return households.add(session, phone.id, "7302", "en", house.clock.now()).person_id


def test_on_a_shared_phone_it_must_be_said_who(house, shared):
    assert "2 people use that phone" in ask("--of", ANA, "--erase").stderr
    assert "Erased here" in ask("--of", ANA, "--erase", "--which", "2").stdout
    with house.database.reading() as session:
        assert shared not in session.scalars(select(Person.id)).all()


def test_and_who_forgot_a_code_is_given_one(house, shared):
    told = ask("--of", ANA, "--forget-code", "--which", "2").stdout
    code = told.removeprefix("Their code is ")[:4]
    with house.database.reading() as session:
        assert codes.owner_of(session, [shared], code) == shared
