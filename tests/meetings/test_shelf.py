"""What is asked for again is answered from the process, and never with what is no longer so."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import update

from service.meetings import looks, shelf
from service.meetings.importer import import_feed
from service.meetings.query import understand
from service.meetings.search import find
from service.meetings.shelf import Week, shelf_of
from service.models import Feed, Meeting
from tests.meetings.community import BUTTE, FRIDAY, TUESDAY, feed, row
from tests.meetings.conftest import MONTANA, TUESDAY_EVENING


@pytest.fixture
def ask(database):
    take_in(database, row("early", TUESDAY, "18:00"), row("late", TUESDAY, "20:00"))

    def asked(words="aa tonight 59715", now=TUESDAY_EVENING):
        with database.reading() as session:
            return {one.slug for one in find(session, understand(words), now, line=MONTANA).results}

    return asked


def take_in(database, *rows):
    with database.transaction() as session:
        import_feed(session, "aa", feed(*rows), "aa", "America/Denver", TUESDAY_EVENING)


def rename_behind_its_back(database):
    """As another process would: this one is not told."""
    with database.transaction() as session:
        session.execute(update(Meeting).where(Meeting.slug == "late").values(slug="renamed"))
        session.execute(update(Feed).values(read_at=datetime(2026, 12, 1, tzinfo=UTC)))


def test_asked_again_it_answers_the_same(ask):
    assert [ask() for _ in range(4)] == [{"early", "late"}] * 4


def test_a_feed_taken_in_by_this_process_counts_at_once(ask, database):
    for _ in range(3):
        ask()
    take_in(database, row("only", TUESDAY, "19:00"), row("late", TUESDAY, "20:00"))
    assert "only" in ask()


def test_a_feed_taken_in_by_another_process_counts_at_the_next_look(ask, database, monkeypatch):
    monkeypatch.setattr(shelf, "LOOK_EVERY_S", 0.0)
    for _ in range(3):
        ask()
    rename_behind_its_back(database)
    assert ask() == {"early", "renamed"}


def test_between_two_looks_the_database_is_left_alone(ask, database, monkeypatch):
    monkeypatch.setattr(shelf, "LOOK_EVERY_S", 3600.0)
    for _ in range(3):
        ask()
    rename_behind_its_back(database)
    assert ask() == {"early", "late"}


@pytest.mark.parametrize("changed", [{"minute_of_week": 0}, {"hidden_reason": "closed for now"}])
def test_nor_is_a_meeting_named_at_an_hour_it_has_left(ask, database, monkeypatch, changed):
    """Of the week the shelf is behind, of a row nobody was shown yet it is not."""
    monkeypatch.setattr(shelf, "LOOK_EVERY_S", 3600.0)
    monkeypatch.setattr(looks, "_enough_last_time", {})
    take_in(database, row("early", TUESDAY, "18:00"), row("friday", FRIDAY, "18:00"))
    for _ in range(3):
        ask("aa tuesday 59715")
    with database.transaction() as session:
        session.execute(
            update(Meeting).where(Meeting.slug == "friday").values(cell=None, **changed)
        )
    assert "friday" not in ask("aa friday 59715")


def test_while_a_feed_is_being_taken_in_nothing_is_kept(ask, database):
    with database.transaction() as session:
        session.execute(update(Feed).values(digest=""))
        shelf_of(session).forget()
    for _ in range(3):
        ask()
    with database.transaction() as session:
        session.execute(update(Meeting).where(Meeting.slug == "late").values(slug="renamed"))
    assert ask() == {"early", "renamed"}


def test_another_hour_is_cut_from_the_same_week(ask):
    for _ in range(3):
        ask()
    assert ask("aa tuesday morning 59715") == ask("aa tuesday morning 59715")
    assert ask("aa tonight 59715", TUESDAY_EVENING.replace(hour=3, day=25)) == {"late"}


def test_a_session_that_began_before_a_new_reading_puts_nothing_old_on_the_shelf(ask, database):
    words = understand("aa tonight 59715")
    with database.reading() as before:
        find(before, words, TUESDAY_EVENING, line=MONTANA)
        take_in(database, row("only", TUESDAY, "19:00"), row("late", TUESDAY, "20:00"))
        assert "only" in ask()
        for _ in range(3):
            find(before, words, TUESDAY_EVENING, line=MONTANA)
    assert [("only" in ask()) for _ in range(3)] == [True] * 3


def test_such_a_session_puts_no_old_address_there_either(ask, database):
    words = understand("aa tonight 59715")
    moved = row("early", TUESDAY, "18:00", formatted_address="99 New St, Bozeman, MT 59715, USA")
    with database.reading() as before:
        find(before, words, TUESDAY_EVENING, line=MONTANA)
        take_in(database, moved, row("late", TUESDAY, "20:00"), row("far", TUESDAY, "20:00", BUTTE))
        assert "early" not in ask("aa tonight 59701")
        find(before, words, TUESDAY_EVENING, line=MONTANA)
    with database.reading() as session:
        found = find(session, words, TUESDAY_EVENING, line=MONTANA).results
    assert "99 New St" in {one.address for one in found}


def test_what_does_not_fit_is_let_go(ask, database, monkeypatch):
    monkeypatch.setattr(shelf, "MOST_ROWS", 0)
    assert [ask() for _ in range(4)] == [{"early", "late"}] * 4


def test_a_week_too_large_to_keep_is_still_answered(ask, monkeypatch):
    monkeypatch.setattr(shelf, "MOST_A_WEEK", 1)
    assert [ask() for _ in range(4)] == [{"early", "late"}] * 4


def test_a_week_gives_its_minutes_both_ends_included():
    rows = [(number, minute) for number, minute in enumerate((30, 10, 20, 20))]
    week = Week(rows)
    assert week.between([(10, 20)]) == [(1, 10), (2, 20), (3, 20)]
    assert week.between([(31, 40), (30, 30)]) == [(0, 30)]
