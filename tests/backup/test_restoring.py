"""What a restore does beyond the rows: an older schema, a kill half-way, a line that answers afterwards."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from sqlalchemy import select

from service import schema
from service.backup.layout import Header, TableOf
from service.backup.making import make
from service.backup.restoring import restore
from service.backup.stream import Writer, replacing
from service.clock import machine_now
from service.house import House
from service.inbound.held import is_unlooked
from service.models import CatchUp, Heartbeat, Notice, NoticeState
from tests.backup.conftest import opened
from tests.line import LINE, Line, settings_for

RESTORE = """
import sys
import time
from pathlib import Path
from service.backup.restoring import restore
from service.storage import Storage
restore(Path(sys.argv[1]), Storage(_env_file=None, data_dir=sys.argv[2]), Path(sys.argv[3]))
"""


def restoring(backup, storage, keys):
    words = [sys.executable, "-c", RESTORE, str(backup), str(storage.data_dir), str(keys)]
    return subprocess.Popen(words, cwd=Path(__file__).parents[2])


def older(path, keyring):
    """A backup as migration 0031 knew it, with one row."""
    beats = TableOf("heartbeats", ("name", "at", "detail"), ("text", "moment", "text"), 1)
    sealed = keyring.seal("[{}, []]").hex()
    header = Header("0031", machine_now(), "sqlite", keyring.proof(), sealed, 0, [beats])
    with replacing(path) as file:
        writer = Writer(file)
        writer.line(header.as_json())
        writer.line(["ticker", 0, None])
        writer.end()


def test_an_older_schema_is_migrated_up_afterwards(second, keys, keyring, tmp_path):
    older(tmp_path / "line.backup", keyring)
    restore(tmp_path / "line.backup", second, keys)
    there = opened(second, keyring)
    with there.reading() as session:
        assert schema.present(session) == schema.wanted()
        assert session.scalar(select(Heartbeat.name)) == "ticker"
    there.close()


def test_killed_in_the_middle_nothing_is_there_and_the_next_try_does_it(
    community, second, keys, tmp_path
):
    backup, pipe = tmp_path / "line.backup", tmp_path / "pipe"
    make(community, backup)
    os.mkfifo(pipe)
    with restoring(pipe, second, keys) as process, pipe.open("wb") as most:
        most.write(backup.read_bytes()[:-2_000])
        most.flush()
        try:
            until_it_fills(second)
        finally:
            process.kill()
    assert [path.name for path in second.data_dir.iterdir()] == ["restoring"]
    restore(backup, second, keys)
    assert {path.name for path in second.data_dir.iterdir()} == {"keys.json", "porchlight.db"}


def until_it_fills(storage):
    """Its tables are being made; then it waits for the other half."""
    fresh = storage.data_dir / "restoring" / "fresh.db"
    deadline = time.monotonic() + 60
    while not fresh.exists():
        assert time.monotonic() < deadline, "it never began"
        time.sleep(0.01)


def test_the_line_answers_from_the_second_place(community, second, keys, keyring, clock, tmp_path):
    make(community, tmp_path / "line.backup")
    restore(tmp_path / "line.backup", second, keys)
    there = opened(second, keyring)
    line = Line(House(settings_for(second.data_dir), clock, keyring, there))
    assert "Hi-Line Hope" in " ".join(line.text("AA Jordan MT"))
    there.close()


def test_however_young_it_is_the_carrier_s_list_is_read_before_anything_is_sent(
    community, second, keys, keyring, tmp_path
):
    """In it may stand a STOP that was said since."""
    with community.database.transaction() as session:
        now = machine_now()
        session.add(CatchUp(line=LINE, taken_until=now, looked_at=now))
        assert not is_unlooked(session, LINE)
    make(community, tmp_path / "line.backup")
    restore(tmp_path / "line.backup", second, keys)
    there = opened(second, keyring)
    with there.reading() as session:
        assert is_unlooked(session, LINE)
    there.close()


@pytest.mark.parametrize(
    ("was", "then"),
    [(NoticeState.SENDING, NoticeState.PAUSED), (NoticeState.HELD, NoticeState.UNDONE)],
)
def test_a_notice_that_may_have_gone_meanwhile_waits_for_a_person(
    one_kind, second, keys, keyring, tmp_path, was, then
):
    with one_kind.database.transaction() as session:
        session.scalars(select(Notice)).one().state = was
    make(one_kind, tmp_path / "line.backup")
    done = restore(tmp_path / "line.backup", second, keys)
    assert done.notices == [1]
    there = opened(second, keyring)
    with there.reading() as session:
        assert session.scalar(select(Notice.state)) == then
    there.close()
