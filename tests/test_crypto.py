import json
import stat

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import select, text

from service.crypto import Keyring, fresh_keys, keyring_at
from service.errors import ConfigurationError
from service.models import Person

NO_HASH_KEY = json.dumps({**json.loads(fresh_keys()), "hash_version": 2})


def test_what_is_sealed_opens_again(keyring):
    assert keyring.open(keyring.seal("Ana")) == "Ana"


def test_a_rotated_ring_still_opens_what_the_old_key_sealed():
    old = json.loads(fresh_keys())
    new = {**old, "encryption": [Fernet.generate_key().decode(), *old["encryption"]]}
    sealed = Keyring.from_json(json.dumps(old)).seal("Ana")
    assert Keyring.from_json(json.dumps(new)).open(sealed) == "Ana"


def test_what_an_older_version_sealed_still_opens():
    keys = fresh_keys()
    sealed = Fernet(json.loads(keys)["encryption"][0]).encrypt(b"Ana")
    assert Keyring.from_json(keys).open(sealed) == "Ana"


def test_a_byte_changed_in_a_sealed_value_is_noticed(keyring):
    sealed = bytearray(keyring.seal("Ana"))
    sealed[-1] ^= 1
    with pytest.raises(ConfigurationError):
        keyring.open(bytes(sealed))


def test_the_same_words_never_seal_to_the_same_bytes(keyring):
    assert keyring.seal("Ana") != keyring.seal("Ana")


def test_a_stranger_s_key_opens_nothing(keyring):
    stranger = Keyring.from_json(fresh_keys())
    with pytest.raises(ConfigurationError):
        stranger.open(keyring.seal("Ana"))


def test_the_hash_names_its_key_and_is_always_the_same(keyring):
    assert keyring.hash("+14065550100") == keyring.hash("+14065550100")
    assert keyring.hash("+14065550100").startswith("1:")
    assert "4065550100" not in keyring.hash("+14065550100")


def test_keys_are_made_once_and_only_the_owner_may_read_them(tmp_path):
    path = tmp_path / "keys.json"
    sealed = keyring_at(path).seal("Ana")
    assert keyring_at(path).open(sealed) == "Ana"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.parametrize(
    "content", ["", "{}", "[]", '{"encryption": ["x"], "hash": {}}', "null", NO_HASH_KEY]
)
def test_a_broken_key_file_is_named_as_such(content):
    with pytest.raises(ConfigurationError):
        Keyring.from_json(content)


def test_a_sealed_column_holds_no_plain_text_in_the_database(database, clock):
    with database.transaction() as session:
        session.add(Person(first_name="Ana", created_at=clock.now()))
    with database.reading() as session:
        raw = bytes(session.execute(text("SELECT first_name FROM people")).scalar_one())
        assert b"Ana" not in raw
        assert session.scalar(select(Person.first_name)) == "Ana"
