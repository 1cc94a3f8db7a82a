"""REMIND with a group's word, with how long before, with both, and with what can't be read."""

import pytest
from sqlalchemy import select

from service.models import Group, Person, Reminder
from tests.line import ANA

ROSA, NEWCOMER = "+14065550101", "+14065550150"


def reminders_of(line, word):
    with line.house.database.reading() as session:
        about = (
            Reminder.meeting_id
            == select(Group.meeting_id).where(Group.word == word).scalar_subquery()
        )
        return [
            (one.lead_min, one.at_min) for one in session.scalars(select(Reminder).where(about))
        ]


@pytest.mark.parametrize(
    ("said", "lead"),
    [
        ("REMIND TUE", (60, None)),
        ("REMIND TUE 2h", (120, None)),
        ("remind tue 2 hours before", (120, None)),
        ("Remind me of Tuesday 30m", (30, None)),
        ("REMIND TUE 1d", (1440, None)),
        ("REMIND TUE 9am", (0, 540)),
        ("AVISAR MAR 1 dia", (1440, None)),
        ("avisar martes a las 9", (0, 540)),
    ],
)
def test_a_group_s_word_and_how_long_before(community, said, lead):
    assert "tomorrow" in community.text(said, ANA)[0] or "mañana" in community.text(said, ANA)[0]
    assert reminders_of(community, "TUE") == [lead]


@pytest.mark.parametrize("said", ["REMIND", "Reminder", "AVISEME", "recordar", "Recuérdame."])
def test_the_word_alone_asks_for_which_group(community, said):
    assert "2 TUE, Tuesday Night Lamp" in community.text(said, ANA)[0]


def test_the_very_hour_is_told(community):
    assert "I will text you tomorrow 9 am" in community.text("REMIND TUE 9am", ANA)[0]
    assert "Le escribo mañana 5 pm" in community.text("AVISAR MAR 2h", ROSA)[0]


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("REMIND TUE 8d", "longer than from one date to the next"),
        ("REMIND TUE 0m", "no time before"),
        ("REMIND TUE 11pm", "will have begun"),
        ("REMIND TUE 5x", "can't read how long"),
        ("REMIND TUE at 25:00", "can't read how long"),
        ("REMIND TUE -2h", "can't read how long"),
        ("REMIND XYZ", "no group by that word"),
        ("AVISAR MAR 8d", "mas que de una fecha"),
    ],
)
def test_what_can_not_be_is_refused_in_a_sentence(community, said, told):
    assert told in community.text(said, NEWCOMER)[0]
    assert reminders_of(community, "TUE") == []


def test_a_slip_is_asked_back_and_keeps_its_lead(community):
    assert "Did you mean TUE" in community.text("REMIND TEU 2h", ANA)[0]
    assert reminders_of(community, "TUE") == []
    community.text("1", ANA)
    assert reminders_of(community, "TUE") == [(120, None)]


def test_asked_for_twice_it_says_so_and_is_one(community):
    community.text("REMIND TUE 2h", ANA)
    assert community.text("REMIND TUE 2h", ANA)[0].startswith("You have that one already")
    assert reminders_of(community, "TUE") == [(120, None)]


def test_a_lead_alone_is_for_what_was_just_set(community):
    community.text("REMIND TUE", ANA)
    community.text("REMIND 2h", ANA)
    assert reminders_of(community, "TUE") == [(120, None)]


def test_another_time_is_three_digits_away(community):
    community.text("REMIND TUE", ANA)
    community.text("3", ANA)
    assert "I will text you tonight 7 pm" in community.text("3", ANA)[0]
    assert reminders_of(community, "TUE") == [(1440, None)]


def test_every_week_says_how_long_before(community):
    community.text("REMIND TUE 2h", ANA)
    assert community.text("1", ANA)[0].startswith("Every week, then, 2 hours before.")


def test_alone_it_offers_the_groups_one_is_in(community):
    community.text("REMIND", ROSA)
    community.text("1", ROSA)
    assert reminders_of(community, "TUE") == [(60, None)]


def test_the_zone_is_learned_from_where_they_look(community):
    community.text("na near 60601", NEWCOMER)
    community.text("REMIND TUE", NEWCOMER)
    with community.house.database.reading() as session:
        newest = select(Person.zone).order_by(Person.id.desc()).limit(1)
        assert session.scalar(newest) == "America/Chicago"


def test_what_names_no_group_may_be_a_search(community):
    assert "Reply 1" in community.text("remind me of aa near lewistown mt", NEWCOMER)[0]


def test_who_has_every_week_is_told_so_and_offered_no_more_of_it(community, clock):
    community.text("REMIND TUE", sender=NEWCOMER)
    community.text("1", sender=NEWCOMER)
    said = community.text("REMIND TUE 2h", sender=NEWCOMER)[0]
    assert said.startswith("Set, every week. First: tomorrow 7 pm.")
    assert "Reply 1" not in said
    assert "already, every week" in community.text("REMIND TUE 2h", sender=NEWCOMER)[0]
