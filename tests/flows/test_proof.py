"""Caller ID is a claim: what is somebody's own is heard and changed only by whom it belongs to."""

import pytest
from sqlalchemy import select, update

from service import codes, groups
from service.flows.turn import Channel, Turn, follow, go
from service.members import find_or_add_phone, find_person, find_phone, zone_of
from service.models import Person, Reminder
from service.text.phone import Phone
from service.text.words import spoken
from tests.flows.test_groups import NEWCOMER
from tests.line import ANA, Caller

CODE = "4081"
SAFE = "To keep what is yours safe, I will call this phone right back."
THEIRS = "This is what you have."
NOBODY_SAYS, LIKELY = "", "TN-Validation-Passed-C"


@pytest.fixture
def joined(community):
    """Ana is in a group. Anybody may call from her number, or show it."""
    community.text("JOIN TUE")
    community.text("Ana")
    return community


def with_code(line):
    with line.house.database.transaction() as session:
        phone = find_phone(session, line.house.keyring, Phone(ANA))
        codes.set_code(session, find_person(session, phone.id), CODE)


def call_in(line, stir=NOBODY_SAYS, sender=ANA, number=7):
    caller = Caller(line, sender, f"CA{number:032}", vouched=False, stir=stir)
    caller.press()
    return caller


@pytest.mark.parametrize(
    ("stir", "code", "heard"),
    [
        (NOBODY_SAYS, False, SAFE),
        (LIKELY, False, SAFE),
        ("TN-Validation-Passed-A-Diverted", False, SAFE),
        ("TN-Validation-Failed-A", False, SAFE),
        ("TN-Validation-Passed-A", False, THEIRS),
        (NOBODY_SAYS, True, "four digit code"),
        ("TN-Validation-Passed-A", True, "four digit code"),
    ],
)
def test_what_is_theirs_waits_for_its_proof(joined, stir, code, heard):
    if code:
        with_code(joined)
    said = call_in(joined, stir).press("2")
    assert heard in said and (THEIRS in said) is (heard == THEIRS)


def test_the_first_word_on_a_number_holds_for_the_whole_call(joined):
    caller = call_in(joined)
    caller.stir = "TN-Validation-Passed-A"
    assert SAFE in caller.press("2")


@pytest.mark.parametrize("keys", ["2", "531", "532", "533", "522", "523", "5212", "5531", "82"])
def test_no_key_leads_around_it(joined, keys):
    caller = call_in(joined)
    heard = [caller.press(key) for key in keys]
    assert SAFE in heard[-1]


def test_three_wrong_codes_leave_finding_and_a_person(joined):
    with_code(joined)
    caller = call_in(joined)
    caller.press("2")
    heard = [caller.press("9999") for _ in range(3)]
    assert "stays closed on this call" in heard[-1]
    caller.press("#")
    assert "stays closed on this call" in caller.press("2")
    assert "ZIP" in caller.press("1")


def test_a_newcomer_s_reminder_takes_ten_keys_and_no_proof(community):
    """Nobody vouches for the call, and there is nothing to protect yet; nor to undo what was just asked."""
    caller = call_in(community, sender=NEWCOMER)
    keys = ("1", "59457", "1", "1", "1", "1")
    heard = [caller.press(key) for key in keys]
    assert len("".join(keys)) <= 12 and len(reminders_of(community, NEWCOMER)) == 1, heard
    caller.press("2")
    assert reminders_of(community, NEWCOMER) == []


def test_a_reminder_of_before_is_not_changed_so(community):
    """The same keys by somebody who shows the number of one who has it."""
    for number in (7, 8):
        caller = call_in(community, sender=NEWCOMER, number=number)
        heard = [caller.press(key) for key in ("1", "59457", "1", "1", "1", "1")]
    assert SAFE in heard[-1]


def reminders_of(line, number):
    with line.house.database.reading() as session:
        phone = find_phone(session, line.house.keyring, Phone(number))
        return session.scalars(select(Reminder).where(Reminder.phone_id == phone.id)).all()


# --- what is said first ------------------------------------------------------------------------------


def greeted(line, stir="TN-Validation-Passed-A", sender=ANA):
    return Caller(line, sender, "CA" + "9" * 32, vouched=False, stir=stir).press()


def test_who_is_vouched_for_and_open_is_greeted_by_name(joined):
    joined.text("OPEN")
    assert greeted(joined).startswith("Hello Ana. This is RidgePeers.")
    assert greeted(joined, LIKELY, sender=ANA).startswith(
        "Hello Ana"
    )  # the same call, the same words


@pytest.mark.parametrize("also", [(), ("OPEN", "PRIVATE"), ("OPEN", "CODE 4081")])
def test_nobody_else_is(joined, also):
    for words in also:
        joined.text(words)
    assert greeted(joined).startswith("Hello. This is RidgePeers.")


def test_nor_is_a_number_that_nobody_vouches_for(joined):
    joined.text("OPEN")
    assert greeted(joined, LIKELY).startswith("Hello. This is RidgePeers.")


def test_joining_adds_and_needs_no_proof(joined):
    """The rules come each time: nothing tells whether it is the first group."""
    caller = call_in(joined)
    heard = [caller.press(key) for key in ("2", "3", *"2" * row_of(joined, "KIN"), "1")]
    assert "you are in" in heard[-1].lower() and "rules" in heard[-1].lower(), heard
    assert SAFE not in heard[-1]


def test_that_they_are_in_it_already_is_theirs(joined):
    """Whoever shows their number and asks to join hears what a newcomer hears."""
    keys = ("2", "3", *"2" * row_of(joined, "TUE"), "1")
    callers = (call_in(joined), call_in(joined, sender=NEWCOMER, number=8))
    heard = [[caller.press(key) for key in keys][-1] for caller in callers]
    assert heard[0] == heard[1] and "rules" in heard[0].lower()


@pytest.mark.parametrize("code", [False, True])
def test_nor_is_it_told_by_what_a_meeting_offers(joined, code):
    """Their own group is offered to who has not proved who they are, as to anybody."""
    if code:
        with_code(joined)
    offered = [details_heard(joined, sender) for sender in (ANA, NEWCOMER)]
    assert offered[0] == offered[1] and "To join this group, press 4." in offered[0]


def details_heard(line, sender):
    with line.house.database.transaction() as session:
        tue = next(group for group in groups.everything(session) if group.word == "TUE")
        now = line.house.clock.now()
        phone = find_or_add_phone(session, line.house.keyring, Phone(sender), now)
        turn = Turn(session, line.house.settings, Channel.CALL, "en", now, "", {}, phone.id)
        return spoken(follow(turn, go("find.details", tue.meeting_id))[1].what, "en")


def test_a_stranger_s_search_moves_no_member_s_clock(joined):
    """A zone not chosen yet is taken from the place of a reminder: only of who has proved who they are."""
    with joined.house.database.transaction() as session:
        session.execute(update(Person).values(zone=None))
    assert zone_after(joined, vouched=False) is None
    assert zone_after(joined, vouched=True) == "America/Denver"


def zone_after(line, vouched):
    caller = Caller(line, ANA, f"CA{90 + vouched:032}", vouched=vouched)
    caller.press()
    for key in ("1", "59457", "1", "1", "1", "1"):
        caller.press(key)
    with line.house.database.reading() as session:
        phone = find_phone(session, line.house.keyring, Phone(ANA))
        return zone_of(session, find_person(session, phone.id))


def row_of(line, word):
    with line.house.database.reading() as session:
        return [group.word for group in groups.everything(session)].index(word)
