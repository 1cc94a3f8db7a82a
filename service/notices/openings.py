"""When each of its people may be told, by the contact hours on their own wall."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from service.clock import zone
from service.delivery.hours import hours_of, next_contact
from service.models import Notice, NoticeRecipient, Person
from service.notices.wishes import OF_A_DATE
from service.settings import Settings


@dataclass(frozen=True, slots=True)
class Openings:
    """People: told at once, at later moments (the first of them first), or too late for it to be of use."""

    now: int
    later: Sequence[tuple[datetime, int]]
    too_late: int

    @property
    def is_everybody_now(self) -> bool:
        return not (self.later or self.too_late)


def of(session: Session, settings: Settings, notice: Notice, at: datetime) -> Openings:
    """If it goes out at that moment to all whose contact hours it is, and to the others when theirs begin."""
    by: Counter[datetime] = Counter()
    walls = Person.zone, Person.contact_from_min, Person.contact_until_min
    its = select(*walls, func.count()).join_from(Person, NoticeRecipient)
    theirs = its.where(NoticeRecipient.notice_id == notice.id).group_by(*walls)
    for home, from_min, until_min, people in session.execute(theirs):
        hours = hours_of(from_min, until_min, settings)
        opens = next_contact(at, zone(home or settings.home_zone), hours)
        by[opens.astimezone(UTC)] += people
    # Free words are of use for a day from when they go, whenever that is.
    ends = notice.useful_until if notice.kind in OF_A_DATE else None
    later = sorted(
        (opens, n) for opens, n in by.items() if opens > at and not _is_over(opens, ends)
    )
    too_late = sum(n for opens, n in by.items() if opens > at and _is_over(opens, ends))
    return Openings(by[at.astimezone(UTC)], later, too_late)


def _is_over(opens: datetime, ends: datetime | None) -> bool:
    return ends is not None and opens >= ends
