"""What a call hears while nothing behind the doors answers, with keys that lead on."""

import xml.etree.ElementTree as ET

import pytest

from service.db import Database
from service.house import House
from tests.line import ACCOUNT, ANA, LINE, PUBLIC, Caller, Line, settings_for

LIFELINE = "+18002738255"  # as crisis/tables/lines.toml has it
NUMBER, NUMERO = "nine eight eight", "nueve ocho ocho"
LEE, KINGSTON = "+14065550130", "+18765550110"


@pytest.fixture
def gone(clock, keyring, tmp_path) -> Line:
    """The line with a database that is not there."""
    nowhere = Database(f"sqlite:///{tmp_path / 'no' / 'folder.db'}")
    return Line(House(settings_for(tmp_path), clock, keyring, nowhere))


def asked(line: Line, path: str, **told: str) -> ET.Element:
    form = {"CallSid": "CA" + "7" * 32, "AccountSid": ACCOUNT, "From": ANA, "To": LINE}
    answer = line.post(path, form | {"Direction": "inbound", "CallStatus": "in-progress"} | told)
    assert answer.status_code == 200
    return ET.fromstring(answer.data)


def spoken(document: ET.Element) -> str:
    return " ".join("".join(say.itertext()) for say in document.iter("Say"))


def test_the_first_words_are_in_both_languages(gone):
    said = Caller(gone).press()
    assert NUMBER in said and NUMERO in said


def test_who_calls_from_elsewhere_is_told_of_no_other_country_s_line(gone):
    said = Caller(gone, KINGSTON).press()
    assert NUMBER not in said and "call emergency services" in said


def test_later_they_are_in_the_language_of_the_call(gone):
    said = spoken(asked(gone, "/voice/turn/3/es", Digits="1"))
    assert NUMERO in said and NUMBER not in said


def test_silence_hears_it_three_times_and_then_the_number_alone(gone):
    verbs = list(asked(gone, "/voice/turn/3/en"))
    assert [verb.tag for verb in verbs] == ["Gather", "Gather", "Gather", "Say", "Hangup"]
    assert {verb.get("actionOnEmptyResult") for verb in verbs[:3]} == {"false"}
    assert NUMBER in verbs[3].text


def test_one_connects_to_the_crisis_line_as_the_caller(gone):
    caller = Caller(gone)
    caller.press()
    caller.press("1")
    dial = caller.document.find("Dial")
    assert dial.findtext("Number") == LIFELINE
    assert dial.get("callerId") is None


def test_on_a_call_of_ours_the_line_is_shown_the_person_called(gone):
    ours = {"Direction": "outbound-api", "From": LINE, "To": ANA, "Digits": "1"}
    assert asked(gone, "/voice/way/turn/3/en", **ours).find("Dial").get("callerId") == ANA


@pytest.mark.parametrize("how", ["busy", "no-answer", "failed", ""])
def test_a_crisis_line_that_is_not_reached_is_told_with_its_number(gone, how):
    document = asked(gone, "/voice/line/turn/3/en", DialCallStatus=how)
    assert spoken(document).startswith("We could not connect you. Please hang up and call nine")
    assert document.find("Gather").get("action") == f"{PUBLIC}/voice/way/turn/3/en"


def test_after_the_crisis_line_the_call_goes_on(gone):
    said = spoken(asked(gone, "/voice/line/turn/3/en", DialCallStatus="completed"))
    assert said.startswith(
        "That call is over. To be connected again, press 1. To go on here, press 2."
    )


def test_two_tries_the_turn_again_with_what_the_carrier_says_but_once(gone):
    left = {"RecordingSid": "RE" + "1" * 32, "RecordingDuration": "12"}
    action = asked(gone, "/voice/turn/3/en", **left).find("Gather").get("action")
    again = asked(gone, action.removeprefix(PUBLIC), Digits="2").findtext("Redirect")
    assert again == f"{PUBLIC}/voice/turn/3/en?RecordingSid=RE{'1' * 32}&RecordingDuration=12"


def test_a_line_elsewhere_that_no_call_can_be_joined_to_is_only_named(gone):
    toronto = {"From": "+14165550123", "Digits": "1"}
    document = asked(gone, "/voice/way/turn/3/en", **toronto)
    assert document.find("Dial") is None
    assert NUMBER in spoken(document) and "press 1" not in spoken(document)


def test_whoever_picks_up_a_call_of_ours_is_told_nothing(gone):
    out = {"Direction": "outbound-api", "From": LINE, "To": ANA}
    document = asked(gone, "/voice/out/X/1", **out)
    assert spoken(document).startswith("Hello. This is the community line. We are having trouble.")
    assert NUMBER not in spoken(document)
    assert NUMBER in spoken(asked(gone, "/voice/way/out/X/1", Digits="0", **out))


def test_a_machine_is_left_no_trouble(gone):
    out = {"Direction": "outbound-api", "From": LINE, "To": ANA, "AnsweredBy": "machine_end_beep"}
    assert [verb.tag for verb in asked(gone, "/voice/out/X/1", **out)] == ["Hangup"]


def test_a_volunteer_takes_the_call_without_our_books(gone):
    gate = asked(gone, "/voice/whisper/1/2", To=LEE)
    assert "To take this call, press 1" in spoken(gate)
    action = gate.find("Gather").get("action").removeprefix(PUBLIC)
    assert list(asked(gone, action, To=LEE, Digits="1")) == []
    assert [verb.tag for verb in asked(gone, action, To=LEE, Digits="2")] == ["Hangup"]


@pytest.mark.parametrize(("key", "verbs"), [("1", []), ("2", ["Hangup"]), ("", ["Hangup"])])
def test_a_volunteer_who_was_asked_before_it_broke_takes_it_all_the_same(gone, key, verbs):
    answer = asked(gone, "/voice/whisper/1/2/1/en", To=LEE, Digits=key)
    assert [verb.tag for verb in answer] == verbs


def test_who_has_hung_up_is_told_nothing(gone):
    for path in ("/voice/turn/3/en", "/voice/way/turn/3/en", "/voice/line/turn/3/en"):
        assert list(asked(gone, path, CallStatus="completed")) == []


def test_a_request_beyond_measure_hears_a_way_on(line):
    assert NUMBER in spoken(asked(line, "/voice/turn/1/en", SpeechResult="a" * 1_000_000))


def test_a_defect_of_ours_hears_a_way_on(line, monkeypatch):
    monkeypatch.setattr("service.flows.calls.converse", {}.popitem)
    assert NUMBER in spoken(asked(line, "/voice/turn/1/en", Digits="1"))


def test_in_spanish_the_key_that_line_asks_for_is_told(gone):
    said = spoken(asked(gone, "/voice/way/turn/3/es", Digits="1"))
    assert "oprima 2 para hablar en español" in said


def test_a_hidden_caller_is_shown_the_line_s_number(gone):
    hidden = {"From": "anonymous", "Digits": "1"}
    assert asked(gone, "/voice/way/in", **hidden).find("Dial").get("callerId") == LINE


DOORS = (
    "/voice/in", "/voice/out/X/1", "/voice/whisper/1/1", "/voice/whisper/1/1/1/en", "/voice/turn/1/en",
    "/voice/turn/1/en?RecordingSid=%00&DialCallStatus=<x>", "/voice/way/turn/1/en", "/voice/way/in",
    "/voice/way/%2e%2e/%00", "/voice/line/turn/1/en", "/voice/take/1/1",
    "/voice/take/99999999999999999999999/1", "/voice/whisper/99999999999999999999999/1",
)  # fmt: skip
CALL = {"CallSid": "CA" + "1" * 32, "From": ANA}
HOSTILE = {
    "nothing at all": {},
    "no id": {"From": ANA},
    "no called number": CALL,
    "letters for keys": CALL | {"Digits": "x" * 300},
    "keys by the hundred": CALL | {"Digits": "1" * 300},
    "control characters": {"CallSid": "CA\x00", "From": "\x00", "SpeechResult": "a\x00\ufffe"},
    "words without end": CALL | {"SpeechResult": "a " * 500_000},
    "a tape of no length": CALL | {"RecordingSid": "RE\x00", "RecordingDuration": "\u0663"},
    "an end nobody knows": CALL | {"CallStatus": "\u00fc", "DialCallStatus": "x" * 99},
}


@pytest.mark.parametrize("form", HOSTILE.values(), ids=HOSTILE)
def test_whatever_comes_a_document_goes_back(line, gone, form):
    answers = [one.post(path, form) for one in (line, gone) for path in DOORS]
    assert {answer.status_code for answer in answers} == {200}
    assert {ET.fromstring(answer.data).tag for answer in answers} == {"Response"}
