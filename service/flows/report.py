"""REPORT: a problem in a group. What it is about, then the words or a message, told to two trained people.

Nobody need give a name, and whoever leads the group hears nothing. The two hear it on a call of ours behind
a key; the one who takes it may be joined to who reported, and neither sees the other's number.
"""

from collections.abc import Callable
from datetime import timedelta

from service import coordinators, groups, members
from service.carrier import tapes
from service.clock import zone
from service.crisis import callbacks, cases, reports, volunteers
from service.crisis.cases import Asked
from service.crisis.reports import CALL, TOLD, Told
from service.crypto import keyring_of
from service.flows import caller, crisis_line, right_now, through
from service.flows.turn import (
    Channel,
    Choose,
    Connect,
    End,
    Go,
    Listen,
    Nothing,
    Record,
    Reply,
    Say,
    Turn,
    go,
    step,
)
from service.flows.whose import known_person
from service.models import Case, Report, Topic
from service.text.language import bare
from service.text.times import day_and_time
from service.text.words import Prompt, Slot, prompt

GATE, VOICEMAIL = "report.gate", "page.voicemail"
LABEL = "label.report"
LONGEST = timedelta(seconds=90)
TOPICS = {1: Topic.UNSAFE, 2: Topic.MONEY, 3: Topic.OTHER}
# In what a conversation remembers: what the report is about, and the one that is added to.
TOPIC, MORE = "report_topic", "report_more"
# What the reporter is told, by how many trained people hear it.
SENT = ("report.sent_none", "report.sent_one", "report.sent")


@step("report.ask")
def ask(turn: Turn) -> Reply:
    choices = {digit: go("report.what", topic) for digit, topic in TOPICS.items()}
    what = prompt("report.ask", **_emergency(turn))
    return Choose(what, choices, LABEL, back=go("menu.main"), when_silent=go("menu.main"))


@step("report.what")
def what(turn: Turn, topic: str) -> Reply:
    if turn.channel is Channel.CALL:
        return Record(prompt("report.leave"), go("report.kept", topic), LONGEST)
    turn.memo[TOPIC] = topic
    return Listen(prompt("report.tell"), "report.said", label=LABEL, back=go("report.ask"))


@step("report.said")
def said(turn: Turn) -> Reply:
    """The words are sealed with the report, and kept nowhere else."""
    turn.secret = True
    case_id = _taken(turn)
    choices = {1: go("report.more", case_id)}
    return Choose(_sent(turn, case_id, "_text"), choices, LABEL)


@step("report.said_in_crisis")
def said_in_crisis(turn: Turn) -> Reply:
    """The same words had the crisis screen fire: its answer stands first, and its digits count."""
    turn.secret = True
    return Say(_sent(turn, _taken(turn)))


@step("report.more")
def more(turn: Turn, case_id: int) -> Reply:
    turn.memo[MORE] = case_id
    return Listen(prompt("report.tell_more"), "report.said", label=LABEL)


@step("report.kept")
def kept(turn: Turn, topic: str, how: str = "") -> Reply | Go:
    """What was said after the tone is filed at once, whatever comes next."""
    if turn.recording is None:
        return Nothing() if turn.gone else go("report.unheard", topic)
    if not callbacks.is_kept(turn.session, turn.recording.sid):
        case_id = _file(turn, Topic(topic), None)
        left = turn.recording
        callbacks.keep_tape(turn.session, case_id, left.sid, left.seconds, turn.now)
        turn.memo[MORE] = case_id
    return Nothing() if turn.gone else go("report.sent", turn.memo.get(MORE))


@step("report.sent")
def sent(turn: Turn, case_id: int | None) -> Reply:
    report = turn.session.get(Report, case_id) if case_id is not None else None
    then = go("menu.main")
    return Say(_sent(turn, report.case_id), then) if report else Say(prompt("follow.over"), then)


@step("report.unheard")
def unheard(turn: Turn, topic: str) -> Reply:
    again = {1: go("report.what", topic)}
    return Choose(prompt("report.unheard"), again, LABEL, when_silent=go("menu.main"))


def _taken(turn: Turn) -> int:
    """The report these words belong to: one they add to, or a new one."""
    adds_to = turn.memo.pop(MORE, None)
    if adds_to and reports.add_words(turn.session, adds_to, turn.phone_id, turn.said):
        return int(adds_to)
    return _file(turn, Topic(turn.memo.get(TOPIC, Topic.OTHER)), turn.said)


def _file(turn: Turn, topic: Topic, words: str | None) -> int:
    person_id = known_person(turn)
    asked = Asked(turn.phone_id, turn.language, person_id)
    told = Told(asked, topic, words, _leaders(turn, person_id, words or ""))
    return reports.file(turn.session, turn.settings, told, turn.now)


def _leaders(turn: Turn, person_id: int | None, words: str) -> frozenset[int]:
    """Who leads a group they are in, or one that they name."""
    theirs = groups.of_person(turn.session, person_id) if person_id is not None else []
    plain = f" {' '.join(''.join(_letters(words)).split())} "
    named = [
        group
        for group in groups.everything(turn.session)
        if any(f" {bare(name)} " in plain for name in (group.word, group.name))
    ]
    return coordinators.of_groups(turn.session, [group.id for group in (*theirs, *named)])


def _letters(words: str) -> list[str]:
    return [letter if letter.isalnum() else " " for letter in bare(words)]


def _sent(turn: Turn, case_id: int, more: str = "") -> Prompt:
    """Who hears it, and by when; a time is named only where somebody can keep it."""
    case = turn.session.get_one(Case, case_id)
    hears = min(reports.count_readers(turn.session, case_id), len(SENT) - 1)
    by = case.call_back_by or turn.now
    person_id = known_person(turn)
    known = None if person_id is None else members.zone_of(turn.session, person_id)
    wall = zone(known or turn.settings.home_zone)
    when = day_and_time(by.astimezone(wall), turn.now, turn.language)
    add = prompt("report.add") if more else ""
    key = SENT[hears] if turn.phone_id is not None or not hears else "report.sent_hidden"
    return prompt(key, case=str(case_id), when=when, add=add, **_emergency(turn))


def _emergency(turn: Turn) -> dict[str, Slot]:
    return {"emergency": crisis_line.numbers(turn)["emergency"]}


# --- the two who hear it --------------------------------------------------------------------------------


def _mine(answering: Callable[..., Reply | Go]) -> Callable[..., Reply | Go]:
    """A step about a report that this phone's volunteer may hear, as long as it is open."""

    def answer(turn: Turn, case_id: int, *more: object) -> Reply | Go:
        mine = volunteers.of_phone(turn.session, turn.phone_id) if turn.phone_id else None
        case = None if mine is None else reports.heard_by(turn.session, case_id, mine)
        if case is None or mine is None:
            return Nothing() if turn.gone else End(prompt("follow.seen_to"))
        return answering(turn, case, mine, *more)

    return answer


@step(TOLD)
@_mine
def told(turn: Turn, case: Case, mine: int) -> Reply:
    who, by_phone = turn.settings.organisation, {1: go("report.call_me", case.id)}
    return Choose(prompt(TOLD, organisation=who, case=str(case.id)), by_phone, LABEL)


@step("report.call_me")
@_mine
def call_me(turn: Turn, case: Case, mine: int) -> Reply:
    """Never by text: that would lie on the phone, and at the carrier."""
    assert turn.phone_id is not None
    key = f"{CALL}:{case.id}:{mine}:{turn.now.isoformat()}"
    right_now.call(turn, CALL, key, phone_id=turn.phone_id, subject_id=case.id)
    again = {1: go("report.call_me", case.id)}
    return Choose(prompt("report.calling"), again, LABEL)


@step(GATE)
@_mine
def gate(turn: Turn, case: Case, mine: int, _occurs_at: str | None = None) -> Reply:
    choices = {1: go("report.hear", case.id), 2: go("call.nobody")}
    what = caller.gate(GATE, turn.settings, turn.language)
    return Choose(what, choices, LABEL, back=go(GATE, case.id), when_silent=go("call.nobody"))


@step("report.hear")
@_mine
def hear(turn: Turn, case: Case, mine: int) -> Reply | Go:
    """What it is about, and the words as they were written; a tape is played before what can be done."""
    if not turn.placed:
        return go("menu.main")
    report = turn.session.get_one(Report, case.id)
    topic = prompt(f"report.topic_{report.topic}")
    said = prompt("report.words", topic=topic, words=report.words or "")
    return Say(said, go("report.do", case.id))


@step("report.do")
@_mine
def do(turn: Turn, case: Case, mine: int) -> Reply | Go:
    if not turn.placed:
        return go("menu.main")
    sid = callbacks.tape_of(turn.session, case.id, turn.now)
    keys = keyring_of(turn.session)
    sound = tapes.address(turn.settings, keys, sid, turn.now) if sid else None
    choices = {2: go("report.hear", case.id)}
    if case.claimed_by not in (None, mine):
        what = prompt("report.theirs")
    else:
        choices[1] = go("report.take", case.id)
        choices[3] = go("report.end", case.id)
        what = prompt("report.mine" if case.claimed_by == mine else "report.do")
    out = go("call.nobody")
    return Choose(what, dict(sorted(choices.items())), LABEL, when_silent=out, plays=sound)


@step("report.take")
@_mine
def take(turn: Turn, case: Case, mine: int) -> Reply | Go:
    """It is theirs, and they are joined to who reported, where that phone can be called."""
    if case.claimed_by != mine and not cases.claim(turn.session, case.id, mine, turn.now):
        return go("report.do", case.id)
    number = through.number_of(turn, case)
    if number is None:
        return Say(prompt("report.no_number"), go("report.mine", case.id))
    at_most = timedelta(minutes=turn.settings.talk_most_minutes)
    then, shown = go("report.called", case.id), turn.settings.line_number
    return Connect(prompt("page.connecting"), number, "", shown, at_most, then, asks_of=case.id)


@step("report.called")
@_mine
def called(turn: Turn, case: Case, mine: int, how: str) -> Reply | Go:
    return Nothing() if turn.gone else go("report.mine", case.id)


@step("report.mine")
@_mine
def yours(turn: Turn, case: Case, mine: int) -> Reply:
    """What is left to do, with no words said again."""
    choices = {
        1: go("report.take", case.id),
        2: go("report.hear", case.id),
        3: go("report.end", case.id),
    }
    return Choose(prompt("report.mine"), choices, LABEL, when_silent=go("call.nobody"))


@step("report.end")
@_mine
def end(turn: Turn, case: Case, mine: int) -> Reply:
    reports.end(turn.session, case.id, turn.now, mine)
    return End(prompt("report.ended"))
