"""The real SDK against answers a carrier may give, good and bad."""

import gzip
import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import parse_qs

import pytest

from service.carrier.http import LARGEST_ANSWER
from service.carrier.port import NOT_REACHED, Accepted, CallToPlace, TextToSend, Unknown, Verdict
from service.carrier.twilio import TwilioCarrier
from service.errors import CarrierUnavailable
from service.text.phone import Phone

ANA, LINE = Phone.parse("+14065550100"), "+14065550199"
TEXT = TextToSend(ANA, "+14065550199", "Hi é", "http://127.0.0.1/status/text/1/1", 3600)
CALL = CallToPlace(ANA, "+14065550199", "http://127.0.0.1/voice/out/1/1", "http://127.0.0.1/s")
ASKED: list[tuple[dict, dict]] = []


def answering(status: str, body: object = "", headers: tuple = ()) -> TwilioCarrier:
    """A carrier that gives this one answer, and notes in ASKED what it was asked."""
    ASKED.clear()

    def app(environ, start):
        form = parse_qs(environ["wsgi.input"].read().decode())
        ASKED.append((environ, form))
        start(status, [("Content-Type", "application/json"), *headers])
        return [(body if isinstance(body, str) else json.dumps(body)).encode()]

    return TwilioCarrier("AC" + "0" * 32, "token", wsgi=app)


def refusing(status: str, code: int, **more) -> TwilioCarrier:
    return answering(status, {"code": code, "message": "no", "status": int(status[:3])}, **more)


def test_it_posts_what_the_carrier_needs():
    assert answering("201 Created", {"sid": "SM1"}).send_text(TEXT) == Accepted("SM1")
    environ, form = ASKED[0]
    assert environ["HTTP_X_TWILIO_PRODUCT"] == "api"
    assert (form["To"], form["Body"], form["ValidityPeriod"]) == ([ANA.e164], ["Hi é"], ["3600"])


def test_it_asks_for_every_step_of_a_call():
    assert answering("201 Created", {"sid": "CA1"}).place_call(CALL) == Accepted("CA1")
    assert ASKED[0][1]["StatusCallbackEvent"] == ["initiated", "ringing", "answered", "completed"]


@pytest.mark.parametrize(("listening", "asked"), [(True, ["DetectMessageEnd"]), (False, None)])
def test_it_has_the_beep_waited_for_where_nobody_waits_for_us(listening, asked):
    answering("201 Created", {"sid": "CA1"}).place_call(replace(CALL, detect_machine=listening))
    assert ASKED[0][1].get("MachineDetection") == asked


@pytest.mark.parametrize(
    ("code", "verdict"),
    [
        (21211, Verdict.PERMANENT),
        (21610, Verdict.STOPPED),
        (21611, Verdict.LATER),
        (99999, Verdict.LATER),
    ],
)
def test_a_refusal_has_the_verdict_of_its_code(code, verdict):
    outcome = refusing("400 Bad Request", code).send_text(TEXT)
    assert (outcome.verdict, outcome.code) == (verdict, code)


def test_a_wrong_key_is_our_own_doing():
    assert refusing("401 Unauthorized", 20003).send_text(TEXT).verdict == Verdict.OURS


def test_a_code_new_to_us_is_kept_whole_and_never_shown():
    outcome = refusing("400 Bad Request", 21999).send_text(TEXT)
    assert (outcome.whole.status, outcome.whole.text) == (400, "Unable to create record: no")
    assert "Unable" not in repr(outcome)


@pytest.mark.parametrize("code", ["21211", 2**40, -1, [1]], ids=str)
def test_a_code_that_is_none_is_a_refusal_all_the_same(code):
    outcome = refusing("400 Bad Request", code).send_text(TEXT)
    assert (outcome.verdict, outcome.code) == (Verdict.LATER, None)


def test_it_keeps_how_long_to_wait():
    outcome = refusing("429 Too Many", 20429, headers=(("Retry-After", "7"),)).send_text(TEXT)
    assert (outcome.verdict, outcome.retry_after_s) == (Verdict.LATER, 7.0)


@pytest.mark.parametrize(
    ("given", "wait_s"), [("9" * 30, 3600.0), ("\u00b2", None)], ids=["for ever", "no number"]
)
def test_a_wait_nobody_can_mean_stops_us_for_an_hour_at_most(given, wait_s):
    outcome = refusing("429 Too Many", 20429, headers=(("Retry-After", given),)).send_text(TEXT)
    assert (outcome.verdict, outcome.retry_after_s) == (Verdict.LATER, wait_s)


def test_an_earlier_answers_wait_is_not_kept():
    carrier = refusing("429 Too Many", 20429, headers=())
    assert carrier.send_text(TEXT).retry_after_s is None


def test_it_reads_the_newer_kind_of_error_too():
    body = {"type": "u", "title": "Too many", "status": 429, "code": 20429}
    assert answering("429 Too Many", body).send_text(TEXT).verdict == Verdict.LATER


@pytest.mark.parametrize(
    ("status", "body"),
    [
        ("500 Broken", {"code": 20500, "status": 500}),
        ("503 Away", "<html>"),
        ("201 Created", "{half"),
        ("201 Created", "[]"),
        ("201 Created", {"status": "queued"}),
        ("201 Created", {"sid": 5}),
        ("201 Created", {"sid": "S" * 5000}),
        ("201 Created", "[" * 100_000),
        ("302 Elsewhere", ""),
    ],
    ids=[
        *("500", "503 without JSON", "half an answer", "a list", "no id"),
        *("a number for an id", "a page for an id", "brackets without end", "redirect"),
    ],
)
def test_what_proves_nothing_is_unknown(status, body):
    assert isinstance(answering(status, body).send_text(TEXT), Unknown)


def listed(sid: str, minute: int) -> dict:
    return {
        "sid": sid, "to": ANA.e164, "from": "+14065550199", "body": "Hi", "status": "sent",
        "direction": "outbound-api", "date_created": f"Tue, 24 Nov 2026 01:{minute:02}:00 +0000",
    }  # fmt: skip


def test_it_lists_what_was_created_since():
    carrier = answering(
        "200 OK", {"messages": [listed("SM2", 5), listed("SM1", 3)], "next_page_uri": None}
    )
    seen = carrier.texts_to(ANA, datetime(2026, 11, 24, 1, 4, tzinfo=UTC))
    assert [(one.sid, one.body, one.sender) for one in seen] == [("SM2", "Hi", "+14065550199")]


def test_of_what_came_in_it_lists_the_oldest_first_in_pages_as_large_as_can_be():
    inbound = {"direction": "inbound", "to": LINE, "from": ANA.e164, "num_media": "0"}
    lists = [
        listed("SM4", 6) | inbound | {"num_media": "2"},
        listed("SM3", 5),
        listed("SM2", 5) | inbound,
        listed("SM1", 3) | inbound,
    ]
    carrier = answering("200 OK", {"messages": lists, "next_page_uri": None})
    found = carrier.texts_received(LINE, datetime(2026, 11, 24, 1, 4, tzinfo=UTC))
    assert [(one.sid, one.sender, one.media) for one in found] == [
        ("SM2", ANA.e164, 0),
        ("SM4", ANA.e164, 2),
    ]
    assert parse_qs(ASKED[0][0]["QUERY_STRING"]) == {"To": [LINE], "PageSize": ["1000"]}


def test_of_what_our_line_sent_it_picks_out_the_numbers_asked_for():
    lists = [
        listed("SM4", 5) | {"to": "+14065550101"},
        listed("SM3", 5) | {"direction": "outbound-reply"},
        listed("SM2", 4) | {"to": "+14065550102"},
        listed("SM1", 3),
    ]
    carrier = answering("200 OK", {"messages": lists, "next_page_uri": None})
    since = datetime(2026, 11, 24, 1, 4, tzinfo=UTC)
    found = carrier.texts_sent(LINE, {ANA.e164, "+14065550101"}, since)
    assert ([one.sid for one in found.seen], found.since) == (["SM4"], since)
    asked = parse_qs(ASKED[0][0]["QUERY_STRING"])
    assert asked == {"From": [LINE], "PageSize": ["1000"]}


def test_for_one_number_the_carrier_looks_itself():
    carrier = answering("200 OK", {"calls": [], "next_page_uri": None})
    carrier.calls_placed(LINE, {ANA.e164}, datetime(2026, 11, 24, tzinfo=UTC))
    assert parse_qs(ASKED[0][0]["QUERY_STRING"])["To"] == [ANA.e164]


@pytest.mark.parametrize("status", ["500 Broken", "401 Unauthorized", "200 OK"])
def test_a_list_that_cant_be_read_says_so(status):
    with pytest.raises(CarrierUnavailable):
        answering(status, "nothing").calls_placed(
            LINE, {ANA.e164}, datetime(2026, 11, 24, tzinfo=UTC)
        )


def test_a_text_that_is_gone_is_none_and_deleting_it_is_fine():
    carrier = refusing("404 Not Found", 20404)
    assert carrier.fetch_text("SM1") is None
    assert carrier.delete_text("SM1")


def test_recordings_are_listed_by_their_call_and_deleted_by_their_id():
    page = {"recordings": [{"sid": "RE1"}, {"sid": "RE2"}], "next_page_uri": None}
    assert answering("200 OK", page).recordings_of("CA1") == ["RE1", "RE2"]
    assert parse_qs(ASKED[0][0]["QUERY_STRING"])["CallSid"] == ["CA1"]
    assert refusing("404 Not Found", 20404).delete_recording("RE1")
    assert ASKED[0][0]["PATH_INFO"].endswith("/Recordings/RE1.json")


def test_what_is_under_way_can_t_be_deleted_yet():
    carrier = refusing("409 Conflict", 20009)
    assert not carrier.delete_text("SM1") and not carrier.delete_call("CA1")


@pytest.mark.parametrize(
    ("kind", "said"), [("mobile", "mobile"), ("landline", "landline"), (None, "unknown")]
)
def test_it_looks_up_the_kind_of_line(kind, said):
    carrier = answering("200 OK", {"line_type_intelligence": {"type": kind}})
    assert carrier.look_up(ANA) == said
    assert ASKED[0][0]["HTTP_X_TWILIO_PRODUCT"] == "lookups"


@pytest.mark.parametrize("status", ["400 Bad Request", "404 Not Found"])
def test_a_number_that_is_none_has_no_kind_of_line(status):
    assert refusing(status, 20404).look_up(ANA) == "unknown"


@contextmanager
def a_server_that(does: Callable[[socket.socket], None]) -> Iterator[TwilioCarrier]:
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            connection, _ = server.accept()
            with connection:
                does(connection)

        thread = threading.Thread(target=serve)
        thread.start()
        address = f"http://127.0.0.1:{server.getsockname()[1]}"
        yield TwilioCarrier("AC" + "0" * 32, "token", base_url=address, timeout_s=0.3)
        thread.join()


def resets(connection: socket.socket) -> None:
    connection.recv(100)


def stays_silent(connection: socket.socket) -> None:
    while connection.recv(4096):
        pass


def stops_half_way(connection: socket.socket) -> None:
    connection.recv(4096)
    connection.sendall(b"HTTP/1.1 201 Created\r\nContent-Length: 100\r\n\r\n{")


def drips(connection: socket.socket) -> None:
    connection.recv(4096)
    with suppress(ConnectionError):
        connection.sendall(b"HTTP/1.1 201 Created\r\nContent-Length: 44\r\n\r\n")
        for one in b" " * 30 + b'{"sid": "SM1"}':
            connection.sendall(bytes([one]))
            time.sleep(0.05)


def swells(connection: socket.socket) -> None:
    connection.recv(4096)
    packed = gzip.compress(b'{"sid": "SM1"}' + b" " * (LARGEST_ANSWER + 1))
    head = f"HTTP/1.1 201 Created\r\nContent-Encoding: gzip\r\nContent-Length: {len(packed)}"
    with suppress(ConnectionError):
        connection.sendall(head.encode() + b"\r\n\r\n" + packed)


@pytest.mark.parametrize("fault", [resets, stays_silent, stops_half_way, drips, swells])
def test_a_line_cut_after_sending_is_unknown(fault):
    with a_server_that(fault) as carrier:
        assert isinstance(carrier.send_text(TEXT), Unknown)


def test_a_closed_port_means_nothing_was_sent():
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    outcome = TwilioCarrier("AC" + "0" * 32, "t", base_url=f"http://127.0.0.1:{port}").send_text(
        TEXT
    )
    assert outcome == NOT_REACHED
