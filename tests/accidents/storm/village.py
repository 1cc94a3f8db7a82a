"""Who is asked each day in the storm, who stands by them, and what each of them answers.

A member is a number, as a thing in town is. Most answer the first ask they have; some only once
somebody was told, as who was in the garden does; some never.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from service import timers
from service.checkins import dates, plans
from service.checkins.asks import ASK
from service.checkins.plans import Wish
from service.checkins.telling import SAID_SO
from service.checkins.told import CLEAR, TOLD
from service.house import House
from service.models import (
    CheckIn,
    Contact,
    LineType,
    Outbox,
    Person,
    PersonPhone,
    PhoneRow,
    Stands,
    State,
    Way,
)

MEMBER_AREAS, CONTACT_AREAS = ("303", "719", "480", "602"), ("515", "712", "308", "402")
AN_AREA = 99
GRACE_MIN = 30
PLACES = (1, 2)  # two stand by each
MESSAGES = (ASK, TOLD, CLEAR, SAID_SO)
FINE, CANNOT, ALL_RIGHT = "1", "2", "3"


class Kind(StrEnum):
    PROMPT = "prompt"
    LATE = "late"  # answers once somebody was told
    SILENT = "silent"


KINDS = (Kind.LATE, Kind.SILENT, Kind.PROMPT, Kind.PROMPT)


@dataclass(frozen=True, slots=True)
class Spoken:
    """A text of somebody in the village that is due now."""

    phone: str
    body: str
    day_id: int


def kind(number: int) -> Kind:
    return KINDS[number % len(KINDS)]


def member(number: int) -> str:
    return _phone(MEMBER_AREAS, number)


def contact(number: int, place: int) -> str:
    return _phone(CONTACT_AREAS, 2 * number + place - 1)


def phones(members: int) -> Iterator[tuple[str, str, str]]:
    """Each with how it takes a call, and the keys it presses: a check-in by call is answered, too. Who is
    busy was called for sure, and sooner than who lets it ring."""
    for number in range(members):
        picks_up = kind(number) is Kind.PROMPT
        yield member(number), "answer" if picks_up else "busy", f"1w{FINE}"
        yield from ((contact(number, place), "busy", "") for place in PLACES)


def settle(session: Session, house: House, members: int, within: timedelta) -> None:
    """Everybody with a check-in whose first date comes within that time, one after the other."""
    now = house.clock.now()
    for number in range(members):
        check_in = _settled(session, house, number, now)
        first = now + within * (number / members)
        session.execute(update(CheckIn).where(CheckIn.id == check_in.id).values(next_at=first))
        timers.put(session, dates.DUE, check_in.id, first)


def answers(session: Session) -> list[Spoken]:
    """What their texts have led to so far, each once a day and phone, whenever that was."""
    rows = session.execute(
        select(Outbox.message, Outbox.subject_id, PhoneRow.number)
        .join(PhoneRow, PhoneRow.id == Outbox.phone_id)
        .where(Outbox.message.in_((ASK, TOLD)), Outbox.way == Way.TEXT)
        .where(Outbox.state == State.DELIVERED)
    )
    return [spoken for row in rows for spoken in _spoken(*row)]


def numbers() -> dict[str, int]:
    """Whose each phone is, of any member there can be."""
    return {member(number): number for number in range(len(MEMBER_AREAS) * AN_AREA)}


def _spoken(message: str, day_id: int, phone: str) -> Iterator[Spoken]:
    if message == ASK:
        if kind(_MEMBERS[phone]) is Kind.PROMPT:
            yield Spoken(phone, FINE, day_id)
        return
    number, place = _CONTACTS[phone]
    if kind(number) is Kind.LATE:
        yield Spoken(member(number), FINE, day_id)
    elif place == 1 and number % 8 == 1:
        yield Spoken(phone, CANNOT, day_id)
    elif place == 2 and number % 8 == 1:
        yield Spoken(phone, ALL_RIGHT, day_id)


def _settled(session: Session, house: House, number: int, now: datetime) -> CheckIn:
    phone_id = _phone_row(session, house, member(number), now)
    person = Person(first_name="Ana", zone="UTC", created_at=now)
    session.add(person)
    session.flush()
    session.add(PersonPhone(person_id=person.id, phone_id=phone_id, since=now))
    for place in PLACES:
        session.add(
            Contact(
                person_id=person.id, phone_id=_phone_row(session, house, contact(number, place), now),
                stands=Stands.CONTACT, place=place, agreed_at=now,
            )
        )  # fmt: skip
    # This very minute: its first date is moved to when it shall be asked.
    wish = Wish(person.id, phone_id, at_min=now.hour * 60 + now.minute, grace_min=GRACE_MIN)
    return plans.set_up(session, house.settings, wish, now)


def _phone_row(session: Session, house: House, number: str, now: datetime) -> int:
    row = PhoneRow(
        number=number, number_hash=house.keyring.hash(number), line_type=LineType.MOBILE,
        created_at=now,
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row.id


def _phone(areas: tuple[str, ...], index: int) -> str:
    return f"+1{areas[index % len(areas)]}5550{100 + index // len(areas)}"


_MEMBERS = numbers()
_CONTACTS = {contact(n, place): (n, place) for n in _MEMBERS.values() for place in PLACES}
