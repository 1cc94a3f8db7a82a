"""From every state: crisis words, STOP and HELP do what they must, and nothing ends in an error."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from service.models import Group, Meeting
from service.text.optout import CARRIER_WORDS, OUR_WORDS, RESERVED, Consent
from tests.line import Line

STATES = {
    "nothing said": (),
    "menu": ("MENU",),
    "where": ("MENU", "1"),
    "kind": ("MENU", "1", "59337"),
    "more kinds": ("MENU", "1", "59337", "5"),
    "list": ("aa near jordan mt",),
    "details": ("aa near jordan mt", "1"),
    "reminder set": ("aa near jordan mt", "1", "1"),
    "my reminders": ("aa near jordan mt", "1", "1", "MY"),
    "stopped": ("STOP",),
    "nothing left": ("na near jordan mt", "MORE"),
    "told when one starts": ("na near jordan mt", "3"),
    "fit": ("FIT", "1"),
    "fit where": ("FIT", "1", "1", "5"),
    "how groups differ": ("WHICH", "2"),
    "what it is like": ("aa near jordan mt", "1", "3"),
    "about": ("MENU", "3"),
    "private": ("PRIVATE", "aa near jordan mt"),
    "Spanish list": ("ESPANOL", "aa near jordan mt"),
    "name asked": ("JOIN TUE",),
    "did you mean": ("UNIR MARTE",),
    "what I have": ("JOIN TUE", "SKIP", "MY"),
    "leaving": ("JOIN TUE", "SKIP", "LEAVE"),
    "a code asked": ("CODE", "1"),
    "hours asked": ("HOURS", "1"),
    "a zone asked": ("ZONE",),
    "erasing": ("ERASE",),
    "who reminds how": ("MENU", "5", "3", "1"),
    "another time": ("aa near jordan mt", "1", "1", "3"),
    "reminded of which": ("REMIND",),
}
STRANGE = (
    *"0123456789", "42", "", "   ", "?", "😀😀😀", "<b>&amp;</b>", "'; DROP TABLE phones; --",
    "\u202eolleh", "é" * 70, "aa " * 530, "59337", "MENU", "MORE", "MAS", "AGAIN", "BACK", "0.",
    "hola", "tomorrow?", "na instead", "Jordan, MT", "\t\n", "NULL", "{0}", "%s",
)  # fmt: skip
CRISIS = ("i want to die", "quiero morir", "im going to kill myself tonight")

STOPS = [*CARRIER_WORDS[Consent.STOP], *OUR_WORDS[Consent.STOP]]
WRITTEN = [word for stop in STOPS for word in (stop, f" {stop.lower()}. ", f"{stop.title()}!")]
WRITTEN += ["Álto", "párar", "NO MÁS", "please stop texting me", "no me escriban mas"]


@pytest.fixture
def listed(listed):
    """With a group that can be joined."""
    with listed.house.database.transaction() as session:
        meeting_id = session.scalar(select(Meeting.id).order_by(Meeting.id).limit(1))
        session.add(Group(word="TUE", name="Willow Creek", kind="aa", meeting_id=meeting_id))
    return listed


def answers_in(line, state, words):
    """Each in a conversation of its own, brought into the state first."""
    for number, one in enumerate(words):
        sender = f"+140655504{number:02d}"
        for said in STATES[state]:
            line.text(said, sender)
        yield one, line.text(one, sender)


def check_strange(line, state, words):
    for one, answer in answers_in(line, state, words):
        assert len(answer) == 1 and answer[0].strip(), one


@pytest.mark.parametrize("state", STATES)
def test_nothing_strange_ends_in_an_error_or_in_silence(listed, state):
    check_strange(listed, state, some(STRANGE, state, 14))


@pytest.mark.full
@pytest.mark.parametrize("state", STATES)
def test_nothing_strange_ends_in_an_error_in_any_state(listed, state):
    check_strange(listed, state, STRANGE)


@pytest.mark.full  # `test_every_step` asks it of every step there is
@pytest.mark.parametrize("state", STATES)
def test_crisis_words_name_the_line_first(listed, state):
    for words, answer in answers_in(listed, state, CRISIS):
        assert "988" in answer[0][:40], words


def some(words, state, count):
    """So many of them, others in each state: together the states have them all."""
    start = list(STATES).index(state) * count
    return [words[at % len(words)] for at in range(start, start + count)]


def check_stopped(line, state, words):
    for one, answer in answers_in(line, state, words):
        silent = line.house.settings.opt_out_by == "carrier" and one.upper() in RESERVED
        assert len(answer) == (not silent) and all("988" in said for said in answer), one


@pytest.mark.parametrize("state", [state for state in STATES if state != "stopped"])
def test_every_stop_word_is_confirmed_once_with_the_crisis_line(listed, state):
    check_stopped(listed, state, some(WRITTEN, state, 3))
    assert listed.text("STOP", "+14065550400") == []


@pytest.mark.parametrize("state", [state for state in STATES if state != "stopped"])
def test_what_the_carrier_confirms_is_not_confirmed_twice(listed, state):
    settings = listed.house.settings.model_copy(update={"opt_out_by": "carrier"})
    check_stopped(Line(replace(listed.house, settings=settings)), state, some(WRITTEN, state, 1))


@pytest.mark.full
@pytest.mark.parametrize("state", [state for state in STATES if state != "stopped"])
def test_every_stop_word_is_confirmed_once_in_every_state(listed, state):
    check_stopped(listed, state, WRITTEN)


@pytest.mark.full
@pytest.mark.parametrize("state", STATES)
def test_help_names_the_crisis_line(listed, state):
    for words, answer in answers_in(listed, state, ("HELP", "ayuda", "info")):
        assert len(answer) == 1 and "988" in answer[0], words
