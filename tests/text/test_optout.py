from pathlib import Path

import pytest

from service.text.optout import RESERVED, Consent, consent_word, plain_opt_out

ROWS = [
    (row[2:], row[0] == "1")
    for row in Path(__file__).with_name("optout.txt").read_text().splitlines()
    if row[0] in "01"
]


@pytest.mark.parametrize(
    "word", ["STOP", " stop ", "Stop.", "QUIT!", "optout", "Alto", "NO MÁS", "no mas."]
)
def test_it_knows_a_word_that_ends_everything(word):
    assert consent_word(word) is Consent.STOP


@pytest.mark.parametrize(
    ("word", "asked"),
    [
        ("yes", Consent.START),
        ("Empezar", Consent.START),
        ("info", Consent.HELP),
        ("ayuda!", Consent.HELP),
    ],
)
def test_it_knows_the_words_that_begin_and_explain(word, asked):
    assert consent_word(word) is asked


@pytest.mark.parametrize(
    "text",
    [
        "stop by the church?",
        "stopp",
        "end of the road",
        "STOP TUE",
        "help me",
        "",
        "   ",
        "yes please",
    ],
)
def test_it_takes_no_word_for_nearly_another(text):
    assert consent_word(text) is Consent.NONE


def test_it_lists_the_words_the_carrier_acts_on():
    assert {"STOP", "REVOKE", "YES", "INFO"} <= RESERVED
    assert not {"ALTO", "AYUDA", "OFF"} & RESERVED


@pytest.mark.parametrize("text", [text for text, asked in ROWS if asked])
def test_it_hears_that_someone_wants_no_more_texts(text):
    assert plain_opt_out(text)


@pytest.mark.parametrize("text", [text for text, asked in ROWS if not asked])
def test_it_leaves_alone_what_only_looks_like_an_opt_out(text):
    assert not plain_opt_out(text)


@pytest.mark.parametrize("word", ["stpo", "sotp", "shop", "step", "ebd", "uqit", "pare?"])
def test_it_mends_no_slip_into_an_opt_out(word):
    assert consent_word(word) is Consent.NONE and not plain_opt_out(word)


def test_it_takes_any_text_however_odd():
    for text in ("", "\x00", "🙂" * 500, "stop " * 400, "a" * 20_000):
        plain_opt_out(text)
