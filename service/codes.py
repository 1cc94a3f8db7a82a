"""A member's own four digits, which stand before what others on the same phone must not hear or undo.

Kept as a keyed hash that belongs to this person alone. Ten thousand codes are soon tried, so after
five wrong ones in a row none is taken for an hour. A try is counted before it is looked at, by one
UPDATE that holds the person's row until the transaction ends: tries at once are counted one by one,
and a restart forgets none.
"""

import hmac
import re
from collections.abc import Collection
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from service.crypto import Keyring, keyring_of
from service.models import Person

DIGITS = 4
MOST_TRIES = 5
LOCKED_FOR = timedelta(hours=1)
# What is guessed first, beside four of a kind and runs. Source: the commonest codes in the lists that
# were leaked and counted (DataGenetics, 2012): 1234, 1111, 0000, 1212, 7777, ...
GUESSED_FIRST = frozenset("1212 1004 2000 6969 1122 1313 2001 1010 2580".split())
RUNS = "01234567890 09876543210"
_GIVEN = re.compile(r"\s*(?:(?:code|clave|codigo|código)\W*)?(?:\d\W*){4}\s*", re.IGNORECASE)


class Tried(StrEnum):
    RIGHT = "right"
    WRONG = "wrong"
    LOCKED = "locked"


def code_in(said: str) -> str | None:
    """The four digits this is, however they were set apart; None when it is anything else.

    >>> code_in("4 0 8-1"), code_in("40812"), code_in("my code")
    ('4081', None, None)
    """
    plain = re.sub(r"[\s.\-*#]", "", said)
    return plain if len(plain) == DIGITS and plain.isascii() and plain.isdigit() else None


def holds_code(said: str) -> bool:
    """Whether a text gives a code away by itself, so that it must not be kept; also where none was asked for.

    >>> holds_code("Code 4081"), holds_code("4081."), holds_code("zip code 59718"), holds_code("59718")
    (True, True, False, False)
    """
    return _GIVEN.fullmatch(said) is not None


def is_weak(code: str) -> bool:
    """Whether it is among the first that anybody would try.

    >>> is_weak("1111"), is_weak("4321"), is_weak("4081")
    (True, True, False)
    """
    return len(set(code)) == 1 or code in RUNS or code in GUESSED_FIRST


def has_code(session: Session, person_id: int) -> bool:
    return session.scalar(select(Person.code_hash).where(Person.id == person_id)) is not None


def set_code(session: Session, person_id: int, code: str) -> None:
    """From now on it is this one. Who may change it is for the asker to see to."""
    _write(session, person_id, _hash(keyring_of(session), person_id, code))
    doubt(session, [person_id])


def is_proved(session: Session, person_id: int) -> bool:
    """Whether it was given on a call that was surely from their phone: whoever shows a number that is not
    theirs can set a first one by text, and guess at any."""
    return bool(session.scalar(select(Person.code_proved).where(Person.id == person_id)))


def note_proved(session: Session, person_id: int) -> None:
    """It was given where the network vouches for the number, or on a call of ours to it."""
    if not is_proved(session, person_id):
        _set(session, person_id, code_proved=True)


def doubt(session: Session, people: Collection[int]) -> None:
    """Somebody else may have set it, or is guessing at it: until it is proved once more."""
    proved = update(Person).where(Person.id.in_(people), Person.code_proved)
    session.execute(
        proved.values(code_proved=False), execution_options={"synchronize_session": False}
    )


def owner_of(session: Session, people: Collection[int], code: str) -> int | None:
    """Whose of these people's it is. No try is counted: `households` has done that."""
    keyring = keyring_of(session)
    rows = session.execute(
        select(Person.id, Person.code_hash).where(
            Person.id.in_(people), Person.code_hash.is_not(None)
        )
    )
    # Each is looked at, so that the time tells nothing.
    found = [one for one, kept in rows.all() if kept and _is_it(keyring, one, code, kept)]
    return found[0] if found else None


def remove(session: Session, person_id: int) -> None:
    _write(session, person_id, None)


def check(session: Session, person_id: int, said: str, now: datetime) -> Tried:
    """One try. What is no code at all counts as none; who has no code is never asked for it."""
    code = code_in(said)
    if code is None:
        return Tried.LOCKED if locked_until(session, person_id, now) else Tried.WRONG
    counted = session.execute(
        update(Person)
        .where(Person.id == person_id, Person.code_hash.is_not(None))
        .where(or_(Person.code_locked_until.is_(None), Person.code_locked_until <= now))
        .values(code_failures=Person.code_failures + 1)
        .returning(Person.code_hash, Person.code_failures)
        .execution_options(synchronize_session=False)
    ).first()
    if counted is None:
        return Tried.LOCKED
    return _looked_at(session, person_id, code, counted.code_hash, counted.code_failures, now)


def locked_until(session: Session, person_id: int, now: datetime) -> datetime | None:
    """When a code is taken again; None while it is."""
    until = session.scalar(select(Person.code_locked_until).where(Person.id == person_id))
    return until if until and until > now else None


def _looked_at(
    session: Session, person_id: int, code: str, kept: str, tries: int, now: datetime
) -> Tried:
    keyring = keyring_of(session)
    if _is_it(keyring, person_id, code, kept):
        _write(session, person_id, _hash(keyring, person_id, code))  # by the newest key
        return Tried.RIGHT
    if tries < MOST_TRIES:
        return Tried.WRONG
    _set(session, person_id, code_failures=0, code_locked_until=now + LOCKED_FOR)
    doubt(session, [person_id])
    return Tried.LOCKED


def _is_it(keyring: Keyring, person_id: int, code: str, kept: str) -> bool:
    """Each key is tried, in the same time whatever the digits."""
    hashes = [_hash(keyring, person_id, code, version) for version in keyring.hash_keys]
    return True in [hmac.compare_digest(one, kept) for one in hashes]


def _hash(keyring: Keyring, person_id: int, code: str, version: int | None = None) -> str:
    return keyring.hash(f"code {person_id} {code}", version)


def _write(session: Session, person_id: int, code_hash: str | None) -> None:
    _set(session, person_id, code_hash=code_hash, code_failures=0, code_locked_until=None)


def _set(session: Session, person_id: int, **values: object) -> None:
    session.execute(
        update(Person)
        .where(Person.id == person_id)
        .values(**values)
        .execution_options(synchronize_session=False)
    )
