"""Conferences: who hears whom, when a room begins and ends, and what its callback is told."""

import pytest

from tests.simulator.account import in_process
from tests.simulator.line import ANA, LINE, WALT, Api

BEN, LEE = "+14065550120", "+14065550130"
ALL = "statusCallback='/room' statusCallbackEvent='start end join leave mute hold announcement'"


@pytest.fixture
def enter(simulator, line):
    """`enter(ANA, "muted='true'")`: this phone calls in and is led to the room."""

    def enter(phone, more="", dial="action='/after'", within_s=2.0):
        noun = f"<Conference {ALL} {more}>kin-0412</Conference>"
        line.says("/voice", f"<Response><Dial {dial}>{noun}</Dial></Response>")
        call = simulator.calls.dial_in(phone, LINE)
        simulator.settle(within_s)
        return call

    return enter


def heard(simulator, call, kind="voice"):
    events, _ = simulator.calls.events(call.sid)
    found = [event for event in events if event["event"] == kind and event["by"] != "phone"]
    return [event["text"] for event in found]


def say(simulator, call, words="Hello."):
    simulator.calls.speak(call.sid, words)
    simulator.settle(1)


def told(line):
    return [form["StatusCallbackEvent"] for form in line.forms("/room")]


def test_everybody_hears_everybody(simulator, enter):
    ana, walt, ben = enter(ANA), enter(WALT), enter(BEN)
    say(simulator, walt)
    assert [heard(simulator, one) for one in (ana, walt, ben)] == [["Hello."], [], ["Hello."]]


def test_alone_one_hears_music(simulator, enter):
    ana = enter(ANA, "beep='false'")
    enter(WALT, "beep='false'")
    assert heard(simulator, ana, "play") == ["music"]


def test_nothing_begins_before_one_who_starts_it(simulator, enter, line):
    ana, walt = (enter(phone, "startConferenceOnEnter='false'") for phone in (ANA, WALT))
    say(simulator, walt)
    assert (heard(simulator, ana), told(line)) == ([], ["participant-join"] * 2)
    enter(BEN)
    say(simulator, walt)
    assert (heard(simulator, ana), told(line)[-1]) == (["Hello."], "conference-start")


def test_a_muted_one_hears_and_is_not_heard(simulator, enter):
    ana, walt = enter(ANA), enter(WALT, "muted='true'")
    say(simulator, walt)
    say(simulator, ana, "Welcome.")
    assert (heard(simulator, ana), heard(simulator, walt)) == ([], ["Welcome."])


def test_a_room_is_over_with_the_one_who_ends_it(simulator, enter, line):
    ana, ben = enter(ANA), enter(BEN, "endConferenceOnExit='true'")
    simulator.calls.hang_up(ben.sid)
    simulator.settle(1)
    end = line.forms("/room")[-1]
    assert (end["StatusCallbackEvent"], end["CallSidEndingConference"]) == (
        "conference-end",
        ben.sid,
    )
    assert end["ReasonConferenceEnded"] == "participant-with-end-conference-on-exit-left"
    assert (ana.status, line.forms("/after")[-1]["DialCallStatus"]) == ("completed", "answered")


def test_a_room_is_over_when_the_last_has_left(simulator, enter, line):
    simulator.calls.hang_up(enter(ANA).sid)
    simulator.settle(1)
    assert told(line) == ["participant-join", "participant-leave", "conference-end"]
    assert line.forms("/room")[-1]["ReasonConferenceEnded"] == "last-participant-left"


def test_its_callbacks_are_numbered(simulator, enter, line):
    enter(ANA)
    enter(WALT)
    assert [form["SequenceNumber"] for form in line.forms("/room")] == ["1", "2", "3"]
    assert {form["FriendlyName"] for form in line.forms("/room")} == {"kin-0412"}


def test_a_full_room_lets_nobody_in(simulator, enter, line):
    ana = enter(ANA, "maxParticipants='1'")
    enter(WALT, "maxParticipants='1'")
    assert line.forms("/after")[0]["DialCallStatus"] == "failed"
    assert ana.status == "in-progress"


def test_a_label_is_there_once(simulator, enter, line):
    enter(ANA, "participantLabel='ana'")
    enter(WALT, "participantLabel='ana'")
    assert simulator.codes() == [16025]


def test_a_beep_says_that_somebody_came(simulator, enter):
    ana = enter(ANA)
    enter(WALT)
    enter(BEN, "beep='false'")
    assert heard(simulator, ana, "play") == ["music"]
    enter(LEE, "beep='onEnter'")
    assert heard(simulator, ana, "play") == ["music", "beep"]


def test_what_one_waits_with_is_the_documents_own(simulator, enter, line):
    line.says("/wait", "<Response><Say>Please wait.</Say></Response>")
    ana = enter(ANA, "waitUrl='/wait'")
    assert (simulator.calls.said(ana.sid), len(line.forms("/wait"))) == (["Please wait."], 1)


def test_star_leaves_where_it_may(simulator, enter, line):
    ana = enter(ANA, dial="action='/after' hangupOnStar='true'")
    enter(WALT)
    simulator.calls.press(ana.sid, "*")
    simulator.settle(1)
    assert (ana.status, line.forms("/after")[0]["DialCallStatus"]) == ("completed", "answered")


# The account's own side


@pytest.fixture
def client(simulator):
    return in_process(simulator).conferences


def room_of(client, name="kin-0412"):
    return client.list(friendly_name=name)[0]


def test_the_account_sees_a_room_and_who_is_in_it(enter, client):
    ana, walt = enter(ANA, "participantLabel='ana'"), enter(WALT)
    room = room_of(client)
    people = [(one.call_sid, one.label, one.muted) for one in room.participants.list()]
    assert (room.status, people) == (
        "in-progress",
        [(ana.sid, "ana", False), (walt.sid, None, False)],
    )


def test_the_account_mutes_and_holds(simulator, enter, client, line):
    ana, walt = enter(ANA), enter(WALT)
    client(room_of(client).sid).participants(walt.sid).update(muted=True)
    say(simulator, walt, "Not heard.")
    client(room_of(client).sid).participants(walt.sid).update(muted=False, hold=True)
    say(simulator, walt, "Nor this.")
    assert heard(simulator, ana) == []
    assert told(line)[-3:] == ["participant-mute", "participant-unmute", "participant-hold"]


def test_the_account_says_something_to_all(simulator, enter, client, line):
    line.says("/news", "<Response><Say>Five minutes left.</Say></Response>")
    ana, walt = enter(ANA), enter(WALT)
    client(room_of(client).sid).update(announce_url="http://line.test/news")
    simulator.settle(5)
    say(simulator, walt)
    assert [simulator.calls.said(one.sid) for one in (ana, walt)] == [["Five minutes left."]] * 2
    assert told(line)[-1] == "announcement-end"
    assert heard(simulator, ana) == ["Hello."]


def test_who_is_kicked_goes_on_with_their_document(simulator, enter, client, line):
    ana, walt = enter(ANA), enter(WALT)
    client(room_of(client).sid).participants(walt.sid).delete()
    simulator.settle(1)
    assert (ana.status, walt.status) == ("in-progress", "completed")
    assert line.forms("/after")[0]["CallSid"] == walt.sid


def test_the_account_ends_a_room(simulator, enter, client):
    ana, walt = enter(ANA), enter(WALT)
    client(room_of(client).sid).update(status="completed")
    simulator.settle(1)
    assert (ana.status, walt.status) == ("completed", "completed")
    assert room_of(client).reason_conference_ended == "conference-ended-via-api"


def test_somebody_is_called_into_a_room(simulator, enter, client):
    ana = enter(ANA)
    one = client("kin-0412").participants.create(to=WALT, from_=LINE, label="walt", beep="false")
    simulator.settle(3)
    assert client(one.conference_sid).participants("walt").fetch().call_sid == one.call_sid
    say(simulator, ana)
    assert heard(simulator, simulator.exchange.calls.get(one.call_sid)) == ["Hello."]


def test_a_room_nobody_has_made_has_no_sid(simulator):
    answer = Api(simulator).post(f"Conferences/CF{'0' * 32}/Participants.json", To=WALT, From=LINE)
    assert answer.status_code == 404
