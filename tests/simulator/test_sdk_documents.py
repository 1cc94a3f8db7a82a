"""Documents as the real SDK writes them, read back: its names are the carrier's."""

from twilio.twiml.voice_response import Dial, Enqueue, Gather, VoiceResponse

from service.simulator import verbs
from service.simulator.twiml import read_document

BEN = "+14065550120"


def read(verb):
    response = VoiceResponse()
    response.append(verb)
    return read_document(str(response))[0]


def test_a_dial_with_a_screened_number():
    dial = Dial(
        timeout=20, time_limit=600, action="/after", caller_id=BEN, answer_on_bridge=True,
        hangup_on_star=True, sequential=True,
    )  # fmt: skip
    dial.number(
        BEN, url="/screen", status_callback="/cb", status_callback_event="ringing answered",
        send_digits="w1", machine_detection="Enable", amd_status_callback="/amd",
    )  # fmt: skip
    events = frozenset({"ringing", "answered"})
    number = verbs.Number(BEN, "/screen", "POST", "w1", "/cb", "POST", events, "Enable", "/amd")
    assert read(dial) == verbs.Dial((number,), "/after", "POST", 20, 600, True, BEN, True, True)


def test_a_room():
    dial = Dial()
    dial.conference(
        "kin", muted=True, beep="onEnter", start_conference_on_enter=False,
        end_conference_on_exit=True, wait_url="", max_participants=9, participant_label="ana",
        status_callback="/room", status_callback_event="start end",
    )  # fmt: skip
    told = frozenset({"start", "end"})
    room = verbs.Conference(
        "kin", True, "onenter", False, True, "", "POST", 9, "ana", "/room", "POST", told
    )
    assert read(dial) == verbs.Dial(room)


def test_a_queue_from_both_ends():
    dial = Dial()
    dial.queue("help", url="/word")
    assert read(dial) == verbs.Dial(verbs.FrontOfQueue("help", "/word"))
    waits = Enqueue("help", action="/after", wait_url="/music")
    assert read(waits) == verbs.Enqueue("help", "/after", "POST", "/music")


def test_a_question_for_words():
    gather = Gather(input="dtmf speech", speech_timeout="auto", partial_result_callback="/part")
    asked = read(gather)
    assert (asked.takes_speech, asked.takes_keys, asked.speech_timeout_s) == (True, True, 1)
    assert asked.partial_url == "/part"


def test_a_tape():
    response = VoiceResponse()
    response.record(
        action="/kept", timeout=4, finish_on_key="#", max_length=90, play_beep=False,
        recording_status_callback="/tape",
    )  # fmt: skip
    tape = read_document(str(response))[0]
    assert tape == verbs.Record("/kept", "POST", 4, "#", 90, False, "/tape")
