"""From every state: crisis words, STOP and HELP do what they must, and nothing ends in an error."""

import pytest

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
}
STRANGE = (
    *"0123456789", "42", "", "   ", "?", "😀😀😀", "<b>&amp;</b>", "'; DROP TABLE phones; --",
    "\u202eolleh", "é" * 70, "aa " * 530, "59337", "MENU", "MORE", "MAS", "AGAIN", "BACK", "0.",
    "hola", "tomorrow?", "na instead", "Jordan, MT", "\t\n", "NULL", "{0}", "%s",
)  # fmt: skip
CRISIS = ("i want to die", "quiero morir", "im going to kill myself tonight")


def answers_in(line, state, words):
    """Each in a conversation of its own, brought into the state first."""
    for number, one in enumerate(words):
        sender = f"+140655504{number:02d}"
        for said in STATES[state]:
            line.text(said, sender)
        yield one, line.text(one, sender)


@pytest.mark.parametrize("state", STATES)
def test_nothing_strange_ends_in_an_error_or_in_silence(listed, state):
    for words, answer in answers_in(listed, state, STRANGE):
        assert len(answer) == 1 and answer[0].strip(), words


@pytest.mark.parametrize("state", STATES)
def test_crisis_words_name_the_line_first(listed, state):
    for words, answer in answers_in(listed, state, CRISIS):
        assert "988" in answer[0][:40], words


@pytest.mark.parametrize("state", [state for state in STATES if state != "stopped"])
def test_stop_is_confirmed_with_the_crisis_line(listed, state):
    for words, answer in answers_in(listed, state, ("STOP", "alto", "please stop texting me")):
        assert len(answer) == 1 and "988" in answer[0], words


@pytest.mark.parametrize("state", STATES)
def test_help_names_the_crisis_line(listed, state):
    for words, answer in answers_in(listed, state, ("HELP", "ayuda", "info")):
        assert len(answer) == 1 and "988" in answer[0], words
