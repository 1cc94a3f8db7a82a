"""Walt and Dov share a landline, Ana and Rosa a mobile: each has, hears and ends only what is theirs."""

import inspect
import itertools
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from service import codes, households, members
from service.flows.turn import GUARDS, STEPS
from service.flows.whose import ask_first
from service.models import Membership, Outbox, Person, PersonPhone, PhoneRow, Reminder, Watch
from service.text.phone import Phone
from tests.flows.test_remind import fall_due, our_call
from tests.flows.test_remind import words as texted
from tests.flows.test_watch import start_one, words
from tests.line import ANA, Caller

WALT = "+14065550110"
FIRSTS, SECONDS, WRONG = "4081", "7302", "5938"
WHO = "Several people use this phone."
_SIDS = (f"CA{number:032x}" for number in itertools.count(7))


def share(line, number) -> tuple[int, int]:
    """The two who use this phone: the first speaks English, the second Spanish."""
    now = line.house.clock.now()
    with line.house.database.transaction() as session:
        phone = members.find_or_add_phone(session, line.house.keyring, Phone(number), now)
        first = members.person_of(session, phone.id, "en", now)
        codes.set_code(session, first, FIRSTS)
        second = households.add(session, phone.id, SECONDS, "es", now).person_id
    return first, second


def call(line, *keys, sender=WALT) -> str:
    """All that is heard on a new call, but for its greeting."""
    caller = Caller(line, sender, sid=next(_SIDS))
    caller.press()
    return " ".join(caller.press(key) for key in keys)


def text(line, *words) -> str:
    return [line.text(word, ANA) for word in words][-1][0]


def rows(line, model, person_id) -> list:
    with line.house.database.reading() as session:
        return session.scalars(select(model).where(model.person_id == person_id)).all()


@pytest.fixture
def home(community):
    """The landline: Walt has a group and a reminder of it, Dov nothing yet."""
    community.walt, community.dov = share(community, WALT)
    return community


@pytest.fixture
def mobile(community):
    """The mobile: Ana has groups, who shares it with her nothing yet."""
    community.ana, community.rosa = share(community, ANA)
    return community


def test_on_a_call_each_hears_only_what_is_theirs(home):
    assert "Kin" in call(home, "2", FIRSTS)
    assert "Kin" not in call(home, "2", SECONDS)


def test_by_text_too(mobile):
    assert text(mobile, "MY").startswith(WHO)
    assert "GRIEF" in text(mobile, FIRSTS)
    assert "GRIEF" not in text(mobile, "SHARED", "2", SECONDS)


def test_each_is_answered_in_their_own_language(home):
    assert "This is what you have" in call(home, "2", FIRSTS)
    assert "No tiene grupos ni avisos." in call(home, "2", SECONDS)


def test_it_goes_on_where_it_was_asked_for(mobile):
    assert "TUE" in text(mobile, "JOIN TUE", SECONDS)
    assert len(rows(mobile, Membership, mobile.rosa)) == 1


def test_who_it_is_holds_for_the_whole_call(home, clock):
    caller = Caller(home, WALT, sid=next(_SIDS))
    for keys in (None, "2", FIRSTS, "#"):
        caller.press(keys)
    clock.advance(timedelta(minutes=30))
    assert "Kin" in caller.press("2")


def test_and_for_ten_minutes_of_texts(mobile, clock):
    text(mobile, "MY", FIRSTS)
    clock.advance(timedelta(minutes=10))
    assert "GRIEF" in text(mobile, "MY")
    clock.advance(timedelta(seconds=1))
    assert text(mobile, "MY").startswith(WHO)


def test_a_list_left_open_shows_nothing_to_who_comes_after(mobile, clock):
    text(mobile, "MY", FIRSTS)
    clock.advance(timedelta(minutes=11))
    assert text(mobile, "1").startswith(WHO)


def test_one_ends_only_their_own(home):
    call(home, "2", SECONDS, "2", "2", "2", "1")
    (joined,) = rows(home, Membership, home.dov)
    call(home, "5", "5", "2", SECONDS, "1")
    assert rows(home, Membership, home.dov) == []
    assert len(rows(home, Membership, home.walt)) == 1 and joined


def test_nobody_leaves_anothers_group_by_its_word(mobile):
    assert text(mobile, "LEAVE GRIEF", SECONDS).startswith("No esta en GRIEF")
    assert len(rows(mobile, Membership, mobile.ana)) == 2


@pytest.mark.parametrize("say", [text, lambda line, *keys: call(line, *keys, sender=ANA)])
def test_by_text_and_by_keys_the_same_person_has_the_same(mobile, say):
    by_text = ("HORAS 9-17", SECONDS) if say is text else ("5", "3", "2", SECONDS, "1", "0917")
    say(mobile, *by_text)
    with mobile.house.database.reading() as session:
        hours = [session.get_one(Person, one).contact_from_min for one in (mobile.ana, mobile.rosa)]
    assert hours == [None, 540]


def test_who_is_erased_is_erased_alone(home):
    call(home, "5", "5", "3", SECONDS, "1", SECONDS)
    with home.house.database.reading() as session:
        assert session.get(Person, home.dov) is None and session.get(Person, home.walt)
        phone = session.scalars(select(PersonPhone).where(PersonPhone.person_id == home.walt)).one()
        assert session.get_one(PhoneRow, phone.phone_id).number == WALT
    assert len(rows(home, Reminder, home.walt)) == 1
    assert "Kin" in call(home, "2", FIRSTS)


def test_my_data_are_only_mine(mobile):
    assert "GRIEF" in text(mobile, "MYDATA", FIRSTS)
    told = text(mobile, "MISDATOS", SECONDS)
    assert "GRIEF" not in told and "Ana" not in told


def test_three_wrong_codes_are_enough_for_one_call(home):
    heard = call(home, "2", *[WRONG] * 3)
    assert heard.count("That is not it") == 2 and "Kin" not in heard


def test_after_five_none_is_taken_for_an_hour(mobile, clock):
    assert "Too many wrong codes" in text(mobile, "MY", *[WRONG] * 5)
    assert "Too many wrong codes" in text(mobile, "MY")
    clock.advance(timedelta(minutes=61))
    assert "GRIEF" in text(mobile, "MY", FIRSTS)


def test_nobody_does_without_a_code_here(mobile):
    assert "each needs a code" in text(mobile, "CODE OFF", FIRSTS)


def test_a_new_code_is_unlike_the_others(mobile):
    assert "soon guessed" in text(mobile, "CODE", FIRSTS, "1", FIRSTS, SECONDS)
    assert "Your code is set" in text(mobile, "6294")


def test_finding_people_and_the_end_of_it_all_need_no_code(home):
    assert WHO not in call(home, "1", "59457", "1", "4") + call(home, "0") + call(home, "8", "1")


def test_private_holds_at_once_and_for_who_said_it(mobile):
    assert text(mobile, "PRIVATE").startswith(WHO)
    text(mobile, SECONDS)
    with mobile.house.database.reading() as session:
        assert [members.is_private(session, one) for one in (mobile.ana, mobile.rosa)] == [
            False,
            True,
        ]


# --- what we start --------------------------------------------------------------------------------------


@pytest.fixture
def called(listed, clock):
    """A call about the second one's reminder has been picked up."""
    listed.first, listed.second = share(listed, ANA)
    for said in ("aa near jordan mt", "1", "1", SECONDS):
        listed.text(said, ANA)
    assert len(rows(listed, Reminder, listed.second)) == 1
    return our_call(listed, clock)


def test_the_gate_is_in_their_language_and_names_nobody(called):
    assert "oprima 1" in called.heard and "Jordan" not in called.heard


def test_the_call_is_told_to_whom_it_is_for(called):
    assert "Varias personas" in called.press("1")
    assert called.press(SECONDS).startswith("Su aviso: esta noche a las siete.")


def test_and_to_nobody_else_of_the_house(called):
    called.press("1")
    heard = called.press(FIRSTS)
    assert heard.startswith("This is for somebody else") and "7" not in heard
    assert called.document.find("Gather") is None


def test_wrong_codes_elsewhere_keep_nobody_from_what_we_call_about(called):
    """Whoever shows this number has locked it."""
    with called.line.house.database.transaction() as session:
        until = called.line.house.clock.now() + timedelta(minutes=30)
        session.execute(update(PhoneRow).values(code_locked_until=until))
    called.press("1")
    assert called.press(SECONDS).startswith("Su aviso: esta noche a las siete.")


def test_silence_before_the_code_ends_the_call(called):
    called.press("1")
    heard = [called.press("") for _ in range(3)]
    assert called.document.find("Gather") is None and "reunión" not in heard[2]


def test_a_text_names_nothing_even_to_who_said_open(listed, clock):
    share(listed, ANA)
    for said in ("aa near jordan mt", "1", "1", SECONDS):
        listed.text(said, ANA)
    with listed.house.database.transaction() as session:
        session.execute(update(Person).values(discreet=False))
    fall_due(listed, clock)
    told = texted(listed)
    assert told.startswith("Recordatorio: esta noche 7 pm.") and "Alder" not in told


@pytest.fixture
def told(listed, clock):
    """What the second one waits for has started, and the phone was told so."""
    _, listed.second = share(listed, ANA)
    for said in ("na near jordan mt", "3", SECONDS):
        listed.text(said, ANA)
    start_one(listed, clock)
    return listed


def test_a_wish_is_one_persons_and_so_is_its_news(told):
    (wish,) = rows(told, Watch, told.second)
    with told.house.database.reading() as session:
        (row,) = session.scalars(select(Outbox).where(Outbox.message == "watch.found"))
    assert (row.subject_id, row.person_id) == (wish.id, told.second)


@pytest.mark.parametrize(("code", "shows"), [(FIRSTS, False), (SECONDS, True)])
def test_a_wish_is_shown_to_whose_it_is(told, code, shows):
    words(told)
    assert text(told, "1").startswith("Varias personas")
    assert ("Jordan" in text(told, code)) is shows


def test_every_step_that_keeps_something_for_a_person_asks_first():
    needs = {name for name, one in STEPS.items() if "person_here(" in inspect.getsource(one)}
    asks = {name for name, guards in GUARDS.items() if ask_first in guards}
    assert needs - asks == {"account.private"}  # which asks by itself: it holds meanwhile


def test_guards_stand_before_steps_that_are_there():
    assert GUARDS.keys() - STEPS.keys() == set()
