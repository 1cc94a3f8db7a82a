"""Coordinators in a hurry, two at once, and words that can't be meant: one notice or none, and which."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from service import codes, own_groups
from service.members import find_person, find_phone
from service.models import Notice, NoticeState, Outbox
from service.notices import sending
from service.text.phone import Phone
from tests.duty import KIM
from tests.flows.test_notice import run_by, says
from tests.line import BEN

NOT_ALL_YOURS = "Not all of these are groups of yours. Nothing is sent yet. Which one gets it?"


def calls(line):
    its = select(func.count()).where(Outbox.message == "notice.confirm")
    with line.house.database.reading() as session:
        return session.scalar(its)


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("SEND TUE, XYZ: hi", NOT_ALL_YOURS),
        ("SEND TUE and GREIF: hi", NOT_ALL_YOURS),
        ("SEND TUE and friends, come at 7:30", "Your words to TUE: 2 people"),
        ("OFF ALL snow", "One group at a time"),
        ("MOVE every group 8pm", "One group at a time"),
        ("OFF TUE next week", "I can't read that date. Which date?\n1 Tue Nov 24\n2 Tue Dec 1"),
        ("OFF TUE in two weeks, holidays", "I can't read that date."),
        ("OFF TUE 01.12.", "I can't read that date."),
        ("OFF KIN the 29th", "I can't read that date."),
        ("OFF TUE all of december", "I can't read that date."),
        ("OFF TUE 7pm because of ice", 'OFF, "ice"'),
        ("OFF:TUE,snow", 'TUE tomorrow 7 pm OFF, "snow"'),
        ("NOHAY MAR ayer", "I can't read that date."),
        ("MOVE TUE yesterday 7pm", "I can't read that date."),
        ("OFF TUE nov 24 and dec 8", "One date at a time. Which date?\n1 Tue Nov 24\n2 Tue Dec 8"),
        ("OFF TUE \N{SNOWFLAKE}\N{SNOWFLAKE}", "TUE tomorrow 7 pm OFF: 2 people"),
        ("MOVE TUE from 7pm to 8pm", "moves to tomorrow 8 pm: 2 people"),
        ("MOVER MAR de 7 a 8", "moves to tomorrow 8 pm: 2 people"),
        ("MOVE TUE 8-9pm", "to which hour or place?"),
        ("MOVE TUE 25:00", "to which hour or place?"),
        ("MOVE TUE 12:30am", "moves to Wed Nov 25 12:30 am"),
        ("MOVE TUE 7pm", "TUE tomorrow 7 pm is as usual already."),
        ("UNDO it", "Nothing of yours waits"),
        ("FIX B99 hi", "B99 is no notice of yours."),
    ],
)
def test_what_cannot_be_meant_is_asked_back(community, said, told):
    assert told in says(community, said)


def test_a_date_that_could_not_be_read_is_no_reason(community):
    assert says(community, "OFF TUE next week ice", "2").startswith(
        'Not sent yet. TUE Tue Dec 1 7 pm OFF, "ice"'
    )


def test_an_hour_in_one_digit_is_an_answer_to_where_to(community):
    assert "moves to tomorrow 8 pm" in says(community, "MOVE TUE", "8")


def test_back_at_its_hour_but_in_another_place_that_is_said_with_it(community, clock):
    says(community, "MOVE TUE 8pm Library", "02")
    clock.advance(timedelta(minutes=1))
    goes_out(community)
    assert "moves to tomorrow 7 pm, Library" in says(community, "MOVE TUE 7pm")


def test_what_is_stopped_before_it_began_to_go_is_taken_back(community, clock):
    says(community, "OFF TUE", "02")
    clock.advance(timedelta(minutes=1))
    assert says(community, "UNDO", "1").startswith("B1 is taken back.")


def test_stopped_half_way_its_date_stays_changed_and_says_how_to_put_it_back(community, clock):
    says(community, "OFF TUE", "02")
    clock.advance(timedelta(minutes=1))
    goes_out(community)
    assert says(community, "UNDO", "1").endswith("The date stays changed: ON TUE puts it back.")
    assert "is ON after all" in says(community, "ON TUE")


def test_tonight_is_never_next_week_s_once_it_has_begun(community, clock):
    clock.advance(timedelta(days=1, hours=2))
    assert says(community, "OFF TUE tonight").startswith("Tue Nov 24 is over.")
    assert says(community, "MOVE TUE tonight 9pm").startswith("Tue Nov 24 is over.")
    assert "TUE Tue Dec 1 7 pm OFF" in says(community, "OFF TUE tuesday")


def test_what_begins_within_its_minute_is_told_to_nobody(community, clock):
    clock.advance(timedelta(days=1, minutes=88, seconds=50))
    says(community, "OFF TUE")
    clock.advance(timedelta(seconds=20))
    assert says(community, "02").startswith("It begins within the minute")
    assert says(community, "OFF TUE tonight").startswith("It begins within the minute")


def test_of_dates_that_are_off_each_is_named(community, clock):
    for on in ("nov 24", "dec 8"):
        says(community, f"OFF TUE {on}", "02")
        clock.advance(timedelta(minutes=1))
        goes_out(community)
    assert says(community, "ON TUE dec 1").startswith("TUE Tue Dec 1 7 pm is as usual already.")
    assert "ON TUE puts it back" in says(community, "OFF TUE nov 24")
    told = says(community, "OFF TUE dec 8")
    assert "ON TUE Tue Dec 8 puts it back" in told
    assert "TUE Tue Dec 8 7 pm is ON after all" in says(community, "ON TUE Tue Dec 8")


def goes_out(line):
    """What is held goes out."""
    now, house = line.house.clock.now(), line.house
    with house.database.transaction() as session:
        held = select(Notice.id).where(Notice.state == NoticeState.HELD)
        for id in session.scalars(held).all():
            assert sending.go(session, house.settings, id, now)


# --- UNDO in a hurry -----------------------------------------------------------------------------------


@pytest.mark.parametrize("said", ["UNDO", "undo it", "Please undo", "undo B1 now", "DESHACER ya"])
def test_undo_in_a_few_words_takes_back_what_is_held(community, said):
    says(community, "OFF TUE", "02")
    assert community.text(said, BEN)[-1].startswith("B1 is taken back.")


def test_undo_takes_back_what_is_held_before_what_is_only_read_back(community):
    says(community, "OFF TUE", "02", "OFF GRIEF")
    assert says(community, "UNDO").startswith("B1 is taken back.")
    assert says(community, "01").startswith("B2 goes out in 1 minute")


def test_the_count_after_undo_or_no_is_told_that_nothing_waits(community):
    says(community, "OFF TUE", "02", "UNDO")
    assert says(community, "02").startswith("B1 is not waiting any more. Nothing was sent.")
    says(community, "OFF TUE", "NO")
    assert says(community, "02").startswith("B2 is not waiting any more. Nothing was sent.")
    assert says(community, "STATUS B2").startswith("B2 was dropped before it was confirmed.")


def test_no_to_what_is_held_tells_of_undo(community):
    assert "UNDO takes it back" in says(community, "OFF TUE", "02", "NO")


def test_what_is_only_read_back_is_not_corrected(community):
    assert says(community, "OFF TUE", "FIX at 8").startswith("It is not sent yet")


def test_what_was_confirmed_asks_for_no_digit_any_more(community):
    says(community, "OFF TUE", "02")
    assert says(community, "1").startswith("I have not asked anything.")


# --- two at once, and what is gone ---------------------------------------------------------------------


def test_at_night_the_slower_of_two_coordinators_is_told(community, clock):
    clock.advance(timedelta(hours=5))
    run_by(community, KIM, "TUE")
    says(community, "OFF TUE snow", "02")
    says(community, "OFF TUE ice", "02", sender=KIM)
    assert says(community, "1").startswith("B1 goes out at 8 am")
    assert says(community, "1", sender=KIM).startswith("B1, about the same date, goes out just now")


def test_the_count_of_free_words_sent_twice_is_one_call(community):
    with community.house.database.transaction() as session:
        phone = find_phone(session, community.house.keyring, Phone(BEN))
        codes.set_code(session, find_person(session, phone.id), "4081")
    told = says(community, "SEND TUE: hi", "02")
    assert told == says(community, "02") and calls(community) == 1


def test_a_group_that_was_let_go_takes_its_draft_along(community, clock):
    says(community, "OFF TUE")
    with community.house.database.transaction() as session:
        own_groups.let_go(session, "TUE", clock.now())
    assert says(community, "02").startswith("B1 is not waiting any more. Nothing was sent.")
