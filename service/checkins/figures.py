"""How check-ins went, by group and week: figures of five people or more, and nothing else.

A figure is shown where at least five people stand behind it, and behind what it leaves of the figure it is a
part of: of 60 answers to 61 asks the one that is missing is somebody's. A group is left out where what it has
more or less than another that is shown, or than all together, is fewer than five people. Only weeks that are
over are counted, on the line's own wall, and only what is still kept.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final, NamedTuple

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.orm import Session

from service.checkins.asks import RUNGS
from service.clock import zone
from service.delivery.hours import on_wall
from service.models import CheckIn, CheckInDay, ContactTelling, Group, Membership
from service.settings import Settings

FEWEST: Final = 5
WEEK: Final = timedelta(days=7)
# Each with the figure it is a part of.
PART_OF: Final[Mapping[str, str | None]] = {
    "asked": None,
    "answered": "asked",
    "late": "answered",  # after the last of the asks
    "reached_contacts": "asked",
    "handed": "asked",
}


class _Theirs(NamedTuple):
    """One person's week."""

    person_id: int
    asked: int
    answered: int
    late: int
    reached_contacts: int
    handed: int


@dataclass(frozen=True, slots=True)
class Figures:
    """One week of a group (None: of all); what must not be shown is None."""

    group: str | None
    week: date  # its Monday
    people: int
    shown: Mapping[str, int | None]


def last_monday(settings: Settings, now: datetime) -> date:
    """When the newest week began that is over."""
    today = now.astimezone(zone(settings.home_zone)).date()
    return today - timedelta(days=today.weekday()) - WEEK


def by_group(session: Session, settings: Settings, monday: date) -> list[Figures]:
    """The groups of which enough people were asked that week, by their words."""
    week = _week(session, settings, monday)
    members = _members(session, week.keys())
    shown = may_be_shown({word: set(people) for word, people in members.items()}, set(week))
    groups = {word: [week[one] for one in members[word]] for word in sorted(shown)}
    visible = {name: _visible(groups, list(week.values()), name) for name in PART_OF}
    return [
        Figures(word, monday, len(theirs), {
            name: _total(theirs, name) if word in visible[name] else None for name in PART_OF
        })
        for word, theirs in groups.items()
    ]  # fmt: skip


def of_all(session: Session, settings: Settings, monday: date) -> Figures | None:
    """Everybody together; None where they are too few."""
    week = list(_week(session, settings, monday).values())
    if len(week) < FEWEST:
        return None
    sides = {
        name: [_having(week, name), *([_rest(week, name)] if whole else [])]
        for name, whole in PART_OF.items()
    }
    return Figures(None, monday, len(week), {
        name: _total(week, name) if all(len(side) >= FEWEST for side in both) else None
        for name, both in sides.items()
    })  # fmt: skip


def may_be_shown(groups: Mapping[str, set[int]], everybody: set[int]) -> set[str]:
    """Which groups tell of nobody, the largest first: neither alone, nor beside another, nor taken from all.

    >>> five, six = {1, 2, 3, 4, 5}, {1, 2, 3, 4, 5, 6}
    >>> sorted(may_be_shown({"TUE": five, "KIN": six, "OAK": {7, 8}}, six | {7, 8, 9, 10, 11}))
    ['KIN']
    """
    shown: dict[str, set[int]] = {}
    for word, people in sorted(groups.items(), key=lambda one: (-len(one[1]), one[0])):
        others = [*shown.values(), everybody]
        if len(people) >= FEWEST and not any(_tells(people, other) for other in others):
            shown[word] = people
    while shown and _is_few(everybody - set().union(*shown.values())):
        del shown[min(shown, key=lambda word: (len(shown[word]), word))]
    return set(shown)


def _tells(one: set[int], other: set[int]) -> bool:
    return _is_few(one ^ other)


def _is_few(people: Collection[int]) -> bool:
    return 0 < len(people) < FEWEST


def _visible(
    groups: Mapping[str, Sequence[_Theirs]], everybody: Sequence[_Theirs], name: str
) -> set[str]:
    """Of which groups this figure may be shown: by who has some of it, and by who has not all."""
    having = {word: _having(theirs, name) for word, theirs in groups.items()}
    found = may_be_shown(having, _having(everybody, name))
    if PART_OF[name] is None:
        return found
    rest = {word: _rest(theirs, name) for word, theirs in groups.items()}
    return found & may_be_shown(rest, _rest(everybody, name))


def _having(week: Iterable[_Theirs], name: str) -> set[int]:
    return {theirs.person_id for theirs in week if getattr(theirs, name)}


def _rest(week: Iterable[_Theirs], name: str) -> set[int]:
    """Who has less of it than of what it is a part of."""
    whole = PART_OF[name] or name
    return {one.person_id for one in week if getattr(one, name) < getattr(one, whole)}


def _total(week: Iterable[_Theirs], name: str) -> int:
    return sum(int(getattr(theirs, name)) for theirs in week)


def _week(session: Session, settings: Settings, monday: date) -> dict[int, _Theirs]:
    home = zone(settings.home_zone)
    begins, ends = (on_wall(day, 0, home) for day in (monday, monday + WEEK))
    told = select(ContactTelling.day_id).distinct().subquery()
    day = CheckInDay
    late = day.answered_at.is_not(None) & (day.rung >= len(RUNGS))
    rows = session.execute(
        select(
            CheckIn.person_id, func.count(), _sum(day.answered_at.is_not(None)), _sum(late),
            func.count(told.c.day_id), _sum(day.case_id.is_not(None)),
        )
        .join(day, day.check_in_id == CheckIn.id)
        .outerjoin(told, told.c.day_id == day.id)
        .where(day.occurs_at >= begins, day.occurs_at < ends)
        .group_by(CheckIn.person_id)
    )  # fmt: skip
    return {row[0]: _Theirs(*row) for row in rows}


def _sum(holds: ColumnElement[bool]) -> ColumnElement[int]:
    return func.sum(case((holds, 1), else_=0))


def _members(session: Session, people: Collection[int]) -> dict[str, list[int]]:
    """Of each group those who were asked."""
    found: dict[str, list[int]] = {}
    joined = select(Group.word, Membership.person_id).join(
        Membership, Membership.group_id == Group.id
    )
    for word, person_id in session.execute(joined):
        if person_id in people:
            found.setdefault(word, []).append(person_id)
    return found
