"""Text as feeds hold it, made plain: no tags, no odd characters."""

import html
import re
from functools import lru_cache
from typing import Any

from service.text.segments import to_gsm

_TAG = re.compile(r"<[^>]{1,200}>")
_SPACE = re.compile(r"[\s\u00a0\u2028]+")
# Controls, joiners, what turns the direction of a line, and halves of a sign; \x85 is a line's end.
_INVISIBLE = re.compile(
    r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069"
    r"\ufeff\ufffd\ud800-\udfff]"
)
_ORNAMENT = re.compile(r"[\u2500-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff\ufe0f]")
_DISTRICT = re.compile(r"\s*\((?:D|Dist\.?|District )\d+\)", re.IGNORECASE)
# Names that say no more than the time, or nothing: "7:30 PM", "AA Meeting", "Meeting".
NOTHING_SAID = re.compile(
    r"^[\W\d]*(?:[ap]\.?m\.?|noon|midnight)?\W*(?:(?:aa|na|ca|ga|oa|da|al-?anon|nar-?anon|the|group|meeting|mtg|open|closed|"
    r"(?:sun|mon|tues?|wednes|thurs?|fri|satur)(?:day)?s?|grupo|reunion|reunión)\b\W*){0,4}$",
    re.IGNORECASE,
)
SHORT_WORDS = frozenset(
    "AA NA II III IV AM PM BB ABSI LGBTQ LGBT NE NW SE SW YMCA YWCA VA VFW ACA OA GA CA NSW ACT".split()
)
# O', D' and L' before a name, and an opening quotation mark.
_LETTERS_OF_A_NAME = re.compile(r"^((?:[\W_]*[ODL])?['’\"“(\[])(\w)", re.IGNORECASE)
_EMPTY = frozenset({"", "-", "--", "n/a", "none", "null", "nan", "#n/a", "tbd", "tba", "."})


def tidy(value: Any, longest: int) -> str | None:
    """One line without tags and invisible characters, cut at a word; None when nothing is left.

    >>> tidy(" St.&nbsp;John&#8217;s <b>Hall</b> ", 60)
    'St. John’s Hall'
    """
    if value is None or isinstance(value, (dict, list, bool)):
        return None
    return _tidy(str(value), longest)


@lru_cache(maxsize=8192)
def _tidy(text: str, longest: int) -> str | None:
    text = _SPACE.sub(" ", unmarked(text)).strip(" ,")
    if len(text) > longest:
        text = text[:longest].rsplit(" ", 1)[0]
    return None if text.lower() in _EMPTY else text


def unmarked(text: str) -> str:
    """Without tags, entities, ornaments and what can't be seen; its lines are kept."""
    if "&" in text:
        text = html.unescape(html.unescape(text))
    if "<" in text:
        text = _TAG.sub(" ", text)
    text = _INVISIBLE.sub("", text)
    return text if text.isascii() else _ORNAMENT.sub(" ", text)


def title(value: str | None) -> str | None:
    """ALL CAPITALS made readable; anything else is left as its group writes it.

    >>> title("COSTA MESA"), title("BIG BOOK AA"), title("McKinley")
    ('Costa Mesa', 'Big Book AA', 'McKinley')
    """
    if not value or not value.isupper() or len(value) < 4:
        return value
    return " ".join(map(_capitalised, value.split()))


def _capitalised(word: str) -> str:
    """WOMEN'S is Women's, OUT'A Out'a; O'BRIEN stays O'Brien, and so do quoted words.

    >>> title("WOMEN'S DISCUSSION"), title("O'BRIEN HALL"), title("'CLEAN' L'AMITIÉ")
    ("Women's Discussion", "O'Brien Hall", "'Clean' L'Amitié")
    """
    if word in SHORT_WORDS:
        return word
    whole = word.capitalize()
    first = _LETTERS_OF_A_NAME.match(whole)
    return first[1] + first[2].upper() + whole[first.end() :] if first else whole


@lru_cache(maxsize=8192)
def group_name(value: str, *places: str | None) -> str:
    """A meeting's name without its district's code; a place's when it says nothing in our letters.

    >>> group_name("STEP BY STEP (D31) "), group_name("7:30 PM", "Butte"), group_name("")
    ('Step By Step', 'Butte Meeting', 'Meeting')
    >>> group_name("Сегодня 12", None, "Grace Church")  # a text would have nothing but the 12
    'Grace Church Meeting'
    """
    name = title(tidy(_DISTRICT.sub("", value), 255)) or ""
    if not NOTHING_SAID.match(to_gsm(name)):
        return name
    place = next((one for one in places if one and _has_letters(one)), None)
    if place:
        return f"{place} Meeting"
    return name if _has_letters(name) else "Meeting"


def _has_letters(text: str) -> bool:
    """True when something can be read of it in a text message."""
    return any(map(str.isalnum, to_gsm(text)))
