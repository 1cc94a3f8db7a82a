"""What the carrier says for us while we are away, and how it is told to."""

import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from click.testing import CliRunner

from service.app import create_app
from service.cli import main
from service.commands import carrier_checks
from service.crisis.lines import COUNTRIES
from service.flows import fallback
from service.simulator.carrier import Simulator, SimulatorSettings
from service.simulator.posting import Answer, NoAnswer, NotConnected, wsgi_poster
from service.text.segments import segments
from tests.line import ACCOUNT, ANA, LINE, PUBLIC, TOKEN
from tests.sending import settings_in

BIN = "https://handler.twilio.com/twiml/EH1"
LIFELINE = "+18002738255"


def of(country="US", **more):
    return settings_in(Path()).model_copy(update={"home_country": country, **more})


def run(*words):
    return CliRunner().invoke(main, words)


@pytest.fixture
def told(monkeypatch):
    """The environment of a line, with what the test adds to it."""
    settings = {"LINE_NUMBER": LINE, "PUBLIC_URL": PUBLIC, "CARRIER_URL": "http://127.0.0.1:9"}
    settings |= {"TWILIO_ACCOUNT_SID": ACCOUNT, "TWILIO_AUTH_TOKEN": TOKEN}

    def add(**more):
        for name, value in (settings | more).items():
            monkeypatch.setenv(name, value)

    add()
    return add


@pytest.mark.parametrize("country", sorted(COUNTRIES))
def test_for_texts_both_languages_fit_one_segment(country):
    [body] = [node.text for node in ET.fromstring(fallback.for_texts(of(country))).iter("Body")]
    assert (segments(body).count, segments(body).encoding) == (1, "GSM-7")
    assert "right now" in body and "responder" in body


def test_in_danger_both_name_the_emergency_number_after_the_line():
    assert fallback.for_texts(of("US")).endswith(
        "Danger: 911. Peligro: 911.</Body></Message></Response>"
    )
    said = fallback.for_calls(of("US"))
    assert said.index("nine eight eight") < said.index("In danger, call nine one one.")


@pytest.mark.parametrize("country", sorted(COUNTRIES))
def test_for_calls_nothing_in_it_needs_us(country):
    document = fallback.for_calls(of(country))
    assert "http" not in document and "action" not in document
    assert {verb.tag for verb in ET.fromstring(document)} <= {"Say", "Dial"}


def test_it_prints_one_document_and_says_where_to_put_it(told):
    calls, texts = run("fallback"), run("fallback", "--texts")
    assert ET.fromstring(calls.stdout).findtext("Dial") == LIFELINE
    assert ET.fromstring(texts.stdout).find("Message") is not None
    assert "FALLBACK_TEXTS_URL" in texts.stderr


@pytest.fixture
def away(clock):
    """A carrier that has our documents and can't reach us."""

    def post(given):
        if given.url.startswith(BIN):
            kind = fallback.for_texts if given.url.endswith("texts") else fallback.for_calls
            return Answer(200, "text/xml", kind(of()).encode())
        raise NotConnected("refused")

    settings = SimulatorSettings(
        ACCOUNT, TOKEN, (LINE,), f"{PUBLIC}/text", f"{PUBLIC}/voice/in", f"{BIN}texts", BIN
    )
    return Simulator(settings, clock, post)


def test_while_nobody_answers_a_caller_hears_the_number_and_is_connected(away):
    call = away.calls.dial_in(ANA, LINE)
    away.settle()
    said = away.calls.said(call.sid)
    assert "nine eight eight" in said[0] and "nueve ocho ocho" in said[1]
    assert [one.to for one in away.calls_of(LIFELINE)] == [LIFELINE]


def test_who_is_in_mid_call_when_we_fall_silent_hears_it_too(house):
    """The carrier waits 15 seconds for a document, and then asks there."""
    silent, reach = [], wsgi_poster(create_app(house=house))

    def post(given):
        if given.url.startswith(BIN):
            return Answer(200, "text/xml", fallback.for_calls(of()).encode())
        if silent:
            raise NoAnswer("15 s")
        return reach(given)

    urls = f"{PUBLIC}/text", f"{PUBLIC}/voice/in", "", BIN
    carrier = Simulator(SimulatorSettings(ACCOUNT, TOKEN, (LINE,), *urls), house.clock, post)
    call = carrier.calls.dial_in(ANA, LINE)
    silent.append(True)
    carrier.calls.press(call.sid, "1")
    assert "nine eight eight" in carrier.calls.said(call.sid)[-6]
    assert [one.to for one in carrier.calls_of(LIFELINE)] == [LIFELINE]


def test_while_nobody_answers_a_text_is_answered(away):
    [reply] = away.text(ANA, LINE, "hi").replies
    assert "call or text 988" in reply.body and "oprima 2" in reply.body


def as_told(at_once, address):
    account = at_once.settings
    return {
        "TWILIO_ACCOUNT_SID": account.account_sid,
        "TWILIO_AUTH_TOKEN": account.auth_token,
        "LINE_NUMBER": account.line_numbers[0],
        "CARRIER_URL": address,
    }


def test_connect_tells_the_number_what_to_say_while_we_are_away(told, at_once, address):
    told(**as_told(at_once, address), FALLBACK_CALLS_URL=BIN)
    result = run("twilio", "connect")
    line = at_once.exchange.lines.all()[0]
    assert (line.voice_fallback_url, line.sms_fallback_url) == (BIN, "")
    assert result.stderr == "No fallback for texts. Make one with: porchlight fallback --texts\n"


FOUND = {"sms_fallback_url": f"{BIN}texts", "voice_fallback_url": BIN}
SET = {"fallback_texts_url": f"{BIN}texts", "fallback_calls_url": BIN}


@pytest.mark.parametrize(
    ("found", "fix"),
    [
        ({}, "twilio connect"),
        ({"voice_fallback_url": f"{BIN}old"}, "twilio connect"),
    ],
    ids=["none", "another one"],
)
def test_the_doctor_complains_of_a_number_without_our_fallback(found, fix):
    settings = of(public_url=PUBLIC, **SET)
    check = carrier_checks.check_fallback(settings, {**FOUND, **found} if found else {})
    assert not check.ok and fix in check.fix
    assert carrier_checks.check_fallback(settings, FOUND).ok


@pytest.mark.parametrize(
    ("set_to", "fix"),
    [("", "porchlight fallback --calls"), (f"{PUBLIC}/fallback", "without us")],
    ids=["none", "on our own host"],
)
def test_the_doctor_complains_of_a_fallback_that_would_not_help(set_to, fix):
    settings = of(public_url=PUBLIC, **{**SET, "fallback_calls_url": set_to})
    check = carrier_checks.check_fallback(settings, {**FOUND, "voice_fallback_url": ""})
    assert not check.ok and fix in check.fix
