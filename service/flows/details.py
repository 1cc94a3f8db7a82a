"""One meeting whole: all one needs to get there or to call in, and how sure we are of it."""

import re
from datetime import timedelta

from service.flows.headings import NOTHING, kind_named
from service.flows.rhythm import rhythm
from service.flows.wording import (
    LONGEST_PLACE,
    Teller,
    joined,
    miles_words,
    name_of,
    place_name,
    street,
    told,
)
from service.meetings.search import Result
from service.meetings.wording import short_address, short_name
from service.text.aloud import spoken_note
from service.text.dialled import as_dialled, digits
from service.text.length import LONGEST_S, seconds_to_a_choice
from service.text.segments import segments
from service.text.times import MONTHS, MONTHS_SPOKEN, day_and_time
from service.text.words import CATALOGUE, Prompt, Slot, Voiced, prompt, spoken, written

LONGEST_NOTES = 60
LONGEST_LINK = 40
_ZOOM = re.compile(r"zoom\.us/(?:[jsw]|my|wc/join|wc)/(\d{9,11})(?!\d)", re.IGNORECASE)
EXPLAINED = ("women", "men", "spanish", "wheelchair", "asl", "childcare")
OLD_AFTER = timedelta(days=365)
MOST_SEGMENTS = 2
KEYS_SPOKEN = {"en": {"#": "pound", "*": "star"}, "es": {"#": "numeral", "*": "asterisco"}}
# What is left out of one that is too long, in this order: never where, when, or a number to call.
ALONE = prompt("find.details", remind=NOTHING, join=NOTHING, keep=NOTHING)
GIVEN_UP = ("notes", "fresh", "flags")
# By ear first what is said twice: star says all of it again.
GIVEN_UP_BY_EAR = ("again", *GIVEN_UP)


def whole_meeting(
    one: Result,
    teller: Teller,
    unsure: bool = False,
    within: Prompt = ALONE,
    heard: bool = False,
) -> Prompt:
    """One meeting with all one needs to get there or to call in, in two segments of that prompt.

    `unsure`: its feed could not be read for a while. `heard`: on a call, where it must not last too long.
    """
    language = teller.language
    when, where = day_and_time(told(one, teller), teller.now, language), whole_where(one, language)
    slots: dict[str, Slot] = {
        "what": kind_named(one.fellowship, "one"),
        "when": when,
        "name": name_of(short_name(one.name, LONGEST_PLACE), language),
        "where": where,
        "miles": miles_words(one.miles, one.direction, language),
        "dial": _dial(one, "meeting.dial", language),
        "rule": rhythm(one, language),
        "flags": (*_open_or_closed(one), *_explained(one)),
        "notes": _notes(one, language),
        "fresh": _freshness(one, teller, unsure),
        "again": prompt("meeting.again_there", when=when, where=_again_where(one, language)),
    }
    if one.dial_in and not one.in_person:
        slots["again"] = _dial(one, "meeting.again_call", language)
    for name in GIVEN_UP_BY_EAR if heard else GIVEN_UP:
        if _fits(slots, language, within, heard):
            break
        slots[name] = NOTHING
    return prompt("meeting.whole", **slots)


def _fits(slots: dict[str, Slot], language: str, within: Prompt, heard: bool) -> bool:
    whole = prompt(within.key, **{**within.slots, "meeting": prompt("meeting.whole", **slots)})
    if heard:
        return seconds_to_a_choice(spoken(whole, language)) <= LONGEST_S
    return segments(written(whole, language)).count <= MOST_SEGMENTS


def who_closed_is_for(fellowship: str) -> Prompt:
    key = f"who.{fellowship}"
    return prompt(key if key in CATALOGUE else "who.any")


def whole_where(one: Result, language: str) -> Prompt | Voiced:
    """Hall, street and town; or how it is taken part in from home."""
    if not one.in_person:
        return prompt("meeting.by_phone" if one.dial_in else "meeting.online")
    hall, road = place_name(one), street(one, language)
    if road and _bare(hall) == _bare(road.eye):  # feeds fill an empty place with the street
        hall = ""
    return joined([name_of(hall, language), road, one.town])


def _again_where(one: Result, language: str) -> Prompt | Voiced:
    """Said a second time only what one drives to: the street, or the hall."""
    if not one.in_person:
        return whole_where(one, language)
    return joined([street(one, language) or name_of(place_name(one), language)])


def _bare(street: str) -> str:
    return short_address(street.replace(".", "")).lower()


def _dial(one: Result, key: str, language: str) -> Prompt | Voiced:
    if not one.dial_in:
        return NOTHING if one.in_person else _room_online(one)
    codes = _codes(one.dial_code or "", language)
    return prompt(key, number=digits(as_dialled(one.dial_in)), code=codes)


def _codes(keys: str, language: str) -> tuple[Prompt, ...]:
    """The room's number, and the passcode some rooms ask for after it."""
    codes = [_keys(code, language) for code in keys.split(",") if code]
    names = ("meeting.code", "meeting.passcode")
    return tuple(prompt(name, code=code) for name, code in zip(names, codes, strict=False))


def _keys(code: str, language: str) -> Voiced:
    """Each said by its name: most rooms wait for the last of them."""
    names = KEYS_SPOKEN[language]
    return Voiced(code, " ".join(names.get(key, key) for key in code if not key.isspace()))


def _room_online(one: Result) -> Prompt | Voiced:
    """The number of a Zoom room, to be typed in or dialled; another room's address where it is short."""
    url = one.url or ""
    if found := _ZOOM.search(url):
        return prompt("meeting.zoom", id=digits(_in_groups(found[1])))
    short = url.split("://")[-1].rstrip("/")
    return prompt("meeting.link", link=short) if 0 < len(short) <= LONGEST_LINK else NOTHING


def _in_groups(number: str) -> str:
    """As Zoom shows it.

    >>> _in_groups("12345678901")
    '123 4567 8901'
    """
    second = 7 if len(number) > 10 else 6
    return f"{number[:3]} {number[3:second]} {number[second:]}"


def _open_or_closed(one: Result) -> tuple[Prompt, ...]:
    """Families and the merely curious need to know before they drive."""
    if "closed" in one.attrs:
        return (prompt("about.closed", who=who_closed_is_for(one.fellowship)),)
    return (prompt("about.open"),) if "open" in one.attrs else ()


def _explained(one: Result) -> tuple[Prompt, ...]:
    return tuple(prompt(f"about.{name}") for name in EXPLAINED if name in one.attrs)


def _notes(one: Result, language: str) -> Voiced:
    """The first of them: the side door, the ramp; what doesn't fit is cut at a word."""
    short = _short_notes(one.notes or "")
    return Voiced(f" {short}." if short else "", lambda: _sentence(spoken_note(short, language)))


def _short_notes(notes: str) -> str:
    if len(notes) <= LONGEST_NOTES:
        return notes.rstrip(".")
    return notes[: LONGEST_NOTES + 1].rsplit(" ", 1)[0].rstrip(" ,;-.")


def _sentence(said: str) -> str:
    return f" {said}." if said else ""


def _freshness(one: Result, teller: Teller, unsure: bool) -> Prompt | Voiced:
    """A listing nobody has touched for a year is told with its month."""
    if unsure:
        return prompt("meeting.unsure")
    if one.updated is None or teller.now - one.updated < OLD_AFTER:
        return NOTHING
    month, year = one.updated.month - 1, one.updated.year
    eye, ear = MONTHS[teller.language][month], MONTHS_SPOKEN[teller.language][month]
    return prompt("meeting.listed", month=Voiced(f"{eye} {year}", f"{ear} {year}"))
