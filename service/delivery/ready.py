"""From a claimed row to something that can be posted: policy, words, and the attempt's own row."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from service.alerts import pauses
from service.clock import machine_now, zone
from service.db import new_id, table_of
from service.delivery.hours import hours_of
from service.delivery.outbox import ROWS, Claimed
from service.delivery.policy import (
    ANSWERING,
    Expire,
    Facts,
    Go,
    Ruling,
    Suppress,
    Wait,
    holds_break,
    may_send,
)
from service.delivery.settle import wait
from service.delivery.states import move
from service.delivery.troubles import crisis_unsure, too_long
from service.errors import DatabaseUnavailable
from service.house import House
from service.logs import log
from service.models import Attempt, LineType, Outbox, Person, PhoneRow, State, Way
from service.statements import Prepared, for_each, one_of, one_value
from service.text.phone import Phone
from service.text.segments import fits_one_text, segments

# After the words could not be made: a defect, so the row waits, visibly, until it expires.
BROKEN_WAIT = timedelta(minutes=1)
# What the carrier takes as validity, in seconds.
SHORTEST_S, LONGEST_S = 6, 36_000
_PHONES, _PEOPLE = table_of(PhoneRow), table_of(Person)
_KNOWN = Prepared(
    lambda dialect: (
        select(
            ROWS.c.id,
            ROWS.c.lease_token,
            ROWS.c.at_any_hour,
            _PHONES.c.number,
            _PHONES.c.stopped_at,
            _PHONES.c.line_type,
            _PEOPLE.c.zone,
            _PEOPLE.c.contact_from_min,
            _PEOPLE.c.contact_until_min,
            _PEOPLE.c.paused_until,
        )
        .join_from(ROWS, _PHONES, _PHONES.c.id == ROWS.c.phone_id)
        .outerjoin(_PEOPLE, _PEOPLE.c.id == ROWS.c.person_id)
        .where(one_of(ROWS.c.id, dialect))
        .with_for_update(of=ROWS)
    )
)
_WRITE_ATTEMPT = Prepared(
    insert(table_of(Attempt)).inline(),
    columns=(
        *("id", "outbox_id", "number", "body", "segments"),
        *("started_at", "posted_at", "keep_until"),
    ),
)
_COUNT_ATTEMPT = Prepared(
    lambda dialect: (
        update(ROWS).where(one_of(ROWS.c.id, dialect)).values(attempts=ROWS.c.attempts + 1)
    )
)


@dataclass(frozen=True, slots=True)
class Rendered:
    """Words to send, and until when we keep them (service clock). A call's words may be empty.

    `not_for_machines`: a call says them without a gate, so it is found out first who picked up.
    """

    body: str
    keep_until: datetime
    not_for_machines: bool = False


@dataclass(frozen=True, slots=True)
class Later:
    """Not now: it would come in between. It waits for `until` (service clock) and is asked again."""

    until: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class Unwanted:
    """Not any more, and why, for a coordinator to read."""

    reason: str


# Makes the words of a message in the transaction that writes the attempt, so it may write too (open
# a question, say). None: there is nothing to say any more. A refused text is rendered again later.
Render = Callable[[Session, Claimed, datetime], Rendered | Later | Unwanted | None]


@dataclass(frozen=True, slots=True)
class Ready:
    """All that a request needs; the attempt is in the database already."""

    outbox_id: str
    attempt_id: str
    number: int
    way: Way
    to: Phone
    body: str
    segments: int  # 0 for a call
    urgent: bool  # somebody waits for it: it waits for no pace
    keep_until: datetime
    valid_for_s: int
    made_at: datetime  # machine's clock
    not_for_machines: bool = False


class _Known(NamedTuple):
    """What the database says right now of a row's phone and person."""

    lease_token: str | None
    at_any_hour: bool
    number: str
    stopped_at: datetime | None
    line_type: str
    zone: str | None
    contact_from_min: int | None
    contact_until_min: int | None
    break_until: datetime | None  # they have asked for it
    paused_until: datetime | None  # the carrier takes nothing of ours this way before


def make_ready(house: House, render: Render, claimed: Sequence[Claimed]) -> list[Ready]:
    """Commits an attempt for each row that may go now; the others wait or end, with a reason.

    All in one transaction, because one each costs four times as much. When that breaks, each by
    itself, so that one broken message holds up no other. Raises DatabaseUnavailable.
    """
    if not claimed:
        return []
    try:
        return _all_or_none(house, render, claimed)
    except DatabaseUnavailable:
        if len(claimed) == 1:
            raise
    except Exception as error:  # a poison row: found, made visible and put off
        if len(claimed) == 1:
            _put_off(house, claimed[0], type(error).__name__)
            return []
    return _each_alone(house, render, claimed)


def _each_alone(house: House, render: Render, claimed: Sequence[Claimed]) -> list[Ready]:
    """One that meets a lock looks like a database that is away; only two of them are believed. What
    isn't made ready goes back when its lease ends."""
    made: list[Ready] = []
    away = 0
    for one in claimed:
        try:
            made += make_ready(house, render, [one])
        except DatabaseUnavailable:
            away += 1
            if away == 2 and not made:
                raise
            if away == 2:
                break
    return made


def _all_or_none(house: House, render: Render, claimed: Sequence[Claimed]) -> list[Ready]:
    now = house.clock.now()
    with house.database.transaction() as session:
        known = _known(session, claimed, now)
        tried = [
            _one(session, house, render, one, known[one.id], now)
            for one in claimed
            if one.id in known and known[one.id].lease_token == one.lease_token
        ]
        going = [ready for ready in tried if ready]
        _write_attempts(session, going, now)
    return going


def _known(session: Session, claimed: Sequence[Claimed], now: datetime) -> dict[str, _Known]:
    keys = one_value([one.id for one in claimed], session.get_bind().dialect.name)
    paused, ways = pauses(session, now), {one.id: one.way for one in claimed}
    return {
        id: _Known(*[*rest, paused.get(ways[id])]) for id, *rest in _KNOWN.rows(session, keys=keys)
    }


def _put_off(house: House, claimed: Claimed, error: str) -> None:
    log("delivery").error("words_broken", outbox_id=claimed.id, error=error)
    now = house.clock.now()
    with house.database.transaction() as session:
        row = session.get(Outbox, claimed.id, with_for_update=True)
        if row and row.lease_token == claimed.lease_token:
            wait(row, now + BROKEN_WAIT, now, f"Its words could not be made ({error}).")


def _one(
    session: Session, house: House, render: Render, claimed: Claimed, known: _Known, now: datetime
) -> Ready | None:
    ruling = may_send(_facts(house, claimed, known), now)
    words = render(session, claimed, now) if isinstance(ruling, Go) else None
    if isinstance(words, Later):
        ruling, words = Wait(words.until, words.reason), None
    elif isinstance(words, Unwanted):
        ruling, words = Suppress(words.reason), None
    if words is None or not _says_something(claimed, words):
        _wait_or_end(session, claimed.id, ruling, now)
    elif claimed.way == Way.TEXT and not fits_one_text(words.body):
        _refuse(session, claimed, now)
    else:
        return _ready(claimed, known.number, words, now)
    return None


def _says_something(claimed: Claimed, words: Rendered) -> bool:
    return claimed.way == Way.CALL or bool(words.body.strip())


def _facts(house: House, claimed: Claimed, known: _Known) -> Facts:
    settings = house.settings
    return Facts(
        way=claimed.way,
        lane=claimed.lane,
        useful_until=claimed.useful_until,
        stopped=known.stopped_at is not None,
        landline=known.line_type == LineType.LANDLINE,
        zone=zone(known.zone or settings.home_zone),
        hours=hours_of(known.contact_from_min, known.contact_until_min, settings),
        at_any_hour=known.at_any_hour,
        paused_until=known.paused_until,
        break_until=known.break_until if holds_break(claimed.message) else None,
    )


def _ready(claimed: Claimed, number: str, words: Rendered, now: datetime) -> Ready:
    left_s = int((claimed.useful_until - now).total_seconds())
    return Ready(
        outbox_id=claimed.id,
        attempt_id=new_id(),
        number=claimed.number,
        way=claimed.way,
        to=Phone(number),
        body=words.body,
        segments=segments(words.body).count if claimed.way == Way.TEXT else 0,
        urgent=claimed.lane in ANSWERING,
        keep_until=words.keep_until,
        valid_for_s=min(max(left_s, SHORTEST_S), LONGEST_S),
        made_at=machine_now(),
        not_for_machines=words.not_for_machines,
    )


def _wait_or_end(session: Session, outbox_id: str, ruling: Ruling, now: datetime) -> None:
    """The row waits or ends. One that may go and is here all the same has no words."""
    row = session.get_one(Outbox, outbox_id)
    if isinstance(ruling, Wait):
        wait(row, ruling.until, now, ruling.reason)
    elif isinstance(ruling, Go):
        move(row, State.SUPPRESSED, now, "There was nothing to say any more.")
    elif isinstance(ruling, Expire):
        move(row, State.EXPIRED, now, ruling.reason)
        crisis_unsure(session, row.lane, now)
    else:
        move(row, State.SUPPRESSED, now, ruling.reason)


def _refuse(session: Session, claimed: Claimed, now: datetime) -> None:
    """The carrier would refuse such a text each time; what comes of it is the same without asking."""
    row = session.get_one(Outbox, claimed.id)
    move(row, State.REFUSED, now, "It is too long for a text.")
    too_long(session, claimed.message, now)
    crisis_unsure(session, row.lane, now)


def _write_attempts(session: Session, going: Sequence[Ready], now: datetime) -> None:
    if not going:
        return
    attempts = [
        {
            "id": ready.attempt_id, "outbox_id": ready.outbox_id, "number": ready.number,
            "body": ready.body, "segments": ready.segments, "started_at": now,
            "posted_at": ready.made_at, "keep_until": ready.keep_until,
        }
        for ready in going
    ]  # fmt: skip
    for_each(session, _WRITE_ATTEMPT, attempts)
    keys = one_value([ready.outbox_id for ready in going], session.get_bind().dialect.name)
    _COUNT_ATTEMPT.rows(session, keys=keys)
