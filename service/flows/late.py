"""A text that comes late: it waited in the spool, or only the carrier's list still had it.

It counts from when it was said. A digit answers only what had been asked by then, and a STOP or START
gives way to what its sender said later. For `ANSWERED_WITHIN` it is a turn like any other, and its
answer is sent by itself. After that nobody waits for the answer, so nothing is begun that needs one: no
search is made, and a digit picks nothing; its question waits on. What needs no answer still counts, and what
ends or holds a check-in's ladder; where it was decided anew since, it changes nothing (`preferences`).
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from service import consent
from service.checkins.told import TOLD
from service.flows import arguments, checkin, commands, contact, questions, unasked
from service.flows.crisis_readers import answered_crisis, of_a_crisis, reported
from service.flows.digits import digit_in
from service.flows.open_question import Open
from service.flows.readers import IN_CRISIS, consent_in, opt_out_words, stop_for_a_group
from service.flows.reading import Reader, Reading, first_reading
from service.flows.threads import Thread
from service.flows.turn import Nothing, Reply, Turn, go, step
from service.models import ConsentEvent, ConsentRow
from service.text.optout import Consent, consent_word

ANSWERED_WITHIN = timedelta(minutes=15)
# What somebody decided about us, not what they asked. OPEN is not here: it is no harm to stay discreet. Nor
# is CODE OFF: where there is a code it has to be asked for.
COUNTS_LATE = frozenset(
    {
        *("account.private", "account.english", "account.spanish"),
        *("settings.call", "settings.text", "settings.both"),
        *("hours.given", "zone.given"),
        *("away.given", "pause.given"),  # else a ladder would climb that they have ended
    }
)
# What goes on without an answer: their own ladder, or that of who relies on them.
CLIMBS = frozenset({*checkin.ASKING, TOLD, *contact.ANSWERS})
LEAVES = ("groups.quit", "groups.quit_all")
IGNORED = Reading(go("late.ignored"))


def is_too_late(said_at: datetime, now: datetime) -> bool:
    """Whether an answer would no longer help; a crisis is answered all the same."""
    return now - said_at >= ANSWERED_WITHIN


def asks_nobody(turn: Turn) -> bool:
    """Whether a question would never be read: hours that are none, a town that is one of three."""
    return turn.came_at is not None and is_too_late(turn.came_at, turn.now)


def read_late(
    turn: Turn, thread: Thread, said_at: datetime, usual: Sequence[Reader]
) -> Reading | None:
    """What a text said at `said_at` asks for, by its `usual` readers while its answer can be sent."""
    asked_since = _leave_out(thread, said_at)
    if _gives_way(turn, said_at):
        return IGNORED
    if is_too_late(said_at, turn.now):
        return first_reading(TOO_LATE_IN_CRISIS if usual is IN_CRISIS else TOO_LATE, turn, thread)
    if asked_since and _answers_nothing(turn, thread):
        return IGNORED
    return first_reading(usual, turn, thread)


@step("late.ignored")
def ignored(turn: Turn) -> Reply:
    """Written down, and no more: words of ours would only confuse what has been said since."""
    return Nothing()


def _leave_out(thread: Thread, said_at: datetime) -> bool:
    """Drops the questions that were asked afterwards; whether there were any."""
    asked_by_then = [question for question in thread.waiting if question.asked_at <= said_at]
    asked_since = len(asked_by_then) < len(thread.waiting)
    thread.waiting = asked_by_then
    return asked_since


def _answers_nothing(turn: Turn, thread: Thread) -> bool:
    digit = digit_in(turn.said)
    return digit not in (None, "0") and not unasked.meant_by(turn, thread, digit or "")


def _gives_way(turn: Turn, said_at: datetime) -> bool:
    """The last word wins, by when it was said and not by when it reached us."""
    wish = consent_in(turn)
    if turn.phone_id is None or wish not in (Consent.STOP, Consent.START):
        return False
    later = consent.written_after(turn.session, turn.phone_id, said_at)
    if wish is Consent.STOP:
        return any(map(_came_back, later))
    return any(row.event == ConsentEvent.OPT_OUT for row in later)


def _came_back(row: ConsentRow) -> bool:
    """START, as a word or by a key. To ask for a reminder takes back no STOP."""
    words = row.words or ""
    by_carrier = row.how == consent.BY_CARRIER
    said_so = by_carrier or consent_word(words) is Consent.START or words.isdecimal()
    return row.event == ConsentEvent.OPT_IN and said_so


def _decision(turn: Turn, thread: Thread) -> Reading | None:
    where = commands.step_for(turn.said) or arguments.where(turn)
    return Reading(where) if where and where.step in COUNTS_LATE else None


def _leaving(turn: Turn, thread: Thread) -> Reading | None:
    """LEAVE with a group's own word; a near miss would have to be asked back."""
    where = arguments.where(turn)
    return Reading(where) if where and where.step in LEAVES else None


def _checked_in(turn: Turn, thread: Thread) -> Reading | None:
    """An answer to a check-in ends its ladder, and is said back, however late we read it; so is one of who
    was told."""
    digit, steps = digit_in(turn.said), commands.in_words(turn.said)
    unasked.by_words(turn, thread, steps)
    asked = _asked(turn, thread, digit) if digit else thread.waiting
    for question in (one for one in asked if one.step in CLIMBS):
        where = question.choice(digit or "")
        where = where or next((one for one in question.chosen if one.step in steps), None)
        if where:
            questions.answered(turn.session, question)
            return Reading(where)
    return None


def _asked(turn: Turn, thread: Thread, digit: str) -> list[Open]:
    """It is too late to ask which was meant: a check-in has it then, whose member was no silence."""
    meant = unasked.meant_by(turn, thread, digit) if digit != "0" else []
    checked_in = [question for question in meant if question.step in checkin.ASKING]
    return next((found for found in (meant, checked_in) if len(found) == 1), [])


def _nothing_more(turn: Turn, thread: Thread) -> Reading:
    return IGNORED


TOO_LATE_IN_CRISIS: Sequence[Reader] = (opt_out_words, reported, _nothing_more)
TOO_LATE: Sequence[Reader] = (
    of_a_crisis,
    stop_for_a_group,
    opt_out_words,
    answered_crisis,
    _checked_in,
    _leaving,
    _decision,
    reported,
    _nothing_more,
)
