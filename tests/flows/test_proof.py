"""Caller ID is a claim: what is somebody's own is heard and changed only by whom it belongs to."""

import pytest

from service import codes
from service.members import find_person, find_phone
from service.text.phone import Phone
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


def test_a_reminder_and_its_undoing_need_no_proof(listed):
    caller = call_in(listed)
    heard = [caller.press(key) for key in ("1", "59457", "1", "1", "1", "1", "2")]
    assert "reminder" in heard[-1] and SAFE not in " ".join(heard)
