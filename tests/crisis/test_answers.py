import re
from itertools import product

import pytest

from service.crisis.answers import spoken_answer, text_answer
from service.crisis.lines import COUNTRIES
from service.crisis.screen import Finding, Kind, Tier
from service.text.segments import segments

FINDINGS = [Finding(tier, kind, "any") for tier, kind in product(Tier, [*Kind, None])]
EVERY_CASE = list(product(FINDINGS, [*COUNTRIES, "FR", ""], ["en", "es"], [True, False]))
DYING = Finding(Tier.IMMINENT, Kind.SELF, "want_to_die")
LOW = Finding(Tier.CONCERN, Kind.SELF, "edge")
BEATEN = Finding(Tier.IMMINENT, Kind.VIOLENCE, "attacked")


def test_it_answers_everything_in_one_segment():
    for case in EVERY_CASE:
        found = segments(text_answer(*case))
        assert (found.count, found.encoding) == (1, "GSM-7"), case


def test_it_says_that_it_is_automatic():
    for case in EVERY_CASE:
        assert re.search("Automatic reply|Respuesta automatica", text_answer(*case)), case
        assert re.search("automatic voice|voz automática", spoken_answer(*case)), case


def test_it_promises_a_person_only_when_someone_is_on_duty():
    for finding, country, language, _ in EVERY_CASE:
        words = text_answer(finding, country, language, False)
        assert not re.search("volunteer|avisamos|call me|llamenme", words), words


def test_it_pages_nobody_by_its_words_when_it_is_concern():
    for country, language in product(COUNTRIES, ["en", "es"]):
        assert not re.search("alerting|avisamos", text_answer(LOW, country, language, True))


def test_it_names_the_number_first():
    assert text_answer(DYING, "US", "en", True).startswith("Call or text 988 now")
    assert text_answer(DYING, "US", "es", True).startswith("Llame al 988 y oprima 2 ahora")
    assert spoken_answer(DYING, "US", "en", True).startswith("Call nine eight eight now")


def test_it_gives_each_country_its_own_line():
    assert "116 123" in text_answer(DYING, "GB", "en", False)
    assert "800 911 2000" in text_answer(DYING, "MX", "es", False)


@pytest.mark.parametrize("country", ["FR", "", "KE", "NG"])
def test_it_gives_no_other_country_s_line_where_it_knows_none(country):
    for finding, language in product(FINDINGS, ["en", "es"]):
        assert not re.search("988|741741|0722|0800", text_answer(finding, country, language, True))


def test_it_never_gives_a_number_that_nobody_confirmed():
    held = [line.call for row in COUNTRIES.values() for line in row.lines if not line.confirmed]
    assert held
    assert not [case for case in EVERY_CASE for call in held if call in text_answer(*case)]


def test_it_offers_no_call_to_someone_in_danger_without_a_way_to_refuse_it():
    for country, language in product(COUNTRIES, ["en", "es"]):
        assert "3 =" in text_answer(BEATEN, country, language, True)
        assert not re.search("alerting|avisamos", text_answer(BEATEN, country, language, True))


def test_it_speaks_without_figures_and_without_talk_of_texts():
    for case in EVERY_CASE:
        spoken = spoken_answer(*case)
        keys = re.sub("(press|oprima) [0-3]", "", spoken)
        assert not re.search(r"\d|\btext\b|escriba|responda|\breply\b|Delete", keys), spoken


def test_it_is_never_graphic_and_never_blames():
    for case in EVERY_CASE:
        assert not re.search(
            "suicid|kill|commit|why|matar|por qué|pills|gun",
            text_answer(*case) + spoken_answer(*case),
        )


def test_it_never_names_the_option_that_ended_in_2025():
    assert not [case for case in EVERY_CASE if "press 3" in text_answer(*case)]
