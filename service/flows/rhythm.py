"""How often a meeting is held, when that is not every week: "2nd Sunday only"."""

import re

from service.meetings.monthly import FORTNIGHTLY, LAST, weeks_of
from service.meetings.search import Result
from service.schedule import ONCE
from service.text.times import DAYS_SPOKEN
from service.text.words import Prompt, Voiced, prompt

ORDINALS = {
    "en": {1: "1st", 2: "2nd", 3: "3rd", 4: "4th", 5: "5th", LAST: "last"},
    "es": {1: "1er", 2: "2do", 3: "3er", 4: "4to", 5: "5to", LAST: "último"},
}
SPOKEN = {
    "en": {1: "first", 2: "second", 3: "third", 4: "fourth", 5: "fifth", LAST: "last"},
    "es": {1: "primer", 2: "segundo", 3: "tercer", 4: "cuarto", 5: "quinto", LAST: "último"},
}
EVERY_WEEKS = re.compile(r"FREQ=WEEKLY;INTERVAL=([2-9]|\d\d)")
AND = {"en": " and ", "es": " y "}


def rhythm(one: Result, language: str) -> tuple[Prompt, ...]:
    """Nothing for every week; a rule whose week no feed says is told as such."""
    if one.moved or one.elsewhere:
        return (prompt("meeting.moved" if one.moved else "meeting.elsewhere"),)
    if one.rrule is None:
        return ()
    if weeks := weeks_of(one.rrule):
        day = DAYS_SPOKEN[language][one.starts.weekday()]
        return (prompt("meeting.monthly", weeks=_weeks(weeks, language), day=day),)
    if one.starts_on is not None:
        return _counted(one.rrule)
    return (prompt("meeting.fortnightly" if one.rrule == FORTNIGHTLY else "meeting.sometimes"),)


def _counted(rrule: str) -> tuple[Prompt, ...]:
    """Of a group of our own we know which week it is; what has no words is told by its next date."""
    if rrule == ONCE:
        return (prompt("meeting.once"),)
    apart = EVERY_WEEKS.fullmatch(rrule)
    return (prompt("meeting.every_weeks", count=apart[1]),) if apart else ()


def _weeks(weeks: tuple[int, ...], language: str) -> Voiced:
    return Voiced(
        AND[language].join(ORDINALS[language][week] for week in weeks),
        AND[language].join(SPOKEN[language][week] for week in weeks),
    )
