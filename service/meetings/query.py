"""What was asked: a text in, a Query out. Pure: no database, no network, no conversation."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Query:
    """A search for a meeting, in canonical words."""

    kind: str | None = None  # aa, grief, any ...; None: only a place was said
    place: str | None = None  # a postal code, `Town, ST` or `Town`, spelled correctly
    when: str | None = None  # today tonight tomorrow now weekend morning, or a weekday
    daypart: str | None = None  # morning afternoon evening night, where `when` is a day
    time: str | None = None  # HH:MM, 24 hours
    mode: str | None = None  # in-person phone online hybrid
    attrs: frozenset[str] = field(default_factory=frozenset)

    def as_json(self) -> dict[str, Any]:
        """Plain values, as `porchlight understand --json` prints them."""
        return {
            "kind": self.kind,
            "place": self.place,
            "when": self.when,
            "daypart": self.daypart,
            "time": self.time,
            "mode": self.mode,
            "attrs": sorted(self.attrs),
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "Query":
        """The Query that `as_json` wrote, so that a conversation can keep it."""
        return cls(**{**data, "attrs": frozenset(data["attrs"])})


def understand(text: str) -> Query | None:
    """The search this text asks for, or None when it is none (no kind of group and no place)."""
    raise NotImplementedError
