"""What the line says to a crisis at once: from the process alone, ready since it started.

One segment, the number first. The words are in tables/answers.toml, the numbers in tables/lines.toml, what
of them is given out here in the `Book`; all is put together and measured as the process starts (`prepare`),
so that no answer can be found wanting when it counts.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from itertools import product
from types import MappingProxyType
from typing import Any, Literal

from service.crisis.lines import (
    COUNTRIES,
    EVERYTHING,
    Book,
    Line,
    emergency_number,
    line_for,
    lines,
    own_line,
    owner,
)
from service.crisis.screen import Finding, Kind, Tier
from service.crisis.tables import table
from service.errors import ConfigurationError
from service.text.segments import segments, to_gsm

Language = Literal["en", "es"]
Form = Literal["eye", "ear"]
# Which words answer which finding. Concern about one's own overdose long ago is concern like any other;
# violence has the same words in both tiers, because ringing back may expose the member.
TOPICS: Mapping[tuple[Tier, Kind], str] = MappingProxyType(
    {
        (Tier.IMMINENT, Kind.SELF): "imminent.self",
        (Tier.IMMINENT, Kind.OVERDOSE): "imminent.overdose",
        (Tier.IMMINENT, Kind.VIOLENCE): "imminent.violence",
        (Tier.IMMINENT, Kind.OTHER): "imminent.other",
        (Tier.CONCERN, Kind.SELF): "concern.self",
        (Tier.CONCERN, Kind.OVERDOSE): "concern.self",
        (Tier.CONCERN, Kind.VIOLENCE): "imminent.violence",
        (Tier.CONCERN, Kind.OTHER): "concern.other",
    }
)
TOPIC_NAMES = tuple(sorted(set(TOPICS.values())))
UNKNOWN = ""  # a country of which we have no line


def prepare(book: Book) -> None:
    """Makes and measures every answer. Raises ConfigurationError for one that takes a second segment."""
    _all_answers(book)


def text_answer(
    finding: Finding,
    country: str,
    language: Language,
    someone_on_duty: bool,
    book: Book = EVERYTHING,
) -> str:
    """One GSM-7 segment. A person is promised only when someone is on duty.

    `country` in two letters. One we don't know gets the organisation's own line, or words without any.
    """
    return _all_answers(book)["eye", _topic(finding), _place(country), language, someone_on_duty]


def spoken_answer(
    finding: Finding,
    country: str,
    language: Language,
    someone_on_duty: bool,
    book: Book = EVERYTHING,
) -> str:
    """The same for the ear: numbers digit by digit, keys instead of replies, nothing about texts."""
    return _all_answers(book)["ear", _topic(finding), _place(country), language, someone_on_duty]


@lru_cache(maxsize=1024)
def where_help_is(
    country: str,
    language: Language,
    form: Form = "ear",
    with_hours: bool = True,
    book: Book = EVERYTHING,
) -> str:
    """Whom to call in a crisis, as the end of a sentence: "call nine eight eight. It is free, ..."."""
    line = line_for(country, "crisis", book)
    if line is None:
        at = {"en": "call", "es": "llame"}[language]
        return f"{at} {_emergency(country, language, form)}"
    key = language if form == "eye" else f"{language}_ear"
    return _line(line, language, form) + (_hours(line, key) if with_hours else "")


@lru_cache(maxsize=1024)
def in_a_few_words(country: str, language: Language, form: Form, book: Book = EVERYTHING) -> str:
    """The same where there is room for one number alone: "call or text 988", "llame al 988, oprima 2"."""
    line = line_for(country, "crisis", book)
    if form == "ear":
        return where_help_is(country, language, form, False, book)
    if line is None or line.call is None:
        number = emergency_number(country)
        at = _WORDS["emergency"][f"{language}_few"]
        return where_help_is(country, language, form, False, book) if number else str(at)
    keyed = "key" if language == "es" and line.spanish_key else "call"
    short = "both" if line.text_to == line.call and keyed == "call" else f"short_{keyed}"
    return _named(line, language, form, short)


def own_too(country: str, language: Language, form: Form, book: Book) -> str:
    """The organisation's own line behind a national one: ", or 406-555-0160"; else nothing."""
    own = own_line(country, book)
    if own is None or not lines(country, book):
        return ""
    said: str = _WORDS["own"][f"{language}_{form}"]
    return said.format(name=own.name, number=_number(own.call or "", language, form))


def how_to_reach(line: Line, language: Language, form: Form) -> str:
    """One line of any kind: "call 988, then press 1, or text 838255".

    For the ear only what is called: one that takes texts alone is told to nobody who only calls."""
    if line.call is None:
        return _named(line, language, form, "word_only")
    kind = _line_form(line, language, form)
    if line.then_key:
        kind = {"text": "then_text", "ear": "ear_then"}.get(kind, "then")
    return _named(line, language, form, kind)


def open_hours(line: Line, language: Language, form: Form) -> str:
    """When it answers, to be said behind it; nothing where its source says nothing."""
    if told := {"en": line.hours_en, "es": line.hours_es}[language]:
        return f". {told[:1].upper()}{told[1:]}"
    return _hours(line, language if form == "eye" else f"{language}_ear")


def emergency(country: str, language: Language, form: Form) -> str:
    """Whom to call in danger, after a verb: its number, or that it is the emergency services."""
    return _emergency(country, language, form)


def _topic(finding: Finding) -> str:
    tier = finding.tier if finding.tier is Tier.IMMINENT else Tier.CONCERN
    return TOPICS[tier, finding.kind or Kind.SELF]


def _place(country: str) -> str:
    return owner(country) if owner(country) in COUNTRIES else UNKNOWN


def _compose(
    form: Form, topic: str, country: str, language: Language, on_duty: bool, book: Book
) -> str:
    """As much as one segment has room for: the line's hours come before our own line, and that before
    where a line takes texts."""
    ways = _ways_to_say(form, topic, country, language, on_duty, book)
    if form == "ear":
        return next(ways)
    tried = [to_gsm(words) for words in ways]
    return next((words for words in tried if segments(words).count == 1), tried[-1])


def _ways_to_say(
    form: Form, topic: str, country: str, language: Language, on_duty: bool, book: Book
) -> Iterator[str]:
    subject = topic.partition(".")[2]
    line = line_for(country, "violence" if subject == "violence" else "crisis", book)
    own = own_too(country, language, form, book)
    textless = replace(line, text_to=None) if line and line.call else line
    for said, hours, too in (
        *((line, True, own), (line, True, ""), (line, False, own)),
        *((line, False, ""), (textless, False, ""), (None, False, "")),
    ):
        yield _worded(form, topic, country, language, on_duty, said, hours, too)


def _worded(
    form: Form,
    topic: str,
    country: str,
    language: Language,
    on_duty: bool,
    line: Line | None,
    with_hours: bool,
    own: str,
) -> str:
    tier, subject = topic.split(".")
    key = language if form == "eye" else f"{language}_ear"
    named = _line(line, language, form) if line else ""
    words = _WORDS[tier][subject]
    said = (words if line else words["without_line"])[key].format(
        line=named,
        Line=named[:1].upper() + named[1:],
        number=_number(line.call or "", language, form) if line else "",
        hours=(_hours(line, key) if line and with_hours else "") + own,
        emergency=_emergency(country, language, form),
        alert=_WORDS["alert"][language] if on_duty else "",
    )
    if form == "ear":  # who calls hears which keys there are behind it
        return str(said)
    following = _WORDS["next"]["violence" if subject == "violence" else tier]
    return f"{said} {following[f'{key}_on_duty' if on_duty else f'{key}_off_duty']}"


def _line(line: Line, language: Language, form: Form) -> str:
    return _named(line, language, form, _line_form(line, language, form))


def _named(line: Line, language: Language, form: Form, kind: str) -> str:
    named: str = _WORDS["line"][f"{language}_{kind}"]
    return named.format(
        number=_number(line.call or "", language, form),
        then=_number(line.then_key or "", language, form),
        text_to=line.text_to,
        keyword=line.keyword,
        key=_number(line.spanish_key or "", language, form),
    )


def _line_form(line: Line, language: Language, form: Form) -> str:
    keyed = language == "es" and line.spanish_key is not None
    if form == "ear":
        return "ear_key" if keyed else "ear"
    if keyed:
        return "key"
    if line.text_to is None:
        return "call"
    if line.text_to == line.call:
        return "both"
    return "word" if line.keyword else "text"


def _hours(line: Line, key: str) -> str:
    """Only what the source of the line says: open day and night, free, or nothing; of our own line what
    the settings say."""
    if line.hours != "24/7":
        return f", {line.hours}" if line.hours else ""
    hours: str = _WORDS["hours"][f"{key}_free" if line.free else key]
    return hours


def _emergency(country: str, language: Language, form: Form) -> str:
    number = emergency_number(country)
    if number is None:
        unknown: str = _WORDS["emergency"][f"{language}_unknown"]
        return unknown
    known: str = _WORDS["emergency"][language]
    return known.format(number=_number(number, language, form))


def _number(number: str, language: Language, form: Form) -> str:
    """For the ear digit by digit: `nine eight eight`."""
    if form == "eye":
        return number
    return " ".join(_WORDS["digits"][language][int(digit)] for digit in number if digit.isdigit())


@lru_cache(maxsize=16)
def _all_answers(book: Book) -> Mapping[tuple[Form, str, str, Language, bool], str]:
    forms: tuple[Form, ...] = ("eye", "ear")
    languages: tuple[Language, ...] = ("en", "es")
    countries = (*COUNTRIES, UNKNOWN)
    made = {
        key: _compose(*key, book)
        for key in product(forms, TOPIC_NAMES, countries, languages, (True, False))
    }
    for key, answer in made.items():
        if key[0] == "eye" and (segments(answer).count, segments(answer).encoding) != (1, "GSM-7"):
            raise ConfigurationError(f"crisis answer {key} takes {segments(answer)}")
    return MappingProxyType(made)


_WORDS: Mapping[str, Any] = MappingProxyType(table("answers"))
prepare(EVERYTHING)
