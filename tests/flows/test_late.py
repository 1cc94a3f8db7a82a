"""A text that comes late counts from when it was said, and begins nothing that nobody waits for."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from service.crisis.screen import screen
from service.flows.arrival import ArrivedText, receive_text
from service.house import House
from service.models import Case, Inbound, Person, PhoneRow, Question, QuestionState
from service.text.phone import Phone
from tests.line import ANA, Line, settings_for

MINUTE = timedelta(minutes=1)


@pytest.fixture
def line(database, clock, keyring, tmp_path) -> Line:
    return Line(House(settings_for(tmp_path), clock, keyring, database))


@pytest.fixture
def late(line, clock):
    """`late("1", by=5 * MINUTE)`: what Ana said five minutes ago reaches us now."""
    sids = iter(f"SMlate{number}" for number in range(100))

    def say(body: str, by: timedelta) -> tuple[str, ...]:
        text = ArrivedText(next(sids), Phone.parse(ANA), body, came_at=clock.now() - by)
        finding = screen(body)
        crisis = finding if finding.tier != "none" else None
        with line.house.database.transaction() as session:
            return receive_text(session, line.house, text, clock.now(), crisis).texts

    return say


def one(line, column):
    with line.house.database.reading() as session:
        return session.scalar(select(column))


def open_steps(line) -> list[str]:
    with line.house.database.reading() as session:
        opened = select(Question.step).where(Question.state == QuestionState.OPEN)
        return list(session.scalars(opened))


def test_within_a_quarter_of_an_hour_it_is_a_turn_like_any_other(late):
    assert late("MENU", by=14 * MINUTE)[0].startswith("1 Find a meeting")


def test_a_digit_answers_what_had_been_asked_when_it_was_said(line, clock, late):
    line.text("MENU")
    clock.advance(5 * MINUTE)
    assert late("1", by=4 * MINUTE)[0].startswith("Where are you?")


def test_a_digit_never_answers_what_was_asked_afterwards(line, clock, late):
    line.text("MENU")
    clock.advance(5 * MINUTE)
    line.text("MY")
    before = open_steps(line)
    assert late("1", by=4 * MINUTE) == ()
    assert open_steps(line) == before


def test_a_digit_said_before_anything_was_asked_leaves_the_open_question_open(line, clock, late):
    clock.advance(5 * MINUTE)
    line.text("MENU")
    assert late("1", by=4 * MINUTE) == ()
    assert open_steps(line) == ["menu.main"]


def test_zero_is_a_person_at_any_time_an_answer_can_be_sent(line, clock, late):
    line.text("MENU")
    assert late("0", by=4 * MINUTE) != ()


@pytest.mark.parametrize("words", ["aa 59718", "MENU", "1", "mumble", "MORE", "0"])
def test_after_that_it_begins_nothing(line, clock, late, words):
    line.text("MY")
    before = open_steps(line)
    clock.advance(30 * MINUTE)
    assert late(words, by=20 * MINUTE) == ()
    assert open_steps(line) == before


def test_words_that_came_too_late_are_kept_no_longer_than_a_search(line, clock, late):
    late("aa near jordan mt", by=20 * MINUTE)
    assert one(line, Inbound.keep_until) - clock.now() == timedelta(hours=24)


@pytest.mark.parametrize("words", ["STOP", "please stop texting me"])
def test_a_stop_counts_whatever_its_age_from_when_it_was_said(line, clock, late, words):
    late(words, by=timedelta(hours=5))
    assert one(line, PhoneRow.stopped_at) == clock.now() - timedelta(hours=5)


def test_a_stop_gives_way_to_a_start_that_was_said_later(line, clock, late):
    line.text("START")
    late("STOP", by=MINUTE)
    assert one(line, PhoneRow.stopped_at) is None


def test_a_start_gives_way_to_a_stop_that_was_said_later(line, clock, late):
    line.text("STOP")
    late("START", by=MINUTE)
    assert one(line, PhoneRow.stopped_at) is not None


def test_stop_and_start_that_come_late_together_count_in_their_order(line, late):
    late("STOP", by=5 * MINUTE)
    late("START", by=4 * MINUTE)
    assert one(line, PhoneRow.stopped_at) is None


def test_private_and_a_language_count_whatever_their_age(line, late):
    late("PRIVADO", by=timedelta(hours=5))
    late("ESPAÑOL", by=timedelta(hours=4))
    assert one(line, Person.private)
    assert line.text("MENU")[0].startswith("1 Buscar")


DECIDED = [
    ("HOURS 9-17", Person.contact_until_min, 17 * 60, "HOURS 9-18"),
    ("ZONE pacific", Person.zone, "America/Los_Angeles", "ZONE central"),
    ("VOICE", Person.reach, "call", "BOTH"),
    ("PRIVATE", Person.private, True, "OPEN"),
]


@pytest.mark.parametrize(("said", "column", "holds", "later"), DECIDED)
def test_how_and_when_they_are_reached_counts_whatever_its_age(
    line, late, said, column, holds, later
):
    late(said, by=timedelta(hours=5))
    assert one(line, column) == holds


@pytest.mark.parametrize(("said", "column", "holds", "later"), DECIDED)
def test_it_gives_way_to_what_they_decided_later(line, late, said, column, holds, later):
    line.text(later)
    before = one(line, column)
    late(said, by=MINUTE)
    late(said, by=timedelta(hours=5))
    assert one(line, column) == before != holds


@pytest.mark.parametrize("said", ["HOURS 25-3", "ZONE Springfield", "ZONE Marte", "hours"])
def test_what_would_have_to_be_asked_back_is_asked_nobody(line, late, said):
    late(said, by=timedelta(hours=5))
    assert open_steps(line) == []


def test_a_code_is_not_taken_away_late(line, late):
    line.text("CODE 4081")
    late("CODE OFF", by=timedelta(hours=5))
    assert one(line, Person.code_hash) is not None


def test_a_crisis_opens_its_case_whatever_its_age_and_searches_nothing(line, late):
    assert late("i want to kill myself, aa near jordan mt", by=timedelta(hours=5)) == ()
    assert one(line, Case.source_key) == "SMlate0"


def test_a_stop_in_a_crisis_counts_too(line, late):
    late("unsubscribe me, ending my life tonight", by=timedelta(hours=5))
    assert one(line, PhoneRow.stopped_at) is not None
