"""Names, streets and notes of feeds as a voice should say them: short forms whole, no internet addresses.

Feeds write for the eye: `212 E Alder St`, `N Main St Ste 4`, `St. John's Luth Ch`, `rm 4, side dr`. A voice
reads what stands there, so what it gets is spelled out here.
"""

import re
from functools import lru_cache

from service.text.aloud_tables import (
    AFTER_A_LETTER,
    MOVED_IN_FRONT,
    NAMES_SHORT,
    NOTES_SHORT,
    ROADS,
    ROMAN,
    SAINTS,
    SHORT,
    SPELLED,
    WINDS_ES,
    WINDS_SHORT,
)
from service.text.dates_aloud import dates_aloud, days_aloud
from service.text.house_numbers import house_number

# The same halls and streets come up all day: of these the words are made once.
_OFTEN = 4096
_ADDRESS = re.compile(
    r"(?:https?:|www\.)\S+|\S+@\S+\.\S+|\b[\w-]+\.(?:com|org|net|us|info)\b\S*", re.I
)
_LED_THERE = re.compile(
    r"(?:[\s:,.;-]|\b(?:or|and|at|see|visit|website|o|y|en|vea|email|e-mail))*$", re.IGNORECASE
)
_PHONE = re.compile(r"(?:\+?1[ .-]?)?\(?(\d{3})\)?[ .-]?(\d{3})[ .-](\d{4})\b")
_LONG_NUMBER = re.compile(r"\d(?:[ -]?\d){4,}")
_HOUR = re.compile(r"\b(\d{1,2})(?::(\d{2}))?\s?([ap])\.?m\b\.?", re.I)
_ROAD = re.compile(r"\b(US|I|SR|CR|FM|RR|[A-Z]{2})-(\d{1,4})\b")
_MARKS = str.maketrans(dict.fromkeys('*_~|<>[]{}"“”•', " "))
# `A.A.`, `S.O.S.`
_LETTERS = re.compile(r"\b(?:[A-Za-z]\.){2,}(?=\W|$)|\b(?:[A-Z]\.){2,}[A-Z]\b")
_HALF = re.compile(r"(?<![\d/])1/2(?![\d/])")
_TWELVES = re.compile(r"\b12\s?x\s?12\b", re.I)
_SLASH = re.compile(r"(?<=[A-Za-z])/(?=[A-Za-z0-9]{2})")
_AT_A_STREET = re.compile(r"\d+ (?:\w+\.? )+(\w+)\.?(?=,|$)")
_NUMBERED = re.compile(r"\d+")
_NTH = re.compile(r"(\d+)(?:st|nd|rd|th)", re.I)


@lru_cache(maxsize=_OFTEN)
def spoken_street(street: str, language: str = "en") -> str:
    """The first line of a postal address, said as it is looked for.

    >>> spoken_street("212 Alder St"), spoken_street("3186 St John St Ste B")
    ('two twelve Alder Street', 'thirty-one eighty-six Saint John Street Suite B')
    >>> spoken_street("14205 N Main St, #4"), spoken_street("US-93 & Hwy 200")
    ('1 4 2 0 5 North Main Street, number 4', 'U S 93 and Highway 200')
    >>> spoken_street("212 N Alder St Apt 3", "es")
    'calle Alder norte, número 212, apartamento 3'
    """
    if language == "es" and "&" in street:
        streets = [spoken_street(one, language) for one in street.split("&")]
        return " y ".join(filter(None, streets))
    words = _split(_ROAD.sub(_road, _without_addresses(street)), language)
    if language == "es" and (found := _in_spanish_order(words)):
        return found
    return _tidy(" ".join(_street_word(words, at, language) for at in range(len(words))))


@lru_cache(maxsize=_OFTEN)
def spoken_name(name: str, language: str = "en") -> str:
    """What a group or a hall is called.

    >>> spoken_name("St. John's Luth Ch"), spoken_name("NIGHT OWLS AA"), spoken_name("Main St Group")
    ("Saint John's Lutheran Church", 'Night Owls A A', 'Main Street Group')
    >>> spoken_name("12 & 12 @ Noon"), spoken_name("Grupo AA Nueva Vida", "es")
    ('12 and 12 at Noon', 'Grupo A A Nueva Vida')
    """
    if (street := _AT_A_STREET.match(name)) and street[1].lower() in ROADS:
        return spoken_street(name.split(",")[0], language)
    words = _split(_HOUR.sub(_hour, days_aloud(_without_addresses(name), language)), language)
    return _tidy(" ".join(_name_word(words, at, language) for at in range(len(words))))


@lru_cache(maxsize=_OFTEN)
def spoken_note(note: str, language: str = "en") -> str:
    """A note of a feed, without any address on the internet; numbers to call or type in groups.

    >>> spoken_note("Use rear dr, rm 4. Info: www.example.org or a@example.org")
    'Use rear door, room 4. Info'
    >>> spoken_note("Call 406-555-0100 w/ questions; mtg at 7:30pm, ID 812 3456 7890")
    'Call 4 0 6, 5 5 5, 0 1 0 0 with questions; meeting at 7 30 P M, I D 8 1 2 3 4 5 6 7 8 9 0'
    """
    plain = _HOUR.sub(_hour, dates_aloud(_without_addresses(note), language))
    plain = _LONG_NUMBER.sub(_one_by_one, _PHONE.sub(_in_groups, plain))
    words = _split(_unshouted(plain), language)
    return _tidy(" ".join(_note_word(word, language) for word in words))


def _split(words: str, language: str) -> list[str]:
    """The words of it; signs that stand for words are words."""
    plain = _LETTERS.sub(_spelled, words.translate(_MARKS))
    plain = _HALF.sub(" ½ ", plain)
    plain = _TWELVES.sub("12 & 12", plain).replace("(", ", ").replace(")", ", ")
    plain = _SLASH.sub(", ", plain)
    for sign, meant in AFTER_A_LETTER[language].items():
        plain = plain.replace(sign, meant)
    return plain.split()


def _street_word(words: list[str], at: int, language: str) -> str:
    bare, mark = _parted(words[at])
    lower = bare.lower()
    if _NUMBERED.fullmatch(bare):
        return _number(words, at, language) + mark
    if found := _NTH.fullmatch(bare):
        return (bare.lower() if language == "en" else found[1]) + mark
    if lower in ("st", "dr"):
        return _saint_or_street(words, at, lower) + mark
    if (
        len(bare) == 1
        and at
        and _key(words[at - 1]) in ("ste", "suite", "apt", "unit", "rm", "room", "bldg")
    ):
        return bare.upper() + mark
    return (SHORT[language].get(lower) or _cased(bare)) + mark


def _name_word(words: list[str], at: int, language: str) -> str:
    bare, mark = _parted(words[at])
    lower = bare.lower()
    if lower in ("st", "dr") and language == "en":
        return _saint_or_street(words, at, lower) + mark
    spelled = SPELLED.get(bare.upper() if bare.isupper() else bare)
    return (spelled or NAMES_SHORT[language].get(lower) or _cased(bare)) + mark


def _note_word(word: str, language: str) -> str:
    bare, mark = _parted(word)
    lower = bare.lower()
    short = NOTES_SHORT[language].get(lower) or NAMES_SHORT[language].get(lower, "")
    if bare.islower():
        short = short.lower()
    return (SPELLED.get(bare) or short or bare) + mark


def _saint_or_street(words: list[str], at: int, lower: str) -> str:
    """St is Saint before a saint's name, or where no name stands before it; Dr likewise Doctor."""
    before = _key(words[at - 1]) if at else ""
    named = len(before) > 1 and before not in WINDS_SHORT and not before.isdigit()
    if lower == "dr":
        return "Drive" if named else "Doctor"
    following = _key(words[at + 1]) if at + 1 < len(words) and "," not in words[at] else ""
    is_saint = re.sub(r"['’]?s$", "", following) in SAINTS or following in SAINTS
    return "Saint" if following and (is_saint or not named) else "Street" if named else "Saint"


def _in_spanish_order(words: list[str]) -> str:
    """`212 N Alder St Apt 3` the way it is said in Spanish; empty where it is of another kind."""
    starts = 1 if words and _key(words[0]).isdigit() else 0
    ends = _type_at(words)
    if ends is None:
        return ""
    name = [_street_word(words, at, "es") for at in range(starts, ends)]
    winds = [word for word in name if word in WINDS_ES]
    kept = [word for word in name if word not in winds]
    if not kept:
        return ""
    number = [f"número {_number(words, 0, 'es')}"] if starts else []
    behind = " ".join([_street_word(words, at, "es") for at in range(ends + 1, len(words))])
    road = " ".join([MOVED_IN_FRONT[_key(words[ends])], *kept, *winds])
    return _tidy(", ".join([road, *number, behind]))


def _type_at(words: list[str]) -> int | None:
    """Where the kind of road stands: the last word that is one."""
    found = [at for at, word in enumerate(words) if _key(word) in MOVED_IN_FRONT]
    return found[-1] if found else None


def _number(words: list[str], at: int, language: str) -> str:
    """A house's own number in pairs; a road's, a room's as it stands."""
    digits = _parted(words[at])[0]
    if len(digits) > 4:
        return " ".join(digits)
    return house_number(int(digits)) if at == 0 and language == "en" else digits


def _cased(word: str) -> str:
    """Capitals throughout are read as letters by some voices; letters that make no word are meant so."""
    letters = "".join(filter(str.isalpha, word))
    word = re.sub(r"(?<=['’])S$", "s", word) if not word.isupper() else word
    if not word.isupper() or len(letters) < 2:
        return word
    if word in ROMAN:
        return ROMAN[word]
    if not re.search(r"[AEIOUYÁÉÍÓÚ]", letters):
        return " ".join(letters)
    return word.capitalize()


def _unshouted(note: str) -> str:
    """A note in capitals throughout is read out letter by letter by some voices."""
    if not note.isupper():
        return note
    words = (word if _parted(word)[0] in SPELLED else word.lower() for word in note.split())
    small = " ".join(words)
    return small[:1].upper() + small[1:]


def _parted(word: str) -> tuple[str, str]:
    """A word, and the mark behind it that makes a pause."""
    bare = word.rstrip(",;:.!?")
    mark = (
        word[len(bare) :].replace(".", "")
        if len(bare) < 6 and bare.lower() in _ABBREVIATED
        else word[len(bare) :]
    )
    return bare.lstrip("("), mark.replace(")", "")


def _key(word: str) -> str:
    return _parted(word)[0].lower()


def _without_addresses(words: str) -> str:
    """Nor what led to one at the end: `or`, `see`, a colon."""
    plain = _ADDRESS.sub(" ", words)
    return words if plain == words else _LED_THERE.sub("", plain)


def _in_groups(found: re.Match[str]) -> str:
    return ", ".join(" ".join(group) for group in found.groups())


def _one_by_one(found: re.Match[str]) -> str:
    return " ".join(re.sub(r"\D", "", found[0]))


def _hour(found: re.Match[str]) -> str:
    minutes = f" {found[2]}" if found[2] and found[2] != "00" else ""
    return f"{int(found[1])}{minutes} {found[3].upper()} M"


def _spelled(found: re.Match[str]) -> str:
    return " ".join(found[0].replace(".", "").upper())


def _road(found: re.Match[str]) -> str:
    return f"{found[1] if found[1] == 'US' else ' '.join(found[1])} {found[2]}"


def _tidy(words: str) -> str:
    """No space before a mark, no two marks."""
    plain = re.sub(r"\s+([,;:.!?])", r"\1", " ".join(words.split()))
    plain = re.sub(r"([,;:])[,;]+", r"\1", plain)
    return re.sub(r"[,;:]+(?=[.!?])|(?<=[.!?]),", "", plain).strip(" ,;:-")


_ABBREVIATED = frozenset().union(
    *(table.keys() for table in (*SHORT.values(), *NAMES_SHORT.values(), *NOTES_SHORT.values()))
) | {
    "st",
    "dr",
}
