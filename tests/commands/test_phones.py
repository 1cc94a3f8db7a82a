"""text, inbox and behave, against a simulator on loopback."""

from datetime import datetime

import pytest

from service.commands.phones import behave, inbox, text
from service.errors import BadInput
from tests.conftest import MONDAY_EVENING
from tests.simulator.line import ANA, LINE, WALT

HELLO = "<Response><Message>Hello, friend.</Message></Response>"
TWO = "<Response><Message>One</Message><Message>Two</Message></Response>"


def test_it_prints_the_reply(terminal):
    terminal.line.says("/sms", HELLO)
    assert terminal.run(text, "--from", ANA, "hi").stdout == "Hello, friend.\n"


def test_it_prints_every_reply_as_a_row(terminal):
    terminal.line.says("/sms", TWO)
    rows = terminal.rows(text, "--from", ANA, "hi")
    assert [row["body"] for row in rows] == ["One", "Two"]
    assert list(rows[0]) == ["from", "to", "body", "segments", "at"]


def test_it_reads_a_number_as_people_write_it(terminal):
    terminal.run(text, "--from", "(406) 555-0100", "hi")
    assert terminal.line.forms("/sms")[0]["From"] == ANA


def test_no_reply_is_nothing_printed(terminal):
    result = terminal.run(text, "--from", ANA, "hi")
    assert (result.exit_code, result.output) == (0, "")


def test_it_prints_what_arrives_while_it_waits_but_no_reply_twice(terminal, at_once):
    terminal.line.says("/sms", HELLO)
    rows = terminal.rows(text, "--from", ANA, "--wait", "0.3", "hi")
    assert [row["body"] for row in rows] == ["Hello, friend."]


def test_a_line_that_fails_is_a_failure(terminal):
    terminal.line.says("/sms", "oops", status=500)
    result = terminal.run(text, "--from", ANA, "hi")
    assert result.exit_code == 1
    assert "500" in result.stderr


def test_what_is_no_number_is_bad_input(terminal):
    assert isinstance(terminal.run(text, "--from", "12", "hi").exception, BadInput)


def test_the_inbox_has_what_arrived(terminal, at_once):
    terminal.line.says("/sms", HELLO)
    terminal.run(text, "--from", ANA, "--wait", "0.3", "hi")
    [row] = terminal.rows(inbox, "--of", ANA)
    assert (row["kind"], row["from"], row["body"]) == ("text", LINE, "Hello, friend.")
    assert datetime.fromisoformat(row["at"]) == MONDAY_EVENING


def test_the_inbox_can_begin_later(terminal):
    terminal.line.says("/sms", HELLO)
    terminal.run(text, "--from", ANA, "--wait", "0.3", "hi")
    assert terminal.rows(inbox, "--of", ANA, "--since", "2026-11-24T01:00:01") == []


def test_a_moment_nobody_can_read_is_bad_input(terminal):
    result = terminal.run(inbox, "--of", ANA, "--since", "yesterday")
    assert isinstance(result.exception, BadInput)


@pytest.mark.parametrize(
    "how", ["answer", "busy", "no-answer", "machine", "landline", "unreachable"]
)
def test_a_phone_behaves_as_told(terminal, at_once, how):
    assert terminal.run(behave, WALT, how).exit_code == 0
    assert at_once.exchange.handsets.of(WALT).how == how


def test_a_phone_can_press_keys_by_itself(terminal, at_once):
    terminal.run(behave, WALT, "answer", "--keys", "w1 w2")
    assert at_once.exchange.handsets.of(WALT).keys == "w1w2"


def test_a_phone_has_no_other_keys(terminal):
    assert isinstance(terminal.run(behave, WALT, "answer", "--keys", "x").exception, BadInput)
