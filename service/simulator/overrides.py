"""Connection overrides: what the fragment of a webhook's URL asks of the carrier.

Reference: Twilio's page on webhook connection overrides. The fragment is neither sent nor signed.

>>> url, asked = split_overrides("https://line.example.org/sms?id=1#rc=2&rp=5xx,ct")
>>> url, asked.retries, asked.wants_retry("5xx"), asked.wants_retry("rt")
('https://line.example.org/sms?id=1', 2, True, False)
"""

from dataclasses import dataclass
from urllib.parse import parse_qs, urldefrag

# key: smallest, largest, default
RANGES = {"ct": (100, 10_000, 5_000), "rt": (100, 15_000, 15_000), "rc": (0, 5, 1)}
REASONS = frozenset({"4xx", "5xx", "ct", "rt", "all"})


@dataclass(frozen=True, slots=True)
class Overrides:
    """By default only a failed connection is tried again, once: a 5xx is never."""

    connect_s: float = 5
    read_s: float = 15
    retries: int = 1
    retried: frozenset[str] = frozenset({"ct"})

    def wants_retry(self, failure: str) -> bool:
        """`failure` is ct (no connection), rt (no answer), 4xx or 5xx."""
        return failure in self.retried or "all" in self.retried


def split_overrides(url: str) -> tuple[str, Overrides]:
    """The URL as it is called, and what its fragment asked for; nonsense counts as not said."""
    bare, fragment = urldefrag(url)
    asked = {key: values[-1] for key, values in parse_qs(fragment).items()}
    reasons = frozenset(asked.get("rp", "ct").split(",")) & REASONS
    return bare, Overrides(
        connect_s=_number(asked, "ct") / 1000,
        read_s=_number(asked, "rt") / 1000,
        retries=_number(asked, "rc"),
        retried=reasons or frozenset({"ct"}),
    )


def _number(asked: dict[str, str], key: str) -> int:
    low, high, default = RANGES[key]
    text = asked.get(key, "")
    return min(max(int(text), low), high) if text.isdecimal() else default
