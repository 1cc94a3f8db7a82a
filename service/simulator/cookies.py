"""Cookies, as the carrier keeps them: for one call, or for one pair of numbers that text.

Reference: Twilio's page on its requests. It keeps them by name; path and domain are not looked at
here, because a line's documents come from one place. [K]
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http.cookies import CookieError, SimpleCookie


@dataclass(slots=True)
class Jar:
    """The cookies of one conversation."""

    _kept: dict[str, str] = field(default_factory=dict)

    def keep(self, set_cookies: Iterable[str]) -> None:
        for header in set_cookies:
            for name, value, gone in _read(header):
                self._kept.pop(name, None)
                if not gone:
                    self._kept[name] = value

    def header(self) -> dict[str, str]:
        """The Cookie header, if there is anything to send."""
        pairs = "; ".join(f"{name}={value}" for name, value in self._kept.items())
        return {"Cookie": pairs} if pairs else {}


def _read(header: str) -> list[tuple[str, str, bool]]:
    try:
        cookies = SimpleCookie(header)
    except CookieError:
        return []
    return [
        (name, morsel.coded_value, morsel["max-age"] == "0") for name, morsel in cookies.items()
    ]


KEPT_FOR = timedelta(hours=4)  # between a phone and a line that text [M]


class Jars:
    """Cookies of the text conversations, by the two numbers."""

    def __init__(self) -> None:
        self._jars: dict[tuple[str, str], tuple[datetime, Jar]] = {}

    def of(self, sender: str, to: str, now: datetime) -> Jar:
        opened_at, jar = self._jars.get((sender, to), (now, Jar()))
        if now - opened_at > KEPT_FOR:
            opened_at, jar = now, Jar()
        self._jars[sender, to] = opened_at, jar
        return jar
