"""A reminder's call behind its gate: the code, and the key that ends it all."""

import pytest
from sqlalchemy import select

from service import codes
from service.models import Conversation, Inbound, Person, Question
from tests.flows.test_remind import ask_for_one, our_call

CODE = "4081"


@pytest.fixture
def gated(listed, clock):
    """The gate of a call to somebody who has set a code."""
    ask_for_one(listed)
    with listed.house.database.transaction() as session:
        codes.set_code(session, session.scalars(select(Person.id)).one(), CODE)
    return our_call(listed, clock)


def test_behind_the_gate_stands_the_code(gated):
    assert "four digit code" in gated.press("1")
    assert gated.document.find("Gather").get("numDigits") == "4"
    assert gated.press(CODE).startswith("Your reminder: tonight at 7 P M.")


def test_once_given_it_is_not_asked_for_again(gated):
    for keys in ("1", CODE):
        body = gated.press(keys)
    assert gated.press("*") == body


def test_three_wrong_ones_end_the_call(gated):
    gated.press("1")
    heard = [gated.press("9999") for _ in range(3)]
    assert [one.startswith("That is not your code") for one in heard] == [True] * 2 + [False]
    assert gated.document.find("Gather") is None


def test_silence_before_the_code_leads_to_no_menu(gated):
    gated.press("1")
    assert [gated.press("") for _ in range(3)][2] == "Good-bye."


def test_a_code_is_not_kept(gated):
    for keys in ("1", CODE):
        gated.press(keys)
    with gated.line.house.database.reading() as session:
        assert CODE not in session.scalars(select(Inbound.body)).all()


def test_eight_closes_what_was_asked_by_text_too(listed, clock):
    ask_for_one(listed)
    caller = our_call(listed, clock)
    listed.text("MENU")
    caller.press("8")
    with listed.house.database.reading() as session:
        texts = select(Conversation.id).where(Conversation.key.like("text:%"))
        asked = Question.conversation_id.in_(texts), Question.state == "open"
        assert session.scalars(select(Question.id).where(*asked)).all() == []


def test_zero_at_the_gate_leads_back_to_it_and_to_no_menu(listed, clock):
    ask_for_one(listed)
    caller = our_call(listed, clock)
    assert "nine eight eight" in (heard := caller.press("0")) and heard.endswith(caller.heard)
    assert "thirty minutes" in caller.press("2")


def test_a_call_of_ours_never_leads_to_the_menu(gated):
    gated.press("1")
    assert "four digit code" in gated.press("0")
    assert "find a meeting" not in " ".join([gated.press("#"), gated.press("0"), gated.press("#")])
