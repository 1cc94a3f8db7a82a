"""Texts that missed their turn: those in the spool, and those only the carrier's list still has.

Nothing else is sent while any waits (`inbound/held`), so a STOP among them counts first. Each is
screened again; one that may be a crisis is answered whatever its age, another only while its answer
can still be useful. One that breaks holds up its own sender's others, and nobody else's.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.carrier.port import Carrier, Seen
from service.crisis.screen import Tier, screen
from service.delivery import outbox
from service.delivery.states import move
from service.errors import CarrierUnavailable, DatabaseUnavailable
from service.flows.arrival import Answer, ArrivedText, crisis_words, kept_key, receive_text
from service.flows.late import ANSWERED_WITHIN, is_too_late
from service.house import House
from service.inbound.spool import Kept, Spool
from service.logs import log, report
from service.models import Inbound, Lane, Outbox, State, Way
from service.text.phone import maybe_phone

CRISIS_USEFUL = timedelta(hours=24)


def replay(house: House, spool: Spool) -> int:
    """Takes all that waits, unless another process does; how many. Raises DatabaseUnavailable."""
    with spool.taking() as mine:
        return _replay(house, spool) if mine else 0


def _replay(house: House, spool: Spool) -> int:
    count = 0
    stuck: set[str] = set()
    spool.drop_halves()
    for path, kept in spool.waiting():
        if kept.sender in stuck:
            continue  # in the next round, in its order
        if not _taken(house, kept):
            stuck.add(kept.sender)
            spool.failed(path)
            continue
        spool.done(path)
        count += 1
    return count


class Recovery:
    """Takes, one after the other, texts found in the carrier's list. What breaks goes to the spool."""

    def __init__(self, house: House, carrier: Carrier, spool: Spool) -> None:
        self._house, self._carrier, self._spool = house, carrier, spool
        self._stuck: set[str] = set()

    def take(self, seen: Seen) -> bool:
        """True once it is taken, or safe in the spool. Raises DatabaseUnavailable."""
        if self._spool.holds(seen.sid):
            return True
        kept = self._as_kept(seen)
        if kept.sender not in self._stuck and _taken(self._house, kept):
            log("recovery").warning("text_recovered", sid=kept.message_sid)
            return True
        self._stuck.add(kept.sender)
        return self._spool.keep(kept)

    def _as_kept(self, seen: Seen) -> Kept:
        return Kept(
            message_sid=seen.sid,
            sender=seen.sender,
            body=seen.body or "",
            media=seen.media,
            received_at=seen.created_at.timestamp(),
            answered=self._had_its_crisis_answer(seen),
            listed=True,
        )

    def _had_its_crisis_answer(self, seen: Seen) -> bool:
        """Whether our words went back although nothing could be written down, not even on the disk.

        Only the very words count: what a fallback URL says instead is not the answer to a crisis.
        """
        phone, finding = maybe_phone(seen.sender), screen(seen.body or "")
        if phone is None or finding.tier is Tier.NONE:
            return False
        words = crisis_words(self._house, ArrivedText(seen.sid, phone, seen.body or ""), finding)
        try:
            sent = self._carrier.texts_to(phone, seen.created_at)
        except CarrierUnavailable:
            return False  # rather twice than never
        return any(text.body == words and text.direction == "outbound-reply" for text in sent)


def _taken(house: House, kept: Kept) -> bool:
    """False when it breaks: a poison text, tried again later and then set aside for a person."""
    try:
        house.database.transacted(_taking(house, kept))
    except DatabaseUnavailable:
        raise
    except Exception as error:
        report("replay", kept.message_sid, error)
        return False
    return True


def _taking(house: House, kept: Kept) -> Callable[[Session], None]:
    return lambda session: _take(session, house, kept, house.clock.now())


def _take(session: Session, house: House, kept: Kept, now: datetime) -> None:
    # Another machine's clock may be ahead of ours.
    came = min(datetime.fromtimestamp(kept.received_at, UTC), now)
    text = ArrivedText(kept.message_sid, maybe_phone(kept.sender), kept.body, kept.media, came)
    finding = screen(text.body)
    crisis = finding if finding.tier is not Tier.NONE else None
    words = crisis_words(house, text, finding) if crisis else None
    answer = receive_text(session, house, text, now, crisis, words)
    if answer.goes_by_itself or (answer.again and kept.listed) or _has_arrived(session, answer):
        return  # it goes, or its webhook came after all
    unsent = [said for said in answer.texts if not (kept.answered and said == words)]
    owed = crisis is not None and not kept.answered
    if not unsent or not (owed or not is_too_late(came, now)):
        _end_inline(session, answer, now, "Its text had been answered, or had waited too long.")
        return
    _end_inline(session, answer, now, "It missed its webhook and was sent by itself.")
    _send(session, text, unsent, Lane.CRISIS if owed else Lane.REPLY, now)


def _has_arrived(session: Session, answer: Answer) -> bool:
    """The webhook came twice, and the second was answered: its receipt says so."""
    state = session.scalar(select(Outbox.state).where(Outbox.id == answer.outbox_id))
    return state is not None and state != State.INLINE


def _end_inline(session: Session, answer: Answer, now: datetime, reason: str) -> None:
    """The answer went back in no webhook, so its row must not wait for a receipt."""
    if row := session.get(Outbox, answer.outbox_id or ""):
        move(row, State.SUPPRESSED, now, reason)


def _send(
    session: Session, text: ArrivedText, unsent: list[str], lane: Lane, now: datetime
) -> None:
    row = session.scalars(select(Inbound).where(Inbound.key == text.message_sid)).one()
    if row.phone_id is None:
        return
    row.answer = {**(row.answer or {}), "unsent": unsent}
    came = text.came_at or now
    outbox.put(
        session,
        way=Way.TEXT,
        lane=lane,
        dedupe_key=kept_key(text.message_sid),
        phone_id=row.phone_id,
        message="reply.kept",
        subject_id=row.id,
        not_before=now,
        useful_until=now + CRISIS_USEFUL if lane is Lane.CRISIS else came + ANSWERED_WITHIN,
        now=now,
    )
