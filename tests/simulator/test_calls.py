import pytest

from service.errors import BadInput
from service.simulator.carrier import CallDelays
from service.simulator.claims import read_claim
from tests.simulator.line import ANA, LINE, WALT, Api

MENU = (
    "<Response><Gather numDigits='1' action='/choice'><Say>Press 1.</Say></Gather>"
    "<Say>Goodbye.</Say></Response>"
)
CHOSEN = "<Response><Say>Thank you.</Say></Response>"
ALL_EVENTS = ["initiated", "ringing", "answered", "completed"]
PROPERTIES = set(
    "sid date_created date_updated parent_call_sid account_sid to to_formatted from from_formatted"
    " phone_number_sid status start_time end_time duration price price_unit direction answered_by"
    " api_version forwarded_from group_sid caller_name queue_time trunk_sid uri subresource_uris".split()
)


def place(api, to=ANA, **more):
    form = {
        "To": to,
        "From": LINE,
        "Url": "http://line.test/script",
        "StatusCallback": "http://line.test/cb",
    }
    return api.post("Calls.json", **{**form, "StatusCallbackEvent": ALL_EVENTS, **more})


def statuses(line):
    return [form["CallStatus"] for form in line.forms("/cb")]


def test_a_placed_call_has_every_property_and_no_other(api):
    answer = place(api)
    assert answer.status_code == 201
    assert set(answer.json) == PROPERTIES


def test_it_goes_through_every_state_and_says_so(api, simulator, line):
    sid = place(api).json["sid"]
    simulator.settle()
    assert statuses(line) == ["initiated", "ringing", "in-progress", "completed"]
    assert [form["SequenceNumber"] for form in line.forms("/cb")] == ["0", "1", "2", "3"]
    assert api.get(f"Calls/{sid}.json").json["status"] == "completed"


def test_only_the_end_is_told_unless_more_was_asked_for(api, simulator, line):
    place(api, StatusCallbackEvent="")
    simulator.settle()
    assert statuses(line) == ["completed"]


@pytest.mark.parametrize(
    ("how", "ends"), [("busy", "busy"), ("no-answer", "no-answer"), ("unreachable", "failed")]
)
def test_a_phone_that_is_not_reached_hears_nothing(api, simulator, line, how, ends):
    simulator.exchange.handsets.behave(ANA, how)
    sid = place(api).json["sid"]
    simulator.settle()
    assert api.get(f"Calls/{sid}.json").json["status"] == statuses(line)[-1] == ends
    assert line.forms("/script") == []


def test_a_landline_takes_calls(api, simulator, line):
    simulator.exchange.handsets.behave(WALT, "landline")
    place(api, to=WALT)
    simulator.settle()
    assert statuses(line)[-1] == "completed"


@pytest.mark.parametrize(
    ("how", "kind", "verdict"),
    [
        ("machine", "Enable", "machine_start"),
        ("machine", "DetectMessageEnd", "machine_end_beep"),
        ("answer", "DetectMessageEnd", "human"),
    ],
)
def test_it_tells_who_answered_when_asked(api, simulator, line, how, kind, verdict):
    simulator.exchange.handsets.behave(ANA, how)
    place(api, MachineDetection=kind)
    simulator.settle()
    assert line.forms("/script")[0]["AnsweredBy"] == verdict


def test_the_verdict_comes_by_itself_when_the_call_does_not_wait(api, simulator, line):
    place(
        api,
        MachineDetection="Enable",
        AsyncAmd="true",
        AsyncAmdStatusCallback="http://line.test/amd",
    )
    simulator.settle()
    assert "AnsweredBy" not in line.forms("/script")[0]
    assert line.forms("/amd")[0]["AnsweredBy"] == "human"


@pytest.mark.parametrize(
    ("form", "code"),
    [
        pytest.param({"To": "988"}, 21211, id="three digits"),
        pytest.param({"To": ""}, 21201, id="no To"),
        pytest.param({"To": "+442079460000"}, 21215, id="not this country"),
        pytest.param({"From": ""}, 21213, id="no From"),
        pytest.param({"From": ANA}, 21210, id="not our number"),
        pytest.param({"Url": ""}, 21205, id="nothing to say"),
        pytest.param({"Url": "", "Twiml": "x" * 4001}, 32018, id="too much to say"),
        pytest.param({"To": "+15005550004"}, 21216, id="magic number"),
    ],
)
def test_it_refuses_what_twilio_refuses(api, form, code):
    answer = place(api, **form)
    assert (answer.status_code, answer.json["code"]) == (400, code)


def test_a_call_cancelled_while_queued_says_nothing(api, simulator, line):
    sid = place(api).json["sid"]
    assert api.post(f"Calls/{sid}.json", Status="canceled").json["status"] == "canceled"
    simulator.settle()
    assert statuses(line) == []


def test_a_call_that_is_over_can_be_deleted_and_not_before(api, simulator):
    sid = place(api).json["sid"]
    assert api.delete(f"Calls/{sid}.json").status_code == 409
    simulator.settle()
    assert api.delete(f"Calls/{sid}.json").status_code == 204


def test_a_scripted_phone_presses_its_keys(api, simulator, line):
    simulator.exchange.handsets.behave(ANA, "answer", keys="1")
    line.says("/script", MENU)
    line.says("/choice", CHOSEN)
    sid = place(api).json["sid"]
    simulator.settle()
    assert line.forms("/choice")[0]["Digits"] == "1"
    assert simulator.calls.said(sid) == ["Press 1.", "Thank you."]


def test_a_person_who_says_nothing_hears_it_to_the_end(api, simulator, line):
    line.says("/script", MENU)
    sid = place(api).json["sid"]
    simulator.settle()
    assert simulator.calls.said(sid) == ["Press 1.", "Goodbye."]


def test_a_phone_in_somebodys_hand_is_not_answered_by_itself(api, simulator, line):
    simulator.calls.ringing(ANA)
    place(api)
    simulator.settle()
    assert statuses(line)[-1] == "no-answer"


def test_a_call_to_the_line_rings_and_then_listens(simulator, line):
    line.says("/voice", MENU)
    line.says("/choice", CHOSEN)
    call = simulator.calls.dial_in(WALT, LINE)
    assert call.status == "in-progress"
    simulator.calls.press(call.sid, "1")
    asked, chosen = line.forms("/voice")[0], line.forms("/choice")[0]
    assert (asked["CallStatus"], chosen["CallStatus"]) == ("ringing", "in-progress")
    assert (asked["Direction"], asked["Caller"], chosen["Digits"]) == ("inbound", WALT, "1")
    assert call.status == "completed"


def test_a_call_is_up_once_something_has_been_said(simulator, line):
    line.says("/voice", "<Response><Redirect>/greeting</Redirect></Response>")
    line.says("/greeting", "<Response><Say>Hello.</Say><Redirect>/more</Redirect></Response>")
    call = simulator.calls.dial_in(WALT, LINE)
    paths = ("/voice", "/greeting", "/more")
    told = [line.forms(path)[0]["CallStatus"] for path in paths]
    assert told == ["ringing", "ringing", "in-progress"]
    assert call.status == "completed"


def test_a_call_that_is_not_up_cannot_be_redirected(api):
    sid = place(api).json["sid"]
    answer = api.post(f"Calls/{sid}.json", Url="http://line.test/other")
    assert answer.json["code"] == 21220


def test_hanging_up_in_mid_question_ends_it(simulator, line):
    line.says("/voice", MENU)
    call = simulator.calls.dial_in(WALT, LINE)
    simulator.calls.hang_up(call.sid)
    events, status = simulator.calls.events(call.sid)
    assert (events[-1]["event"], events[-1]["by"], status) == ("hangup", "phone", "completed")


def test_a_rejected_call_was_never_up(simulator, line):
    line.says("/voice", "<Response><Reject reason='busy'/></Response>")
    call = simulator.calls.dial_in(WALT, LINE)
    assert (call.status, call.answered_at) == ("busy", None)


def test_the_line_can_end_or_redirect_a_call(api, simulator, line):
    line.says("/voice", MENU)
    line.says("/other", MENU.replace("Press 1", "Something else"))
    call = simulator.calls.dial_in(WALT, LINE)
    api.post(f"Calls/{call.sid}.json", Url="http://line.test/other")
    assert simulator.calls.said(call.sid)[-1] == "Something else."
    assert api.post(f"Calls/{call.sid}.json", Status="completed").json["status"] == "completed"
    assert api.post(f"Calls/{call.sid}.json", Status="completed").json["code"] == 21220


def test_the_fallback_is_told_why(make, line):
    simulator = make(voice_fallback_url="http://line.test/fallback")
    line.says("/voice", "oops", status=500)
    line.says("/fallback", CHOSEN)
    call = simulator.calls.dial_in(WALT, LINE)
    assert simulator.calls.said(call.sid) == ["Thank you."]
    assert line.forms("/fallback")[0]["ErrorCode"] == "11200"


def test_the_end_of_a_call_to_the_line_is_told_to_the_lines_own_address(make, line):
    simulator = make(status_url="http://line.test/cb")
    simulator.calls.dial_in(WALT, LINE)
    simulator.settle()
    assert statuses(line) == ["completed"]


def test_a_number_that_is_no_line_cannot_be_called(simulator):
    with pytest.raises(BadInput):
        simulator.calls.dial_in(WALT, ANA)


@pytest.mark.parametrize(
    ("how", "verdict"),
    [("answer", "human"), ("machine", "machine_start"), ("fax", "fax"), ("silent", "unknown")],
)
def test_the_carrier_says_who_picked_up(api, simulator, line, how, verdict):
    simulator.exchange.handsets.behave(ANA, how)
    sid = place(api, MachineDetection="Enable").json["sid"]
    simulator.settle()
    assert line.forms("/script")[0]["AnsweredBy"] == verdict
    assert line.forms("/cb")[-1]["AnsweredBy"] == verdict
    assert api.get(f"Calls/{sid}.json").json["answered_by"] == verdict


def test_calls_are_dialled_as_many_a_second_as_the_account_may(make):
    api = Api(make(calls_a_second=0.1))
    waits = [int(place(api).json["queue_time"]) for _ in range(3)]
    assert waits[0] == 0 < waits[1] <= 10_000 < waits[2] <= 20_000


def test_a_call_that_would_wait_longer_than_a_day_is_refused(make):
    api = Api(make(calls_a_second=1 / 100_000))
    assert [place(api).status_code for _ in range(2)] == [201, 400]


def test_a_call_that_is_cancelled_in_the_queue_is_never_dialled(make, line):
    simulator = make(calls_a_second=1)
    api = Api(simulator)
    place(api, to=WALT)
    sid = place(api).json["sid"]
    api.post(f"Calls/{sid}.json", Status="canceled")
    simulator.settle()
    assert {form["To"] for form in line.forms("/cb")} == {WALT}


def test_a_call_has_its_own_cookies(simulator, line):
    line.says("/voice", MENU, cookie="call=7")
    first, second = (simulator.calls.dial_in(phone, LINE) for phone in (WALT, ANA))
    simulator.calls.press(first.sid, "1")
    headers = [headers.get("Cookie") for path, _, headers in line.got if path == "/choice"]
    assert (headers, second.status) == (["call=7"], "in-progress")


def test_it_is_silent_until_the_carrier_knows_who_answered(make, line):
    simulator = make(call_delays=CallDelays(dialling=0, answering=0, detecting=4))
    place(Api(simulator), MachineDetection="DetectMessageEnd")
    simulator.settle(within_s=3)
    asked_so_far = len(line.forms("/script"))
    simulator.settle(within_s=2)
    assert (asked_so_far, len(line.forms("/script"))) == (0, 1)


@pytest.mark.parametrize(
    ("withheld", "stir", "told"),
    [
        (False, "A", (WALT, "TN-Validation-Passed-A")),
        (False, "C", (WALT, "TN-Validation-Passed-C")),
        (False, "none", (WALT, None)),
        (True, "A", ("anonymous", None)),
    ],
)
def test_caller_id_is_a_claim(simulator, line, withheld, stir, told):
    simulator.calls.dial_in(WALT, LINE, claim=read_claim(withheld, stir))
    asked = line.forms("/voice")[0]
    assert (asked["From"], asked.get("StirVerstat")) == told


def test_an_ordered_call_is_cut_at_its_limit(api, simulator, line, clock):
    line.says("/script", MENU.replace("<Gather", "<Gather timeout='600'"))
    place(api, TimeLimit="60")
    simulator.settle(within_s=90)
    assert statuses(line)[-1] == "completed"
    assert "Goodbye." not in simulator.calls.said(next(simulator.exchange.calls.newest_first()).sid)
