"""Queues: what one hears while waiting, who is taken, and what both documents are told."""

import pytest
from twilio.base.exceptions import TwilioRestException

from tests.simulator.account import in_process
from tests.simulator.line import ANA, LINE, WALT

BEN = "+14065550120"
MUSIC = "<Response><Say>You are next.</Say><Pause length='10'/></Response>"
AFTER = "<Response><Say>Thank you.</Say></Response>"


@pytest.fixture
def wait(simulator, line):
    """This phone calls in and waits in the queue."""

    def wait(phone, within_s=5.0):
        more = "action='/after' waitUrl='/music'"
        line.says("/voice", f"<Response><Enqueue {more}>help</Enqueue></Response>")
        line.answers.setdefault("/music", None) or line.says("/music", MUSIC)
        call = simulator.calls.dial_in(phone, LINE)
        simulator.settle(within_s)
        return call

    return wait


@pytest.fixture
def take(simulator, line):
    """Ben calls in and takes whoever is in front."""

    def take(url="", within_s=2.0):
        noun = f"<Queue url='{url}'>help</Queue>" if url else "<Queue>help</Queue>"
        line.says("/voice", f"<Response><Dial action='/taken'>{noun}</Dial></Response>")
        call = simulator.calls.dial_in(BEN, LINE)
        simulator.settle(within_s)
        return call

    return take


def voices(simulator, call):
    events, _ = simulator.calls.events(call.sid)
    return [event["text"] for event in events if event["event"] == "voice"]


def test_what_is_said_to_who_waits_is_said_again_and_again(simulator, line, wait):
    ana = wait(ANA, within_s=25)
    assert simulator.calls.said(ana.sid) == ["You are next."] * 3
    assert line.forms("/music")[0]["QueuePosition"] == "1"


def test_who_waits_longest_is_taken(simulator, wait, take):
    ana, walt, ben = wait(ANA), wait(WALT), take()
    simulator.calls.speak(ben.sid, "How can I help?")
    simulator.settle(1)
    assert (voices(simulator, ana), voices(simulator, walt)) == (["How can I help?"], [])


def test_both_documents_go_on_when_it_is_over(simulator, line, wait, take):
    ana = wait(ANA)
    simulator.calls.hang_up(take().sid)
    simulator.settle(1)
    assert line.forms("/after")[0]["QueueResult"] == "bridged"
    assert line.forms("/taken")[0]["DialCallSid"] == ana.sid


def test_hanging_up_leaves_the_queue(simulator, line, wait):
    simulator.calls.hang_up(wait(ANA).sid)
    simulator.settle(1)
    assert line.forms("/after")[0]["QueueResult"] == "hangup"
    assert simulator.calls.queues.of("help").members == []


def test_a_document_takes_its_caller_out(simulator, line, wait):
    line.says("/music", "<Response><Say>Nobody is here.</Say><Leave/></Response>")
    line.says("/after", AFTER)
    ana = wait(ANA)
    assert simulator.calls.said(ana.sid) == ["Nobody is here.", "Thank you."]
    assert line.forms("/after")[0]["QueueResult"] == "leave"


def test_a_key_is_heard_while_waiting(simulator, line, wait):
    line.says("/music", "<Response><Gather numDigits='1' action='/out'/></Response>")
    line.says("/out", "<Response><Leave/></Response>")
    ana = wait(ANA, within_s=1)
    simulator.calls.press(ana.sid, "1")
    simulator.settle(1)
    assert line.forms("/after")[0]["QueueResult"] == "leave"


def test_who_is_taken_hears_a_word_first(simulator, line, wait, take):
    line.says("/word", "<Response><Say>You will be connected.</Say></Response>")
    ana = wait(ANA)
    take(url="/word", within_s=5)
    assert simulator.calls.said(ana.sid)[-1] == "You will be connected."
    events, _ = simulator.calls.events(ana.sid)
    assert events[-1]["event"] == "bridge"


def test_nobody_to_take_is_no_answer(line, take):
    take(within_s=35)
    assert line.forms("/taken")[0]["DialCallStatus"] == "no-answer"


# The account's own side


@pytest.fixture
def client(simulator):
    return in_process(simulator).queues


def test_the_account_sees_who_waits(wait, client):
    ana, walt = wait(ANA), wait(WALT)
    queue = client.list()[0]
    waiting = [(one.call_sid, one.position) for one in client(queue.sid).members.list()]
    assert (queue.current_size, waiting) == (2, [(ana.sid, 1), (walt.sid, 2)])


def test_the_account_takes_out_who_is_in_front(simulator, line, wait, client):
    line.says("/other", AFTER)
    ana, walt = wait(ANA), wait(WALT)
    queue = client.list()[0]
    client(queue.sid).members("Front").update(url="http://line.test/other")
    assert simulator.calls.said(ana.sid)[-1] == "Thank you."
    assert [one.call_sid for one in client(queue.sid).members.list()] == [walt.sid]


def test_a_full_queue_says_so(line, wait, client):
    client.create(friendly_name="help", max_size=1)
    wait(ANA)
    wait(WALT)
    assert line.forms("/after")[0]["QueueResult"] == "queue-full"


def test_an_empty_queue_can_be_deleted(simulator, wait, client):
    ana, sid = wait(ANA), client.list()[0].sid
    with pytest.raises(TwilioRestException):
        client(sid).delete()
    simulator.calls.hang_up(ana.sid)
    assert client(sid).delete()
