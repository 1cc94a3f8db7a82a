"""Voice messages that the carrier has and we don't: left while our database was away, found in its list.

Who spoke after the tone and hung up can't know that nothing was written down. So its list is read every few
minutes, and they are called back like everybody else.
"""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from service import coordinators, members
from service.carrier.port import Carrier, Recorded
from service.crisis import callbacks, cases, reports
from service.crisis.cases import Asked
from service.crisis.reports import Told
from service.errors import CarrierUnavailable
from service.house import House
from service.logs import log
from service.models import (
    Conversation,
    Membership,
    PersonPhone,
    Question,
    Topic,
    VoiceMessage,
    Volunteer,
)
from service.text.phone import Phone, maybe_phone

# The turn after the tone may be tried again for so long.
SETTLED = timedelta(minutes=5)
LOOKS_BACK = timedelta(days=2)
# The step that gets what was said about a group.
REPORTED = "report.kept"
# Those that get a note for an appointment, which nobody but its member ever hears, and what a coordinator
# has for a group, which they would have heard again before it went.
FOR_NO_VOLUNTEER = frozenset(("note.kept", "coord.spoken"))


def take_lost(house: House, carrier: Carrier) -> int:
    """How many were found. Raises DatabaseUnavailable."""
    now = house.clock.now()
    try:
        missing = _missing(house, carrier, now)
        return sum(_take(house, carrier, one, now) for one in missing)
    except CarrierUnavailable as error:
        log("tapes").warning("list_not_to_be_had", why=str(error))
        return 0


def _missing(house: House, carrier: Carrier, now: datetime) -> list[Recorded]:
    """None is asked for while there is nobody to whom one could be left."""
    with house.database.reading() as session:
        if session.scalar(select(Volunteer.id).limit(1)) is None:
            return []
    listed = carrier.recordings_made(now - LOOKS_BACK)
    settled = [one for one in listed if one.made_at <= now - SETTLED]
    with house.database.reading() as session:
        known = select(VoiceMessage.recording_sid)
        sids = [one.sid for one in settled]
        had = set(session.scalars(known.where(VoiceMessage.recording_sid.in_(sids))))
    # Of one call the newest counts: it comes last.
    return [one for one in reversed(settled) if one.sid not in had]


def _take(house: House, carrier: Carrier, one: Recorded, now: datetime) -> bool:
    call = carrier.fetch_call(one.call_sid)
    came_in = call is not None and call.direction == "inbound"
    caller = maybe_phone(call.sender) if call and came_in else None
    with house.database.transaction() as session:
        if caller is None:
            _set_aside(session, one, now)
            return False
        if _asked_by(session, one.call_sid)[0] in FOR_NO_VOLUNTEER:
            _set_aside(session, one, now)
            return False
        _keep(session, house, one, caller, now)
    log("tapes").warning("message_found", sid=one.sid)
    return True


def _keep(session: Session, house: House, one: Recorded, caller: Phone, now: datetime) -> None:
    phone = members.find_or_add_phone(session, house.keyring, caller, now)
    asked = Asked(phone.id, members.language_of(session, phone.id))
    if topic := _reported(session, one.call_sid):
        told = Told(asked, topic, None, _leaders(session, phone.id))
        filed = reports.file(session, house.settings, told, now)
        return callbacks.keep_tape(session, filed, one.sid, one.seconds, now)
    case_id = cases.ask_for_person(session, one.call_sid, asked, now)
    if callbacks.tape_of(session, case_id, now):
        return _set_aside(session, one, now)  # they said it again, and that we have
    callbacks.keep_tape(session, case_id, one.sid, one.seconds, now)
    by = callbacks.promise(session, house.settings, now, phone.id)
    callbacks.wait_for_call(session, case_id, by or now + callbacks.LOOK_AGAIN, now)


def _reported(session: Session, call_sid: str) -> Topic | None:
    """What about, where that call had asked last what happened in a group: for two trained people alone."""
    step, args = _asked_by(session, call_sid)
    return Topic(args[0]) if step == REPORTED else None


def _asked_by(session: Session, call_sid: str) -> tuple[str, list[Any]]:
    """The step that was to get what was said last on that call."""
    asked = (
        select(Question.accepts)
        .join(Conversation, Conversation.id == Question.conversation_id)
        .where(Conversation.key == f"call:{call_sid}")
        .order_by(Question.id.desc())
    )
    step, args = (session.scalar(asked.limit(1)) or {}).get("far_end") or ("", [])
    return step, args


def _leaders(session: Session, phone_id: int) -> frozenset[int]:
    """Of all groups of whoever uses that phone."""
    theirs = (
        select(Membership.group_id)
        .join(PersonPhone, PersonPhone.person_id == Membership.person_id)
        .where(PersonPhone.phone_id == phone_id)
    )
    return coordinators.of_groups(session, session.scalars(theirs).all())


def _set_aside(session: Session, one: Recorded, now: datetime) -> None:
    """Nobody is called back for it; it goes when its time is over."""
    lives = {"made_at": one.made_at, "delete_at": now + callbacks.TAPES_LIVE}
    session.add(VoiceMessage(recording_sid=one.sid, seconds=one.seconds, **lives))
