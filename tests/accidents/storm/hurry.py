"""What is scaled down from outside, in the storm's own processes: nothing of ours has a switch for it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from types import ModuleType
from typing import Any

from service.carrier.twilio_errors import Meaning, meaning_of
from service.delivery import doubts, evidence, news
from service.inbound import catch_up
from workers import ticker
from workers.crew import Chore

# One machine has one clock; the carrier's lists show whole seconds.
SLACK = timedelta(seconds=2)
# The line answers a text within five seconds, or never.
SETTLED = timedelta(seconds=8)
LIST_EVERY = timedelta(seconds=2)
SWEEP_EVERY = timedelta(seconds=0.5)
# A text whose failure may pass goes again after half an hour and an hour.
FASTER = 1200


def more_often(chores: Sequence[Chore]) -> list[Chore]:
    """The carrier's list of what came in is read again soon."""
    return [replace(one, every=min(one.every, LIST_EVERY)) for one in chores]


def _soon(code: int | None, status: int | None = None) -> Meaning:
    meaning = meaning_of(code, status) if status else meaning_of(code)
    return replace(meaning, again_s=tuple(wait_s / FASTER for wait_s in meaning.again_s))


# Where each is read: a name given in another room changes nothing there.
SWITCHES: list[tuple[ModuleType, str, Any]] = [
    (ticker, "SWEEP_EVERY", SWEEP_EVERY),
    (doubts, "CLOCK_SLACK", SLACK),
    (evidence, "CLOCK_SLACK", SLACK),
    (catch_up, "SETTLED", SETTLED),
    (catch_up, "FIRST_WAIT_S", 1.0),
    (news, "meaning_of", _soon),
]


def hurry() -> None:
    """Raises AttributeError for a name that has moved away: the storm would run unhurried."""
    for module, name, value in SWITCHES:
        getattr(module, name)
        setattr(module, name, value)
