"""BMLT, the meeting list servers of NA: GetSearchResults, bare or together with its formats.

Fields and formats: https://github.com/bmlt-enabled/bmlt-server. Format keys are each server's own and clash
with AA's codes (B is beginners here, Big Book there), so they are read by `world_id`, the fellowship-wide
one; without the server's formats, by the keys every server starts with.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from service.errors import FeedRefused
from service.meetings.attributes import CLOSED_PLACE
from service.meetings.feeds import hiding_words, times, weekdays
from service.meetings.feeds.meeting_guide import ATTRS, HIDE, Item

KEYS = frozenset(
    "id_bigint weekday_tinyint service_body_bigint duration_time location_municipality"
    " location_province meeting_name format_shared_id_list worldid_mixed venue_type"
    " location_street".split()
)
FORMAT_KEYS = frozenset({"key_string", "world_id", "name_string", "format_type_enum"})
SAME = {
    "name": "meeting_name", "timezone": "time_zone", "duration": "duration_time",
    "latitude": "latitude", "longitude": "longitude", "location": "location_text",
    "location_notes": "location_info", "address": "location_street", "city": "location_municipality",
    "state": "location_province", "postal_code": "location_postal_code_1", "country": "location_nation",
    "notes": "comments", "conference_url": "virtual_meeting_link",
    "conference_url_notes": "virtual_meeting_additional_info",
    "conference_phone": "phone_meeting_number",
    "conference_phone_notes": "phone_meeting_additional_info", "updated": "last_changed",
    "time": "start_time",
}  # fmt: skip
OPTIONS = {"1": "in_person", "2": "online", "3": "hybrid"}

# world_id (NAWS format codes) to our names, or a mark of our own in capitals.
WORLD = {
    "BEG": "beginners", "OPEN": "open", "CLOSED": "closed", "WCHR": "wheelchair", "W": "women",
    "M": "men", "Y": "young-people", "GL": "lgbtq", "SPK": "speaker", "STEP": "step", "CW": "childcare",
    "VM": "VIRTUAL", "TC": "TC", "HYBR": "HYBRID", "RA": "RESTRICTED",
}  # fmt: skip
# The keys a new server has; those beyond mean too many things to be guessed.
DEFAULT_KEYS = {
    "B": "beginners", "BEG": "beginners", "O": "open", "C": "closed", "WC": "wheelchair",
    "WCHR": "wheelchair", "WA": "wheelchair", "W": "women", "M": "men", "YP": "young-people",
    "Y": "young-people", "GL": "lgbtq", "GLBT": "lgbtq", "LGBTQ": "lgbtq", "LGBT": "lgbtq",
    "SO": "speaker", "SD": "speaker", "SPK": "speaker", "ST": "step", "STEP": "step",
    "SG": "step", "ES": "spanish", "SPAN": "spanish", "SL": "asl", "ASL": "asl", "CC": "childcare",
    "CW": "childcare", "CS": "childcare", "VM": "VIRTUAL", "TC": "TC", "HY": "HYBRID", "HYBR": "HYBRID",
    "RA": "RESTRICTED",
}  # fmt: skip
# For formats without a world_id, and for LANG, which says that a language is meant but not which.
BY_NAME = {
    "español": "spanish", "espanol": "spanish", "spanish": "spanish", "american sign language": "asl",
    "asl": "asl", "sign language": "asl", "bsl": "asl", "auslan": "asl", "childcare": "childcare",
    "child care": "childcare", "restricted attendance": "RESTRICTED", "restricted access": "RESTRICTED",
    "restricted": "RESTRICTED", "private": "RESTRICTED", "inmates only": "RESTRICTED",
    "temporarily closed": "TC", "temporarily closed facility": "TC", "virtual meeting": "VIRTUAL",
    "virtual": "VIRTUAL", "hybrid meeting": "HYBRID", "hybrid": "HYBRID", "lgbtq+": "lgbtq",
    "lgbtq": "lgbtq", "mujeres": "women", "hombres": "men", "jóvenes": "young-people",
    "wheelchair accessible": "wheelchair", "children welcome": "childcare",
}  # fmt: skip
Format = tuple[str | None, str]  # what it means to us, and its name


def is_bmlt(item: Any) -> bool:
    """True for a meeting of a BMLT server, whatever columns were asked for."""
    return isinstance(item, dict) and len(KEYS & item.keys()) >= max(1, min(2, len(item)))


def is_format(item: Any) -> bool:
    return isinstance(item, dict) and len(FORMAT_KEYS & item.keys()) >= 2


def items_of(meetings: list[Any], formats: Any) -> list[Item]:
    """As Meeting Guide items. Raises FeedRefused when day or time was not asked for."""
    found = [one for one in meetings if isinstance(one, dict)]
    for needed in ("weekday_tinyint", "start_time"):
        if not any(needed in one for one in found):
            raise FeedRefused(f"It is BMLT without {needed}; add it to data_field_key.")
    known = _formats(formats)
    shift = _shift(found)
    return [_item(one, known, shift) for one in found]


def _shift(meetings: list[dict[str, Any]]) -> int:
    """1 is Sunday; a table made from the database counts from 0."""
    zero = any(str(one.get("weekday_tinyint")) == "0" for one in meetings)
    return weekdays.SUNDAY_0 if zero else weekdays.SUNDAY_1


def _item(one: dict[str, Any], known: Mapping[str, Format], shift: int) -> Item:
    formats = list(_formats_of(one, known))
    marks = {meaning for meaning, _ in formats if meaning}
    item = {
        field: value for field, key in SAME.items() if (value := one.get(key)) not in (None, "")
    }
    names = [name for meaning, name in formats if meaning != "TC"]
    return item | {
        "slug": one.get("id_bigint") or one.get("worldid_mixed"),
        "day": times.days(str(one.get("weekday_tinyint", "")), shift),
        "types": [*names, CLOSED_PLACE] if "TC" in marks else names,
        ATTRS: frozenset(mark for mark in marks if mark.islower()),
        "attendance_option": (option := _option(one, marks)),
        "approximate": option == "online",
        HIDE: _hidden(one, marks),
    }


def _option(one: dict[str, Any], marks: set[str]) -> str | None:
    """VM with TC meets elsewhere for now; HY both; old servers leave venue_type empty."""
    if "HYBRID" in marks:
        return "hybrid"
    if "TC" in marks or ("VIRTUAL" in marks and not one.get("location_street")):
        return "online" if _has_link(one) or "VIRTUAL" in marks else None
    said = OPTIONS.get(str(one.get("venue_type") or ""))
    return "online" if said is None and "VIRTUAL" in marks else said


def _has_link(one: dict[str, Any]) -> bool:
    return bool(one.get("virtual_meeting_link") or one.get("phone_meeting_number"))


def _hidden(one: dict[str, Any], marks: set[str]) -> str | None:
    if str(one.get("published", "1")).strip().lower() in hiding_words.NO:
        return hiding_words.NOT_PUBLISHED
    if "RESTRICTED" in marks:
        return hiding_words.RESTRICTED
    if "TC" in marks and not _has_link(one):
        return hiding_words.SUSPENDED
    return None


def _formats_of(one: dict[str, Any], known: Mapping[str, Format]) -> Iterable[Format]:
    """By id where given, else by key; a key of this meeting's own server before another's."""
    server = str(one.get("root_server_uri") or "")
    ids = str(one.get("format_shared_id_list") or "").split(",")
    keys = [key.strip() for key in str(one.get("formats") or "").split(",") if key.strip()]
    by_id = [known[f"#{server}{id}"] for id in ids if f"#{server}{id}" in known]
    if len(by_id) >= len(keys) > 0 or not keys:
        return by_id
    return [known.get(server + key) or known.get(key) or _by_default(key) for key in keys]


def _by_default(key: str) -> Format:
    return DEFAULT_KEYS.get(key.upper()), key


def _formats(formats: Any) -> dict[str, Format]:
    """What each key and id means, English names before others."""
    listed = (
        formats.values()
        if isinstance(formats, dict)
        else formats
        if isinstance(formats, list)
        else []
    )
    known: dict[str, Format] = {}
    for one in sorted((one for one in listed if isinstance(one, dict)), key=_english_last):
        key, server = str(one.get("key_string") or ""), str(one.get("root_server_uri") or "")
        meaning = _meaning(one), str(one.get("name_string") or key)
        for name in (key, server + key, f"#{one.get('id')}", f"#{server}{one.get('id')}"):
            known[name] = meaning
    return known


def _english_last(one: dict[str, Any]) -> bool:
    return str(one.get("lang") or "en") == "en"


def _meaning(one: dict[str, Any]) -> str | None:
    world = str(one.get("world_id") or "").upper()
    name = str(one.get("name_string") or "").strip().lower()
    return WORLD.get(world) or BY_NAME.get(name)
