"""STOP, START and HELP: exactly one confirmation, whoever owns the words."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from service import consent, retention
from service.delivery.settle import learn
from service.flows.replay import replay
from service.house import House
from service.inbound.spool import Kept, Spool
from service.meetings.importer import import_feed
from service.models import ConsentRow, PhoneRow
from tests.line import ANA, Line, settings_for
from tests.meetings.community import MONDAY, feed, phone


@pytest.fixture
def theirs(sqlite, clock, keyring, tmp_path):
    """The line where the carrier owns its words."""
    settings = settings_for(tmp_path, opt_out_by="carrier")
    return Line(House(settings, clock, keyring, sqlite))


def stopped(line) -> bool:
    with line.house.database.reading() as session:
        return session.scalar(select(PhoneRow.stopped_at)) is not None


def refused_by_carrier(line) -> None:
    """A text of ours came back with 21610: a STOP that never came to us."""
    with line.house.database.transaction() as session:
        learn(session, session.scalar(select(PhoneRow.id)), 21610, line.house.clock.now())


def test_the_carrier_s_own_stop_is_obeyed_and_left_unanswered(theirs):
    assert theirs.text("STOP") == []
    assert stopped(theirs)


@pytest.mark.parametrize("words", ["ALTO", "Stop.", "please stop texting me"])
def test_a_stop_the_carrier_does_not_know_is_answered_by_us(theirs, words):
    assert "988" in theirs.text(words)[0]
    assert stopped(theirs)


def test_a_start_that_the_carrier_confirms_is_left_to_it(theirs):
    theirs.text("STOP")
    assert theirs.text("START") == []
    assert not stopped(theirs)


@pytest.mark.parametrize(("before", "welcome"), [("hi", "Welcome."), ("ALTO", "Qué bueno")])
def test_a_start_that_changes_nothing_for_the_carrier_is_answered_by_us(theirs, before, welcome):
    theirs.text(before)
    assert theirs.text("START")[0].startswith(f"RidgePeers: {welcome}")


def test_who_was_blocked_by_the_carrier_comes_back_with_start(theirs):
    theirs.text("hi")
    refused_by_carrier(theirs)
    assert stopped(theirs)
    assert theirs.text("START") == []
    assert not stopped(theirs)


def ledger(line):
    with line.house.database.reading() as session:
        rows = select(ConsentRow.event, ConsentRow.how, ConsentRow.words).order_by(ConsentRow.id)
        return [tuple(row) for row in session.execute(rows)]


@pytest.mark.parametrize("words", ["BYE", "STOP"])
def test_what_the_carrier_took_for_a_stop_is_one_and_is_left_to_it(line, words):
    line.text("hi")
    assert line.text(words, OptOutType="STOP") == []
    assert stopped(line)
    assert ledger(line) == [("opt_out", "carrier", words)]


def test_what_the_carrier_took_for_a_start_is_one_and_is_left_to_it(line):
    line.text("BYE", OptOutType="STOP")
    assert line.text("HELLO AGAIN", OptOutType="START") == []
    assert not stopped(line)


def test_a_start_the_carrier_does_not_confirm_is_answered_by_us(line):
    line.text("hi")
    assert line.text("START", OptOutType="START")[0].startswith("RidgePeers: Welcome.")


def test_what_the_carrier_took_for_help_is_left_to_it(line):
    assert line.text("WHO IS THIS", OptOutType="HELP") == []


def test_a_kind_nobody_knows_is_read_by_its_words(line):
    assert line.text("STOP", OptOutType="PAUSE")[0].count("988") == 1
    assert ledger(line) == [("opt_out", "text", "STOP")]


def test_a_crisis_is_answered_whatever_the_carrier_took_it_for(line):
    (answer,) = line.text("stop i want to kill myself", OptOutType="STOP")
    assert "988" in answer and stopped(line)


def test_a_stop_the_carrier_took_counts_also_from_the_spool(line, clock):
    spool = Spool(line.house.settings.data_dir / "spool", line.house.keyring)
    spool.keep(
        Kept("SMbye", ANA, "BYE", 0, clock.now().timestamp(), answered=False, carrier_did="stop")
    )
    replay(line.house, spool)
    assert stopped(line) and ledger(line) == [("opt_out", "carrier", "BYE")]


def test_the_ledger_has_every_yes_and_no_with_its_words(line):
    for words in ("hi", "STOP", "START", "please stop texting me"):
        line.text(words)
    with line.house.database.reading() as session:
        ledger = session.execute(
            select(ConsentRow.event, ConsentRow.how, ConsentRow.words).order_by(ConsentRow.id)
        )
        assert [tuple(row) for row in ledger] == [
            ("opt_out", "text", "STOP"),
            ("opt_in", "text", "START"),
            ("opt_out", "text", "please stop texting me"),
        ]


def test_there_is_no_last_stop_after_a_start(line):
    line.text("STOP")
    line.text("START")
    with line.house.database.reading() as session:
        assert consent.last_stop(session, session.scalar(select(PhoneRow.id))) is None


TELLING = ("AA", "NA", "grief", "Steps", "drinking")


def test_private_answers_name_no_kind_and_no_group(listed):
    listed.text("PRIVATE")
    for said in ("aa near jordan mt", "1", "3", "na tonight near jordan mt", "MORE"):
        (answer,) = listed.text(said)
        assert not any(word in answer for word in TELLING), answer
    assert "212 Alder St" in listed.text("aa near jordan mt")[0]


def test_what_a_private_one_is_like_does_not_tell_whose_it_is(listed):
    listed.text("PRIVATE")
    for said in ("aa near jordan mt", "1", "3"):
        (answer,) = listed.text(said)
    assert "Members lead it" not in answer and "not told who leads it" in answer


def test_a_private_call_has_its_name_in_their_own_language(line, clock):
    call = phone("silent-name", MONDAY, "19:00", location=None)
    with line.house.database.transaction() as session:
        import_feed(session, "calls", feed(call), "aa", "America/Denver", clock.now())
    line.text("PRIVADO")
    (answer,) = line.text("reunion por telefono")
    assert " Reunion, POR TELÉFONO" in answer and "Meeting" not in answer


def test_private_lasts_until_open(listed, clock):
    listed.text("PRIVATE")
    clock.advance(timedelta(days=30))
    with listed.house.database.transaction() as session:
        retention.forget(session, clock.now())
    assert listed.text("aa near jordan mt")[0].startswith("Meetings near Jordan MT")
    listed.text("OPEN")
    assert listed.text("aa near jordan mt")[0].startswith("AA near Jordan MT")


def test_open_is_a_kind_of_meeting_to_those_who_never_said_private(listed):
    listed.text("aa near jordan mt")
    assert listed.text("open?")[0].startswith("OPEN can mean two things.")
    assert listed.text("1")[0].startswith("AA open to all near Jordan MT")
