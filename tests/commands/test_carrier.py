"""fault and ledger, against a simulator on loopback."""

import hashlib

from service.commands.carrier import fault, ledger
from service.commands.phones import text
from service.errors import BadInput
from tests.simulator.line import ANA


def on(terminal, *words):
    return {row["name"]: row["rate"] for row in terminal.rows(fault, *words) if row["rate"]}


def test_all_faults_are_listed_and_off(terminal):
    result = terminal.run(fault)
    assert "cut-after" in result.stdout
    assert on(terminal) == {}


def test_a_fault_is_switched_on_at_five_in_a_hundred(terminal):
    assert on(terminal, "cut-after") == {"cut-after": 0.05}


def test_naming_it_again_switches_it_off(terminal):
    terminal.run(fault, "cut-after")
    terminal.run(fault, "cut-after")
    assert on(terminal) == {}


def test_a_rate_and_a_duration_are_kept(terminal):
    [row] = terminal.rows(fault, "slow", "--rate", "0.5", "--for", "60")
    assert (row["rate"], row["for"] > 50) == (0.5, True)


def test_no_such_fault_is_bad_input(terminal):
    assert isinstance(terminal.run(fault, "gremlins").exception, BadInput)


def test_the_ledger_knows_words_by_their_hash_only(terminal):
    terminal.line.says("/sms", "<Response><Message>Hello.</Message></Response>")
    terminal.run(text, "--from", ANA, "hi")
    [row] = [row for row in terminal.rows(ledger) if row["kind"] == "reply"]
    assert row["body_sha256"] == hashlib.sha256(b"Hello.").hexdigest()
    assert (row["to"], row["segments"]) == (ANA, 1)


def test_the_ledger_reads_as_lines_too(terminal):
    terminal.line.says("/sms", "<Response><Message>Hello.</Message></Response>")
    terminal.run(text, "--from", ANA, "hi")
    assert "1 seg" in terminal.run(ledger).stdout
