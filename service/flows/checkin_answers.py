"""A check-in is answered: kept, said back, or put off. What else low answers lead to is in `checkin_low`."""

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from service import goals
from service.checkins import answers, days
from service.errors import DatabaseUnavailable
from service.flows import questions
from service.flows.checkin import (
    ASKING,
    LABEL,
    About,
    about,
    choices,
    hour,
    plan_here,
    question,
    said,
)
from service.flows.headings import NOTHING
from service.flows.turn import Channel, Choose, Go, Reply, Step, Turn, go, step
from service.flows.whose import ask_first
from service.logs import report
from service.models import CheckIn, CheckInDay, Person
from service.settings import Settings
from service.text.words import Slot, prompt

# What is kept of each.
KEPT = {
    "checkin.great": "1",
    "checkin.ok": "2",
    "checkin.so_so": "3",
    "checkin.all_right": "1",
    "checkin.done": answers.DONE,
    "checkin.not_yet": answers.NOT_YET,
}
# `flows/checkin_low` has these two; after so many of them within that time care near is offered.
LOW, VERY_LOW = "4", "5"
OFFERED_AT, WITHIN = 2, timedelta(days=7)
CARE = 3
Answering = Callable[[Turn, About], Reply | Go]


def answering(kept: str) -> Callable[[Answering], Step]:
    """A step that takes an answer: it is kept, and then said back."""

    def around(say_back: Answering) -> Step:
        def answer(turn: Turn, day_id: int | None = None) -> Reply | Go:
            found = about(turn, day_id)
            if found is None:
                return said(turn, prompt("checkin.over"))
            keep(turn, found, kept)
            return say_back(turn, found)

        return answer

    return around


def _said_back(name: str) -> Answering:
    def say_back(turn: Turn, found: About) -> Reply:
        care = care_choice(turn, found)
        told: Slot = prompt("checkin.all_told") if _was_told(found) else NOTHING
        what = prompt("checkin.said", what=prompt(name), told=told, care=care_row(bool(care)))
        return (
            Choose(what, care, LABEL, when_silent=go("checkin.no_call"))
            if care
            else said(turn, what)
        )

    return say_back


def _was_told(found: About) -> bool:
    """Whether somebody who stands by them was told that we could not reach them."""
    return found.day is not None and found.day.round > 0


for _name, _kept in KEPT.items():
    step(_name)(answering(_kept)(_said_back(_name)))


def care_row(is_offered: bool) -> Slot:
    return prompt("checkin.care_row") if is_offered else NOTHING


def care_choice(turn: Turn, found: About) -> dict[int, Go]:
    """Professional help near, once they were low twice within a week; where the last of these has had the
    crisis answer, with the next answer after it."""
    days_ago = turn.now - WITHIN
    theirs = CheckInDay.check_in_id == found.check_in.id, CheckInDay.answered_at > days_ago
    rows = turn.session.scalars(select(CheckInDay).where(*theirs).order_by(CheckInDay.occurs_at))
    said_lately = [(one.id, one.answer) for one in rows]
    low = [number for number, (_, answer) in enumerate(said_lately) if answer in (LOW, VERY_LOW)]
    from_there = said_lately[low[OFFERED_AT - 1] :] if len(low) >= OFFERED_AT else []
    first = next((day_id for day_id, answer in from_there if answer != VERY_LOW), None)
    is_this = first is not None and first == found.day_id
    return {CARE: go("checkin.care")} if is_this else {}


def keep(turn: Turn, found: About, answer: str) -> None:
    """Writes it down; what was asked about this date by any text is answered with it."""
    session, settings, check_in = turn.session, turn.settings, found.check_in
    if answer == answers.DONE:
        asked_at = found.day.occurs_at if found.day else turn.now
        since = asked_at - answers.EARLY
        goals.done_once(session, settings, check_in.person_id, since, turn.said_at)
    if found.day is None:
        answers.answered_early(session, settings, check_in, answer, turn.now)
        return
    answers.answered(session, settings, found.day, answer, turn.now, turn.said_at)
    close(session, check_in, found.day.id)


def heard_in_crisis(
    session: Session, settings: Settings, phone_id: int, said_at: datetime, now: datetime
) -> None:
    """Whoever says such words is no silence: their check-in is over, as it is by "very low".

    A defect here must not cost the record of the crisis.
    """
    try:
        with session.begin_nested():
            for day_id in answers.heard_from(session, settings, phone_id, said_at, now):
                day = session.get_one(CheckInDay, day_id)
                close(session, session.get_one(CheckIn, day.check_in_id), day_id)
    except DatabaseUnavailable:
        raise
    except Exception as error:
        report("crisis", "check_in", error)


def close(session: Session, check_in: CheckIn, day_id: int) -> None:
    phones = {check_in.phone_id, check_in.second_phone_id or check_in.phone_id}
    questions.close_asked(session, phones, ASKING, day_id)


@step("checkin.later")
def later(turn: Turn, day_id: int | None = None) -> Reply | Go:
    """Two hours more, as often as there is time; by the word for whatever waits."""
    if day_id is None and (asked := ask_first(turn, go("checkin.later"))):
        return asked
    if day_id is None and (check_in := plan_here(turn)):
        day = days.open_of(turn.session, check_in.id)
        day_id = day.id if day else None
    found = about(turn, day_id)
    if found is None or found.day is None:
        return said(turn, prompt("checkin.over"))
    again_at = answers.later(turn.session, turn.settings, found.day, turn.now)
    if again_at is None:
        return go("checkin.no_later", found.day.id)
    return go("checkin.waits", found.day.id, again_at.isoformat())


@step("checkin.waits")
def waits(turn: Turn, day_id: int, again_at: str) -> Reply:
    """By text the digits go on to work."""
    found = about(turn, day_id)
    if found is None:
        return said(turn, prompt("checkin.over"))
    person = turn.session.get_one(Person, found.check_in.person_id)
    what = prompt("checkin.waits", when=hour(turn, person, datetime.fromisoformat(again_at)))
    if turn.channel is Channel.CALL:
        return said(turn, what)
    return Choose(what, choices(found), LABEL)


@step("checkin.no_later")
def no_later(turn: Turn, day_id: int) -> Reply:
    found = about(turn, day_id)
    if found is None:
        return said(turn, prompt("checkin.over"))
    return question(turn, found, prompt("checkin.no_later"))
