"""Text as feeds hold it, made plain: no tags, no odd characters, nothing about a person."""

import html
import re
from typing import Any

from service.errors import NotAPhone
from service.text.phone import Phone

_TAG = re.compile(r"<[^>]{1,200}>")
_SPACE = re.compile(r"[\s\u00a0\u2028]+")
_INVISIBLE = re.compile(r"[\u200b-\u200f\u2060\ufeff\u00ad\x00-\x08\x0e-\x1f]")
# Five to sixty rows a feed have a person's number, address or name in their notes.
_PHONE = r"\+?\(?\d{3}\)?[\s.\-–]{0,2}\d{3}[\s.\-–]?\d{4}"
_PERSONAL = re.compile(
    _PHONE + r"|[\w.+-]+@[\w-]+\.\w+|\[(?:name|phone|email)\]"
    r"|\b(?i:call|text|contact|contacto|llame a|llamar a|ask for|e-?mail)\s+(?:[A-Z][a-z]+\b)"
    r"|\b[A-Z][a-z]+ [A-Z]\.(?=\s|$|,)"
)
_SENTENCE = re.compile(r"[^\n]+?(?:[.!?;]+(?=\s|$)|\n|$)")
_DISTRICT = re.compile(r"\s*\((?:D|Dist\.?|District )\d+\)", re.IGNORECASE)
SHORT_WORDS = frozenset(
    "AA NA II III IV AM PM BB ABSI LGBTQ LGBT NE NW SE SW YMCA VA VFW ACA OA GA".split()
)


def tidy(value: Any, longest: int) -> str | None:
    """One line without tags and invisible characters, cut at a word; None when nothing is left.

    >>> tidy(" St.&nbsp;John&#8217;s <b>Hall</b> ", 60)
    'St. John’s Hall'
    """
    if value is None or isinstance(value, (dict, list)):
        return None
    text = _TAG.sub(" ", html.unescape(html.unescape(str(value))))
    text = _SPACE.sub(" ", _INVISIBLE.sub("", text)).strip(" ,")
    if len(text) > longest:
        text = text[:longest].rsplit(" ", 1)[0]
    return text or None


def title(value: str | None) -> str | None:
    """ALL CAPITALS made readable; anything else is left as its group writes it.

    >>> title("COSTA MESA"), title("BIG BOOK AA"), title("McKinley")
    ('Costa Mesa', 'Big Book AA', 'McKinley')
    """
    if not value or not value.isupper() or len(value) < 4:
        return value
    return " ".join(word if word in SHORT_WORDS else word.capitalize() for word in value.split())


def group_name(value: Any) -> str:
    """A meeting's name without its district's code; `Meeting` when it has none."""
    return title(tidy(_DISTRICT.sub("", str(value or "")), 255)) or "Meeting"


def public_notes(*values: Any) -> str | None:
    """The notes without every sentence that names, or gives a way to, a person.

    >>> public_notes("Back door. Call Pat 406-555-0100 for a ride.")
    'Back door.'
    """
    kept = []
    for value in values:
        text = _INVISIBLE.sub("", _TAG.sub(" ", html.unescape(str(value or ""))))
        kept += [part for part in _SENTENCE.findall(text) if not _PERSONAL.search(part)]
    return tidy(" ".join(kept), 500)


_NUMBER = re.compile(r"\+?1?[\s.\-]?\(?\d{3}\)?[\s.\-]?\d{3}[\s.\-]?\d{4}(?!\d)|\+\d{8,15}")
_CODE = re.compile(
    r"(?:\bid|code|pin|access|código|codigo|participant)\D{0,12}(\d[\d\s-]{2,14}\d)#?", re.I
)
_ZOOM_ID = re.compile(r"zoom\.us/[a-z]/(\d{9,11})")


def dial_in(value: Any, notes: Any, url: str | None) -> tuple[str | None, str | None]:
    """The number to call and the keys to press then, from "one-tap" fields, notes or a Zoom link.

    >>> dial_in("+14065550123,,123456789#,,*4321#", None, None)
    ('+14065550123', '123456789#')
    """
    text = str(value or "")
    found = _NUMBER.search(text)
    if not found:
        return None, None
    try:
        number = Phone.parse(found.group()).e164
    except NotAPhone:
        return None, None
    return number, _code(text[found.end() :], str(notes or ""), url or "")


def _code(after: str, notes: str, url: str) -> str | None:
    tapped = re.match(r"\s*,+\s*(\d{4,})#?", after)
    # A second number after a comma is another city's, not a code.
    if tapped and not (len(tapped.group(1)) == 10 and "#" not in after):
        return f"{tapped.group(1)}#"
    found = _CODE.search(after) or _CODE.search(notes)
    if found:
        return re.sub(r"\D", "", found.group(1)) + "#"
    zoom = _ZOOM_ID.search(url)
    return f"{zoom.group(1)}#" if zoom else None
