"""How often a group meets and when, as a coordinator writes it: "Tue 19:00", "last Thu", "every 3 weeks"."""

import re
from datetime import date, timedelta
from itertools import islice

from service.errors import BadInput, NotARule
from service.meetings.monthly import CODES, UNSAID, WEEKDAYS, rule_of
from service.meetings.recurring import WEEKLY
from service.meetings.times import find_time
from service.schedule import ONCE, Rule
from service.text.language import bare

DAYS = {word: day for day, words in WEEKDAYS.items() for word in words.split()}
EVERY_WEEK = frozenset(("", "weekly", "every week", "cada semana"))
FEW = 12  # dates looked at: a rule of two weekdays shows the second among them
_WEEKS_APART = re.compile(r"(?:every|cada) (\d{1,2}) (?:weeks|semanas)")


def slot_said(said: str) -> tuple[int, int]:
    """The day (0 is Sunday) and the minute of it. Raises BadInput.

    >>> slot_said("Tue 19:00"), slot_said("thursdays 7:30 pm")
    ((2, 1140), (4, 1170))
    """
    words = bare(said)
    day = next((DAYS[word] for word in re.findall(r"[a-z]+", words) if word in DAYS), None)
    clock = find_time(words)
    if day is None or clock is None:
        raise BadInput(f"{said!r} is no day and hour: write it like Tue 19:00.")
    hour, minute = map(int, clock.time.split(":"))
    return day, hour * 60 + minute


def rule_said(said: str, day: int) -> str | None:
    """As RFC 5545, None for every week. Raises NotARule for what we can't read, or of another day.

    >>> rule_said("last Thu", 4), rule_said("every 2 weeks", 2), rule_said("weekly", 2)
    ('FREQ=MONTHLY;BYDAY=-1TH', 'FREQ=WEEKLY;INTERVAL=2', None)
    """
    words = " ".join(bare(said).split())
    if said.strip().upper().startswith("FREQ="):
        return said.strip().upper()
    if words in EVERY_WEEK:
        return None
    if words in ("once", "una vez"):
        return ONCE
    if apart := _WEEKS_APART.fullmatch(words):
        return f"{WEEKLY};INTERVAL={apart.group(1)}"
    named = {DAYS[word] for word in re.findall(r"[a-z]+", words) if word in DAYS}
    found = rule_of(day, words, "") if named <= {day} else None
    if found in (None, UNSAID):
        raise NotARule(
            f'{said!r} is no rule of that day: say "every 2 weeks", "last Thu", "1st and 3rd" or "once".'
        )
    return found


def first_date(rule: str | None, day: int, since: date) -> date:
    """Its first date from then on. Raises NotARule for a rule of several weekdays, or of another one."""
    on = since + timedelta(days=(day - since.isoweekday()) % 7)
    dates = list(islice(Rule(rule or WEEKLY, on).since(on), FEW))
    if any(one.isoweekday() % 7 != day for one in dates):
        raise NotARule(f"That rule has other days than {CODES[day]}: add a group for each weekday.")
    return dates[0] if dates else on
