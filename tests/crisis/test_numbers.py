"""Every number we may say: each was read in a source, and none that nobody has confirmed is ever said."""

import re
from datetime import date
from itertools import product
from pathlib import Path

import pytest

from service.crisis import answers
from service.crisis.answers import how_to_reach, in_a_few_words, where_help_is
from service.crisis.confirmed import own_of
from service.crisis.lines import COUNTRIES, EVERYTHING, TERRITORIES, Book, line_for, lines
from service.text.phone import Phone
from service.text.segments import segments
from service.text.words import CATALOGUE, LANGUAGES, prompt, slot_names, written
from tests.sending import settings_in
from tests.text.test_words import LONGEST

# By country, as it was read: what is called (with the key pressed then), its whole number, what is texted.
READ = {
    "US": """988 +18002738255 988|988-1 - 838255|- - HOME@741741|866-488-7386 +18664887386 START@678678
        877-565-8860 +18775658860 -|800-662-4357 +18006624357 -|800-985-5990 +18009855990 800-985-5990
        800-799-7233 +18007997233 START@88788|800-972-0590 +18009720590 -
        866-232-8484 +18662328484 646-586-5283""",
    "CA": "988 - 988|- - CONNECT@686868",
    "GB": "116 123 - SHOUT@85258|0800 068 4141 +448000684141 -",
    "IE": "116 123 - 50808|1800 247 247 +3531800247247 -",
    "AU": "13 11 14 +61131114 0477 13 11 14",
    "NZ": "1737 - 1737|0800 543 354 +64800543354 HELP@4357",
    "MX": "800 911 2000 +528009112000 -|55 5658 1111 +525556581111 -",
    "ES": "024 - -|717 003 717 +34717003717 -",
    "IN": "14416 - -|181 - -|1098 - -",
    "ZA": "0800 567 567 +27800567567 -|0800 456 789 +27800456789 31393|0800 121 314 +27800121314 32312",
    "KE": "",
    "NG": "",
}
# Numbers on other people's lists that nobody here has read a source for, or that are no more.
NEVER = """8888434564 8773605428 8447628483 8006564673 8004224453 8002221222 8776961996 8002723900 8552273640
    8009506264 62640 8334564566 8552423310 8088088000 51444 139276 1300224636 508828865 5552598121 1190 1199
    722178177 733790965 8000787746 9034400009 8142241007 8009810023""".split()
WORDS_NEVER = (
    r"988\D{0,40}(press|oprima) (3|three|tres)|press 3 for|oprima 3 para"
    r"|\bPRIDE\b|\bHOLA\b|\bNAMI\b|\bKIRAN\b|\bSAPTEL\b|\b211\b"
)
OWN = {
    "crisis_line_number": "+442079460160",
    "crisis_line_name": "a" * 24,
    "crisis_line_hours": "9-21",
}


def test_the_table_holds_what_was_read_and_no_other_number():
    for country in COUNTRIES:
        held = sorted(_digits(row) for row in map(_told, lines(country)))
        assert held == sorted(
            _digits(row) for row in re.split(r"\||\n", READ[country]) if row.strip()
        )


def _told(line):
    call = line.call or "-"
    text = (
        "-" if line.text_to is None else (f"{line.keyword}@" if line.keyword else "") + line.text_to
    )
    return f"{call}{'-' + line.then_key if line.then_key else ''} {line.e164 or '-'} {text}"


def _digits(row):
    return re.sub(r"\s", "", row)


def test_every_line_that_is_given_has_its_source_and_the_day_it_was_read():
    for country, row in COUNTRIES.items():
        for line in row.lines:
            assert line.source and date(2026, 1, 1) <= line.verified_on <= date.today(), country


def _everything_said():
    """All that can be said to anybody: answers, lines, and every prompt of the catalogue."""
    ours = own_of(settings_in(Path()).model_copy(update=OWN))
    for book, country, language in product(
        (EVERYTHING, Book(ours)), [*COUNTRIES, "FR", "PR"], LANGUAGES
    ):
        made = answers._all_answers(book)
        yield from (words for (form, _, where, *_), words in made.items() if where == country)
        for form in ("eye", "ear"):
            yield where_help_is(country, language, form, book=book)
            yield in_a_few_words(country, language, form, book)
        yield from (how_to_reach(line, language, "eye") for line in lines(country, book))
    yield from (form for entry in CATALOGUE.values() for form in entry.forms.values())


def test_no_number_and_no_word_that_nobody_has_confirmed_is_ever_said():
    for words in _everything_said():
        digits = re.sub(r"[ -]", "", words)
        assert not [
            number for number in NEVER if re.search(rf"(?<!\d){number}|{number}(?!\d)", digits)
        ]
        assert not re.search(WORDS_NEVER, words), words


@pytest.mark.parametrize("country", sorted(TERRITORIES))
def test_a_territory_has_the_lines_of_the_united_states(country):
    assert where_help_is(country, "en", "eye") == "call or text 988, free, 24/7"
    assert in_a_few_words(country, "es", "eye") == "llame al 988, oprima 2"
    assert line_for(country, "violence").call == "800-799-7233"


def test_numbers_of_the_territories_are_known_by_their_own_letters():
    phones = {"PR": "+17872345678", "VI": "+13402345678", "GU": "+16713001234"}
    assert {country: Phone(number).country for country, number in phones.items()} == {
        country: country for country in phones
    }


def test_the_catalogue_itself_names_no_crisis_line():
    """Which one is right is known only once it is known who asks."""
    named = [
        key
        for key, entry in CATALOGUE.items()
        if re.search(
            r"988|nine eight eight|nueve ocho ocho|\b911\b", " ".join(entry.forms.values())
        )
    ]
    assert named == []


@pytest.mark.parametrize(
    "key", [key for key, one in CATALOGUE.items() if "crisis" in slot_names(one.forms["en"])]
)
def test_each_country_s_line_fits_into_every_prompt_that_names_one(key):
    ours = own_of(settings_in(Path()).model_copy(update=OWN))
    for book, country, language in product((EVERYTHING, Book(ours)), [*COUNTRIES, "FR"], LANGUAGES):
        slots = {name: LONGEST.get(name, "") for name in slot_names(CATALOGUE[key].forms[language])}
        slots["crisis"] = in_a_few_words(country, language, "eye", book)
        assert segments(written(prompt(key, **slots), language)).count == 1, (country, language)
