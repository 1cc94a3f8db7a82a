"""How a call reads in a terminal."""

import pytest

from service.commands.call_script import as_line

BLANK = dict.fromkeys(("text", "language", "to", "digits", "by"))


@pytest.mark.parametrize(
    ("event", "line"),
    [
        ({"event": "say", "text": "Hello."}, "Hello."),
        ({"event": "gather"}, "(waiting for a key)"),
        ({"event": "gather", "digits": "1"}, "> 1"),
        ({"event": "gather", "digits": ""}, "> (silence)"),
        ({"event": "play", "digits": "12"}, "(tones 12)"),
        ({"event": "play", "text": "http://127.0.0.1/a.mp3"}, "(a recording plays)"),
        ({"event": "pause"}, None),
        ({"event": "error", "text": "12100"}, "(the carrier met error 12100)"),
        ({"event": "hangup", "by": "phone"}, "(you hung up)"),
        ({"event": "hangup", "by": "line"}, "(the line hung up)"),
        ({"event": "dial", "to": "+14065550130"}, "(dial +14065550130)"),
        ({"event": "record"}, "(waiting for words)"),
        ({"event": "record", "text": "Call me."}, '(recorded "Call me.")'),
        ({"event": "gather", "digits": "", "text": "a meeting"}, '> "a meeting"'),
        ({"event": "play", "text": "beep"}, "(beep)"),
        ({"event": "conference", "to": "kin"}, "(conference kin)"),
        ({"event": "bridge", "to": "+14065550130"}, "(+14065550130 is on the line)"),
        ({"event": "voice", "text": "Hello.", "by": "phone"}, '> "Hello."'),
        ({"event": "voice", "text": "Hello.", "by": "other"}, '< "Hello."'),
    ],
    ids=lambda value: value["event"] if isinstance(value, dict) else "",
)
def test_each_event_reads_as_a_line(event, line):
    assert as_line({**BLANK, **event}) == line
