"""What the pages of meetings show, gathered in a bounded number of statements. It names no member."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, aliased

from service.access.roles import Seat
from service.meetings.dated import Change, changes_of, moments
from service.meetings.recurring import Series, next_from
from service.models import (
    Coordinator,
    Feed,
    Group,
    GroupFacts,
    Meeting,
    MeetingDate,
    Membership,
    Person,
)
from service.schedule import Occurrence, Schedule

CONFIRMED_FOR = timedelta(days=90)
A_PAGE = 50
DATES_SHOWN = 6
NO_CHANGES: Mapping[date, Change] = {}


@dataclass(frozen=True, slots=True)
class Held:
    """A group of the organisation's own with its meeting, as it is listed; None where it has none."""

    group: Group
    meeting: Meeting | None
    coming: Occurrence | None
    changed: Mapping[date, Change] = field(default_factory=dict)
    leaders: Sequence[str] = ()
    members: int | None = None  # None: not theirs to know
    is_stale: bool = False

    @property
    def change(self) -> Change | None:
        return self.changed.get(self.coming.on) if self.coming else None

    @property
    def state(self) -> str:
        """off, moved or on, of the next date; `none` without one."""
        return "none" if self.coming is None else state_of(self.change)


@dataclass(frozen=True, slots=True)
class Dated:
    """One date to come."""

    on: date
    starts: datetime
    change: Change | None

    @property
    def state(self) -> str:
        return state_of(self.change)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which of all that is listed."""

    words: str = ""
    feed_id: int | None = None
    after: int = 0  # the last id of the page before


def state_of(change: Change | None) -> str:
    if change is None:
        return "on"
    return "off" if change.starts_at is None else "moved"


def own_meetings(session: Session, seat: Seat, now: datetime) -> list[Held]:
    """All groups, by weekday and hour."""
    rows = session.execute(_GROUPS.order_by(Meeting.minute_of_week, Group.word)).all()
    changed = _changed(session, [meeting.id for _, meeting in rows if meeting])
    members, leaders = _members(session), _leaders(session)
    return [
        _held(
            *(group, meeting, changed.get(meeting.id, NO_CHANGES) if meeting else NO_CHANGES, now),
            leaders=leaders.get(group.id, ()),
            members=members.get(group.id, 0) if seat.runs(group.id) else None,
        )
        for group, meeting in rows
    ]


def own_meeting(session: Session, seat: Seat, group_id: int, now: datetime) -> Held:
    """The one of this group."""
    group, meeting = session.execute(_GROUPS.where(Group.id == group_id)).one()
    counted = select(func.count()).where(Membership.group_id == group_id)
    return _held(
        *(group, meeting, changes_of(session, meeting.id) if meeting else NO_CHANGES, now),
        leaders=_leaders(session, group_id).get(group_id, ()),
        members=session.scalar(counted) if seat.runs(group_id) else None,
    )


def dates_to_come(meeting: Meeting, changed: Mapping[date, Change], now: datetime) -> list[Dated]:
    """The next few, those that are off too, in the series' own order."""
    schedule = schedule_of(meeting, changed)
    if schedule is None:
        return []
    today = now.astimezone(schedule.zone).date()
    found = (schedule.on(on) for on in islice(schedule.days.since(today), DATES_SHOWN + 1))
    ahead = [Dated(one.on, one.starts, changed.get(one.on)) for one in found if one]
    return [one for one in ahead if one.starts >= now][:DATES_SHOWN]


def schedule_of(meeting: Meeting, changed: Mapping[date, Change]) -> Schedule | None:
    if meeting.minute_of_week is None:
        return None
    series = Series(meeting.minute_of_week, meeting.zone, meeting.rrule, meeting.starts_on)
    return series.schedule(moments(changed))


def is_stale(meeting: Meeting, now: datetime) -> bool:
    """Nobody has said for three months that it is as listed."""
    return now - (meeting.confirmed_at or meeting.first_seen) > CONFIRMED_FOR


def listings(session: Session, wanted: Wanted) -> Sequence[Any]:
    """A page of all that members can find, with the names of their lists, and one row more where there are
    more."""
    shown = select(Meeting, Feed.name).join(Feed, Feed.id == Meeting.feed_id)
    shown = shown.where(Meeting.hidden_reason.is_(None), Meeting.id > wanted.after)
    if wanted.feed_id:
        shown = shown.where(Meeting.feed_id == wanted.feed_id)
    for word in wanted.words.split()[:4]:
        shown = shown.where(_LOOKED_IN.icontains(word, autoescape=True))
    return session.execute(shown.order_by(Meeting.id).limit(A_PAGE + 1)).all()


def facts_of(session: Session, group_id: int) -> GroupFacts:
    return session.get(GroupFacts, group_id) or GroupFacts(group_id=group_id)


# As one text: 90,000 rows are looked through in half the time that four comparisons a row take.
_LOOKED_IN = (
    Meeting.name
    + " "
    + func.coalesce(Meeting.town, "")
    + " "
    + Meeting.fellowship
    + " "
    + func.coalesce(Meeting.location, "")
)
_SAID = aliased(Meeting)
# The row that is listed for it: a feed may have the same meeting, and its own row then stands back.
_GROUPS: Select[Any, Any] = (  # an outer join's row may be missing
    select(Group, Meeting)
    .outerjoin(_SAID, _SAID.id == Group.meeting_id)
    .outerjoin(
        Meeting,
        (Meeting.id == func.coalesce(_SAID.twin_of, _SAID.id)) & Meeting.hidden_reason.is_(None),
    )
)


def _held(
    group: Group,
    meeting: Meeting | None,
    changed: Mapping[date, Change],
    now: datetime,
    leaders: Sequence[str],
    members: int | None,
) -> Held:
    schedule = schedule_of(meeting, changed) if meeting else None
    coming = next_from(schedule, now, even_off=True) if schedule else None
    stale = meeting is not None and is_stale(meeting, now)
    return Held(group, meeting, coming, changed, leaders, members, stale)


def _changed(session: Session, ids: Sequence[int]) -> dict[int, dict[date, Change]]:
    found: dict[int, dict[date, Change]] = defaultdict(dict)
    for row in session.scalars(select(MeetingDate).where(MeetingDate.meeting_id.in_(ids))):
        found[row.meeting_id][row.on_date] = Change(row.starts_at, row.place, row.reason)
    return found


def _members(session: Session) -> dict[int, int]:
    counted = select(Membership.group_id, func.count()).group_by(Membership.group_id)
    return {row[0]: row[1] for row in session.execute(counted)}


def _leaders(session: Session, group_id: int | None = None) -> dict[int, list[str]]:
    """First names of who runs which group; who gave none is not named."""
    sql = select(Coordinator.group_id, Person.first_name).join(
        Person, Person.id == Coordinator.person_id
    )
    if group_id is not None:
        sql = sql.where(Coordinator.group_id == group_id)
    found: dict[int, list[str]] = defaultdict(list)
    for group, name in session.execute(sql.order_by(Coordinator.since)):
        if name:
            found[group].append(name)
    return found


def feed_name(session: Session, meeting: Meeting) -> str:
    """Of the list it is from."""
    return session.scalars(select(Feed.name).where(Feed.id == meeting.feed_id)).one()
