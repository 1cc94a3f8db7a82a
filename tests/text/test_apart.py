"""Words without their spaces are cut where it is likeliest."""

import pytest

from service.text.apart import LONGEST, spaced


@pytest.mark.parametrize(
    ("run", "words"),
    [
        ("imnotwakingup", "im not waking up"),
        ("noquierovivirmas", "no quiero vivir mas"),
        ("Ya,mevoyacolgarhoy!", "Ya,me voy a colgar hoy!"),
        ("thistrafficiskillingme", "this traffic is killing me"),
        ("meetinginbillingstonight", "meeting in billings tonight"),
    ],
)
def test_a_run_of_letters_is_cut_into_words(run, words):
    assert spaced(run) == words


@pytest.mark.parametrize("text", ["see you at noon", "unfortunately", "Albuquerque", "x" * 12, ""])
def test_words_stay_as_they_are(text):
    assert spaced(text) == text


def test_of_an_endless_run_both_ends_are_cut():
    found = spaced("imnotwakingup" + "z" * (2 * LONGEST) + "imnotwakingup")
    assert found.startswith("im not waking up") and found.endswith("im not waking up")
