"""How meetings are worded: a row of a list, and one meeting whole."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from service.clock import zone
from service.flows.headings import FAR_MILES, NO_ATTRS, NOTHING, is_call, kind_named
from service.flows.rhythm import rhythm
from service.meetings.search import Found, Result
from service.meetings.wording import (
    short_address,
    short_name,
    short_wind,
    spoken_address,
    spoken_wind,
)
from service.text.segments import segments
from service.text.times import MONTHS, MONTHS_SPOKEN, NEAR, day_and_time, day_of, short_hour
from service.text.words import CATALOGUE, Prompt, Slot, Voiced, prompt, written

LONGEST_PLACE = 40
LONGEST_NOTES = 60
# What a heading says already, and the names a day may have then; its rows need not repeat it.
TODAY = ("today", "tonight")
SAME_DAY = {"today": TODAY, "tonight": TODAY, "now": TODAY, "tomorrow": ("tomorrow",)}
FLAGS = ("closed", "women", "men", "spanish")
EXPLAINED = ("women", "men", "spanish", "wheelchair", "asl", "childcare")
WINDS_SAID_FROM_MILES = 5
OLD_AFTER = timedelta(days=365)
MOST_SEGMENTS = 2


@dataclass(frozen=True, slots=True)
class Teller:
    """Who is told when, in which language, and by whose wall clock calls are told."""

    now: datetime
    language: str
    zone: str


@dataclass(frozen=True, slots=True)
class Listing:
    """What rows are told in: the answer they belong to, and the town its heading has named."""

    found: Found
    teller: Teller
    town: str | None


def told(one: Result, teller: Teller) -> datetime:
    """When it begins on the wall of who goes there, or calls from home."""
    return one.starts if one.in_person else one.starts.astimezone(zone(teller.zone))


def row_words(one: Result, listing: Listing) -> Prompt:
    """One of a list: when, what it is called, where, how far."""
    found, language = listing.found, listing.teller.language
    return prompt(
        "meeting.row",
        when=_row_time(one, listing),
        kind=_kind_if_new(one, found),
        name=short_name(one.name),
        where=_where(one, listing),
        miles=miles_words(one.miles, one.direction, language),
        flags=tuple(prompt(f"flag.{name}") for name in FLAGS if _is_news(name, one, found)),
    )


def shorter_row(row: Prompt, one: Result) -> Prompt | None:
    """The same without its miles, for a list that is too long; None when they must stay."""
    if one.miles is None or one.miles < FAR_MILES:
        return None
    return prompt(row.key, **{**row.slots, "miles": NOTHING})


def whole_meeting(
    one: Result,
    teller: Teller,
    miles: Prompt | Voiced = NOTHING,
    unsure: bool = False,
) -> Prompt:
    """One meeting with all one needs to get there or to call in; the notes go first when it is too long.

    `unsure`: its feed could not be read for a while.
    """
    language = teller.language
    when, where = day_and_time(told(one, teller), teller.now, language), _whole_where(one, language)
    slots: dict[str, Slot] = {
        "what": kind_named(one.fellowship, "one"),
        "when": when,
        "name": short_name(one.name, LONGEST_PLACE),
        "where": where,
        "miles": miles,
        "dial": _dial(one, "meeting.dial"),
        "rule": rhythm(one, language),
        "flags": (*_open_or_closed(one), *_explained(one)),
        "notes": _notes(one),
        "fresh": _freshness(one, teller, unsure),
        "again": prompt("meeting.again_there", when=when, where=where),
    }
    if one.dial_in and not one.in_person:
        slots["again"] = _dial(one, "meeting.again_call")
    whole = prompt("meeting.whole", **slots)
    if segments(written(prompt("find.details", meeting=whole), language)).count <= MOST_SEGMENTS:
        return whole
    return prompt("meeting.whole", **{**slots, "notes": NOTHING})


def who_closed_is_for(fellowship: str) -> Prompt:
    key = f"who.{fellowship}"
    return prompt(key if key in CATALOGUE else "who.any")


def miles_words(miles: float | None, wind: str | None, language: str) -> Prompt | Voiced:
    """`~14 mi NW`; the wind only where it helps to choose a road."""
    if miles is None:
        return NOTHING
    far = max(1, round(miles))
    if far == 1:
        return prompt("meeting.mile")
    if wind is None or far < WINDS_SAID_FROM_MILES:
        away = Voiced("", "away" if language == "en" else "")
        return prompt("meeting.miles", miles=far, wind=away)
    return prompt("meeting.miles", miles=far, wind=_wind(wind, language))


def _wind(wind: str, language: str) -> Voiced:
    spoken = spoken_wind(wind, language)
    ear = f" al {spoken}" if language == "es" else f"to the {spoken}"
    return Voiced(f" {short_wind(wind, language)}", ear)


def _is_news(name: str, one: Result, found: Found) -> bool:
    """A flag the search asked for and got needs no saying again."""
    return name in one.attrs and name not in found.query.attrs - (set(found.relaxed) - NO_ATTRS)


def _kind_if_new(one: Result, found: Found) -> Prompt | Voiced:
    """Only where the heading has not said it: all kinds were asked for, or another one is shown."""
    if one.fellowship == found.query.kind:
        return NOTHING
    return prompt("meeting.kind", kind=kind_named(one.fellowship, "one"))


def _row_time(one: Result, listing: Listing) -> Voiced:
    """Without the day where the heading has named it; "tomorrow" may begin with a midnight tonight."""
    found, language = listing.found, listing.teller.language
    starts = told(one, listing.teller)
    day = day_of(starts, listing.teller.now, language)
    ear = day_and_time(starts, listing.teller.now, language).ear
    named = SAME_DAY.get(found.query.when or "", ())
    if day.eye in [NEAR[language][name] for name in named] and "when" not in found.relaxed:
        return Voiced(_hour(starts, language), ear)
    return Voiced(f"{day.eye} {_hour(starts, language)}", ear)


def _hour(starts: datetime, language: str) -> str:
    """`7:30p`; Spanish has no short word for noon and midnight."""
    if language == "es" and starts.minute == 0 and starts.hour in (0, 12):
        return "12pm" if starts.hour else "12am"
    return short_hour(starts)


def _where(one: Result, listing: Listing) -> Prompt | Voiced:
    if is_call(one):
        return prompt("meeting.by_phone" if one.dial_in else "meeting.online")
    place = listing.found.place
    town = None if place and one.town in (place.name, listing.town) else one.town
    return _joined([_street(one, listing.teller.language) or _place_name(one), town])


def _whole_where(one: Result, language: str) -> Prompt | Voiced:
    if not one.in_person:
        return prompt("meeting.by_phone" if one.dial_in else "meeting.online")
    place, street = _place_name(one), _street(one, language)
    if street and _bare(place) == _bare(street.eye):  # feeds fill an empty place with the street
        place = ""
    return _joined([place, street, one.town])


def _bare(street: str) -> str:
    return short_address(street.replace(".", "")).lower()


def _joined(parts: list[Voiced | str | None]) -> Voiced:
    voiced = [part if isinstance(part, Voiced) else Voiced(part, part) for part in parts if part]
    eyes = dict.fromkeys(part.eye for part in voiced)
    ears = dict.fromkeys(part.ear for part in voiced)
    return Voiced("".join(f", {part}" for part in eyes), "".join(f", {part}" for part in ears))


def _place_name(one: Result) -> str:
    return short_name(one.location or "", LONGEST_PLACE) if one.location else ""


def _street(one: Result, language: str) -> Voiced | None:
    """The first part of a postal address, never cut: half an address leads nobody anywhere."""
    street = (one.address or "").split(",")[0].strip()
    return Voiced(short_address(street), spoken_address(street, language)) if street else None


def _dial(one: Result, key: str) -> Prompt | Voiced:
    if not one.dial_in:
        return NOTHING
    code = prompt("meeting.code", code=digits(one.dial_code)) if one.dial_code else NOTHING
    return prompt(key, number=digits(as_dialled(one.dial_in)), code=code)


def as_dialled(number: str) -> str:
    """A North American number as people write it there; any other as the feed has it.

    >>> as_dialled("+14065550190")
    '406-555-0190'
    """
    found = re.fullmatch(r"\+?1?[- ]?(\d{3})[- ]?(\d{3})[- ]?(\d{4})", number)
    return "-".join(found.groups()) if found else number


def digits(number: str) -> Voiced:
    """A number is spoken digit by digit, in the groups it is written in."""
    spoken = re.sub(r"(\w)(?=\w)", r"\1 ", re.sub(r"[^\w]+", ", ", number)).strip(" ,")
    return Voiced(number, spoken)


def _open_or_closed(one: Result) -> tuple[Prompt, ...]:
    """Families and the merely curious need to know before they drive."""
    if "closed" in one.attrs:
        return (prompt("about.closed", who=who_closed_is_for(one.fellowship)),)
    return (prompt("about.open"),) if "open" in one.attrs else ()


def _explained(one: Result) -> tuple[Prompt, ...]:
    return tuple(prompt(f"about.{name}") for name in EXPLAINED if name in one.attrs)


def _notes(one: Result) -> str:
    """The first of them: the side door, the ramp; what doesn't fit is cut at a word."""
    if not one.notes:
        return ""
    if len(one.notes) <= LONGEST_NOTES:
        return f" {one.notes.rstrip('.')}."
    return f" {one.notes[: LONGEST_NOTES + 1].rsplit(' ', 1)[0].rstrip(' ,;-.')}."


def _freshness(one: Result, teller: Teller, unsure: bool) -> Prompt | Voiced:
    """A listing nobody has touched for a year is told with its month."""
    if unsure:
        return prompt("meeting.unsure")
    if one.updated is None or teller.now - one.updated < OLD_AFTER:
        return NOTHING
    month, year = one.updated.month - 1, one.updated.year
    eye, ear = MONTHS[teller.language][month], MONTHS_SPOKEN[teller.language][month]
    return prompt("meeting.listed", month=Voiced(f"{eye} {year}", f"{ear} {year}"))
