"""Six digits by text or by call, and the session they open.

The digits are made from the sign-in's row and our keys when they are sent, so the database has neither them
nor a hash to guess from. They live ten minutes, work once, and are wrong five times at most. A number is
sent five an hour and ten a day, so all guesses of a day at one number hit in one of 20,000 cases. Whoever
may not sign in is written down and answered in the same way, so that asking tells nobody who may.

All times here are the machine's (`machine_now`): moving a demo's clock signs nobody out.
"""

import hmac
import secrets
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from service import members
from service.access.roles import seated_on
from service.crypto import Keyring, keyring_of
from service.delivery import outbox
from service.delivery.outbox import Outgoing
from service.models import ConsoleSession, Lane, PersonPhone, PhoneRow, SignIn, Way
from service.text.phone import Phone

MESSAGE, TRIAL = "console.code", "console.trial"
CODE_LIVES = timedelta(minutes=10)
MOST_TRIES = 5
MOST_CODES = {timedelta(hours=1): 5, timedelta(days=1): 10}
IDLE, LONGEST = timedelta(hours=2), timedelta(hours=12)
# For so long their digits vouch for what is risky: a browser may be left open where others are.
FRESH = timedelta(minutes=30)
SEEN_EVERY = timedelta(minutes=1)
DIGITS = 6


class Code(StrEnum):
    RIGHT = "right"
    WRONG = "wrong"
    OVER = "over"  # too old, used, or wrong too often: they ask for another


def ask(
    session: Session, keyring: Keyring, phone: Phone, way: Way, machine: datetime, now: datetime
) -> int:
    """Sends a code, if somebody on that phone may sign in and not too many were sent; the sign-in's id."""
    _forget(session, machine)
    hashes = keyring.hashes(phone.e164)
    known = members.find_phone(session, keyring, phone)
    may = known is not None and bool(seated_on(session, known.id))
    sends = may and not _too_many(session, hashes, machine)
    row = SignIn(
        number_hash=hashes[0], phone_id=known.id if known and sends else None, asked_at=machine
    )
    session.add(row)
    session.flush()
    if row.phone_id:
        _send(session, row.id, row.phone_id, way, now)
    return row.id


def code_of(keyring: Keyring, row: SignIn) -> str:
    """Its digits, by the oldest key we have: that one stays while others are added. With its moment, as a
    database that was restored gives the same ids again."""
    value = f"console code {row.id} {row.asked_at.isoformat()}"
    digest = keyring.hash(value, min(keyring.hash_keys)).partition(":")[2]
    return f"{int(digest, 16) % 10**DIGITS:0{DIGITS}d}"


def live(session: Session, id: int, machine: datetime) -> SignIn | None:
    """The sign-in whose code would still be taken."""
    row = session.get(SignIn, id)
    return row if row and not row.used_at and machine < row.asked_at + CODE_LIVES else None


def check(session: Session, id: int, said: str, machine: datetime) -> tuple[Code, int | None]:
    """One try, counted before it is looked at; with RIGHT the phone it was sent to."""
    row = session.scalar(
        update(SignIn)
        .where(SignIn.id == id, SignIn.used_at.is_(None), SignIn.tries < MOST_TRIES)
        .where(SignIn.asked_at > machine - CODE_LIVES)
        .values(tries=SignIn.tries + 1)
        .returning(SignIn)
        .execution_options(populate_existing=True)
    )
    if row is None:
        return Code.OVER, None
    right = hmac.compare_digest(code_of(keyring_of(session), row), digits_in(said))
    if row.phone_id is None or not right:
        return (Code.WRONG if row.tries < MOST_TRIES else Code.OVER), None
    row.used_at = machine
    return Code.RIGHT, row.phone_id


def proved(session: Session, id: int, machine: datetime) -> int | None:
    """The phone whose digits were given just now: for a while whoever shares it may say who they are."""
    row = session.get(SignIn, id)
    lives = row is not None and row.used_at is not None and machine < row.used_at + CODE_LIVES
    return row.phone_id if row and lives else None


def spend(session: Session, id: int) -> None:
    """It has let somebody in: an older copy of the cookie lets in nobody more."""
    session.execute(update(SignIn).where(SignIn.id == id).values(phone_id=None))


def open_session(session: Session, person_id: int, machine: datetime) -> str:
    """A new session's token, for the browser alone."""
    token = secrets.token_urlsafe(32)
    hashed = keyring_of(session).hash(token)
    session.add(
        ConsoleSession(token_hash=hashed, person_id=person_id, started_at=machine, seen_at=machine)
    )
    return token


def person_of(session: Session, token: str, machine: datetime) -> int | None:
    """Whose session that is; None when it has ended."""
    found = session.scalar(
        select(ConsoleSession)
        .where(ConsoleSession.token_hash.in_(keyring_of(session).hashes(token)))
        .where(ConsoleSession.seen_at > machine - IDLE)
        .where(ConsoleSession.started_at > machine - LONGEST)
    )
    return found.person_id if found else None


def is_fresh(session: Session, token: str, machine: datetime) -> bool:
    """Whether its digits were given just now; else what is risky asks for them again."""
    started = select(ConsoleSession.started_at).where(
        ConsoleSession.token_hash.in_(keyring_of(session).hashes(token))
    )
    found = session.scalar(started)
    return found is not None and found > machine - FRESH


def own_phone(session: Session, person_id: int) -> int | None:
    """The phone they have had longest: their own digits go there, and what they try out."""
    theirs = select(PersonPhone.phone_id).where(PersonPhone.person_id == person_id)
    return session.scalar(theirs.order_by(PersonPhone.since, PersonPhone.phone_id).limit(1))


def ask_again(
    session: Session, keyring: Keyring, person_id: int, machine: datetime, now: datetime
) -> int | None:
    """New digits for who is signed in, to their own phone; None when they have none any more."""
    phone_id = own_phone(session, person_id)
    if phone_id is None:
        return None
    phone = Phone(session.get_one(PhoneRow, phone_id).number)
    return ask(session, keyring, phone, members.way_of(session, phone_id), machine, now)


def note_seen(session: Session, token: str, machine: datetime) -> None:
    """They are still there; written once a minute at most."""
    session.execute(
        update(ConsoleSession)
        .where(ConsoleSession.token_hash.in_(keyring_of(session).hashes(token)))
        .where(ConsoleSession.seen_at <= machine - SEEN_EVERY)
        .values(seen_at=machine)
    )


def close_session(session: Session, token: str) -> None:
    hashes = keyring_of(session).hashes(token)
    session.execute(delete(ConsoleSession).where(ConsoleSession.token_hash.in_(hashes)))


def close_all(session: Session, person_id: int) -> None:
    """Every browser of theirs, as when their post is taken away."""
    session.execute(delete(ConsoleSession).where(ConsoleSession.person_id == person_id))


def _forget(session: Session, machine: datetime) -> None:
    """What is over: sign-ins after a day, sessions when they have ended."""
    ended = (ConsoleSession.seen_at <= machine - IDLE) | (
        ConsoleSession.started_at <= machine - LONGEST
    )
    session.execute(delete(SignIn).where(SignIn.asked_at <= machine - timedelta(days=1)))
    session.execute(delete(ConsoleSession).where(ended))


def _too_many(session: Session, hashes: list[str], machine: datetime) -> bool:
    asked = select(func.count()).where(SignIn.number_hash.in_(hashes))
    return any(
        (session.scalar(asked.where(SignIn.asked_at > machine - within)) or 0) >= most
        for within, most in MOST_CODES.items()
    )


def _send(session: Session, id: int, phone_id: int, way: Way, now: datetime) -> None:
    outgoing = Outgoing(
        way=way,
        lane=Lane.REPLY,
        message=MESSAGE,
        dedupe_key=f"{MESSAGE}:{id}",
        phone_id=phone_id,
        subject_id=id,
        useful_until=now + CODE_LIVES,
    )
    outbox.put(session, outgoing, now)


def digits_in(said: str) -> str:
    """However they were set apart, or copied with what stands around them.

    >>> digits_in("123 456"), digits_in("Code: 123-456.")
    ('123456', '123456')
    """
    return "".join(one for one in said if one in "0123456789")
