import pytest
from twilio.request_validator import RequestValidator

from tests.simulator.line import ANA, LINE, TOKEN, WALT, Api

HOOK = "http://line.test/receipt"


def states(line):
    return [form["MessageStatus"] for form in line.forms("/receipt")]


def test_the_first_state_has_no_receipt_and_sending_none(api, simulator, line):
    api.text(StatusCallback=HOOK)
    simulator.settle()
    assert states(line) == ["sent", "delivered"]


def test_nobody_is_told_who_did_not_ask(api, simulator, line):
    api.text()
    simulator.settle()
    assert line.got == []


def test_a_receipt_tells_the_state_and_never_the_words(api, simulator, line):
    sid = api.text(StatusCallback=HOOK).json["sid"]
    simulator.settle()
    form = line.forms("/receipt")[-1]
    assert form.pop("RawDlrDoneDate") == "2611240100"
    assert form == {
        "MessageSid": sid, "SmsSid": sid, "MessageStatus": "delivered", "SmsStatus": "delivered",
        "AccountSid": "AC" + "0" * 32, "From": LINE, "To": ANA, "ApiVersion": "2010-04-01",
    }  # fmt: skip


def test_a_failure_tells_its_code(api, simulator, line):
    simulator.exchange.handsets.behave(WALT, "landline")
    api.text(to=WALT, StatusCallback=HOOK)
    simulator.settle()
    assert states(line) == ["undelivered"]
    assert line.forms("/receipt")[0]["ErrorCode"] == "30006"


def test_it_is_signed_over_the_url_without_its_fragment(api, simulator, line):
    api.text(StatusCallback=f"{HOOK}?id=7#rc=2")
    simulator.settle()
    _, form, headers = line.got[0]
    del form["id"]  # Line keeps query and form together
    valid = RequestValidator(TOKEN).validate(f"{HOOK}?id=7", form, headers["X-Twilio-Signature"])
    assert valid


def test_each_receipt_has_a_token_of_its_own(api, simulator, line):
    api.text(StatusCallback=HOOK)
    simulator.settle()
    assert len({headers["I-Twilio-Idempotency-Token"] for _, _, headers in line.got}) == 2


def test_a_5xx_is_not_tried_again(api, simulator, line):
    line.says("/receipt", "down", status=503)
    api.text(StatusCallback=HOOK)
    simulator.settle()
    assert states(line) == ["sent", "delivered"]
    assert simulator.codes() == [11200, 11200]


def test_a_service_tells_that_it_has_queued_the_text(make, line):
    sid = "MG" + "1" * 32
    simulator = make(messaging_service_sid=sid)
    Api(simulator).text(From="", MessagingServiceSid=sid, StatusCallback=HOOK)
    simulator.settle()
    assert states(line) == ["queued", "sent", "delivered"]
    assert line.forms("/receipt")[0]["MessagingServiceSid"] == sid


@pytest.mark.parametrize(
    ("fault", "seen"),
    [
        ("receipts-lost", []),
        ("receipts-late", ["sent", "delivered"]),
        ("receipts-reordered", ["delivered", "sent"]),
        ("receipts-doubled", ["sent", "sent", "delivered", "delivered"]),
    ],
)
def test_receipts_go_wrong_on_demand(api, simulator, line, fault, seen):
    simulator.exchange.faults.set(fault)
    api.text(StatusCallback=HOOK)
    simulator.settle()
    assert states(line) == seen


def test_a_doubled_receipt_has_the_same_token(api, simulator, line):
    simulator.exchange.faults.set("receipts-doubled")
    api.text(StatusCallback=HOOK)
    simulator.settle()
    tokens = [headers["I-Twilio-Idempotency-Token"] for _, _, headers in line.got]
    assert tokens[0] == tokens[1] != tokens[2] == tokens[3]


def test_a_receipt_can_come_before_the_order_is_answered(api, simulator, line):
    simulator.exchange.faults.set("receipts-early")
    api.text(StatusCallback=HOOK)
    assert states(line) == ["sent", "delivered"]
