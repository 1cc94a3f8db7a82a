"""A call while things run by themselves, and a call that is changed from inside itself."""

import threading

import pytest

from service.simulator.carrier import CallDelays, Simulator, wsgi_poster
from tests.simulator.line import ANA, LINE, WALT, Api

AT_ONCE = CallDelays(dialling=0, answering=0)
ASKS = "<Response><Gather numDigits='1' timeout='0' action='/choice'/></Response>"
PATIENT = ASKS.replace("timeout='0'", "timeout='60'")


@pytest.fixture
def running(make):
    simulator = make(call_delays=AT_ONCE)
    simulator.start()
    yield simulator
    simulator.stop()


def follow(simulator, sid, kind):
    """Its events up to the first of this kind."""
    seen = []
    for _ in range(50):
        events, _ = simulator.calls.events(sid, len(seen), wait_s=5)
        seen += events
        if any(event["event"] == kind for event in events):
            break
    return [event["event"] for event in seen]


def test_a_question_nobody_answers_passes_by_itself(running, line):
    line.says("/voice", ASKS)
    call = running.calls.dial_in(WALT, LINE)
    assert follow(running, call.sid, "hangup") == ["gather", "keys", "hangup"]
    assert call.status == "completed"


def test_a_key_is_heard_while_the_question_is_open(running, line):
    line.says("/voice", PATIENT)
    call = running.calls.dial_in(WALT, LINE)
    follow(running, call.sid, "gather")
    running.calls.press(call.sid, "1")
    follow(running, call.sid, "hangup")
    assert line.forms("/choice")[0]["Digits"] == "1"


def test_a_placed_call_is_answered_by_itself(running, line):
    line.says("/script", ASKS)
    sid = (
        Api(running)
        .post("Calls.json", To=ANA, From=LINE, Url="http://line.test/script")
        .json["sid"]
    )
    assert follow(running, sid, "hangup")[-1] == "hangup"


def test_a_scripted_phone_waits_for_each_question(running, line):
    running.exchange.handsets.behave(ANA, "answer", keys="1w2")
    line.says("/script", PATIENT)
    line.says("/choice", PATIENT)
    sid = (
        Api(running)
        .post("Calls.json", To=ANA, From=LINE, Url="http://line.test/script")
        .json["sid"]
    )
    follow(running, sid, "hangup")
    assert [form["Digits"] for form in line.forms("/choice")] == ["1", "2"]


def test_waiting_for_an_event_ends_when_it_comes(running, line):
    line.says("/voice", PATIENT)
    call = running.calls.dial_in(WALT, LINE)
    follow(running, call.sid, "gather")
    threading.Timer(0.01, running.calls.hang_up, [call.sid]).start()
    events, status = running.calls.events(call.sid, 1, wait_s=10)
    assert ([event["event"] for event in events], status) == (["hangup"], "completed")


def test_a_webhook_may_end_its_own_call(simulator, clock):
    def end_it(environ, start):
        """Ends the call over the REST side before it answers what to say."""
        sid = next(made.exchange.calls.newest_first()).sid
        Api(made).post(f"Calls/{sid}.json", Status="completed")
        start("200 OK", [("Content-Type", "text/xml")])
        return [PATIENT.encode()]

    made = Simulator(simulator.settings, clock, post=wsgi_poster(end_it))
    call = made.calls.dial_in(WALT, LINE)
    made.settle()
    assert call.status == "completed"
