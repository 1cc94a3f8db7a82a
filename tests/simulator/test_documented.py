"""What the carrier documents of each voice verb, beside what ours does with it.

From Twilio's TwiML pages for Voice: Say, Play, Pause, Gather, Record, Dial, Enqueue, Leave, Redirect, Reject
and Hangup, and the page on status callbacks. Who rings and who is joined is in test_dialling, rooms and
queues have their own files; here is one call and its documents.
"""

import pytest

from tests.simulator.line import LINE, WALT, Api

BEN, LEE = "+14065550120", "+14065550130"
SCREEN = "<Response><Gather numDigits='1' action='/accept'><Say>Press 1.</Say></Gather><Hangup/></Response>"
ASKS = "<Gather action='/next' {}><Say>Which?</Say></Gather><Say>Nobody chose.</Say>"
TAPES = "<Record action='/next' {}/><Say>Nobody spoke.</Say>"
RINGS = "<Dial {}>+14065550120</Dial><Say>After them.</Say>"

# What is documented: the document, the caller's keys, all that is heard.
HEARD = {
    "Say repeats": ("<Say loop='2'>Hi.</Say>", "", "say Hi. | say Hi."),
    "Say shapes words": (
        "<Say><s>Meet at <sub alias='Oak Street'>Oak St</sub></s></Say>", "", "say Meet at Oak Street",
    ),
    "Play presses keys": ("<Play digits='w12'/>", "", "play w12"),
    "Play takes a relative address": ("<Play>/bell.mp3</Play>", "", "play http://line.test/bell.mp3"),
    "Pause is silent": ("<Pause length='3'/><Say>Hi.</Say>", "", "pause | say Hi."),
    "Gather without an answer goes on": (
        ASKS.format("timeout='5'"), "s", "say Which? | gather | keys | say Nobody chose.",
    ),
    "Gather with numDigits needs no more": (
        ASKS.format("numDigits='1'"), "1", "say Which? | gather | keys 1 | say Next.",
    ),
    "Gather ends at its key": (ASKS.format(""), "12#", "say Which? | gather | keys 12 | say Next."),
    "Gather without such a key takes it as one more": (
        ASKS.format("finishOnKey='' numDigits='2'"), "1#", "say Which? | gather | keys 1# | say Next.",
    ),
    "Gather may hear words": (
        ASKS.format("input='dtmf speech'"), '"a meeting"', "say Which? | gather | keys a meeting | say Next.",
    ),
    "Gather may send silence on": (
        ASKS.format("actionOnEmptyResult='true'"), "s", "say Which? | gather | keys | say Next.",
    ),
    "Record keeps words": (
        TAPES.format(""), '"Call me."#', "play beep | record | voice Call me. | recorded # | say Next.",
    ),
    "Record without a word goes on": (
        TAPES.format(""), "s", "play beep | record | recorded | say Nobody spoke.",
    ),
    "Record may be without its tone": (
        TAPES.format("playBeep='false'"), "s", "record | recorded | say Nobody spoke.",
    ),
    "Redirect leaves the rest": ("<Redirect>/next</Redirect><Say>Never.</Say>", "", "say Next."),
    "Hangup leaves the rest": ("<Say>Bye.</Say><Hangup/><Say>Never.</Say>", "", "say Bye."),
    "Reject in mid-call only hangs up": ("<Say>Bye.</Say><Reject/>", "", "say Bye."),
    "Leave without a queue does nothing": ("<Leave/><Say>Hi.</Say>", "", "say Hi."),
    "Nothing at all hangs up": ("", "", ""),
}  # fmt: skip

# What the next document is asked with.
TOLD = {
    "Gather": (ASKS.format("numDigits='1'"), "1", {"Digits": "1"}),
    "Gather by a key": (ASKS.format(""), "12#", {"Digits": "12", "FinishedOnKey": "#"}),
    "Gather in silence": (ASKS.format("actionOnEmptyResult='true'"), "s", {"Digits": ""}),
    "Record": (TAPES.format(""), '"Call me."#', {"Digits": "#", "RecordingDuration": "1"}),
}


def calls_in(simulator, line, document, keys=""):
    """Walt calls a line that answers this, and does that."""
    line.says("/voice", f"<Response>{document}</Response>")
    line.says("/next", "<Response><Say>Next.</Say></Response>")
    line.says("/bell.mp3", "ding", kind="audio/mpeg")
    call = simulator.calls.dial_in(WALT, LINE)
    if keys:
        simulator.calls.press(call.sid, keys)
    simulator.settle()
    return call


def heard(simulator, call):
    events, _ = simulator.calls.events(call.sid)
    told = [(event["event"], event["digits"] or event["text"] or "") for event in events]
    return " | ".join(f"{what} {told}".strip() for what, told in told if what != "hangup")


@pytest.mark.parametrize(("document", "keys", "expected"), HEARD.values(), ids=HEARD)
def test_a_caller_hears_what_is_documented(simulator, line, document, keys, expected):
    assert heard(simulator, calls_in(simulator, line, document, keys)) == expected


@pytest.mark.parametrize(("document", "keys", "expected"), TOLD.values(), ids=TOLD)
def test_the_next_document_is_told_what_is_documented(simulator, line, document, keys, expected):
    calls_in(simulator, line, document, keys)
    assert expected.items() <= line.forms("/next")[0].items()


@pytest.mark.parametrize(
    ("document", "status", "minutes"),
    [
        ("<Reject/>", "no-answer", 0),
        ("<Reject reason='busy'/>", "busy", 0),
        ("<Pause/><Hangup/>", "completed", 1),
    ],
    ids=["rejected", "busy", "answered"],
)
def test_only_what_was_answered_costs_anything(simulator, line, document, status, minutes):
    call = calls_in(simulator, line, document)
    assert (call.status, call.minutes) == (status, minutes)


@pytest.mark.parametrize("verb", ["Gather", "Record"])
def test_an_answer_goes_to_the_same_document_unless_told_otherwise(simulator, line, verb):
    line.says("/voice", f"<Response><{verb}/></Response>", "<Response><Say>Again.</Say></Response>")
    call = simulator.calls.dial_in(WALT, LINE)
    simulator.calls.press(call.sid, '"Call me."#' if verb == "Record" else "1#")
    assert simulator.calls.said(call.sid) == ["Again."]


@pytest.mark.parametrize(
    ("action", "said"),
    [("", ["After them."]), ("action='/next'", ["Next."])],
    ids=["none", "action"],
)
def test_after_a_dial_its_action_goes_on_if_there_is_one(simulator, line, action, said):
    simulator.exchange.handsets.behave(BEN, "busy")
    call = calls_in(simulator, line, RINGS.format(action))
    assert simulator.calls.said(call.sid) == said


@pytest.mark.parametrize(
    ("events", "told"),
    [("completed", ["completed"]), ("absent", []), ("completed absent", ["completed"])],
)
def test_a_tape_tells_of_itself_where_asked(simulator, line, events, told):
    more = f"recordingStatusCallback='/tape' recordingStatusCallbackEvent='{events}'"
    calls_in(simulator, line, TAPES.format(more), '"Call me."#')
    assert [form["RecordingStatus"] for form in line.forms("/tape")] == told


def test_a_tape_without_a_word_is_absent(simulator, line):
    more = "recordingStatusCallback='/tape' recordingStatusCallbackEvent='absent'"
    calls_in(simulator, line, TAPES.format(more), "s")
    assert [form["RecordingStatus"] for form in line.forms("/tape")] == ["absent"]


@pytest.fixture
def left(simulator, line):
    """Walt has left a message; where it lies, as the carrier says."""
    calls_in(simulator, line, TAPES.format(""), '"Please call me."#')
    return line.forms("/next")[0]["RecordingUrl"]


def test_a_recording_lies_where_the_account_has_its_api(make, line):
    calls_in(make(own_url="http://127.0.0.1:8001"), line, TAPES.format(""), '"Call me."#')
    assert line.forms("/next")[0]["RecordingUrl"].startswith("http://127.0.0.1:8001/2010-04-01/")


def test_a_recording_that_is_played_is_heard_as_its_words(simulator, line, left):
    call = calls_in(simulator, line, f"<Play>{left}</Play><Say>That is all.</Say>")
    assert heard(simulator, call) == f"play {left} | voice Please call me. | say That is all."


def test_a_recording_that_the_line_hands_on_is_heard_as_its_words(simulator, line, left):
    sound = Api(simulator).get(f"Recordings/{left[-34:]}.wav").data
    line.says("/handed/on", sound, kind="audio/x-wav")
    call = calls_in(simulator, line, "<Play>/handed/on</Play>")
    assert heard(simulator, call).endswith(" | voice Please call me.")


def test_what_is_no_sound_breaks_the_call(simulator, line):
    line.says("/words", "no sound")
    calls_in(simulator, line, "<Play>/words</Play><Say>That is all.</Say>")
    assert simulator.codes() == [12300]


def test_a_recording_that_was_deleted_breaks_the_call(simulator, line, left):
    assert Api(simulator).delete(f"Recordings/{left[-34:]}.json").status_code == 204
    call = calls_in(simulator, line, f"<Play>{left}</Play><Say>That is all.</Say>")
    assert "That is all." not in simulator.calls.said(call.sid)
    assert simulator.codes() == [11200]


def test_receipts_are_numbered_in_their_order(simulator, line):
    wanted = ["initiated", "ringing", "answered", "completed"]
    form = {"To": WALT, "From": LINE, "Twiml": "<Response><Say>Hi.</Say></Response>"}
    Api(simulator).post(
        "Calls.json", **form, StatusCallback="http://line.test/cb", StatusCallbackEvent=wanted
    )
    simulator.settle()
    told = [(form["SequenceNumber"], form["CallStatus"]) for form in line.forms("/cb")]
    assert told == [("0", "initiated"), ("1", "ringing"), ("2", "in-progress"), ("3", "completed")]


@pytest.mark.parametrize(("first_to", "kim"), [("accept", "in-progress"), ("pick-up", "canceled")])
def test_others_ring_on_until_one_accepts_or_until_one_picks_up(make, line, first_to, kim):
    simulator = make(first_to=first_to)
    simulator.exchange.handsets.behave(LEE, "no-answer")
    nouns = "".join(f"<Number url='/screen'>{number}</Number>" for number in (BEN, LEE))
    line.says("/screen", SCREEN)
    line.says("/voice", f"<Response><Dial>{nouns}</Dial></Response>")
    simulator.calls.dial_in(WALT, LINE)
    simulator.settle(3)
    lee = next(call for call in simulator.exchange.calls.newest_first() if call.to == LEE)
    simulator.calls.answer(lee.sid)
    assert lee.status == kim
