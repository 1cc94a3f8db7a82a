"""What is about a person never gets in; what only looks like it stays."""

import pytest

from service.meetings.feeds.people import anonymous, asks_for_it, passcode, public_notes


@pytest.mark.parametrize(
    "note",
    [
        "Contact: Mary at 07700 900123.",
        "Ring (02) 5550 1234.",
        "55 1234 5678, llamar a Juan.",
        "GSR - Tom.",
        "Hosted by Sue.",
        "Key with Mrs. Smith.",
        "Led by Fr. Patrick O'Brien.",
        "Pastor Dave will let you in.",
        "Email owls@example.org for a ride.",
        "Appelez Marie.",
        "Enter the code from Pat K. first.",
        "Helpline +1 (406) 555-0100 ext 5.",
        "Questions: 406/555-0100.",
        "Text 5550100 for a ride.",
        "pat(at)example.org has it.",
        "Write to pat dot k at example dot org.",
        "wa.me/14065550100 for the address.",
        "Venmo @pat-k.",
        "Skype pat.k for a seat.",
        "IG: @patk.",
        "News at @pat_recovers.",
    ],
)
def test_a_sentence_about_a_person_goes_and_the_others_stay(note):
    assert public_notes(f"Side door. {note} Bring a cushion.") == "Side door. Bring a cushion."


@pytest.mark.parametrize(
    "note",
    [
        "Meeting ID: 845 1234 5678 Passcode: 123456",
        "Friends of Bill W. welcome.",
        "Text Study on Wednesdays",
        "Call the church office for access",
        "Doors open 18:30-19:00, room 1200-1204",
        "Open since 2019-2021",
        "Suite B. Use side door.",
        "Zip 59701-1234",
        "Meets @ the church, @ 7 and @noon",
        "Signal Hill, by the paper shop",
    ],
)
def test_what_only_looks_like_a_person_stays(note):
    assert public_notes(note) == note


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Ring Road Group", "Ring Road Group"),
        ("The Lead Mine", "The Lead Mine"),
        ("St John's c/o Mary Smith", "St John's"),
        ("Night Owls (call Pat 406-555-0100)", "Night Owls"),
        ("John S. Memorial Group", "John S. Memorial Group"),
        ("owls@example.org", None),
        ("Night Owls (Venmo @pat-k)", "Night Owls"),
        ("Night Owls pat(at)example.org", "Night Owls"),
        (None, None),
    ],
)
def test_a_name_or_a_place_loses_only_the_words(text, left):
    assert anonymous(text) == left


def test_the_same_note_twice_is_shown_once():
    assert public_notes("Side door", None, "Side door", "Ring twice") == "Side door. Ring twice"


@pytest.mark.parametrize(
    ("notes", "code", "asks"),
    [
        ("Passcode: pat@example.org", None, True),
        ("Demander le mot de passe par courriel", None, True),
        ("Passcode: sober1", "sober1", False),
        ("ID 1234 pwd=Abc123", "Abc123", False),
        ("Clave: 4321", "4321", False),
        ("Password required", None, False),
        ("No password", None, False),
        ("email for password", None, True),
        ("Password sent by email on request", None, True),
        ("Contact us for link", None, True),
    ],
)
def test_a_passcode_is_told_from_one_that_must_be_asked_for(notes, code, asks):
    assert (passcode(notes), asks_for_it(notes)) == (code, asks)
