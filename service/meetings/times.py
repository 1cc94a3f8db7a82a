"""Clock times inside a text: `7pm`, `7:30`, `at 7`, `a las 7`."""

import re

_CLOCK = re.compile(
    r"\b(?P<hour>\d{1,2})(?:[:.](?P<minute>[0-5]\d))?\s?(?P<half>[ap])\.?\s?m\b\.?"  # 7pm, 7.30 a.m.
    r"|\b(?P<hour2>\d{1,2})(?:[:.](?P<minute2>[0-5]\d))?(?P<half2>[ap])\b"  # 7p
    r"|\b(?P<hour3>[01]?\d|2[0-3]):(?P<minute3>[0-5]\d)\b(?!\s?[ap]\.?m)"  # 19:00
    r"|\b(?:at|by|around|about|after|before|from|las?)\s(?P<hour4>\d{1,2})(?:ish)?\b"
    r"(?!\s?(?:mi|miles|millas|km|steps?|pasos|(?:\w+\s)?(?:st|street|ave|road|rd)\b))"  # at 7
    r"|\b(?P<hour5>\d{1,2})\s?(?:oclock|o clock)\b"
)


def take_time(text: str, morning: bool) -> tuple[str | None, str]:
    """The clock time said, as HH:MM, and the text without it; `morning` when the text says so.

    An hour without am or pm is 1 to 11 pm: few meetings are in the small hours.

    >>> take_time("aa at 7 near 59718", morning=False)
    ('19:00', 'aa near 59718')
    """
    for found in _CLOCK.finditer(text):
        parts = found.groupdict()
        hour = int(next(parts[name] for name in parts if name.startswith("hour") and parts[name]))
        minute = int(parts["minute"] or parts["minute2"] or parts["minute3"] or 0)
        half = parts["half"] or parts["half2"]
        if hour < 24 and not (half and hour > 12):
            said = f"{_in_24(hour, half, morning):02}:{minute:02}"
            return said, f"{text[: found.start()].rstrip()} {text[found.end() :].lstrip()}"
    return None, text


def _in_24(hour: int, half: str | None, morning: bool) -> int:
    if half:
        return hour % 12 + (12 if half == "p" else 0)
    return hour if morning or not 1 <= hour <= 11 else hour + 12
