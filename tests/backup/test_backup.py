"""What is in a backup, and that it is all there again elsewhere."""

import gzip
import stat

import pytest
from sqlalchemy import text

from service.backup import stream
from service.backup.making import last_made, make
from service.backup.restoring import restore
from service.errors import BadInput
from tests.backup.conftest import KEYS, opened, put_spooled
from tests.backup.each import SECRET, everything_in
from tests.line import TOKEN


@pytest.mark.parametrize("database", ["postgres"], indirect=True)
def test_every_row_of_every_table_of_a_server_comes_back_in_a_file(
    full, second, keys, keyring, tmp_path
):
    make(full, tmp_path / "line.backup")
    restore(tmp_path / "line.backup", second, keys)
    assert what_came_back(second, keyring) == everything_in(full.database)


def test_neither_keys_nor_secrets_nor_words_are_in_it(backup):
    whole = gzip.decompress(backup.read_bytes()).decode()
    for secret in (KEYS[20:40], TOKEN, SECRET, "+14065550120"):
        assert secret not in whole


def test_only_its_owner_may_read_it(backup):
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600


def test_what_lies_beside_the_database_and_the_settings_come_back(one_kind, second, keys, tmp_path):
    spooled = put_spooled(tmp_path)
    one_kind.settings.lines_file.write_text("{}")
    make(one_kind, tmp_path / "line.backup")
    done = restore(tmp_path / "line.backup", second, keys)
    assert (second.spool / spooled.name).read_bytes() == b"sealed"
    assert second.lines_file.read_text() == "{}"
    assert done.settings["OPERATOR_NUMBER"] == "+14065550120"
    assert "TWILIO_AUTH_TOKEN" not in done.settings and "TWILIO_AUTH_TOKEN" in done.secrets
    assert "DATA_DIR" not in done.settings


def test_the_line_writes_on_while_it_is_made(full, second, keys, keyring, tmp_path):
    """What is written after its moment is not in it, not even in a table that comes later."""

    def write(_):
        with full.database.transaction() as session:
            session.execute(text("DELETE FROM timers"))
            session.execute(text("DELETE FROM follow_ups"))

    before = everything_in(full.database)
    make(full, tmp_path / "line.backup", expect=write)
    restore(tmp_path / "line.backup", second, keys)
    assert what_came_back(second, keyring) == before


def what_came_back(storage, keyring):
    there = opened(storage, keyring)
    try:
        return everything_in(there)
    finally:
        there.close()


def test_one_that_breaks_off_leaves_the_last_one(one_kind, backup):
    last = backup.read_bytes()

    def fail(_):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        make(one_kind, backup, step=fail)
    assert backup.read_bytes() == last
    assert [path.name for path in backup.parent.glob("*.part")] == []


def test_it_never_replaces_what_is_no_backup(one_kind, tmp_path):
    path = tmp_path / "porchlight.db"
    with pytest.raises(BadInput, match="left alone"):
        make(one_kind, path)


def test_the_folder_keeps_when_the_last_one_was_made(one_each, its_backup):
    with stream.reading(its_backup) as reader:
        assert last_made(one_each) == reader.header.made_at.isoformat()
