"""What people wait for: a group of a kind to start near them, told once, in words that name nothing.

After each reading of a feed the wishes that have not looked at it are looked through, without holding
up anybody's text: what is near is read first, and only then written down. A wish that is fulfilled
puts one row into the outbox and ends; STOP is the policy's, as always.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, or_, select, update
from sqlalchemy.orm import Session

from service import members
from service.clock import zone
from service.delivery import outbox
from service.delivery.hours import hours_of, next_contact
from service.delivery.outbox import Outgoing
from service.house import House
from service.meetings.candidates import near
from service.meetings.geo import circle
from service.meetings.listed import Wanted
from service.meetings.places import Place
from service.meetings.shelf import shelf_of
from service.meetings.windows import week_from
from service.models import Feed, Lane, Meeting, Person, Watch
from service.settings import Settings

MESSAGE = "watch.found"
LASTS = timedelta(days=90)
# An answer to what was told may take some days; then the wish is forgotten.
KEPT_AFTER = timedelta(days=14)
USEFUL = timedelta(days=7)
LOOKED_AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class Wish:
    """A kind of group, and how far from where one would go for it."""

    kind: str
    place: Place
    miles: int


def ask(
    session: Session, whose: tuple[int, int | None], wish: Wish, language: str, now: datetime
) -> int:
    """Keeps the wish for ninety days; asked again it is the same one, for ninety days from now.

    `whose`: the phone's, and of the people on it this one's; None where we keep nobody.
    """
    phone_id, person_id = whose
    watch = _same(session, phone_id, person_id, wish) or Watch(
        phone_id=phone_id,
        person_id=person_id,
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


def look(house: House) -> int:
    """Looks through what feeds have brought since; how many wishes were fulfilled."""
    now = house.clock.now()
    with house.database.reading() as session:
        shelf_of(session).forget()  # may be seconds behind: a wish looked through so misses the new
        newest = session.scalar(select(func.max(Feed.read_at)))
        waiting = _waiting(session, newest, now) if newest else []
        fulfilled = [watch.id for watch in waiting if _is_fulfilled(session, watch, now)]
    if newest is None or not waiting:
        return 0
    with house.database.transaction() as session:
        _have_looked(session, [watch.id for watch in waiting], newest)
        return sum(_tell(session, house.settings, watch_id, now) for watch_id in fulfilled)


def _waiting(session: Session, newest: datetime, now: datetime) -> Sequence[Watch]:
    """The wishes that have not seen the newest reading, those that wait longest first; none in a break."""
    resting = select(Person.id).where(Person.paused_until > now)
    wishes = select(Watch).where(
        Watch.told_at.is_(None), Watch.looked_at < newest, Watch.expires_at > now,
        or_(Watch.person_id.is_(None), Watch.person_id.not_in(resting)),
    )  # fmt: skip
    return session.scalars(wishes.order_by(Watch.looked_at).limit(LOOKED_AT_ONCE)).all()


def _have_looked(session: Session, watch_ids: list[int], newest: datetime) -> None:
    session.execute(update(Watch).where(Watch.id.in_(watch_ids)).values(looked_at=newest))


def _same(session: Session, phone_id: int, person_id: int | None, wish: Wish) -> Watch | None:
    return session.scalar(
        select(Watch).where(
            Watch.phone_id == phone_id,
            Watch.person_id.is_not_distinct_from(person_id),
            Watch.kind == wish.kind,
            Watch.place == wish.place.name,
            Watch.region == wish.place.region,
        )
    )


def _is_fulfilled(session: Session, watch: Watch, now: datetime) -> bool:
    """Whether a room of that kind, however many of them there are, is near enough within the week."""
    within = circle(watch.lat, watch.lon, watch.miles)
    found = near(session, within, watch.zone, Wanted(watch.kind), week_from(now))
    # One that only says its state would be told near the middle of it.
    somewhere = Meeting.id.in_([one.id for one in found]), Meeting.precision != "area"
    return session.scalar(select(Meeting.id).where(*somewhere).limit(1)) is not None


def _tell(session: Session, settings: Settings, watch_id: int, now: datetime) -> bool:
    """False when the wish has been taken back, or told by somebody else, since it was looked at."""
    still_waits = select(Watch).where(Watch.id == watch_id, Watch.told_at.is_(None))
    watch = session.scalar(still_waits.with_for_update(skip_locked=True))
    if watch is None:
        return False
    watch.told_at = now
    key = f"watch:{watch.id}:{watch.asked_at:%Y-%m-%dT%H%M%S}"
    outgoing = Outgoing(
        way=members.way_of(session, watch.phone_id),
        lane=Lane.NOTICE,
        dedupe_key=key,
        phone_id=watch.phone_id,
        person_id=watch.person_id,
        message=MESSAGE,
        subject_id=watch.id,
        not_before=_contact_hour(session, settings, watch, now),
        useful_until=now + USEFUL,
    )
    put = outbox.put(session, outgoing, now)
    return put is not None


def _contact_hour(session: Session, settings: Settings, watch: Watch, now: datetime) -> datetime:
    """The next moment when it is neither too early nor too late where the wish is at home.

    The policy asks again by the person's own clock, or by the line's where we keep nobody. So both must
    be content here, or that one's morning would be a time at which they are still asleep.
    """
    home, hours = zone(settings.home_zone), hours_of(None, None, settings)
    if watch.person_id is not None:
        reach = members.reach_of(session, settings, watch.person_id, watch.phone_id)
        home, hours = reach.zone, reach.hours
    for wall in (zone(watch.zone), home) * 2:
        now = next_contact(now, wall, hours)
    return now
