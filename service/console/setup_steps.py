"""What a line needs before it helps anybody, and whether it has it: a step each, in their order."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from service.crisis import confirmed, drills
from service.crisis.volunteers import standing, uncovered
from service.house import House
from service.models import Coordinator, Group, Membership

HOUR = timedelta(hours=1)
REHEARSED = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Step:
    """`key` is a row of words/settings.toml; `amount` goes into its words."""

    key: str
    done: bool
    amount: int = 0


def steps(session: Session, house: House) -> Iterator[Step]:
    """All of them, done or not."""
    settings, now = house.settings, house.clock.now()
    yield Step("carrier", settings.carrier == "twilio")
    yield Step("lines", not confirmed.unconfirmed(settings))
    yield Step("operator", bool(settings.operator_number))
    groups = session.scalar(select(func.count()).select_from(Group)) or 0
    yield Step("group", groups > 0, groups)
    alone = _unled(session)
    yield Step("led", groups > 0 and not alone, alone)
    members = _members(session)
    yield Step("members", members > 0, members)
    everyone = standing(session, settings, now)
    yield Step("on_call", bool(everyone), round(uncovered(session, settings, now) / HOUR))
    last = drills.last(session)
    yield Step("drill", last is not None and now - last.opened_at <= REHEARSED)
    yield Step("cap", settings.notices_month_cap_cents > 0)


def _unled(session: Session) -> int:
    led = exists().where(Coordinator.group_id == Group.id)
    return session.scalar(select(func.count()).select_from(Group).where(~led)) or 0


def _members(session: Session) -> int:
    return session.scalar(select(func.count(Membership.person_id.distinct()))) or 0
