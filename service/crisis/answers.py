"""What the line says to a crisis at once: from the process alone, ready since it started.

One segment, the number first. The words are in tables/answers.toml, the numbers in tables/lines.toml;
both are put together and measured at import, so that no answer can be found wanting when it counts.
"""

from collections.abc import Mapping
from itertools import product
from types import MappingProxyType
from typing import Any, Literal

from service.crisis.lines import COUNTRIES, Line, emergency_number, line_for
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


def text_answer(finding: Finding, country: str, language: Language, someone_on_duty: bool) -> str:
    """One GSM-7 segment. A person is promised only when someone is on duty.

    `country` in two letters. One we don't know gets words without any line's number.
    """
    return _ANSWERS["eye", _topic(finding), _place(country), language, someone_on_duty]


def spoken_answer(finding: Finding, country: str, language: Language, someone_on_duty: bool) -> str:
    """The same for the ear: numbers digit by digit, keys instead of replies, nothing about texts."""
    return _ANSWERS["ear", _topic(finding), _place(country), language, someone_on_duty]


def where_help_is(
    country: str, language: Language, form: Form = "ear", with_hours: bool = True
) -> str:
    """Whom to call in a crisis, as the end of a sentence: "call nine eight eight. It is free, ..."."""
    line = line_for(country, "crisis")
    if line is None:
        at = {"en": "call", "es": "llame"}[language]
        return f"{at} {_emergency(country, language, form)}"
    key = language if form == "eye" else f"{language}_ear"
    return _line(line, language, form) + (_hours(line, key) if with_hours else "")


def emergency(country: str, language: Language, form: Form) -> str:
    """Whom to call in danger, after a verb: its number, or that it is the emergency services."""
    return _emergency(country, language, form)


def _topic(finding: Finding) -> str:
    tier = finding.tier if finding.tier is Tier.IMMINENT else Tier.CONCERN
    return TOPICS[tier, finding.kind or Kind.SELF]


def _place(country: str) -> str:
    return country if country in COUNTRIES else UNKNOWN


def _compose(form: Form, topic: str, country: str, language: Language, on_duty: bool) -> str:
    """With the line's hours when they fit, without them when they would take a second segment."""
    if form == "ear":
        return _worded(form, topic, country, language, on_duty, with_hours=True)
    full = to_gsm(_worded(form, topic, country, language, on_duty, with_hours=True))
    if segments(full).count == 1:
        return full
    return to_gsm(_worded(form, topic, country, language, on_duty, with_hours=False))


def _worded(
    form: Form, topic: str, country: str, language: Language, on_duty: bool, *, with_hours: bool
) -> str:
    tier, subject = topic.split(".")
    key = language if form == "eye" else f"{language}_ear"
    line = line_for(country, "violence" if subject == "violence" else "crisis")
    named = _line(line, language, form) if line else ""
    words = _WORDS[tier][subject]
    said = (words if line else words["without_line"])[key].format(
        line=named,
        Line=named[:1].upper() + named[1:],
        number=_number(line.call, language, form) if line else "",
        hours=_hours(line, key) if line and with_hours else "",
        emergency=_emergency(country, language, form),
        alert=_WORDS["alert"][language] if on_duty else "",
    )
    following = _WORDS["next"]["violence" if subject == "violence" else tier]
    return f"{said} {following[f'{key}_on_duty' if on_duty else f'{key}_off_duty']}"


def _line(line: Line, language: Language, form: Form) -> str:
    named: str = _WORDS["line"][f"{language}_{_line_form(line, language, form)}"]
    return named.format(
        number=_number(line.call, language, form),
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
    """Only what the source of the line says: open day and night, free, or nothing."""
    if line.hours != "24/7":
        return ""
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


def _all_answers() -> Mapping[tuple[Form, str, str, Language, bool], str]:
    forms: tuple[Form, ...] = ("eye", "ear")
    languages: tuple[Language, ...] = ("en", "es")
    countries = (*COUNTRIES, UNKNOWN)
    made = {
        key: _compose(*key)
        for key in product(forms, TOPIC_NAMES, countries, languages, (True, False))
    }
    for key, answer in made.items():
        if key[0] == "eye" and (segments(answer).count, segments(answer).encoding) != (1, "GSM-7"):
            raise ConfigurationError(f"crisis answer {key} takes {segments(answer)}")
    return MappingProxyType(made)


_WORDS: Mapping[str, Any] = MappingProxyType(table("answers"))
_ANSWERS = _all_answers()
