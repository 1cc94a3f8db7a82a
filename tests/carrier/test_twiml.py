"""Whatever is said becomes a document the carrier takes."""

import xml.etree.ElementTree as ET

from hypothesis import given
from hypothesis import strategies as st

from service.carrier import twiml


def said(words: str, language: str = "en") -> list[ET.Element]:
    return list(ET.fromstring(twiml.response(twiml.say(words, language))))


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=200))
def test_no_words_break_the_document(words):
    heard = "".join(said(words)[0].itertext())
    assert {"<", ">", "&"} & set(words) <= set(heard)


def test_what_is_long_is_said_in_parts_and_none_of_it_is_lost():
    parts = said("Tom & Ana. " * 1000)
    assert max(len(part.text) for part in parts) < 4096
    assert sum(part.text.count("Ana") for part in parts) == 1000


def test_each_language_has_its_voice():
    assert [said("a", language)[0].get("voice") for language in ("en", "es")] == [
        "Polly.Joanna-Neural",
        "Polly.Lupe-Neural",
    ]


def test_a_question_that_takes_words_says_which_it_expects():
    hears = twiml.speech('grief,"more" & other', "es")
    asked = ET.fromstring(twiml.gather("/next", hears=hears))
    assert (asked.get("input"), asked.get("language")) == ("dtmf speech", "es-US")
    assert (asked.get("hints"), asked.get("profanityFilter")) == ('grief,"more" & other', "false")
    assert asked.get("finishOnKey") == "" and asked.get("timeout") == "8"
