"""What a text or a key press asks for: the step where the conversation goes on.

A text is read in one fixed order: words that answer to a crisis, STOP with a group's word, opt-out words,
plain opt-out, a bare digit, a reminder's answer in words, a code of six digits, a command, a word with
something behind it, the words a question waits for, a search, and last "I did not get that". (The crisis
screen stands before all of this, at the door.) A key press is simpler (`keys`).
"""

from collections.abc import Sequence

from service import consent
from service.flows import (
    account,
    answers,
    arguments,
    breaks,
    commands,
    crisis_readers,
    ending,
    keys,
    leaving,
    notice,
    notice_read,
    questions,
    searched,
)
from service.flows.open_question import Open
from service.flows.reading import Reader, Reading, of_search
from service.flows.threads import Thread
from service.flows.turn import Turn, go
from service.text.optout import Consent, consent_word, plain_opt_out

# Where a text says a place or a kind, and is kept no longer than a search.
SEARCHES = frozenset({"find.asked", "care.there", "zone.given"})
# What a question for somebody's four digits is called.
CODE = "label.code"
# Where the answer to what was read back goes on.
NOTICE_SAID = "notice.said"
ENDS_A_NOTICE = frozenset({"notice.drop", "notice.undo"})


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
    return None if is_stopped else answers.yes_or_no(turn, thread)


def stop_for_a_group(turn: Turn, thread: Thread) -> Reading | None:
    """STOP with a group's own word behind it ends that group alone."""
    where = leaving.stopping(turn)
    return None if where is None else Reading(where)


def nearly_stop(turn: Turn, thread: Thread) -> Reading | None:
    """The same with a slip in it; what is a plain opt-out has been read before."""
    where = leaving.nearly_stopping(turn)
    return None if where is None else Reading(where)


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


def _count(turn: Turn, thread: Thread) -> Reading | None:
    """The number that sends a notice, while that waits for it; another one may be what was asked since."""
    where = notice_read.count_said(turn)
    newest = thread.waiting[0] if thread.waiting else None
    if where is None or (newest and _asks_another(newest) and not notice_read.is_its_count(turn)):
        return None
    if newest and newest.accepts["label"] == CODE:
        return None
    _is_answered(turn, newest)
    return Reading(where)


def _is_answered(turn: Turn, newest: Open | None) -> None:
    """What was read back is: its next digit is for something else."""
    if newest and newest.listens == NOTICE_SAID:
        questions.answered(turn.session, newest)


def _asks_another(newest: Open) -> bool:
    """A number of its own, perhaps: an hour, a code."""
    return newest.listens not in (None, NOTICE_SAID)


def _coordinated(turn: Turn, thread: Thread) -> Reading | None:
    """A coordinator's word, from a phone of theirs; NO while what they wish waits for its number."""
    where = notice.behind(turn) or notice_read.no_said(turn)
    if where is None:
        return None
    if where.step in ENDS_A_NOTICE and thread.waiting:
        _is_answered(turn, thread.waiting[0])
    return Reading(where)


def _argued(turn: Turn, thread: Thread) -> Reading | None:
    """A word with something behind it."""
    where = arguments.where(turn)
    return None if where is None else Reading(where, searched=where.step in SEARCHES)


def _search(turn: Turn, thread: Thread) -> Reading | None:
    return of_search(searched.search_in(turn))


def _lost(turn: Turn, thread: Thread) -> Reading:
    return Reading(go("menu.unknown"))


OF_A_TEXT: Sequence[Reader] = (
    crisis_readers.of_a_crisis,
    stop_for_a_group,
    opt_out_words,
    _count,
    answers.by_digit,
    answers.in_words,
    answers.yes_or_no,
    answers.by_code,
    _coordinated,
    _command,
    _argued,
    nearly_stop,
    answers.in_open_words,
    _search,
    _lost,
)
OF_A_KEY: Sequence[Reader] = (keys.far_end, keys.key)
# A text on which the crisis screen fired asks for these at most.
IN_CRISIS: Sequence[Reader] = (
    crisis_readers.meant,
    opt_out_words,
    crisis_readers.reported,
    crisis_readers.noted,
    crisis_readers.coordinated,
    crisis_readers.search_alone,
    crisis_readers.answered_before,
)
