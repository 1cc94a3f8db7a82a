"""Somebody stands by a member: with a code, a yes, and what they are told when the member stays silent."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from service import consent
from service.checkins import contacts
from service.checkins.told import CLEAR
from service.flows.arrival import ArrivedText, receive_text
from service.members import find_phone
from service.models import CheckIn, ConsentRow, Contact, ContactTelling, LineType, Outbox
from service.text.phone import Phone
from tests.flows.test_checkin import Asked
from tests.line import ANA, Caller
from tests.world import world_of

SAM, PAT, WALT = "+14065550160", "+14065550161", "+14065550110"
TOLD = (
    "We could not reach Ana. Can you? Reply 1 I will, 2 I can't, 3 they are all right. "
    "We are no emergency service: in danger call 911."
)
HEARD_FROM = "We have heard from Ana. Nothing more is needed. Thank you for standing by."
ALL_RIGHT = "We hear that Ana is all right. Nothing more is needed. Thank you for standing by."
CODE = re.compile(r"\b(\d{3} \d{3})\b")


@pytest.fixture
def ana(line, clock):
    return Asked(line, clock).set_up(name="Ana")


def code_for(ana, name="Sam") -> str:
    (said,) = ana.world.text(f"CONTACT {name}")
    return CODE.search(said)[1]


def join(ana, number=SAM, name="Sam") -> None:
    (asked,) = ana.world.text(code_for(ana, name), number)
    assert asked.startswith("Ana asks you to stand by")
    assert ana.world.text("1", number)[0].startswith("Thank you. Ana hears")


def count(ana, table) -> int:
    with ana.line.house.database.reading() as session:
        return session.scalar(select(func.count()).select_from(table))


def got(ana, number) -> list[str]:
    """Texts and what was said on calls, of what we started: about Ana alone."""
    return [one for one in ana.world.received(number) if "Ana" in one and "stand by:" not in one]


def test_both_stand_by_and_one_says_they_are_all_right(ana):
    join(ana)
    join(ana, PAT, "Pat")
    ana.until(hours=2, minutes=11)
    assert ana.world.received(SAM)[-1] == ana.world.received(PAT)[-1] == TOLD
    assert ana.says("3", PAT) == "Thank you, that is good to hear. Nothing more is needed."
    ana.until(hours=8)
    assert ana.world.received(SAM)[-1] == ALL_RIGHT
    assert ana.says("1", SAM) == ALL_RIGHT
    assert "One of your contacts says you are all right" in ana.last
    assert sum(one == ALL_RIGHT for one in ana.world.received(PAT)) == 0
    assert ana.day.state == "all_right"


def test_a_late_answer_tells_everyone_once_also_after_a_restart(ana, line):
    join(ana)
    join(ana, PAT, "Pat")
    ana.until(hours=2, minutes=25)  # Sam is in the second round
    ana.world = world_of(line)
    ana.world.text("2")
    ana.until(hours=8)
    with line.house.database.reading() as session:
        told = session.scalars(select(Outbox).where(Outbox.message == CLEAR)).all()
    assert sorted(one.state for one in told) == ["delivered", "delivered"]
    assert ana.says("3", SAM) == HEARD_FROM  # an answer after the end


def test_who_is_removed_after_being_told_hears_how_it_ends_once(ana):
    join(ana)
    ana.until(hours=2, minutes=2)
    sam = ana.do(lambda session: session.scalars(select(Contact.id)).one())
    ana.do(lambda session: contacts.remove(session, session.get_one(Contact, sam), ana.clock.now()))
    ana.until(hours=2, minutes=20)
    assert ana.world.received(SAM)[-1] == TOLD  # nothing is over yet
    ana.says("2")
    ana.until(hours=4)
    assert ana.world.received(SAM).count(HEARD_FROM) == 1


def test_what_a_contact_said_while_we_were_away_counts(ana):
    join(ana)
    ana.until(hours=2, minutes=30)
    house, now = ana.line.house, ana.clock.now()
    text = ArrivedText("SMlate9", Phone.parse(SAM), "3", came_at=now - timedelta(minutes=18))
    with house.database.transaction() as session:
        receive_text(session, house, text, now)
    assert ana.day.state == "all_right"


@pytest.mark.parametrize("words", ["LATER", "aa tonight near 59718"])
def test_who_wrote_but_never_answered_is_noticed(ana, words):
    """More time, another question, or a phone that answers texts by itself: none says that all is well."""
    join(ana)
    ana.until(minutes=5)
    ana.world.text(words)
    ana.until(hours=5)
    assert TOLD in ana.world.received(SAM)


def test_i_will_offers_what_is_left_and_holds_the_others_back(ana):
    join(ana)
    join(ana, PAT, "Pat")
    ana.until(hours=2, minutes=2)
    assert ana.says("1", SAM).startswith("Thank you. Reply 3 once you know that Ana is all right")
    ana.until(hours=3)
    assert got(ana, PAT)[-1].startswith("Thank you. Ana hears")
    assert ana.says("3", SAM).startswith("Thank you, that is good to hear")
    assert ana.day.state == "all_right"


def test_who_is_told_nothing_yet_says_nothing_that_counts(ana):
    join(ana)
    ana.until(hours=1)
    ana.world.text("3", SAM)
    assert ana.day.state == "asking"


def test_a_landline_is_called_and_the_gate_names_nobody(ana):
    code = code_for(ana, "Walt").replace(" ", "")
    caller = Caller(ana.line, WALT)
    caller.press()
    for key in "433":
        caller.press(key)
    assert "Ana asks you to stand by" in caller.press(code)
    assert "Thank you. Ana hears" in caller.press("1")
    ana.world.behave(WALT, "answer", "s")
    ana.until(hours=2, minutes=1)
    said = " ".join(ana.world.heard(WALT))
    assert "agreed to be called" in said and "Ana" not in said
    ana.world.behave(WALT, "answer", "13")
    ana.until(hours=2, minutes=11)
    assert "We could not reach Ana" in " ".join(ana.world.heard(WALT))
    assert ana.day.state == "all_right"


def test_a_caller_nobody_vouches_for_is_called_back_first(ana):
    caller = Caller(ana.line, WALT, vouched=False)
    caller.press()
    assert "call" in [caller.press(key) for key in "433"][-1].lower()
    assert count(ana, Contact) == 0


def test_wrong_used_and_old_codes_are_answered_alike(ana, clock):
    code = code_for(ana)
    assert ana.says("2", ANA)
    wrong = ana.says("402 817" if code != "402 817" else "402 818", PAT)
    join(ana)
    used = code_for(ana)
    ana.says(used, SAM)
    ana.says("1", SAM)
    assert ana.says(used, PAT) == wrong
    clock.advance(timedelta(days=8))
    assert ana.says(code, PAT) == wrong


def test_her_own_phone_is_refused(ana):
    assert ana.says(code_for(ana)).startswith("That is your own code")
    assert count(ana, Contact) == 0


def test_no_says_so_and_nothing_is_kept(ana):
    ana.world.text(code_for(ana), SAM)
    assert ana.says("2", SAM).startswith("That is fine")
    assert count(ana, Contact) == 0


def test_the_yes_is_in_the_ledger_and_the_code_in_no_text(ana):
    join(ana)
    with ana.line.house.database.reading() as session:
        events = session.scalars(select(ConsentRow).order_by(ConsentRow.id.desc())).all()
    assert events[0].event == "opt_in" and events[0].words.startswith("contact of member")


@pytest.mark.parametrize("said", [("STOP",), ("CONTACTS", "1")])
def test_who_leaves_is_told_no_more_and_she_hears_of_it(ana, said):
    join(ana)
    for one in said:
        ana.world.text(one, SAM)
    ana.until(hours=6)
    assert TOLD not in ana.world.received(SAM)
    assert any(
        one.startswith("One of your contacts is no longer told") for one in ana.world.received()
    )


def test_stop_of_hers_alarms_nobody_and_ends_it_for_who_was_told(ana):
    join(ana)
    ana.until(hours=2, minutes=1)
    ana.world.text("STOP")
    ana.until(hours=6)
    assert ana.world.received(SAM)[-1] == HEARD_FROM


def test_erased_she_leaves_no_name_and_who_was_told_hears_the_end(ana):
    join(ana)
    ana.until(hours=2, minutes=1)
    for one in ("ERASE", "1"):
        ana.world.text(one)
    ana.until(hours=6)
    assert ana.world.received(SAM)[-1].startswith("What we told you about is over")
    assert count(ana, CheckIn) == count(ana, Contact) == 0


def test_an_erased_contact_is_gone_and_she_hears_of_it(ana):
    join(ana)
    for one in ("ERASE", "1"):
        ana.world.text(one, SAM)
    ana.until(hours=6)
    assert count(ana, Contact) == count(ana, ContactTelling) == 0
    assert any(
        one.startswith("One of your contacts is no longer told") for one in ana.world.received()
    )


def test_the_list_is_moved_and_shortened_by_digits(ana):
    join(ana)
    join(ana, PAT, "Pat")
    assert ana.says("CONTACTS").startswith("Told in this order:\n1 Sam\n2 Pat")
    ana.says("2")
    assert ana.says("1") == "Done. Pat is told first now."
    assert ana.says("CONTACTS").startswith("Told in this order:\n1 Pat\n2 Sam")
    for one in "22":
        ana.says(one)
    assert ana.says("1") == "Done. Sam is told no more."


def test_a_contact_hears_it_in_their_own_language(ana):
    ana.world.text("ESPANOL", SAM)
    ana.world.text(code_for(ana), SAM)
    ana.world.text("1", SAM)
    ana.until(hours=2, minutes=1)
    assert ana.world.received(SAM)[-1].startswith("No dimos con Ana. ¿Puede usted?")


def test_of_whom_we_know_no_language_is_asked_in_the_member_s(ana):
    """And stays in it; 9, or a word of theirs before, makes it the other."""
    ana.world.text("ESPANOL")
    (asked,) = ana.world.text(code_for(ana), SAM)
    assert asked.startswith("Ana le pide apoyo") and asked.endswith("9 English")
    assert ana.says("1", SAM).startswith("Gracias. Ana")
    ana.world.text(code_for(ana, "Pat"), PAT)
    assert ana.says("9", PAT).startswith("Ana asks you to stand by")
    assert ana.says("1", PAT).startswith("Thank you. Ana")
    ana.world.text("hello there", WALT)
    assert "asks you to stand by" in ana.says(code_for(ana, "Walt"), WALT)


def test_a_mobile_that_says_nothing_is_called_five_minutes_later(ana):
    join(ana)
    ana.world.behave(SAM, "answer", "12")
    ana.until(hours=2, minutes=6)
    assert "We could not reach Ana" in " ".join(ana.world.heard(SAM))


def test_who_is_told_of_two_is_asked_whom_they_mean(ana, line):
    ana.set_up(PAT, name="Pat", line_type=LineType.MOBILE)
    join(ana)
    (said,) = ana.world.text("CONTACT Sam", PAT)
    ana.world.text(CODE.search(said)[1], SAM)
    ana.world.text("1", SAM)
    ana.until(hours=2, minutes=1)
    assert ana.says("3", SAM).startswith("What is your 3 for?\n1 ")


@pytest.mark.parametrize(("said", "joined"), [("YES", 1), ("Sí.", 1), ("no, thanks", 0)])
def test_who_is_asked_may_say_yes_or_no_in_words(ana, said, joined):
    """YES is the carrier's START, too: who has said no STOP means our question."""
    ana.world.text(code_for(ana), SAM)
    assert ("Ana hears" in ana.says(said, SAM)) == bool(joined)
    assert count(ana, Contact) == joined


def test_who_was_told_may_answer_in_words(ana):
    join(ana)
    ana.until(hours=2, minutes=1)
    assert ana.says("I will", SAM).startswith("Thank you. Reply 3 once you know")
    assert ana.says("she's ok", SAM).startswith("Thank you, that is good to hear.")


@pytest.mark.parametrize(
    "said",
    ["remove me as a contact", "I no longer want to be Ana's contact", "quítenme de contacto"],
)
def test_who_will_be_no_contact_any_more_is_not_stopped(ana, said):
    """Nor shown what is open of her: they have said what they want."""
    join(ana)
    ana.until(hours=2, minutes=1)
    assert "STOP ends all" in ana.says(said, SAM) or "ALTO termina" in ana.world.received(SAM)[-1]
    assert count(ana, Contact) == 0 and not is_stopped(ana, SAM)


def test_of_two_they_stand_by_the_named_one_is_left(ana):
    join(ana)
    ana.set_up(PAT, name="Pat", line_type=LineType.MOBILE)
    (said,) = ana.world.text("CONTACT Sam", PAT)
    ana.world.text(CODE.search(said)[1], SAM)
    ana.world.text("1", SAM)
    assert ana.says("take me off as a contact", SAM).startswith("You stand by:")
    assert "about Pat any more" in ana.says("no longer be Pat's contact", SAM)
    assert count(ana, Contact) == 1


def test_of_nobody_s_contact_it_is_an_opt_out_as_before(ana):
    ana.says("remove me as a contact", SAM)
    assert is_stopped(ana, SAM)


def is_stopped(ana, number) -> bool:
    with ana.line.house.database.reading() as session:
        phone = find_phone(session, ana.line.house.keyring, Phone(number))
        return consent.is_stopped(session, phone.id)
