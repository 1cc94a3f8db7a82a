"""What somebody in a crisis, a volunteer and who is asked how they are can get: every word of it.

The rules are facts about safe messaging (JED and SPRC guides), and ours: no promise that isn't kept, nothing
graphic, no blame, no group named. Segments are measured in `tests/text` and `tests/crisis`.
"""

import re
from itertools import product
from statistics import median

import pytest

from service.crisis.answers import TOPICS, spoken_answer, text_answer
from service.crisis.lines import COUNTRIES
from service.crisis.screen import Finding
from service.flows.crisis import OFFERS
from service.text.words import CATALOGUE, LANGUAGES, prompt, slot_names, spoken, written
from tests.reading_level import difficulty, sentences

# Files of the catalogue that these people get.
ROOMS = (
    "crisis.",
    "person.",
    "page.",
    "case.",
    "follow.",
    "unclaimed.",
    "peer.",
    "back.",
    "message.",
    "report.",
    "checkin.",
)
FORBIDDEN = {
    "blames or calls it a crime": r"commit(ted|s)? suicide|cometi\w+ suicid|"
    r"suicid\w+ (fallid|exitos)|successful",
    "names a method": r"\b(pills?|gun|rope|knife|bridge|jump\w*|hang (your|him|her)self|overdosed on)\b"
    r"|pastillas|pistola|soga|cuchillo|puente|tirarse|ahorcar",
    "asks why": r"\bwhy\b|\bpor qué\b|\bpor que (lo|quiere|hizo)\b",
    "belittles": r"calm down|don't worry|cheer up|it could be worse|"
    r"tranquil[ií]ce|c[aá]lmese|no se preocupe|[aá]nimo",
    "promises": r"promis|promet|guarant|garanti|confiden|\bsecret\b|always (here|there) for you|"
    r"everything will be|todo (va a estar|estar[aá]) bien|siempre estamos",
    "diagnoses": r"depress|depresi|mental(ly)? ill|enfermedad mental|addict|adict|suicidal\b",
    "guilt": r"selfish|ego[ií]sta|think of your family|piense en su familia|"
    r"you should have|deber[ií]a haber",
    "names a group": r"\bAA\b|\bNA\b|alcoholic|narcotic|alcoh[oó]lic|HIV|VIH|LGBT",
    "ended in 2025": r"988\W+(and |y |then )?(press|oprima) 3",
    "says tú": r"\b(tú|tienes|puedes|quieres|responde|presiona|marca)\b",
}
# What stands in a prompt's slots: figures, which no formula reads.
USUAL = {
    "line": "call or text 988",
    "emergency": "911",
    "number": "406-555-0199",
    "case": "12",
    "digit": "2",
}
FINDINGS = [Finding(tier, kind, "any") for tier, kind in TOPICS]
CASES = list(product(FINDINGS, [*COUNTRIES, ""], LANGUAGES, [True, False]))


def _answers():
    for case in CASES:
        for form, answer in (("text", text_answer), ("call", spoken_answer)):
            yield (
                f"{form} {case[0].tier} {case[0].kind} {case[1]} {case[3]}",
                case[2],
                answer(*case),
            )


def _prompts():
    for key in (key for key in CATALOGUE if key.startswith(ROOMS)):
        forms = CATALOGUE[key].forms.values()
        slots = {name: USUAL.get(name, "") for name in set().union(*map(slot_names, forms))}
        for language in LANGUAGES:
            yield key, language, written(prompt(key, **slots), language)
            yield key, language, spoken(prompt(key, **slots), language)


EVERY_TEXT = [*_answers(), *_prompts()]
FOR_VOLUNTEERS = ("page.", "case.", "peer.", "follow.task", "report.")
# By the formulas: at least, or at most, and what half of all texts must reach. Fewer words say too little.
ENOUGH_WORDS = 8
HARDEST, FOR_THEM = {"en": 7, "es": 60}, {"en": 7, "es": 55}
FIRST_WITHIN = {"text": 45, "call": 120}  # letters; a call has time for a sentence before it
MOST_LONG = 0.3  # of the words
HALF = {"en": 3, "es": 85}
SAID = (
    *"one two three four five six seven eight nine zero".split(),
    *"uno dos tres cuatro cinco seis siete ocho nueve cero".split(),
)
NUMBER = re.compile(rf"\d{{2}}|emergenc|\b({'|'.join(SAID)})\b")
DIGITS = {"imminent": {"1", "0"}, "concern": {"1", "2", "0"}, "violence": {"1", "3"}}


@pytest.mark.parametrize("reason", FORBIDDEN)
def test_no_text_says_what_must_not_be_said(reason):
    how = re.NOFLAG if reason == "names a group" else re.IGNORECASE
    found = {
        name: match[0]
        for name, _, text in EVERY_TEXT
        if (match := re.search(FORBIDDEN[reason], text, how))
    }
    assert found == {}


def test_a_number_comes_first_and_that_it_is_automatic():
    for name, _, text in _answers():
        number = NUMBER.search(text)
        assert number and number.start() < FIRST_WITHIN[name[:4]], (name, text)
        assert re.search("automatic (reply|voice)|(Respuesta|voz) autom[aá]tica", text, re.I), name


def test_an_answer_offers_the_digits_that_work_and_no_other():
    for finding, country, language, on_duty in CASES:
        text = text_answer(finding, country, language, on_duty)
        offered = set(re.findall(r"(\d) =", text))
        topic = "violence" if finding.kind == "violence" else finding.tier
        assert offered == (DIGITS[topic] if on_duty else {"0"}), text
        assert offered <= {*OFFERS, "0"}


def _measured():
    """The texts that are long enough, with what the formula says of each."""
    for name, language, text in EVERY_TEXT:
        if sum(map(len, sentences(text))) >= ENOUGH_WORDS:
            yield name, language, *difficulty(text, language)


def test_each_text_is_easy_to_read():
    hard = []
    for name, language, level, long in _measured():
        limit = FOR_THEM if name.startswith(FOR_VOLUNTEERS) else HARDEST
        easy = level <= limit[language] if language == "en" else level >= limit[language]
        if not easy or long > MOST_LONG:
            hard.append((name, language, round(level, 1)))
    assert hard == []


def test_most_are_very_easy():
    english, spanish = (
        [level for _, one, level, _ in _measured() if one == language] for language in LANGUAGES
    )
    assert median(english) <= HALF["en"] and median(spanish) >= HALF["es"]
