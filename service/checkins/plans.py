"""The check-in that a member set up: its hour and days, who goes away and comes back, and its end."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.checkins import answers, dates, days
from service.checkins.dates import EVERY_DAY
from service.errors import BadInput
from service.models import Asks, CheckIn
from service.settings import Settings
from service.text.hours import DAY_MIN

GRACE_MIN: Final = 120
# The last ask is at 20 minutes, and a call rings for half a minute.
SHORTEST_GRACE_MIN: Final = 30


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody asks for; what was there is replaced by it."""

    person_id: int
    phone_id: int
    at_min: int  # minutes since midnight on their own wall
    days: int = EVERY_DAY  # a bit a weekday, Monday is 1
    asks: Asks = Asks.FEELING
    way: str | None = None  # text or call; None: as they are reached
    grace_min: int = GRACE_MIN
    second_phone_id: int | None = None
    called: str | None = None  # the name that their contacts hear


def set_up(session: Session, settings: Settings, wish: Wish, now: datetime) -> CheckIn:
    """Sets it up, or changes the one they have, by their own word; `next_at` is its next date.

    What is open ends without alarm: who moves it to another hour is there.
    Raises BadInput for an hour, days or a grace that can't be.
    """
    check_in = _wished(session, wish, now)
    check_in.on, check_in.agreed_at, check_in.proposed_by = True, now, None
    check_in.away_until = None
    dates.plan(session, settings, check_in, now)
    _stop(session, settings, check_in, now)
    return check_in


def propose(
    session: Session, settings: Settings, wish: Wish, proposed_by: int, now: datetime
) -> CheckIn | None:
    """A coordinator's proposal; nothing is asked before the member says yes (`agree`).

    None where they have one of their own: that is for them to change.
    """
    before = of_person(session, wish.person_id)
    if before is not None and before.agreed_at is not None:
        return None
    check_in = _wished(session, wish, now)
    check_in.on, check_in.agreed_at, check_in.proposed_by = True, None, proposed_by
    dates.plan(session, settings, check_in, now)
    return check_in


def agree(session: Session, settings: Settings, check_in: CheckIn, now: datetime) -> None:
    """The member's own yes to what was proposed."""
    planned = dates.locked(session, check_in.id)
    planned.agreed_at = planned.agreed_at or now
    dates.plan(session, settings, planned, now)


def end(session: Session, settings: Settings, check_in: CheckIn, now: datetime) -> None:
    """Off: nothing is asked any more, what is open ends without alarm, and it is theirs to set up anew."""
    planned = dates.locked(session, check_in.id)
    planned.on, planned.away_until, planned.agreed_at = False, None, None
    dates.plan(session, settings, planned, now)
    _stop(session, settings, planned, now)


def away(
    session: Session, settings: Settings, check_in: CheckIn, until: datetime, now: datetime
) -> None:
    """Nothing is asked until then; the first date from then on is asked again by itself."""
    planned = dates.locked(session, check_in.id)
    planned.away_until = until
    dates.plan(session, settings, planned, now)
    _stop(session, settings, planned, now)


def back(session: Session, settings: Settings, check_in: CheckIn, now: datetime) -> bool:
    """Back before that; False when they were not away."""
    planned = dates.locked(session, check_in.id)
    was_away = planned.away_until is not None and now < planned.away_until
    planned.away_until = None
    dates.plan(session, settings, planned, now)
    return was_away


def plan_anew(session: Session, settings: Settings, person_id: int, now: datetime) -> None:
    """After a change of their zone or of a pause: when they are asked next."""
    if check_in := of_person(session, person_id):
        dates.plan(session, settings, dates.locked(session, check_in.id), now)


def end_on_phone(session: Session, settings: Settings, phone_id: int, now: datetime) -> None:
    """STOP: all that are asked on this phone end, and START brings none of them back."""
    asked_there = select(CheckIn).where(CheckIn.phone_id == phone_id, CheckIn.on)
    for check_in in session.scalars(asked_there.order_by(CheckIn.id)).all():
        end(session, settings, check_in, now)


def ended_on_phone(session: Session, phone_id: int) -> bool:
    """Whether somebody had one there that is off now."""
    theirs = select(CheckIn.id).where(CheckIn.phone_id == phone_id, ~CheckIn.on)
    return session.scalar(theirs.limit(1)) is not None


def of_person(session: Session, person_id: int) -> CheckIn | None:
    """The one they have: on, or proposed to them; None where it is off."""
    theirs = select(CheckIn).where(CheckIn.person_id == person_id, CheckIn.on)
    return session.scalar(theirs)


def wish_of(check_in: CheckIn) -> Wish:
    """As it stands, to be changed in a part."""
    return Wish(
        check_in.person_id, check_in.phone_id, check_in.at_min, check_in.days,
        Asks(check_in.asks), check_in.way, check_in.grace_min, check_in.second_phone_id,
        check_in.called,
    )  # fmt: skip


def _wished(session: Session, wish: Wish, now: datetime) -> CheckIn:
    _check(wish)
    theirs = select(CheckIn).where(CheckIn.person_id == wish.person_id)
    before = session.scalar(theirs)
    check_in = dates.locked(session, before.id) if before else CheckIn(person_id=wish.person_id)
    check_in.phone_id, check_in.second_phone_id = wish.phone_id, wish.second_phone_id
    check_in.at_min, check_in.days = wish.at_min, wish.days
    check_in.asks, check_in.way, check_in.grace_min = wish.asks, wish.way, wish.grace_min
    check_in.called = wish.called
    if before is None:
        check_in.created_at = now
        session.add(check_in)
    return check_in


def _check(wish: Wish) -> None:
    if not 0 <= wish.at_min < DAY_MIN:
        raise BadInput("A check-in needs an hour of the day.")
    if not 0 < wish.days <= EVERY_DAY:
        raise BadInput("A check-in needs a day of the week.")
    if not SHORTEST_GRACE_MIN <= wish.grace_min < DAY_MIN:
        raise BadInput("Contacts are told half an hour after the check-in at the earliest.")


def _stop(session: Session, settings: Settings, check_in: CheckIn, now: datetime) -> None:
    for day in days.all_open_of(session, check_in.id):
        answers.stopped(session, settings, day, now)
