"""What is not put back, and that nothing has changed then: not a file, not a row."""

import gzip
import json
from dataclasses import replace

import pytest
from sqlalchemy import text

from service.backup.making import make
from service.backup.restoring import restore
from service.crypto import Keyring, fresh_keys
from tests.backup.conftest import KEYS
from tests.backup.refusing import refused


def rewritten(backup, change):
    """The backup with one of its lines changed, packed again."""
    lines = gzip.decompress(backup.read_bytes()).splitlines(keepends=True)
    backup.write_bytes(gzip.compress(b"".join(change(lines))))


def with_header(**changed):
    def change(lines):
        return [json.dumps({**json.loads(lines[0]), **changed}).encode() + b"\n", *lines[1:]]

    return change


def test_without_keys(backup, second):
    refused(backup, second, None, "keys are missing")


def test_with_other_keys(backup, second, keys):
    keys.write_text(fresh_keys())
    refused(backup, second, keys, "not the keys of this backup")


def test_with_keys_of_which_an_older_one_is_missing(one_kind, second, keys, tmp_path):
    """The newest alone would open all that is new, and lose whoever came before it."""
    two = json.loads(KEYS)
    two["encryption"] = [*json.loads(fresh_keys())["encryption"], *two["encryption"]]
    house = replace(one_kind, keyring=Keyring.from_json(json.dumps(two)))
    make(house, tmp_path / "line.backup")
    keys.write_text(json.dumps({**two, "encryption": two["encryption"][:1]}))
    refused(tmp_path / "line.backup", second, keys, "not the keys of this backup")


def test_of_a_newer_schema_or_format(backup, second, keys):
    rewritten(backup, with_header(schema="9999"))
    refused(backup, second, keys, "update Porchlight first")
    rewritten(backup, with_header(schema="0032", porchlight_backup=2))
    refused(backup, second, keys, "update first")


def test_what_is_no_backup(second, keys):
    refused(keys, second, keys, "no backup of Porchlight")


@pytest.mark.parametrize(
    "kept", [-2_000, -600, -20], ids=["in the header", "in the rows", "in the last line"]
)
def test_cut_short(backup, second, keys, kept):
    backup.write_bytes(backup.read_bytes()[:kept])
    refused(backup, second, keys, "cut short or damaged")


def test_with_a_row_that_was_changed(backup, second, keys):
    rewritten(backup, lambda lines: [line.replace(b"45.67", b"45.68") for line in lines])
    refused(backup, second, keys, "cut short or damaged")


def test_with_a_file_that_would_lie_elsewhere(backup, second, keys):
    stray = b'{"file":"spool/../../stray.text","content":""}\n'
    rewritten(backup, with_header(files=1))
    rewritten(backup, lambda lines: [*lines[:-1], stray, lines[-1]])
    refused(backup, second, keys, "damaged")


def test_over_data_that_is_there_unless_told(backup, one_kind, keys):
    one_kind.database.close()
    refused(backup, one_kind.settings, keys, "--overwrite")
    restore(backup, one_kind.settings, keys, overwrite=True)
    assert (one_kind.settings.data_dir / "porchlight.db.before").exists()


def test_under_a_line_that_runs(backup, one_kind, keys):
    with one_kind.database.transaction() as session:
        session.execute(text("DELETE FROM timers"))
    refused(backup, one_kind.settings, keys, "A line runs", overwrite=True)
