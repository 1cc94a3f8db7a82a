"""CODE: set, asked for, changed, taken away, locked; and kept in nothing that is stored."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from service.db import Base
from service.flows.arrival import ArrivedText, receive_text
from service.models import Inbound, Person
from service.text.phone import Phone
from tests.flows.test_groups import NEWCOMER
from tests.flows.test_remind import our_call
from tests.line import ANA, Caller

CODE, NEW = "4081", "7302"


def has_code(line) -> bool:
    with line.house.database.reading() as session:
        return session.scalar(select(Person.code_hash)) is not None


def is_open(line) -> bool:
    with line.house.database.reading() as session:
        return session.scalar(select(Person.discreet)) is False


@pytest.mark.parametrize("said", ["CODE 4081", "clave 4081", "Code: 4 0 8 1"])
def test_four_digits_are_set_and_never_said_back(line, said):
    answer = line.text(said)[0]
    assert has_code(line) and CODE not in answer
    assert "delete your text" in answer or "borre su mensaje" in answer


def test_the_text_that_set_it_is_not_kept(line):
    for words in ("CODE 4081", "OPEN", "4081", "CODE", "1", "4081", "7302"):
        line.text(words)
    with line.house.database.reading() as session:
        kept = set(session.scalars(select(Inbound.body)))
    assert kept == {None, "OPEN", "CODE", "1"}


def test_nor_is_a_code_that_nobody_asked_for(line):
    for words in ("CODE 4081", "ERASE", "4081"):
        line.text(words)
    with line.house.database.reading() as session:
        assert set(session.scalars(select(Inbound.body))) == {None, "ERASE"}


def test_no_table_holds_the_digits(line):
    """Opened, too: a question, a memo or an answer might have them. Hashes have any four digits by chance."""
    for words in ("CODE 4081", "CODE 7302", "4081", "7302"):
        line.text(words)
    with line.house.database.reading() as session:
        for table in Base.metadata.sorted_tables:
            plain = [column for column in table.columns if not column.name.endswith("hash")]
            for row in session.execute(select(*plain)):
                assert not any(one in str(row) for one in (CODE, NEW)), table.name


def test_open_needs_it(line):
    line.text("CODE 4081")
    assert "4-digit code" in line.text("OPEN")[0]
    assert "That is not it" in line.text("7302")[0]
    assert not is_open(line)
    assert "may name your group" in line.text("4081")[0]
    assert is_open(line)


def test_after_five_wrong_ones_it_waits_an_hour(line, clock):
    line.text("CODE 4081")
    line.text("OPEN")
    answers = [line.text(NEW)[0] for _ in range(5)]
    assert "Too many wrong codes" in answers[-1]
    assert "Too many wrong codes" in line.text("OPEN")[0]
    clock.advance(timedelta(minutes=61))
    line.text("OPEN")
    assert "may name your group" in line.text(CODE)[0]


def test_it_is_changed_by_who_knows_the_old_one(line):
    line.text("CODE 4081")
    assert "4-digit code" in line.text("CODE 7302")[0]
    assert "Choose 4 digits" in line.text("4081")[0]
    line.text("7302")
    line.text("OPEN")
    assert "may name your group" in line.text("7302")[0]


def test_a_question_left_open_changes_no_code_set_since(line):
    line.text("CODE")
    caller = Caller(line)
    caller.press()
    for keys in ("5", "2", "2", CODE):
        caller.press(keys)
    assert "4-digit code" in line.text(NEW)[0]


def test_it_is_taken_away_by_who_knows_it(line):
    line.text("CODE 4081")
    line.text("CODE OFF")
    assert has_code(line)
    line.text("4081")
    assert not has_code(line)


@pytest.mark.parametrize(("said", "answer"), [("CODE 1234", "guessed"), ("CODE 59718", "4 digits")])
def test_what_is_no_good_code_is_refused_with_what_to_send(line, said, answer):
    assert answer in line.text(said)[0]
    assert not has_code(line)
    line.text("4081")
    assert has_code(line)


def test_a_search_instead_of_a_code_is_a_search(listed):
    listed.text("CODE 4081")
    listed.text("OPEN")
    assert listed.text("aa near jordan mt")[0].startswith("AA near Jordan")


def test_on_a_call_it_is_typed_and_not_spoken_back(line):
    caller = Caller(line)
    caller.press()
    for keys in ("5", "2", "2"):
        caller.press(keys)
    assert "numDigits" in caller.document[0].attrib and caller.document[0].get("numDigits") == "4"
    heard = caller.press(CODE)
    assert "Your code is set." in heard and CODE not in heard.replace(" ", "")


def test_wrong_ones_elsewhere_lock_nobody_out_of_our_call(listed, clock):
    """Whoever shows a member's number must not keep a reminder from them."""
    for words in ("aa near jordan mt", "1", "1", f"CODE {CODE}", "MYDATA", *["5938"] * 5):
        heard = listed.text(words)
    assert "Too many wrong codes" in heard[0]
    caller = our_call(listed, clock)
    caller.press("1")
    assert caller.press("5938").startswith("That is not your code.")
    assert caller.press(CODE).startswith("Your reminder:")


def test_the_word_in_a_sentence_is_no_code(line):
    line.text("code of conduct")
    assert not has_code(line)


def test_a_code_said_too_late_is_not_kept_either(line, clock):
    came = clock.now() - timedelta(hours=5)
    with line.house.database.transaction() as session:
        late = ArrivedText("SMlate", Phone(ANA), "CODE 4081", came_at=came)
        receive_text(session, line.house, late, clock.now())
        assert session.scalar(select(Inbound.body)) is None
        assert session.scalar(select(Person.id)) is None


@pytest.mark.parametrize("keys", ["2", "82"])
def test_a_caller_hears_what_is_theirs_only_after_it(community, keys):
    """Anybody may call from the phone of a household."""
    for words in ("JOIN TUE", "Mae", "CODE 4081"):
        community.text(words, NEWCOMER)
    caller = Caller(community, NEWCOMER)
    caller.press()
    heard = [caller.press(key) for key in (*keys, CODE)]
    assert "four digit code" in heard[-2] and "Lamp" not in heard[-2] and "Lamp" in heard[-1]
