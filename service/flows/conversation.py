"""A text or a key press comes in, a reply goes out; what must be remembered is written down."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

# Some are imported for the steps they enter into the register.
from service.flows import (  # noqa: F401
    about,
    call_back,
    care_near,
    case_word,
    checkin,
    checkin_answers,
    checkin_change,
    checkin_low,
    checkins_menu,
    code,
    confirm_call,
    connect,
    contact,
    contact_list,
    contact_news,
    coordinating,
    crisis,
    date_by_key,
    expected,
    find,
    fit,
    groups,
    how_are_you,
    invited,
    joined_by_key,
    kept_calls,
    last_by_key,
    late,
    leaving,
    lists,
    menu,
    message,
    mine,
    note_back,
    notice,
    notice_dates,
    notice_draft,
    notice_hear,
    notice_last,
    notice_listing,
    notice_read,
    own_data,
    page,
    page_taken,
    peer,
    person,
    proof,
    questions,
    read_by_key,
    readers,
    recall,
    recorded,
    remind,
    remind_word,
    reminder,
    report,
    ride_driver,
    rides,
    said_in_crisis,
    settings_menu,
    sharing,
    standing,
    talk,
    threads,
    watch,
)
from service.flows.heard import Heard, turn_of
from service.flows.readers import consent_in
from service.flows.reading import Reader, Reading, first_reading
from service.flows.threads import Thread
from service.flows.turn import (
    BEGAN,
    VOUCHED,
    Channel,
    Choose,
    Connect,
    Go,
    Listen,
    Nothing,
    Pick,
    Record,
    Reply,
    Ring,
    Say,
    Turn,
    follow,
    go,
)
from service.flows.whose import MEANT
from service.settings import Settings
from service.statements import Write
from service.text.language import likely_language
from service.text.optout import Consent
from service.text.words import Prompt

LASTING = frozenset(("own_data.erase_sure", "own_data.erased"))
# What leaves something open: a question, or a call's next step.
ASKING = Choose | Pick | Listen | Connect | Ring | Record


@dataclass(frozen=True, slots=True)
class Said:
    """What we answer, in which language; on a call `before` is said first."""

    reply: Reply
    language: str
    before: tuple[Prompt, ...] = ()
    searched: bool = False  # the words were a search: kept for 24 hours only
    secret: bool = False  # the words were a code: not kept
    by: str = ""  # the step that answered
    gave_code: bool = False  # and it was the right one
    writes: tuple[Write, ...] = ()  # what the turn changed, still to be written


def converse(session: Session, settings: Settings, heard: Heard, now: datetime) -> Said:
    """One turn. The conversation and its question are among the answer's writes."""
    thread = _thread(session, heard, now)
    turn = turn_of(session, settings, heard, thread, now)
    looping = heard.channel is Channel.TEXT and thread.is_a_loop(now)
    if looping and not _ends_something(turn):
        threads.save(thread, now)
        return Said(Nothing(), turn.language, writes=tuple(thread.writes))
    reading = _read(turn, thread, heard)
    if reading.where.step != "menu.unknown":
        turn.memo.pop("unknown", None)
    return _follow(turn, thread, reading, now)


def _ends_something(turn: Turn) -> bool:
    """STOP counts however fast somebody writes; of one group, while they are in it."""
    return consent_in(turn) is Consent.STOP or leaving.ends_one_of_theirs(turn)


@dataclass(frozen=True, slots=True)
class InCrisis:
    """The case of a text on which the crisis screen fired, and the words that answer it.

    `at`: when those went; the digits they offer are answered from then on.
    """

    case_id: int
    words: str
    at: datetime


def converse_in_crisis(
    session: Session, settings: Settings, heard: Heard, told: InCrisis, now: datetime, alone: bool
) -> Said:
    """What else such a text asked for: a search, an opt-out, or nothing; `alone`: that is not looked for.

    Its answer's own digits are waited for, where no list takes them.
    """
    thread = _thread(session, heard, now)
    if spoke := likely_language(heard.said):
        thread.memo["guessed"] = spoke  # as the answer guessed it
    turn = turn_of(session, settings, heard, thread, now)
    turn.memo[crisis.CASE] = told.case_id
    _take_back(turn, thread)
    reading = None if alone else _first(readers.IN_CRISIS, turn, thread)
    said = _perform(turn, thread, reading.where, now) if reading else Said(Nothing(), turn.language)
    if reading and reading.silent:
        said = replace(said, reply=Nothing())
    if not isinstance(said.reply, ASKING):
        _ask_in_crisis(turn, thread, told)
    threads.save(thread, now)
    searched = reading is not None and reading.searched
    return replace(said, searched=searched, writes=tuple(thread.writes))


def _take_back(turn: Turn, thread: Thread) -> None:
    """What can't be undone is asked anew another time: the next 1 means a call, not the end of it all."""
    for question in thread.waiting:
        if any(one.step in LASTING for one in question.chosen):
            questions.answered(turn.session, question)


def _ask_in_crisis(turn: Turn, thread: Thread, told: InCrisis) -> None:
    if asked := crisis.question(told.case_id, told.words):
        asked_by, reply = follow(turn, asked)
        thread.writes += questions.ask_beside(thread.id, asked_by, reply, told.at)


def open_call(session: Session, settings: Settings, heard: Heard, first: Go, now: datetime) -> Said:
    """The first thing said on a call."""
    thread = _thread(session, heard, now)
    _begin(heard, thread, first)
    turn = turn_of(session, settings, heard, thread, now)
    return _follow(turn, thread, Reading(first), now)


def converse_after_crisis(
    session: Session, settings: Settings, heard: Heard, first: Go, now: datetime
) -> Said:
    """A call goes on at `first`, which is told last what had been asked before words of a crisis."""
    thread = _thread(session, heard, now)
    turn = turn_of(session, settings, heard, thread, now)
    stood = thread.waiting[0].again if thread.waiting else go("menu.main")
    where = go(first.step, *first.args, stood.step, *stood.args)
    return _follow(turn, thread, Reading(where), now)


def _begin(heard: Heard, thread: Thread, first: Go) -> None:
    """What holds for the whole call: how it began, or what its first webhook says of its number."""
    if heard.placed:
        thread.memo[BEGAN] = [first.step, list(first.args)]
        thread.memo[MEANT] = heard.meant_for
    else:
        thread.memo[VOUCHED] = heard.vouched


def _read(turn: Turn, thread: Thread, heard: Heard) -> Reading:
    if heard.picture_only:
        return Reading(go("menu.picture"))
    by_text = heard.channel is Channel.TEXT
    reading = _first(readers.OF_A_TEXT if by_text else readers.OF_A_KEY, turn, thread)
    assert reading is not None  # the last reader takes everything
    return reading


def _first(usual: Sequence[Reader], turn: Turn, thread: Thread) -> Reading | None:
    if turn.came_at is None:
        return first_reading(usual, turn, thread)
    return late.read_late(turn, thread, turn.came_at, usual)


def _follow(turn: Turn, thread: Thread, reading: Reading, now: datetime) -> Said:
    said = _perform(turn, thread, reading.where, now)
    threads.save(thread, now)
    return replace(said, searched=reading.searched, writes=tuple(thread.writes))


def _perform(turn: Turn, thread: Thread, where: Go, now: datetime) -> Said:
    asked_by, reply = follow(turn, where)
    before: list[Prompt] = []
    while turn.channel is Channel.CALL and isinstance(reply, Say):
        before.append(reply.what)
        asked_by, reply = follow(turn, reply.then or go("menu.main"))
    if turn.channel is Channel.CALL and isinstance(reply, Pick):
        asked_by, reply = lists.one_at_a_time(turn, asked_by, reply)
    if turn.gone:  # nothing more is answered
        thread.writes += questions.ask(thread.id, asked_by, Nothing(), now)
    elif isinstance(reply, ASKING) and not late.asks_nobody(turn):
        thread.writes += questions.ask(thread.id, asked_by, reply, now)
    return Said(
        reply, turn.language, tuple(before),
        secret=turn.secret, by=asked_by.step, gave_code=turn.gave_code,
    )  # fmt: skip


def _thread(session: Session, heard: Heard, now: datetime) -> Thread:
    return heard.thread or threads.open_thread(
        session, heard.phone.id if heard.phone else None, heard.call_sid, now
    )
