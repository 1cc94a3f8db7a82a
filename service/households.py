"""Several people on one phone, told apart by their own four digits.

A code is looked for among all of them, so tries are counted for the phone, however many they are: five
wrong ones in a row, and none is taken for an hour. A right one forgives only what was wrong an hour
before: who has one code of the house could else guess on at another's without end. A code that is chosen
here is a try as well, for that it is refused tells that it is somebody's. Each is counted before it is
looked at, by one UPDATE that holds the phone's row until the transaction ends: tries at once are counted
one by one, and of two who choose the same digits at once the second is refused.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from service import codes, members
from service.codes import LOCKED_FOR, MOST_TRIES, Tried
from service.models import PersonPhone, PhoneRow

# The more codes there are, the sooner one of them is guessed.
MOST_PEOPLE = 6


@dataclass(frozen=True, slots=True)
class Told:
    """What became of a try, and whose code it was."""

    tried: Tried
    person_id: int | None = None


def tell(session: Session, phone_id: int, said: str, now: datetime) -> Told:
    """Which of the people on this phone it is; of one alone their own tries are counted, wherever they are.

    What is no code at all counts as no try.
    """
    people = members.people_of(session, phone_id)
    if len(people) == 1:
        tried = codes.check(session, people[0], said, now)
        return Told(tried, people[0] if tried is Tried.RIGHT else None)
    code = codes.code_in(said)
    if code is None:
        return Told(Tried.LOCKED if locked_until(session, phone_id, now) else Tried.WRONG)
    tries = count_try(session, phone_id, now)
    if tries is None:
        return Told(Tried.LOCKED)
    found = codes.owner_of(session, members.people_of(session, phone_id), code)
    if found is None:
        return Told(was_wrong(session, phone_id, tries, now))
    was_right(session, phone_id, now)
    return Told(Tried.RIGHT, found)


def tell_on_our_call(session: Session, phone_id: int, said: str) -> Told:
    """The same on a call that we placed: no lock holds there, and none begins. The call allows few tries."""
    code = codes.code_in(said)
    found = codes.owner_of(session, members.people_of(session, phone_id), code) if code else None
    return Told(Tried.RIGHT if found else Tried.WRONG, found)


def is_theirs(session: Session, phone_id: int, person_id: int, said: str, now: datetime) -> Tried:
    """Whether it is this person's code, and no other's of the house."""
    told = tell(session, phone_id, said, now)
    return Tried.WRONG if told.person_id not in (None, person_id) else told.tried


def add(session: Session, phone_id: int, code: str, language: str, now: datetime) -> Told:
    """Somebody more on this phone, with a code of their own; WRONG when the digits are somebody's.

    From now on each of them speaks their own language here, and needs a code: who asks sees to that.
    """
    tries = count_try(session, phone_id, now)
    if tries is None:
        return Told(Tried.LOCKED)
    people = members.people_of(session, phone_id)
    is_taken = codes.owner_of(session, people, code) is not None
    if is_taken or len(people) > 1:
        tried = was_wrong(session, phone_id, tries, now)
    else:  # the first one has let them in, and nobody else can
        was_right(session, phone_id, now)
    if is_taken:
        return Told(tried)
    if len(people) == 1:
        _speak_for_oneself(session, phone_id, people[0])
    person_id = members.add_person(session, phone_id, language, now)
    codes.set_code(session, person_id, code)
    return Told(Tried.RIGHT, person_id)


def change_code(session: Session, phone_id: int, person_id: int, code: str, now: datetime) -> Tried:
    """Sets a person's code; WRONG when it is that of somebody they share a phone with."""
    session.execute(select(PhoneRow.id).where(PhoneRow.id == phone_id).with_for_update())
    beside = _beside(session, person_id)
    if beside:
        tries = count_try(session, phone_id, now)
        if tries is None:
            return Tried.LOCKED
        tried = was_wrong(session, phone_id, tries, now)
        if codes.owner_of(session, beside, code) is not None:
            return tried
    codes.set_code(session, person_id, code)
    return Tried.RIGHT


def fresh_code(session: Session, phone_id: int, person_id: int) -> str:
    """Sets and returns one for who has forgotten theirs; codes are taken here again. For operators only."""
    beside = _beside(session, person_id)
    code = _digits()
    while codes.is_weak(code) or codes.owner_of(session, beside, code) is not None:
        code = _digits()
    codes.set_code(session, person_id, code)
    _set(session, phone_id, code_failures=0, code_failed_at=None, code_locked_until=None)
    return code


def locked_until(session: Session, phone_id: int, now: datetime) -> datetime | None:
    """When a code is taken again on this phone; None while it is."""
    people = members.people_of(session, phone_id)
    if len(people) == 1:
        return codes.locked_until(session, people[0], now)
    until = session.scalar(select(PhoneRow.code_locked_until).where(PhoneRow.id == phone_id))
    return until if until and until > now else None


def _digits() -> str:
    return f"{secrets.randbelow(10**codes.DIGITS):0{codes.DIGITS}}"


def _beside(session: Session, person_id: int) -> list[int]:
    """All who share any phone of theirs."""
    phones = select(PersonPhone.phone_id).where(PersonPhone.person_id == person_id)
    others = select(PersonPhone.person_id).distinct()
    others = others.where(PersonPhone.phone_id.in_(phones), PersonPhone.person_id != person_id)
    return list(session.scalars(others))


def _speak_for_oneself(session: Session, phone_id: int, person_id: int) -> None:
    """What was chosen on the phone was the first one's own choice."""
    if chosen := members.chosen_language(session, phone_id):
        members.set_own_language(session, person_id, chosen)
        members.set_language(session, phone_id, None)


def count_try(session: Session, phone_id: int, now: datetime) -> int | None:
    """This try at any code on this phone, among those in a row; None while the phone is locked.

    Counted before the code is looked at; `was_wrong` or `was_right` says then what it was.
    """
    free = or_(PhoneRow.code_locked_until.is_(None), PhoneRow.code_locked_until <= now)
    return session.scalar(
        update(PhoneRow)
        .where(PhoneRow.id == phone_id, free)
        .values(code_failures=PhoneRow.code_failures + 1)
        .returning(PhoneRow.code_failures)
        .execution_options(synchronize_session=False)
    )


def was_wrong(session: Session, phone_id: int, tries: int, now: datetime) -> Tried:
    """WRONG, or LOCKED from now on."""
    if tries < MOST_TRIES:
        _set(session, phone_id, code_failed_at=now)
        return Tried.WRONG
    until = now + LOCKED_FOR
    codes.doubt(session, members.people_of(session, phone_id))
    _set(session, phone_id, code_failures=0, code_failed_at=None, code_locked_until=until)
    return Tried.LOCKED


def was_right(session: Session, phone_id: int, now: datetime) -> None:
    """Takes this right one off the count, and what was wrong before if that was long ago."""
    failed_at = session.scalar(select(PhoneRow.code_failed_at).where(PhoneRow.id == phone_id))
    if failed_at is None or failed_at <= now - LOCKED_FOR:
        _set(session, phone_id, code_failures=0, code_failed_at=None)
    else:
        _set(session, phone_id, code_failures=PhoneRow.code_failures - 1)


def _set(session: Session, phone_id: int, **values: object) -> None:
    session.execute(
        update(PhoneRow)
        .where(PhoneRow.id == phone_id)
        .values(**values)
        .execution_options(synchronize_session=False)
    )
