"""SHARED: a second person comes to a phone, by text and by keys, let in by who is there already."""

import itertools
from datetime import timedelta

import pytest
from sqlalchemy import select

from service import members
from service.models import Inbound, Person, PhoneRow
from tests.line import ANA, Caller

WALT = "+14065550110"
WALTS, DOVS, WRONG = "4081", "7302", "5938"
BY_KEYS = ("5", "2", "4", "1")
BY_TEXT = ("SHARED", "1")
_SIDS = (f"CA{number:032x}" for number in itertools.count(7))


def call(line, *keys, sender=WALT) -> str:
    """What is heard after the last of these keys, on a new call."""
    caller = Caller(line, sender, sid=next(_SIDS))
    return [caller.press(key) for key in (None, *keys)][-1]


def text(line, *words, sender=ANA) -> str:
    return [line.text(word, sender) for word in words][-1][0]


def people(line) -> int:
    with line.house.database.reading() as session:
        return len(session.scalars(select(Person.id)).all())


@pytest.mark.parametrize(("say", "path"), [(call, BY_KEYS), (text, BY_TEXT)])
def test_who_is_there_sets_a_code_and_then_who_comes_does(line, say, path):
    assert "Now" in say(line, *path, WALTS)
    assert people(line) == 1
    assert "Welcome." in say(line, *path, WALTS, DOVS)
    assert people(line) == 2


@pytest.mark.parametrize(("say", "path"), [(call, BY_KEYS), (text, BY_TEXT)])
def test_who_has_a_code_gives_it_before_anybody_is_let_in(line, say, path):
    say(line, *path, WALTS)
    assert "That is not it" in say(line, *path, WRONG)
    assert people(line) == 1


@pytest.mark.parametrize(("say", "path"), [(call, BY_KEYS), (text, BY_TEXT)])
@pytest.mark.parametrize("digits", [WALTS, "1234"])
def test_anothers_digits_are_refused_like_any_that_are_soon_guessed(line, say, path, digits):
    say(line, *path, WALTS)
    assert "soon guessed" in say(line, *path, WALTS, digits)
    assert people(line) == 1


def test_the_codes_are_kept_nowhere(line):
    text(line, *BY_TEXT, WALTS, DOVS)
    with line.house.database.reading() as session:
        assert set(session.scalars(select(Inbound.body))) == {"SHARED", "1", None}
        assert DOVS not in str(session.scalars(select(Person.code_hash)).all())


def test_nobody_slips_in_by_a_question_that_was_left_open(line, clock):
    text(line, *BY_TEXT, WALTS)
    clock.advance(timedelta(minutes=11))
    assert "4-digit code" in text(line, DOVS)
    assert people(line) == 1


def test_one_speaks_english_and_the_other_spanish(line):
    text(line, "english", *BY_TEXT, WALTS, DOVS, "espanol")
    assert text(line, "compartido", "2", WALTS).startswith("1 Español")
    assert text(line, "compartido", "2", DOVS).startswith("1 English")


def test_six_share_a_phone_and_no_more(line, clock):
    text(line, *BY_TEXT, WALTS)
    with line.house.database.transaction() as session:
        phone_id = session.scalar(select(PhoneRow.id))
        for _ in range(5):
            members.add_person(session, phone_id, "en", clock.now())
    text(line, *BY_TEXT)
    assert "no more" in text(line, WALTS)


def test_a_withheld_number_shares_nothing(line):
    assert "nothing we keep for you" in call(line, "5", "2", "4", sender="anonymous")


def test_whoever_takes_the_phone_over_says_who_they_are(line):
    text(line, *BY_TEXT, WALTS, DOVS)
    assert text(line, "SHARED").startswith("2 people use this phone.")
    assert "Several people use this phone." in text(line, "2")
