"""Words said to a tape, and words said to a question."""

import pytest

from tests.simulator.line import LINE, WALT, Api

TAPE = (
    "<Response><Say>After the beep.</Say><Record action='/kept' maxLength='{most}'"
    " recordingStatusCallback='/tape'/><Say>Nothing heard.</Say></Response>"
)
ASKS = (
    "<Response><Gather input='{input}' action='/said' partialResultCallback='/part'>"
    "<Say>What kind?</Say></Gather><Say>Goodbye.</Say></Response>"
)


@pytest.fixture
def tape(simulator, line):
    """Walt calls and hears the beep."""

    def tape(most=120):
        line.says("/voice", TAPE.format(most=most))
        return simulator.calls.dial_in(WALT, LINE).sid

    return tape


@pytest.fixture
def ask(simulator, line):
    def ask(kind="dtmf speech"):
        line.says("/voice", ASKS.format(input=kind))
        return simulator.calls.dial_in(WALT, LINE).sid

    return ask


def test_a_message_is_kept_as_words(simulator, line, tape):
    sid = tape()
    simulator.calls.speak(sid, "Please call me back.")
    simulator.calls.press(sid, "#")
    kept = next(simulator.exchange.recordings.newest_first())
    told = line.forms("/kept")[0]
    assert (kept.words, told["RecordingSid"], told["Digits"]) == (
        "Please call me back.",
        kept.sid,
        "#",
    )
    assert told["RecordingUrl"].endswith(f"/Recordings/{kept.sid}")


def test_silence_ends_a_message(simulator, line, tape):
    sid = tape()
    simulator.calls.speak(sid, "Please call me back.")
    simulator.calls.stay_silent(sid)
    assert (line.forms("/kept")[0]["Digits"], line.forms("/kept")[0]["RecordingDuration"]) == (
        "",
        "2",
    )


def test_a_tape_without_a_word_goes_on(simulator, line, tape):
    sid = tape()
    simulator.calls.stay_silent(sid)
    assert simulator.calls.said(sid)[-1] == "Nothing heard."
    assert line.forms("/kept") == []


def test_a_tape_is_no_longer_than_it_may_be(simulator, line, tape):
    simulator.calls.speak(tape(most=3), "word " * 20)
    assert line.forms("/kept")[0]["RecordingDuration"] == "3"


def test_who_hangs_up_has_left_a_message_all_the_same(simulator, line, tape):
    sid = tape()
    simulator.calls.speak(sid, "Please call me back.")
    simulator.calls.hang_up(sid)
    simulator.settle()
    kept, told = line.forms("/kept")[0], line.forms("/tape")[0]
    assert (kept["Digits"], kept["CallStatus"]) == ("hangup", "completed")
    assert (told["RecordingStatus"], told["RecordingSid"]) == ("completed", kept["RecordingSid"])


def test_a_recording_can_be_fetched_heard_and_deleted(simulator, tape):
    call, api = tape(), Api(simulator)
    simulator.calls.speak(call, "Please call me back.")
    simulator.calls.hang_up(call)
    row = api.get(f"Calls/{call}/Recordings.json").json["recordings"][0]
    path = f"Recordings/{row['sid']}"
    assert (row["duration"], api.get(f"{path}.json").json) == ("2", row)
    assert api.get(f"{path}.wav").data[:4] == b"RIFF"
    assert (api.delete(f"{path}.json").status_code, api.get(f"{path}.json").status_code) == (
        204,
        404,
    )


def test_words_answer_a_question(simulator, line, ask):
    simulator.calls.speak(ask(), "a  grief group")
    told = line.forms("/said")[0]
    assert (told["SpeechResult"], told["Confidence"]) == ("a grief group", "0.92")
    assert "Digits" not in told
    assert line.forms("/part")[0]["UnstableSpeechResult"] == "a grief group"


def test_a_key_answers_the_same_question(simulator, line, ask):
    sid = ask()
    simulator.calls.press(sid, "1#")
    assert line.forms("/said")[0]["Digits"] == "1"


@pytest.mark.parametrize("kind", ["dtmf", "speech"])
def test_a_question_hears_only_what_it_takes(simulator, line, ask, kind):
    sid = ask(kind)
    simulator.calls.speak(sid, "a grief group") if kind == "dtmf" else simulator.calls.press(
        sid, "1"
    )
    assert line.forms("/said") == []


def test_words_can_be_part_of_a_script(simulator, line, ask):
    simulator.calls.press(ask(), 'w"a grief group"h')
    assert line.forms("/said")[0]["SpeechResult"] == "a grief group"
