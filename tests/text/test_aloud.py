"""What feeds write for the eye, said aloud."""

import re
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.text.aloud import spoken_name, spoken_note, spoken_street

STREETS = [
    ("212 Alder St", "two twelve Alder Street", "calle Alder, número 212"),
    ("N Main St Ste 4", "North Main Street Suite 4", "calle Main norte, oficina 4"),
    ("88 N. Main St., Ste. B", "eighty-eight North Main Street, Suite B",
     "calle Main norte, número 88, oficina B"),
    ("1200 Hwy 87", "twelve hundred Highway 87", "1200 carretera 87"),
    ("40 Pine Ave Apt 3", "forty Pine Avenue Apartment 3", "avenida Pine, número 40, apartamento 3"),
    ("305 Elm Dr Rm E", "three oh five Elm Drive Room E", "305 Elm Drive salón E"),
    ("9 St John's Rd", "nine Saint John's Road", "camino Saint John's, número 9"),
    ("31 E 5th St", "thirty-one East 5th Street", "calle 5 este, número 31"),
    ("700 W Dr Martin Luther King Jr Blvd", "seven hundred West Doctor Martin Luther King Junior Boulevard",
     "bulevar Doctor Martin Luther King Jr oeste, número 700"),
    ("15th St & Pine Blvd", "15th Street and Pine Boulevard", "calle 15 y bulevar Pine"),
]  # fmt: skip
NAMES = [
    ("TGIF, 1st Sat 6:30-7:30 PM", "T G I F, 1st Saturday 6 30 to 7 30 P M"),
    ("24/7 12&12", "24 7 12 and 12"),
    ("St. Mary's Cath. Ch.", "Saint Mary's Catholic Church"),
    ("NIGHT OWLS", "Night Owls"),
    ("H.O.W. Men'S 12X12", "H O W Men's 12 and 12"),
    ("OA Big Book/Topic", "O A Big Book, Topic"),
    ("Al-Anon Fam. Grp", "Al-Anon Fam. Group"),
    ("Huggers II (Beach)", "Huggers 2, Beach"),
    ("Monday 6:30pm", "Monday 6 30 P M"),
    ("212 N. Pine St, Jordan, MT", "two twelve North Pine Street"),
    ("Pine Dr. Hall", "Pine Drive Hall"),
]
NOTES = [
    ("Side dr, 2nd fl", "Side door, 2nd floor"),
    ("See https://example.org/x?y=1", ""),
    ("Email ana@example.org or call (406) 555-0100", "Email or call 4 0 6, 5 5 5, 0 1 0 0"),
    ("Join us! No smoking", "Join us! No smoking"),
    ("*Enter by rear*, ring bell", "Enter by rear, ring bell"),
    ("ID: 812 3456 7890", "I D: 8 1 2 3 4 5 6 7 8 9 0"),
    ("No mtg 12/25 & 1/1", "No meeting December 25 and January 1"),
    ("Moved 11/28/2026 to rm 12B", "Moved November 28 to room 12B"),
    ("Open 5:30-6:30pm Mon-Fri", "Open 5 30 to 6 30 P M Monday to Friday"),
    ("NO MEETING ON HOLIDAYS", "No meeting on holidays"),
    ("Step 4/5 study, 1/2 hour", "Step 4/5 study, ½ hour"),
]


@pytest.mark.parametrize(("street", "english", "spanish"), STREETS)
def test_a_street_is_said_as_people_say_it(street, english, spanish):
    assert spoken_street(street) == english
    assert spoken_street(street, "es") == spanish


@pytest.mark.parametrize(("name", "said"), NAMES)
def test_a_name_is_said_as_people_say_it(name, said):
    assert spoken_name(name) == said


@pytest.mark.parametrize(("note", "said"), NOTES)
def test_a_note_is_said_without_what_only_the_eye_can_use(note, said):
    assert spoken_note(note) == said


@pytest.mark.parametrize("say", [spoken_street, spoken_name, spoken_note])
@pytest.mark.parametrize("language", ["en", "es"])
@given(words=st.text(alphabet=string.printable + "ñé½", max_size=60))
def test_whatever_a_feed_writes_is_said_without_an_address_on_the_internet(say, language, words):
    said = say(f"{words} www.example.org a@example.org", language)
    assert not re.search(r"https?:|www\.|@", said) and "  " not in said
