"""Meeting Guide JSON, and what the 12 Step Meeting List plugin (TSML) makes of it.

Fields: https://github.com/code4recovery/spec. Contact fields are never read. Readers of other formats
bring their rows into these fields first, with a few more of ours: `week` (which of the month),
`duration`, `fellowship`, ATTRS (our names), HIDE (why not to show it).
"""

import hashlib
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from service.meetings import monthly
from service.meetings.attributes import CLOSED_PLACE, attrs_of
from service.meetings.feeds import hiding, hiding_words, times, weekdays
from service.meetings.feeds.address import address_of, is_approximate, point_of
from service.meetings.feeds.bounds import LONGEST_NAME, bounded, check_columns
from service.meetings.feeds.clean import group_name, tidy, title
from service.meetings.feeds.columns import plain
from service.meetings.feeds.dialling import dial_in
from service.meetings.feeds.fellowships import fellowship_of, fellowship_of_types
from service.meetings.feeds.links import link_of
from service.meetings.feeds.people import anonymous, asks_for_it, passcode, public_notes
from service.meetings.feeds.row import Access, Address, Row

Item = Mapping[str, Any]
ATTRS, HIDE = "\0attrs", "\0hide"  # no feed has such keys: what is no text is taken out of them
OPTIONS = {
    "inperson": "in_person", "facetoface": "in_person", "f2f": "in_person", "presencial": "in_person",
    "physical": "in_person", "person": "in_person", "presentiel": "in_person", "enpersona": "in_person",
    "enpresencia": "in_person", "inpersononly": "in_person", "online": "online", "virtual": "online",
    "zoom": "online", "enlinea": "online", "enligne": "online", "onlineonly": "online", "phone": "online",
    "telephone": "online", "telefono": "online", "video": "online", "distanciel": "online",
    "remote": "online", "web": "online", "internet": "online", "virtualonly": "online",
    "hybrid": "hybrid", "hibrida": "hybrid", "hibrido": "hybrid", "hybride": "hybrid", "both": "hybrid",
    "mixed": "hybrid", "mixta": "hybrid", "mixte": "hybrid", "inpersonandonline": "hybrid",
    "onlineandinperson": "hybrid", "inpersononline": "hybrid", "ambas": "hybrid", "inactive": "inactive",
}  # fmt: skip
# What only some feeds have and what it is called there.
OURS = {
    "fellowship": ("fellowship", "program"), "week": ("week", "frequency", "recurrence", "rrule"),
}  # fmt: skip
CLOSED_TYPES = frozenset({CLOSED_PLACE, "Location Temporarily Closed"})
RESTRICTED_TYPES = frozenset(
    {"private", "restricted", "restricted attendance", "restricted access", "ra", "members only"}
)
_NOT_CODE = re.compile(r"[^a-z]")


def rows_of(items: list[Any]) -> list[Row]:
    """Every item as rows, one a day; an item that is no object is left out of the count."""
    found = [item for item in items if isinstance(item, dict)]
    headings = hiding.Headings(
        ((key, plain(key)) for key in _keys(found) if key not in KNOWN),
        lambda key: [value for item in found if isinstance(value := item.get(key), str)],
    )
    shift = _numbering(found)
    return bounded(row for item in found for row in _rows(item, headings, shift))


def _keys(items: list[dict[str, Any]]) -> list[str]:
    keys = list(dict.fromkeys(key for item in items for key in item))
    check_columns(len(keys))
    return keys


def _numbering(items: list[dict[str, Any]]) -> int:
    numbered = [
        weekdays.Numbered(
            int(day), None, str(item.get("name") or ""), times.minutes(item.get("time"))
        )
        for item in items
        if (day := str(item.get("day"))) in _DIGITS
    ]
    return weekdays.numbering(numbered, weekdays.SUNDAY_0)


_DIGITS = frozenset("01234567")
# Meeting Guide's own fields: none of them says whether to show a row.
KNOWN = frozenset(
    "name slug day time end_time timezone formatted_address address city state postal_code country"
    " latitude longitude approximate types conference_url conference_url_notes conference_phone"
    " conference_phone_notes location location_notes group group_notes notes region sub_region regions"
    " updated url edit_url id location_id region_id group_id district attendance_option coordinates"
    " time_formatted author last_contact location_url website email phone entity fellowship week"
    " feedback_emails feedback_url duration".split()
)


def _rows(item: Item, headings: hiding.Headings, shift: int) -> Iterator[Row]:
    days = times.days(item.get("day"), shift)
    slug = _slug(item)
    hidden = item.get(HIDE) or headings.reason(item.get)
    for day in days or (None,):
        yield _row(item, slug if len(days) < 2 else f"{slug}:{day}", day, hidden)


def _row(item: Item, slug: str, day: int | None, hidden: str | None) -> Row:
    start, end = times.start_and_end(item.get("time"))
    held_on = day
    if start == times.DAY_MIN:
        start, day = 0, None if day is None else (day + 1) % 7
    types, address = _types(item.get("types")), address_of(item)
    access, lat_lon = _access(item, address.country), point_of(item)
    name = _text(item, "name")[:LONGEST_NAME]
    location = anonymous(title(tidy(item.get("location"), 160)))
    notes = [_text(item, key) for key in ("notes", "location_notes", "group_notes")]
    rrule = monthly.rule_of(held_on, _week(item), name, notes)
    said = hidden or _says_why_hidden(item, name, notes, types)
    closed_place = said == hiding_words.ROOM_CLOSED or bool(CLOSED_TYPES & set(types))
    return Row(
        slug=slug,
        name=anonymous(group_name(name, address.town, location)) or "Meeting",
        day=day,
        start_min=start,
        duration_min=_duration(item, start or 0, end),
        zone=tidy(item.get("timezone"), 64),
        option=_option(item),
        types=types,
        attrs=item.get(ATTRS) or attrs_of(types),
        lat=lat_lon[0],
        lon=lat_lon[1],
        approximate=is_approximate(item, address),
        location=location,
        address=address,
        access=access,
        notes=_notes(item, notes),
        updated=times.moment(item.get("updated")),
        group=_group(item, address, access),
        closed_place=closed_place,
        rrule=rrule,
        fellowship=_fellowship(item, types),
        asks_passcode=_asks_passcode(item, access),
        hidden=_why_hidden(None if closed_place else said, day, start, rrule),
    )


def _text(item: Item, key: str) -> str:
    """A text or a number as text; of a list or an object nothing can be shown."""
    value = item.get(key)
    if isinstance(value, str):
        return value
    return str(value) if value and type(value) in (int, float) else ""


def _says_why_hidden(item: Item, name: str, notes: list[str], types: tuple[str, ...]) -> str | None:
    said = hiding.said_in_prose(name, *notes, _text(item, "location"), _text(item, "group"))
    return said or (_type_hides(types) if types else None)


def _why_hidden(
    said: str | None, day: int | None, start: int | None, rrule: str | None
) -> str | None:
    if said:
        return said
    if day is None or start is None:
        return "no day or time"
    return "which week of the month is not said" if rrule == monthly.UNSAID else None


@lru_cache(maxsize=2048)
def _type_hides(types: tuple[str, ...]) -> str | None:
    if any(one.lower() in RESTRICTED_TYPES for one in types):
        return hiding_words.RESTRICTED
    return hiding.said_in_prose("", *types)


def _slug(item: Item) -> str:
    given = tidy(item.get("slug"), 140) or tidy(item.get("id"), 140)
    if given and given.strip("0-{}"):
        return given
    parts = [
        _text(item, key)
        for key in ("name", "day", "time", "formatted_address", "address", "postal_code")
    ]
    return hashlib.sha256("|".join(parts).encode()).hexdigest()[:24]


def _types(value: Any) -> tuple[str, ...]:
    """Codes from a list, a comma string of labels, or null; doubled ones once, order kept."""
    if not value:
        return ()
    values = value if isinstance(value, list) else str(value).split(",")
    codes = (tidy(str(one).strip(" []"), 100) for one in values if isinstance(one, (str, int)))
    return tuple(dict.fromkeys(code for code in codes if code))


def _option(item: Item) -> str | None:
    value = item.get("attendance_option")
    return option_of(value) if value else None


def option_of(value: Any) -> str | None:
    """How one attends, in Meeting Guide's words.

    >>> option_of("In-Person"), option_of("Zoom"), option_of("Discussion")
    ('in_person', 'online', None)
    """
    said = str(value).lower().translate(str.maketrans("áéíóú", "aeiou"))
    return OPTIONS.get(_NOT_CODE.sub("", said))


def _access(item: Item, country: str | None) -> Access:
    url = link_of(item.get("conference_url"))
    phone = item.get("conference_phone")
    if not phone:
        return Access(url)
    number, code = dial_in(str(phone), _text(item, "conference_phone_notes"), url, country)
    return Access(url, number, code)


def _notes(item: Item, notes: list[str]) -> str | None:
    """What may be shown of the notes; a room's passcode comes first, else nobody gets in."""
    online = [_text(item, key) for key in ("conference_url_notes", "conference_phone_notes")]
    code = passcode(" ".join(online)) if any(online) else None
    told = code and any(code in note for note in notes)
    first = f"Passcode: {code}." if code and not told and item.get("conference_url") else None
    if not code and any(online) and asks_for_it(*online):
        first = "Ask for the passcode first."
    return public_notes(first, *notes)


def _asks_passcode(item: Item, access: Access) -> bool:
    if not (access.url or access.dial_in or item.get("conference_url_notes")):
        return False
    said = [
        _text(item, key)
        for key in ("conference_url_notes", "conference_phone_notes", "notes", "group_notes")
    ]
    return asks_for_it(*said)


def _duration(item: Item, start: int, end: int | None) -> int:
    if item.get("duration"):
        return times.lasting(str(item["duration"])) or times.DEFAULT_DURATION_MIN
    return times.duration(start, end or times.minutes(item.get("end_time")))


def _week(item: Item) -> str | None:
    return next((str(item[key]) for key in OURS["week"] if item.get(key)), None)


def _fellowship(item: Item, types: tuple[str, ...]) -> str | None:
    for key in OURS["fellowship"]:
        if item.get(key) and (found := fellowship_of(str(item[key]))):
            return found
    return fellowship_of_types(types) if types else None


def _group(item: Item, address: Address, access: Access) -> str:
    given = item.get("group_id") or item.get("group")
    if given:
        return str(given)
    where = address.street or access.url or access.dial_in or address.town
    return f"{_text(item, 'name').lower()}|{where}"
