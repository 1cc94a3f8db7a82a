"""Dispatch centres: the whole number behind 911 in a county, for a helper to call from their own phone.

We never call 911 for anybody: it would answer for the address our number is registered at.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from service.models import DispatchCentre
from service.text.phone import Phone


def add(session: Session, county: str, region: str, number: Phone, now: datetime) -> None:
    """Keeps the number; of a county that is known already, the new one."""
    remove(session, county, region)
    row = {"county": county, "region": region, "number": number.e164, "checked_at": now}
    session.add(DispatchCentre(**row))
    session.flush()


def remove(session: Session, county: str, region: str) -> bool:
    """Whether there was one."""
    same = func.lower(DispatchCentre.county) == county.lower(), DispatchCentre.region == region
    found = session.scalar(select(DispatchCentre.id).where(*same))
    session.execute(delete(DispatchCentre).where(*same))
    return found is not None


def everywhere(session: Session) -> Sequence[DispatchCentre]:
    ordered = select(DispatchCentre).order_by(DispatchCentre.region, DispatchCentre.county)
    return session.scalars(ordered).all()


def likely(session: Session, regions: Sequence[str | None]) -> Sequence[DispatchCentre]:
    """Those of the first of these states that has any; else all: the helper asks where they are."""
    known = everywhere(session)
    for region in regions:
        if found := [one for one in known if one.region == region]:
            return found
    return known


def any_known(session: Session) -> bool:
    return session.scalar(select(DispatchCentre.id).limit(1)) is not None
