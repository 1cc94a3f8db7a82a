"""What Today shows, gathered in a bounded number of statements. It names no member."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from service.access.roles import Right, Seat
from service.clock import machine_now
from service.crisis import board, hands, volunteers
from service.crisis.volunteers import Standing
from service.db import first_id
from service.health import Check, examine
from service.house import House
from service.meetings.search import Result
from service.models import Case, Group, Notice, NoticeGroup, NoticeState, Outbox, State
from service.notices import past, spending, tally
from service.notices.tally import Tally
from service.own_groups import standing

GOING = (NoticeState.HELD, NoticeState.SENDING, NoticeState.PAUSED)
NOT_REACHED = (State.UNDELIVERED, State.REFUSED, State.EXPIRED, State.UNCONFIRMED, State.NO_ANSWER)
A_DAY = timedelta(days=1)
MOST_GOING, MOST_REASONS, MOST_CASES = 5, 5, 20


@dataclass(frozen=True, slots=True)
class Going:
    """A notice on its way, to which groups."""

    notice: Notice
    words: str
    tally: Tally
    is_theirs: bool  # to open: all its groups are


@dataclass(frozen=True, slots=True)
class Meeting:
    group: Group
    date: Result


@dataclass(frozen=True, slots=True)
class Watch:
    """Who is rung now, and when somebody is next where nobody is."""

    now: Sequence[Standing]
    next: Standing | None


@dataclass(frozen=True, slots=True)
class Money:
    micros: int
    cap_cents: int
    share: float  # of the cap; 0.0 without one

    @property
    def percent(self) -> int:
        return min(100, round(self.share * 100))


def cases(session: Session, seat: Seat) -> Sequence[Case]:
    """Open or somebody's, the oldest first; none of a phone that they answer themselves."""
    hand = hands.hand_of(session, seat.person_id, owns=seat.groups is None)
    return board.waiting(session, hand.phone_ids, MOST_CASES)


def going(session: Session, seat: Seat) -> list[Going]:
    """What goes out just now to groups of theirs."""
    found = select(Notice).where(Notice.state.in_(GOING)).order_by(Notice.id.desc())
    if seat.groups is not None:
        theirs = select(NoticeGroup.notice_id).where(NoticeGroup.group_id.in_(seat.groups))
        found = found.where(Notice.id.in_(theirs))
    return [_going(session, seat, one) for one in session.scalars(found.limit(MOST_GOING))]


def meetings(session: Session, seat: Seat, now: datetime) -> list[Meeting]:
    """Of today, each on its own wall, in the order in which they begin."""
    rows = [
        Meeting(one.group, one.coming)
        for one in standing(session, now)
        if one.coming and seat.may(Right.MEETINGS) and _is_today(one.coming.starts, now)
    ]
    return sorted(rows, key=lambda row: row.date.starts)


def watch(session: Session, house: House, now: datetime) -> Watch:
    everyone = [one for one in volunteers.standing(session, house.settings, now) if not one.stopped]
    coming = [(one.next_at, one) for one in everyone if one.next_at]
    first = min(coming, key=lambda pair: pair[0], default=None)
    return Watch([one for one in everyone if one.on_now], first[1] if first else None)


def not_reached(session: Session) -> list[tuple[str, int]]:
    """Of the last 24 hours: each reason, and how often; the ids sort by time, so this reads one day."""
    rows = session.execute(
        select(func.coalesce(Outbox.reason, ""), func.count())
        .where(Outbox.id >= first_id(machine_now() - A_DAY), Outbox.state.in_(NOT_REACHED))
        .group_by(Outbox.reason)
        .order_by(func.count().desc())
        .limit(MOST_REASONS)
    )
    return [(reason, count) for reason, count in rows]


def money(session: Session, house: House, now: datetime) -> Money:
    spent = spending.since(session, house.settings, spending.month_of(house.settings, now))
    cap = house.settings.notices_month_cap_cents
    return Money(spent.micros + spent.going_micros, cap, spent.share_of(cap))


def unwell(house: House) -> list[Check]:
    """What of the line needs a look; nothing where all is well."""
    return [check for check in examine(house, machine_now()).checks if not check.ok]


def _going(session: Session, seat: Seat, notice: Notice) -> Going:
    to = select(Group.word).join(NoticeGroup, NoticeGroup.group_id == Group.id)
    words = session.scalars(to.where(NoticeGroup.notice_id == notice.id).order_by(Group.word))
    is_theirs = seat.may(Right.SEND) and past.is_theirs(
        session, notice, seat.person_id, seat.groups
    )
    return Going(notice, ", ".join(words), tally.of(session, notice.id), is_theirs)


def _is_today(starts: datetime, now: datetime) -> bool:
    return starts.date() == now.astimezone(starts.tzinfo).date()
