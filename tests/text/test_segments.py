"""Segments are what a text costs; smsutil, an implementation of its own, is asked the same questions."""

import pytest
import smsutil
from hypothesis import given
from hypothesis import strategies as st

from service.text.segments import GSM_BASIC, GSM_EXTENDED, segments, to_gsm

LETTERS = sorted(GSM_BASIC | GSM_EXTENDED)


@pytest.mark.parametrize(
    ("text", "encoding", "count"),
    [
        pytest.param("a" * 160, "GSM-7", 1, id="160 plain letters fit"),
        pytest.param("a" * 161, "GSM-7", 2, id="161 do not"),
        pytest.param("a" * 306, "GSM-7", 2, id="306 are two"),
        pytest.param("a" * 307, "GSM-7", 3, id="307 are three"),
        pytest.param("á" * 70, "UCS-2", 1, id="70 accents fit"),
        pytest.param("á" + "a" * 70, "UCS-2", 2, id="one accent halves the room"),
        pytest.param("a" * 152 + "€" + "b" * 10, "GSM-7", 2, id="an escape pair is not split"),
        pytest.param("😀" * 36, "UCS-2", 2, id="36 emoji are 33 and 3"),
        pytest.param("", "GSM-7", 1, id="nothing is one"),
    ],
)
def test_it_counts_as_the_carrier_bills(text, encoding, count):
    found = segments(text)
    assert (found.encoding, found.count) == (encoding, count)


@given(st.text(alphabet=LETTERS, min_size=1, max_size=700))
def test_it_agrees_with_another_counter_on_plain_text(text):
    assert segments(text).count == len(smsutil.split(text).parts)


@given(st.text(max_size=300))
def test_whatever_comes_leaves_in_the_cheap_alphabet(text):
    assert segments(to_gsm(text)).encoding == "GSM-7"


@pytest.mark.parametrize(
    ("source", "sent"),
    [
        ("Reunión mié", "Reunion mié"),
        ("“It’s” – fine…", '"It\'s" - fine...'),
        ("façade", "facade"),
        ("ni\u00f1o", "niño"),
        ("no\u00a0break\u200b", "no break"),
        ("see you 😀", "see you "),
    ],
)
def test_it_keeps_what_gsm_has_and_replaces_the_rest(source, sent):
    assert to_gsm(source) == sent
