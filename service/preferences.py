"""When and how somebody wants to be reached, and what may be said then: kept for the person.

Each is decided at the moment it was said. A text may reach us hours late: it changes nothing that its
sender has decided anew since.
"""

import re
from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from functools import cache
from zoneinfo import available_timezones

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from service.models import Person
from service.text.hours import Hours
from service.text.language import bare

# What people in North America call their zones; the first is what we say, `zone.name.…` among the prompts.
# Source: the tz database's own names for them.
ZONE_NAMES = {
    "America/New_York": "eastern est edt et este oriental",
    "America/Chicago": "central cst cdt ct centro",
    "America/Denver": "mountain mst mdt mt montana",
    "America/Phoenix": "arizona",
    "America/Los_Angeles": "pacific pst pdt pt pacifico",
    "America/Anchorage": "alaska akst akdt",
    "Pacific/Honolulu": "hawaii hawaiian hst",
    "America/Puerto_Rico": "atlantic ast puertorico",
}
BREAK = "break"
_BY_NAME = {name: zone for zone, names in ZONE_NAMES.items() for name in names.split()}
_BESIDE_A_ZONE = frozenset("time zone hora zona horaria horario us usa del de la the".split())


class Ways(StrEnum):
    """What may be chosen; a landline is called all the same."""

    TEXT = "text"
    CALL = "call"
    BOTH = "both"


def zone_named(said: str) -> str | None:
    """The zone people call so, or the tz database does; None when there is none of that name.

    >>> zone_named("Mountain time"), zone_named("america/denver"), zone_named("Mars")
    ('America/Denver', 'America/Denver', None)
    """
    plain = bare(said).strip(" .!?")
    words = [word for word in re.split(r"[^a-z]+", plain) if word and word not in _BESIDE_A_ZONE]
    return _BY_NAME.get("".join(words)) or _by_iana().get(plain.replace(" ", "_"))


def set_hours(session: Session, person_id: int, hours: Hours | None, said_at: datetime) -> None:
    """None: the line's usual ones."""
    chosen = (hours.from_min, hours.until_min) if hours else (None, None)
    values = {"contact_from_min": chosen[0], "contact_until_min": chosen[1]}
    _decide(session, person_id, said_at, "hours", **values)


def set_ways(session: Session, person_id: int, ways: Ways, said_at: datetime) -> None:
    _decide(session, person_id, said_at, "ways", reach=ways)


def set_zone(session: Session, person_id: int, zone: str, said_at: datetime) -> None:
    _decide(session, person_id, said_at, "zone", zone=zone)


def make_private(session: Session, person_id: int, said_at: datetime) -> None:
    """Neither what we start nor our answers name a group, a topic or a person."""
    _decide(session, person_id, said_at, "discretion", discreet=True, private=True)


def open_up(session: Session, person_id: int, said_at: datetime) -> None:
    """Both may name them."""
    _decide(session, person_id, said_at, "discretion", discreet=False, private=False)


def set_break(session: Session, person_id: int, until: datetime | None, said_at: datetime) -> None:
    """Until then nothing that we start, but for a crisis and what they ask for meanwhile; None: no break."""
    _decide(session, person_id, said_at, BREAK, paused_until=until)


def holds_back(
    paused_until: datetime | None,
    decided_at: Mapping[str, str] | None,
    asked_at: datetime,
    now: datetime,
) -> bool:
    """Whether somebody's break holds back what they had asked for before it. Pure."""
    if paused_until is None or now >= paused_until:
        return False
    began = (decided_at or {}).get(BREAK)
    return began is None or asked_at < datetime.fromisoformat(began)


def _decide(
    session: Session, person_id: int, said_at: datetime, what: str, **values: object
) -> None:
    before = session.scalar(select(Person.decided_at).where(Person.id == person_id)) or {}
    if what in before and datetime.fromisoformat(before[what]) > said_at:
        return
    decided = {**before, what: said_at.isoformat()}
    mine = update(Person).where(Person.id == person_id)
    session.execute(mine.values(decided_at=decided, **values))


@cache
def _by_iana() -> dict[str, str]:
    """Zones with a continent or an ocean: the others are clocks, not places."""
    places = (name for name in available_timezones() if "/" in name)
    return {name.lower(): name for name in places if not name.startswith(("Etc/", "SystemV/"))}
