"""What is scaled down from outside, in the storm's own processes: nothing of ours has a switch for it."""

import os
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from types import ModuleType
from typing import Any

from service.carrier.twilio_errors import Meaning, meaning_of
from service.checkins import asks, due, ladder, outage, telling
from service.delivery import doubts, evidence, news
from service.flows import sent_checkins
from service.inbound import catch_up
from tests.accidents.storm.size import SIZES
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


def _ladder(minute_s: float, rounds: int) -> list[tuple[ModuleType, str, Any]]:
    """What a check-in waits for, in shorter minutes."""
    minute = timedelta(seconds=minute_s)
    rungs = tuple(replace(one, after=one.after * (minute_s / 60)) for one in asks.RUNGS)

    def next_turn(counts_from: datetime, rung: int, grace_min: int) -> datetime:
        return counts_from + (rungs[rung].after if rung < len(rungs) else grace_min * minute)

    return [
        *((room, "RUNGS", rungs) for room in (asks, ladder)),
        *((room, "next_turn", next_turn) for room in (asks, due, ladder)),
        # Its hour is a whole minute on the wall: from when it is asked, everything counts.
        (due, "PROMPT", timedelta()),
        (ladder, "PROMPT", 3 * minute),
        (ladder, "WE_WERE_AWAY", max(5 * minute, timedelta(seconds=4))),
        (ladder, "UNREAD_AGAIN", minute),
        (ladder, "UNREAD_FOR", timedelta(seconds=10)),
        (telling, "ANSWERED_WITHIN", 10 * minute),
        (telling, "CALLED_AFTER", 5 * minute),
        (telling, "SEEN_TO_WITHIN", 60 * minute),
        (telling, "ROUNDS", rounds),
        (sent_checkins, "ITS_CALL", minute),
        (outage, "NO_BAD_NEWS", 10 * minute),
        # A storm silences many at once; here it is to be seen who is told all the same.
        (outage, "AT_LEAST", 1_000_000),
    ]


def hurry() -> None:
    """Raises AttributeError for a name that has moved away: the storm would run unhurried."""
    size = SIZES[os.environ["STORM_SIZE"]]
    for module, name, value in [*SWITCHES, *_ladder(size.minute_s, size.rounds)]:
        getattr(module, name)
        setattr(module, name, value)
