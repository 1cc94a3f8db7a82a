"""Which hours a volunteer means who names a day, an evening, or nothing at all. Pure."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from service.crisis import roster
from service.crisis.spans import Span, common, joined
from service.text.hours import DAY_MIN, Hours
from service.text.shift_words import ShiftSaid
from service.text.times import EVENING_FROM, NIGHT_ENDS

DAY = timedelta(days=1)
# On duty for longer is always on: no shift of theirs begins or ends.
LONGEST_SHIFT = timedelta(hours=26)
# TONIGHT without hours; whoever says so late means until the night is over.
EVENING = Hours(18 * 60, DAY_MIN)
LATE_FROM = 23
# The least that is left of a day for it to be today's end that is meant.
LEAST = timedelta(hours=4)


def is_long(span: Span) -> bool:
    return span.length > LONGEST_SHIFT


def is_endless(span: Span, now: datetime) -> bool:
    """Whether it ends nowhere in the time that is looked at."""
    return span.ends - now > roster.AHEAD - DAY


def hours_meant(said: ShiftSaid, wall: ZoneInfo, now: datetime) -> Span | None:
    """The hours that are to be added; None where none were named, or they are over."""
    local = now.astimezone(wall)
    if said.hours is None:
        return _tonight(local, wall) if said.tonight else None
    today = span_of(said.hours, said.day or local.date(), wall)
    if today.ends > now:
        return today
    if said.tonight:
        return None
    later = timedelta(days=7) if said.day else DAY
    return span_of(said.hours, (said.day or local.date()) + later, wall)


def off_meant(
    said: ShiftSaid | None, on: Sequence[Span], wall: ZoneInfo, now: datetime
) -> list[Span]:
    """What of their shifts is meant; without a word the one that is on, or the next. From now on."""
    if said is None:
        meant = [_rest(on[0], wall, now)] if on else []
    elif said.hours is not None:
        window = hours_meant(said, wall, now)
        meant = common(on, window) if window else []
    else:
        meant = _of_day(said, on, wall, now)
    return common(meant, Span(now.replace(second=0, microsecond=0), now + 2 * roster.AHEAD))


def _of_day(said: ShiftSaid, on: Sequence[Span], wall: ZoneInfo, now: datetime) -> list[Span]:
    """Shifts that begin then, to their end; of who is always on those hours themselves."""
    assert said.day is not None  # it has no hours
    window = span_of(Hours(0, DAY_MIN), said.day, wall)
    if said.tonight:
        window = span_of(Hours(EVENING_FROM * 60, NIGHT_ENDS * 60), said.day, wall)
    whole = [
        span for span in on
        if not is_long(span) and (window.has(span.begins) or (span.has(now) and window.has(now)))
    ]  # fmt: skip
    if whole and said.tonight:
        return whole
    return joined([*whole, *common([span for span in on if is_long(span)], window)])


def _rest(span: Span, wall: ZoneInfo, now: datetime) -> Span:
    """Of who is always on the rest of the day, or the day after where little is left of it."""
    if not is_long(span):
        return span
    from_ = max(span.begins, now)
    night = datetime.combine(from_.astimezone(wall).date() + DAY, time(), wall)
    return Span(from_, night if night - from_ >= LEAST else night + DAY)


def _tonight(local: datetime, wall: ZoneInfo) -> Span:
    """From six, or from now on, until midnight; of whoever says so late until three."""
    late = local.hour >= LATE_FROM or local.hour < NIGHT_ENDS
    evening = local.date() - (DAY if local.hour < NIGHT_ENDS else timedelta())
    until = NIGHT_ENDS * 60 if late else EVENING.until_min
    whole = span_of(Hours(EVENING.from_min, until), evening, wall)
    return Span(max(whole.begins, local.replace(second=0, microsecond=0)), whole.ends)


def span_of(hours: Hours, day: date, wall: ZoneInfo) -> Span:
    return roster.span_on(day, hours.from_min, hours.until_min, wall)
