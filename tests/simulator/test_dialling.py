"""Dial with numbers: who rings, who is connected, and what the caller's document hears of it."""

from datetime import timedelta

import pytest

from service.simulator.claims import read_claim
from tests.simulator.line import ANA, LINE, WALT, Api

BEN, LEE, KIM = "+14065550120", "+14065550130", "+14065550131"
SOON_S = 10.0
SCREEN = "<Response><Gather numDigits='1' action='/accept'><Say>Press 1.</Say></Gather><Hangup/></Response>"


def dials(*numbers, url="", more=""):
    screened = f" url='{url}'" if url else ""
    nouns = "".join(f"<Number{screened}>{number}</Number>" for number in numbers)
    return f"<Response><Dial action='/after' timeout='20' {more}>{nouns}</Dial></Response>"


@pytest.fixture
def dial(simulator, line):
    """Walt calls the line, which dials these; all that happens within ten seconds."""

    def dial(*numbers, within_s=SOON_S, **more):
        line.says("/voice", dials(*numbers, **more))
        call = simulator.calls.dial_in(WALT, LINE)
        simulator.settle(within_s)
        return call

    return dial


def child(simulator, number):
    return next(call for call in simulator.exchange.calls.newest_first() if call.to == number)


def heard(simulator, call, kind="voice"):
    events, _ = simulator.calls.events(call.sid)
    return [(event["text"], event["by"]) for event in events if event["event"] == kind]


def after(line):
    return line.forms("/after")[0]


def test_two_phones_hear_each_other(simulator, dial):
    walt, ben = dial(BEN), child(simulator, BEN)
    simulator.calls.speak(walt.sid, "Is that Ben?")
    simulator.calls.speak(ben.sid, "It is.")
    simulator.settle(1)
    assert heard(simulator, walt) == [("Is that Ben?", "phone"), ("It is.", "other")]
    assert set(heard(simulator, ben)) == {("Is that Ben?", "other"), ("It is.", "phone")}


def test_the_callers_document_goes_on_when_the_other_hangs_up(simulator, line, dial, clock):
    walt, ben = dial(BEN), child(simulator, BEN)
    clock.advance(timedelta(seconds=70))
    simulator.calls.hang_up(ben.sid)
    simulator.settle(1)
    told = {name: after(line)[name] for name in ("DialCallStatus", "DialCallSid", "DialBridged")}
    assert told == {"DialCallStatus": "completed", "DialCallSid": ben.sid, "DialBridged": "true"}
    assert (after(line)["DialCallDuration"], ben.minutes, walt.status) == ("70", 2, "completed")


def test_the_dialled_call_knows_its_parent(simulator, dial):
    walt, ben = dial(BEN), child(simulator, BEN)
    api = Api(simulator)
    rows = api.get("Calls.json", ParentCallSid=walt.sid).json["calls"]
    told = [(row["sid"], row["direction"], row["from"]) for row in rows]
    assert told == [(ben.sid, "outbound-dial", WALT)]


def test_hanging_up_ends_both(simulator, line, dial):
    walt, ben = dial(BEN), child(simulator, BEN)
    simulator.calls.hang_up(walt.sid)
    simulator.settle(1)
    assert (walt.status, ben.status, after(line)["DialCallStatus"]) == ("completed",) * 3


def test_hanging_up_while_it_rings_cancels_it(simulator, line, dial):
    simulator.exchange.handsets.behave(BEN, "no-answer")
    walt = dial(BEN)
    simulator.calls.hang_up(walt.sid)
    simulator.settle(1)
    assert (child(simulator, BEN).status, after(line)["DialCallStatus"]) == ("canceled",) * 2


@pytest.mark.parametrize(
    ("how", "status"), [("busy", "busy"), ("no-answer", "no-answer"), ("unreachable", "failed")]
)
def test_a_phone_that_is_not_reached_is_told_of(simulator, line, dial, how, status):
    simulator.exchange.handsets.behave(BEN, how)
    dial(BEN, within_s=30)
    assert (after(line)["DialCallStatus"], after(line)["DialBridged"]) == (status, "false")


def test_without_an_action_the_next_verb_runs(simulator, line):
    simulator.exchange.handsets.behave(BEN, "busy")
    line.says("/voice", f"<Response><Dial>{BEN}</Dial><Say>They are busy.</Say></Response>")
    call = simulator.calls.dial_in(WALT, LINE)
    simulator.settle(SOON_S)
    assert simulator.calls.said(call.sid) == ["They are busy."]


@pytest.mark.parametrize(
    ("number", "more", "code"),
    [
        ("988", "", 13224),
        ("+442079460000", "", 13227),
        (BEN, f"callerId='{LEE}'", 13214),
    ],
    ids=["three digits", "country", "caller ID"],
)
def test_the_carrier_does_not_dial_everything(simulator, line, dial, number, more, code):
    dial(number, more=more)
    assert (after(line)["DialCallStatus"], simulator.codes()) == ("failed", [code])


def test_our_own_number_may_be_shown(simulator, dial):
    dial(BEN, more=f"callerId='{LINE}'")
    assert child(simulator, BEN).sender == LINE


def test_a_withheld_number_stays_withheld(simulator, line):
    line.says("/voice", dials(BEN))
    simulator.calls.dial_in(WALT, LINE, claim=read_claim(withheld=True, stir="A"))
    simulator.settle(SOON_S)
    assert child(simulator, BEN).sender == "anonymous"


def test_the_first_to_answer_wins_and_the_others_stop_ringing(simulator, dial):
    simulator.exchange.handsets.behave(LEE, "no-answer")
    dial(LEE, BEN)
    assert [child(simulator, who).status for who in (LEE, BEN)] == ["canceled", "in-progress"]


def test_one_by_one_the_next_rings_when_the_first_does_not_answer(simulator, dial):
    simulator.exchange.handsets.behave(LEE, "no-answer")
    walt = dial(LEE, BEN, more="sequential='true'", within_s=25)
    assert [child(simulator, who).status for who in (LEE, BEN)] == ["no-answer", "in-progress"]
    assert [to for _, to in dialled(simulator, walt)] == [LEE, BEN]


def dialled(simulator, call):
    events, _ = simulator.calls.events(call.sid)
    return [(event["event"], event["to"]) for event in events if event["event"] == "dial"]


def test_a_screened_phone_is_connected_once_it_has_accepted(simulator, line, dial):
    line.says("/screen", SCREEN)
    walt = dial(BEN, url="/screen", within_s=3)
    assert heard(simulator, walt, "bridge") == []
    simulator.calls.press(child(simulator, BEN).sid, "1")
    simulator.settle(1)
    assert len(heard(simulator, walt, "bridge")) == 1
    assert line.forms("/screen")[0]["ParentCallSid"] == walt.sid


def test_a_screened_phone_that_does_not_accept_was_never_connected(simulator, line, dial):
    line.says("/screen", SCREEN)
    dial(BEN, url="/screen", within_s=20)
    assert (after(line)["DialCallStatus"], after(line)["DialBridged"]) == ("completed", "false")


def test_of_two_who_accept_together_one_is_connected(simulator, line, dial):
    line.says("/screen", SCREEN)
    dial(LEE, KIM, url="/screen", within_s=3)
    for who in (LEE, KIM):
        simulator.calls.press(child(simulator, who).sid, "1")
    simulator.settle(1)
    assert [child(simulator, who).status for who in (LEE, KIM)] == ["in-progress", "completed"]


def test_what_screens_must_not_dial(simulator, line, dial):
    line.says("/screen", dials(KIM))
    dial(BEN, url="/screen")
    events, _ = simulator.calls.events(child(simulator, BEN).sid)
    assert [event["text"] for event in events if event["event"] == "error"] == ["12200"]


def test_a_machine_greets_and_hangs_up_after_a_minute(simulator, line, dial):
    simulator.exchange.handsets.behave(BEN, "machine")
    walt = dial(BEN)
    assert heard(simulator, walt) == [("Nobody is home. Please leave a message.", "other")]
    simulator.settle(60)
    assert (walt.status, after(line)["DialCallStatus"]) == ("completed", "completed")


def test_star_leaves_the_other_where_it_may(simulator, line, dial):
    walt = dial(BEN, more="hangupOnStar='true'")
    simulator.calls.press(walt.sid, "*")
    simulator.settle(1)
    assert (after(line)["DialCallStatus"], child(simulator, BEN).status) == (
        "answered",
        "completed",
    )


def test_keys_are_heard_as_tones(simulator, dial):
    walt, ben = dial(BEN), child(simulator, BEN)
    simulator.calls.press(walt.sid, "5")
    simulator.settle(1)
    events, _ = simulator.calls.events(ben.sid)
    assert [event["digits"] for event in events if event["event"] == "play"] == ["5"]


def test_a_call_lasts_no_longer_than_its_limit(simulator, line, dial):
    dial(BEN, more="timeLimit='60'", within_s=70)
    assert after(line)["DialCallStatus"] == "completed"


def test_the_caller_hears_ringing_until_somebody_is_there(simulator, dial):
    simulator.exchange.handsets.behave(BEN, "no-answer")
    assert dial(BEN, more="answerOnBridge='true'").status == "ringing"
    assert dial(LEE, more="answerOnBridge='true'").status == "in-progress"


def test_receipts_and_tones_of_a_dialled_phone(simulator, line):
    more = "sendDigits='w9' statusCallback='/cb' statusCallbackEvent='ringing answered'"
    noun = f"<Number {more}>{BEN}</Number>"
    line.says("/voice", f"<Response><Dial>{noun}</Dial></Response>")
    simulator.calls.dial_in(WALT, LINE)
    simulator.settle(SOON_S)
    assert [form["CallStatus"] for form in line.forms("/cb")] == ["ringing", "in-progress"]
    assert {form["ParentCallSid"] for form in line.forms("/cb")} != {""}


def test_a_line_may_take_one_of_two_out_and_the_other_goes_on(simulator, line, dial):
    line.says("/other", "<Response><Say>Something else.</Say></Response>")
    walt, ben = dial(BEN), child(simulator, BEN)
    Api(simulator).post(f"Calls/{ben.sid}.json", Url="http://line.test/other")
    simulator.settle(1)
    assert simulator.calls.said(ben.sid) == ["Something else."]
    assert (walt.status, after(line)["DialCallStatus"]) == ("completed", "completed")


def test_a_ledger_has_a_row_for_each_leg_we_asked_for(simulator, dial):
    dial(BEN, LEE, within_s=SOON_S)
    rows = [(row["kind"], row["to"]) for row in simulator.exchange.ledger.rows()]
    assert rows == [("dial", BEN), ("dial", LEE)]


def test_a_call_to_a_member_may_be_connected_on(simulator, line):
    api = Api(simulator)
    sid = api.post(
        "Calls.json", To=ANA, From=LINE, Twiml=f"<Response><Dial>{BEN}</Dial></Response>"
    )
    simulator.settle(SOON_S)
    assert child(simulator, BEN).parent_sid == sid.json["sid"]


@pytest.mark.parametrize(("how", "verdict"), [("machine", "machine_end_beep"), ("answer", "human")])
def test_what_screens_hears_who_picked_up(simulator, line, how, verdict):
    simulator.exchange.handsets.behave(BEN, how)
    noun = f"<Number url='/screen' machineDetection='DetectMessageEnd'>{BEN}</Number>"
    line.says("/voice", f"<Response><Dial>{noun}</Dial></Response>")
    simulator.calls.dial_in(WALT, LINE)
    simulator.settle(SOON_S)
    assert line.forms("/screen")[0]["AnsweredBy"] == verdict


def test_a_dialled_phone_that_turns_the_call_away_is_busy(simulator, line, dial):
    simulator.calls.ringing(BEN)
    walt = dial(BEN)
    simulator.calls.hang_up(child(simulator, BEN).sid)
    simulator.settle(1)
    assert (after(line)["DialCallStatus"], walt.status) == ("busy", "completed")


@pytest.mark.parametrize(
    ("tones", "said"),
    [("ww41600#", "You have entered 41600#. You are in the meeting."), ("", "Please enter")],
)
def test_a_room_says_which_code_it_was_given(simulator, line, tones, said):
    simulator.exchange.handsets.behave(BEN, "room")
    number = f"<Number sendDigits='{tones}'>{BEN}</Number>"
    line.says("/voice", f"<Response><Dial action='/after'>{number}</Dial></Response>")
    walt = simulator.calls.dial_in(WALT, LINE)
    simulator.settle(SOON_S)
    assert heard(simulator, walt)[0][0].startswith(said)
