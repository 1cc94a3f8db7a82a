"""People and their phones, and the phones of people we don't know yet."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, case, delete, exists, func, literal, select, update
from sqlalchemy.orm import Session

from service.clock import zone
from service.crypto import Keyring
from service.db import insert, insert_for, table_of
from service.delivery.hours import hours_of
from service.models import LineType, Person, PersonPhone, PhoneRow, Suppression, Way
from service.settings import Settings
from service.statements import Prepared, Statement, together
from service.text.hours import Hours
from service.text.phone import Phone

_P, _PERSON, _OWNERS = table_of(PhoneRow).c, table_of(Person).c, table_of(PersonPhone).c
_PRIVATE = (
    exists()
    .where(_OWNERS.phone_id == _P.id, _OWNERS.person_id == _PERSON.id, _PERSON.private)
    .correlate(table_of(PhoneRow))
)
# What KnownPhone holds.
COLUMNS = (_P.id, _P.language, _P.line_type, _PRIVATE, _P.country)
_KNOWN = Prepared(select(*COLUMNS).where(_P.number_hash == bindparam("hash")))


def _adding(dialect: str) -> Statement:
    fresh = insert_for(dialect, PhoneRow).inline()
    return fresh.on_conflict_do_nothing(index_elements=["number_hash"])


_ADD = Prepared(
    _adding,
    columns=(
        *("number_hash", "number", "country", "line_type", "only_calls", "stopped_at"),
        "created_at",
    ),
)


# What they have chosen; else a call to a phone that has only ever called: it may be a landline.
CHOSEN_REACH = func.coalesce(
    _PERSON.reach,
    case((_P.only_calls & (_P.line_type == LineType.UNKNOWN), literal(Way.CALL.value))),
)
# What moves our words to a person's own wall and way; a row for one person and one phone.
_REACH = Prepared(
    select(
        *(_PERSON.zone, _PERSON.contact_from_min, _PERSON.contact_until_min),
        *(CHOSEN_REACH, _P.line_type),
    ).where(_PERSON.id == bindparam("person"), _P.id == bindparam("phone"))
)
# What we speak: asked for each thing that goes out.
_CHOSEN = Prepared(select(_P.language).where(_P.id == bindparam("phone")))
_THEIRS = Prepared(select(_PERSON.language).where(_PERSON.id == bindparam("person")))
_FIRST_ONES = Prepared(
    select(_PERSON.language)
    .join(table_of(PersonPhone), _OWNERS.person_id == _PERSON.id)
    .where(_OWNERS.phone_id == bindparam("phone"))
    .order_by(_OWNERS.since, _PERSON.id)
    .limit(1)
)
_PEOPLE = Prepared(
    select(_OWNERS.person_id)
    .where(_OWNERS.phone_id == bindparam("phone"))
    .order_by(_OWNERS.since, _OWNERS.person_id)
)
BOTH = "both"


@dataclass(frozen=True, slots=True)
class Reach:
    """When and how we begin something with a person."""

    zone: ZoneInfo
    hours: Hours
    ways: tuple[Way, ...]  # both, when they want both; the first is named first


@dataclass(frozen=True, slots=True)
class KnownPhone:
    """What a turn needs to know of the phone it comes from."""

    id: int
    language: str | None
    line_type: str
    private: bool = False  # somebody who answers it wants no group named
    country: str | None = None  # two letters; None where its number belongs to no single one


def find_or_add_phone(
    session: Session, keyring: Keyring, phone: Phone, now: datetime, by_call: bool = False
) -> KnownPhone:
    """The phone's row, made at the first contact. Safe when two first contacts come at once.

    One that said STOP and was then erased is met as one that said STOP.
    """
    if found := find_phone(session, keyring, phone):
        return found
    number_hash, *older = keyring.hashes(phone.e164)
    row = _ADD.with_values(
        number_hash=number_hash,
        number=phone.e164,
        country=phone.country,
        line_type=LineType.UNKNOWN,
        only_calls=by_call,
        stopped_at=_said_stop(session, [number_hash, *older]),
        created_at=now,
    )
    together(session, [row])
    added = _known(session, number_hash)
    assert added is not None  # just written, or written by the one we collided with
    return added


def note_text(session: Session, phone_id: int) -> None:
    """The first text of a phone: it takes texts."""
    theirs = update(PhoneRow).where(PhoneRow.id == phone_id, PhoneRow.only_calls)
    session.execute(theirs.values(only_calls=False))


def find_phone(session: Session, keyring: Keyring, phone: Phone) -> KnownPhone | None:
    """The phone's row, if we have met it."""
    number_hash, *older = keyring.hashes(phone.e164)
    return _known(session, number_hash) or _known_before(session, older, number_hash)


def set_language(session: Session, phone_id: int, language: str | None) -> None:
    """What was chosen on this phone. None: what each who uses it speaks."""
    session.execute(update(PhoneRow).where(PhoneRow.id == phone_id).values(language=language))


def set_own_language(session: Session, person_id: int, language: str) -> None:
    session.execute(update(Person).where(Person.id == person_id).values(language=language))


def chosen_language(session: Session, phone_id: int) -> str | None:
    """What was chosen on this phone, if anything was."""
    rows = _CHOSEN.rows(session, phone=phone_id)
    return rows[0][0] if rows else None


def speak(session: Session, person_id: int, language: str) -> None:
    """What we speak with this one from now on; a phone that nobody else answers follows."""
    set_own_language(session, person_id, language)
    mine = select(PersonPhone.phone_id).where(PersonPhone.person_id == person_id)
    for phone_id in session.scalars(mine).all():
        if chosen_language(session, phone_id) and people_of(session, phone_id) == (person_id,):
            set_language(session, phone_id, language)


def set_line_type(session: Session, phone_id: int, line: LineType) -> None:
    """As somebody who knows the phone says; what we had heard of it counts no more."""
    phone = update(PhoneRow).where(PhoneRow.id == phone_id)
    session.execute(phone.values(line_type=line, only_calls=False))


def set_name(session: Session, person_id: int, name: str) -> None:
    """What they want to be called: a first name, or any word."""
    session.execute(update(Person).where(Person.id == person_id).values(first_name=name))


def open_name(session: Session, phone_id: int) -> str | None:
    """What to call whoever answers this phone: of one alone, who said OPEN and has no code to give first."""
    theirs = select(Person.first_name, Person.discreet, Person.private, Person.code_hash)
    theirs = theirs.join(PersonPhone, PersonPhone.person_id == Person.id)
    people = session.execute(theirs.where(PersonPhone.phone_id == phone_id).limit(2)).all()
    if len(people) != 1:
        return None
    one = people[0]
    return None if one.discreet or one.private or one.code_hash else one.first_name


def language_of(session: Session, phone_id: int, person_id: int | None = None) -> str:
    """What we speak when we begin: what was chosen on the phone, else what its person last spoke."""
    if chosen := chosen_language(session, phone_id):
        return chosen
    if person_id is not None:
        rows = _THEIRS.rows(session, person=person_id)
    else:
        rows = _FIRST_ONES.rows(session, phone=phone_id)
    return rows[0][0] if rows else "en"


def own_language(session: Session, person_id: int) -> str:
    """What this one speaks."""
    return str(_THEIRS.rows(session, person=person_id)[0][0])


def is_private(session: Session, person_id: int) -> bool:
    """Whether this one wants no group named."""
    return bool(session.scalar(select(Person.private).where(Person.id == person_id)))


def is_private_phone(session: Session, phone_id: int) -> bool:
    """Whether somebody who answers this phone wants no group named."""
    return bool(session.scalar(select(_PRIVATE).where(_P.id == phone_id)))


def way_of(session: Session, phone_id: int) -> Way:
    """How we begin something on this phone: a landline takes no texts, nor may one that only calls."""
    phone = session.execute(
        select(PhoneRow.line_type, PhoneRow.only_calls).where(PhoneRow.id == phone_id)
    ).one()
    may_be_landline = phone.only_calls and phone.line_type == LineType.UNKNOWN
    return Way.CALL if may_be_landline or phone.line_type == LineType.LANDLINE else Way.TEXT


def reach_of(
    session: Session, settings: Settings, person_id: int, phone_id: int, wanted: str | None = None
) -> Reach:
    """When and how we may begin something with this person on this phone; `wanted` (text or call) is
    what was asked for just this."""
    row = _REACH.rows(session, person=person_id, phone=phone_id)[0]
    return reach_from(settings, wanted, *row)


def reach_from(
    settings: Settings,
    wanted: str | None,
    home: str | None,
    from_min: int | None,
    until_min: int | None,
    reach: str | None,
    line_type: str,
) -> Reach:
    """The same from what was read already."""
    return Reach(
        zone(home or settings.home_zone),
        hours_of(from_min, until_min, settings),
        _ways(wanted or reach, line_type == LineType.LANDLINE),
    )


def _ways(wanted: str | None, landline: bool) -> tuple[Way, ...]:
    """A landline takes no texts, whatever was chosen for the person."""
    if landline or wanted == Way.CALL:
        return (Way.CALL,)
    return (Way.TEXT, Way.CALL) if wanted == BOTH else (Way.TEXT,)


def zone_of(session: Session, person_id: int) -> str | None:
    """Their zone, if they told us one."""
    return session.scalar(select(Person.zone).where(Person.id == person_id))


def settle_zone(session: Session, person_id: int, home: str) -> None:
    """Their zone, when we know none yet: that of a place they named, never of their area code."""
    unknown = update(Person).where(Person.id == person_id, Person.zone.is_(None))
    session.execute(unknown.values(zone=home))


def country_of(session: Session, phone_id: int) -> str | None:
    """Two letters, by the number's own code."""
    return session.scalar(select(PhoneRow.country).where(PhoneRow.id == phone_id))


def person_of(session: Session, phone_id: int, language: str, now: datetime) -> int:
    """Who answers this phone, and the language they speak now; somebody without a name if we knew nobody.

    On a shared phone it is the one who has had it longest; `flows/whose` tells them apart.
    """
    found = find_person(session, phone_id)
    if found is None:
        return add_person(session, phone_id, language, now)
    set_own_language(session, found, language)
    return found


def add_person(session: Session, phone_id: int, language: str, now: datetime) -> int:
    """Somebody more on this phone, still without a name."""
    person = Person(language=language, discreet=True, created_at=now)
    session.add(person)
    session.flush()
    session.execute(
        insert(session, PersonPhone).values(person_id=person.id, phone_id=phone_id, since=now)
    )
    return person.id


def find_person(session: Session, phone_id: int) -> int | None:
    """As `person_of`, of somebody we know already."""
    return next(iter(people_of(session, phone_id)), None)


def people_of(session: Session, phone_id: int) -> tuple[int, ...]:
    """All who share this phone, who has had it longest first."""
    return tuple(row[0] for row in _PEOPLE.rows(session, phone=phone_id))


def _said_stop(session: Session, hashes: list[str]) -> datetime | None:
    """When an erased number had said STOP. From here on the phone's own row remembers it."""
    gone = delete(Suppression).where(Suppression.number_hash.in_(hashes))
    return session.scalar(gone.returning(Suppression.stopped_at))


def _known_before(session: Session, older: Iterable[str], newest: str) -> KnownPhone | None:
    """A row from before the hash key changed; from now on found by the new one."""
    for number_hash in older:
        if found := _known(session, number_hash):
            session.execute(
                update(PhoneRow).where(PhoneRow.id == found.id).values(number_hash=newest)
            )
            return found
    return None


def _known(session: Session, number_hash: str) -> KnownPhone | None:
    rows = _KNOWN.rows(session, hash=number_hash)
    return KnownPhone(*rows[0]) if rows else None
