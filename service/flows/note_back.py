"""What we start about an appointment: its hour is told, and the note comes back, to a digit and once."""

from service import notes
from service.carrier import tapes
from service.crypto import keyring_of
from service.flows import right_now
from service.flows.kept_menu import BACK
from service.flows.note import LABEL, of_turn, wall_of
from service.flows.turn import ABOUT, Channel, Choose, Nothing, Reply, Say, Turn, closing, go, step
from service.models import Note
from service.text.times import DAYS_SPOKEN, at_hour
from service.text.words import Voiced, prompt

ABOUT[notes.BACK] = "note"


@step(notes.REMIND)
def remind(turn: Turn, note_id: int) -> Reply:
    """The day and the hour, and nothing else."""
    note = _that_note(turn, note_id)
    if note is None or turn.now >= note.visit_at:
        return _over(turn)
    local = note.visit_at.astimezone(wall_of(turn).zone)
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


def _that_note(turn: Turn, note_id: int) -> Note | None:
    """Not when its number is another's by now."""
    note = of_turn(turn)
    return note if note is not None and note.id == note_id else None


def _over(turn: Turn) -> Reply:
    """Nothing is texted then; who pressed a key to hear it is told."""
    return closing(turn, prompt("follow.over")) if turn.channel is Channel.CALL else Nothing()
