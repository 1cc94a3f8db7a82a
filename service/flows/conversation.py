"""A text or a key press comes in, a reply goes out; what must be remembered is written down."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from service import members

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
    connect,
    contact,
    contact_list,
    contact_news,
    crisis,
    find,
    fit,
    groups,
    how_are_you,
    invited,
    kept_calls,
    late,
    leaving,
    lists,
    menu,
    message,
    mine,
    note_back,
    own_data,
    page,
    page_taken,
    peer,
    person,
    proof,
    questions,
    readers,
    recall,
    remind,
    remind_word,
    reminder,
    report,
    rides,
    said_in_crisis,
    settings_menu,
    sharing,
    standing,
    talk,
    threads,
    watch,
)
from service.flows.readers import consent_in
from service.flows.reading import Reader, Reading, first_reading
from service.flows.threads import Thread
from service.flows.turn import (
    BEGAN,
    LET_IN,
    VOUCHED,
    Channel,
    Choose,
    Connect,
    Go,
    Listen,
    Nothing,
    Pick,
    Record,
    Recording,
    Reply,
    Ring,
    Say,
    Turn,
    follow,
    go,
)
from service.flows.whose import MEANT, as_told
from service.settings import Settings
from service.statements import Write
from service.text.language import language_of, likely_language
from service.text.optout import RESERVED, Consent
from service.text.words import Prompt

LASTING = frozenset(("own_data.erase_sure", "own_data.erased"))
# What leaves something open: a question, or a call's next step.
ASKING = Choose | Pick | Listen | Connect | Ring | Record


@dataclass(frozen=True, slots=True)
class Heard:
    """What arrived. `phone` is None when the number is withheld, or is no number."""

    channel: Channel
    said: str
    phone: members.KnownPhone | None
    thread: Thread | None = None  # the phone's conversation, if it has been read already
    call_sid: str | None = None
    placed: bool = False  # a call of ours
    picture_only: bool = False
    no_text: bool = False  # the phone is known to take no texts
    area: str | None = None  # the state of its area code: a hint
    came_at: datetime | None = None  # of a text that comes late: when it was said
    carrier_did: Consent = Consent.NONE  # what the carrier took the text for, and has answered
    far_end: str = ""  # how the call ended that this one was joined to
    bridged: bool = False  # whether those two could talk
    vouched: bool = False  # the network vouches for the number
    gone: bool = False  # the caller has hung up
    recording: Recording | None = None
    meant_for: int | None = None  # the person a call of ours is for


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
    turn = _turn(session, settings, heard, thread, now)
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
    turn = _turn(session, settings, heard, thread, now)
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
    turn = _turn(session, settings, heard, thread, now)
    return _follow(turn, thread, Reading(first), now)


def converse_after_crisis(
    session: Session, settings: Settings, heard: Heard, first: Go, now: datetime
) -> Said:
    """A call goes on at `first`, which is told last what had been asked before words of a crisis."""
    thread = _thread(session, heard, now)
    turn = _turn(session, settings, heard, thread, now)
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


def _turn(
    session: Session, settings: Settings, heard: Heard, thread: Thread, now: datetime
) -> Turn:
    let_in = bool(thread.memo.get(LET_IN))
    turn = Turn(
        session=session,
        settings=settings,
        channel=heard.channel,
        language=_language(session, heard, thread),
        now=now,
        said=heard.said,
        memo=thread.memo,
        phone_id=heard.phone.id if heard.phone else None,
        country=heard.phone.country if heard.phone else None,
        can_text=heard.phone is not None and not heard.no_text,
        private=heard.phone is not None and heard.phone.private,
        placed=heard.placed and not let_in,
        area=heard.area,
        came_at=heard.came_at,
        carrier_did=heard.carrier_did,
        far_end=heard.far_end,
        bridged=heard.bridged,
        vouched=let_in or thread.memo.get(VOUCHED, heard.vouched),
        gone=heard.gone,
        call_sid=heard.call_sid,
        recording=heard.recording,
    )
    return as_told(turn)


def _language(session: Session, heard: Heard, thread: Thread) -> str:
    """What was chosen on this phone; else what these words are in; else what was spoken last."""
    chosen = (heard.phone and heard.phone.language) or thread.memo.get("language")
    if chosen:
        return str(chosen)
    guessed = _language_of_words(heard, thread)
    if guessed:
        thread.memo["guessed"] = guessed
    elif "guessed" not in thread.memo:
        thread.memo["guessed"] = _spoken_before(session, heard)
    return str(thread.memo["guessed"])


def _language_of_words(heard: Heard, thread: Thread) -> str | None:
    """A word that the carrier acts on is the same in both languages, once one has been spoken."""
    same = "guessed" in thread.memo and heard.said.strip().upper() in RESERVED
    return None if same or heard.channel is not Channel.TEXT else language_of(heard.said)


def _spoken_before(session: Session, heard: Heard) -> str:
    if heard.phone is None:
        return "en"
    return members.language_of(session, heard.phone.id, heard.meant_for)
