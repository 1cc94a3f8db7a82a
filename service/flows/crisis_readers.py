"""What is asked for in a crisis: by words after its answer, or in the very text that it answers."""

import re

from service.flows import (
    arguments,
    checkin,
    commands,
    crisis,
    goal,
    note,
    notice,
    questions,
    searched,
)
from service.flows.answers import take
from service.flows.digits import digit_in
from service.flows.open_question import PERSON
from service.flows.reading import Reading, of_search
from service.flows.threads import Thread
from service.flows.turn import Turn, go

# Words that are kept beside the answer to a crisis, by what asked for them, or the word before them.
KEPT_TOO = {note.SAID: note.IN_CRISIS, goal.SAID: goal.IN_CRISIS}
KEPT_TOO_BY = {
    **dict.fromkeys(note.WORDS_OF_IT, note.IN_CRISIS),
    **dict.fromkeys(goal.WORDS_OF_IT, goal.IN_CRISIS),
}
_FIRST_CLAUSE = re.compile(r"([^.,;:!?\n]{1,24})[.,;:!\n]")


def of_a_crisis(turn: Turn, thread: Thread) -> Reading | None:
    """Words for what the answer to a crisis had offered, or that it was none; "I'm fine" answers a check-in
    that was asked since."""
    where = crisis.meant_by(turn)
    if where is None or (where.step == "crisis.ok" and _is_checked_in(turn, thread)):
        return None
    return Reading(where)


def _is_checked_in(turn: Turn, thread: Thread) -> bool:
    newest = thread.waiting[0] if thread.waiting else None
    if newest is None or newest.step not in checkin.ASKING:
        return False
    steps = commands.in_words(turn.said)
    return any(one.step in steps for one in newest.chosen)


def answered_crisis(turn: Turn, thread: Thread) -> Reading | None:
    """A digit that the answer to a crisis had offered, however late it comes."""
    digit = digit_in(turn.said)
    meant = questions.meant_by(digit, thread.waiting) if digit else []
    if len(meant) != 1 or meant[0].step != crisis.ANSWER:
        return None
    return take(turn, meant[0], digit or "")


def meant(turn: Turn, thread: Thread) -> Reading | None:
    where = crisis.meant_in_crisis(turn)
    return None if where is None else Reading(where)


def reported(turn: Turn, thread: Thread) -> Reading | None:
    """What happened in a group, told in words on which the screen has fired: it is a report all the same."""
    newest = thread.waiting[0] if thread.waiting else None
    if newest is None or newest.listens != "report.said":
        return None
    questions.answered(turn.session, newest)
    return Reading(go("report.said_in_crisis"))


def noted(turn: Turn, thread: Thread) -> Reading | None:
    """A note or a goal may well be words on which the screen fires: it is kept all the same."""
    newest = thread.waiting[0] if thread.waiting else None
    if newest is not None and newest.listens in KEPT_TOO:
        questions.answered(turn.session, newest)
        return Reading(go(KEPT_TOO[newest.listens], turn.said))
    found = arguments.split(turn.said)
    step = KEPT_TOO_BY.get(found[0]) if found else None
    return Reading(go(step, found[1])) if found and step else None


def coordinated(turn: Turn, thread: Thread) -> Reading | None:
    """A coordinator's words to a group may be about what the screen looks for."""
    where = notice.in_crisis(turn)
    return None if where is None else Reading(where)


def answered_before(turn: Turn, thread: Thread) -> Reading | None:
    """ "1. ...": what we had asked first is plainly answered, before the words the screen fired on."""
    begins = _FIRST_CLAUSE.match(turn.said)
    said = begins[1].strip() if begins else ""
    digit, steps = digit_in(said), commands.in_words(said)
    for question in (one for one in thread.waiting if one.kind == "scheduled"):
        where = question.choice(digit) if digit else None
        where = where or next((one for one in question.chosen if one.step in steps), None)
        if where and where != PERSON:
            questions.answered(turn.session, question)
            return Reading(where, silent=True)
    return None


def search_alone(turn: Turn, thread: Thread) -> Reading | None:
    """Without what was said before: "tonight" in words of despair is no search."""
    return of_search(searched.search_beside_a_crisis(turn.said))
