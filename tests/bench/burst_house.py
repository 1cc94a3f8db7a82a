"""A house in which ten thousand people have asked for a reminder, and all of them fall due in one minute."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import func, insert, select

from service.db import new_id, table_of
from service.house import House
from service.meetings.importer import import_feed
from service.meetings.search import details
from service.models import Conversation, Meeting, Person, PersonPhone, PhoneRow, Reminder, Timer
from service.reminders import TIMER
from tests.bench.sending_house import PHONES, add_phones

ZONE = ZoneInfo("America/Denver")
MEETINGS = 200
LEAD = timedelta(hours=1)


def settle(house: House, count: int) -> None:
    """People with a phone of their own who have texted us, and the meetings they go to."""
    add_phones(house, count - PHONES, PHONES)
    now = house.clock.now()
    with house.database.transaction() as session:
        ids = session.scalars(select(PhoneRow.id).order_by(PhoneRow.id)).all()
        fill(session, Person, [{"id": id, "language": "en", "created_at": now} for id in ids])
        theirs = [{"person_id": id, "phone_id": id, "since": now} for id in ids]
        fill(session, PersonPhone, theirs)
        talks = [
            {"key": f"text:{id}", "phone_id": id, "memo": {"language": "en"}, "changed_at": now,
             "counting_since": now}
            for id in ids
        ]  # fmt: skip
        fill(session, Conversation, talks)


def ask_all(house: House, first: datetime, over: timedelta) -> list[datetime]:
    """Everybody's reminder, evenly due from `first` on; every other one weekly. When each is due."""
    meetings = _meetings_at(house, first + LEAD)
    with house.database.transaction() as session:
        people = session.scalars(select(Person.id).order_by(Person.id)).all()
        dues = [first + over * number / len(people) for number in range(len(people))]
        before = session.scalar(select(func.max(Reminder.id))) or 0
        occurs = {id: details(session, id, first + LEAD / 2).starts for id in meetings}
        rows = [
            {"id": before + number, "person_id": person, "phone_id": person, "lead_min": 60, "on": True,
             "meeting_id": (meeting := meetings[number % MEETINGS]), "repeats": number % 2 == 0,
             "occurs_at": occurs[meeting], "created_at": first}
            for number, person in enumerate(people, 1)
        ]  # fmt: skip
        fill(session, Reminder, rows)
        timers = [
            {
                "kind": TIMER,
                "subject": str(row["id"]),
                "due_at": due,
                "token": new_id(),
                "failures": 0,
            }
            for row, due in zip(rows, dues, strict=True)
        ]
        fill(session, Timer, timers)
    return dues


def _meetings_at(house: House, starts: datetime) -> list[int]:
    """New ones in each round, at an hour's end from when their reminders go."""
    name = f"burst {starts.timestamp()}"
    with house.database.transaction() as session:
        import_feed(
            session, name, json.dumps(list(_listed(starts))).encode(), "aa", ZONE.key, starts
        )
        return list(session.scalars(select(Meeting.id).order_by(Meeting.id.desc()).limit(MEETINGS)))


def _listed(starts: datetime) -> Iterator[dict[str, object]]:
    for number in range(MEETINGS):
        wall = (starts + timedelta(minutes=2 + number % 3)).astimezone(ZONE)
        yield {
            "slug": f"m{number}", "name": f"Group {number}", "day": wall.isoweekday() % 7,
            "time": f"{wall:%H:%M}", "address": f"{number} Pine St", "city": "Billings", "state": "MT",
            "postal_code": "59101", "latitude": 45.78 + number / 10_000, "longitude": -108.5,
        }  # fmt: skip


def fill(session, model, rows) -> None:
    session.connection().execute(insert(table_of(model)), rows)
