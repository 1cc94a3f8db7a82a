"""May this go out now, and once more? Pure: facts in, a ruling out. Asked each time, right before sending.

Closed by default: when in doubt it waits. Open for replies and crisis: those are never held back by
the hour or by STOP, because somebody is waiting for them.
"""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from service.delivery.hours import next_contact
from service.models import Lane, Way
from service.text.hours import Hours

ANSWERING = frozenset({Lane.CRISIS, Lane.REPLY})
# How often each goes again when nobody knows whether it went: a crisis alert at once, not for ever; a
# reminder when the carrier shows no trace of it, for twice is better than none. For all else none is
# better than twice.
REPEATS = {Lane.CRISIS: 3, Lane.REMINDER: 1}

# What goes during a break as well (PAUSE), by how its message begins: what is about a crisis, a shift or
# somebody who relies on them. A reminder goes if it was asked for meanwhile, a notice of a date that is off
# if they mean to come: which their own words look for.
IN_A_BREAK = frozenset(
    {"case", "contact", "follow", "notice", "page", "reminder", "report", "shift"}
)


@dataclass(frozen=True, slots=True)
class Facts:
    """All that the ruling depends on, as it is right now."""

    way: Way
    lane: Lane
    useful_until: datetime
    stopped: bool
    landline: bool
    zone: ZoneInfo
    hours: Hours
    at_any_hour: bool = False  # asked for by its hour, or for later the same evening
    paused_until: datetime | None = None  # nothing of ours goes this way before, as far as we know
    break_until: datetime | None = None  # they want nothing like this before


@dataclass(frozen=True, slots=True)
class Go:
    """Send it now."""


@dataclass(frozen=True, slots=True)
class Wait:
    until: datetime  # aware
    reason: str = "It waits for contact hours."


@dataclass(frozen=True, slots=True)
class Suppress:
    reason: str


@dataclass(frozen=True, slots=True)
class Expire:
    reason: str


Ruling = Go | Wait | Suppress | Expire


def may_send(facts: Facts, now: datetime) -> Ruling:
    """The ruling at `now` (service clock)."""
    if now >= facts.useful_until:
        return Expire("It could not go while it was still useful.")
    if facts.stopped and facts.lane not in ANSWERING:
        return Suppress("They texted STOP, so we start nothing.")
    if facts.landline and facts.way == Way.TEXT and facts.lane != Lane.CRISIS:
        return Suppress("It is a landline, which takes no texts.")
    if facts.paused_until and now < facts.paused_until and facts.lane not in ANSWERING:
        return Wait(facts.paused_until, "It waits until the carrier takes our messages again.")
    if facts.break_until and now < facts.break_until and facts.lane not in ANSWERING:
        return _after_the_break(facts, facts.break_until)
    if facts.at_any_hour or facts.lane in ANSWERING:
        return Go()
    return _within_hours(facts, now)


def may_repeat(lane: Lane, repeats: int, useful_until: datetime, now: datetime) -> bool:
    """Whether one that went again `repeats` times may do so once more, unsure of the last."""
    return repeats < REPEATS.get(lane, 0) and now < useful_until


def holds_break(message: str) -> bool:
    """Whether a message of this name is held back while its person has a break."""
    return message.partition(".")[0] not in IN_A_BREAK


def _after_the_break(facts: Facts, until: datetime) -> Ruling:
    if until >= facts.useful_until:
        return Suppress("They have asked for a break.")
    return Wait(until, "They have asked for a break.")


def _within_hours(facts: Facts, now: datetime) -> Ruling:
    opens = next_contact(now, facts.zone, facts.hours)
    if opens == now:
        return Go()
    if opens >= facts.useful_until:
        return Expire("Contact hours begin only when it is no longer useful.")
    return Wait(opens)
