"""House rules for everything we say."""

import re

import pytest

from service.models import Asks
from service.text.segments import segments
from service.text.words import CATALOGUE, LANGUAGES, Voiced, prompt, slot_names, spoken, written

# As long as each slot ever gets, so that a prompt that fits here always fits.
LONGEST = {
    "organisation": "a" * 16,
    "when": "Wed Sep 30 10:30 pm",
    "due": "Wed Sep 30 10:30 pm de la Montana",
    "how": "Le escribo y llamo",
    "count": "90",
    "caller": "a" * 30,
    "number": "406-555-0199",
    "lead": "15 minutes before",
    "often": "cada semana",
    "digit": "2",
    "last": "3",
    "code": "59718",
    "group": "SIXTEENLETTERS16, " + "a" * 24,
    "place": "Truth or Consequences NM",
    "close": "Come as you are.",
    "greeting": "Gracias, " + "a" * 20 + ".",
    "step": " Responda 1: aviso cada semana.",
    **dict.fromkeys(("q1", "q2", "q3"), "the reminder for Wed Sep 30 10:30 pm"),
    "line": "call 13 11 14 or text 0477 13 11 14, 24/7",
    "emergency": "al 911",
    "crisis": "call +44 20 7946 0160",  # each country's: tests/crisis/test_numbers.py
    "join": " 1 Conectarme ahora",
    "message": " 2 Dejar un mensaje",
    "others": " LINEAS: otras lineas.",
    "reach": "call 866-232-8484 or text 646-586-5283",
    "open": ". Weekdays 9 to 9, weekends 9 to 5, Eastern",
    "language": " en español",
    **dict.fromkeys(("shift",), "Wed Sep 30 10:30 pm to 10:30 am"),
    "until": "Wed Sep 30 10:30 pm",
    "stands": "You are on call now, until tonight 10:30 pm. Then Wed 10:30 pm to 10:30 pm.",
    "add": " 1 = add more.",
    "case": "123456",
    "goal": "a" * 40,
    "thing": "a" * 200,
    "times": "todavia no",
    "share": "\n4 Compas oyen solo las veces",
    "plan": "lun mar mie jue vie sab 10:30 pm, hora de la Montana",
    "day": "manana",
    "early": "10:30 am",
    "late": "10:30 pm",
    "question": "if you are all right",
    "way": "por mensaje",
    "grace": "90 minutos",
    "ways": "\n1 Primero por mensaje\n2 Primero por llamada\n3 Tambien mi otro telefono",
    "now": "We text and call you from 10:30 am to 10:30 pm, Puerto Rico time.",
    "ends": "0199",
    "where": "",  # left out where it doesn't fit: tests/flows/test_reminder.py
}


# Said only to a phone that takes texts.
TO_WHO_CAN_TEXT = {
    *("settings.ways", "watch.set_text", "recall.stopped_text"),
    *("find.text_me", "find.texted", "find.not_texted"),
}
OF_TEXTS = re.compile(r"\btext(s|ed|ing)?\b|\bescr[ií]b")
ADDRESS = re.compile(r"https?:|www\.")


def test_every_prompt_is_in_both_languages_with_the_same_slots():
    forms = {key: entry.forms for key, entry in CATALOGUE.items()}
    assert [key for key, form in forms.items() if not set(LANGUAGES) <= set(form)] == []
    slots = {
        key: {frozenset(slot_names(form[language])) for language in LANGUAGES}
        for key, form in forms.items()
    }
    assert {key: found for key, found in slots.items() if len(found) > 1} == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_prompt_fits_one_segment_in_the_cheap_alphabet(language):
    sent = {
        key: segments(written(_longest(key, entry.forms[language]), language))
        for key, entry in CATALOGUE.items()
        if entry.segments == 1
    }
    assert sent
    assert {
        key: one for key, one in sent.items() if (one.encoding, one.count) != ("GSM-7", 1)
    } == {}


def _longest(key, form):
    return prompt(key, **{name: LONGEST.get(name, "a" * 20) for name in slot_names(form)})


def test_what_is_spoken_names_no_address_on_the_internet():
    assert [(key, name) for key, name, form in _forms() if ADDRESS.search(form)] == []


def test_nothing_spoken_is_about_texts():
    ears = [one for one in _forms() if one[1].endswith("_ear") and one[0] not in TO_WHO_CAN_TEXT]
    assert ears
    assert [(key, form) for key, _, form in ears if OF_TEXTS.search(form)] == []


def test_no_spoken_prompt_lasts_over_twenty_seconds():
    heard = [entry.forms for entry in CATALOGUE.values() if "en_ear" in entry.forms]
    ears = [forms.get(f"{name}_ear", forms[name]) for forms in heard for name in LANGUAGES]
    assert ears
    assert [form for form in ears if len(form.split()) / 170 * 60 > 20] == []


def _forms():
    return [(key, *one) for key, entry in CATALOGUE.items() for one in entry.forms.items()]


def test_a_value_is_written_one_way_and_spoken_another():
    what = prompt("meeting.code", code=Voiced("2211#", "2 2 1 1 pound"))
    assert written(what, "en") == " code 2211#"
    assert spoken(what, "en") == ", code 2 2 1 1 pound"


def _firsts():
    """What may stand before a check-in's question, with the longest names allowed."""
    name, when = "a" * 20, "10:30 am"
    still = prompt("checkin.still")
    yield (prompt("checkin.hello", name=name), still)
    yield (prompt("checkin.will_tell", when=when),)
    yield (prompt("checkin.will_tell_whom", when=when, whom=name),)


def _notices():
    """The longest that a coordinator reads of one of theirs."""
    when, words, people = "Wed Sep 30 10:30 pm", "a" * 60, prompt("notice.people", people=20_000)
    who = prompt("notice.by_both", people=people, texts=19_999, calls=19_999)
    dated = {"group": "SIXTEENLETTERS16", "when": when}
    what = prompt("notice.move_both", to=when, place=words, **dated)
    cost = prompt("notice.cost", cost="$12345.67")
    counts = ("by_text", "by_call", "voicemail", "to_go", "in_doubt", "failed")
    tally = (
        prompt("notice.tally", reached=19_999, people=20_000),
        *(prompt(f"notice.{one}_tally", count=9_999) for one in counts),
    )
    names = prompt(
        "notice.names_and",
        names=", ".join(["a" * 20] * 10),
        nameless=prompt("notice.nameless", count=10),
    )
    more, paused = prompt("notice.list_more"), prompt("notice.is_paused")
    yield prompt("notice.read_back", what=what, who=who, parts="", cost=cost, press="20000")
    yield prompt("notice.status", ref="B123456", what=what, tally=tally, state=paused)
    yield prompt("notice.status_held", ref="B123456", what=what, when=when, people=who)
    yield prompt("notice.list", ref="B123456", count=20_000, names=names, more=more)


# What is put together of several, each of which fits: the question of a check-in, and its answers.
QUESTIONS = [
    prompt(f"checkin.asks.{asks}", first=first, more=prompt("checkin.later_row"))
    for asks in Asks
    for first in _firsts()
]
# Said once, with all that silence leads to; and asked in a language that is only likely.
OF_TWO = [
    *(
        prompt(
            "setup.first", **{one: LONGEST[one] for one in ("plan", "day", "emergency")}, then=then
        )
        for then in map(prompt, ("setup.then_contacts", "setup.then_team", "setup.then_nobody"))
    ),
    *(
        prompt("contact.asked_either", asked=prompt(key, name="a" * 20))
        for key in ("contact.asked", "contact.asked_buddy")
    ),
    *_notices(),
]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("several", "at_most"), [(QUESTIONS, 1), (OF_TWO, 2)], ids=["1", "2"])
def test_what_is_put_together_fits_too(several, at_most, language):
    sent = [segments(written(what, language)) for what in several]
    assert {one.encoding for one in sent} == {"GSM-7"}
    assert max(one.count for one in sent) <= at_most
