"""How meetings are worded: a heading that names the town back, a row of a list, one meeting whole."""

import re
from datetime import datetime

from service.meetings.search import Found, Result
from service.text.times import day_and_time, day_of, short_hour
from service.text.words import CATALOGUE, Prompt, Voiced, prompt

LONGEST_NAME = 24
LONGEST_PLACE = 40
LONGEST_NOTES = 60
NOTHING = Voiced("", "")
# A search for one of these names the day already; its rows need not repeat it.
SAME_DAY = frozenset({"today", "tonight", "tomorrow", "now"})
FLAGS = ("closed", "women", "men", "spanish")
DIRECTIONS_SAID_FROM_MILES = 5


def heading(found: Found) -> Prompt:
    """What was looked for and where, and honestly what is shown instead when nothing fitted."""
    what, when = _kind(found.query.kind), prompt(f"when.{found.query.when or 'none'}")
    if found.place is None:
        return prompt("find.heading_anywhere", what=what, when=when)
    place = _place(found)
    instead = _instead(found)
    if instead is None:
        return prompt("find.heading", what=what, place=place, when=when)
    return prompt("find.relaxed", what=what, place=place, when=when, instead=instead)


def row_words(one: Result, found: Found, now: datetime, language: str) -> Prompt:
    """One of a list: when, what it is called, where, how far."""
    return prompt(
        "meeting.row",
        when=_row_time(one, found, now, language),
        kind=_kind_if_new(one, found),
        name=_cut(one.name, LONGEST_NAME),
        where=_where(one, found),
        miles=_miles(one),
        flags=_flags(one, FLAGS[:3]),
    )


def whole_meeting(one: Result, now: datetime, language: str) -> Prompt:
    """One meeting with all one needs to get there or to call in."""
    return prompt(
        "meeting.whole",
        what=_kind(one.fellowship),
        when=day_and_time(one.starts, now, language),
        name=_cut(one.name, LONGEST_PLACE),
        where=_whole_where(one),
        miles=_miles(one),
        dial=_dial(one),
        flags=_flags(one, (*FLAGS, "wheelchair")),
        notes=_notes(one),
    )


def _kind(kind: str | None) -> Prompt | str:
    key = f"kind.{kind or 'any'}"
    return prompt(key) if key in CATALOGUE else str(kind).upper()


def _kind_if_new(one: Result, found: Found) -> Prompt | Voiced:
    """Only where the heading has not said it: all kinds were asked for, or another one is shown."""
    if one.fellowship == found.query.kind:
        return NOTHING
    return prompt("meeting.kind", kind=_kind_alone(one.fellowship))


def _kind_alone(kind: str) -> Prompt | str:
    key = f"one.{kind}"
    return prompt(key) if key in CATALOGUE else kind.upper()


def _instead(found: Found) -> Prompt | None:
    if found.fallback:
        return prompt(f"find.instead.{found.fallback}")
    return prompt("find.instead.attrs") if found.relaxed else None


def _place(found: Found) -> str:
    assert found.place is not None
    name = str(found.place).replace(",", "")
    return f"{name} ({found.place.code}?)" if found.place.guessed else name


def _row_time(one: Result, found: Found, now: datetime, language: str) -> Voiced:
    whole = day_and_time(one.starts, now, language)
    if found.query.when in SAME_DAY and not found.fallback:
        return Voiced(short_hour(one.starts), whole.ear)
    day = day_of(one.starts, now, language)
    return Voiced(f"{day.eye} {short_hour(one.starts)}", whole.ear)


def _where(one: Result, found: Found) -> Prompt | str:
    if one.mode == "phone":
        return prompt("meeting.by_phone")
    if one.mode == "online":
        return prompt("meeting.by_phone" if one.dial_in else "meeting.online")
    town = "" if found.place and one.town == found.place.name else one.town
    street = _cut(_street(one) or one.location or "", LONGEST_PLACE)
    return "".join(f", {part}" for part in (street, town) if part)


def _whole_where(one: Result) -> Prompt | str:
    if not one.in_person:
        return prompt("meeting.by_phone" if one.dial_in else "meeting.online")
    parts = [_cut(one.location or "", LONGEST_PLACE), _street(one), one.town]
    named = [part for part in parts if part]
    return "".join(f", {part}" for part in dict.fromkeys(named))


def _street(one: Result) -> str:
    """The first part of a postal address, never cut: half an address leads nobody anywhere."""
    return (one.address or "").split(",")[0].strip()


def _miles(one: Result) -> Prompt | Voiced:
    if one.miles is None or not one.in_person:
        return NOTHING
    far = max(1, round(one.miles))
    direction = f" {one.direction}" if one.direction and far >= DIRECTIONS_SAID_FROM_MILES else ""
    return prompt("meeting.miles", miles=far, direction=direction)


def _dial(one: Result) -> Prompt | Voiced:
    if not one.dial_in:
        return NOTHING
    code = prompt("meeting.code", code=_digits(one.dial_code)) if one.dial_code else NOTHING
    return prompt("meeting.dial", number=_digits(one.dial_in), code=code)


def _digits(number: str) -> Voiced:
    """A number is spoken digit by digit, in the groups it is written in."""
    spoken = re.sub(r"(\w)(?=\w)", r"\1 ", re.sub(r"[^\w]+", ", ", number)).strip(" ,")
    return Voiced(number, spoken)


def _flags(one: Result, wanted: tuple[str, ...]) -> tuple[Prompt, ...]:
    return tuple(prompt(f"flag.{name}") for name in wanted if name in one.attrs)


def _notes(one: Result) -> str:
    return f" {_cut(one.notes, LONGEST_NOTES)}" if one.notes else ""


def _cut(words: str, longest: int) -> str:
    """Cut at a word, without a dangling comma."""
    if len(words) <= longest:
        return words
    return words[: longest + 1].rsplit(" ", 1)[0].rstrip(" ,;-")
