"""A row as every reader hands it on: cleaned, with nothing about a person in it."""

from dataclasses import dataclass
from datetime import datetime

NO_HOUSES = frozenset(
    {"zoom", "online", "virtual", "phone", "telephone", "internet", "en línea", "en ligne"}
)


@dataclass(frozen=True, slots=True)
class Address:
    """Where a room is, as far as the feed says."""

    street: str | None = None
    town: str | None = None
    region: str | None = None
    postal_code: str | None = None
    country: str | None = None  # two letters


@dataclass(frozen=True, slots=True)
class Access:
    """How to take part from afar."""

    url: str | None = None
    dial_in: str | None = None  # as people dial it: +14065550123
    dial_code: str | None = (
        None  # keys after that: 123456#, or 123456#,*789# where two are asked for
    )

    @property
    def any(self) -> bool:
        return bool(self.url or self.dial_in)


@dataclass(frozen=True, slots=True)
class Row:
    """One slot of a week. What the feed leaves open is None; `hidden` says why nobody may be sent there."""

    slug: str
    name: str
    day: int | None  # 0 is Sunday
    start_min: int | None  # since midnight
    duration_min: int
    zone: str | None
    option: str | None  # in_person, online, hybrid, inactive, as the feed says
    types: tuple[str, ...]  # the feed's codes or labels, for the details
    attrs: frozenset[str]  # our names for them
    lat: float | None
    lon: float | None
    approximate: bool
    location: str | None
    address: Address
    access: Access
    notes: str | None
    updated: datetime | None
    group: str  # the same for all slots of one group
    closed_place: bool = False  # "location temporarily closed"
    rrule: str | None = None  # None: every week; see meetings/monthly.py
    fellowship: str | None = None  # the row's own, in a feed of several
    asks_passcode: bool = False  # one must write to somebody before one can join
    hidden: str | None = None

    @property
    def names_house(self) -> bool:
        """True with a street or a named house; `Zoom` is none."""
        house = (self.location or "").lower()
        return bool(self.address.street) or (bool(house) and house not in NO_HOUSES)


@dataclass(frozen=True, slots=True)
class Reading:
    """A feed that was recognised and read to its end."""

    format: str
    rows: list[Row]
    fellowship: str | None = None  # whose such feeds are, unless somebody says otherwise
