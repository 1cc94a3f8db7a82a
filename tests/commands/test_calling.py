"""call and answer, against a simulator on loopback."""

import pytest

from service.commands.call_script import FollowedCall
from service.commands.phones import answer, behave, call, inbox
from service.commands.running import Simulator
from service.errors import BadInput
from tests.simulator.line import LINE, WALT, Api

MENU = """<Response><Gather numDigits="1" action="/menu"><Say language="en-US">Press 1.</Say></Gather>
<Say>Goodbye.</Say></Response>"""
DONE = "<Response><Say>You chose.</Say></Response>"
ZIP = '<Response><Gather action="/menu"><Say>Your ZIP?</Say></Gather></Response>'
ROW = ["event", "text", "language", "to", "digits", "at", "by"]


def told(rows):
    """What happened, in short: words said, keys gathered, and the hang-up."""
    return [row["text"] or row["digits"] or row["event"] for row in rows]


@pytest.fixture
def menu(terminal):
    terminal.line.says("/voice", MENU)
    terminal.line.says("/menu", DONE)
    return terminal


@pytest.fixture
def ring(at_once, menu):
    """Walt's phone rings, and he has it in his hand."""
    at_once.calls.ringing(WALT)
    Api(at_once).post("Calls.json", To=WALT, From=LINE, Url="http://line.test/voice")


def test_it_prints_what_is_said_and_pressed(menu):
    result = menu.run(call, "--from", WALT, "--keys", "w1")
    assert result.stdout == "Press 1.\n> 1\nYou chose.\n(the line hung up)\n"


def test_its_rows_name_each_question_once(menu):
    rows = menu.rows(call, "--from", WALT, "--keys", "w1")
    assert [row["event"] for row in rows] == ["say", "gather", "say", "hangup"]
    assert (rows[1]["digits"], rows[0]["language"], list(rows[0])) == ("1", "en-US", ROW)


def test_silence_hears_what_comes_after_the_question(menu):
    rows = menu.rows(call, "--from", WALT, "--keys", "s")
    assert told(rows) == ["Press 1.", "gather", "Goodbye.", "hangup"]


def test_at_the_end_of_the_keys_it_hangs_up(menu):
    menu.line.says("/menu", MENU)
    result = menu.run(call, "--from", WALT, "--keys", "w1")
    assert result.stdout.endswith("Press 1.\n(waiting for a key)\n(you hung up)\n")


def test_who_breaks_off_hangs_up(menu, at_once):
    def breaks_off():
        raise KeyboardInterrupt
        yield

    sid = at_once.calls.dial_in(WALT, LINE, hurried=True).sid
    with pytest.raises(KeyboardInterrupt):
        FollowedCall(Simulator(menu.address), sid, print).play(breaks_off())
    assert at_once.calls.events(sid)[1] == "completed"


def test_h_hangs_up_in_the_middle(menu):
    assert told(menu.rows(call, "--from", WALT, "--keys", "wh1")) == [
        "Press 1.",
        "gather",
        "hangup",
    ]
    assert menu.line.forms("/menu") == []


def test_waiting_sends_the_digits_so_far(terminal):
    terminal.line.says("/voice", ZIP)
    terminal.line.says("/menu", DONE)
    assert told(terminal.rows(call, "--from", WALT, "--keys", "w59718w")) == [
        "Your ZIP?", "59718", "You chose.", "hangup",
    ]  # fmt: skip


def test_it_takes_keys_from_the_terminal(menu):
    result = menu.run(call, "--from", WALT, typed="1\n")
    assert "You chose." in result.stdout


def test_a_wrong_key_is_said_before_anything_is_dialled(menu):
    assert isinstance(menu.run(call, "--from", WALT, "--keys", "1,2").exception, BadInput)
    assert menu.line.got == []


def test_a_call_turned_away_is_a_failure(terminal):
    terminal.line.says("/voice", '<Response><Reject reason="busy"/></Response>')
    result = terminal.run(call, "--from", WALT, "--keys", "1")
    assert (result.exit_code, "busy" in result.stderr) == (1, True)


def test_it_answers_the_call_that_rings(menu, ring):
    rows = menu.rows(answer, "--as", WALT, "--keys", "1", "--wait", "5")
    assert told(rows) == ["Press 1.", "1", "You chose.", "hangup"]


def test_no_call_in_time_is_a_failure(menu):
    result = menu.run(answer, "--as", WALT, "--wait", "0")
    assert (result.exit_code, result.stderr) == (1, "No call came within 0 s.\n")


def test_the_inbox_has_the_call_and_what_was_said(menu, ring):
    menu.run(answer, "--as", WALT, "--keys", "1", "--wait", "5")
    [row] = menu.rows(inbox, "--of", WALT)
    assert (row["kind"], row["status"], row["said"]) == (
        "call",
        "completed",
        ["Press 1.", "You chose."],
    )
    assert "    You chose." in menu.run(inbox, "--of", WALT).stdout


def test_a_phone_that_answers_by_itself_presses_its_keys(menu, at_once):
    menu.run(behave, WALT, "answer", "--keys", "w1")
    order = {"To": WALT, "From": LINE, "Url": "http://line.test/voice"}
    placed = Api(at_once).post("Calls.json", **order).json
    at_once.calls.events(placed["sid"], after=99, wait_s=10)  # there are not so many: until its end
    assert [form["Digits"] for form in menu.line.forms("/menu")] == ["1"]


ASKS = (
    """<Response><Gather input="speech" action="/menu"><Say>What kind?</Say></Gather></Response>"""
)
TAPE = """<Response><Record action="/menu"/></Response>"""
BEN = "+14065550120"


def test_words_answer_a_question(terminal):
    terminal.line.says("/voice", ASKS)
    result = terminal.run(call, "--from", WALT, "--keys", 'w"a grief group"')
    assert '> "a grief group"\n' in result.stdout
    assert terminal.line.forms("/menu")[0]["SpeechResult"] == "a grief group"


def test_a_message_is_left_on_a_tape(terminal):
    terminal.line.says("/voice", TAPE)
    rows = terminal.rows(call, "--from", WALT, "--keys", 'w"Please call back"#')
    assert [row["event"] for row in rows] == ["play", "voice", "record", "hangup"]
    assert rows[2]["text"] == "Please call back"


def test_both_ends_of_a_call_can_be_scripted(terminal, at_once):
    terminal.line.says("/voice", f"<Response><Dial>{BEN}</Dial></Response>")
    at_once.exchange.handsets.behave(BEN, "answer", keys='w"Ben speaking"w"Good night"h')
    result = terminal.run(call, "--from", WALT, "--keys", 'ww"It is Walt"w')
    talk = (
        f'(dial {BEN})\n({BEN} is on the line)\n< "Ben speaking"\n> "It is Walt"\n< "Good night"\n'
    )
    assert result.stdout == talk + "(the line hung up)\n"
