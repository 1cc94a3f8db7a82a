"""APPT and NOTE: an appointment of somebody's own, told by its hour alone, and one thing to bring up.

The note's words are in no reply but the one that gives them back, and that only to a digit.
"""

from datetime import date, datetime, timedelta

from service import notes
from service.carrier import tapes
from service.clock import zone
from service.crypto import keyring_of
from service.delivery.hours import hours_of
from service.flows import right_now
from service.flows.checkins_menu import Entry
from service.flows.kept_menu import BACK, ENTRIES, hidden
from service.flows.turn import (
    ABOUT,
    Channel,
    Choose,
    Go,
    Listen,
    Nothing,
    Record,
    Reply,
    Say,
    Turn,
    closing,
    go,
    step,
)
from service.flows.whose import known_person, person_here
from service.leads import Wall
from service.meetings.query import understand
from service.models import Note
from service.schedule import on_the_wall
from service.text.check_words import hour_typed, later_half
from service.text.segments import to_gsm
from service.text.times import DAYS_SPOKEN, at_hour, day_and_time
from service.text.visit_words import visit_in
from service.text.words import Slot, Voiced, prompt

LABEL = "label.note"
MENU = go("note.menu")
LONGEST = 200
SAID, IN_CRISIS = "note.said", "note.in_crisis"
WORDS_OF_IT = ("note", "nota")
SPOKEN = timedelta(seconds=60)
# As far ahead as an appointment is kept.
AHEAD = timedelta(days=366)
A_WEEK = timedelta(days=7)
# What a conversation remembers (sealed): words whose day is asked for, and the day whose hour is.
WORDS, ON = "note_words", "visit_on"

ENTRIES[2] = Entry("kept.note", MENU)


# --- the appointment ------------------------------------------------------------------------------------


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


@step("appt.ask")
def ask(turn: Turn, key: str = "appt.ask") -> Reply:
    """Words by text; on a call a day of the coming week, and then the hour."""
    if turn.phone_id is None:
        return hidden()
    if turn.channel is Channel.TEXT:
        return Listen(prompt(key), "appt.said", label=LABEL, back=BACK)
    today = turn.now.astimezone(_wall(turn).zone).date()
    days = [today + timedelta(days=number) for number in range(7)]
    choices = {
        number: go("appt.hour", day.isoformat())
        for number, day in enumerate(sorted(days, key=date.weekday), 1)
    }
    return Choose(prompt("appt.which_day"), choices, LABEL, BACK)


def appointment_behind(turn: Turn, rest: str) -> Go | None:
    """APPT with a day and an hour; `APPT OFF`."""
    return (
        go("appt.off")
        if rest.lower() in ("off", "no", "quitar", "borrar")
        else go("appt.given", rest)
    )


@step("appt.said")
def said(turn: Turn) -> Reply | Go:
    """What is no hour may be a search."""
    if visit_in(turn.said, _now(turn)) is None and (search := understand(turn.said)):
        return go("find.asked", search.as_json())
    return go("appt.given", turn.said)


@step("appt.given")
def given(turn: Turn, words: str) -> Reply | Go:
    if turn.phone_id is None:
        return hidden()
    at = visit_in(words, _now(turn))
    return go("appt.ask", "appt.again") if at is None else go("appt.set", at.isoformat())


@step("appt.hour")
def hour(turn: Turn, day: str, key: str = "appt.hour") -> Reply:
    turn.memo[ON] = day
    return Listen(prompt(key), "appt.hour_said", 4, LABEL, go("appt.ask"))


@step("appt.hour_said")
def hour_said(turn: Turn) -> Reply | Go:
    """Four keys; until one o'clock they are asked which half of the day."""
    day, typed = turn.memo.get(ON), hour_typed(turn.said.strip())
    if day is None:
        return go("appt.ask")
    if typed.at_min is None:
        return go("appt.hour", day, "appt.no_hour")
    if not typed.is_bare:
        return go("appt.set", _moment(turn, day, typed.at_min))
    halves = {1: typed.at_min, 2: later_half(typed.at_min)}
    choices = {one: go("appt.set", _moment(turn, day, at)) for one, at in halves.items()}
    return Choose(prompt("appt.which_half"), choices, LABEL, go("appt.hour", day))


@step("appt.set")
def set_(turn: Turn, at: str) -> Reply | Go:
    """Kept, and asked what they want to bring up."""
    if turn.phone_id is None:
        return hidden()
    visit_at = _to_come(turn, datetime.fromisoformat(at))
    if visit_at is None:
        return go("appt.ask", "appt.again")
    whose = person_here(turn, turn.phone_id), turn.phone_id
    note = notes.set_visit(turn.session, turn.settings, whose, visit_at, turn.now)
    if words := turn.memo.pop(WORDS, None):
        return _keep(turn, note, words)
    if notes.has_words(note):
        return Say(prompt("appt.moved", when=when(turn, visit_at), back=back(turn, note)), BACK)
    return _asking(turn, note, "appt.set")


@step("appt.off")
def off(turn: Turn) -> Reply:
    if (note := of_turn(turn)) is None:
        return Say(prompt("appt.none"), BACK)
    notes.end(turn.session, note, turn.now)
    return Say(prompt("appt.ended"), BACK)


# --- the note -------------------------------------------------------------------------------------------


def note_behind(turn: Turn, rest: str) -> Go | None:
    """NOTE with words behind it: they are kept in the note, and nowhere else."""
    turn.secret = True
    return go("note.given", rest)


@step("note.ask")
def ask_words(turn: Turn) -> Reply | Go:
    note = of_turn(turn)
    return go("appt.ask") if note is None else _asking(turn, note, "note.ask")


def _asking(turn: Turn, note: Note, key: str) -> Reply:
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
        return _keep(turn, note, words)
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


def _keep(turn: Turn, note: Note, words: str) -> Go:
    notes.keep_words(turn.session, note, words, turn.now)
    return go("note.is_kept")


@step("note.drop")
def drop(turn: Turn) -> Reply:
    if note := of_turn(turn):
        notes.drop_words(turn.session, note, turn.now)
    return Say(prompt("note.dropped"), BACK)


# --- what we start --------------------------------------------------------------------------------------


@step(notes.REMIND)
def remind(turn: Turn, note_id: int) -> Reply:
    """The day and the hour, and nothing else."""
    note = _that_note(turn, note_id)
    if note is None or turn.now >= note.visit_at:
        return _over(turn)
    local = note.visit_at.astimezone(_wall(turn).zone)
    day = DAYS_SPOKEN[turn.language][local.weekday()]
    return closing(turn, prompt("appt.due", when=at_hour(Voiced(day, day), local, turn.language)))


@step(notes.BACK)
def comes_back(turn: Turn, note_id: int) -> Reply:
    """That it is here; the words only to a digit, for somebody else may hold the phone."""
    note = _that_note(turn, note_id)
    if note is None or not notes.may_be_read(note, turn.now):
        return _over(turn)
    return Choose(prompt("note.back"), {1: go("note.read", note_id)}, "label.note_back")


@step("note.read")
def read(turn: Turn, note_id: int) -> Reply:
    """Given back, once; on a call it may be heard again for a few minutes."""
    note = _that_note(turn, note_id)
    if note is None or not notes.may_be_read(note, turn.now):
        return closing(turn, prompt("note.gone"))
    if turn.channel is Channel.CALL:
        notes.was_heard(turn.session, note, turn.now)
        return _heard(turn, note)
    if note.words is None:
        return _by_call(turn, note)
    words = note.words
    notes.was_read(turn.session, note, turn.now)
    return Say(prompt("note.read", thing=words))


def _by_call(turn: Turn, note: Note) -> Reply:
    """It was spoken, so it is heard: they are called at once."""
    key = f"{notes.BACK}:{note.id}:{turn.now.isoformat()}"
    right_now.call(
        turn, notes.BACK, key, phone_id=note.phone_id, subject_id=note.id, person_id=note.person_id
    )
    return Say(prompt("note.calling"))


def _heard(turn: Turn, note: Note) -> Reply:
    again, silent = {1: go("note.read", note.id)}, go("note.was_heard")
    back_to = None if turn.placed else BACK
    if note.recording_sid is None:
        what = prompt("note.heard", thing=note.words or "")
        return Choose(what, again, LABEL, back_to, when_silent=silent)
    sound = tapes.address(turn.settings, keyring_of(turn.session), note.recording_sid, turn.now)
    what = prompt("note.played")
    return Choose(what, again, LABEL, back_to, when_silent=silent, plays=sound)


@step("note.was_heard")
def was_heard(turn: Turn) -> Reply:
    return closing(turn, prompt("note.erased"))


def of_turn(turn: Turn) -> Note | None:
    person_id = known_person(turn)
    return None if person_id is None else notes.of_person(turn.session, person_id)


def when(turn: Turn, moment: datetime) -> Slot:
    return day_and_time(moment.astimezone(_wall(turn).zone), turn.now, turn.language)


def back(turn: Turn, note: Note) -> Slot:
    """When it is given back."""
    return when(turn, note.return_at)


ABOUT[notes.BACK] = "note"


def _that_note(turn: Turn, note_id: int) -> Note | None:
    """Not when its number is another's by now."""
    note = of_turn(turn)
    return note if note is not None and note.id == note_id else None


def _wall(turn: Turn) -> Wall:
    person_id = known_person(turn)
    if person_id is None or turn.phone_id is None:
        return Wall(zone(turn.settings.home_zone), hours_of(None, None, turn.settings))
    return notes.wall_of(turn.session, turn.settings, person_id, turn.phone_id)


def _now(turn: Turn) -> datetime:
    """By their clock, naive."""
    return turn.said_at.astimezone(_wall(turn).zone).replace(tzinfo=None)


def _moment(turn: Turn, day: str, at_min: int) -> str:
    """That day's hour; where it has passed today, next week's."""
    at = datetime.fromisoformat(day) + timedelta(minutes=at_min)
    return (at if at > _now(turn) else at + A_WEEK).isoformat()


def _to_come(turn: Turn, at: datetime) -> datetime | None:
    """None where it has passed, or is so far ahead that it is a slip."""
    moment = on_the_wall(at.date(), at.time(), _wall(turn).zone)
    return moment if turn.now < moment < turn.now + AHEAD else None


def _over(turn: Turn) -> Reply:
    """Nothing is texted then; who pressed a key to hear it is told."""
    return closing(turn, prompt("follow.over")) if turn.channel is Channel.CALL else Nothing()
