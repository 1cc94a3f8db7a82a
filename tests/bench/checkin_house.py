"""A house in which ten thousand people in four zones are asked at nine, and one in ten has a contact."""

from datetime import datetime, timedelta

from sqlalchemy import case, select, update

from service.checkins.dates import DUE, EVERY_DAY, next_date
from service.clock import zone
from service.db import new_id
from service.house import House
from service.models import CheckIn, Contact, Person, PhoneRow, Stands, Timer
from tests.bench.burst_house import fill, settle
from tests.bench.sending_house import add_phones

CHECKINS = 10_000
NINE = 9 * 60
GRACE_MIN = 120
TOLD_AFTER = timedelta(minutes=GRACE_MIN)
# From east to west, so that nine comes to each an hour after the one before.
ZONES = ("America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles")


def is_silent(check_in_id: int) -> bool:
    """One in ten, evenly in each zone."""
    return check_in_id // len(ZONES) % 10 == 0


def settle_checkins(house: House) -> datetime:
    """Everybody has a check-in for each day; nine in the first zone."""
    settle(house, CHECKINS)
    add_phones(house, CHECKINS // 10, CHECKINS)
    now = house.clock.now()
    first = next_date(zone(ZONES[0]), NINE, EVERY_DAY, now)
    dates = [next_date(zone(one), NINE, EVERY_DAY, first - timedelta(minutes=1)) for one in ZONES]
    with house.database.transaction() as session:
        people = session.scalars(select(Person.id).order_by(Person.id)).all()
        zones = case(dict(enumerate(ZONES)), value=Person.id % len(ZONES))
        session.execute(update(Person).values(zone=zones))
        fill(session, CheckIn, [_check_in(id, dates[id % len(ZONES)], now) for id in people])
        timers = [
            {"kind": DUE, "subject": str(id), "due_at": dates[id % len(ZONES)], "token": new_id(),
             "failures": 0}
            for id in people
        ]  # fmt: skip
        fill(session, Timer, timers)
        others = session.scalars(select(PhoneRow.id).where(PhoneRow.id.not_in(people))).all()
        silent = [id for id in people if is_silent(id)]
        fill(session, Contact, [_contact(*pair, now) for pair in zip(silent, others, strict=True)])
    return dates[0]


def _check_in(id: int, next_at: datetime, now: datetime) -> dict[str, object]:
    return {
        "id": id, "person_id": id, "phone_id": id, "asks": "feeling", "at_min": NINE,
        "days": EVERY_DAY, "grace_min": GRACE_MIN, "agreed_at": now, "on": True, "next_at": next_at,
        "created_at": now,
    }  # fmt: skip


def _contact(person_id: int, phone_id: int, now: datetime) -> dict[str, object]:
    return {
        "person_id": person_id, "phone_id": phone_id, "stands": Stands.CONTACT, "place": 1,
        "agreed_at": now,
    }  # fmt: skip
