"""What is scaled down from outside, in the storm's own processes: nothing of ours has a switch for it."""

from dataclasses import replace
from datetime import timedelta

from service.carrier.twilio_errors import Meaning, meaning_of
from service.delivery import news, silence, sweep
from workers import ticker

# One machine has one clock; the carrier's lists show whole seconds.
SLACK = timedelta(seconds=2)
SWEEP_EVERY = timedelta(seconds=0.5)
# A text whose failure may pass goes again after half an hour and an hour.
FASTER = 1200


def hurry() -> None:
    ticker.SWEEP_EVERY = SWEEP_EVERY
    sweep.CLOCK_SLACK = silence.CLOCK_SLACK = SLACK
    news.meaning_of = _soon  # type: ignore[assignment]


def _soon(code: int | None, status: int | None = None) -> Meaning:
    meaning = meaning_of(code, status) if status else meaning_of(code)
    return replace(meaning, again_s=tuple(wait_s / FASTER for wait_s in meaning.again_s))
