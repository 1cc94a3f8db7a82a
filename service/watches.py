"""What people wait for: a group of a kind to start near them, told once, in words that name nothing.

After each reading of a feed the wishes that have not looked at it are looked through. One that is
fulfilled puts one row into the outbox and ends; contact hours and STOP are the policy's, as always.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from service import members
from service.delivery import outbox
from service.meetings.places import Place
from service.meetings.query import Query
from service.meetings.search import find
from service.models import Feed, Lane, Watch

MESSAGE = "watch.found"
LASTS = timedelta(days=90)
# An answer to what was told may take some days; then the wish is forgotten.
KEPT_AFTER = timedelta(days=14)
USEFUL = timedelta(days=7)
LOOKED_AT_ONCE = 100
# Enough to see one at the edge of the circle behind sooner ones inside it.
LOOKED_THROUGH = 20


@dataclass(frozen=True, slots=True)
class Wish:
    """A kind of group, and how far from where one would go for it."""

    kind: str
    place: Place
    miles: int


def ask(session: Session, phone_id: int, wish: Wish, language: str, now: datetime) -> int:
    """Keeps the wish for ninety days; asked again it is the same one, for ninety days from now."""
    watch = _same(session, phone_id, wish) or Watch(
        phone_id=phone_id,
        kind=wish.kind,
        place=wish.place.name,
        region=wish.place.region,
        lat=wish.place.lat,
        lon=wish.place.lon,
        zone=wish.place.zone,
        miles=wish.miles,
    )
    watch.language, watch.asked_at, watch.looked_at = language, now, now
    watch.expires_at, watch.told_at = now + LASTS, None
    session.add(watch)
    session.flush()
    return watch.id


def drop(session: Session, watch_id: int) -> None:
    session.execute(delete(Watch).where(Watch.id == watch_id))


def place_of(watch: Watch) -> Place:
    return Place(watch.place, watch.region, watch.lat, watch.lon, watch.zone)


def look(session: Session, now: datetime) -> int:
    """Looks through what feeds have brought since; how many wishes were fulfilled."""
    newest = session.scalar(select(func.max(Feed.read_at)))
    if newest is None:
        return 0
    waiting = select(Watch).where(
        Watch.told_at.is_(None), Watch.looked_at < newest, Watch.expires_at > now
    )
    some = waiting.order_by(Watch.looked_at).limit(LOOKED_AT_ONCE)
    found = 0
    for watch in session.scalars(some.with_for_update(skip_locked=True)):
        watch.looked_at = newest
        if _is_fulfilled(session, watch, now):
            found += _tell(session, watch, now)
    return found


def _same(session: Session, phone_id: int, wish: Wish) -> Watch | None:
    return session.scalar(
        select(Watch).where(
            Watch.phone_id == phone_id,
            Watch.kind == wish.kind,
            Watch.place == wish.place.name,
            Watch.region == wish.place.region,
        )
    )


def _is_fulfilled(session: Session, watch: Watch, now: datetime) -> bool:
    wanted = Query(kind=watch.kind)
    found = find(session, wanted, now, near=place_of(watch), limit=LOOKED_THROUGH)
    if "kind" in found.relaxed:
        return False
    return any(one.in_person and _within(one.miles, watch.miles) for one in found.results)


def _within(miles: float | None, most: int) -> bool:
    """No miles: a call, or a place that only says its town."""
    return miles is not None and miles <= most


def _tell(session: Session, watch: Watch, now: datetime) -> bool:
    watch.told_at = now
    key = f"watch:{watch.id}:{watch.asked_at:%Y-%m-%dT%H%M%S}"
    put = outbox.put(
        session,
        way=members.way_of(session, watch.phone_id),
        lane=Lane.NOTICE,
        dedupe_key=key,
        phone_id=watch.phone_id,
        message=MESSAGE,
        subject_id=watch.id,
        not_before=now,
        useful_until=now + USEFUL,
        now=now,
    )
    return put is not None
