"""Signed, and odd all the same: an answer or a clear refusal, never an error, on both databases."""

import xml.etree.ElementTree as ET

import pytest
from sqlalchemy import func, select

from service.house import House
from service.models import Conversation
from tests.line import ACCOUNT, ANA, Line, settings_for

FORMS = {
    "nothing at all": {},
    "NUL and control characters": {"Body": "a\x00b\x07\x1f\ufffe\uffff"},
    "a character of four bytes": {"Body": "\U0001f600" * 400},
    "markup": {"Body": "</Body></Message><Message>hi"},
    "NUL in the sender": {"From": "+1406555\x000100"},
    "a sender of a kilobyte": {"From": "+" + "9" * 1000},
    "a sender withheld": {"From": "+266696687"},
    "a short code": {"From": "12345"},
    "another's number as ours": {"To": "+15005550006"},
    "an id that is none": {"MessageSid": "SM\x00\u00fc" + "x" * 5000},
    "media that can't be counted": {"NumMedia": "\u00b2"},
    "very many media": {"NumMedia": "9" * 50},
}
PATHS = (
    "/status/text/%00/1",
    "/status/text/%F0%9F%98%80/1",
    "/status/text/X/99999999999999999999999999",
    "/voice/out/%00/1",
    "/voice/turn/99999999999999999999999999",
    f"/voice/turn/{'9' * 400}",
)


@pytest.fixture
def either(database, clock, keyring, tmp_path) -> Line:
    return Line(House(settings_for(tmp_path), clock, keyring, database))


@pytest.mark.parametrize("odd", FORMS.values(), ids=FORMS)
def test_a_text_with_an_odd_form_is_answered(either, odd):
    answer = either.post("/text", either.text_form("hi", ANA) | odd if odd else {})
    assert answer.status_code == 200
    assert ET.fromstring(answer.data).tag == "Response"


@pytest.mark.parametrize("path", PATHS)
def test_an_odd_address_is_no_error(either, path):
    answer = either.post(path, {"CallSid": "CA1", "AccountSid": ACCOUNT, "MessageSid": "\x00"})
    assert answer.status_code < 500


@pytest.mark.parametrize("digits", ["", "9" * 30_000, "\u0663", "<x>", "1#*", "w"])
def test_odd_keys_are_answered_with_a_document(line, digits):
    answer = line.post("/voice/turn/1", {"CallSid": "CA1", "From": ANA, "Digits": digits})
    assert ET.fromstring(answer.data).tag == "Response"


def test_two_calls_without_an_id_share_nothing(line):
    """Only a defect of the carrier's could bring that about, but one must not hear the other."""
    first = line.post("/voice/turn/1", {"From": ANA, "Digits": "1"})
    second = line.post("/voice/turn/1", {"From": ANA, "Digits": "3"})
    assert first.status_code == second.status_code == 200
    with line.house.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Conversation)) == 2
