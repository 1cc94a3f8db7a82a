"""The door for texts, when something about a text or about us is odd."""

import pytest
from sqlalchemy import update

from service.flows.turn import STEPS
from service.inbound.spool import Spool
from service.models import Inbound
from tests.line import ANA, Caller


@pytest.fixture
def broken_menu(monkeypatch):
    """A defect of ours: one step always breaks."""
    monkeypatch.setitem(STEPS, "menu.main", {}.__getitem__)


def test_a_text_we_break_on_is_kept_and_told_so(broken_menu, line, capsys):
    assert line.text("MENU")[0].startswith("We got your text")
    assert len(Spool(line.house.settings.data_dir / "spool", line.house.keyring)) == 1
    assert '"broke"' in capsys.readouterr().err


def test_a_call_we_break_on_ends_with_the_crisis_line(broken_menu, line):
    caller = Caller(line)
    caller.press()
    assert "nine eight eight" in caller.press("9")


def test_a_crisis_text_without_an_id_is_answered(line):
    form = line.text_form("i want to kill myself") | {"MessageSid": "", "SmsSid": ""}
    assert b"988" in line.post("/text", form).data


def test_an_absurd_number_of_pictures_is_read_as_some(line):
    assert line.text("", NumMedia="9" * 5000)[0].startswith("Thank you. I can only read words")


def test_a_crisis_is_answered_again_when_its_first_answer_is_forgotten(line):
    first = line.text("i want to kill myself", ANA, "SM1")
    with line.house.database.transaction() as session:
        session.execute(update(Inbound).values(answer=None))
    assert line.text("i want to kill myself", ANA, "SM1") == first
