"""How meetings are worded in a list: when, what it is called, where, how far."""

from dataclasses import dataclass
from datetime import datetime

from service.clock import zone
from service.flows.headings import NO_ATTRS, NOTHING, is_call, kind_named
from service.meetings.asking import FAR_MILES
from service.meetings.search import Found, Result
from service.meetings.wording import (
    short_address,
    short_name,
    short_wind,
    spoken_wind,
)
from service.text.aloud import spoken_name, spoken_street
from service.text.times import NEAR, at_hour, day_of, short_hour
from service.text.words import Prompt, Voiced, prompt

LONGEST_PLACE = 40
# What a heading says already, and the names a day may have then; its rows need not repeat it.
TODAY = ("today", "tonight")
SAME_DAY = {"today": TODAY, "tonight": TODAY, "now": TODAY, "tomorrow": ("tomorrow",)}
FLAGS = ("closed", "women", "men", "spanish")
# Kinds that are words and not a name: "Mental health Warm Circle" would run on.
IN_WORDS = frozenset({"grief", "caregiver", "mental-health", "any"})
WINDS_SAID_FROM_MILES = 5


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
    """When it begins on the wall clock of those who go there, or call from home."""
    return one.starts.astimezone(zone(teller.zone)) if is_call(one) else one.starts


def row_words(one: Result, listing: Listing) -> Prompt:
    """One of a list: when, what it is called, where, how far."""
    found, language = listing.found, listing.teller.language
    when, where = _row_time(one, listing), _where(one, listing)
    return prompt(
        "meeting.row",
        when=when,
        kind=_kind_if_new(one, found),
        name=name_of(short_name(one.name), language),
        where=where,
        miles=miles_words(one.miles, one.direction, language),
        flags=tuple(prompt(f"flag.{name}") for name in FLAGS if _is_news(name, one, found)),
        again=NOTHING if is_call(one) else prompt("meeting.row_again", when=when, where=where),
    )


def shorter_row(row: Prompt, one: Result) -> Prompt | None:
    """The same without its miles, for a list that is too long; None when they must stay."""
    if one.miles is None or one.miles < FAR_MILES:
        return None
    return prompt(row.key, **{**row.slots, "miles": NOTHING})


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
    key = "meeting.kind_in_words" if one.fellowship in IN_WORDS else "meeting.kind"
    return prompt(key, kind=kind_named(one.fellowship, "one"))


def _row_time(one: Result, listing: Listing) -> Voiced:
    """Without the day where the heading has named it; "tomorrow" may begin with a midnight tonight."""
    found, language = listing.found, listing.teller.language
    starts = told(one, listing.teller)
    day = day_of(starts, listing.teller.now, language)
    named = SAME_DAY.get(found.query.when or "", ())
    if day.eye in [NEAR[language][name] for name in named] and "when" not in found.relaxed:
        eye = _hour(starts, language)
    else:
        eye = f"{day.eye} {_hour(starts, language)}"
    return Voiced(eye, lambda: at_hour(day, starts, language).ear)


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
    language = listing.teller.language
    return joined([street(one, language) or name_of(place_name(one), language), town])


def joined(parts: list[Voiced | str | None]) -> Voiced:
    voiced = [part if isinstance(part, Voiced) else Voiced(part, part) for part in parts if part]
    return Voiced(
        _after_commas([part.eye for part in voiced]),
        lambda: _after_commas([part.ear for part in voiced]),
    )


def _after_commas(parts: list[str]) -> str:
    return "".join([f", {part}" for part in dict.fromkeys(parts) if part])


def name_of(short: str, language: str) -> Voiced:
    """A group's or a hall's, spelled out for the ear."""
    return Voiced(short, lambda: spoken_name(short, language))


def place_name(one: Result) -> str:
    return short_name(one.location or "", LONGEST_PLACE) if one.location else ""


def street(one: Result, language: str) -> Voiced | None:
    """The first part of a postal address, never cut: half an address leads nobody anywhere."""
    street = (one.address or "").split(",")[0].strip()
    if not street:
        return None
    return Voiced(short_address(street), lambda: spoken_street(street, language))
