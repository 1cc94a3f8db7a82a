"""A check-in is asked, at the hour its member chose or when they ask for it, and answered by a digit.

The digits are the same on a text and on a call; plain words do as well. Who is asked has answered as soon
as one of them comes, however late.
"""

from dataclasses import dataclass

from service.checkins import answers, days, plans
from service.flows.turn import (
    ABOUT,
    CAME_IN,
    Channel,
    Choose,
    Go,
    Reply,
    Say,
    Turn,
    closing,
    go,
    step,
)
from service.flows.whose import known_person
from service.models import Asks, CheckIn, CheckInDay
from service.text.words import Prompt, prompt

ASK = "checkin.ask"
LABEL = "label.checkin"
LATER = 6
# Each digit's step, by what is asked; and what is kept of each.
CHOICES: dict[str, dict[int, str]] = {
    Asks.FEELING: {
        1: "checkin.great",
        2: "checkin.ok",
        3: "checkin.so_so",
        4: "checkin.low",
        5: "checkin.very_low",
    },
    Asks.ALL_RIGHT: {1: "checkin.all_right"},
    Asks.GOAL: {1: "checkin.done", 2: "checkin.not_yet"},
}
KEPT = {
    "checkin.great": "1",
    "checkin.ok": "2",
    "checkin.so_so": "3",
    "checkin.low": "4",
    "checkin.very_low": "5",
    "checkin.all_right": "1",
    "checkin.done": answers.DONE,
    "checkin.not_yet": answers.NOT_YET,
}


@dataclass(frozen=True, slots=True)
class About:
    """Whose check-in it is, and which date; None where it is answered before its hour."""

    check_in: CheckIn
    day: CheckInDay | None

    @property
    def day_id(self) -> int | None:
        return self.day.id if self.day else None


def about(turn: Turn, day_id: int | None) -> About | None:
    """The date that is asked of this phone; None where it is not theirs, or is there no more."""
    if day_id is None:
        return _without_a_day(turn)
    day = turn.session.get(CheckInDay, day_id)
    check_in = turn.session.get(CheckIn, day.check_in_id) if day else None
    if check_in is None or turn.phone_id not in (check_in.phone_id, check_in.second_phone_id):
        return None
    return About(check_in, day)


def _without_a_day(turn: Turn) -> About | None:
    check_in = plan_here(turn)
    return About(check_in, None) if check_in else None


def plan_here(turn: Turn) -> CheckIn | None:
    """The check-in of whoever it is, once they have said yes to it."""
    person_id = known_person(turn)
    check_in = None if person_id is None else plans.of_person(turn.session, person_id)
    return check_in if check_in and check_in.agreed_at else None


# --- asked for ------------------------------------------------------------------------------------------


@step("checkin.now")
def now(turn: Turn) -> Reply | Go:
    """Check in now: for the date that waits, else for the coming one."""
    check_in = plan_here(turn)
    if check_in is None:
        return said(turn, prompt("checkin.none"))
    day = days.open_of(turn.session, check_in.id)
    return go("checkin.heard", day and day.id)


# --- the question ---------------------------------------------------------------------------------------


@step("checkin.heard")
def heard(turn: Turn, day_id: int | None) -> Reply:
    """What is asked, to whom it is for."""
    found = about(turn, day_id)
    return question(found) if found else said(turn, prompt("checkin.over"))


def question(found: About) -> Choose:
    what = prompt(f"checkin.asks.{found.check_in.asks}", hello="", more="")
    return Choose(what, choices(found), LABEL, when_silent=go("call.nobody"))


def choices(found: About) -> dict[int, Go]:
    steps = CHOICES[found.check_in.asks]
    return {digit: go(name, found.day_id) for digit, name in steps.items()}


ABOUT[ASK] = ABOUT["checkin.heard"] = "checkin"


# --- the answer -----------------------------------------------------------------------------------------


def _answering(name: str) -> None:
    """The step of one answer: it is kept, and said back."""

    @step(name)
    def answer(turn: Turn, day_id: int | None = None) -> Reply | Go:
        found = about(turn, day_id)
        if found is None:
            return said(turn, prompt("checkin.over"))
        keep(turn, found, KEPT[name])
        return said(turn, prompt("checkin.said", what=prompt(name)))


for _name in KEPT:
    _answering(_name)


def keep(turn: Turn, found: About, answer: str) -> None:
    session, settings = turn.session, turn.settings
    if found.day is None:
        answers.answered_early(session, settings, found.check_in, answer, turn.now)
    else:
        answers.answered(session, settings, found.day, answer, turn.now)


def said(turn: Turn, what: Prompt) -> Reply:
    """The last word about it; who has called us goes on with what waits, and the menu."""
    if turn.channel is Channel.CALL and not turn.placed and not turn.memo.get(CAME_IN):
        return Say(what, go("menu.main"))
    return closing(turn, what)
