"""A call: the greeting, each key press, and a call that we placed, answered once a step."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from service import consent, members
from service.carrier import twiml
from service.crisis.episodes import case_of, open_case, see_to
from service.crisis.screen import Finding
from service.delivery.news import is_machine
from service.delivery.policy import ANSWERING
from service.delivery.receipts import may_speak
from service.flows import render
from service.flows.call_form import Call
from service.flows.checkin_answers import heard_in_crisis
from service.flows.conversation import Said, converse, converse_after_crisis, open_call
from service.flows.heard import Heard
from service.flows.said_in_crisis import HEARD
from service.flows.scripts import SAYS_MORE, SCRIPTS, VOICEMAILS
from service.flows.spoken_key import key_for
from service.flows.turn import Channel, Go, go
from service.flows.way_on import LANGUAGES
from service.house import House
from service.inbound import once
from service.meetings.places import region_of_area
from service.models import LineType, Outbox, State
from service.notices import spending
from service.text.language import language_of

LETS_NOBODY_IN = "0*#"
# Who it is was asked, and is not known, or is somebody else; and how a code is kept that was right.
NOT_LET_IN = frozenset(
    ("whose.ask", "whose.not_theirs", "code.ask", "code.again", "code.enough", "call.nobody")
)
RIGHT_CODE = "code"


def greet(session: Session, house: House, call: Call) -> str:
    """The document for a call that comes in."""
    return _once(
        session,
        house,
        call,
        lambda heard, now: _open(session, house, heard, go("menu.greeting"), now),
    )


def press(session: Session, house: House, call: Call) -> str:
    """The document after a key, words that stand for one, or silence."""
    if call.words:
        before = once.answered(session, f"{call.sid}:{call.turn - 1}") or {}
        call = replace(call, pressed=key_for(call.words, before.get("document")))
    return _once(
        session, house, call, lambda heard, now: converse(session, house.settings, heard, now)
    )


def after_crisis(session: Session, house: House, call: Call, offered: str) -> str:
    """The document after words of a crisis had been answered from the process alone."""
    case_id = case_of(session, f"{call.sid}:{call.turn - 1}")
    return _once(
        session,
        house,
        call,
        lambda heard, now: converse_after_crisis(
            session, house.settings, heard, go(HEARD, case_id, offered), now
        ),
    )


def note_crisis(session: Session, house: House, call: Call, finding: Finding) -> None:
    """Opens its case, once a turn; the words are kept nowhere."""
    now = house.clock.now()
    phone = _phone(session, house, call, now)
    phone_id = phone.id if phone else None
    language = language_of(call.words) or LANGUAGES.get(call.language or "")
    key = f"{call.sid}:{call.turn}"
    episode = open_case(session, key, phone_id, finding, now, language)
    see_to(session, episode, finding, now)
    if phone_id is not None and (call.placed or call.vouched):
        heard_in_crisis(session, house.settings, phone_id, now, now)


def next_action(house: House, call: Call, language: str) -> str:
    """Where the next key or word goes. Its language is there for when nothing else can be asked."""
    return f"{house.settings.public_url}/voice/{call.at}/{call.turn + 1}/{language}"


def whisper(session: Session, house: House, call: Call, case_id: int, volunteer_id: int) -> str:
    """The document for a volunteer who has picked up, before they are joined to the caller; or for
    who is called back, before they are joined to the volunteer."""
    first = go("peer.gate", case_id, volunteer_id)
    if volunteer_id == render.NO_VOLUNTEER:
        first = go("back.gate", case_id)
    return _once(session, house, call, lambda heard, now: _open(session, house, heard, first, now))


def ring(session: Session, house: House, call: Call, outbox_id: str, attempt: int) -> str:
    """The document for a call that we placed; a superseded attempt is hung up, so it is heard once."""
    row = session.get(Outbox, outbox_id)
    if row is None or row.message not in SCRIPTS:
        return twiml.response(twiml.hangup())
    if consent.is_stopped(session, row.phone_id) and row.lane not in ANSWERING:
        return twiml.response(twiml.hangup())  # they said STOP while it rang
    if not may_speak(session, outbox_id, attempt, call.sid, house.clock.now(), call.answered_by):
        return twiml.response(twiml.hangup())
    first = _first(session, row, call.answered_by)
    if first is None:
        return twiml.response(twiml.hangup())
    whom = row.person_id
    return _once(
        session,
        house,
        call,
        lambda heard, now: _open(session, house, replace(heard, meant_for=whom), first, now),
    )


def _first(session: Session, row: Outbox, answered_by: str) -> Go | None:
    """The gate, also for one the carrier is unsure of; a machine is left a message after its own."""
    if not is_machine(answered_by):
        return go(SCRIPTS[row.message], row.subject_id, row.occurs_at and row.occurs_at.isoformat())
    at_its_end = answered_by.startswith("machine_end")
    if not at_its_end or _left_before(session, row):
        return None
    return go(VOICEMAILS[row.message], *([row.subject_id] if row.message in SAYS_MORE else []))


def _left_before(session: Session, row: Outbox) -> bool:
    """Whether a call before this one has left its message: two would only be more to listen to."""
    same = select(Outbox.id).where(
        Outbox.phone_id == row.phone_id,
        Outbox.message == row.message,
        Outbox.subject_id == row.subject_id,
        Outbox.occurs_at.is_not_distinct_from(row.occurs_at),
    )
    before = same.where(Outbox.id != row.id, Outbox.state == State.MACHINE)
    return session.scalar(before.limit(1)) is not None


def _phone(session: Session, house: House, call: Call, now: datetime) -> members.KnownPhone | None:
    if call.other is None:
        return None
    return members.find_or_add_phone(
        session, house.keyring, call.other, now, by_call=not call.placed
    )


def _open(session: Session, house: House, heard: Heard, first: Go, now: datetime) -> Said:
    return open_call(session, house.settings, heard, first, now)


def _once(
    session: Session, house: House, call: Call, answering: Callable[[Heard, datetime], Said]
) -> str:
    now = house.clock.now()
    key = f"{call.sid}:{call.turn}"
    before = once.answered(session, key)
    if before is not None:
        return str(before.get("document", twiml.EMPTY))
    if call.placed and call.joined_s:
        spending.note_joined(session, call.sid, call.joined_s)
    phone = _phone(session, house, call, now)
    said = answering(_heard(call, phone), now)
    document = _document(house, call, said)
    once.keep(
        session,
        key,
        body=_key_kept(call, said),
        phone_id=phone.id if phone else None,
        words={"document": document},
        received_at=now,
        keep_until=now + once.SEARCHES_LIVE,
        writes=said.writes,
    )
    return document


def _document(house: House, call: Call, said: Said) -> str:
    """Nothing for who has hung up. On a call of ours the first "Hello?" into the phone would cut the
    gate short, so it takes no words."""
    if call.gone:
        return twiml.EMPTY
    action = next_action(house, call, said.language)
    return render.as_call(said.reply, said.language, said.before, action, not call.placed)


def _key_kept(call: Call, said: Said) -> str | None:
    """Never words, a code or a ZIP. Nor, on a call of ours, a key that answers nothing: whoever asked there
    for a person, or to hear the gate once more, or is not the one it is for, has not heard what we
    called about. There a code that was right is kept as a word."""
    if call.placed and (call.pressed in LETS_NOBODY_IN or said.by in NOT_LET_IN):
        return None
    if call.placed and said.gave_code:
        return RIGHT_CODE
    return call.pressed if len(call.pressed) == 1 and not call.words else None


def _heard(call: Call, phone: members.KnownPhone | None) -> Heard:
    landline = phone is not None and phone.line_type == LineType.LANDLINE
    area = region_of_area(call.other.e164) if call.other else None
    return Heard(
        Channel.CALL, call.pressed or call.words, phone,
        call_sid=call.sid, placed=call.placed, no_text=landline, area=area, far_end=call.far_end,
        bridged=call.bridged, vouched=call.vouched, gone=call.gone, recording=call.recording,
    )  # fmt: skip
