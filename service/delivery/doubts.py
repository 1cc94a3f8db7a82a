"""Outcomes nobody knows, settled by evidence, or closed when there will be none."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from service.alerts import raise_alert
from service.carrier.port import Carrier, Seen
from service.clock import machine_now
from service.delivery.evidence import Doubt, Evidence, Matching, look
from service.delivery.news import apply, attempt_of, news_of
from service.delivery.outbox import IN_HAND
from service.delivery.settle import accept, is_repeatable, send_again
from service.delivery.states import move
from service.delivery.troubles import crisis_unsure
from service.delivery.windows import CLOCK_SLACK, Windows
from service.house import House
from service.logs import log
from service.models import Attempt, Outbox, PhoneRow, State, Trouble, Way

# More than a bad hour leaves behind; they cost one list together.
AT_ONCE = 5_000
# Rows concluded in one transaction: other writers wait for it.
CHUNK = 100


def settle_doubts(house: House, carrier: Carrier, windows: Windows) -> int:
    """Looks for evidence of each unknown outcome whose next look is due; how many there were."""
    with house.database.reading() as session:
        doubts = _doubts(session)
    for way in Way:
        if of_this_way := [doubt for doubt in doubts if doubt.way == way]:
            _settle(house, carrier, of_this_way, windows)
    return len(doubts)


def _doubts(session: Session) -> list[Doubt]:
    """The newest attempt of each row, and those of a text before it that nobody knows about either."""
    newest = Attempt.number == Outbox.attempts
    before = and_(Outbox.way == Way.TEXT, Attempt.outcome == "unknown")
    rows = session.execute(
        select(Outbox.id, Outbox.way, Outbox.phone_id, PhoneRow.number, Attempt)
        .join(PhoneRow, PhoneRow.id == Outbox.phone_id)
        .join(Attempt, and_(Attempt.outbox_id == Outbox.id, or_(newest, before)))
        .where(IN_HAND, Outbox.state == State.UNKNOWN, Outbox.lease_until <= machine_now())
        .order_by(Outbox.lease_until)
        .limit(AT_ONCE)
    )
    return [
        Doubt(
            outbox_id=outbox_id,
            phone_id=phone_id,
            number=attempt.number,
            way=Way(way),
            to=number,
            body=attempt.body,
            since=attempt.started_at - CLOCK_SLACK,
            posted_at=attempt.posted_at,
        )
        for outbox_id, way, phone_id, number, attempt in rows
    ]


def _settle(house: House, carrier: Carrier, doubts: Sequence[Doubt], windows: Windows) -> None:
    evidence = look(carrier, house.settings.line_number, doubts)
    if evidence is None:
        _say_away(house)
    for chunk in _chunks(doubts):
        with house.database.transaction() as session:
            _conclude_all(session, chunk, evidence, house.clock.now(), windows)


def _chunks(doubts: Sequence[Doubt]) -> Iterator[Sequence[Doubt]]:
    """Those of one phone stand together and the longest first: of two alike the older is found first."""
    in_order = sorted(doubts, key=lambda doubt: (doubt.phone_id, doubt.posted_at))
    for start in range(0, len(in_order), CHUNK):
        yield in_order[start : start + CHUNK]


def _say_away(house: House) -> None:
    now = house.clock.now()
    with house.database.transaction() as session:
        raise_alert(session, Trouble.CARRIER_AWAY, "The carrier's lists can't be read.", now)


def _conclude_all(
    session: Session,
    doubts: Sequence[Doubt],
    evidence: Evidence | None,
    now: datetime,
    windows: Windows,
) -> None:
    ids = {doubt.outbox_id for doubt in doubts}
    locked = select(Outbox).where(Outbox.id.in_(ids)).order_by(Outbox.id).with_for_update()
    rows = {row.id: row for row in session.scalars(locked) if row.state == State.UNKNOWN}
    if evidence:
        matching = Matching(session, doubts, evidence, windows.evidence)
        for doubt in doubts:
            _conclude(session, rows.get(doubt.outbox_id), doubt, matching, now)
    for row in rows.values():
        if row.state == State.UNKNOWN:
            row.lease_until = windows.next_look()


def _conclude(
    session: Session, row: Outbox | None, doubt: Doubt, matching: Matching, now: datetime
) -> None:
    if row is None or row.state != State.UNKNOWN:
        return  # a receipt was faster
    if found := matching.trace(doubt):
        _found(session, row, doubt.number, found, now)
    elif doubt.number == row.attempts and matching.misses(doubt):
        _not_found(session, row, now)


def _found(session: Session, row: Outbox, number: int, seen: Seen, now: datetime) -> None:
    log("sweep").info("outcome_found", outbox_id=row.id, sid=seen.sid)
    if attempt := attempt_of(session, row, number):
        attempt.sid, attempt.outcome = seen.sid, "accepted"
    accept(session, row, number, seen.sid, now)
    apply(session, row, number, news_of(row, seen), now)


def _not_found(session: Session, row: Outbox, now: datetime) -> None:
    log("sweep").warning("outcome_not_found", outbox_id=row.id, lane=row.lane)
    if is_repeatable(row, now):
        send_again(row, now)
        return
    move(row, State.UNCONFIRMED, now, "The carrier gave no answer and shows no trace of it.")
    crisis_unsure(session, row.lane, now)
