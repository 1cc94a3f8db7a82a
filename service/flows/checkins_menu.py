"""The main menu's 4: check-ins and what stands beside them; by text the same is done by words."""

from collections.abc import Callable
from dataclasses import dataclass

from service.flows.turn import Choose, Go, Reply, Say, Turn, go, step
from service.text.words import prompt

LABEL = "label.checkins"
BACK = go("checkins.menu")  # where what is behind it leads back to


@dataclass(frozen=True, slots=True)
class Entry:
    """One of its rows: what it is called there, with its digit, and where that leads."""

    said: str
    where: Go
    works: Callable[[Turn], bool] = lambda turn: True


# By digit. Only what works stands here.
ENTRIES: dict[int, Entry] = {
    1: Entry("checkins.now", go("checkin.now")),
    3: Entry("checkins.contacts", go("contact.menu")),
    5: Entry("checkins.set_up", go("setup.menu")),
}


@step("checkins.menu")
def menu(turn: Turn) -> Reply:
    if turn.phone_id is None:
        return Say(prompt("settings.hidden"), go("menu.main"))
    entries = dict(sorted(ENTRIES.items()))  # rooms hang theirs in as they are read
    rows = tuple(prompt(entry.said) for entry in entries.values())
    choices = {digit: entry.where for digit, entry in entries.items()}
    return Choose(prompt("checkins.menu", rows=rows), choices, LABEL, go("menu.main"))
