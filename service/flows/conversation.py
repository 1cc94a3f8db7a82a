"""A text or a key press comes in, a reply goes out; what must be remembered is written down.

A text is read in one fixed order: opt-out words, plain opt-out, a bare digit, a command, the words a
question waits for, a search, and last "I did not get that". (The crisis screen stands before all of
this, at the door.) A key press is simpler: 0, star, pound, then the question's own digits.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from service import members

# menu and remind are imported for the steps they enter into the register.
from service.flows import (  # noqa: F401
    account,
    commands,
    find,
    lists,
    menu,
    questions,
    remind,
    threads,
)
from service.flows.questions import Open
from service.flows.threads import Thread
from service.flows.turn import (
    Channel,
    Choose,
    Go,
    Listen,
    Nothing,
    Pick,
    Reply,
    Say,
    Turn,
    follow,
    go,
)
from service.settings import Settings
from service.text.language import language_of
from service.text.optout import Consent, consent_word, plain_opt_out
from service.text.words import Prompt

SILENCES_ALLOWED = 2


@dataclass(frozen=True, slots=True)
class Heard:
    """What arrived. `phone` is None when the number is withheld, or is no number."""

    channel: Channel
    said: str
    phone: members.KnownPhone | None
    call_sid: str | None = None
    picture_only: bool = False
    no_text: bool = False  # the phone is known to take no texts


@dataclass(frozen=True, slots=True)
class Said:
    """What we answer, in which language; on a call `before` is said first."""

    reply: Reply
    language: str
    before: tuple[Prompt, ...] = ()
    searched: bool = False  # the words were a search: kept for 24 hours only


@dataclass(frozen=True, slots=True)
class Reading:
    """What one reader made of the words: where to go, and how."""

    where: Go
    searched: bool = False


def converse(session: Session, settings: Settings, heard: Heard, now: datetime) -> Said:
    """One turn. Writes the conversation and its question; the caller's transaction commits."""
    thread = _thread(session, heard, now)
    turn = _turn(session, settings, heard, thread, now)
    if heard.channel is Channel.TEXT and thread.is_a_loop(now):
        threads.save(session, thread, now)
        return Said(Nothing(), turn.language)
    reading = _read(turn, thread, heard)
    if reading.where.step != "menu.unknown":
        turn.memo.pop("unknown", None)
    said = _perform(turn, thread, reading.where, now)
    threads.save(session, thread, now)
    return replace(said, searched=reading.searched)


def converse_in_crisis(
    session: Session, settings: Settings, heard: Heard, now: datetime
) -> Said | None:
    """What else a text asked for on which the crisis screen fired: a search, an opt-out, or nothing."""
    thread = _thread(session, heard, now)
    turn = _turn(session, settings, heard, thread, now)
    for reader in (_opt_out_words, _search):
        reading = reader(turn, thread)
        if reading is not None:
            said = _perform(turn, thread, reading.where, now)
            threads.save(session, thread, now)
            return replace(said, searched=reading.searched)
    return None


def open_call(session: Session, settings: Settings, heard: Heard, first: Go, now: datetime) -> Said:
    """The first thing said on a call."""
    thread = _thread(session, heard, now)
    turn = _turn(session, settings, heard, thread, now)
    said = _perform(turn, thread, first, now)
    threads.save(session, thread, now)
    return said


# --- reading -------------------------------------------------------------------------------------


def _read(turn: Turn, thread: Thread, heard: Heard) -> Reading:
    if heard.picture_only:
        return Reading(go("menu.picture"))
    readers = _TEXT_READERS if heard.channel is Channel.TEXT else _CALL_READERS
    for reader in readers:
        reading = reader(turn, thread)
        if reading is not None:
            return reading
    raise AssertionError("the last reader takes everything")


def _opt_out_words(turn: Turn, thread: Thread) -> Reading | None:
    word = consent_word(turn.said)
    if word is Consent.NONE and plain_opt_out(turn.said):
        word = Consent.STOP
    if word is Consent.NONE:
        return None
    if word is Consent.STOP:
        questions.close_all(turn.session, thread.id)
        thread.waiting = []
    return Reading(go(account.STEP_OF[word]))


def _digit(turn: Turn, thread: Thread) -> Reading | None:
    digit = turn.said.strip().rstrip(".)")
    if not (digit.isascii() and digit.isdigit() and len(digit) <= 2):
        return None
    meant = questions.meant_by(digit, thread.waiting)
    if len(meant) > 1:
        return Reading(go("menu.which", [question.id for question in meant], digit))
    if meant:
        return _answer(turn, meant[0], digit)
    if digit == "0":
        return Reading(questions.PERSON)
    return Reading(go("menu.no_such_digit", digit) if thread.waiting else go("menu.stray_digit"))


def _answer(turn: Turn, question: Open, digit: str) -> Reading:
    questions.answered(turn.session, question)
    return Reading(question.choice(digit) or question.again)


def _command(turn: Turn, thread: Thread) -> Reading | None:
    where = commands.step_for(turn.said)
    if where is None:
        return None
    if where.step == "again" and thread.waiting:
        return Reading(thread.waiting[0].again)
    if where.step == "back":
        return Reading((thread.waiting and thread.waiting[0].back) or go("menu.main"))
    return Reading(go("menu.main") if where.step == "again" else where)


def _awaited_words(turn: Turn, thread: Thread) -> Reading | None:
    newest = thread.waiting[0] if thread.waiting else None
    if newest is None or newest.listens is None:
        return None
    questions.answered(turn.session, newest)
    return Reading(go(newest.listens), searched=newest.listens.startswith("find."))


def _search(turn: Turn, thread: Thread) -> Reading | None:
    query = find.search_in(turn)
    return None if query is None else Reading(go("find.asked", query.as_json()), searched=True)


def _lost(turn: Turn, thread: Thread) -> Reading:
    return Reading(go("menu.unknown"))


def _key(turn: Turn, thread: Thread) -> Reading | None:
    """Keys on a call: 0 a person, star again, # back, then the question's own digits."""
    newest = thread.waiting[0] if thread.waiting else None
    if turn.said == "0":
        return Reading(questions.PERSON)
    if newest is None:
        return Reading(go("menu.main"))
    if turn.said == "":
        return _silence(turn, newest)
    turn.memo["silences"] = 0
    if turn.said == "#":
        return Reading(newest.back or go("menu.main"))
    where = newest.choice(turn.said)
    if where is not None:
        return Reading(where)
    return Reading(go(newest.listens) if newest.listens and turn.said != "*" else newest.again)


def _silence(turn: Turn, newest: Open) -> Reading:
    """Said again twice, then a person: a rotary phone and a frightened caller both stay silent."""
    turn.memo["silences"] = turn.memo.get("silences", 0) + 1
    return Reading(questions.PERSON if turn.memo["silences"] > SILENCES_ALLOWED else newest.again)


Reader = Callable[[Turn, Thread], Reading | None]
_TEXT_READERS: tuple[Reader, ...] = (
    _opt_out_words,
    _digit,
    _command,
    _awaited_words,
    _search,
    _lost,
)
_CALL_READERS: tuple[Reader, ...] = (_key,)


# --- performing ----------------------------------------------------------------------------------


def _perform(turn: Turn, thread: Thread, where: Go, now: datetime) -> Said:
    asked_by, reply = follow(turn, where)
    before: list[Prompt] = []
    while turn.channel is Channel.CALL and isinstance(reply, Say):
        before.append(reply.what)
        asked_by, reply = follow(turn, reply.then or go("menu.main"))
    if turn.channel is Channel.CALL and isinstance(reply, Pick):
        asked_by, reply = lists.one_at_a_time(turn, asked_by, reply)
    if isinstance(reply, Choose | Pick | Listen):
        questions.ask(turn.session, thread.id, asked_by, reply, now)
    return Said(reply, turn.language, tuple(before))


def _thread(session: Session, heard: Heard, now: datetime) -> Thread:
    return threads.open_thread(
        session, heard.phone.id if heard.phone else None, heard.call_sid, now
    )


def _turn(
    session: Session, settings: Settings, heard: Heard, thread: Thread, now: datetime
) -> Turn:
    return Turn(
        session=session,
        settings=settings,
        channel=heard.channel,
        language=_language(heard, thread),
        now=now,
        said=heard.said,
        memo=thread.memo,
        phone_id=heard.phone.id if heard.phone else None,
        can_text=heard.phone is not None and not heard.no_text,
    )


def _language(heard: Heard, thread: Thread) -> str:
    """What the member chose; else what these words are in; else what was spoken last; else English."""
    chosen: str | None = (
        thread.memo.get("language") or (heard.phone and heard.phone.language) or None
    )
    if chosen:
        return chosen
    guessed = language_of(heard.said) if heard.channel is Channel.TEXT else None
    if guessed:
        thread.memo["guessed"] = guessed
    return str(thread.memo.get("guessed", "en"))
