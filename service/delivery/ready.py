"""From a claimed row to something that can be posted: policy, words, and the attempt's own row."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from service.clock import zone
from service.db import new_id
from service.delivery.outbox import Claimed
from service.delivery.policy import Expire, Facts, Hours, Suppress, Wait, may_send
from service.delivery.settle import wait
from service.delivery.states import move
from service.delivery.windows import machine_now
from service.errors import DatabaseUnavailable
from service.house import House
from service.logs import log
from service.models import Attempt, Lane, LineType, Outbox, Person, PhoneRow, State, Way
from service.text.phone import Phone
from service.text.segments import segments

# After the words could not be made: a defect, so the row waits, visibly, until it expires.
BROKEN_WAIT = timedelta(minutes=1)
# What the carrier takes as validity, in seconds.
SHORTEST_S, LONGEST_S = 6, 36_000


@dataclass(frozen=True, slots=True)
class Rendered:
    """Words to send, and until when we keep them (service clock). A call's words may be empty."""

    body: str
    keep_until: datetime


# Makes the words of a message in the transaction that writes the attempt, so it may write too (open
# a question, say). None: there is nothing to say any more. A refused text is rendered again later.
Render = Callable[[Session, Claimed, datetime], Rendered | None]


@dataclass(frozen=True, slots=True)
class Ready:
    """All that a request needs; the attempt is in the database already."""

    outbox_id: str
    attempt_id: str
    number: int
    way: Way
    to: Phone
    body: str
    valid_for_s: int
    made_at: datetime  # machine's clock


def make_ready(house: House, render: Render, claimed: Sequence[Claimed]) -> list[Ready]:
    """Commits an attempt for each row that may go now; the others wait or end, with a reason.

    All in one transaction, because one each costs four times as much. When that breaks, each by
    itself, so that one broken message holds up no other.
    """
    if not claimed:
        return []
    try:
        return _all_or_none(house, render, claimed)
    except DatabaseUnavailable:
        raise
    except Exception as error:  # a poison row: found, made visible and put off
        if len(claimed) > 1:
            return [ready for one in claimed for ready in make_ready(house, render, [one])]
        _put_off(house, claimed[0], type(error).__name__)
        return []


def _all_or_none(house: House, render: Render, claimed: Sequence[Claimed]) -> list[Ready]:
    by_id = {one.id: one for one in claimed}
    now = house.clock.now()
    with house.database.transaction() as session:
        found = session.execute(
            select(Outbox, PhoneRow, Person.zone)
            .join(PhoneRow, PhoneRow.id == Outbox.phone_id)
            .outerjoin(Person, Person.id == Outbox.person_id)
            .where(Outbox.id.in_(by_id))
            .order_by(Outbox.priority, Outbox.not_before, Outbox.id)
            .with_for_update(of=Outbox)
        ).all()
        mine = [one for one in found if one[0].lease_token == by_id[one[0].id].lease_token]
        tried = [_one(session, house, render, by_id[one[0].id], one, now) for one in mine]
    return [ready for ready in tried if ready]


def _put_off(house: House, claimed: Claimed, error: str) -> None:
    log("delivery").error("words_broken", outbox_id=claimed.id, error=error)
    now = house.clock.now()
    with house.database.transaction() as session:
        row = session.get(Outbox, claimed.id, with_for_update=True)
        if row and row.lease_token == claimed.lease_token:
            wait(row, now + BROKEN_WAIT, now, f"Its words could not be made ({error}).")


def _one(
    session: Session,
    house: House,
    render: Render,
    claimed: Claimed,
    found: Row[Outbox, PhoneRow, str | None],
    now: datetime,
) -> Ready | None:
    row, phone, zone_name = found
    ruling = may_send(_facts(house, row, phone, zone_name), now)
    if isinstance(ruling, Wait):
        wait(row, ruling.until, now, "It waits for contact hours.")
    elif isinstance(ruling, Suppress):
        move(row, State.SUPPRESSED, now, ruling.reason)
    elif isinstance(ruling, Expire):
        move(row, State.EXPIRED, now, ruling.reason)
    elif words := _words(session, render, row, claimed, now):
        return _begin(session, row, phone, words, now)
    return None


def _facts(house: House, row: Outbox, phone: PhoneRow, zone_name: str | None) -> Facts:
    settings = house.settings
    return Facts(
        way=Way(row.way),
        lane=Lane(row.lane),
        useful_until=row.useful_until,
        stopped=phone.stopped_at is not None,
        landline=phone.line_type == LineType.LANDLINE,
        zone=zone(zone_name or settings.home_zone),
        hours=Hours(settings.contact_from_hour, settings.contact_until_hour),
    )


def _words(
    session: Session, render: Render, row: Outbox, claimed: Claimed, now: datetime
) -> Rendered | None:
    """The words; without any the row ends."""
    words = render(session, claimed, now)
    if words is None or (row.way == Way.TEXT and not words.body.strip()):
        move(row, State.SUPPRESSED, now, "There was nothing to say any more.")
        return None
    return words


def _begin(session: Session, row: Outbox, phone: PhoneRow, words: Rendered, now: datetime) -> Ready:
    row.attempts += 1
    attempt = Attempt(
        id=new_id(),
        outbox_id=row.id,
        number=row.attempts,
        body=words.body,
        segments=segments(words.body).count if row.way == Way.TEXT else 0,
        started_at=now,
        posted_at=machine_now(),
        keep_until=words.keep_until,
    )
    session.add(attempt)
    left_s = int((row.useful_until - now).total_seconds())
    return Ready(
        outbox_id=row.id,
        attempt_id=attempt.id,
        number=row.attempts,
        way=Way(row.way),
        to=Phone(phone.number),
        body=words.body,
        valid_for_s=min(max(left_s, SHORTEST_S), LONGEST_S),
        made_at=attempt.posted_at,
    )
