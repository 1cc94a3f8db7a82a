"""CHECKIN by text and by keys: what is missing is asked for, then it is read back as it stands."""

import pytest
from sqlalchemy import select

from service.members import find_phone
from service.models import CheckIn, PersonPhone
from service.text.check_words import EVERY_DAY
from service.text.phone import Phone
from service.text.segments import segments
from tests.flows.test_shared_phone import SECONDS, share
from tests.line import ANA, Caller

ROSA, WALT, NEW = "+14065550101", "+14065550110", "+14065550150"
MON_WED_FRI = 0b001_0101


def says(line, *texts, sender=ANA):
    return [line.text(one, sender)[0] for one in texts][-1]


def plan(line):
    """The newest one, as it stands."""
    with line.house.database.reading() as session:
        return session.scalars(select(CheckIn).order_by(CheckIn.id.desc())).first()


def stands(line):
    found = plan(line)
    return (found.at_min, found.days, found.on) if found else None


def test_one_text_sets_it_up_and_the_first_says_what_silence_leads_to(community):
    said = says(community, "CHECKIN 9am daily")
    assert said.startswith("Done: every day 9 am, Mountain time, from tomorrow")
    assert all(one in said for one in ("ask twice more", "emergency service", "911", "CONTACT"))
    assert segments(said).count == 2 and stands(community) == (540, EVERY_DAY, True)
    again = says(community, "CHECKIN 10am 30")
    assert again.startswith("Done: every day 10 am") and segments(again).count == 1
    assert plan(community).grace_min == 30


def test_in_spanish(community):
    said = says(community, "REGISTRO 7 de la tarde todos los dias", sender=ROSA)
    assert said.startswith("Listo: todos los dias 7 pm, hora de la Monta")
    assert segments(said).count == 2 and stands(community) == (19 * 60, EVERY_DAY, True)


def test_a_bare_hour_is_asked_back_and_so_is_a_slip(community):
    assert says(community, "checkin 8:30 mon wed fri").startswith("Is that 8:30 am or 8:30 pm?")
    assert stands(community) is None
    assert "Mon Wed Fri 8:30 pm" in says(community, "2")
    assert says(community, "CHECKIN 9am dialy").startswith("Do you mean every day?")
    assert stands(community) == (20 * 60 + 30, MON_WED_FRI, True)
    assert "every day 9 am" in says(community, "1")


@pytest.mark.parametrize(
    "said", ["CHECKIN 25:00", "CHECKIN 9am 9pm", "CHECKIN 9am every other day"]
)
def test_what_cannot_be_read_changes_nothing(community, said):
    assert says(community, said).startswith("I can't read that.") and stands(community) is None
    assert "every day 9 am" in says(community, "9am", "1")


def test_of_somebody_new_the_zone_is_asked_first(community):
    """A digit is an hour there, no choice."""
    says(community, "CHECKIN", "9", "1", sender=NEW)
    assert "where are you?" in says(community, "3", "mon wed fri", sender=NEW)
    assert stands(community) is None
    assert "Pacific time" in says(community, "PACIFIC", sender=NEW)
    assert stands(community) == (540, MON_WED_FRI, True)


def test_by_keys_it_is_the_same(community):
    caller = Caller(community, sender=WALT)
    caller.press()
    heard = [caller.press(key) for key in ("4", "1", "0900", "1", "3", "135")]
    assert "four digits" in heard[1] and "For 9 A M, press 1" in heard[2]
    assert "Monday, Wednesday, Friday at 9 A M, Mountain time" in heard[5]
    assert "emergency service" in heard[5] and stands(community) == (540, MON_WED_FRI, True)


def test_each_part_is_changed_by_a_digit(community):
    says(community, "CHECKIN 9am daily", "1", "2", "2")
    assert "We ask if you are all right, by text first" in says(community, "1", "4", "2")
    assert says(community, "CHECKIN", "5", "ana").startswith(
        "Done. Your contacts hear the name Ana"
    )
    found = plan(community)
    assert (found.asks, found.grace_min, found.called, found.at_min) == (
        "all_right",
        30,
        "Ana",
        540,
    )


def test_off_ends_it_and_a_digit_puts_it_back(community):
    says(community, "CHECKIN 9am daily")
    assert "nobody is told of that" in says(community, "CHECKIN OFF") and not plan(community).on
    assert "every day 9 am" in says(community, "1") and plan(community).on
    assert says(community, "REGISTRO NO", "CHECKIN OFF").startswith("You have no check-in.")


@pytest.mark.parametrize(
    "said", ["cancelar mi registro", "cancel my check-in", "Stop the check-ins"]
)
def test_in_plain_words_it_ends_alone_and_how_all_ends_is_said(community, said):
    says(community, "CHECKIN 9am daily")
    ended = says(community, said)
    assert "Put it back" in ended or "Volver a ponerlo" in ended
    assert "ends all we send" in ended or "termina todo" in ended
    assert not plan(community).on and says(community, "CHECKIN 9am daily").startswith(
        ("Done", "Listo")
    )


def test_after_stop_nothing_is_set_up(community):
    said = says(community, "STOP", "CHECKIN 9am daily")
    assert "Reply START" in said and stands(community) is None


def test_only_another_phone_of_ones_own_is_offered(community):
    says(community, "CHECKIN 9am daily")
    assert "other phone" not in says(community, "1", "3")
    with community.house.database.transaction() as session:
        phone_id = find_phone(session, community.house.keyring, Phone(ROSA)).id
        theirs = {"person_id": plan(community).person_id, "phone_id": phone_id}
        session.add(PersonPhone(**theirs, since=community.house.clock.now()))
    assert "3 My other phone too" in says(community, "CHECKIN", "3")
    assert "ends in 0101" in says(community, "3")
    says(community, "1")
    assert plan(community).second_phone_id == phone_id


def test_on_a_shared_phone_each_has_their_own(community):
    _, second = share(community, ANA)
    assert says(community, "CHECKIN 9am daily").startswith("Several people use this phone.")
    assert "todos los dias 9 am" in says(community, SECONDS, "59457")
    assert plan(community).person_id == second
