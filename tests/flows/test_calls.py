"""The same flows by keypad: every question has a way on, and a repeated request hears the same."""

from datetime import timedelta

from sqlalchemy import func, select

from service.models import Inbound, PhoneRow, Reminder
from tests.line import Caller


def test_a_caller_is_greeted_and_hears_the_menu(line):
    heard = Caller(line).press()
    assert heard.startswith("Hello. This is RidgePeers.")
    assert "To find a meeting, press 1" in heard


def test_zero_at_any_point_names_the_crisis_line_first(line):
    caller = Caller(line)
    caller.press()
    assert "nine eight eight" in caller.press("0")


def test_silence_is_asked_again_twice_and_then_comes_a_person(line):
    caller = Caller(line)
    caller.press()
    heard = [caller.press("") for _ in range(3)]
    assert heard[0] == heard[1] and "nine eight eight" in heard[2]
    assert heard[0].startswith("Take your time. To find a meeting")


def test_nine_at_the_greeting_changes_the_language(line):
    caller = Caller(line)
    caller.press()
    assert "Para buscar una reunión" in caller.press("9")
    assert caller.document.find(".//Say").get("language") == "es-US"


def test_a_meeting_is_found_and_a_reminder_set_by_keys(listed):
    caller = Caller(listed)
    caller.press()
    assert "five digit ZIP" in caller.press("1")
    assert "Jordan, Montana. If that is wrong, press pound. What kind" in caller.press("59337")
    assert "By phone, press 2" in caller.press("1")
    assert "Number 1. tonight at 7 P M. Hand in Hand" in caller.press("4")
    assert "Number 2. tomorrow at 7 P M" in caller.press("2")
    assert "Willow Creek Evening" in caller.press("1")
    assert "Set: tomorrow at 7 P M" in caller.press("1")
    with listed.house.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Reminder)) == 1


def test_the_row_picked_by_keys_is_the_row_picked_by_text(listed):
    caller = Caller(listed)
    for keys in (None, "1", "59337", "1", "4", "2", "1"):
        by_keys = caller.press(keys)
    for words in ("MENU", "1", "59337", "1", "2"):
        by_text = listed.text(words)
    assert "Willow Creek Evening" in by_keys and "Willow Creek Evening" in by_text[0]


def test_star_says_it_again_and_pound_goes_back(listed):
    caller = Caller(listed)
    for keys in (None, "1", "59337", "1"):
        caller.press(keys)
    first = caller.press("4")
    assert caller.press("*") == first
    assert "five digit ZIP" in caller.press("#")


def test_the_same_request_again_hears_the_same_and_moves_once(line):
    caller = Caller(line)
    caller.press()
    action = caller.action
    first = caller.press("1")
    caller.action = action
    assert caller.press("1") == first
    with line.house.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Inbound)) == 2


def test_a_caller_who_hides_the_number_can_find_meetings(listed):
    caller = Caller(listed, sender="anonymous")
    for keys in (None, "1", "59337", "1", "4", "1"):
        caller.press(keys)
    assert "can't keep reminders" in caller.press("1")


def test_every_question_on_a_call_goes_on_without_a_key(line):
    caller = Caller(line)
    caller.press()
    gather = caller.document.find("Gather")
    assert gather.get("actionOnEmptyResult") == "true" and gather.get("finishOnKey") == ""
    assert caller.document.find("Redirect") is not None


def test_a_clock_moved_during_a_call_changes_no_question(line, clock):
    caller = Caller(line)
    caller.press()
    clock.advance(timedelta(days=2))
    assert "five digit ZIP" in caller.press("1")


def test_a_phone_off_the_hook_is_hung_up_on_in_the_end(line):
    caller = Caller(line)
    caller.press()
    heard = [caller.press("") for _ in range(5)]
    assert "nine eight eight" in heard[2] and "Good-bye" in heard[4]
    assert caller.document.find("Gather") is None


def stopped(line) -> bool:
    with line.house.database.reading() as session:
        return session.scalar(select(PhoneRow.stopped_at)) is not None


def test_stop_and_start_can_be_said_by_keys(line):
    caller = Caller(line)
    caller.press()
    assert "To end all that comes from us, press 1" in caller.press("8")
    assert "You are out" in caller.press("1")
    assert stopped(line)
    again = Caller(line, sid="CA" + "2" * 32)
    again.press()
    assert "To let us call again, press 1" in again.press("8")
    assert again.press("1").startswith("Welcome back.")
    assert not stopped(line)


def test_eight_ends_nothing_by_text(line):
    line.text("MENU")
    line.text("8")
    assert not stopped(line)


def test_a_hidden_number_has_nothing_to_stop(line):
    caller = Caller(line, sender="anonymous")
    caller.press()
    assert "we never call it" in caller.press("8")


def test_a_reminder_just_set_is_not_told_as_one_they_had(listed):
    caller = Caller(listed)
    caller.press()
    for keys in ("1", "59337", "1", "4", "1", "1"):
        heard = caller.press(keys)
    assert caller.press("") == f"Take your time. {heard}"
    assert caller.press("*") == heard


def test_who_hides_the_number_hears_only_of_what_works(listed):
    caller = Caller(listed, "anonymous")
    heard = caller.press()
    assert "reminders" not in heard and "our calls" not in heard
    for keys in ("1", "59337", "1", "4", "1"):
        heard = caller.press(keys)
    assert "reminder" not in heard and "To go back to the list, press 2" in heard


def at_the_zip(line) -> Caller:
    caller = Caller(line)
    caller.press()
    caller.press("1")
    return caller


def test_a_zip_may_be_looked_up_but_a_zero_alone_waits_no_longer_than_the_next_digit(listed):
    ask = at_the_zip(listed).document.find("Gather")
    assert (ask.get("timeout"), ask.get("finishOnKey"), ask[-1].tag) == ("3", "#", "Pause")


def test_pound_among_digits_goes_back_at_once(listed):
    caller = at_the_zip(listed)
    assert "To find a meeting, press 1" in caller._go_on({"Digits": "", "FinishedOnKey": "#"})


def test_star_among_digits_starts_them_anew(listed):
    assert at_the_zip(listed).press("593*").startswith("Please enter your five digit ZIP")


def test_a_key_that_does_nothing_is_said_before_the_question_comes_again(listed):
    caller = Caller(listed)
    caller.press()
    assert caller.press("7").startswith("There is no 7 here. To find a meeting, press 1.")


def test_the_zip_given_before_is_one_key(listed):
    caller = at_the_zip(listed)
    for keys in ("59337", "1", "4"):
        caller.press(keys)
    assert "To use the ZIP you gave before, press pound" in caller.press("#")
    assert "Jordan, Montana. If that is wrong, press pound." in caller.press("#")
    assert "you gave before" not in caller.press("#")
