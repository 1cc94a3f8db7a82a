"""What a text or a key press asks for: the step where the conversation goes on.

A text is read in one fixed order: words that answer to a crisis, STOP with a group's word, opt-out words,
plain opt-out, a bare digit, a reminder's answer in words, a code of six digits, a command, a word with
something behind it, the words a question waits for, a search, and last "I did not get that". (The crisis
screen stands before all of this, at the door.) A key press is simpler: 0, star, pound, then the question's
own digits.
"""

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from service import consent
from service.checkins.invitations import code_in
from service.flows import (
    account,
    arguments,
    breaks,
    checkin,
    commands,
    contact,
    crisis,
    ending,
    goal,
    invited,
    leaving,
    note,
    questions,
    searched,
)
from service.flows.digits import digit_in
from service.flows.questions import Open
from service.flows.threads import Thread
from service.flows.turn import Go, Turn, go
from service.meetings.query import Query
from service.text.optout import Consent, consent_word, plain_opt_out

SILENCES_ALLOWED = 2
NOISES_ALLOWED = 5
# Words that are kept beside the answer to a crisis, by what asked for them, or the word before them.
KEPT_TOO = {note.SAID: note.IN_CRISIS, goal.SAID: goal.IN_CRISIS}
KEPT_TOO_BY = {
    **dict.fromkeys(note.WORDS_OF_IT, note.IN_CRISIS),
    **dict.fromkeys(goal.WORDS_OF_IT, goal.IN_CRISIS),
}
KEYS = frozenset("0123456789*#")
# On a call of ours the gate offers it; so it holds at every question behind the gate that has no such key.
STOP_KEY = "8"
# Where a text says a place or a kind, and is kept no longer than a search.
_FIRST_CLAUSE = re.compile(r"([^.,;:!?\n]{1,24})[.,;:!\n]")
SEARCHES = frozenset({"find.asked", "care.there", "zone.given"})


@dataclass(frozen=True, slots=True)
class Reading:
    """What one reader made of the words: where to go, and how. `silent`: it counts, and nothing is said."""

    where: Go
    searched: bool = False
    silent: bool = False


def first_reading(readers: "Sequence[Reader]", turn: Turn, thread: Thread) -> Reading | None:
    """What the first of these readers that understands the turn makes of it."""
    return next((found for reader in readers if (found := reader(turn, thread))), None)


def consent_in(turn: Turn) -> Consent:
    """STOP, START or HELP, in whichever words; what the carrier took it for comes first."""
    if turn.carrier_did is not Consent.NONE:
        return turn.carrier_did
    word = consent_word(turn.said)
    if word is not Consent.NONE or ending.one_thing(turn) or not plain_opt_out(turn.said):
        return word
    return Consent.STOP


def opt_out_words(turn: Turn, thread: Thread) -> Reading | None:
    """STOP, START or HELP; after STOP a stray digit must not reopen anything. What ends one thing alone is
    none of them."""
    if where := ending.one_thing(turn):
        return Reading(where)
    word = consent_in(turn)
    if word is Consent.NONE:
        return None
    if word is Consent.START and (agreed := _agreed(turn, thread)):
        return agreed
    if word is Consent.STOP:
        questions.close_all(turn.session, thread.id)
        thread.waiting = []
    return Reading(go(account.STEP_OF[word]))


def _agreed(turn: Turn, thread: Thread) -> Reading | None:
    """YES to what was asked last, from a phone that has nothing to begin again."""
    if not thread.waiting or not commands.yes_or_no(turn.said) or turn.phone_id is None:
        return None
    is_stopped = consent.is_stopped(turn.session, turn.phone_id)
    return None if is_stopped else _answered_yes_or_no(turn, thread)


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


def _beside_a_crisis(turn: Turn, thread: Thread) -> Reading | None:
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


def _answered_before(turn: Turn, thread: Thread) -> Reading | None:
    """ "1. ...": what we had asked first is plainly answered, before the words the screen fired on."""
    begins = _FIRST_CLAUSE.match(turn.said)
    said = begins[1].strip() if begins else ""
    digit, steps = digit_in(said), commands.in_words(said)
    for question in (one for one in thread.waiting if one.kind == "scheduled"):
        where = question.choice(digit) if digit else None
        where = where or next((one for one in question.chosen if one.step in steps), None)
        if where and where != questions.PERSON:
            questions.answered(turn.session, question)
            return Reading(where, silent=True)
    return None


def answered_crisis(turn: Turn, thread: Thread) -> Reading | None:
    """A digit that the answer to a crisis had offered, however late it comes."""
    digit = digit_in(turn.said)
    meant = questions.meant_by(digit, thread.waiting) if digit else []
    if len(meant) != 1 or meant[0].step != crisis.ANSWER:
        return None
    return _answer(turn, meant[0], digit or "")


def stop_for_a_group(turn: Turn, thread: Thread) -> Reading | None:
    """STOP with a group's own word behind it ends that group alone."""
    where = leaving.stopping(turn)
    return None if where is None else Reading(where)


def nearly_stop(turn: Turn, thread: Thread) -> Reading | None:
    """The same with a slip in it; what is a plain opt-out has been read before."""
    where = leaving.nearly_stopping(turn)
    return None if where is None else Reading(where)


def _digit(turn: Turn, thread: Thread) -> Reading | None:
    digit = digit_in(turn.said)
    if digit is None:
        return None
    meant = questions.meant_by(digit, thread.waiting)
    if len(meant) > 1:
        return Reading(go("menu.which", [question.id for question in meant], digit))
    if meant:
        return _answer(turn, meant[0], digit)
    if digit == "0":
        return Reading(questions.PERSON)
    return Reading(go("menu.no_such_digit", digit) if thread.waiting else go("menu.stray_digit"))


def _answer(turn: Turn, question: Open, digit: str) -> Reading:
    """Asking for a person answers nothing: the question waits on. So does a crisis's: a 1 sent twice in
    despair must not choose what was asked before it."""
    where = question.choice(digit) or question.again
    if where != questions.PERSON and question.step != crisis.ANSWER:
        questions.answered(turn.session, question)
    return Reading(where)


def _answered_in_words(turn: Turn, thread: Thread) -> Reading | None:
    """ "Going" and its like, while a text that takes it as a digit still waits."""
    steps = commands.in_words(turn.said)
    for question in thread.waiting if steps else ():
        if digit := _digit_of(question, steps):
            return _meant(turn, thread, question, digit)
    return None


def _answered_yes_or_no(turn: Turn, thread: Thread) -> Reading | None:
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


def _code_passed_on(turn: Turn, thread: Thread) -> Reading | None:
    """Six digits alone, from somebody who was given them: no ZIP, and no answer of anybody's."""
    newest = thread.waiting[0] if thread.waiting else None
    listens = newest.listens if newest else None
    if code_in(turn.said) is None or listens in invited.NUMBERS:
        return None
    if newest is not None and listens == "contact.entered":
        questions.answered(turn.session, newest)
    return Reading(go("contact.entered"))


def _command(turn: Turn, thread: Thread) -> Reading | None:
    where = commands.step_for(turn.said)
    if where is None:
        return None
    newest = thread.waiting[0] if thread.waiting else None
    match where.step:
        case "again":
            return Reading(newest.again if newest else go("menu.main"))
        case "back":
            back = breaks.ends_one(turn) or (newest and newest.back)
            return Reading(back or go("menu.main"))
        case "find.more":
            return Reading((newest and newest.more) or where)
    return Reading(where)


def _argued(turn: Turn, thread: Thread) -> Reading | None:
    """A word with something behind it."""
    where = arguments.where(turn)
    return None if where is None else Reading(where, searched=where.step in SEARCHES)


def _awaited_words(turn: Turn, thread: Thread) -> Reading | None:
    newest = thread.waiting[0] if thread.waiting else None
    if newest is None or newest.listens is None:
        return None
    questions.answered(turn.session, newest)
    return Reading(go(newest.listens), searched=newest.listens.endswith(".where_said"))


def _search(turn: Turn, thread: Thread) -> Reading | None:
    return _searched(searched.search_in(turn))


def _search_alone(turn: Turn, thread: Thread) -> Reading | None:
    """Without what was said before: "tonight" in words of despair is no search."""
    return _searched(searched.search_beside_a_crisis(turn.said))


def _searched(query: Query | None) -> Reading | None:
    return None if query is None else Reading(go("find.asked", query.as_json()), searched=True)


def _lost(turn: Turn, thread: Thread) -> Reading:
    return Reading(go("menu.unknown"))


def _far_end(turn: Turn, thread: Thread) -> Reading | None:
    """The call that this one was joined to is over; should the carrier not say how, it failed."""
    where = thread.waiting[0].far_end if thread.waiting else None
    if where is None:
        return None
    questions.answered(turn.session, thread.waiting[0])
    return Reading(go(where.step, *where.args, turn.far_end or "failed"))


def _key(turn: Turn, thread: Thread) -> Reading:
    """Keys on a call: 0 a person, star again, # back, then the question's own digits."""
    newest = thread.waiting[0] if thread.waiting else None
    if turn.said == "" and newest:
        return _silence(turn, newest)
    if not KEYS.issuperset(turn.said) and newest:
        return _not_understood(turn, newest)
    turn.memo["silences"] = turn.memo["noises"] = 0
    if turn.said == "0":
        return Reading(_person(turn, newest))
    if newest is None:
        return Reading(go("menu.main"))
    if turn.said == "#":
        return Reading(newest.back or go("menu.main"))
    where = newest.choice(turn.said) or _end_of_calls(turn)
    if where is not None:
        return Reading(where)
    if "*" in turn.said:
        return Reading(newest.again)  # among digits too: whoever has mistyped starts anew
    return Reading(go(newest.listens) if newest.listens else _no_such_key(turn, newest))


def _no_such_key(turn: Turn, newest: Open) -> Go:
    """Says so before the question comes again, or it would seem that we had not heard."""
    return go("menu.no_such_key", turn.said, newest.again.step, *newest.again.args)


def _not_understood(turn: Turn, newest: Open) -> Reading:
    """Asked again, which is no silence; where a room is never quiet, a person in the end."""
    turn.memo["noises"] = noises = turn.memo.get("noises", 0) + 1
    return Reading(newest.again if noises <= NOISES_ALLOWED else questions.PERSON)


def _person(turn: Turn, newest: Open | None) -> Go:
    """On a call of ours what was asked comes again: whoever picked up is led to no menu."""
    if newest is None or not turn.placed:
        return questions.PERSON
    return go(questions.PERSON.step, newest.again.step, *newest.again.args)


def _end_of_calls(turn: Turn) -> Go | None:
    return go("account.stop") if turn.placed and turn.said == STOP_KEY else None


def _silence(turn: Turn, newest: Open) -> Reading:
    """Said again twice, then a person: a rotary phone and a frightened caller both stay silent.

    Silence even then is a phone off the hook, and ends the call.
    """
    if newest.passes and newest.when_silent:
        return Reading(newest.when_silent)
    turn.memo["silences"] = silences = turn.memo.get("silences", 0) + 1
    if silences <= SILENCES_ALLOWED:
        return Reading(go("menu.patient", newest.again.step, *newest.again.args))
    if newest.when_silent:
        return Reading(newest.when_silent)
    return Reading(questions.PERSON if silences == SILENCES_ALLOWED + 1 else go("menu.goodbye"))


Reader = Callable[[Turn, Thread], Reading | None]
OF_A_TEXT: Sequence[Reader] = (
    of_a_crisis,
    stop_for_a_group,
    opt_out_words,
    _digit,
    _answered_in_words,
    _answered_yes_or_no,
    _code_passed_on,
    _command,
    _argued,
    nearly_stop,
    _awaited_words,
    _search,
    _lost,
)
OF_A_KEY: Sequence[Reader] = (_far_end, _key)
# A text on which the crisis screen fired asks for these at most.
IN_CRISIS: Sequence[Reader] = (
    _beside_a_crisis,
    opt_out_words,
    reported,
    noted,
    _search_alone,
    _answered_before,
)
