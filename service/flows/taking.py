"""Takes texts that missed their turn, one after the other: from the spool, or from the carrier's list.

Each is screened again; one that may be a crisis is answered whatever its age, another only while its
answer can still be useful. One that breaks holds up its own sender's others, and nobody else's.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from enum import Enum, auto

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.crisis import roster
from service.crisis.screen import Finding, Tier, screen
from service.delivery import outbox
from service.delivery.outbox import Outgoing
from service.delivery.states import move
from service.errors import DatabaseUnavailable
from service.flows.arrival import (
    Answer,
    ArrivedText,
    crisis_variants,
    crisis_words,
    kept_key,
    receive_text,
)
from service.flows.late import ANSWERED_WITHIN, is_too_late
from service.house import House
from service.inbound.spool import Kept
from service.logs import report
from service.models import Inbound, Lane, Outbox, State, Way
from service.text.optout import told_consent
from service.text.phone import maybe_phone

CRISIS_USEFUL = timedelta(hours=24)
# Nobody waits for it; only a server that hangs must not keep the spool's lock.
TAKEN_WITHIN_S = 10.0


class Took(Enum):
    TAKEN = auto()
    BROKEN = auto()  # a poison text: its tries are counted
    LATER = auto()  # it, or one before it of the same sender, can't be taken just now


class Taking:
    """One round of it.

    A single text may fail as if the database were away: its conversation is locked, its search takes
    too long. Only when the next sender's fails so, too, the database is.
    """

    def __init__(self, house: House) -> None:
        self._house = house
        self._stuck: set[str] = set()
        self._in_doubt = False

    def take(self, kept: Kept) -> Took:
        """Raises DatabaseUnavailable."""
        if kept.sender in self._stuck:
            return Took.LATER
        took = self._try(kept)
        if took is not Took.TAKEN:
            self._stuck.add(kept.sender)
        return took

    def _try(self, kept: Kept) -> Took:
        try:
            self._house.database.transacted(_work(self._house, kept), TAKEN_WITHIN_S)
        except DatabaseUnavailable:
            if self._in_doubt:
                raise
            self._in_doubt = True
            return Took.LATER
        except Exception as error:  # a poison text: its tries are counted, others' go on
            report("taking", kept.message_sid, error)
            return Took.BROKEN
        self._in_doubt = False
        return Took.TAKEN


def _work(house: House, kept: Kept) -> Callable[[Session], None]:
    return lambda session: _take(session, house, kept, house.clock.now())


def _take(session: Session, house: House, kept: Kept, now: datetime) -> None:
    # Another machine's clock may be ahead of ours.
    came = min(datetime.fromtimestamp(kept.received_at, UTC), now)
    text = ArrivedText(
        kept.message_sid,
        maybe_phone(kept.sender),
        kept.body,
        kept.media,
        told_consent(kept.carrier_did),
        came,
        came if kept.answered else None,
    )
    finding = screen(text.body)
    crisis = finding if finding.tier is not Tier.NONE else None
    words = _crisis_words(session, house, kept, text, crisis, now) if crisis else None
    answer = receive_text(session, house, text, now, crisis, words)
    owed = crisis is not None and not kept.answered
    if answer.goes_by_itself or _has_arrived(session, answer):
        return
    if answer.again and (kept.listed or (not owed and _came_again(session, kept))):
        return  # its webhook came after all
    went = crisis_variants(house, text, finding) if crisis and kept.answered else ()
    unsent = [said for said in answer.texts if said not in went]
    if not unsent or not (owed or not is_too_late(came, now)):
        _end_inline(session, answer, now, "Its text had been answered, or had waited too long.")
        return
    _end_inline(session, answer, now, "It missed its webhook and was sent by itself.")
    _send(session, text, unsent, Lane.CRISIS if owed else Lane.REPLY, now)


def _crisis_words(
    session: Session, house: House, kept: Kept, text: ArrivedText, finding: Finding, now: datetime
) -> str:
    """What was said at once; else what is to be said now, as it is now."""
    if kept.answered:
        return kept.said or crisis_words(house, text, finding)
    on_duty = roster.on_duty(session, house.settings, now)
    someone = any(one.phone != text.sender for one in on_duty)
    return crisis_words(house, text, finding, someone)


def _has_arrived(session: Session, answer: Answer) -> bool:
    """The webhook came twice, and the second was answered: its receipt says so."""
    state = session.scalar(select(Outbox.state).where(Outbox.id == answer.outbox_id))
    return state is not None and state != State.INLINE


def _came_again(session: Session, kept: Kept) -> bool:
    """The same, while no receipt is in: what the first webhook had begun began before it was kept."""
    taken_at = session.scalar(select(Inbound.received_at).where(Inbound.key == kept.message_sid))
    return taken_at is not None and taken_at.timestamp() > kept.received_at


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
    outgoing = Outgoing(
        way=Way.TEXT,
        lane=lane,
        dedupe_key=kept_key(text.message_sid),
        phone_id=row.phone_id,
        message="reply.kept",
        subject_id=row.id,
        useful_until=now + CRISIS_USEFUL if lane is Lane.CRISIS else came + ANSWERED_WITHIN,
    )
    outbox.put(session, outgoing, now)
