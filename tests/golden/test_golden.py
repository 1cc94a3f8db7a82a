"""Golden transcripts: what a member texts and what comes back, word for word.

A transcript reads like a phone: `>` is what Ana texts, `<` what she gets, `~ 2h` lets time pass and
`#` says something to the reader. `* call` is Walt calling from his landline, `* 1` a key he presses,
`"` what he hears. Those in sample/ are between somebody new and the line of the sample community.
`@ Pine Clinic | ...` is the organisation listing a clinic, with its number, ZIP and a note.
Each turn starts from what the one before has written down, so a
restart in mid-conversation is tested everywhere.

After a deliberate change of wording: `WRITE_GOLDEN=1 pytest tests/golden`, then read the difference.
"""

import os
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from service import care
from service.care import Entry
from service.house import House
from service.meetings.importer import import_feed
from service.meetings.places import by_code
from tests.filled import fill
from tests.line import ANA, Caller

FOLDER = Path(__file__).parent
TRANSCRIPTS = sorted(FOLDER.glob("*.txt"))
WITH_THE_COMMUNITY = sorted(FOLDER.glob("sample/*.txt"))
WALT, NEWCOMER = "+14065550110", "+14065550150"
# A Monday, half past five in the evening in Jordan, Montana.
MONDAY = datetime(2026, 11, 23, 17, 30, tzinfo=ZoneInfo("America/Denver"))
UNITS = {"m": "minutes", "h": "hours", "d": "days"}


@pytest.fixture
def listed(line, clock):
    """The line with four meetings around Jordan and Miles City."""
    clock.at = MONDAY
    raw = (FOLDER / "meetings.json").read_bytes()
    with line.house.database.transaction() as session:
        import_feed(session, "golden", raw, "aa", "America/Denver", clock.now())
    return line


@pytest.fixture
def community(line, clock):
    """The line with the sample community, which lies all over Montana."""
    clock.at = MONDAY
    fill(line.house)
    return line


@pytest.mark.parametrize("path", TRANSCRIPTS, ids=lambda path: path.stem)
def test_a_conversation_goes_word_for_word_as_written(path, listed, clock):
    check(path, listed, clock, ANA)


@pytest.mark.parametrize("path", WITH_THE_COMMUNITY, ids=lambda path: path.stem)
def test_with_a_whole_community_it_goes_word_for_word_too(path, community, clock):
    check(path, community, clock, NEWCOMER)


def check(path, line, clock, sender) -> None:
    written = path.read_text(encoding="utf-8")
    played = play(written, line, clock, sender)
    if os.environ.get("WRITE_GOLDEN"):
        path.write_text(played, encoding="utf-8")
    assert played == written


def play(transcript: str, line, clock, sender: str) -> str:
    """The same transcript with the answers as they come now."""
    lines = []
    caller = None
    for one in transcript.splitlines():
        if one.startswith(("<", '"')):
            continue
        lines.append(one)
        if one.startswith("~"):
            clock.advance(timedelta(**{UNITS[one[-1]]: int(one[1:-1])}))
        if one.startswith(">"):
            line = _reopened(line)
            lines += _shown(line.text(**_read(one, sender)))
            clock.advance(timedelta(seconds=20))  # people type, and are no loop
        if one.startswith("@"):
            _list_care(line, *one[2:].split(" | "))
        if one.startswith("*"):
            caller = Caller(line, sender=WALT) if one == "* call" else caller
            lines.append(f'" {caller.press(None if one == "* call" else one[2:])}')
    return "\n".join(lines) + "\n"


def _list_care(line, name: str, phone: str, code: str, note: str) -> None:
    entry = Entry(name, phone, by_code(code), note, line.house.clock.now().date())
    with line.house.database.transaction() as session:
        care.add(session, entry)


def _read(one: str, sender: str) -> dict[str, str]:
    said = one[1:].strip()
    if said == "[picture]":
        return {"body": "", "sender": sender, "NumMedia": "1"}
    return {"body": said, "sender": sender}


def _shown(texts: list[str]) -> list[str]:
    if not texts:
        return ["< (nothing)"]
    return [f"< {part}" for text in texts for part in text.splitlines()]


def _reopened(line):
    """A new process on the same database: nothing is remembered but what was written."""
    from tests.line import Line

    house = line.house
    fresh = Line(House(house.settings, house.clock, house.keyring, house.database))
    fresh._sids = line._sids
    return fresh
