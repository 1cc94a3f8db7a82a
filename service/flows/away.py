"""AWAY: no check-ins until a day they name; then they are asked again by themselves.

What is open ends without alarm. PAUSE holds everything else, too; BACK ends either.
"""

from datetime import date, timedelta

from service import pausing
from service.checkins import plans
from service.delivery.hours import on_wall
from service.flows import breaks
from service.flows.breaks import LABEL, said
from service.flows.checkins_menu import Entry
from service.flows.turn import Choose, Go, Listen, Reply, Say, Turn, go, step
from service.flows.whose import known_person
from service.models import CheckIn
from service.text.break_words import until_in
from service.text.words import prompt

MOST_WORDS = 2  # behind AWAY; more that name no time are a sentence
KEYS = 2  # two digits, so that 07 needs no key to end it


def away_behind(turn: Turn, rest: str) -> Go | None:
    is_short = len(rest.split()) <= MOST_WORDS
    return go("away.given", rest) if is_short or until_in(rest, turn.now.date()) else None


@step("away.ask")
def ask(turn: Turn) -> Reply:
    """For how long; 4-2, where what is on is told, is its menu."""
    if _plan(turn) is None:
        return _none(turn)
    return Listen(prompt("away.ask"), "away.said", KEYS, LABEL, breaks.MENU)


@step("away.said")
def said_back(turn: Turn) -> Go:
    return go("away.given", turn.said)


@step("away.again")
def again(turn: Turn) -> Reply:
    return Listen(prompt("away.again"), "away.said", KEYS, LABEL, breaks.MENU)


@step("away.given")
def given(turn: Turn, said_: str) -> Reply | Go:
    check_in = _plan(turn)
    if check_in is None:
        return _none(turn)
    wall = pausing.wall_of(turn.session, turn.settings, check_in.person_id)
    today = turn.said_at.astimezone(wall).date()
    first_day = until_in(said_, today)
    if not _is_near(first_day, today):
        return go("away.again")
    assert first_day is not None  # it is near
    until = on_wall(first_day, 0, wall)
    if until <= turn.now:
        return go("late.ignored")
    plans.away(turn.session, turn.settings, check_in, until, turn.now)
    return Choose(prompt("away.set", day=said(turn, until)), {2: go("break.end")}, LABEL)


def _is_near(day: date | None, today: date) -> bool:
    return day is not None and today < day <= today + timedelta(pausing.LONGEST_DAYS)


def _plan(turn: Turn) -> CheckIn | None:
    """Theirs, once they have said yes to it."""
    person_id = known_person(turn)
    check_in = None if person_id is None else plans.of_person(turn.session, person_id)
    return check_in if check_in and check_in.agreed_at else None


def _none(turn: Turn) -> Reply:
    if turn.phone_id is None:
        return Say(prompt("settings.hidden"))
    return Choose(prompt("away.no_check_in"), {1: go("setup.menu"), 2: go("pause.ask")}, LABEL)


breaks.ENTRIES[1] = Entry("break.check_ins", go("away.ask"), lambda turn: _plan(turn) is not None)
