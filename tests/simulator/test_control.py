from datetime import timedelta

import pytest
from werkzeug.test import Client

from service.errors import BadInput
from service.simulator.carrier import Simulator
from service.simulator.server import create_simulator
from tests.simulator.line import ANA, EMPTY, LINE, WALT

MENU = "<Response><Gather numDigits='1'><Say>Press 1.</Say></Gather></Response>"


class Control:
    def __init__(self, simulator):
        self.client = Client(create_simulator(simulator))

    def post(self, path, **said):
        return self.client.post(f"/control/{path}", json=said)

    def get(self, path, **query):
        return self.client.get(f"/control/{path}", query_string=query)


@pytest.fixture
def control(simulator):
    return Control(simulator)


def text(control, body="hello", sender=ANA):
    return control.post("texts", **{"from": sender, "to": LINE, "body": body, "media": 0})


def test_a_text_is_answered_with_its_replies(control, line):
    line.says("/sms", "<Response><Message>hi</Message></Response>")
    told = text(control).json
    assert (told["status"], told["error"]) == (200, None)
    reply = told["replies"][0]
    assert (reply["from"], reply["to"], reply["body"], reply["segments"]) == (LINE, ANA, "hi", 1)
    assert reply["at"] == "2026-11-24T01:00:00+00:00"


def test_the_inbox_shows_what_has_arrived(control, simulator, api):
    api.text()
    assert control.get("inbox", of=ANA).json["texts"] == []
    simulator.settle()
    arrived = control.get("inbox", of=ANA).json["texts"]
    assert [(one["body"], one["status"], one["direction"]) for one in arrived] == [
        ("hello", "delivered", "outbound-api")
    ]


def test_the_whole_thread_shows_both_directions(control, line):
    line.says("/sms", "<Response><Message>hi</Message></Response>")
    text(control)
    thread = control.get("inbox", of=ANA, all=1).json["texts"]
    assert [one["body"] for one in thread] == ["hello", "hi"]


def test_the_inbox_starts_where_asked(control, simulator, api, clock):
    api.text()
    simulator.settle()
    after = (clock.now() + timedelta(seconds=1)).isoformat()
    assert control.get("inbox", of=ANA, since=after).json["texts"] == []
    assert len(control.get("inbox", of=ANA, since="2026-11-24T01:00:00Z").json["texts"]) == 1


def test_a_call_is_followed_key_by_key(control, line):
    line.says("/voice", MENU, EMPTY)
    sid = control.post("calls", **{"from": WALT, "to": LINE}).json["sid"]
    told = control.get(f"calls/{sid}/events", after=0).json
    assert [event["event"] for event in told["events"]] == ["say", "gather"]
    control.post(f"calls/{sid}/keys", digits="1")
    told = control.get(f"calls/{sid}/events", after=2, wait=5).json
    assert [event["event"] for event in told["events"]] == ["keys", "hangup"]
    assert told["status"] == "completed"


def test_a_phone_rings_until_it_is_answered(control, simulator, api, line):
    line.says("/script", MENU)
    api.post("Calls.json", To=WALT, From=LINE, Url="http://line.test/script", Timeout="10")
    control.get("ringing", of=WALT)
    simulator.exchange.agenda.perform_next()
    sid = control.get("ringing", of=WALT).json["sid"]
    assert control.post(f"calls/{sid}/answer", pace="instant").json["status"] == "in-progress"
    assert control.get("ringing", of=WALT).json["sid"] is None
    assert control.post(f"calls/{sid}/silence").json["status"] == "completed"
    assert control.get("inbox", of=WALT).json["calls"][0]["said"] == ["Press 1."]


def test_a_ringing_phone_can_turn_the_call_away(control, simulator, api):
    sid = api.post("Calls.json", To=WALT, From=LINE, Twiml=EMPTY).json["sid"]
    simulator.exchange.agenda.perform_next()
    assert control.post(f"calls/{sid}/hangup").json["status"] == "busy"


def test_a_phone_is_told_how_to_behave(control, simulator):
    told = control.post("behave", number=WALT, how="landline", keys=None).json
    assert (told["how"], simulator.exchange.handsets.of(WALT).is_landline) == ("landline", True)


def test_faults_are_listed_and_set(control):
    told = control.post("faults", **{"name": "slow", "rate": 0.5, "for": None}).json
    assert {"name", "about", "rate", "for"} == set(told["faults"][0])
    assert next(one for one in told["faults"] if one["name"] == "slow")["rate"] == 0.5


def test_the_ledger_has_what_was_asked_for(control, simulator, api):
    sid = api.text(body="a" * 161).json["sid"]
    simulator.settle()
    row = control.get("ledger").json["rows"][0]
    assert set(row) == set(
        "sid kind to body_sha256 segments minutes price status created delivered".split()
    )
    assert (row["sid"], row["kind"], row["segments"], row["price"]) == (sid, "text", 2, "0.01500")


def test_alerts_name_no_number(control, line):
    line.says("/sms", "nonsense")
    text(control)
    assert control.get("alerts").json["alerts"][0] == {
        "code": 12100, "path": "/sms", "at": "2026-11-24T01:00:00+00:00",
    }  # fmt: skip


def test_the_clock_is_read_and_moved_by_whoever_keeps_it(simulator, clock):
    def move(to):
        if to == "-1h":
            raise BadInput("The clock only moves forward.")
        return {"now": to, "fired": []}

    control = Control(Simulator(simulator.settings, clock, post=None, move_clock=move))
    assert control.get("clock").json == {"now": "2026-11-24T01:00:00+00:00"}
    assert control.post("clock", to="+1h").json == {"now": "+1h", "fired": []}
    assert control.post("clock", to="-1h").status_code == 400


def test_a_clock_nobody_can_move_says_so(control):
    assert control.post("clock", to="+1h").status_code == 409


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("texts", {"from": ANA}),
        ("texts", {"from": ANA, "to": WALT, "body": "to no line"}),
        ("texts", {"from": ANA, "to": LINE, "body": 5}),
        ("texts", {"from": ANA, "to": LINE, "body": "x", "media": "many"}),
        ("behave", {"number": ANA, "how": "oddly"}),
        ("behave", {"number": ANA, "how": "answer", "keys": "x"}),
        ("faults", {"name": "nonsense"}),
        ("faults", {"name": "slow", "rate": "often"}),
        ("calls", {"from": ANA, "to": WALT}),
        ("calls/CA0/keys", {"digits": "1"}),
    ],
)
def test_what_makes_no_sense_is_a_400_that_says_why(control, path, said):
    answer = control.post(path, **said)
    assert answer.status_code == 400 and answer.json["error"]


@pytest.mark.parametrize("path", ["inbox", "nothing"])
def test_what_cannot_be_asked_is_a_4xx(control, path):
    assert 400 <= control.get(path, since="yesterday").status_code < 500
