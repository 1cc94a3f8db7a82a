from service.inbound.spool import Kept, Spool


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


def test_a_full_disk_is_told_and_not_raised(tmp_path, keyring):
    (tmp_path / "file").write_text("in the way")
    assert Spool(tmp_path / "file" / "spool", keyring).keep(kept()) is False
