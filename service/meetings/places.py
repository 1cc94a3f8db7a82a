"""Where a ZIP, a postal code or a town lies. Offline: one small file, no network."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """A point with a name to say back: half of one-digit ZIP slips are another valid ZIP."""

    name: str  # Bozeman
    region: str  # MT; empty where we know none
    lat: float
    lon: float
    zone: str  # IANA name
    code: str | None = None  # the postal code asked for, if it was one
    guessed: bool = False  # an unknown ZIP, placed by its first three digits: say so

    def __str__(self) -> str:
        return f"{self.name}, {self.region}" if self.region else self.name
