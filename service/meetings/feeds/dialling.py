"""The number to call and the keys to press: "one-tap" fields, notes, or the number of a video room."""

import re
from functools import lru_cache

import phonenumbers

from service.errors import NotAPhone
from service.text.phone import Phone

# https://www.itu.int/pub/T-SP-E.164D: satellites, and a premium rate of all countries.
DEAR_CODES = frozenset({870, 878, 881, 882, 883, 979})
DEAR_KINDS = frozenset(
    {phonenumbers.PhoneNumberType.PREMIUM_RATE, phonenumbers.PhoneNumberType.SHARED_COST}
)
NORTH_AMERICA = 1
DEAR_THERE = re.compile(r"^(?:900|976|\d{3}976)")  # +1 212 976 xxxx: no table of types has these
_NUMBER = re.compile(r"\+?\(?\d[\d\s().\-–]{6,18}\d")
_ID = re.compile(
    r"(?:\bid|code|pin|access|código|codigo|participant)\D{0,12}(\d[\d\s-]{2,14}\d)#?", re.I
)
_ZOOM_ID = re.compile(r"zoom\.us/[a-z]+/(\d{9,11})")
_TAPPED = re.compile(r"\s*,+\s*(\d{4,16})(?!\d)#?(?:,+(\*?\d{3,10})#)?")
_PASSCODE = re.compile(
    r"\b(?:pass ?code|password|pwd|pw|contraseña)\b\W{0,4}(\d{3,10})\b(?!-)", re.I
)
_AS_ZOOM_NUMBERS_ROOMS = range(9, 12)


def dial_in(
    value: str, notes: str, url: str | None, country: str | None = None
) -> tuple[str | None, str | None]:
    """The number, as E.164, and the keys to press then; `country` is for numbers without a +.

    >>> dial_in("+14065550123,,123456789#,,*4321#", "", None)
    ('+14065550123', '123456789#,*4321#')
    """
    found = _NUMBER.search(value)
    if not found:
        return None, None
    first = re.split(r"\s{2,}|\s[-–]\s", found.group())[0]
    number = _parsed(first, country or "US")
    return (number, _code(value[found.end() :], notes, url or "")) if number else (None, None)


@lru_cache(maxsize=2048)
def _parsed(text: str, country: str) -> str | None:
    try:
        number = Phone.parse(text, country).e164
    except NotAPhone:
        return None
    return None if is_dear(Phone(number)) else number


@lru_cache(maxsize=2048)
def is_dear(phone: Phone) -> bool:
    """True when a call costs the caller more than a call: nobody may be sent there."""
    number = phonenumbers.parse(phone.e164)
    if number.country_code in DEAR_CODES or phonenumbers.number_type(number) in DEAR_KINDS:
        return True
    is_american = number.country_code == NORTH_AMERICA
    return is_american and bool(DEAR_THERE.match(str(number.national_number)))


def _code(after: str, notes: str, url: str) -> str | None:
    """The keys of its code; where the room asks for a second one, that too, behind a comma."""
    tapped = _TAPPED.match(after)
    # A second number after a comma is another city's, not a code.
    if tapped and not (len(tapped[1]) == 10 and "#" not in after):
        return f"{tapped[1]}#,{tapped[2]}#" if tapped[2] else _with_passcode(tapped[1], notes)
    found = _ID.search(after) or _ID.search(notes)
    if found:
        return _with_passcode(re.sub(r"\D", "", found.group(1)), f"{after} {notes}")
    zoom = _ZOOM_ID.search(url)
    return _with_passcode(zoom.group(1), notes) if zoom else None


def _with_passcode(room: str, words: str) -> str:
    """Zoom asks for a participant's number next, and takes a passcode there behind a star, as its own
    invitations dial it: `,,84412345678#,,,,*4321#`."""
    found = _PASSCODE.search(words) if len(room) in _AS_ZOOM_NUMBERS_ROOMS else None
    return f"{room}#,*{found[1]}#" if found else f"{room}#"
