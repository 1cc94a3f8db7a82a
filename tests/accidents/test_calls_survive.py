"""What a call survives: the same webhook twice, at once or much later, on both databases."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select

from service.house import House
from service.models import Case, Conversation, Inbound, Outbox, PhoneRow, Question, Reminder
from tests.line import ACCOUNT, ANA, LINE, Line, settings_for

pytestmark = pytest.mark.accident

SID = "CA" + "4" * 32
ALL = (Case, Conversation, Inbound, Outbox, PhoneRow, Question, Reminder)
AT_ONCE = 12


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
