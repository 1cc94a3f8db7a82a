"""What the carrier has of somebody who asked to be erased: deleted one by one, until its lists are empty.

No session is open while it is asked. A process that dies half-way leaves nothing half done: what is
deleted is gone from the list, and the rest is found there again. Only when nothing is left there do our
own rows go (`service/erasing/afterwards`).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from service.alerts import raise_alert
from service.carrier.port import Carrier, Seen
from service.carrier.sid import read_sid
from service.erasing.afterwards import finish, is_busy, left_by
from service.errors import CarrierUnavailable
from service.house import House
from service.inbound.catch_up import unread
from service.logs import log
from service.models import Attempt, Case, Erasure, Inbound, Outbox, PhoneRow, Trouble, VoiceMessage

# So that a round ends within seconds: whoever stops the process waits for it.
PHONES_A_ROUND, DELETED_A_ROUND = 2, 50
# So far the carrier's clock and ours may differ; what is that young is deleted by its id.
CLOCKS_DIFFER = timedelta(minutes=15)
# Its own record of our last words is made only after the transaction that has them.
LAST_WORDS = timedelta(minutes=2)
SOON, LONGEST_WAIT = timedelta(seconds=10), timedelta(minutes=15)
WHILE_A_CASE_IS_OPEN = timedelta(hours=1)
# Rarely a record takes the carrier two weeks to close. https://www.twilio.com/docs/api/errors/20009
TELL_AFTER = timedelta(hours=24)
TELL_AFTER_UNDER_WAY = timedelta(days=14)
CALLS, RECORDINGS = "CA", "RE"


@dataclass(frozen=True, slots=True)
class Asked:
    phone_id: int
    number: str
    asked_at: datetime
    failures: int


def erase_due(house: House, carrier: Carrier) -> int:
    """Goes on with those whose time it is; how many are done. Raises DatabaseUnavailable."""
    now = house.clock.now()
    return sum(_go_on(house, carrier, one, now) for one in _due(house, now))


def _due(house: House, now: datetime) -> list[Asked]:
    wanted = (
        select(Erasure.phone_id, PhoneRow.number, Erasure.asked_at, Erasure.failures)
        .join(PhoneRow, PhoneRow.id == Erasure.phone_id)
        .where(Erasure.look_at <= now)
        .order_by(Erasure.look_at)
        .limit(PHONES_A_ROUND)
    )
    with house.database.reading() as session:
        return [Asked(*row) for row in session.execute(wanted)]


def _go_on(house: House, carrier: Carrier, asked: Asked, now: datetime) -> bool:
    try:
        gone, left = _delete(house, carrier, asked)
    except CarrierUnavailable as error:
        log("erasing").warning("carrier_keeps_it", phone_id=asked.phone_id, why=str(error))
        _put_off(house, asked, asked.failures + 1, TELL_AFTER, now)
        return False
    if left:
        _put_off(house, asked, 0 if gone else asked.failures + 1, TELL_AFTER_UNDER_WAY, now)
        return False
    with house.database.transaction() as session:
        done = finish(session, asked.phone_id, asked.asked_at, now)
        if not done:
            _look_at(session, asked, now + WHILE_A_CASE_IS_OPEN, 0)
    return done


def _delete(house: House, carrier: Carrier, asked: Asked) -> tuple[int, bool]:
    """How many went, and whether something may be left. Raises CarrierUnavailable.

    An empty list is the only proof, so after a deletion something may be.
    """
    line, number = house.settings.line_number, asked.number
    texts = carrier.texts_with(line, number, asked.asked_at + LAST_WORDS)
    calls = carrier.calls_with(line, number, asked.asked_at)
    with house.database.reading() as session:
        waiting = unread(session, line, [one for one in texts if one.direction == "inbound"])
        named = _named(session, asked)
        busy = is_busy(session, asked.phone_id, asked.asked_at, house.clock.now())
    tapes = [sid for call in calls[:DELETED_A_ROUND] for sid in carrier.recordings_of(call.sid)]
    # A call's recordings first: once it is gone itself, nothing tells whose they were.
    over = [*tapes, *(one.sid for one in (*_until_fresh_start(texts, asked), *calls))]
    listed = [sid for sid in over if sid not in waiting][:DELETED_A_ROUND]
    gone = sum(_gone(carrier, sid) for sid in listed)
    nameless = [sid for sid in named if sid not in listed and not _gone(carrier, sid)]
    return gone, busy or bool(over or nameless)


def _until_fresh_start(texts: list[Seen], asked: Asked) -> list[Seen]:
    """All but a text of theirs that came after ERASE, and what was said after that."""
    fresh = min((one.created_at for one in texts if _is_fresh(one, asked)), default=None)
    return [one for one in texts if fresh is None or one.created_at < fresh]


def _is_fresh(text: Seen, asked: Asked) -> bool:
    return text.direction == "inbound" and text.created_at > asked.asked_at


def _gone(carrier: Carrier, sid: str) -> bool:
    if sid.startswith(RECORDINGS):
        return carrier.delete_recording(sid)
    return carrier.delete_call(sid) if sid.startswith(CALLS) else carrier.delete_text(sid)


def _named(session: Session, asked: Asked) -> list[str]:
    """What was so near to the end that a list by time might miss it, by the ids we know; and messages."""
    since = asked.asked_at - CLOCKS_DIFFER
    ours = Outbox.phone_id == asked.phone_id, Outbox.created_at <= asked.asked_at
    asks = (
        select(Inbound.key).where(
            Inbound.phone_id == asked.phone_id,
            Inbound.received_at.between(since, asked.asked_at),
        ),
        select(Outbox.sid).where(*ours, Outbox.changed_at >= since),
        select(Attempt.sid).join(Outbox).where(*ours, Attempt.started_at >= since),
        select(VoiceMessage.recording_sid)
        .join(Case)
        .where(left_by(asked.phone_id, asked.asked_at)),
    )
    found = [key for one in asks for key in session.scalars(one)]
    return [sid for key in found if key and (sid := read_sid(key.partition(":")[0]))]


def _put_off(
    house: House, asked: Asked, failures: int, tell_after: timedelta, now: datetime
) -> None:
    wait = min(SOON * 2 ** min(failures, 10), LONGEST_WAIT)
    with house.database.transaction() as session:
        _look_at(session, asked, now + wait, failures)
        if now - asked.asked_at >= tell_after:
            told = (
                "Somebody asked to be erased long ago, and the carrier still has something of it."
            )
            raise_alert(session, Trouble.ERASE_STUCK, told, now)


def _look_at(session: Session, asked: Asked, at: datetime, failures: int) -> None:
    """Unless they have asked again meanwhile."""
    session.execute(
        update(Erasure)
        .where(Erasure.phone_id == asked.phone_id, Erasure.asked_at == asked.asked_at)
        .values(look_at=at, failures=failures)
    )
