"""What is not the carrier's, or not ours, or too large, goes no further."""

import pytest
from sqlalchemy import func, select

from service.models import Inbound
from tests.line import ANA


def stored(line) -> int:
    with line.house.database.reading() as session:
        return session.scalar(select(func.count()).select_from(Inbound))


def test_a_signed_text_is_let_in(line):
    assert line.post("/text", line.text_form("hi")).status_code == 200


def test_an_unsigned_text_is_refused_and_leaves_nothing(line):
    assert line.post("/text", line.text_form("hi"), signed=False).status_code == 403
    assert stored(line) == 0


def test_a_wrong_signature_is_refused_and_the_log_names_nobody(capsys, line):
    form = line.text_form("where is the meeting")
    answer = line.client.post("/text", data=form, headers={"X-Twilio-Signature": "nonsense"})
    logged = capsys.readouterr().err
    assert answer.status_code == 403
    assert ANA not in logged and "meeting" not in logged and logged.count("\n") == 1


def test_a_form_altered_on_the_way_is_refused(line):
    form = line.text_form("hi")
    response = line.post("/text", form)
    assert response.status_code == 200
    altered = line.client.post("/text", data={**form, "Body": "STOP"}, headers=_headers(line, form))
    assert altered.status_code == 403


def test_another_account_is_refused(line):
    form = {**line.text_form("hi"), "AccountSid": "AC" + "9" * 32}
    assert line.post("/text", form).status_code == 403


def test_a_query_with_escapes_is_checked_as_it_was_sent(line):
    path = "/text?note=caf%C3%A9%7E%27%3A"
    assert line.post(path, line.text_form("hi")).status_code == 200


def test_a_body_of_64_kilobytes_is_refused_as_too_large(line):
    assert line.post("/text", line.text_form("a" * 65_600)).status_code == 413


@pytest.mark.parametrize("path", ["http://127.0.0.1:8000/text", "text", "*"])
def test_a_request_target_no_carrier_sends_is_refused_and_not_an_error(line, path):
    answer = line.client.post("/text", data={"Body": "hi"}, environ_overrides={"RAW_URI": path},
                              headers={"X-Twilio-Signature": "nonsense"})  # fmt: skip
    assert answer.status_code == 400


@pytest.mark.parametrize(
    "path", ["/text", "/voice/in", "/voice/turn/1", "/voice/way/turn/1/en", "/status/text/X/1"]
)
def test_nobody_reads_a_webhook(line, path):
    assert line.client.get(path).status_code == 405


def _headers(line, form):
    from twilio.request_validator import RequestValidator

    from tests.line import PUBLIC, TOKEN

    return {"X-Twilio-Signature": RequestValidator(TOKEN).compute_signature(PUBLIC + "/text", form)}
