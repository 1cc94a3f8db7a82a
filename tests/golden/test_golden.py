"""Golden transcripts: what a member texts and what comes back, word for word.

A transcript reads like a phone: `>` is what Ana texts, `<` what she gets, `~ 2h` lets time pass and
`#` says something to the reader. `Ben > 1` is what somebody else texts. What the line starts meanwhile
stands with its hour and for whom: `<< Tue 18:00 Ana: ...` a text, `"" Tue 18:00 Walt: ...` a call, how
it ended and what was said. `* Walt answers 11` is how a phone takes calls from now on, and the keys it
presses; it may be busy, no-answer, a machine, a landline or the room of a meeting, as Kin. `* call` is
Walt calling from his landline (`* call unsure`: nobody vouches for the number; `* call hidden`: it is
withheld; `* call Ben`: it is Ben who calls), `* 1` a key he presses, `* tone 5` five seconds said after the
tone, `"` what he hears. Those in sample/ are between
somebody new and the line of the sample community. `+ Lee` puts a volunteer on duty, day and night.
`@ Pine Clinic | ...` is the organisation listing a clinic, with its number, ZIP and a note;
`= off TUE` a coordinator calling the next date off, `= move TUE 20:00 Library` holding it at another
time and place, `= on TUE` taking that back; `= asks Ana 18:00 goal` is Ana's check-in at that hour of
each day; `= runs Rosa TUE` has one more run a group. Each turn starts from what the one before has written
down, so a restart in mid-conversation is tested everywhere.

The ticker and the sender are the real ones; the carrier is the simulator.

After a deliberate change of wording: `WRITE_GOLDEN=1 pytest tests/golden`, then read the difference.
"""

import os
import re
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from service import care, coordinators, groups
from service.care import Entry
from service.checkins import plans
from service.checkins.plans import Wish
from service.flows.group_words import moment_said
from service.house import House
from service.meetings import dates
from service.meetings.dates import Elsewhere
from service.meetings.importer import import_feed
from service.meetings.places import by_code
from service.members import find_or_add_phone, person_of
from service.models import Asks, LineType, PhoneRow
from service.moved import follow_date
from service.simulator.records import Message
from service.text.phone import Phone
from tests.duty import put_on_duty
from tests.filled import fill
from tests.line import Caller, Line
from tests.world import World, world_of

FOLDER = Path(__file__).parent
TRANSCRIPTS = sorted(FOLDER.glob("*.txt"))
WITH_THE_COMMUNITY = sorted(FOLDER.glob("sample/*.txt"))
NAMES = {
    "+14065550100": "Ana",
    "+14065550101": "Rosa",
    "+14065550110": "Walt",
    "+14065550120": "Ben",
    "+14065550130": "Lee",
    "+14065550131": "Kim",
    "+14065550150": "Newcomer",
    "+14065550195": "Kin",
    "+14065550160": "Sam",
    "+14065550161": "Pat",
}
PHONES = {name: number for number, name in NAMES.items()}
# How Walt calls: vouched for by the network, by nobody, or with his number withheld.
CALLS = {
    "call": {},
    "call unsure": {"vouched": False},
    "call hidden": {"sender": "anonymous", "vouched": False},
    "call Ben": {"sender": PHONES["Ben"]},
}
TONE = re.compile(r"tone (\d+)")
# Six digits to be passed on, which are others each time: the last ones stand as {code}. A number has more.
CODE = re.compile(r"\b(?:\d{3} \d{3}|\d \d \d, \d \d \d)\b(?!,? \d)")
# Lines that say what comes back; all others say what happens.
ANSWER = re.compile(r'<|"|\w+ <')
TEXT = re.compile(r"(?:(?P<who>\w+) )?> ?(?P<said>.*)")
HANDSET = re.compile(r"\* (?P<who>[A-Z]\w+) (?P<how>.+)")
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
def test_a_conversation_goes_word_for_word_as_written(path, listed, capsys):
    check(path, listed, "Ana")
    assert told_by(capsys.readouterr().err, path) == []


@pytest.mark.parametrize("path", WITH_THE_COMMUNITY, ids=lambda path: path.stem)
def test_with_a_whole_community_it_goes_word_for_word_too(path, community, capsys):
    check(path, community, "Newcomer")
    assert told_by(capsys.readouterr().err, path) == []


def check(path, line, sender) -> None:
    written = path.read_text(encoding="utf-8")
    played = Play(world_of(line), sender).perform(written)
    if os.environ.get("WRITE_GOLDEN"):
        path.write_text(played, encoding="utf-8")
    assert played == written


def told_by(logged: str, path: Path) -> list[str]:
    """What the log gives away of a transcript: a text, a name, or a number that only the last net held."""
    turns = (TEXT.fullmatch(line) for line in path.read_text(encoding="utf-8").splitlines())
    said = {turn["said"] for turn in turns if turn and not turn["said"].isdecimal()}
    secrets = [*said, *NAMES.values(), "[number]", "406555"]
    return [one for one in secrets if re.search(rf"(?<!\w){re.escape(one)}", logged)]


@dataclass
class Play:
    """A transcript while it is performed; `shown` is how much of the carrier's records it has told."""

    world: World
    sender: str  # who is meant by a bare `>`
    shown: set[str] = field(default_factory=set)
    caller: Caller | None = None
    calls: int = 0
    code: str = ""

    def perform(self, transcript: str) -> str:
        """The same transcript with the answers as they come now."""
        lines = []
        for one in transcript.splitlines():
            if not ANSWER.match(one):
                lines += [one, *self._answers(one)]
        return "\n".join(lines) + "\n"

    def _answers(self, one: str) -> list[str]:
        if one.startswith("~"):
            return self._pass_time(timedelta(**{UNITS[one[-1]]: int(one[1:-1])}))
        if one.startswith("@"):
            _list_care(self.world.line, *one[2:].split(" | "))
        if one.startswith("+"):
            put_on_duty(self.world.line.house, PHONES[one[2:]])
        if one.startswith("="):
            _change_date(self.world.line.house, *one[2:].split(" ", 3))
        if found := HANDSET.fullmatch(one):
            self.world.behave(PHONES[found["who"]], *_behaviour(found["how"]))
        elif one.startswith("*"):
            return [f'" {self._press(one[2:])}']
        if found := TEXT.fullmatch(one):
            return self._text(found["who"], found["said"])
        return []

    def _masked(self, line: str) -> str:
        """Without the code, which is kept for who is given it."""
        if found := CODE.search(line):
            self.code = re.sub(r"\D", "", found[0])
        return CODE.sub("{code}", line)

    def _text(self, who: str | None, said: str) -> list[str]:
        said = said.replace("{code}", self.code)
        self.world.line = _reopened(self.world.line)
        picture = said == "[picture]"
        sender = PHONES[who or self.sender]
        texts = self.world.text("" if picture else said, sender, media=int(picture))
        self.world.clock.advance(timedelta(seconds=20))  # people type, and are no loop
        shown = [self._masked(line) for line in _shown(texts)]
        return [f"{who} {line}" if who else line for line in shown]

    def _press(self, key: str) -> str:
        if spoken := TONE.fullmatch(key):
            return self.caller.leave(int(spoken[1]))
        if key not in CALLS:
            return self._masked(self.caller.press(key.replace("{code}", self.code)))
        self.calls += 1
        sid = f"CA{self.calls:032x}"
        self.caller = Caller(
            self.world.line, **{"sender": PHONES["Walt"], "sid": sid, **CALLS[key]}
        )
        return self.caller.press()

    def _pass_time(self, by: timedelta) -> list[str]:
        self.world.live_through(by)
        exchange = self.world.simulator.exchange
        texts = [one for one in exchange.messages.newest_first() if one.direction == "outbound-api"]
        begun = [*texts, *exchange.calls.newest_first()]
        fresh = [one for one in begun if one.ended and one.sid not in self.shown]
        self.shown |= {one.sid for one in fresh}
        return [line for one in sorted(fresh, key=_moment) for line in self._told(one)]

    def _told(self, one) -> list[str]:
        """A text or a call of ours, as it reached somebody or did not."""
        to = f"{one.created_at.astimezone(MONDAY.tzinfo):%a %H:%M} {NAMES[one.to]}"
        if isinstance(one, Message):
            what = one.body if one.status == "delivered" else f"({one.status})"
            first, *more = what.splitlines()
            return [f"<< {to}: {first}", *(f"<<   {line}" for line in more)]
        said = self.world.simulator.calls.said(one.sid)
        return [f'"" {to}: {one.answered_by or one.status}', *(f'""   {words}' for words in said)]


def _moment(one) -> tuple[datetime, bool, str, int]:
    """Of a text and a call at one moment the text was first; what went to several at once is in no order."""
    return one.created_at, not isinstance(one, Message), one.to, one.number


def _behaviour(how: str) -> tuple[str, str | None]:
    kind, _, keys = how.partition(" ")
    return ("answer", keys or None) if kind == "answers" else (kind, keys or None)


def _change_date(
    house: House, what: str, word: str, to: str = "", place: str | None = None
) -> None:
    """What `porchlight groups` does; or what somebody's own words do who sets up a check-in."""
    if what == "runs":
        return _have_run(house, PHONES[word], to)
    if what == "asks":
        return _ask_each_day(house, PHONES[word], time.fromisoformat(to), place or Asks.FEELING)
    now = house.clock.now()
    with house.database.transaction() as session:
        meeting = groups.meant(session, word).group.meeting_id
        find = dates.next_changed if what == "on" else dates.next_date
        day = find(session, meeting, now)
        if what == "move":
            at = moment_said(to, day, dates.schedule_of(session, meeting))
            changed = dates.move(session, meeting, day, Elsewhere(at, place), now)
        else:
            change = {"off": dates.call_off, "on": dates.put_back}[what]
            changed = change(session, meeting, day, now)
        follow_date(session, house.settings, changed, now)


def _have_run(house: House, number: str, word: str) -> None:
    with house.database.transaction() as session:
        phone = find_or_add_phone(session, house.keyring, Phone(number), house.clock.now())
        person_id = person_of(session, phone.id, phone.language or "en", house.clock.now())
        group = groups.meant(session, word).group
        coordinators.add(session, group, person_id, house.clock.now())


def _ask_each_day(house: House, number: str, at: time, asks: str) -> None:
    with house.database.transaction() as session:
        phone = find_or_add_phone(session, house.keyring, Phone(number), house.clock.now())
        if number == PHONES["Walt"]:
            session.get_one(PhoneRow, phone.id).line_type = LineType.LANDLINE
        person_id = person_of(session, phone.id, phone.language or "en", house.clock.now())
        wish = Wish(person_id, phone.id, at.hour * 60 + at.minute, asks=Asks(asks))
        plans.set_up(session, house.settings, wish, house.clock.now())


def _list_care(line, name: str, phone: str, code: str, note: str) -> None:
    entry = Entry(name, phone, by_code(code), note, line.house.clock.now().date())
    with line.house.database.transaction() as session:
        care.add(session, entry)


def _shown(texts: list[str]) -> list[str]:
    if not texts:
        return ["< (nothing)"]
    return [f"< {part}" for text in texts for part in text.splitlines()]


def _reopened(line):
    """A new process on the same database: nothing is remembered but what was written, and who is on duty."""
    house = line.house
    anew = Line(House(house.settings, house.clock, house.keyring, house.database))
    anew.app.extensions["on_duty"].look()
    return anew
