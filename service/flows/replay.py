"""Texts that waited in the spool while the database was away, taken in the order they came.

Nothing else is sent while any waits (the ticker sees to that), so a STOP among them counts first.
Each is screened again; one that may be a crisis is answered whatever its age, another only while
its answer can still be useful.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.crisis.screen import Tier, screen
from service.delivery import outbox
from service.delivery.states import move
from service.errors import DatabaseUnavailable
from service.flows.arrival import Answer, ArrivedText, crisis_words, receive_text
from service.house import House
from service.inbound.spool import Kept, Spool
from service.logs import report
from service.models import Inbound, Lane, Outbox, State, Way
from service.text.phone import maybe_phone

ANSWERED_WITHIN = timedelta(minutes=15)
CRISIS_USEFUL = timedelta(hours=24)


def replay(house: House, spool: Spool) -> int:
    """Takes all that waits; how many. Raises DatabaseUnavailable when it is still away."""
    count = 0
    for path, kept in spool.waiting():
        try:
            house.database.transacted(_taking(house, kept))
        except DatabaseUnavailable:
            raise
        except Exception as error:  # a poison text: tried again, then set aside for a person
            report("replay", kept.message_sid, error)
            spool.failed(path)
            break  # what came after it waits for the next round, in its order
        spool.done(path)
        count += 1
    return count


def _taking(house: House, kept: Kept) -> Callable[[Session], None]:
    return lambda session: _take(session, house, kept, house.clock.now())


def _take(session: Session, house: House, kept: Kept, now: datetime) -> None:
    text = ArrivedText(kept.message_sid, maybe_phone(kept.sender), kept.body, kept.media)
    finding = screen(text.body)
    in_crisis = finding.tier is not Tier.NONE
    words = crisis_words(house, text, finding) if in_crisis else None
    answer = receive_text(session, house, text, now, finding if in_crisis else None, words)
    if _has_arrived(session, answer):
        return
    unsent = [said for said in answer.texts if not (kept.answered and said == words)]
    came = datetime.fromtimestamp(kept.received_at, UTC)
    owed = in_crisis and not kept.answered
    if not unsent or not (owed or now - came <= ANSWERED_WITHIN):
        _end_inline(session, answer, now, "Its text had been answered, or had waited too long.")
        return
    _end_inline(session, answer, now, "It missed its webhook and was sent by itself.")
    _send(session, text, unsent, now, now + CRISIS_USEFUL if owed else came + ANSWERED_WITHIN)


def _has_arrived(session: Session, answer: Answer) -> bool:
    """The webhook came twice, and the second was answered: its receipt says so."""
    state = session.scalar(select(Outbox.state).where(Outbox.id == answer.outbox_id))
    return state is not None and state != State.INLINE


def _end_inline(session: Session, answer: Answer, now: datetime, reason: str) -> None:
    """The answer went back in no webhook, so its row must not wait for a receipt."""
    if row := session.get(Outbox, answer.outbox_id or ""):
        move(row, State.SUPPRESSED, now, reason)


def _send(
    session: Session, text: ArrivedText, unsent: list[str], now: datetime, useful_until: datetime
) -> None:
    row = session.scalars(select(Inbound).where(Inbound.key == text.message_sid)).one()
    if row.phone_id is None:
        return
    row.answer = {**(row.answer or {}), "unsent": unsent}
    outbox.put(
        session,
        way=Way.TEXT,
        lane=Lane.CRISIS if screen(text.body).tier is not Tier.NONE else Lane.REPLY,
        dedupe_key=f"kept:{text.message_sid}",
        phone_id=row.phone_id,
        message="reply.kept",
        subject_id=row.id,
        not_before=now,
        useful_until=useful_until,
        now=now,
    )
