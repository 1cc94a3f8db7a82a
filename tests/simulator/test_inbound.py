from datetime import timedelta

import pytest
from twilio.request_validator import RequestValidator

from service.errors import BadInput
from tests.conftest import MONDAY_EVENING
from tests.simulator.line import ACCOUNT, ANA, LINE, TOKEN, WALT

PARAMETERS = set(
    "MessageSid SmsSid SmsMessageSid AccountSid From To Body NumMedia NumSegments SmsStatus ApiVersion"
    " FromCity FromState FromZip FromCountry ToCity ToState ToZip ToCountry".split()
)


def reply(*texts: str) -> str:
    return f"<Response>{''.join(f'<Message>{text}</Message>' for text in texts)}</Response>"


def test_the_line_gets_every_parameter(simulator, line):
    taken = simulator.text(ANA, LINE, "hello")
    form = line.forms("/sms")[0]
    assert set(form) == PARAMETERS
    assert form["MessageSid"] == form["SmsSid"] == taken.message.sid
    assert (form["From"], form["To"], form["AccountSid"]) == (ANA, LINE, ACCOUNT)


def test_it_is_signed(simulator, line):
    simulator.text(ANA, LINE, "mañana 🌅")
    _, form, headers = line.got[0]
    signature = headers["X-Twilio-Signature"]
    assert RequestValidator(TOKEN).validate("http://line.test/sms", form, signature)


def test_a_picture_comes_with_its_address(simulator, line):
    simulator.text(ANA, LINE, "", media=1)
    form = line.forms("/sms")[0]
    assert (form["NumMedia"], form["Body"], form["MediaContentType0"]) == ("1", "", "image/jpeg")
    assert form["MediaUrl0"].startswith("https://") and form["MessageSid"].startswith("MM")


@pytest.mark.parametrize(
    ("answer", "bodies"),
    [
        pytest.param("<Response/>", [], id="nothing"),
        pytest.param(reply("one", "two"), ["one", "two"], id="several"),
        pytest.param(
            "<Response><Message><Body>in a body</Body></Message></Response>",
            ["in a body"],
            id="body",
        ),
        pytest.param(reply("&lt;3 &amp; more"), ["<3 & more"], id="escaped"),
        pytest.param("", [], id="an empty answer"),
    ],
)
def test_it_does_what_the_answer_says(simulator, line, answer, bodies):
    line.says("/sms", answer)
    taken = simulator.text(ANA, LINE, "hello")
    assert [text.body for text in taken.replies] == bodies
    assert (taken.status, taken.error) == (200, None)


def test_plain_words_are_sent_back(simulator, line):
    line.says("/sms", "just words", kind="text/plain")
    assert [text.body for text in simulator.text(ANA, LINE, "hello").replies] == ["just words"]


def test_a_redirect_leads_on_and_what_follows_it_does_not_count(simulator, line):
    line.says("/sms", "<Response><Redirect>/more</Redirect><Message>never</Message></Response>")
    line.says("/more", reply("from there"))
    assert [text.body for text in simulator.text(ANA, LINE, "hello").replies] == ["from there"]


def test_redirects_end_some_time(simulator, line):
    line.says("/sms", "<Response><Redirect>/sms</Redirect></Response>")
    assert simulator.text(ANA, LINE, "hello").error == 14106
    assert len(line.got) == 50


@pytest.mark.parametrize(
    ("answer", "kind", "code"),
    [
        pytest.param("<Response>", "text/xml", 12100, id="no XML"),
        pytest.param("<Nonsense/>", "text/xml", 12100, id="no response"),
        pytest.param("<Response><Say>hi</Say></Response>", "text/xml", 12200, id="a verb of calls"),
        pytest.param("{}", "application/json", 12300, id="JSON"),
        pytest.param("a" * 70_000, "text/plain", 11750, id="too long"),
        pytest.param(reply(""), "text/xml", 14103, id="no words"),
        pytest.param(reply("a" * 1601), "text/xml", 14103, id="too many words"),
    ],
)
def test_what_it_cannot_use_is_kept_as_an_alert(simulator, line, answer, kind, code):
    line.says("/sms", answer, kind=kind)
    taken = simulator.text(ANA, LINE, "hello")
    assert (taken.error, taken.replies, simulator.codes()) == (code, [], [code])


def test_the_fallback_answers_for_a_line_that_cannot(make, line):
    simulator = make(sms_fallback_url="http://line.test/fallback")
    line.says("/sms", "down", status=500)
    line.says("/fallback", reply("static words"))
    taken = simulator.text(ANA, LINE, "hello")
    assert (taken.status, taken.error) == (500, 11200)
    assert [text.body for text in taken.replies] == ["static words"]
    assert line.forms("/fallback")[0]["ErrorUrl"] == "http://line.test/sms"


def test_a_line_that_fails_without_a_fallback_loses_the_text(simulator, line):
    line.says("/sms", "down", status=500)
    assert simulator.text(ANA, LINE, "hello").replies == []
    assert len(line.got) == 1


def test_replies_get_receipts_where_the_answer_says(simulator, line):
    line.says("/sms", "<Response><Message statusCallback='/cb?id=7'>hi</Message></Response>")
    simulator.text(ANA, LINE, "hello")
    simulator.settle()
    assert [form["MessageStatus"] for form in line.forms("/cb")] == ["sent", "delivered"]
    assert {form["id"] for form in line.forms("/cb")} == {"7"}


def test_a_reply_is_on_record_as_one(simulator, line, api):
    line.says("/sms", reply("hi"))
    simulator.text(ANA, LINE, "hello")
    listed = api.get("Messages.json").json["messages"]
    assert [text["direction"] for text in listed] == ["outbound-reply", "inbound"]


def test_ten_replies_are_sent_and_no_more(simulator, line):
    line.says("/sms", reply(*"abcdefghijkl"))
    taken = simulator.text(ANA, LINE, "hello")
    assert (len(taken.replies), taken.error) == (10, 14109)


def test_two_machines_that_answer_each_other_are_stopped_for_a_while(simulator, line, clock):
    line.says("/sms", reply("echo"))
    replies = [simulator.text(ANA, LINE, "echo").replies[0] for _ in range(31)]
    assert [text.error_code for text in replies] == [None] * 30 + [14107]
    clock.advance(timedelta(seconds=30))
    assert simulator.text(ANA, LINE, "echo").replies[0].status == "queued"


def test_a_lost_text_stands_in_the_list_alone(simulator, line, api):
    simulator.exchange.faults.set("inbound-lost")
    taken = simulator.text(ANA, LINE, "hello")
    assert (line.got, taken.status, taken.error) == ([], None, 11205)
    [shown] = api.get("Messages.json", To=LINE).json["messages"]
    assert (shown["sid"], shown["direction"]) == (taken.message.sid, "inbound")


def test_a_lost_text_is_told_to_the_fallback(make, line):
    simulator = make(sms_fallback_url="http://line.test/fallback")
    line.says("/fallback", reply("later"))
    simulator.exchange.faults.set("inbound-lost")
    assert [text.body for text in simulator.text(ANA, LINE, "hello").replies] == ["later"]
    assert line.forms("/fallback")[0]["ErrorCode"] == "11205"


def test_a_doubled_text_shows_the_same_token_and_is_answered_once(simulator, line):
    simulator.exchange.faults.set("inbound-doubled")
    line.says("/sms", reply("hi"))
    taken = simulator.text(ANA, LINE, "hello")
    tokens = [headers["I-Twilio-Idempotency-Token"] for _, _, headers in line.got]
    assert tokens[0] == tokens[1]
    assert len(taken.replies) == 1


@pytest.mark.parametrize(
    ("sender", "to", "media"),
    [
        pytest.param(ANA, WALT, 0, id="to no line"),
        pytest.param(WALT, LINE, 0, id="from a landline"),
        pytest.param(ANA, LINE, 11, id="too many pictures"),
    ],
)
def test_no_handset_can_send_that(simulator, sender, to, media):
    simulator.exchange.handsets.behave(WALT, "landline")
    with pytest.raises(BadInput):
        simulator.text(sender, to, "hello", media)


def test_each_number_of_a_pool_answers_for_itself(make, line):
    other = "+14065550198"
    line.says("/sms", reply("hi"))
    taken = make(line_numbers=(LINE, other)).text(ANA, other, "hello")
    assert (taken.message.to, taken.replies[0].sender) == (other, other)


def test_two_numbers_that_text_keep_their_cookies_for_hours(simulator, line, clock):
    line.says("/sms", "<Response/>", cookie="talk=7")
    for hours in (0, 3, 5):
        clock.at = MONDAY_EVENING + timedelta(hours=hours)
        simulator.text(ANA, LINE, "hi")
    assert [headers.get("Cookie") for _, _, headers in line.got] == [None, "talk=7", None]
