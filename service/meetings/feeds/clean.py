"""Text as feeds hold it, made plain: no tags, no odd characters."""

import html
import re
from functools import lru_cache
from typing import Any

_TAG = re.compile(r"<[^>]{1,200}>")
_SPACE = re.compile(r"[\s\u00a0\u2028]+")
_INVISIBLE = re.compile(r"[\u200b-\u200f\u2060\ufeff\u00ad\x00-\x08\x0e-\x1f\ufffd]")
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
    if value is None or isinstance(value, (dict, list)):
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
    return text if text.isascii() else _ORNAMENT.sub(" ", _INVISIBLE.sub("", text))


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
def group_name(value: str, town: str | None = None) -> str:
    """A meeting's name without its district's code; the town's when the name says nothing.

    >>> group_name("STEP BY STEP (D31) "), group_name("7:30 PM", "Butte"), group_name("")
    ('Step By Step', 'Butte Meeting', 'Meeting')
    """
    name = title(tidy(_DISTRICT.sub("", value), 255)) or ""
    if name and not NOTHING_SAID.match(name):
        return name
    return f"{town} Meeting" if town else name or "Meeting"
