"""How often and when a meeting is, as one would say it to a neighbour."""

from datetime import date, datetime

from service.console.words import say
from service.flows.rhythm import AND, EVERY_WEEKS, ORDINALS
from service.meetings.monthly import FORTNIGHTLY, weeks_of
from service.models import Meeting
from service.schedule import ONCE
from service.text.hours import DAY_MIN
from service.text.times import DAYS_SPOKEN, hour_of, weekday_and_date


def recurrence(meeting: Meeting, language: str) -> str:
    """`1st and 3rd Tuesday of the month at 7 pm`."""
    if meeting.minute_of_week is None:
        return say("recurrence.none", language)
    day, at = day_name(meeting.minute_of_week // DAY_MIN, language), at_hour(meeting, language)
    rule, said = meeting.rrule, {"day": day, "at": at}
    if rule is None:
        return say("recurrence.weekly", language, **said)
    if weeks := weeks_of(rule):
        named = AND[language].join(ORDINALS[language][week] for week in weeks)
        return say("recurrence.monthly", language, weeks=named, **said)
    if meeting.starts_on is None:
        key = "recurrence.other_week" if rule == FORTNIGHTLY else "recurrence.sometimes"
        return say(key, language, **said)
    return _counted(rule, meeting.starts_on, said, language)


def _counted(rule: str, first: date, said: dict[str, str], language: str) -> str:
    if rule == ONCE:
        on = weekday_and_date(datetime(first.year, first.month, first.day), language).ear
        return say("recurrence.once", language, on=on, at=said["at"])
    if apart := EVERY_WEEKS.fullmatch(rule):
        return say("recurrence.weeks", language, weeks=apart[1], **said)
    return say("recurrence.rule", language, rule=rule, **said)


def day_name(day: int, language: str) -> str:
    """0 is Sunday."""
    return DAYS_SPOKEN[language][(day - 1) % 7]


def at_hour(meeting: Meeting, language: str) -> str:
    """`at 7 pm`, `a la 1 pm`."""
    hour, minute = divmod((meeting.minute_of_week or 0) % DAY_MIN, 60)
    shown = hour_of(datetime(2000, 1, 1, hour, minute), language).eye
    if language == "en":
        return f"at {shown}"
    return f"a la {shown}" if hour % 12 == 1 else f"a las {shown}"
