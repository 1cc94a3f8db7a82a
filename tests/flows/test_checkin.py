"""A check-in as its member meets it: asked, answered by a digit or in words, put off, and called in."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select, update

from service import codes, goals
from service.checkins import plans
from service.checkins.plans import Wish
from service.flows.arrival import ArrivedText, receive_text
from service.flows.patience import QUIET
from service.members import add_person, find_or_add_phone, person_of
from service.models import (
    Asks,
    Case,
    CheckIn,
    CheckInDay,
    Contact,
    DayState,
    GoalMark,
    LineType,
    Person,
    PhoneRow,
)
from service.text.phone import Phone
from tests.duty import LEE, put_on_duty
from tests.line import ANA, Caller
from tests.world import world_of

WALT, SAM = "+14065550110", "+14065550160"
# A Tuesday in Montana.
AT_NINE = datetime(2026, 11, 24, 9, 0, tzinfo=ZoneInfo("America/Denver"))
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
FEELING = "How are you today?\n1 Great 2 OK 3 So-so 4 Low 5 Very low\n6 Ask me later\n0 A person"


class Asked:
    """A world in which somebody is asked at nine."""

    def __init__(self, line, clock):
        clock.at = AT_NINE - HOUR
        self.world, self.line, self.clock = world_of(line), line, clock

    def set_up(self, number=ANA, name=None, line_type=LineType.MOBILE, **more):
        house = self.line.house
        with house.database.transaction() as session:
            phone = find_or_add_phone(session, house.keyring, Phone(number), self.clock.now())
            session.get_one(PhoneRow, phone.id).line_type = line_type
            person_id = person_of(session, phone.id, "en", self.clock.now())
            values = {"first_name": name, "zone": "America/Denver"}
            session.execute(update(Person).where(Person.id == person_id).values(**values))
            wish = Wish(person_id, phone.id, **{"at_min": 540, **more})
            plans.set_up(session, house.settings, wish, self.clock.now())
        return self

    def stands_by(self, called="Sam"):
        with self.line.house.database.transaction() as session:
            check_in = session.scalars(select(CheckIn)).one()
            phone = find_or_add_phone(
                session, self.line.house.keyring, Phone(SAM), self.clock.now()
            )
            session.add(
                Contact(
                    person_id=check_in.person_id, phone_id=phone.id, stands="contact",
                    called=called, place=1, agreed_at=self.clock.now(),
                )
            )  # fmt: skip
        return self

    def until(self, **after):
        """Lives until so long after nine."""
        self.world.live_through(AT_NINE + timedelta(**after) - self.clock.now())
        return self

    def says(self, words, number=ANA):
        return self.world.text(words, number)[0]

    def call(self, number=WALT, **more):
        caller = Caller(self.line, sender=number, **more)
        caller.greeting = caller.press()
        return caller

    @property
    def day(self):
        with self.line.house.database.reading() as session:
            return session.scalars(select(CheckInDay).order_by(CheckInDay.id.desc())).first()

    @property
    def last(self):
        return self.world.received()[-1]

    def do(self, what, *args):
        with self.line.house.database.transaction() as session:
            return what(session, *args)


@pytest.fixture
def asked(line, clock):
    return Asked(line, clock)


@pytest.mark.parametrize(
    ("asks", "said", "kept", "back"),
    [
        (Asks.FEELING, "2", "2", "OK"), (Asks.FEELING, "OK!", "2", "OK"),
        (Asks.FEELING, "Muy bien", "1", "great"), (Asks.FEELING, "so-so", "3", "so-so"),
        (Asks.ALL_RIGHT, "1", "1", "all right"), (Asks.ALL_RIGHT, "I'm OK", "1", "all right"),
        (Asks.GOAL, "done", "done", "done"), (Asks.GOAL, "2", "not_yet", "not yet"),
    ],
)  # fmt: skip
def test_an_answer_by_digit_or_in_words_is_said_back(asked, asks, said, kept, back):
    asked.set_up(asks=asks).until(minutes=5)
    assert asked.says(said) == f"Check-in: {back}. Thank you."
    assert (asked.day.state, asked.day.answer) == (DayState.ANSWERED, kept)


def test_done_counts_for_their_goal_once_a_date(asked):
    asked.set_up(asks=Asks.GOAL)
    whose = asked.do(
        lambda session: session.execute(select(CheckIn.person_id, CheckIn.phone_id)).one()
    )
    asked.do(goals.set_up, asked.line.house.settings, whose, "walk", asked.clock.now())
    asked.until(minutes=1).says("done")
    asked.says("CHECKIN"), asked.says("1")
    assert len(asked.do(lambda session: session.scalars(select(GoalMark)).all())) == 1


def test_before_open_it_names_nobody_and_after_it_them(asked):
    asked.set_up(name="Ana").until(minutes=1)
    assert asked.last == FEELING
    asked.do(lambda session: session.execute(update(Person).values(discreet=False)))
    asked.until(minutes=11)
    assert asked.last == f"Hi Ana. You can still answer. {FEELING}"


def test_asked_again_by_text_it_says_when_and_whom_we_tell(asked):
    """The ask after it may be a call that nobody picks up."""
    asked.set_up().stands_by().until(minutes=11)
    assert asked.last == f"At 11 am we tell Sam, as you asked. {FEELING}"


def test_the_last_ask_says_when_and_whom_we_tell(asked):
    """By call it is said behind the gate alone."""
    asked.world.behave(ANA, "answer", "1")
    asked.set_up().stands_by().until(minutes=21)
    gate, behind = asked.world.heard(ANA)[:2]
    assert "Sam" not in gate and behind.startswith("At 11 A M we tell Sam, as you asked.")
    assert asked.day.state == DayState.ASKING  # picked up and not keyed is no answer


def test_an_answer_however_late_counts_and_ends_it(asked):
    asked.set_up().until(hours=9)
    assert asked.says("1") == "Check-in: great. Thank you."
    assert asked.day.state == DayState.ANSWERED


def test_a_digit_days_later_counts_while_the_day_is_open(asked):
    asked.set_up(days=2).until(hours=30)  # on Tuesdays
    assert asked.says("7") == FEELING.replace("\n6 Ask me later", "")
    assert asked.says("1") == "Check-in: great. Thank you."


def test_a_digit_sent_again_is_no_second_answer(asked):
    asked.set_up().until(minutes=12)
    asked.says("2")
    assert asked.says("1").startswith("I have not asked anything.")
    assert asked.day.answer == "2"


def test_later_asks_again_in_two_hours_and_can_be_answered_before(asked):
    asked.set_up().until(minutes=5)
    assert asked.says("LATER").startswith("All right, we ask again at 11:05 am.")
    asked.until(hours=1)
    assert asked.says("3") == "Check-in: so-so. Thank you."
    assert len(asked.world.received()) == 2  # asked once, and told of the later hour


def test_later_without_end_is_asked_once_more(asked):
    asked.set_up().until(minutes=1)
    for hours in (2, 4):
        assert "we ask again" in asked.says("6")
        asked.until(hours=hours, minutes=2)
    assert "later" not in asked.last
    assert asked.says("LATER").startswith("There is no more time to wait today. How are you today?")
    assert asked.says("1") == "Check-in: great. Thank you."


def test_later_with_nothing_open_puts_nothing_off(asked):
    assert asked.set_up().says("LUEGO").startswith("There is no check-in")


def test_a_landline_answers_by_keys(asked):
    asked.world.behave(WALT, "answer", "12")
    asked.set_up(WALT, line_type=LineType.LANDLINE).until(minutes=1)
    assert asked.world.heard(WALT)[-1] == "Your answer: okay. Thank you. Good-bye."
    assert asked.day.answer == "2"


def test_a_machine_answers_nothing_and_is_left_no_word_of_it(asked):
    asked.world.behave(WALT, "machine")
    asked.set_up(WALT, name="Walt", line_type=LineType.LANDLINE).until(minutes=1)
    (left,) = asked.world.heard(WALT)
    assert left.startswith("Hello. This is the community line. This is the call you asked for.")
    assert asked.day.state == DayState.ASKING


def test_who_calls_in_is_offered_it_before_the_menu(asked):
    asked.set_up(WALT, line_type=LineType.LANDLINE).until(minutes=1)
    caller = asked.call()
    assert caller.greeting.endswith(
        "We have a question for you. To hear it, press 1. For the menu, press 2."
    )
    assert "How are you today?" in caller.press("1")
    assert caller.press("2").startswith("Your answer: okay. Thank you. To find a meeting")
    assert asked.day.state == DayState.ANSWERED


def test_of_a_code_or_an_unsure_number_it_tells_nothing_first(asked):
    asked.set_up(WALT, line_type=LineType.LANDLINE).until(minutes=1)
    assert "How are you" not in asked.call(vouched=False).press("1")
    asked.do(lambda session: codes.set_code(session, asked.day.id and 1, "4081"))
    caller = asked.call(sid="CA" + "8" * 32)
    assert "four digit code" in caller.press("1")
    assert "How are you today?" in caller.press("4081")


def test_checking_in_before_the_hour_counts_for_it(asked):
    asked.set_up(WALT, line_type=LineType.LANDLINE)
    caller = asked.call()
    caller.press("4")
    assert "more hours" not in caller.press("1")
    assert caller.press("1").startswith("Your answer: great. Thank you.")
    asked.until(hours=1)
    assert asked.world.simulator.calls_of(WALT) == []


def test_who_would_rather_say_something_else_of_today_can(asked):
    asked.set_up().until(minutes=1)
    asked.says("2")
    asked.until(hours=8)
    asked.says("MENU"), asked.says("4")
    assert asked.says("1") == FEELING.replace("\n6 Ask me later", "")
    asked.says("4")
    assert asked.day.answer == "4"


def test_the_word_asks_again_while_one_waits(asked):
    asked.set_up().until(hours=1)
    assert asked.says("CHECKIN") == FEELING
    assert asked.says("1") == "Check-in: great. Thank you."
    assert asked.says("CHECKIN") != FEELING


def test_an_answer_tells_that_those_told_hear_it(asked):
    asked.set_up().stands_by().until(hours=2, minutes=1)
    assert asked.says("2") == "Check-in: OK. Thank you. Whoever we told hears it, too."


def test_much_too_early_it_says_when(asked):
    asked.clock.at = AT_NINE - 9 * HOUR
    asked.set_up()
    asked.says("MENU"), asked.says("4")
    assert asked.says("1").startswith("Your next check-in is tomorrow 9 am.")


def test_what_was_said_in_time_counts_however_late_it_reaches_us(asked):
    """Not their silence: our database was away."""
    asked.set_up().until(minutes=45)
    house, now = asked.line.house, asked.clock.now()
    text = ArrivedText("SMlate1", Phone.parse(ANA), "2", came_at=now - 40 * MINUTE)
    with house.database.transaction() as session:
        assert receive_text(session, house, text, now).texts == ("Check-in: OK. Thank you.",)
    assert asked.day.state == DayState.ANSWERED


def test_an_answer_from_yesterday_says_nothing_of_today(asked):
    asked.set_up().until(days=1, minutes=5)
    house, now = asked.line.house, asked.clock.now()
    text = ArrivedText("SMlate2", Phone.parse(ANA), "2", came_at=now - 20 * HOUR)
    with house.database.transaction() as session:
        assert receive_text(session, house, text, now).texts == ("Check-in: OK. Thank you.",)
    assert asked.day.state == DayState.ASKING


@pytest.mark.parametrize("words", ["AWAY 3", "PAUSE 3"])
def test_who_went_away_while_our_database_was_is_not_missed(asked, words):
    asked.set_up().until(minutes=50)
    house, now = asked.line.house, asked.clock.now()
    text = ArrivedText("SMlate3", Phone.parse(ANA), words, came_at=now - 40 * MINUTE)
    with house.database.transaction() as session:
        receive_text(session, house, text, now)
    assert asked.day.state == DayState.STOPPED


@pytest.mark.parametrize("after", [5, 125], ids=["asked", "told"])
def test_words_of_a_crisis_are_no_silence(asked, after):
    asked.set_up().stands_by().until(minutes=after)
    assert "988" in asked.says("I want to kill myself")
    assert (asked.day.state, asked.day.answer) == (DayState.ANSWERED, None)
    asked.until(hours=5)
    told = [one for one in asked.world.received(SAM) if "not reach" in one]
    assert len(told) == (after > 120)


@pytest.mark.parametrize(("vouched", "state"), [(False, "handed"), (True, "answered")])
def test_words_that_may_be_anybody_s_leave_it_to_a_person(asked, vouched, state):
    """A number can be shown by anybody: it must neither end the ladder nor go on to family by itself."""
    asked.set_up().stands_by().until(minutes=30)
    asked.call(ANA, vouched=vouched).say("I want to kill myself tonight")
    asked.until(hours=3)
    assert asked.day.state == state
    assert not any("not reach" in one for one in asked.world.received(SAM))


def test_on_a_shared_phone_nobody_is_named_and_the_one_asked_answers(asked):
    asked.set_up(name="Ana").stands_by()

    def share(session):
        session.execute(update(Person).values(discreet=False))
        phone_id = session.scalars(select(CheckIn.phone_id)).one()
        somebody = add_person(session, phone_id, "en", asked.clock.now())
        codes.set_code(session, somebody, "7302")
        codes.set_code(session, session.scalars(select(CheckIn.person_id)).one(), "4081")

    asked.do(share)
    asked.until(minutes=11)
    assert asked.last == f"At 11 am we tell whom you chose. {FEELING}"
    asked.world.behave(ANA, "answer", "14081")
    asked.until(minutes=21)
    assert "we tell whom you chose" in asked.world.heard(ANA)[-1]
    assert asked.says("1") == "Check-in: great. Thank you."


# --- answered, although no text of ours had asked --------------------------------------------------------


@pytest.fixture
def unasked(asked):
    """The carrier took no texts, a call found the line busy, and Sam was told at eleven."""
    faults = asked.world.simulator.exchange.faults
    asked.world.behave(ANA, "busy")
    asked.says("MENU")
    asked.set_up().stands_by()
    faults.set("429")
    asked.until(minutes=20)
    faults.set("429", 0)
    asked.until(hours=2, minutes=6)
    assert asked.last.startswith("1 Find a meeting") and asked.day.state == DayState.TELLING
    return asked


def late(asked, words, minutes):
    """What Ana said so many minutes ago reaches us now."""
    house, now = asked.line.house, asked.clock.now()
    text = ArrivedText("SMlate4", Phone.parse(ANA), words, came_at=now - minutes * MINUTE)
    with house.database.transaction() as session:
        return receive_text(session, house, text, now).texts


def shared(asked):
    def share(session):
        add_person(
            session, session.scalars(select(CheckIn.phone_id)).one(), "en", asked.clock.now()
        )

    asked.do(share)
    return asked


def is_ended(asked) -> bool:
    """And Sam, who was told, hears it once."""
    asked.until(hours=4)
    heard = [body.split(".")[0] for body in asked.world.received(SAM)]
    return asked.day.state == DayState.ANSWERED and heard == [
        "We could not reach somebody you know",
        "We have heard from somebody you know",
    ]


@pytest.mark.parametrize(("words", "said"), [("1", "great"), ("ok", "OK")])
def test_an_answer_counts_although_no_text_had_asked(unasked, words, said):
    """Of what was asked long before, a digit is no answer."""
    told = "Thank you. Whoever we told hears it, too."
    assert unasked.says(words) == f"Check-in: {said}. {told}"
    assert is_ended(unasked)


@pytest.mark.parametrize(("words", "minutes"), [("1", 5), ("1", 40), ("I'm OK", 40)])
def test_however_late_it_reaches_us(unasked, words, minutes):
    assert late(unasked, words, minutes)
    assert is_ended(unasked)


def test_what_was_said_before_its_hour_is_no_answer(unasked):
    late(unasked, "1", 127)
    assert unasked.day.state == DayState.TELLING


def test_once_a_person_has_it_an_answer_ends_it_as_well(unasked):
    unasked.until(hours=3)
    assert unasked.day.state == DayState.HANDED
    unasked.says("1")
    assert unasked.day.state == DayState.ANSWERED


def test_in_the_middle_of_something_a_digit_is_for_that(unasked):
    unasked.says("MENU")
    assert unasked.says("1").startswith("Where are you?")
    unasked.says("MENU")
    unasked.clock.advance(QUIET + MINUTE)
    assert unasked.says("1") == "What is your 1 for?\n1 the menu\n2 your check-in"
    unasked.says("2")
    assert is_ended(unasked)


def test_on_a_shared_phone_it_is_asked_whose_digit_it_is(unasked):
    shared(unasked)
    assert unasked.says("1").startswith("How are you today?")
    assert unasked.day.state == DayState.TELLING
    unasked.says("1")
    assert is_ended(unasked)


def test_yes_is_an_answer_to_are_you_all_right(asked):
    asked.set_up(asks=Asks.ALL_RIGHT).until(minutes=1)
    assert asked.says("Yes") == "Check-in: all right. Thank you."


# --- low and very low -----------------------------------------------------------------------------------


def test_low_is_thanked_and_offered_a_peer_while_one_is_there(asked):
    asked.set_up().until(minutes=1)
    put_on_duty(asked.line.house, LEE)
    assert asked.says("4").startswith(
        "Check-in: low. Thank you for saying so. Want a peer to call you now? 1 Yes 2 No"
    )
    assert asked.says("1").startswith("We call you now, and then we ring a peer.")


def test_with_nobody_on_duty_low_is_told_of_the_line_alone(asked):
    asked.set_up().until(minutes=1)
    said = asked.says("low")
    assert "988" in said and "peer" not in said


def test_very_low_is_the_crisis_answer_with_a_case_in_the_same_moment(asked):
    asked.set_up().until(minutes=1)
    put_on_duty(asked.line.house, LEE)
    asked.line.app.extensions["on_duty"].look()
    said = asked.says("5")
    assert "988" in said[:45] and "1 =" in said and "2 =" in said
    with asked.line.house.database.reading() as session:
        case = session.scalars(select(Case)).one()
        assert (case.tier, case.kind, case.rule) == ("concern", "self", "checkin_very_low")
    assert (asked.day.state, asked.day.answer) == (DayState.ANSWERED, "5")
    assert asked.says("2").startswith("Thank you for telling me.")


def test_by_call_very_low_hears_the_number_and_keys(asked):
    asked.world.behave(WALT, "answer", "15")
    asked.set_up(WALT, line_type=LineType.LANDLINE).until(minutes=1)
    assert "nine eight eight" in asked.world.heard(WALT)[2]
    assert asked.day.answer == "5"


def test_fine_the_next_day_answers_the_check_in_and_not_the_crisis(asked):
    asked.set_up().until(minutes=1)
    asked.says("5")
    asked.until(days=1, minutes=1)
    assert asked.says("I'm fine") == "Check-in: OK. Thank you."


def test_twice_low_in_a_week_offers_care_once(asked):
    said = []
    asked.set_up()
    for day, digit in enumerate("4144"):
        asked.until(days=day, minutes=1)
        said.append("3 Care near you" in asked.says(digit))
    assert said == [False, False, True, False]


def test_after_the_crisis_answer_care_is_offered_with_the_next(asked):
    said = []
    asked.set_up()
    for day, digit in enumerate("4521"):
        asked.until(days=day, minutes=1)
        said.append("3 Care near you" in asked.says(digit))
    assert said == [False, False, True, False]
