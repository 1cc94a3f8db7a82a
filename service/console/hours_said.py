"""Hours and weekdays as forms send them."""

from werkzeug.datastructures import MultiDict

from service.errors import BadInput
from service.text.hours import DAY_MIN, HOUR_MIN


def minute_said(said: str) -> int:
    """Minutes since midnight of 18:00; a browser without a field for hours sends what was typed.

    >>> minute_said("18:30"), minute_said("24:00")
    (1110, 1440)

    Raises BadInput.
    """
    hour, _, minute = said.strip().partition(":")
    if not (hour.isdecimal() and minute.isdecimal() and int(minute) < HOUR_MIN):
        raise BadInput("An hour is written like 18:00.")
    found = int(hour) * HOUR_MIN + int(minute)
    if found > DAY_MIN:
        raise BadInput("A day has 24 hours.")
    return found


def weekdays_said(form: MultiDict[str, str]) -> list[int]:
    """Those that were ticked, 0 for Monday. Raises BadInput for none."""
    ticked = sorted({*form.getlist("weekday")} & {str(day) for day in range(7)})
    if not ticked:
        raise BadInput("Tick at least one day.")
    return [int(day) for day in ticked]
