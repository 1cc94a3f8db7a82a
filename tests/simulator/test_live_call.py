"""One call leg, driven by hand: documents in, what is heard and pressed out."""

from dataclasses import dataclass, field

import pytest

from service.simulator.attributes import DocumentError
from service.simulator.call_terms import Ending, Fetched, Pace
from service.simulator.live_call import APOLOGY, LiveCall
from tests.conftest import MONDAY_EVENING

HOME = "http://127.0.0.1:8000/voice/start"
MENU = """<Gather numDigits="1" action="/voice/menu"><Say>Press 1.</Say><Say>Or 2.</Say></Gather>"""


@dataclass
class Shelf:
    """Documents by URL; remembers who asked for what."""

    documents: dict[str, str]
    fallback: str | None = None
    asked: list[tuple[str, dict[str, str], str]] = field(default_factory=list)
    alerts: list[int] = field(default_factory=list)

    def fetch(self, url: str, form: dict[str, str], method: str) -> Fetched:
        self.asked.append((url, form, method))
        if url not in self.documents:
            raise DocumentError(11200, "not there")
        kind = "text/xml" if "<" in self.documents[url] else "text/plain"
        return Fetched(url, kind, self.documents[url])

    def tell(self, url: str, form: dict[str, str], method: str) -> None:
        self.asked.append((url, form, method))

    def tape(self, url: str) -> None:
        return None

    def instead(self, error: DocumentError, url: str) -> Fetched | None:
        self.alerts.append(error.code)
        return Fetched(url, "text/xml", self.fallback) if self.fallback else None


def script(*verbs: str) -> str:
    return f"<Response>{''.join(verbs)}</Response>"


def placed(*verbs: str, pace: Pace = Pace.INSTANT, **others: str) -> LiveCall:
    """A call whose first document holds `verbs`; `menu="..."` adds /voice/menu."""
    pages = {f"http://127.0.0.1:8000/voice/{name}": text for name, text in others.items()}
    call = LiveCall(Shelf({HOME: script(*verbs), **pages}), lambda: MONDAY_EVENING, pace)
    call.start_at(HOME)
    return call


def said(call: LiveCall) -> list[str | None]:
    return [event["text"] for event in call.events if event["event"] == "say"]


def kinds(call: LiveCall) -> list[str | None]:
    return [event["event"] for event in call.events]


def test_it_says_everything_and_hangs_up_at_the_end():
    call = placed("<Say>Hello.</Say>", '<Play digits="12"/>', "<Pause/>")
    assert kinds(call) == ["say", "play", "pause", "hangup"]
    assert call.ending is Ending.COMPLETED
    assert call.events[-1]["by"] == "line"


def test_it_hears_the_words_inside_what_shapes_the_voice():
    call = placed(
        '<Say language="es-US">Hola<break time="1s"/>mundo <sub alias="doctor">Dr.</sub></Say>'
    )
    assert (said(call), call.events[0]["language"]) == (["Hola mundo doctor"], "es-US")


def test_it_repeats_a_loop():
    assert said(placed('<Say loop="3">Hi.</Say>')) == ["Hi.", "Hi.", "Hi."]


def test_a_key_goes_to_the_action_beside_the_document():
    call = placed(MENU, menu=script("<Say>You chose.</Say>"))
    call.press("2")
    url, form, method = call.documents.asked[-1]
    assert (url, form, method) == ("http://127.0.0.1:8000/voice/menu", {"Digits": "2"}, "POST")
    assert said(call)[-1] == "You chose."


def test_it_waits_for_a_key_as_long_as_nobody_says_silence():
    call = placed(MENU)
    assert call.ending is None
    assert call.waiting.kind == "question"


def test_silence_goes_on_with_the_next_verb():
    call = placed(MENU, "<Say>Goodbye.</Say>")
    call.stay_silent()
    assert said(call)[-1] == "Goodbye."


def test_silence_is_sent_when_the_document_asks_for_it():
    call = placed('<Gather actionOnEmptyResult="true" action="menu"/>', menu=script())
    call.stay_silent()
    assert call.documents.asked[-1][1] == {"Digits": ""}


def test_a_question_without_an_action_asks_its_own_document():
    call = placed('<Gather numDigits="1"/>')
    call.press("1")
    assert [url for url, _, _ in call.documents.asked] == [HOME, HOME]


@pytest.mark.parametrize(
    ("attributes", "keys", "form"),
    [
        ("", "59718#", {"Digits": "59718", "FinishedOnKey": "#"}),
        ('finishOnKey="*"', "12*", {"Digits": "12", "FinishedOnKey": "*"}),
        ('finishOnKey="" numDigits="2"', "##", {"Digits": "##"}),
        ('numDigits="5"', "59718", {"Digits": "59718"}),
        ('method="GET" numDigits="1"', "1", {"Digits": "1"}),
    ],
    ids=["pound ends", "star ends", "nothing ends", "enough digits", "by GET"],
)
def test_a_question_ends_as_it_was_told(attributes, keys, form):
    call = placed(f'<Gather action="menu" {attributes}/>', menu=script())
    call.press(keys)
    assert call.documents.asked[-1][1] == form


def test_the_finishing_key_alone_is_silence():
    call = placed('<Gather action="menu"/>', "<Say>Goodbye.</Say>", menu=script())
    call.press("#")
    assert said(call) == ["Goodbye."]


def test_a_pause_after_some_digits_sends_them():
    call = placed('<Gather action="menu"/>', menu=script())
    call.press("59718")
    call.stay_silent()
    assert call.documents.asked[-1][1] == {"Digits": "59718"}


def test_a_key_stops_the_speech_of_a_question():
    call = placed(MENU, menu=script("<Say>Good.</Say>"), pace=Pace.REAL)
    call.press("1")
    assert said(call) == ["Press 1.", "Good."]


def test_a_question_may_have_to_be_heard_out():
    call = placed(MENU.replace("<Gather", "<Gather bargeIn='false'"), menu=script(), pace=Pace.REAL)
    call.press("1")
    assert (said(call), call.waiting.kind) == (["Press 1."], "speech")


def test_a_key_outside_a_question_is_dropped():
    call = placed("<Say>Please listen.</Say>", MENU, pace=Pace.REAL)
    call.press("1")
    assert said(call) == ["Please listen."]


def test_speech_takes_its_time_at_a_real_pace():
    call = placed(f"<Say>{'word ' * 17}</Say>", pace=Pace.REAL)
    assert call.waiting.seconds == pytest.approx(6)


def test_breaks_take_their_time_too():
    call = placed(
        '<Say>One.<break time="1500ms"/>Two.<break strength="medium"/></Say>', pace=Pace.REAL
    )
    assert call.waiting.seconds == pytest.approx(2 * 60 / 170 + 1.9)


def test_silence_is_counted_after_the_speech():
    call = placed(MENU, pace=Pace.REAL)
    call.time_passes(call.waiting.turn)
    call.time_passes(call.waiting.turn)
    assert (call.waiting.kind, call.waiting.seconds) == ("question", 5)


def test_an_alarm_that_comes_too_late_does_nothing():
    call = placed(MENU, menu=script(MENU), pace=Pace.REAL)
    late = call.waiting.turn
    call.press("1")
    before = call.waiting
    call.time_passes(late)
    assert call.waiting is before


def test_it_follows_a_redirect():
    call = placed('<Redirect method="GET">menu</Redirect>', menu=script("<Say>Here.</Say>"))
    assert (said(call), call.documents.asked[-1][2]) == (["Here."], "GET")


def test_it_stops_at_fifty_documents():
    call = placed("<Redirect/>")
    assert len(call.documents.asked) == 50
    assert said(call) == [APOLOGY]


@pytest.mark.parametrize(("reason", "ending"), [("busy", "busy"), ("rejected", "rejected")])
def test_it_turns_a_call_away(reason, ending):
    assert placed(f'<Reject reason="{reason}"/>').ending == ending


def test_it_hangs_up_when_told():
    assert kinds(placed("<Hangup/>", "<Say>Never heard.</Say>")) == ["hangup"]


def test_the_phone_hangs_up_once():
    call = placed(MENU)
    call.hang_up()
    call.hang_up()
    call.press("1")
    assert kinds(call)[-2:] == ["gather", "hangup"]
    assert call.events[-1]["by"] == "phone"


def test_a_new_document_in_mid_call_replaces_the_old_one():
    call = placed(MENU, news=script("<Say>News.</Say>"))
    call.start_at("http://127.0.0.1:8000/voice/news")
    assert said(call)[-1] == "News."


def test_plain_words_are_spoken_and_end_the_call():
    call = placed("<Redirect>words</Redirect>", words="Just words.")
    assert (said(call), call.ending) == (["Just words."], Ending.COMPLETED)


@pytest.mark.parametrize(
    ("document", "code"),
    [
        ("<Response><Say>Hi", 12100),
        ("<Answer/>", 12100),
        ("<Response><Shout>Hi</Shout></Response>", 12200),
        ('<Response><Pause length="long"/></Response>', 12200),
        ('<Response><Gather method="PUT"/></Response>', 12200),
        ('<Response><Gather input="voice"/></Response>', 12200),
        ('<Response><Gather numdigits="1"/></Response>', 12200),
        ('<Response><Say>a<break time="soon"/></Say></Response>', 12200),
        (f"<Response><Say>{'a' * 4097}</Say></Response>", 12200),
        (f"<Response><!--{'a' * 65536}--></Response>", 11750),
    ],
    ids=[
        "cut",
        "wrong root",
        "unknown verb",
        "no number",
        "no method",
        "no input",
        "misspelled",
        "no time",
        "long say",
        "64 kB",
    ],
)
def test_a_document_it_cannot_run_ends_in_an_apology(document, code):
    call = placed("<Redirect>broken</Redirect>", broken=document)
    assert call.documents.alerts == [code]
    assert (kinds(call), said(call)) == (["error", "say", "hangup"], [APOLOGY])


def test_the_fallback_answers_for_a_document_that_cannot_be_had():
    shelf = Shelf({}, fallback=script("<Say>Call 988 any time.</Say>"))
    call = LiveCall(shelf, lambda: MONDAY_EVENING, Pace.INSTANT)
    call.start_at(HOME)
    assert (said(call), shelf.alerts) == (["Call 988 any time."], [11200])


def test_a_document_without_an_address_needs_whole_urls():
    call = LiveCall(Shelf({}), lambda: MONDAY_EVENING, Pace.INSTANT)
    call.start_with(script("<Redirect>/voice/menu</Redirect>"))
    assert call.documents.alerts == [11100]


def test_it_waits_for_others_as_long_as_it_takes():
    call = placed("<Dial>+14065550120</Dial>", "<Say>They are gone.</Say>")
    assert (call.waiting.kind, call.far.whom[0].to) == ("far", "+14065550120")
    call.far_is_over({"DialCallStatus": "completed"})
    assert said(call) == ["They are gone."]


def test_what_it_waits_with_is_asked_for_again_in_a_queue():
    wait = script("<Say>You are next.</Say>")
    call = placed('<Enqueue waitUrl="wait">help</Enqueue>', wait=wait)
    call.hold(True)
    for _ in range(2):
        call.time_passes(call.waiting.turn)
    assert said(call) == ["You are next."] * 3


def test_a_silent_document_to_wait_with_does_not_spin():
    call = placed('<Enqueue waitUrl="wait">help</Enqueue>', wait=script())
    call.hold(True)
    assert len(call.documents.asked) == 2


def test_words_go_on_until_a_pause_at_a_real_pace():
    call = placed(
        '<Gather input="speech" speechTimeout="2" action="menu"/>', menu=script(), pace=Pace.REAL
    )
    call.speak("a meeting")
    call.speak("tonight")
    assert call.waiting.seconds == 2
    call.time_passes(call.waiting.turn)
    assert call.documents.asked[-1][1]["SpeechResult"] == "a meeting tonight"


@pytest.mark.parametrize(
    "verb",
    [
        "<Dial><Client>ana</Client></Dial>",
        "<Dial timeLimit='0'>+14065550120</Dial>",
        "<Dial timeout='601'>+14065550120</Dial>",
        "<Dial><Conference/></Dial>",
        "<Dial><Conference beep='loud'>kin</Conference></Dial>",
        f"<Enqueue>{'a' * 65}</Enqueue>",
        f"<Dial>{'<Number>+14065550120</Number>' * 11}</Dial>",
    ],
    ids=["client", "no time", "rings too long", "no name", "no beep", "long name", "eleven"],
)
def test_it_refuses_to_connect_what_the_carrier_would_not(verb):
    assert len(placed(verb).documents.alerts) == 1
