"""Behind 4-4: what somebody keeps with us, their goal, who stands by it, an appointment and its note."""

from service.flows import checkins_menu
from service.flows.checkins_menu import Entry
from service.flows.turn import Choose, Reply, Say, Turn, go, step
from service.text.words import prompt

LABEL = "label.kept"
BACK = go("kept.menu")

# By digit. Only what works stands here; rooms hang theirs in as they are read.
ENTRIES: dict[int, Entry] = {}
checkins_menu.ENTRIES[4] = Entry("checkins.kept", BACK)


@step("kept.menu")
def menu(turn: Turn) -> Reply:
    if turn.phone_id is None:
        return hidden()
    entries = dict(sorted(ENTRIES.items()))
    rows = tuple(prompt(entry.said) for entry in entries.values())
    choices = {digit: entry.where for digit, entry in entries.items()}
    return Choose(prompt("kept.menu", rows=rows), choices, LABEL, checkins_menu.BACK)


def hidden() -> Reply:
    """Behind a hidden number there is nobody to keep it for."""
    return Say(prompt("settings.hidden"), go("menu.main"))
