"""Where the line's number sends its texts and calls, by the carrier's own names: what it should have, and how
that differs from what it has.

The fragment of an address tells the carrier how long to wait and what to try again: left to itself it tries
only a connection that failed, and a text that meets a restart of ours is lost to us until its list is read. A
text is answered within four seconds, so three tries of five fit into the fifteen it has for all of them. The
fragment is neither sent nor signed (Twilio, "Webhooks connection overrides").
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from service.settings import Settings

OVERRIDES = "#ct=2000&rt=5000&rc=2&rp=ct,rt,5xx"
# A document may be asked for at these; the end of a call is only told.
DOORS = {"sms_url": "/text", "voice_url": "/voice/in", "status_callback": "/status/line"}
METHODS = ("sms_method", "voice_method", "status_callback_method")
DEFERS = "use_inbound_webhook_on_number"
# While one of these is set, the carrier goes there and not to our addresses.
ELSEWHERE = ("sms_application_sid", "voice_application_sid", "trunk_sid")


@dataclass(frozen=True, slots=True)
class Change:
    """`name` as in the carrier's JSON; both values as they are shown, without passwords."""

    name: str
    was: str
    wanted: str


def wanted(settings: Settings) -> dict[str, str]:
    """All of it; a fallback that isn't set is left as it is."""
    doors = {name: f"{settings.public_url}{path}{OVERRIDES}" for name, path in DOORS.items()}
    kept = {name: url for name, url in fallbacks(settings).items() if url}
    return {**doors, **kept, **dict.fromkeys(METHODS, "POST"), **dict.fromkeys(ELSEWHERE, "")}


def fallbacks(settings: Settings) -> dict[str, str]:
    """What is asked when we give no answer; empty where there is no such document yet."""
    return {
        "sms_fallback_url": settings.fallback_texts_url,
        "voice_fallback_url": settings.fallback_calls_url,
    }


def changes(settings: Settings, number: Mapping[str, Any]) -> list[Change]:
    """What would have to be changed; none when the number is connected."""
    return [
        Change(name, shown(str(number.get(name) or "")), shown(value))
        for name, value in wanted(settings).items()
        if (number.get(name) or "") != value
    ]


def service_changes(service: Mapping[str, Any] | None) -> list[Change]:
    """A messaging service the number is in must leave its texts to the number."""
    if service is None or service.get(DEFERS):
        return []
    return [Change(DEFERS, "false", "true")]


def as_form(settings: Settings, some: list[Change]) -> dict[str, str]:
    """The parameters of the carrier's update."""
    values = wanted(settings)
    return {parameter(one.name): values[one.name] for one in some}


def parameter(name: str) -> str:
    """
    >>> parameter("voice_fallback_url")
    'VoiceFallbackUrl'
    """
    return name.title().replace("_", "")


def shown(value: str) -> str:
    """An address may hold a password or a key.

    >>> shown("https://ana:pw@old.example/sms?key=1#rc=2")
    'https://old.example/sms?...#rc=2'
    """
    parts = urlsplit(value)
    query = "..." if parts.query else ""
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2], query=query))
