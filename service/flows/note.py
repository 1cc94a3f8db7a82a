"""NOTE: one thing to bring up at an appointment of somebody's own.

Its words are in no reply but the one that gives them back, and that only to a digit.
"""

from datetime import datetime, timedelta

from service import notes
from service.clock import zone
from service.delivery.hours import hours_of
from service.flows.checkins_menu import Entry
from service.flows.kept_menu import BACK, ENTRIES, hidden
from service.flows.turn import (
    Channel,
    Choose,
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
from service.leads import Wall
from service.meetings.query import understand
from service.models import Note
from service.text.segments import to_gsm
from service.text.times import day_and_time
from service.text.words import Slot, prompt

LABEL = "label.note"
MENU = go("note.menu")
LONGEST = 200
SAID, IN_CRISIS = "note.said", "note.in_crisis"
WORDS_OF_IT = ("note", "nota")
SPOKEN = timedelta(seconds=60)
# What a conversation remembers (sealed): words whose day is asked for.
WORDS = "note_words"

ENTRIES[2] = Entry("kept.note", MENU)


@step("note.menu")
def menu(turn: Turn) -> Reply | Go:
    """What is kept; the note itself only once its hour has come."""
    if turn.phone_id is None:
        return hidden()
    note = of_turn(turn)
    if note is None:
        return go("appt.ask")
    choices = {1: go("note.ask"), 2: go("appt.ask"), 3: go("appt.off")}
    key = "note.menu"
    if notes.has_words(note):
        key, choices[4] = "note.menu_kept", go("note.drop")
    if notes.may_be_read(note, turn.now):
        key, choices[5] = "note.menu_due", go("note.read", note.id)
    return Choose(prompt(key, when=when(turn, note.visit_at)), choices, LABEL, BACK)


def note_behind(turn: Turn, rest: str) -> Go | None:
    """NOTE with words behind it: they are kept in the note, and nowhere else."""
    turn.secret = True
    return go("note.given", rest)


@step("note.ask")
def ask_words(turn: Turn) -> Reply | Go:
    note = of_turn(turn)
    return go("appt.ask") if note is None else asking(turn, note, "note.ask")


def asking(turn: Turn, note: Note, key: str) -> Reply:
    what = prompt(key, when=when(turn, note.visit_at), back=back(turn, note))
    if turn.channel is Channel.TEXT:
        return Listen(what, SAID, label=LABEL, back=BACK)
    choices = {1: go("note.speak")}
    return Choose(what, choices, LABEL, BACK, when_silent=go("menu.goodbye"))


@step("note.speak")
def speak(turn: Turn) -> Reply:
    return Record(prompt("note.speak"), go("note.kept"), SPOKEN)


@step("note.kept")
def kept(turn: Turn, how: str = "") -> Reply | Go:
    """What was said after the tone is kept at once, whatever comes next."""
    note, left = of_turn(turn), turn.recording
    if note is None or left is None:
        return Nothing() if turn.gone else go("note.unheard")
    if note.recording_sid != left.sid:
        notes.keep_tape(turn.session, note, left.sid, left.seconds, turn.now)
    return Nothing() if turn.gone else go("note.is_kept")


@step("note.unheard")
def unheard(turn: Turn) -> Reply:
    choices = {1: go("note.speak")}
    return Choose(prompt("note.unheard"), choices, LABEL, BACK, when_silent=go("menu.goodbye"))


@step("note.is_kept")
def is_kept(turn: Turn) -> Reply | Go:
    """Said back without a word of it."""
    note = of_turn(turn)
    if note is None or not notes.has_words(note):
        return MENU
    choices = {1: go("note.drop")}
    what = prompt("note.kept", back=back(turn, note))
    return Choose(what, choices, LABEL, BACK, when_silent=go("menu.goodbye"))


@step(SAID)
def words_said(turn: Turn) -> Reply | Go:
    """The answer to what they want to bring up; with a ZIP in it, it is a search after all."""
    search = understand(turn.said)
    if search is not None and any(one.isdecimal() and len(one) == 5 for one in turn.said.split()):
        return go("find.asked", search.as_json())
    turn.secret = True
    return go("note.given", turn.said)


@step("note.given")
def words_given(turn: Turn, words: str) -> Reply | Go:
    """Without an appointment it is asked when that is; the words wait in the conversation, sealed."""
    if turn.phone_id is None:
        return hidden()
    turn.secret = True
    words = " ".join(to_gsm(words).split())
    if len(words) > LONGEST:
        return Listen(prompt("note.too_long"), SAID, label=LABEL, back=BACK)
    if (note := of_turn(turn)) is not None:
        return keep(turn, note, words)
    turn.memo[WORDS] = words
    notes.leave_no_trace(turn.session, turn.phone_id, turn.now)
    return go("appt.ask", "note.when")


@step(IN_CRISIS)
def given_in_crisis(turn: Turn, words: str) -> Reply | Go:
    """The same words had the crisis screen fire: its answer stands first, and its digits count."""
    turn.secret = True
    note, words = of_turn(turn), " ".join(to_gsm(words).split())[:LONGEST]
    if turn.phone_id is None or note is None:
        return Nothing()
    notes.keep_words(turn.session, note, words, turn.now)
    return Say(prompt("note.kept_too", back=back(turn, note)))


def keep(turn: Turn, note: Note, words: str) -> Go:
    notes.keep_words(turn.session, note, words, turn.now)
    return go("note.is_kept")


@step("note.drop")
def drop(turn: Turn) -> Reply:
    if note := of_turn(turn):
        notes.drop_words(turn.session, note, turn.now)
    return Say(prompt("note.dropped"), BACK)


def of_turn(turn: Turn) -> Note | None:
    person_id = known_person(turn)
    return None if person_id is None else notes.of_person(turn.session, person_id)


def when(turn: Turn, moment: datetime) -> Slot:
    return day_and_time(moment.astimezone(wall_of(turn).zone), turn.now, turn.language)


def back(turn: Turn, note: Note) -> Slot:
    """When it is given back."""
    return when(turn, note.return_at)


def wall_of(turn: Turn) -> Wall:
    person_id = known_person(turn)
    if person_id is None or turn.phone_id is None:
        return Wall(zone(turn.settings.home_zone), hours_of(None, None, turn.settings))
    return notes.wall_of(turn.session, turn.settings, person_id, turn.phone_id)
