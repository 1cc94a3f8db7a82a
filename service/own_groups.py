"""The groups the organisation runs: founded with a word and a meeting, and let go again."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from service import coordinators, groups
from service.errors import BadInput, GroupRefused
from service.meetings import freshness, own
from service.meetings.dates import Changed
from service.meetings.own import Own
from service.meetings.search import Result, details
from service.models import Coordinator, Group, Membership
from service.moved import follow_date, follow_meeting
from service.settings import Settings

DateChange = Callable[[Session, int, date, datetime], Changed]


@dataclass(frozen=True, slots=True)
class Standing:
    """A group as its coordinators see it; `coming` is None when it has no date to come."""

    group: Group
    members: int
    coordinators: int
    coming: Result | None


def found(
    session: Session, meeting: Own, coordinator_id: int, home_zone: str, now: datetime
) -> Group:
    """A new group, its meeting listed. Raises GroupRefused for a word or a time and place that is taken."""
    if taken := groups.meant(session, meeting.word).group:
        raise GroupRefused("word", f"{meeting.word} is {taken.word}'s already: take another word.")
    group = Group(word=meeting.word, name=meeting.name, kind=meeting.kind)
    group.meeting_id = own.list_own(session, meeting, home_zone, now)
    if details(session, group.meeting_id, now) is None:
        raise GroupRefused("no_date", "It has no date to come: look at --rule and --from.")
    session.add(group)
    session.flush()
    coordinators.add(session, group, coordinator_id, now)
    return group


def change(session: Session, settings: Settings, group: Group, meeting: Own, now: datetime) -> int:
    """Its meeting is listed so from now on, confirmed by that; who is to be reminded of it is reminded of the
    new hour, and how many that are. The word stays. Raises GroupRefused."""
    group.name, group.kind = meeting.name, meeting.kind
    before, listed = group.meeting_id, own.list_own(session, meeting, settings.home_zone, now)
    group.meeting_id = listed
    if details(session, listed, now, even_off=True) is None:
        raise GroupRefused("no_date", "It has no date to come: look at --rule and --from.")
    freshness.confirm(session, listed, now)
    return follow_meeting(session, settings, {before or listed, listed}, now)


def set_date(
    session: Session,
    settings: Settings,
    meeting_id: int,
    on: date,
    change: DateChange,
    now: datetime,
) -> int:
    """One date is called off, moved or put back as `change` does it; reminders go along, and how many that
    are. Raises NotADate."""
    return follow_date(session, settings, change(session, meeting_id, on, now), now)


def let_go(session: Session, word: str, now: datetime) -> None:
    """It is no group any more, and nobody is in it; its meeting is listed no more. Raises BadInput."""
    group = named(session, word)
    own.take_off(session, group.word, now)
    session.delete(group)


def named(session: Session, word: str) -> Group:
    """By its word. Raises BadInput when there is none."""
    group = session.scalar(select(Group).where(Group.word == word.upper()))
    if group is None:
        raise BadInput(f"There is no group {word}. See porchlight groups list.")
    return group


def of(session: Session, group: Group, now: datetime) -> Standing:
    """One of them."""
    return next(one for one in standing(session, now) if one.group.id == group.id)


def standing(session: Session, now: datetime) -> list[Standing]:
    """All of them, by word."""
    members, runs = _counted(session, Membership), _counted(session, Coordinator)
    return [
        Standing(
            group,
            members.get(group.id, 0),
            runs.get(group.id, 0),
            details(session, group.meeting_id, now, even_off=True) if group.meeting_id else None,
        )
        for group in groups.everything(session)
    ]


def _counted(session: Session, model: type[Membership | Coordinator]) -> dict[int, int]:
    """How many people, by group."""
    counted = select(model.group_id, func.count()).group_by(model.group_id)
    return {row[0]: row[1] for row in session.execute(counted)}
