"""An appointment of a member's own, its reminder, and one thing to bring up: returned once, then erased.

    APPT ─ reminded an hour before (outside their hours the evening before) ─ forgotten when its day is over
    NOTE ─ sealed ─ noon of that day, or an hour before in the morning ─ offered ─ read ─ erased

The words are in one row, sealed, and in no other: a text that brought them is kept nowhere here, and deleted
at the carrier within minutes; so is the answer that gives them back. What was spoken lies at the carrier
alone, until it was heard. What was not read goes when the day is over.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from service import leads, members, timers
from service.db import insert
from service.delivery import outbox
from service.delivery.hours import last_contact, on_wall
from service.delivery.outbox import Outgoing
from service.goals import way_to
from service.leads import HOUR_BEFORE, Wall
from service.models import CarrierCopy, Inbound, Lane, Note, Outbox, VoiceMessage, Way
from service.settings import Settings
from service.text.hours import HALF_DAY_MIN

# Timers and messages; their subject is the note. And the timer of what a turn has left at the carrier.
REMIND, BACK, OVER, TRACES = "appt.due", "note.back", "note.over", "note.traces"
# Of the two that are due an hour before, the reminder comes first.
AFTER_IT = timedelta(minutes=1)
# Where neither noon nor the hour before is to come.
LAST_MOMENT = timedelta(minutes=10)
# A call may have it said once more; the carrier plays what was spoken from its own store.
HEARD_AGAIN = timedelta(minutes=15)
# A receipt names our answer's own id at the carrier, which deletes nothing younger than a minute.
TEXTS = ("SM", "MM")
NAMED_AFTER = (timedelta(minutes=2), timedelta(minutes=20), timedelta(hours=6))


def of_person(session: Session, person_id: int) -> Note | None:
    return session.scalar(select(Note).where(Note.person_id == person_id))


def set_visit(
    session: Session, settings: Settings, whose: tuple[int, int], visit_at: datetime, now: datetime
) -> Note:
    """Their next one, by person and phone; it takes the place of the one before, whose note stays."""
    person_id, phone_id = whose
    note = of_person(session, person_id)
    if note is None:
        note = Note(person_id=person_id)
        session.add(note)
    wall = wall_of(session, settings, person_id, phone_id)
    note.phone_id, note.visit_at = phone_id, visit_at
    note.return_at = _return_at(visit_at, wall, now)
    session.flush()
    timers.drop(session, REMIND, note.id)
    if due := leads.due(visit_at, HOUR_BEFORE, wall, now, awake=False):
        timers.put(session, REMIND, note.id, due.at)
    timers.put(session, OVER, note.id, _day_ends(visit_at, wall))
    if has_words(note):
        timers.put(session, BACK, note.id, _back_at(note))
    return note


def keep_words(session: Session, note: Note, words: str, now: datetime) -> None:
    """What they want to bring up; what was there goes."""
    _end_tape(session, note, now)
    note.words = words
    session.flush()
    timers.put(session, BACK, note.id, _back_at(note))
    leave_no_trace(session, note.phone_id, now)


def keep_tape(session: Session, note: Note, sid: str, seconds: int, now: datetime) -> None:
    """The same, spoken: it lies at the carrier, and goes when the day is over at the latest."""
    _end_tape(session, note, now)
    note.words, note.recording_sid = None, sid
    lives = {"made_at": now, "delete_at": note.visit_at + timedelta(days=1)}
    session.add(VoiceMessage(recording_sid=sid, seconds=seconds, **lives))
    session.flush()
    timers.put(session, BACK, note.id, _back_at(note))


def has_words(note: Note) -> bool:
    return note.words is not None or note.recording_sid is not None


def may_be_read(note: Note, now: datetime) -> bool:
    """Sealed until its hour."""
    return has_words(note) and now >= note.return_at


def was_read(session: Session, note: Note, now: datetime) -> None:
    """By text it is erased at once. `was_heard` is for a call."""
    phone_id = note.phone_id
    _forget_words(session, note, now)
    leave_no_trace(session, phone_id, now)


def was_heard(session: Session, note: Note, now: datetime) -> None:
    """It may be said again for a few minutes, on this call or the next."""
    timers.drop(session, BACK, note.id)
    timers.put(session, OVER, note.id, now + HEARD_AGAIN)
    leave_no_trace(session, note.phone_id, now)


def drop_words(session: Session, note: Note, now: datetime) -> None:
    """They take it back; the appointment stays."""
    _forget_words(session, note, now)


def end(session: Session, note: Note, now: datetime) -> None:
    """The appointment and its note are gone."""
    _end_tape(session, note, now)
    for kind in (REMIND, BACK, OVER):
        timers.drop(session, kind, note.id)
    session.delete(note)
    session.flush()


def end_all(session: Session, person_id: int, now: datetime) -> None:
    """They asked to be erased."""
    if note := of_person(session, person_id):
        end(session, note, now)


def remind(session: Session, settings: Settings, note_id: int, now: datetime) -> None:
    """The timer's: the hour, and nothing else."""
    note = session.get(Note, note_id)
    if note is not None and now < note.visit_at:
        _put(session, settings, note, REMIND, note.visit_at, now)


def give_back(session: Session, settings: Settings, note_id: int, now: datetime) -> None:
    """The timer's: that it waits, which is all a phone shows before a digit."""
    note = session.get(Note, note_id)
    if note is None or not has_words(note):
        return
    wall = wall_of(session, settings, note.person_id, note.phone_id)
    if now < (ends := _day_ends(note.visit_at, wall)):
        _put(session, settings, note, BACK, ends, now)


def be_over(session: Session, note_id: int, now: datetime) -> None:
    """The timer's: heard, or its day is over."""
    if note := session.get(Note, note_id):
        end(session, note, now)


def leave_no_trace(session: Session, phone_id: int, now: datetime) -> None:
    """What was said on this phone in this very turn, and answered, is to be nowhere but in the note."""
    timers.put(session, TRACES, f"{phone_id} {now.isoformat()} 0", now + NAMED_AFTER[0])


def forget_traces(session: Session, subject: str, now: datetime) -> None:
    """The timer's: the turn's own rows are emptied, and what the carrier has of it is to be deleted.

    Our answer's id there is known once a receipt has named it; until then it is looked for again.
    """
    phone_id, moment, tries = subject.split()
    at, next_try = datetime.fromisoformat(moment), int(tries) + 1
    this_turn = Inbound.phone_id == int(phone_id), Inbound.received_at == at
    keys = session.scalars(select(Inbound.key).where(*this_turn)).all()
    session.execute(update(Inbound).where(*this_turn).values(body=None, answer=None))
    inline = Outbox.phone_id == int(phone_id), Outbox.created_at == at, Outbox.message == "reply"
    answers = session.scalars(select(Outbox.sid).where(*inline)).all()
    texts = [key for key in keys if key.startswith(TEXTS)]
    _delete_there(session, [*texts, *filter(None, answers)], now)
    if None in answers and next_try < len(NAMED_AFTER):
        again = now + NAMED_AFTER[next_try]
        timers.put(session, TRACES, f"{phone_id} {moment} {next_try}", again)


def wall_of(session: Session, settings: Settings, person_id: int, phone_id: int) -> Wall:
    reach = members.reach_of(session, settings, person_id, phone_id)
    return Wall(reach.zone, reach.hours)


def _return_at(visit_at: datetime, wall: Wall, now: datetime) -> datetime:
    """Noon of that day; before noon an hour before it; where both have passed, right before."""
    noon = on_wall(visit_at.astimezone(wall.zone).date(), HALF_DAY_MIN, wall.zone)
    at = last_contact(noon, wall.zone, wall.hours)
    if now < at and noon < visit_at:
        return at
    due = leads.due(visit_at, HOUR_BEFORE, wall, now, awake=False)
    return due.at if due else max(now, visit_at - LAST_MOMENT)


def _back_at(note: Note) -> datetime:
    hour_before = note.visit_at - note.return_at == timedelta(minutes=HOUR_BEFORE.minutes)
    return note.return_at + AFTER_IT if hour_before else note.return_at


def _day_ends(visit_at: datetime, wall: Wall) -> datetime:
    return on_wall(visit_at.astimezone(wall.zone).date() + timedelta(days=1), 0, wall.zone)


def _forget_words(session: Session, note: Note, now: datetime) -> None:
    timers.drop(session, BACK, note.id)
    _end_tape(session, note, now)
    note.words = None
    session.flush()


def _end_tape(session: Session, note: Note, now: datetime) -> None:
    if note.recording_sid is not None:
        theirs = VoiceMessage.recording_sid == note.recording_sid
        session.execute(update(VoiceMessage).where(theirs).values(delete_at=now))
        note.recording_sid = None


def _delete_there(session: Session, sids: Sequence[str], now: datetime) -> None:
    for sid in sids:
        fresh = insert(session, CarrierCopy).values(sid=sid, delete_at=now)
        session.execute(fresh.on_conflict_do_nothing(index_elements=["sid"]))


def _put(
    session: Session, settings: Settings, note: Note, message: str, until: datetime, now: datetime
) -> None:
    """What was spoken can only be heard."""
    is_heard = message == BACK and note.recording_sid is not None
    way = Way.CALL if is_heard else way_to(session, settings, note.person_id, note.phone_id)
    outgoing = Outgoing(
        way=way,
        lane=Lane.REMINDER,
        dedupe_key=f"{message}:{note.id}:{until.isoformat()}:{now:%Y-%m-%dT%H%M}",
        phone_id=note.phone_id,
        person_id=note.person_id,
        message=message,
        subject_id=note.id,
        occurs_at=until,
        useful_until=until,
    )
    outbox.put(session, outgoing, now)
