"""CONFIRM: whoever runs a group says that its meeting is as listed, and is told what that is."""

from datetime import datetime

from service.flows.details import whole_where
from service.flows.menu import COORDINATES
from service.flows.runs import Runner, runs
from service.flows.turn import Go, Reply, Say, Turn, go, step
from service.meetings import dates, freshness
from service.meetings.recurring import next_from
from service.meetings.search import details
from service.meetings.wording import short_name
from service.models import Group
from service.schedule import on_the_wall
from service.text.aloud import spoken_name
from service.text.times import DAYS, DAYS_SPOKEN, at_hour
from service.text.words import Voiced, prompt

LONGEST_NAME = 40


@step("notice.confirm")
@runs
def confirm(turn: Turn, who: Runner, group_id: int) -> Reply | Go:
    """True as of today; members are told to ask first no more, where a list has failed for long."""
    group = who.group(group_id)
    if group is None:
        return go("menu.unknown")
    usual = _usual(turn, group)
    if usual is None or group.meeting_id is None:
        return Say(prompt("notice.not_listed", group=group.word), COORDINATES)
    found = details(turn.session, group.meeting_id, turn.now, even_off=True)
    if found is None:
        return Say(prompt("notice.not_listed", group=group.word), COORDINATES)
    freshness.confirm(turn.session, group.meeting_id, turn.now)
    name = short_name(found.name, LONGEST_NAME)
    return Say(
        prompt(
            "notice.confirmed",
            name=Voiced(name, lambda: spoken_name(name, turn.language)),
            when=_weekly(usual, turn.language),
            where=whole_where(found, turn.language),
        ),
        COORDINATES,
    )


def _usual(turn: Turn, group: Group) -> datetime | None:
    """Its usual hour on its next date; None where it has none."""
    schedule = dates.schedule_if_any(turn.session, group.meeting_id)
    coming = next_from(schedule, turn.now, even_off=True) if schedule else None
    return on_the_wall(coming.on, schedule.at, schedule.zone) if schedule and coming else None


def _weekly(usual: datetime, language: str) -> Voiced:
    day = DAYS[language][usual.weekday()], DAYS_SPOKEN[language][usual.weekday()]
    return at_hour(Voiced(*day), usual, language)
