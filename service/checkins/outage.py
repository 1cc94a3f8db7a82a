"""Our outage is not their silence: has an ask reached a phone at all, and are many silent at once?

A text that was delivered has reached it, or one that was sent and of which nothing bad was heard for ten
minutes; so has a call that rang, where whoever picked up has heard us. Where none of that is known, or it
came long after its hour, the silence may be ours; and so where the last ask is lost, however well the
first arrived, since the answer to that may have been lost as well. So it may be where many of one hour
are silent: then nobody's contacts are told before a person has said so.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from sqlalchemy import bindparam, case, exists, func, select, text
from sqlalchemy.orm import Session

from service.checkins.due import LATE
from service.checkins.silences import Why
from service.crisis.cases import SILENT, Outcome
from service.db import Utc, table_of
from service.inbound import held
from service.models import Attempt, Case, CheckInDay, DayState, Inbound, Outbox, State, Way
from service.settings import Settings
from service.statements import Prepared, one_of, one_value

# So long after it was sent, bad news of a text would have come.
NO_BAD_NEWS: Final = timedelta(minutes=10)
# Who was asked so long ago and has not answered is silent.
SILENT_AFTER: Final = timedelta(minutes=10)
HOUR: Final = timedelta(hours=1)
AT_LEAST, SHARE = 5, 0.2
RANG: Final = frozenset(
    {State.DELIVERED, State.COMPLETED, State.NO_ANSWER, State.BUSY, State.MACHINE}
)
PICKED_UP: Final = frozenset({State.SENT, State.COMPLETED})
_D, _O, _A = table_of(CheckInDay).c, table_of(Outbox).c, table_of(Attempt).c
# A call in which our first words were fetched; without them it rang, and an error was heard.
_HEARD_US = exists().where(table_of(Inbound).c.key == _O.sid + ":0")
_ASKS = Prepared(
    lambda dialect: (
        select(
            *(_D.id, _D.occurs_at, _D.counts_from),
            *(_O.state, _O.created_at, _O.changed_at, func.min(_A.started_at)),
            *(_O.way, _HEARD_US),
        )
        .select_from(table_of(CheckInDay))
        .join(table_of(Outbox), (_O.subject_id == _D.id) & (_O.occurs_at == _D.occurs_at))
        .outerjoin(table_of(Attempt), _A.outbox_id == _O.id)
        # In the words of its own index.
        .where(one_of(_D.id, dialect), text("outbox.message = 'checkin.ask'"))
        .group_by(_D.id, _O.id)
        .order_by(_O.created_at, _O.id)
    )
)
_IS_SILENT = _D.answered_at.is_(None) & (_D.counts_from <= bindparam("asked_by", type_=Utc))
_COUNT = Prepared(
    select(func.count(), func.coalesce(func.sum(case((_IS_SILENT, 1), else_=0)), 0)).where(
        _D.occurs_at > bindparam("since", type_=Utc),
        _D.occurs_at <= bindparam("until", type_=Utc),
        _D.state != DayState.STOPPED,
    )
)


class Asked(NamedTuple):
    """An ask. `went_at`: its first attempt, if any."""

    day_id: int
    occurs_at: datetime
    counts_from: datetime
    state: str
    created_at: datetime
    changed_at: datetime
    went_at: datetime | None
    way: str
    heard_us: bool

    @property
    def is_lost(self) -> bool:
        """Whether nothing says that it came to a phone; of a call, that they could have answered."""
        if self.way == Way.CALL and self.state in PICKED_UP:
            return not self.heard_us
        return self.state != State.SENT and self.state not in RANG

    def has_reached(self, now: datetime) -> bool:
        """Whether a phone of theirs is known to have had it."""
        is_fresh = self.state == State.SENT and self.changed_at > now - NO_BAD_NEWS
        return not self.is_lost and not is_fresh

    @property
    def was_in_time(self) -> bool:
        return self.went_at is not None and self.went_at <= self.occurs_at + LATE

    @property
    def counts(self) -> bool:
        """Whether it was asked since the ladder counts: not before they asked for more time."""
        return self.created_at >= self.counts_from


def is_ours(session: Session, day: CheckInDay, now: datetime) -> bool:
    """Whether the silence of this day may be our own doing."""
    return day.id in ours(session, [day.id], now)


def is_mass(session: Session, day: CheckInDay, now: datetime) -> bool:
    """Whether so many of its hour are silent that it may be our own doing, and no person has said yet what
    is done about it: their word holds for an hour.

    Counted once a transaction: it is asked for each of thousands that chose one hour.
    """
    counted: dict[tuple[datetime, datetime], bool] = session.info.setdefault("silent_of", {})
    key = day.occurs_at, now
    if key not in counted:
        too_many = _too_many(session, day.occurs_at, now)
        counted[key] = too_many and not _is_decided(session, now)
    return counted[key]


def may_lie_unread(session: Session, settings: Settings, day: CheckInDay, now: datetime) -> bool:
    """Whether an answer may lie where nobody has read it, on a disk of ours or in the carrier's list, and no
    person has said yet what is done about this day.

    Looked at once a transaction.
    """
    if "unread" not in session.info:
        is_kept = any(held.count_unread(session))
        is_unread = is_kept or held.is_unlooked(session, settings.line_number)
        session.info["unread"] = is_unread and not _is_decided(session, now)
    return bool(session.info["unread"]) and day.case_id is None


def ours(session: Session, day_ids: Sequence[int], now: datetime) -> frozenset[int]:
    """Those among them whose silence may be our own doing; one statement for all."""
    keys = one_value(list(day_ids), session.get_bind().dialect.name)
    asked: dict[int, list[Asked]] = {}
    for one in map(Asked._make, _ASKS.rows(session, keys=keys)):
        asked.setdefault(one.day_id, []).append(one)
    return frozenset(one for one in day_ids if not have_had_it(asked.get(one, ()), now))


def have_had_it(asks: Sequence[Asked], now: datetime) -> bool:
    """Whether they were asked in time, and since the ladder counts, on a phone that had it, and the last
    of `asks`, oldest first, came through as well."""
    if not asks or asks[-1].is_lost:
        return False
    arrived = [one for one in asks if one.has_reached(now)]
    return any(one.was_in_time for one in arrived) and any(one.counts for one in arrived)


def are_too_many(silent: int, of: int) -> bool:
    """More than a fifth, and not just a few.

    >>> are_too_many(4, 4), are_too_many(5, 24), are_too_many(5, 25), are_too_many(2001, 10_000)
    (False, True, False, True)
    """
    return silent >= AT_LEAST and silent > SHARE * of


def _is_decided(session: Session, now: datetime) -> bool:
    of_many = Case.tier == SILENT, Case.rule == Why.MASS, Case.outcome == Outcome.SEEN_TO
    decided = select(Case.id).where(*of_many, Case.closed_at > now - HOUR)
    return session.scalar(decided.limit(1)) is not None


def _too_many(session: Session, moment: datetime, now: datetime) -> bool:
    hour = {"since": moment - HOUR, "until": moment}
    [(of, silent)] = _COUNT.rows(session, asked_by=now - SILENT_AFTER, **hour)
    return are_too_many(silent, of)
