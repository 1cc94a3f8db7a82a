"""Who said yes and who said stop: the ledger, and the last word of each phone.

STOP ends what we start, texts and calls, at once. It never gates a call or text the member makes.

A yes is somebody's own. That whoever runs the line or a group has named them is written down, too, and lets
us reach them in what they do for others. What is for members is begun only with who said yes themselves.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, exists, insert, literal, select, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from service.models import ConsentEvent, ConsentRow, PhoneRow

# How we heard of it: the carrier refused a text because of a STOP that never came to us, or told us
# what it had taken theirs for.
BY_CARRIER = "carrier"
# Named by whoever runs the line or a group.
BY_COORDINATOR = "coordinator"


def opt_out(session: Session, phone_id: int, how: str, words: str | None, now: datetime) -> bool:
    """Ends what we start on this phone; False when it was ended already."""
    stopped = session.execute(
        update(PhoneRow)
        .where(PhoneRow.id == phone_id, PhoneRow.stopped_at.is_(None))
        .values(stopped_at=now)
    )
    _write_down(session, phone_id, ConsentEvent.OPT_OUT, how, words, now)
    return bool(stopped.rowcount)  # type: ignore[attr-defined]


def agree(session: Session, phone_id: int, how: str, words: str | None, now: datetime) -> None:
    """Writes down a yes to one thing. It takes back no STOP: one may come in at this very moment."""
    _write_down(session, phone_id, ConsentEvent.OPT_IN, how, words, now)


def opt_in(session: Session, phone_id: int, how: str, words: str | None, now: datetime) -> None:
    """We may start things on this phone again; the proof is dated and has the words used."""
    session.execute(update(PhoneRow).where(PhoneRow.id == phone_id).values(stopped_at=None))
    _write_down(session, phone_id, ConsentEvent.OPT_IN, how, words, now)


def leave(session: Session, phone_id: int, how: str, words: str | None, now: datetime) -> None:
    """Writes down that one group was left; all else they said yes to holds."""
    _write_down(session, phone_id, ConsentEvent.LEFT, how, words, now)


def own_yes(phone_id: ColumnElement[int] | InstrumentedAttribute[int]) -> ColumnElement[bool]:
    """Whether this phone's ledger has a yes that nobody else said for them."""
    yes = ConsentRow.phone_id == phone_id, ConsentRow.event == ConsentEvent.OPT_IN
    return exists().where(*yes, ConsentRow.how != BY_COORDINATOR)


def has_said_yes(session: Session, phone_id: int) -> bool:
    """Whether they have said yes to something themselves; a STOP since is another matter."""
    return bool(session.scalar(select(own_yes(literal(phone_id)))))


def is_stopped(session: Session, phone_id: int) -> bool:
    return session.scalar(select(PhoneRow.stopped_at).where(PhoneRow.id == phone_id)) is not None


def has_started_since(session: Session, phone_id: int, moment: datetime) -> bool:
    """Whether they said START at that moment or after it."""
    return (
        session.scalar(
            select(ConsentRow.id)
            .where(
                ConsentRow.phone_id == phone_id,
                ConsentRow.event == ConsentEvent.OPT_IN,
                ConsentRow.how != BY_COORDINATOR,
                ConsentRow.at >= moment,
            )
            .limit(1)
        )
        is not None
    )


def last_stop(session: Session, phone_id: int) -> ConsentRow | None:
    """How this phone was stopped; None while it is not."""
    if not is_stopped(session, phone_id):
        return None
    return session.scalar(
        select(ConsentRow)
        .where(ConsentRow.phone_id == phone_id, ConsentRow.event == ConsentEvent.OPT_OUT)
        .order_by(ConsentRow.at.desc(), ConsentRow.id.desc())
        .limit(1)
    )


def written_after(session: Session, phone_id: int, moment: datetime) -> Sequence[ConsentRow]:
    """What this phone's ledger says of a time later than `moment`."""
    later = select(ConsentRow).where(ConsentRow.phone_id == phone_id, ConsentRow.at > moment)
    return session.scalars(later).all()


def _write_down(
    session: Session, phone_id: int, event: ConsentEvent, how: str, words: str | None, now: datetime
) -> None:
    session.execute(
        insert(ConsentRow).values(phone_id=phone_id, event=event, how=how, words=words, at=now)
    )
