"""Texts that waited in the spool while the database was away, taken in the order they came.

Nothing else is sent while any waits (the ticker sees to that), so a STOP among them counts first.
Each is screened again; one that may be a crisis is answered whatever its age, another only while
its answer can still be useful.
"""

from datetime import UTC, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.crisis.screen import Tier, screen
from service.delivery import outbox
from service.flows.arrival import ArrivedText, crisis_words, receive_text
from service.house import House
from service.inbound.spool import Kept, Spool
from service.models import Inbound, Lane, Way
from service.text.phone import maybe_phone

ANSWERED_WITHIN = timedelta(minutes=15)
CRISIS_USEFUL = timedelta(hours=24)


def replay(house: House, spool: Spool) -> int:
    """Takes all that waits; how many. Raises DatabaseUnavailable when it is still away."""
    count = 0
    for path, kept in spool.waiting():
        with house.database.transaction() as session:
            _take(session, house, kept, house.clock.now())
        spool.done(path)
        count += 1
    return count


def _take(session: Session, house: House, kept: Kept, now: datetime) -> None:
    text = ArrivedText(kept.message_sid, maybe_phone(kept.sender), kept.body, kept.media)
    finding = screen(text.body)
    in_crisis = finding.tier is not Tier.NONE
    words = crisis_words(house, text, finding) if in_crisis else None
    receive_text(session, house, text, now, finding if in_crisis else None, words)
    came = datetime.fromtimestamp(kept.received_at, UTC)
    if kept.answered or not (in_crisis or now - came <= ANSWERED_WITHIN):
        return
    _send_answer(session, text, came, in_crisis, now)


def _send_answer(
    session: Session, text: ArrivedText, came: datetime, in_crisis: bool, now: datetime
) -> None:
    row = session.execute(
        select(Inbound.id, Inbound.phone_id, Inbound.answer).where(Inbound.key == text.message_sid)
    ).one()
    if row.phone_id is None or not (row.answer or {}).get("texts"):
        return
    outbox.put(
        session,
        way=Way.TEXT,
        lane=Lane.CRISIS if in_crisis else Lane.REPLY,
        dedupe_key=f"kept:{text.message_sid}",
        phone_id=row.phone_id,
        message="reply.kept",
        subject_id=row.id,
        not_before=now,
        useful_until=now + CRISIS_USEFUL if in_crisis else came + ANSWERED_WITHIN,
        now=now,
    )
