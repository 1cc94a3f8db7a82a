"""Digits find their question, words find their step, and nothing loops."""

from datetime import timedelta

from sqlalchemy import select

from service.flows import questions
from service.flows.threads import LOOP_REPLIES, standing
from service.flows.turn import Choose, go
from service.models import PhoneRow
from service.text.words import prompt
from tests.line import CLEO


def ask_first(line, outbox_id="1", label="label.reminder", digits=(1, 2)):
    """A question of ours that Ana did not lead up to, like a reminder."""
    with line.house.database.transaction() as session:
        phone_id = session.scalar(select(PhoneRow.id))
        now = line.house.clock.now()
        thread = standing(session, phone_id, now).thread
        choices = {digit: go("menu.welcome") for digit in digits}
        ask = Choose(prompt("menu.main"), choices, label)
        until = now + timedelta(hours=3)
        by = go("menu.hello")
        questions.ask_first(session, thread, by, ask, outbox_id, now, until, again=False)


def test_a_digit_goes_to_the_question_that_was_asked_last(line):
    line.text("MENU")
    assert "Where are you?" in line.text("1")[0]


def test_a_digit_two_questions_accept_is_asked_back(line):
    line.text("MENU")
    ask_first(line)
    assert line.text("1") == ["What is your 1 for?\n1 the reminder\n2 the menu"]
    assert "Where are you?" in line.text("2")[0]


def test_an_old_question_does_not_make_a_digit_a_toss_up(line, clock):
    line.text("hi")
    ask_first(line)
    clock.advance(timedelta(minutes=31))
    line.text("MENU")
    assert "Where are you?" in line.text("1")[0]


def test_a_digit_only_one_of_two_questions_accepts_goes_there(line):
    line.text("MENU")
    ask_first(line, digits=(7,))
    assert line.text("7") == ["Any time. Reply MENU for choices, or 0 for a person."]


def test_a_slip_of_the_thumb_keeps_the_question_open(line):
    line.text("MENU")
    assert "has no 7" in line.text("7")[0]
    assert "Where are you?" in line.text("1")[0]


def test_a_question_is_forgotten_after_a_day(line, clock):
    line.text("MENU")
    clock.advance(timedelta(hours=25))
    assert line.text("1")[0].startswith("I have not asked anything")


def test_after_stop_a_stray_digit_opens_nothing_old(line):
    line.text("MENU")
    line.text("STOP")
    assert line.text("2")[0].startswith("I have not asked anything")


def test_zero_is_a_person_at_any_time(line):
    assert "988" in line.text("0")[0]
    line.text("MENU")
    assert "988" in line.text("0")[0]


def test_two_machines_do_not_talk_for_ever(line):
    answers = [line.text("auto reply: i am away") for _ in range(LOOP_REPLIES + 3)]
    assert answers[-1] == []


def test_a_loop_ends_for_that_phone_alone_and_after_a_minute(line, clock):
    for _ in range(LOOP_REPLIES + 3):
        line.text("auto reply: i am away")
    assert line.text("MENU", CLEO) != []
    clock.advance(timedelta(seconds=61))
    assert line.text("MENU") != []


def test_even_in_a_loop_a_crisis_is_answered(line):
    for _ in range(LOOP_REPLIES + 3):
        line.text("auto reply: i am away")
    assert "988" in line.text("i want to die")[0]


def test_the_third_time_we_do_not_understand_a_person_is_offered(line):
    answers = [line.text("qwertz") for _ in range(3)]
    assert answers[0] == answers[1] != answers[2]
    assert "To talk with a person" in answers[2][0]


def test_the_language_chosen_stays(line):
    line.text("ESPANOL")
    assert line.text("MENU")[0].startswith("1 Buscar reunion")


def test_a_short_code_gets_no_answer_but_nothing_is_lost(line):
    assert line.text("your code is 123", sender="72345") == []


def test_a_withheld_sender_in_crisis_is_answered(line):
    assert "988" in line.text("i want to die", sender="anonymous")[0]


def test_a_nul_and_strange_letters_do_no_harm(line):
    assert line.text("hi\x00 there \ud83d\ude00".encode("utf-16", "surrogatepass").decode("utf-16"))


def test_even_in_a_loop_stop_is_heard(line):
    for _ in range(LOOP_REPLIES + 3):
        line.text("auto reply: i am away")
    assert line.text("STOP")[0].startswith("RidgePeers: You are out.")
    with line.house.database.reading() as session:
        assert session.scalar(select(PhoneRow.stopped_at)) is not None


def test_asking_for_a_person_keeps_the_question_open(line):
    line.text("MENU")
    line.text("0")
    assert "Where are you?" in line.text("1")[0]
