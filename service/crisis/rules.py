"""The rows of the tables: what is looked for, how near the danger is then, and why we think so."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from service.crisis.tables import table
from service.crisis.words import PAST_MARKS
from service.errors import ConfigurationError


class Tier(StrEnum):
    """How near the danger is. Imminent pages people at once; concern offers a person."""

    NONE = "none"
    CONCERN = "concern"
    IMMINENT = "imminent"


class Kind(StrEnum):
    """What it is about, which decides the wording of the answer."""

    SELF = "self"
    OVERDOSE = "overdose"
    VIOLENCE = "violence"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Rule:
    """A row of the tables. `harmless`: its phrases take away instead of adding.

    `weak`: gives way to any harmless phrase it touches. `sure`: no points overrule it. `negated` and
    `past`: what is left when it is denied or long ago; None is the tier itself.
    """

    name: str
    tier: Tier
    kind: Kind | None
    why: str
    phrases: tuple[str, ...]
    negated: Tier | None = None
    past: Tier | None = None
    weak: bool = False
    sure: bool = False

    @property
    def harmless(self) -> bool:
        return self.tier is Tier.NONE


# The file, the tier of its rows, and the kind of those that name none.
FILES: tuple[tuple[str, Tier, Kind | None], ...] = (
    ("overdose", Tier.IMMINENT, Kind.OVERDOSE),
    ("violence", Tier.IMMINENT, Kind.VIOLENCE),
    ("self", Tier.IMMINENT, Kind.SELF),
    ("concern", Tier.CONCERN, None),
    ("harmless", Tier.NONE, None),
)
KEYS = frozenset({"why", "kind", "negated", "past", "weak", "sure", "en", "es"})


def _rule(name: str, row: dict[str, Any], tier: Tier, kind: Kind | None) -> Rule:
    if unknown := row.keys() - KEYS:
        raise ConfigurationError(f"{name}: unknown {', '.join(sorted(unknown))}")
    if not row.get("why") or not (row.get("en") or row.get("es")):
        raise ConfigurationError(f"{name}: a row needs a why and phrases")
    return Rule(
        name=name,
        tier=tier,
        kind=Kind(row["kind"]) if "kind" in row else kind,
        why=row["why"],
        phrases=(*row.get("en", ()), *row.get("es", ())),
        negated=_left_over(row.get("negated", "none")),
        past=_left_over(row.get("past", "concern")),
        weak=row.get("weak", False),
        sure=row.get("sure", False),
    )


def _left_over(said: str) -> Tier | None:
    return None if said == "stays" else Tier(said)


RULES = tuple(
    _rule(name, row, tier, kind) for file, tier, kind in FILES for name, row in table(file).items()
)
# Not a danger: what shows that one is over. It is read like the rest.
LONG_PAST = Rule("long_past", Tier.CONCERN, None, "over for months or years", PAST_MARKS)
