"""Six digits that a member passes on: whoever texts or keys them in is asked whether they stand by them.

We never text or call a number that somebody typed: who comes with the code has come by themselves. A
million codes are soon tried, so wrong ones are counted for the phone, with all other codes (`households`),
and for everybody together. What is wrong, used, too old or tried too often is told apart by nothing that is
said; only that none is looked at just now is told, whatever was tried.
"""

import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from service import codes, households
from service.alerts import raise_alert
from service.codes import Tried
from service.crypto import keyring_of
from service.models import CodeTry, Invitation, Stands, Trouble

DIGITS: Final = 6
LIVES: Final = timedelta(days=7)
MOST_LIVE: Final = 6  # of one member and kind at once; the oldest gives way
# Wrong ones of all phones together. With a hundred codes out, so many every day find one in 200 days.
MOST_WRONG: Final = 50
WITHIN: Final = timedelta(days=1)
_GIVEN = re.compile(r"\s*(?:(?:code|codigo|código|clave)\W*)?((?:\d[\s.\-]?){6})\W*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Found:
    """What became of a try, and whose code it was."""

    tried: Tried
    invitation: Invitation | None = None


def code_in(said: str) -> str | None:
    """The six digits this is, however they were set apart; None when it is anything else.

    >>> code_in("402 817"), code_in("Code: 402817."), code_in("59718"), code_in("4028171")
    ('402817', '402817', None, None)
    """
    found = _GIVEN.fullmatch(said)
    digits = re.sub(r"\D", "", found[1]) if found else ""
    return digits if len(digits) == DIGITS and digits.isascii() else None


def make(
    session: Session, person_id: int, stands: Stands, called: str | None, now: datetime
) -> str:
    """A code for one who is to stand by this member; `called` is what the member calls them."""
    _forget_oldest(session, person_id, stands, now)
    code = _fresh(session)
    session.add(
        Invitation(
            person_id=person_id, stands=stands, called=called, code_hash=_hashes(session, code)[0],
            created_at=now, expires_at=now + LIVES,
        )
    )  # fmt: skip
    session.flush()
    return code


def try_code(session: Session, phone_id: int, code: str, now: datetime) -> Found:
    """Whose code these six digits are. LOCKED, right or wrong, once too many were wrong here, or anywhere."""
    if _are_too_many(session, now):
        return Found(Tried.LOCKED)
    tries = households.count_try(session, phone_id, now)
    if tries is None:
        return Found(Tried.LOCKED)
    found = _live(session, code, now)
    if found is None:
        session.add(CodeTry(at=now))
        return Found(households.was_wrong(session, phone_id, tries, now))
    households.was_right(session, phone_id, now)
    return Found(Tried.RIGHT, found)


def is_live(session: Session, invitation_id: int, now: datetime) -> Invitation | None:
    """The invitation, while nobody has used it."""
    mine = Invitation.id == invitation_id, Invitation.expires_at > now
    return session.scalar(select(Invitation).where(*mine))


def _live(session: Session, code: str, now: datetime) -> Invitation | None:
    hashes = _hashes(session, code)
    mine = Invitation.code_hash.in_(hashes), Invitation.expires_at > now
    return session.scalar(select(Invitation).where(*mine))


def _are_too_many(session: Session, now: datetime) -> bool:
    """Then none is looked at, and the operator knows; it ends by itself."""
    wrong = select(func.count()).where(CodeTry.at > now - WITHIN)
    if (session.scalar(wrong) or 0) < MOST_WRONG:
        return False
    raise_alert(session, Trouble.CODES_TRIED, f"{MOST_WRONG} wrong six-digit codes in a day.", now)
    return True


def _forget_oldest(session: Session, person_id: int, stands: Stands, now: datetime) -> None:
    theirs = Invitation.person_id == person_id, Invitation.stands == stands
    newest_first = select(Invitation).where(*theirs).order_by(Invitation.created_at.desc())
    for one in session.scalars(newest_first).all()[MOST_LIVE - 1 :]:
        session.delete(one)


def _fresh(session: Session) -> str:
    """One that nobody has, and nobody would try first."""
    while True:
        code = f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"
        taken = select(Invitation.id).where(Invitation.code_hash.in_(_hashes(session, code)))
        if not codes.is_weak(code) and session.scalar(taken) is None:
            return code


def _hashes(session: Session, code: str) -> list[str]:
    """By the newest key first."""
    return keyring_of(session).hashes(f"invitation {code}")
