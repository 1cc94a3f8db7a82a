"""What we asked is answered: by a digit, by words for one of its digits, by a code, or in open words."""

from collections.abc import Collection

from service.checkins.invitations import code_in
from service.flows import commands, contact, crisis, invited, questions, unasked
from service.flows.digits import digit_in
from service.flows.open_question import PERSON, Open
from service.flows.reading import Reading
from service.flows.threads import Thread
from service.flows.turn import Turn, go


def by_digit(turn: Turn, thread: Thread) -> Reading | None:
    digit = digit_in(turn.said)
    if digit is None:
        return None
    meant = unasked.meant_by(turn, thread, digit)
    if len(meant) > 1:
        return Reading(go("menu.which", [question.id for question in meant], digit))
    if meant:
        return take(turn, meant[0], digit)
    if digit == "0":
        return Reading(PERSON)
    return Reading(go("menu.no_such_digit", digit) if thread.waiting else go("menu.stray_digit"))


def take(turn: Turn, question: Open, digit: str) -> Reading:
    """Asking for a person answers nothing: the question waits on. So does a crisis's: a 1 sent twice in
    despair must not choose what was asked before it."""
    where = question.choice(digit) or question.again
    if where != PERSON and question.step != crisis.ANSWER:
        questions.answered(turn.session, question)
    return Reading(where)


def in_words(turn: Turn, thread: Thread) -> Reading | None:
    """ "Going" and its like, while a text that takes it as a digit still waits."""
    steps = commands.in_words(turn.said)
    if asked := unasked.by_words(turn, thread, steps):
        return Reading(asked)
    for question in thread.waiting if steps else ():
        if digit := _digit_of(question, steps):
            return _meant(turn, thread, question, digit)
    return None


def yes_or_no(turn: Turn, thread: Thread) -> Reading | None:
    """To what was asked last, and to nothing before it."""
    steps = commands.yes_or_no(turn.said)
    newest = thread.waiting[0] if thread.waiting else None
    digit = _digit_of(newest, steps) if newest and steps else None
    return _meant(turn, thread, newest, digit) if newest and digit else None


def _digit_of(question: Open, steps: Collection[str]) -> str | None:
    """The digit that one of these steps has there."""
    choices = question.accepts["choices"]
    return next((digit for digit, where in choices.items() if where[0] in steps), None)


def _meant(turn: Turn, thread: Thread, question: Open, digit: str) -> Reading:
    """What a contact says may be of either of two members: then it is asked, as for their digit."""
    where = question.choice(digit)
    assert where is not None  # it was found there
    alike = [
        one
        for one in questions.meant_by(digit, thread.waiting)
        if (other := one.choice(digit)) and other.step == where.step
    ]
    if where.step in contact.ANSWERS and len(alike) > 1:
        return Reading(go("menu.which", [one.id for one in alike], digit))
    questions.answered(turn.session, question)
    return Reading(where)


def by_code(turn: Turn, thread: Thread) -> Reading | None:
    """Six digits alone, from somebody who was given them: no ZIP, and no answer of anybody's."""
    newest = thread.waiting[0] if thread.waiting else None
    listens = newest.listens if newest else None
    if code_in(turn.said) is None or listens in invited.NUMBERS:
        return None
    if newest is not None and listens == "contact.entered":
        questions.answered(turn.session, newest)
    return Reading(go("contact.entered"))


def in_open_words(turn: Turn, thread: Thread) -> Reading | None:
    newest = thread.waiting[0] if thread.waiting else None
    if newest is None or newest.listens is None:
        return None
    questions.answered(turn.session, newest)
    return Reading(go(newest.listens), searched=newest.listens.endswith(".where_said"))
