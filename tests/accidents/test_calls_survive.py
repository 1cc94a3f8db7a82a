"""What a call survives: the same webhook twice, at once or much later, and what breaks in mid-call."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import pytest
from sqlalchemy import func, select

from service.flows.keeper import Keeper
from service.flows.replay_calls import replay_calls
from service.house import House
from service.inbound.call_spool import CallSpool, call_spool
from service.inbound.spool import Spool
from service.models import (
    Case,
    CaseEvent,
    CaseRing,
    Conversation,
    Inbound,
    Outbox,
    PhoneRow,
    Question,
    QuestionState,
    Reminder,
    Timer,
    VoiceMessage,
)
from tests.duty import KIM, LEE, put_on_duty
from tests.line import ACCOUNT, ANA, LINE, Line, settings_for
from tests.world import World

pytestmark = pytest.mark.accident

SID = "CA" + "4" * 32
ALL = (
    Case, CaseEvent, CaseRing, Conversation, Inbound, Outbox, PhoneRow, Question, Reminder, Timer,
    VoiceMessage,
)  # fmt: skip
AT_ONCE = 12
AT_ONCE_S = 2.0  # a phone that is called has rung by then, and no question has had its silence


@pytest.fixture
def either(database, clock, keyring, tmp_path):
    """The line on each kind of database."""
    return Line(House(settings_for(tmp_path), clock, keyring, database))


def asked(line, path, **told) -> bytes:
    form = {"CallSid": SID, "AccountSid": ACCOUNT, "From": ANA, "To": LINE}
    form |= {"Direction": "inbound", "CallStatus": "in-progress"}
    answer = line.post(path, form | told)
    assert answer.status_code == 200
    return answer.data


def at_once(line, path, **told) -> set[bytes]:
    with ThreadPoolExecutor(AT_ONCE) as threads:
        return set(threads.map(lambda _: asked(line, path, **told), range(AT_ONCE)))


def rows(line) -> dict[str, int]:
    with line.house.database.reading() as session:
        return {
            one.__tablename__: session.scalar(select(func.count()).select_from(one)) for one in ALL
        }


def opened_anew(line) -> Line:
    return Line(line.house)


@pytest.mark.parametrize("keys", [(), ("5",), ("1", "2")], ids=["greeting", "settings", "a search"])
def test_the_same_turn_many_times_at_once_moves_once(either, keys):
    for turn, key in enumerate(("", *keys)):
        path = "/voice/in" if turn == 0 else f"/voice/turn/{turn}/en"
        answers = at_once(either, path, Digits=key)
        assert len(answers) == 1 and b"We are having trouble" not in answers.pop()
        assert (rows(either)["inbound"], rows(either)["conversations"]) == (turn + 1, 1)


def test_an_old_turn_after_later_ones_and_a_restart_is_answered_as_it_was(either):
    turns = [("/voice/in", ""), *((f"/voice/turn/{n}/en", key) for n, key in enumerate("151", 1))]
    answers = [asked(either, path, Digits=key) for path, key in turns]
    before, line = rows(either), opened_anew(either)
    assert [asked(line, path, Digits=key) for path, key in turns] == answers
    assert rows(line) == before


def test_words_of_a_crisis_again_and_at_once_are_one_case_and_the_same_bytes(either):
    asked(either, "/voice/in")
    said = {"SpeechResult": "i want to kill myself"}
    assert len(at_once(either, "/voice/turn/1/en", **said)) == 1
    asked(opened_anew(either), "/voice/turn/1/en", **said)
    assert rows(either)["cases"] == 1


LEE_S = {"CallSid": "CA" + "8" * 32, "From": LINE, "To": LEE, "Direction": "outbound-dial"}
JOINED = {"DialCallStatus": "completed", "DialBridged": "true", "DialCallDuration": "60"}
LEFT = {"RecordingSid": "RE" + "1" * 32, "RecordingDuration": "7"}


def asks_for_a_person(line) -> None:
    """Presses 0, then 2: a peer rings, or a message is asked for."""
    for path, key in (("/voice/in", ""), ("/voice/turn/1/en", "0"), ("/voice/turn/2/en", "2")):
        asked(line, path, Digits=key)


def once_only(line, path, **told) -> bytes:
    """Many times at once, and again after a restart: the same bytes, one move."""
    answers = at_once(line, path, **told)
    assert len(answers) == 1, answers
    [answer] = answers
    before, again = rows(line), opened_anew(line)
    assert asked(again, path, **told) == answer and rows(again) == before
    return answer


def test_whispers_and_the_end_of_a_talk_move_once(either):
    put_on_duty(either.house, LEE, KIM)
    asks_for_a_person(either)
    gate = once_only(either, "/voice/whisper/1/1", **LEE_S)
    assert b"/voice/whisper/1/1/1/en" in gate
    assert b"Gather" not in once_only(either, "/voice/whisper/1/1/1/en", Digits="1", **LEE_S)
    assert rows(either)["case_events"] == 3  # opened, rang, claimed
    once_only(either, "/voice/turn/3/en", **JOINED)
    assert (rows(either)["cases"], rows(either)["case_events"]) == (1, 5)


def test_a_message_that_was_left_is_one_message(either):
    put_on_duty(either.house, LEE, shifts=({"weekday": 6, "from_min": 0, "until_min": 60},))
    asks_for_a_person(either)
    once_only(either, "/voice/turn/3/en", **LEFT)
    assert (rows(either)["cases"], rows(either)["voice_messages"]) == (1, 1)


def open_questions(line) -> int:
    open_ones = select(func.count()).where(Question.state == QuestionState.OPEN)
    with line.house.database.reading() as session:
        return session.scalar(open_ones)


@pytest.mark.parametrize(
    ("keys", "told"),
    [
        (("0",), {"DialCallStatus": "canceled"}),
        (("0", "2"), {"DialCallStatus": "canceled"}),
        (("0", "2"), JOINED),
        (("0", "1"), {"DialCallStatus": "no-answer"}),
        (("0", "1"), JOINED),
    ],
    ids=["a question", "it rings", "they talk", "the line rings", "they talk to the line"],
)
def test_who_hangs_up_hears_nothing_and_leaves_nothing_open(world, keys, told):
    put_on_duty(world.line.house, LEE)
    asked(world.line, "/voice/in")
    for turn, key in enumerate(keys, 1):
        asked(world.line, f"/voice/turn/{turn}/en", Digits=key)
    last = f"/voice/turn/{len(keys) + 1}/en"
    answer = asked(world.line, last, CallStatus="completed", **told)
    assert b"<Response/>" in answer and open_questions(world.line) == 0


def kept(line) -> CallSpool:
    return call_spool(line.house.settings.data_dir, line.house.keyring)


def test_words_of_a_crisis_while_it_is_gone_are_a_case_afterwards(world, breaks):
    said = {"SpeechResult": "i want to kill myself"}
    breaks(True)
    assert b"nine eight eight" in asked(world.line, "/voice/turn/1/en", **said)
    assert len(kept(world.line)) == 1
    breaks(False)
    assert (replay_calls(world.line.house, kept(world.line)), rows(world.line)["cases"]) == (1, 1)
    assert len(kept(world.line)) == 0


@pytest.mark.parametrize(
    ("path", "told", "waits"),
    [
        ("/voice/turn/3/en", LEFT, 1),
        ("/voice/turn/3/en?RecordingSid=RE11&RecordingDuration=7", {}, 1),
        ("/voice/turn/3/en", {"CallStatus": "completed", "DialCallStatus": "canceled"}, 1),
        ("/voice/whisper/1/1/1/en", {"Digits": "1"}, 1),
        ("/voice/take/1/1", {"Digits": "1"}, 1),
        ("/voice/take/1/1", {"Digits": "2"}, 0),
        ("/voice/turn/3/en", {"Digits": "1"}, 0),
        ("/voice/turn/3/en", {"DialCallStatus": "no-answer"}, 0),
    ],
    ids=[
        "a message",
        "again",
        "left",
        "a claim",
        "a claim at once",
        "passed on",
        "a key",
        "ringing",
    ],
)
def test_what_nobody_says_twice_is_kept_and_the_rest_is_pressed_again(
    world, breaks, path, told, waits
):
    breaks(True)
    asked(world.line, path, **told)
    assert len(kept(world.line)) == waits


def test_a_message_that_the_carrier_s_list_has_shown_by_then_is_one_message(world, breaks):
    put_on_duty(world.line.house, LEE, shifts=({"weekday": 6, "from_min": 0, "until_min": 60},))
    asks_for_a_person(world.line)
    breaks(True)
    asked(world.line, "/voice/turn/3/en", CallStatus="completed", **LEFT)
    breaks(False)
    with world.line.house.database.transaction() as session:
        now = world.clock.now()
        found = {"recording_sid": LEFT["RecordingSid"], "made_at": now, "delete_at": now}
        session.add(VoiceMessage(seconds=7, **found))
    assert replay_calls(world.line.house, kept(world.line)) == 1
    assert (rows(world.line)["voice_messages"], rows(world.line)["cases"]) == (1, 0)


def test_a_turn_that_was_kept_is_answered_once(world, breaks):
    left = {"CallStatus": "completed", "DialCallStatus": "canceled"}
    for path in ("/voice/in", "/voice/turn/1/en"):
        asked(world.line, path)
    breaks(True)
    asked(world.line, "/voice/turn/2/en", **left)
    breaks(False)
    Keeper(
        world.line.house,
        Spool(world.line.house.settings.data_dir / "spool", world.line.house.keyring),
    ).look()
    before = rows(world.line)
    asked(world.line, "/voice/turn/2/en", **left)
    assert rows(world.line) == before and before["inbound"] == 3


LIFELINE = "+18002738255"  # as crisis/tables/lines.toml has it


@dataclass
class OnThePhone:
    """One caller in a world that breaks."""

    world: World
    sid: str = ""

    def __post_init__(self) -> None:
        self.sid = self.world.simulator.calls.dial_in(ANA, LINE).sid

    def press(self, keys: str) -> str:
        """All that is said after the keys."""
        before = len(self.said())
        self.world.simulator.calls.press(self.sid, keys)
        self.world.simulator.settle(AT_ONCE_S)
        return " ".join(self.said()[before:])

    def said(self) -> list[str]:
        return self.world.simulator.calls.said(self.sid)

    @property
    def is_on(self) -> bool:
        return not self.world.simulator.exchange.calls.get(self.sid).ended


def test_a_database_that_goes_in_mid_call_leaves_a_key_to_the_crisis_line(world, breaks):
    ana = OnThePhone(world)
    breaks(True)
    assert "nine eight eight" in ana.press("1")
    assert "connecting you now" in ana.press("1")
    [joined] = world.simulator.calls_of(LIFELINE)
    assert (joined.sender, joined.status) == (ANA, "in-progress")


def test_when_it_is_back_the_call_goes_on_where_it_was(world, breaks):
    ana = OnThePhone(world)
    ana.press("1")
    breaks(True)
    ana.press("59457")
    breaks(False)
    assert "five digit ZIP" in ana.press("2")


def test_a_crisis_line_nobody_answers_leaves_its_number_and_the_call(world, breaks):
    world.behave(LIFELINE, "busy")
    ana = OnThePhone(world)
    breaks(True)
    ana.press("1")
    assert "Please hang up and call nine eight eight" in ana.press("1")
    breaks(False)
    assert "To find a meeting, press 1" in ana.press("2")


def test_silence_while_it_is_gone_ends_with_the_number(world, breaks):
    ana = OnThePhone(world)
    breaks(True)
    ana.press("1")
    for _ in range(3):
        assert ana.is_on
        world.simulator.calls.stay_silent(ana.sid)
    assert "call nine eight eight" in ana.said()[-1] and not ana.is_on
