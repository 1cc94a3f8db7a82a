"""What the forms of Send ask for, read into a wish. Raises NotTaken, naming the field and what to do."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from service.access import sign_in
from service.access.roles import Seat
from service.console.here import own_group
from service.console.said import day_said, whole
from service.errors import BadInput, NotADate
from service.meetings import dates
from service.meetings.recurring import next_from
from service.models import Group, NoticeKind
from service.notices.wishes import Wish
from service.schedule import Occurrence, Schedule, on_the_wall

KINDS: Final = (NoticeKind.OFF, NoticeKind.ON, NoticeKind.MOVE, NoticeKind.NEWS)
LONGEST_WORDS: Final = 60  # letters of a reason or a place, as by phone
MOST_DATES: Final = 8
A_MINUTE: Final = timedelta(minutes=1)
Values = MultiDict[str, str]


class NotTaken(BadInput):
    """`key` is a row of words/send.toml with its slots, `field` the one to mend."""

    def __init__(self, key: str, field: str, **slots: object) -> None:
        super().__init__("Something in the form needs another look.")
        self.key, self.field, self.slots = key, field, slots


@dataclass(frozen=True, slots=True)
class Asked:
    """What happened, and to which groups it is told."""

    kind: NoticeKind
    groups: Sequence[Group]
    every: bool  # chosen on purpose: all of theirs

    @property
    def group(self) -> Group:
        """The one it is about, where it is about a date."""
        return self.groups[0]


def runs(session: Session, seat: Seat) -> list[Group]:
    """The groups they may tell something, by word."""
    found = select(Group).order_by(Group.word)
    if seat.groups is not None:
        found = found.where(Group.id.in_(seat.groups))
    return list(session.scalars(found))


def asked(session: Session, seat: Seat, values: Values) -> Asked:
    """Another's group looks like none that is there."""
    every = values.get("every") == "1"
    ids = dict.fromkeys(values.getlist("group", type=whole))
    groups = runs(session, seat) if every else [own_group(session, id) for id in ids]
    if values.get("kind") not in KINDS:
        raise NotTaken("send.wrong.kind", "kind")
    kind = NoticeKind(values["kind"])
    if not groups:
        raise NotTaken("send.wrong.group", "group")
    if kind != NoticeKind.NEWS and (every or len(groups) > 1):
        raise NotTaken("send.wrong.one_group", "group")
    if kind != NoticeKind.NEWS and _schedule(session, groups[0]) is None:
        raise NotTaken("send.wrong.no_meeting", "group")
    return Asked(kind, groups, every)


def dates_of(session: Session, what: Asked, now: datetime) -> list[Occurrence]:
    """Those of the next that it can be said of: off, what isn't; on again, what is off or moved."""
    schedule = None if what.kind == NoticeKind.NEWS else _schedule(session, what.group)
    if schedule is None:
        return []
    if what.kind == NoticeKind.ON:
        changed = [one for on in schedule.changed if (one := schedule.on(on))]
        return sorted((one for one in changed if one.starts >= now), key=lambda one: one.starts)
    coming = _coming(schedule, now)
    return [one for one in coming if what.kind == NoticeKind.MOVE or not one.off]


def wish(session: Session, seat: Seat, what: Asked, values: Values) -> Wish:
    """Ready to be drafted."""
    free = Wish(
        kind=what.kind,
        by_person_id=seat.person_id,
        by_phone_id=sign_in.own_phone(session, seat.person_id),
        group_ids=tuple(one.id for one in what.groups),
        body=values.get("words") if what.kind == NoticeKind.NEWS else None,
    )
    return free if what.kind == NoticeKind.NEWS else _of_a_date(session, free, what, values)


def _of_a_date(session: Session, free: Wish, what: Asked, values: Values) -> Wish:
    words = " ".join(values.get("words", "").split()) or None
    if len(words or "") > LONGEST_WORDS:
        raise NotTaken("send.wrong.too_long_here", "words")
    on = _date(values.get("on"), "on")
    if on is None:
        raise NotTaken("send.wrong.date", "on")
    dated = replace(free, meeting_id=what.group.meeting_id, on_date=on)
    if what.kind != NoticeKind.MOVE:
        return replace(dated, reason=words if what.kind == NoticeKind.OFF else None)
    moved_to = _moved_to(session, what, values, on)
    if moved_to is None and words is None:
        raise NotTaken("send.wrong.nothing_moves", "hour")
    return replace(dated, moved_to=moved_to, place=words)


def _moved_to(session: Session, what: Asked, values: Values, on: date) -> datetime | None:
    """None where it is the place alone that changes."""
    day, hour = _date(values.get("day"), "day"), _hour(values.get("hour"))
    schedule = _schedule(session, what.group)
    if schedule is None or (day is None and hour is None):
        return None
    return on_the_wall(day or on, hour or schedule.at, schedule.zone)


def _coming(schedule: Schedule, now: datetime) -> list[Occurrence]:
    found: list[Occurrence] = []
    after = now
    while len(found) < MOST_DATES and (one := next_from(schedule, after, even_off=True)):
        found.append(one)
        after = one.starts + A_MINUTE
    return found


def _schedule(session: Session, group: Group) -> Schedule | None:
    if group.meeting_id is None:
        return None
    try:
        return dates.schedule_of(session, group.meeting_id)
    except NotADate:
        return None


def _date(said: str | None, field: str) -> date | None:
    try:
        return day_said(said) if said else None
    except ValueError as error:
        raise NotTaken("send.wrong.date", field) from error


def _hour(said: str | None) -> time | None:
    try:
        return time.fromisoformat(said[:5]) if said else None
    except ValueError as error:
        raise NotTaken("send.wrong.hour_of_day", "hour") from error
