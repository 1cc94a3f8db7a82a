"""A voice message for the volunteers, left when none of them can come: with a time by which they call back.

What was said is kept at once, so who hangs up after it has sent it; saying it again takes its place.
"""

from datetime import datetime, timedelta

from service import members
from service.clock import zone
from service.crisis import callbacks, cases
from service.crisis.cases import Asked
from service.flows import crisis_line, searched
from service.flows.turn import Channel, Choose, Go, Nothing, Record, Reply, Say, Turn, go, step
from service.flows.whose import known_person
from service.meetings import joining
from service.models import PhoneRow
from service.text.phone import Phone
from service.text.times import day_and_time
from service.text.words import Prompt, Slot, Voiced, prompt

LONGEST = timedelta(seconds=90)
# Who is still saying it another way is not called back for the first one meanwhile.
SENT_AFTER = timedelta(minutes=2)
PERSON_KEY = "0"  # of the keys that end what is said, the one that means something


@step("message.ask")
def ask(turn: Turn, case_id: int | None = None) -> Reply | Go:
    """Only where somebody will hear it, and can call: otherwise where help is, and no more."""
    by = callbacks.promise(turn.session, turn.settings, turn.now, turn.phone_id)
    if turn.channel is Channel.TEXT or by is None or not can_be_called(turn):
        return Say(_said(turn, "message.no_call"))
    return _record(turn, "message.leave", case_id, by, False)


@step("message.kept")
def kept(turn: Turn, case_id: int | None, by: str, again: bool, how: str = "") -> Reply | Go:
    """After the tone: what was said is theirs already, whatever comes next."""
    if turn.recording is None or turn.call_sid is None:
        return _unheard(turn, case_id, by, again)
    if callbacks.is_kept(turn.session, turn.recording.sid):
        return _sent(turn, by)
    asked = Asked(turn.phone_id, turn.language, known_person(turn))
    mine = case_id or cases.ask_for_person(turn.session, turn.call_sid, asked, turn.now)
    left = turn.recording
    callbacks.keep_tape(turn.session, mine, left.sid, left.seconds, turn.now)
    starts = turn.now if turn.gone else turn.now + SENT_AFTER
    callbacks.wait_for_call(turn.session, mine, datetime.fromisoformat(by), starts)
    if turn.gone:
        return Nothing()
    if turn.said == PERSON_KEY:
        return go("person.ask")
    sending = go("message.send", mine, by)
    choices = {1: sending, 2: go("message.again", mine, by)}
    return Choose(prompt("message.send"), choices, "label.message", when_silent=sending)


@step("message.again")
def again(turn: Turn, case_id: int, by: str) -> Reply:
    """The first one stays until there is another."""
    return _record(turn, "message.again", case_id, datetime.fromisoformat(by), True)


@step("message.send")
def send(turn: Turn, case_id: int, by: str) -> Reply:
    callbacks.tell_at_once(turn.session, case_id, turn.now)
    return _sent(turn, by)


def _sent(turn: Turn, by: str) -> Reply:
    return Say(_said(turn, "message.sent", when=_when(turn, datetime.fromisoformat(by))))


def can_be_called(turn: Turn) -> bool:
    """A hidden number can't; nor one we may not dial, whoever claims to call from there."""
    row = turn.session.get(PhoneRow, turn.phone_id) if turn.phone_id is not None else None
    return row is not None and joining.may_be_dialled(Phone(row.number), turn.settings)


def _unheard(turn: Turn, case_id: int | None, by: str, again: bool) -> Reply | Go:
    """Asked once more; then where help is. An older message of theirs is sent all the same."""
    if turn.gone:
        return Nothing()
    if not again:
        return _record(turn, "message.unheard", case_id, datetime.fromisoformat(by), True)
    if case_id is not None and callbacks.tape_of(turn.session, case_id, turn.now):
        return go("message.send", case_id, by)
    return Say(_said(turn, "message.none"))


def _record(turn: Turn, key: str, case_id: int | None, by: datetime, again: bool) -> Reply:
    what = _said(turn, key, when=_when(turn, by))
    return Record(what, go("message.kept", case_id, by.isoformat(), again), LONGEST)


def _when(turn: Turn, by: datetime) -> Voiced:
    """On their own wall, as far as we know it."""
    person_id = known_person(turn)
    known = None if person_id is None else members.zone_of(turn.session, person_id)
    wall = zone(known or searched.zone_of(turn))
    return day_and_time(by.astimezone(wall), turn.now, turn.language)


def _said(turn: Turn, key: str, **slots: Slot) -> Prompt:
    """With where help is at once, as it was said after the 0."""
    return prompt(key, help=crisis_line.numbers(turn)["line"], **slots)
