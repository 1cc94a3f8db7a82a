import errno
import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from unittest.mock import Mock

import pytest

from service.inbound.spool import MOST_TRIES, Kept, Spool

ROOT = Path(__file__).parents[2]
HOLDER = """
import sys, time
from pathlib import Path
from service.crypto import Keyring, fresh_keys
from service.inbound.spool import Spool
with Spool(Path(sys.argv[1]), Keyring.from_json(fresh_keys())).taking():
    print("has it", flush=True)
    time.sleep(60)
"""


def kept(sid: str = "SM1", body: str = "aa tonight") -> Kept:
    return Kept(sid, "+14065550100", body, 0, 1_790_000_000.0, answered=False)


def test_what_waits_comes_back_in_the_order_it_came(tmp_path, keyring):
    spool = Spool(tmp_path / "spool", keyring)
    for number in range(5):
        spool.keep(kept(f"SM{number}"))
    assert [text.message_sid for _, text in spool.waiting()] == [f"SM{n}" for n in range(5)]


def test_the_disk_holds_neither_number_nor_words(tmp_path, keyring):
    Spool(tmp_path, keyring).keep(kept(body="where is the meeting"))
    written = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert b"meeting" not in written and b"4065550100" not in written


def test_a_file_that_is_done_does_not_come_again(tmp_path, keyring):
    spool = Spool(tmp_path, keyring)
    spool.keep(kept())
    for path, _ in spool.waiting():
        spool.done(path)
    assert len(spool) == 0


def test_a_half_written_file_is_not_taken_for_a_text(tmp_path, keyring):
    (tmp_path / "1.part").write_bytes(b"half")
    (tmp_path / "2.text").write_bytes(b"not sealed by us")
    assert list(Spool(tmp_path, keyring).waiting()) == []
    assert (tmp_path / "2.unreadable").exists()


def test_what_a_power_cut_left_half_written_is_forgotten_in_time(tmp_path, keyring):
    for name, age_s in (("old", 7200), ("new", 0)):
        half = tmp_path / f"{name}.part"
        half.write_bytes(b"half")
        os.utime(half, (time.time() - age_s,) * 2)
    Spool(tmp_path, keyring).drop_halves()
    assert [path.name for path in tmp_path.iterdir()] == ["new.part"]


def test_what_a_full_disk_cut_short_is_not_held(tmp_path, keyring, monkeypatch):
    full = OSError(errno.ENOSPC, "No space left on device")
    monkeypatch.setattr(os, "fsync", Mock(side_effect=full))
    spool = Spool(tmp_path, keyring)
    assert not spool.keep(kept("SM1"))
    assert list(tmp_path.glob("*-SM1.part")) and not spool.holds("SM1")


def test_a_file_nobody_may_read_keeps_none_of_the_others_back(tmp_path, keyring):
    (tmp_path / "0-SM0.text").mkdir()
    spool = Spool(tmp_path, keyring)
    spool.keep(kept("SM1"))
    assert [text.message_sid for _, text in spool.waiting()] == ["SM1"]
    assert (spool.set_aside(), len(spool)) == (1, 1)


def test_it_knows_which_texts_it_holds_even_those_set_aside(tmp_path, keyring):
    spool = Spool(tmp_path, keyring)
    spool.keep(kept("SM1"))
    spool.keep(kept("SM12"))
    for _ in range(MOST_TRIES):
        spool.failed(next(spool.waiting())[0])
    assert spool.set_aside() == 1
    assert [spool.holds(sid) for sid in ("SM1", "SM12", "SM2")] == [True, True, False]


def test_one_at_a_time_takes_what_waits(tmp_path, keyring):
    one, other = Spool(tmp_path, keyring), Spool(tmp_path, keyring)
    with one.taking() as mine, other.taking() as theirs:
        assert (mine, theirs) == (True, False)
    with other.taking() as theirs:
        assert theirs


def test_a_killed_taker_leaves_the_folder_to_the_next_one(tmp_path, keyring):
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(tmp_path)], stdout=subprocess.PIPE, text=True, cwd=ROOT
    )
    assert holder.stdout.readline() == "has it\n"
    spool = Spool(tmp_path, keyring)
    with spool.taking() as mine:
        assert not mine
    holder.kill()
    holder.wait()
    holder.stdout.close()
    with spool.taking() as mine:
        assert mine


def test_every_process_finds_the_same_name_of_a_folder(tmp_path, keyring):
    folder = tmp_path / "spool"
    with ThreadPoolExecutor(8) as threads:
        names = set(threads.map(lambda _: Spool(folder, keyring).name, range(8)))
    assert len(names) == 1 and len(names.pop()) == 26


@pytest.mark.parametrize("left", ["", "\0" * 26], ids=["nothing", "zeros"])
def test_what_a_power_cut_left_of_a_name_is_none(tmp_path, keyring, left):
    names = set()
    for machine in ("one", "other"):
        folder = tmp_path / machine
        folder.mkdir()
        (folder / "id").write_text(left)
        names |= {Spool(folder, keyring).name, Spool(folder, keyring).name}
    assert len(names) == 2 and all(name.isalnum() for name in names)


def test_a_name_is_on_the_disk_before_it_is_told(tmp_path, keyring, monkeypatch):
    synced = {}

    def sync(opened):
        synced[os.fstat(opened).st_ino] = os.fstat(opened).st_size

    monkeypatch.setattr(os, "fsync", sync)
    name = Spool(tmp_path, keyring).name
    assert synced[(tmp_path / "id").stat().st_ino] == len(name)
    assert tmp_path.stat().st_ino in synced


def test_a_full_disk_is_told_and_not_raised(tmp_path, keyring):
    (tmp_path / "file").write_text("in the way")
    assert Spool(tmp_path / "file" / "spool", keyring).keep(kept()) is False
