"""Who has a telephone in the storm, how it takes what comes, and what its owner texts.

Everything follows from a number, so that a row, a text and a phone are the same in every process.
"""

from dataclasses import dataclass

from service.models import Lane, Way

AREAS = ("406", "307", "208", "701", "605", "970", "435", "505")
A_AREA = 99  # 555-0100 to 555-0198; 406 555-0199 is the line itself
LINE = "+14065550199"
LANES = tuple(Lane)
# How the phones at the end of each area's list behave; the others are picked up.
BEHAVIOUR = {1: "unreachable", 2: "busy", 3: "machine", 4: "fax", 5: "silent"}
NEVER_REACHED = frozenset({"unreachable"})
MENU, STOP, CRISIS = "MENU", "STOP", "i want to kill myself"


@dataclass(frozen=True, slots=True)
class Thing:
    """One thing that must go out once. `number` is its subject, which its words name."""

    number: int
    way: Way
    lane: Lane
    phone: str


def phones() -> list[str]:
    """Those that things are sent to."""
    return [phone(index) for index in range(len(AREAS) * A_AREA)]


def phone(index: int) -> str:
    """Neighbours in number lie in different areas."""
    place = 100 + (index // len(AREAS)) % A_AREA
    return f"+1{AREAS[index % len(AREAS)]}5550{place}"


def behaviour(number: str) -> str:
    return BEHAVIOUR.get(199 - int(number[-3:]), "answer")


def thing(number: int, calls_every: int) -> Thing:
    """All lanes in turn; every so many are calls, and those are reminders."""
    to = phone(number * 7)
    if number % calls_every == 0:
        return Thing(number, Way.CALL, Lane.REMINDER, to)
    return Thing(number, Way.TEXT, LANES[number % len(LANES)], to)


def words_of(number: int) -> str:
    return f"Hello number {number}."


def row_words(id: str) -> str:
    """Of a check-in's text: as everybody is asked the same, its row stands for what it says."""
    return f"Row {id}."


def repeated(words: str) -> str:
    """As a crisis alert says that it may be there already."""
    return f"Again: {words}"


def texter(number: int) -> str:
    """Each has a phone of its own, among those that things are sent to as well."""
    return phone(number * 3 + 1)


def said_by(number: int) -> str:
    if number % 6 == 5:
        return STOP
    return CRISIS if number % 6 == 3 else MENU
