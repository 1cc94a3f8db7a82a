"""A draft read back with its people, and what is answered to that: the count, NO, HEAR, an hour.

The count is the key that sends. It is taken for one while a draft waits, before any search or ZIP, whatever
else was said in between: the conversation remembers which draft it was (`WAITS`).
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from service.errors import NotADate, NoticeRefused
from service.flows.notice import LABEL, says_no
from service.flows.notice_draft import why_not
from service.flows.notice_subject import cost_of, people_of, subject_of
from service.flows.notice_tried import parts_of
from service.flows.runs import Runner, of_notice, runs
from service.flows.turn import (
    Channel,
    Choose,
    Go,
    Listen,
    Nothing,
    Reply,
    Say,
    Turn,
    follow,
    go,
    step,
)
from service.meetings.query import understand
from service.models import Notice, NoticeState
from service.notices import drafts, states
from service.notices.drafts import Answer
from service.text.notice_words import count_in
from service.text.words import prompt

# The draft that was read back last, its count, and until when a number is taken for that.
WAITS = "notice"
WAITS_FOR: Final = timedelta(hours=1)
ZIP_DIGITS = 5
# A line of a notice's events: what makes it urgent, before they have proved that it is them.
REASON: Final = "reason"


def count_said(turn: Turn) -> Go | None:
    """A number, while a draft waits for its own; alone a digit is for questions."""
    waits = turn.memo.get(WAITS)
    typed = count_in(turn.said) if waits else None
    if waits is None or typed is None or len(typed) < 2:
        return None
    notice_id, key, until = waits
    if typed != key and not _waits(turn, notice_id):
        return None
    asked_at = datetime.fromisoformat(until) - WAITS_FOR
    if not asked_at <= turn.said_at <= asked_at + WAITS_FOR or _is_a_zip(typed, key):
        return None
    return go("notice.counted", notice_id, typed)


def _waits(turn: Turn, notice_id: int) -> bool:
    notice = states.found(turn.session, notice_id)
    return notice is not None and notice.state == NoticeState.DRAFT


def is_its_count(turn: Turn) -> bool:
    """Whether it is the very number that what waits was read back with."""
    key: str = turn.memo[WAITS][1]
    return count_in(turn.said) == key


def no_said(turn: Turn) -> Go | None:
    """NO, which nothing else has asked for, while a draft waits: also when it was asked at which hour."""
    if WAITS not in turn.memo or not says_no(turn.said):
        return None
    notice_id, _, until = turn.memo[WAITS]
    if datetime.fromisoformat(until) < turn.now:
        return None
    notice = states.found(turn.session, notice_id)
    waits = notice and notice.state in (NoticeState.DRAFT, NoticeState.HELD)
    return go("notice.drop", notice_id) if waits else None


def _is_a_zip(typed: str, key: str) -> bool:
    """Unless that many people get it."""
    return len(typed) == ZIP_DIGITS != len(key)


@step("notice.read_back")
@of_notice
def read_back(turn: Turn, who: Runner, notice: Notice) -> Reply | Go:
    if notice.state != NoticeState.DRAFT:
        return go("notice.status", notice.id)
    key = drafts.key_of(notice)
    until = turn.now + WAITS_FOR
    turn.memo[WAITS] = [notice.id, key, until.isoformat()]
    what = prompt(
        "notice.read_back",
        what=subject_of(turn, notice),
        who=people_of(notice),
        parts=parts_of(turn, notice, who.person_id),
        cost=cost_of(notice),
        press=key,
    )
    return Listen(what, "notice.said", max(len(key), 2), LABEL, when_silent=go("menu.goodbye"))


@step("notice.said")
@runs
def said(turn: Turn, who: Runner) -> Reply | Go:
    """What is neither its number nor NO may be a search."""
    if WAITS not in turn.memo:
        return go("menu.unknown")
    notice_id, key, _ = turn.memo[WAITS]
    typed = count_in(turn.said)
    if typed is not None and not _is_a_zip(typed, key):
        return go("notice.counted", notice_id, typed)
    if says_no(turn.said):
        return go("notice.drop", notice_id)
    if search := understand(turn.said):
        return go("find.asked", search.as_json())
    return go("notice.read_back", notice_id)


@step("notice.counted")
@of_notice
def counted(turn: Turn, who: Runner, notice: Notice, typed: str) -> Reply | Go:
    key = drafts.key_of(notice)
    if notice.state == NoticeState.DRAFT and len(typed) == 1:
        return Listen(prompt("notice.two_digits", press=key), "notice.said", len(key), LABEL)
    if notice.state != NoticeState.DRAFT and typed != key:
        return go("menu.stray_digit")
    how = turn.session, turn.settings, notice.id, typed, who.person_id, turn.now, _is_proved(turn)
    return decided(turn, notice, lambda: drafts.confirm(*how))


def decided(turn: Turn, notice: Notice, decide: Callable[[], Answer]) -> Reply | Go:
    """What becomes of it; where it is refused after all, nothing but the draft is kept."""
    try:
        with turn.session.begin_nested():
            answer = decide()
    except NoticeRefused as refused:
        return Say(why_not(turn, refused))
    except NotADate:
        return Say(prompt("coord.gone"))
    return go("notice.answered", notice.id, answer.value)


def _is_proved(turn: Turn) -> bool:
    """On a call their code stands before all of this."""
    return turn.channel is Channel.CALL


@step("notice.answered")
@of_notice
def answered(turn: Turn, who: Runner, notice: Notice, answer: str) -> Reply | Go:
    """What became of the count, or of the hour."""
    ref, key = states.ref(notice.id), drafts.key_of(notice)
    match Answer(answer):
        case Answer.HELD:
            return go("notice.held", notice.id)
        case Answer.WRONG:
            return Listen(prompt("notice.wrong", press=key), "notice.said", len(key), LABEL)
        case Answer.DROPPED:
            return Say(prompt("notice.wrong_thrice"))
        case Answer.CALL:
            return go("notice.call_me", notice.id)
        case Answer.WHEN:
            return go("notice.when", notice.id)
        case Answer.ALREADY:
            return Say(prompt("notice.already", ref=ref))
        case Answer.GONE:
            return Say(prompt("notice.gone", ref=ref))


@step("notice.when")
@of_notice
def when(turn: Turn, who: Runner, notice: Notice) -> Reply:
    """Outside the contact hours of some of them."""
    choices = {1: go("notice.later", notice.id), 2: go("notice.urgent", notice.id)}
    if not drafts.can_wait(turn.settings, notice, turn.now):
        choices = {2: choices[2], 3: go("notice.drop", notice.id)}
        nothing = go("notice.drop", notice.id)
        return Choose(prompt("notice.when_now"), choices, LABEL, when_silent=nothing)
    return Choose(prompt("notice.when"), choices, LABEL, when_silent=go("menu.goodbye"))


@step("notice.later")
@of_notice
def later(turn: Turn, who: Runner, notice: Notice) -> Reply | Go:
    how = turn.session, turn.settings, notice.id, who.person_id, turn.now, _is_proved(turn)
    return decided(turn, notice, lambda: drafts.later(*how))


@step("notice.urgent")
@of_notice
def urgent(turn: Turn, who: Runner, notice: Notice) -> Reply:
    turn.memo[WAITS] = [notice.id, drafts.key_of(notice), (turn.now + WAITS_FOR).isoformat()]
    what = prompt("notice.what_for", ref=states.ref(notice.id))
    return Listen(what, "notice.urgent_for", label=LABEL)


@step("notice.urgent_for")
@runs
def urgent_for(turn: Turn, who: Runner) -> Reply | Go:
    """Their words are kept with it; then they prove that it is them."""
    notice_id = (turn.memo.get(WAITS) or (None,))[0]
    if notice_id is None:
        return go("menu.unknown")
    if says_no(turn.said):
        return go("notice.drop", notice_id)
    states.note(turn.session, notice_id, REASON, turn.now, who.person_id, turn.said.strip())
    return go("notice.call_me", notice_id)


@step("notice.held")
@of_notice
def held(turn: Turn, who: Runner, notice: Notice) -> Reply:
    is_later = notice.goes_at != notice.held_until
    key = "notice.held_later" if is_later else "notice.held"
    return Say(prompt(key, ref=states.ref(notice.id), people=people_of(notice)))


@step("notice.drop")
@of_notice
def drop(turn: Turn, who: Runner, notice: Notice) -> Reply | Go:
    """NO to what was read back; once it is held, its status tells how to take it back."""
    if notice.state == NoticeState.HELD:
        return go("notice.status", notice.id)
    if not drafts.drop(turn.session, notice.id, turn.now):
        return Say(prompt("notice.not_now", ref=states.ref(notice.id)))
    return Say(prompt("notice.dropped"))


@step("notice.in_crisis")
@runs
def in_crisis(turn: Turn, who: Runner, word: str, rest: str) -> Reply | Go:
    """Words to a group on which the crisis screen fired: read back beside its answer, whose digits hold."""
    asked_by, reply = follow(turn, go("notice.word", word, rest))
    is_draft = asked_by.step == "notice.read_back" and isinstance(reply, Listen)
    return Say(reply.what) if is_draft and isinstance(reply, Listen) else Nothing()
