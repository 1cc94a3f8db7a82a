"""A digit, or plain words, while a check-in waits whose texts have asked nothing, or asked it long ago.

Its asks may have been calls that rang in vain, texts that never went, or be older than a question lives.
As long as its day is open somebody may be told that we can't reach them, so what they say must not be
taken for nothing: the question is opened as of the date's own hour, and what they say is read anew. Where
nobody knows whose words they are, they lead to the question itself.

Beside a newer question that takes the digit as well we ask which was meant, however long ago the check-in
was asked; but for whoever is in the middle of something with us.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace

from service.checkins import days
from service.flows import checkin, questions
from service.flows.open_question import Open
from service.flows.patience import QUIET
from service.flows.questions import ALONE, TOSS_UP
from service.flows.threads import Thread
from service.flows.turn import Go, Turn, go
from service.flows.whose import is_shared
from service.models import CheckInDay

Choices = Mapping[int, Go]
MOST_NAMED = 3  # beside each other, when we ask which was meant


def meant_by(turn: Turn, thread: Thread, digit: str) -> list[Open]:
    """As `questions.meant_by`, and the check-in whose day is open."""
    meant = questions.meant_by(digit, thread.waiting)
    if digit == "0" or any(question.step in ALONE for question in meant[:1]):
        return meant
    if not (meant and _is_fresh(turn, meant[0])):
        _open(turn, thread, lambda choices: int(digit) in choices)
        meant = questions.meant_by(digit, thread.waiting)
    if any(_is_in_the_middle(turn, one) or _is_of_check_in(one) for one in meant):
        return meant
    asked = [one for one in thread.waiting if _is_of_check_in(one) and one.choice(digit)]
    still_open = [one for one in asked if _goes_on(turn, one)]
    return meant[: MOST_NAMED - 1] + still_open[:1] if still_open else meant


def by_words(turn: Turn, thread: Thread, steps: Collection[str]) -> Go | None:
    """Opens the question that these words answer; where to ask it, if nobody knows whose they are."""
    if checkin.ANSWERS.isdisjoint(steps):
        return None
    opened = _open(turn, thread, lambda choices: any(one.step in steps for one in choices.values()))
    return opened.again if opened and opened.again in opened.chosen else None


def _open(turn: Turn, thread: Thread, is_meant: Callable[[Choices], bool]) -> Open | None:
    """The question of the newest date that waits here, where none of any check-in does."""
    waiting = _unasked(turn, thread)
    found = checkin.about(turn, waiting[0].id) if waiting else None
    if found is None or not is_meant((asked := checkin.question(turn, found)).choices):
        return None
    where, occurs_at = go("checkin.heard", waiting[0].id), waiting[0].occurs_at
    if is_shared(turn) or len({day.check_in_id for day in waiting}) > 1:
        asked = replace(asked, choices=dict.fromkeys(asked.choices, where))
    opened = questions.open_late(turn.session, thread.id, where, asked, occurs_at, turn.now)
    thread.waiting.append(opened)
    thread.waiting.sort(key=lambda question: question.asked_at, reverse=True)
    return opened


def _unasked(turn: Turn, thread: Thread) -> list[CheckInDay]:
    """Dates whose hour had come when this was said, the newest first."""
    if turn.phone_id is None or any(map(_is_of_check_in, thread.waiting)):
        return []
    waiting = days.asked_on(turn.session, turn.phone_id)
    return [day for day in waiting if day.occurs_at <= turn.said_at]


def _is_of_check_in(question: Open) -> bool:
    return question.step in checkin.ASKING


def _is_in_the_middle(turn: Turn, question: Open) -> bool:
    return question.kind == "exchange" and turn.said_at - question.asked_at <= QUIET


def _is_fresh(turn: Turn, question: Open) -> bool:
    """Whether it is surely the one they have read last."""
    lasts = QUIET if question.kind == "exchange" else TOSS_UP
    return turn.said_at - question.asked_at <= lasts


def _goes_on(turn: Turn, question: Open) -> bool:
    day = turn.session.get(CheckInDay, question.again.args[0])
    return day is not None and day.ended_at is None
