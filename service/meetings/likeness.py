"""Are two listings one meeting? By place or line, and by name: two groups may share a church's hour.

Taking two groups for one hides a meeting; taking one for two only lists it twice. So in doubt they
are two.
"""

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz import fuzz

from service.meetings.attributes import BITS
from service.meetings.geo import miles_between

SAME_PLACE_MILES = 0.093  # 150 m: two geocoders' points of one church
ALIKE = 85.0  # of 100; Serenity Seekers and Serenity Sisters have 81
# Squares of about 220 m by which neighbours are found.
SQUARES_A_DEGREE = 500

_SAYS_NOTHING = frozenset(
    """aa na oa ga al anon group groups grupo gp grp meeting meetings mtg reunion junta fellowship the
    a of at in on and for to la el los las de del en y""".split()
)
_SAYS_WHEN = frozenset(
    """sunday monday tuesday wednesday thursday friday saturday sun mon tue tues wed thu thur thurs fri
    sat morning noon afternoon evening night nite lunes martes miercoles jueves viernes sabado domingo
    noche manana tarde daily weekly am pm""".split()
)
_WINDS = frozenset("north south east west northeast northwest southeast southwest".split())
_SPELLED = {"gp": "group", "bb": "big book", "ss": "step study", "w": "women", "m": "men"}
_WORD = re.compile(r"[a-z]+|\d+")
_PART = re.compile(r"\d*[a-z]+|\d+")
_CLOCK = re.compile(r"\b(\d{1,2}):(\d{2})\b")
# A room of its own: nine digits or more (Zoom, Webex, GoTo), or a Meet code.
_ROOM = re.compile(r"\d[\d-]{7,}\d|meet\.google\.com/[a-z-]{8,}")
_ONE_GENDER = BITS["women"] | BITS["men"]


class Listing(NamedTuple):
    """What tells whether two rows of one fellowship and minute are the same meeting."""

    name: str
    lat: float | None
    lon: float | None
    exact: bool
    room: bool  # one can go there
    address: str | None
    town: str | None
    url: str | None
    dial_in: str | None
    dial_code: str | None
    attrs: int


def is_same(one: Listing, other: Listing) -> bool:
    """True for one meeting in two feeds. Their fellowship, day and time are the same already."""
    if (one.attrs ^ other.attrs) & _ONE_GENDER == _ONE_GENDER:
        return False  # one is for women, the other for men
    if _same_line(one, other):
        return True
    return _same_place(one, other) and _names_alike(one, other)


def keys_of(one: Listing) -> set[object]:
    """Two listings that are the same share a key; the squares around are the neighbour's to look in."""
    keys: set[object] = set(_lines(one))
    if one.room and one.exact and one.lat is not None and one.lon is not None:
        keys.add((int(one.lat * SQUARES_A_DEGREE), int(one.lon * SQUARES_A_DEGREE)))
    if one.room and (street := street_of(one)):
        keys.add(street)
    return keys


def around(key: object) -> list[object]:
    """A key and, of a square, its eight neighbours: 150 m may cross an edge."""
    if isinstance(key, tuple) and isinstance(key[0], int):
        row, column = key
        return [(row + i, column + j) for i in (-1, 0, 1) for j in (-1, 0, 1)]
    return [key]


def _names_alike(one: Listing, other: Listing) -> bool:
    return _is_nameless(one) or _is_nameless(other) or names_alike(one.name, other.name)


def _is_nameless(one: Listing) -> bool:
    """The importer calls it after its town when its name says nothing."""
    return one.name == f"{one.town} Meeting"


def names_alike(one: str, other: str) -> bool:
    """True for two spellings of one name; a name that says nothing is like any.

    >>> names_alike("Steps @ Noon Gp", "Steps at Noon"), names_alike("Group 7", "Group 8")
    (True, False)
    """
    mine, theirs = _telling(one), _telling(other)
    if not mine.said or not theirs.said:
        return True
    if mine.numbers and theirs.numbers and mine.numbers != theirs.numbers:
        return False
    if not mine.words or not theirs.words:
        return fuzz.ratio(mine.said, theirs.said) >= ALIKE
    return fuzz.token_set_ratio(mine.words, theirs.words) >= ALIKE


class _Name(NamedTuple):
    said: str  # without what every meeting is called
    words: str  # nor when it is
    numbers: frozenset[str]


@lru_cache(maxsize=8192)
def _telling(name: str) -> _Name:
    plain = unicodedata.normalize("NFKD", _CLOCK.sub(r"\1\2", name.lower()))
    plain = plain.encode("ascii", "ignore").decode().replace("'", "")
    words = " ".join(_SPELLED.get(word, word) for word in _WORD.findall(plain)).split()
    said = [word for word in words if word not in _SAYS_NOTHING]
    telling = [word for word in said if word not in _SAYS_WHEN and not word.isdigit()]
    numbers = frozenset(word for word in said if word.isdigit())
    return _Name(" ".join(said), " ".join(telling), numbers)


def _same_place(one: Listing, other: Listing) -> bool:
    if not (one.room and other.room):
        return False
    street = street_of(one)
    if street is not None and street == street_of(other):
        return True
    if None in (one.lat, other.lat) or not (one.exact and other.exact):
        return False
    points = one.lat, one.lon, other.lat, other.lon
    return miles_between(*points) <= SAME_PLACE_MILES  # type: ignore[arg-type]  # None is gone


def _same_line(one: Listing, other: Listing) -> bool:
    """The same room online, or number and code. A page or a number many share needs the name, too."""
    shared = set(_lines(one)) & set(_lines(other))
    if any(own for *_, own in shared):
        return True
    return bool(shared) and _names_alike(one, other)


def _lines(one: Listing) -> list[tuple[str, str, bool]]:
    """(kind, what, whether it is nobody else's)."""
    lines = []
    if one.url and (room := _ROOM.search(one.url.lower())):
        lines.append(("room", room.group().replace("-", ""), True))
    elif one.url:
        page = one.url.lower().split("://")[-1].split("?")[0].removeprefix("www.").rstrip("/")
        lines.append(("page", page, False))
    if one.dial_in:
        lines.append(("dial", f"{one.dial_in},{one.dial_code}", one.dial_code is not None))
    return lines


def street_of(one: Listing) -> tuple[str, str] | None:
    """Number, street's name and town; None without a house number."""
    words = _PART.findall((one.address or "").lower())
    if len(words) < 2 or not words[0].isdigit() or not one.town:
        return None
    name = next((word for word in words[1:] if len(word) > 2 and word not in _WINDS), words[1])
    return f"{words[0]} {name}", one.town.lower()
