"""Fills an empty house with the sample community. Doing it again changes nothing."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from service import consent, coordinators, reminders
from service.access import roles
from service.crisis import volunteers
from service.crisis.volunteers import Slot
from service.house import House
from service.meetings.importer import import_feed
from service.members import find_or_add_phone, language_of, person_of
from service.models import (
    Feed,
    Group,
    LineType,
    Meeting,
    Membership,
    Person,
    PersonPhone,
    PhoneRow,
    Post,
    Reminder,
    Role,
    Volunteer,
)
from service.text.hours import DAY_MIN, HOUR_MIN
from service.text.phone import Phone

FEEDS = Path(__file__).parent / "feeds"  # Meeting Guide JSON, a file a fellowship
ZONE = "America/Denver"


@dataclass(frozen=True, slots=True)
class Someone:
    name: str
    number: str
    language: str = "en"
    line_type: LineType = LineType.MOBILE


@dataclass(frozen=True, slots=True)
class Club:
    """A group, the meeting of the feeds it is, and who has joined."""

    word: str
    name: str
    feed: str
    slug: str
    members: tuple[str, ...]


PEOPLE = (
    Someone("Ana", "+14065550100"),
    Someone("Rosa", "+14065550101", language="es"),
    Someone("Walt", "+14065550110", line_type=LineType.LANDLINE),
    Someone("Ben", "+14065550120"),
    Someone("Lee", "+14065550130"),
    Someone("Kim", "+14065550131"),
)
COORDINATOR = "Ben"
# What the feeds list to be dialled, a number a fellowship.
DIAL_INS = tuple(f"+14065550{number}" for number in range(190, 198))
GROUPS = (
    Club("TUE", "Tuesday Night Lamp", "aa", "tue-lewistown", ("Ana", "Rosa")),
    Club("GRIEF", "Thursday Grief Circle", "grief", "grief-lewistown", ("Ana",)),
    Club("KIN", "Sunday Kin Call", "caregiver", "kin-sunday", ("Walt",)),
)
CALLED_BEFORE = ("Walt", "KIN")  # who asked for a call an hour before which group
# Who is rung when somebody asks for a person, in this order: somebody is there at any hour.
ON_CALL = {
    "Lee": [Slot(day, 0, DAY_MIN) for day in range(7)],
    "Kim": [Slot(day, 17 * HOUR_MIN, 22 * HOUR_MIN) for day in range(7)],
    COORDINATOR: [],  # paged with the whole team, when nobody on duty has taken a case
}
AGREED_TO_BE_CALLED = "Signed up as a peer who takes calls."


def fill(house: House) -> None:
    """Imports the feeds, and makes the people and groups unless they are there."""
    now = house.clock.now()
    with house.database.transaction() as session:
        for path in sorted(FEEDS.glob("*.json")):
            _import(session, path, now)
        if session.scalar(select(Group.id).limit(1)) is None:
            _settle(session, house, now)
        if session.scalar(select(Volunteer.id).limit(1)) is None:
            _put_on_call(session, house, now)


def _import(session: Session, path: Path, now: datetime) -> None:
    raw, name = path.read_bytes(), _feed_name(path.stem)
    known = session.scalar(select(Feed.digest).where(Feed.name == name))
    if known != hashlib.sha256(raw).hexdigest():
        import_feed(session, name, raw, path.stem, ZONE, now)


def _settle(session: Session, house: House, now: datetime) -> None:
    people = {one.name: _add(session, house, one, now) for one in PEOPLE}
    groups = {club.word: _found(session, club, people[COORDINATOR], now) for club in GROUPS}
    roles.give(session, people[COORDINATOR].id, Post.OWNER, now)
    for club in GROUPS:
        for name in club.members:
            _join(session, groups[club.word], people[name], now)
    who, word = CALLED_BEFORE
    _call_before(session, house, people[who], groups[word], now)


def _put_on_call(session: Session, house: House, now: datetime) -> None:
    numbers = {one.name: one.number for one in PEOPLE}
    for name, slots in ON_CALL.items():
        phone = find_or_add_phone(session, house.keyring, Phone.parse(numbers[name]), now)
        person_id = person_of(session, phone.id, language_of(session, phone.id), now)
        consent.agree(session, phone.id, consent.BY_COORDINATOR, AGREED_TO_BE_CALLED, now)
        role = Role.COORDINATOR if name == COORDINATOR else Role.PEER
        volunteer_id = volunteers.enlist(session, person_id, phone.id, now, role)
        assert volunteer_id is not None  # nobody was on the roster
        volunteers.set_week(session, volunteer_id, slots)


def _add(session: Session, house: House, one: Someone, now: datetime) -> Person:
    phone_id = find_or_add_phone(session, house.keyring, Phone.parse(one.number), now).id
    row = session.get_one(PhoneRow, phone_id)
    row.line_type, row.language = one.line_type, one.language
    person = Person(first_name=one.name, language=one.language, zone=ZONE, created_at=now)
    session.add(person)
    session.flush()
    session.add(PersonPhone(person_id=person.id, phone_id=phone_id, since=now))
    session.flush()
    return person


def _found(session: Session, club: Club, coordinator: Person, now: datetime) -> Group:
    meeting_id = session.scalar(
        select(Meeting.id)
        .join(Feed, Feed.id == Meeting.feed_id)
        .where(Feed.name == _feed_name(club.feed), Meeting.slug == club.slug)
    )
    group = Group(
        word=club.word,
        name=club.name,
        kind=club.feed,
        meeting_id=meeting_id,
    )
    session.add(group)
    session.flush()
    coordinators.add(session, group, coordinator.id, now)
    return group


def _join(session: Session, group: Group, person: Person, now: datetime) -> None:
    session.add(Membership(group_id=group.id, person_id=person.id, joined_at=now))
    phone = session.get_one(PhoneRow, _phone_of(session, person))
    how, words = _said(phone, group)
    consent.opt_in(session, phone.id, how, words, now)


def _said(phone: PhoneRow, group: Group) -> tuple[str, str]:
    """How they have joined, and by which words or key."""
    if phone.line_type == LineType.LANDLINE:
        return "call", f"{group.word}: 1"
    return "text", f"{'UNIR' if phone.language == 'es' else 'JOIN'} {group.word}"


def _call_before(
    session: Session, house: House, person: Person, group: Group, now: datetime
) -> None:
    reminder = Reminder(
        person_id=person.id,
        phone_id=_phone_of(session, person),
        meeting_id=group.meeting_id,
        repeats=True,
        created_at=now,
    )
    session.add(reminder)
    session.flush()
    reminders.schedule(session, house.settings, reminder.id, now)


def _phone_of(session: Session, person: Person) -> int:
    return session.scalars(
        select(PersonPhone.phone_id).where(PersonPhone.person_id == person.id)
    ).one()


def _feed_name(fellowship: str) -> str:
    return f"sample {fellowship}"
