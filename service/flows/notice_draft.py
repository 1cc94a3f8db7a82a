"""What a coordinator asked for becomes a draft, or they are told why not.

Nothing is sent by this: a draft is read back with its people (`notice_read`) and waits for their number.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Final

from service.errors import NotADate, NoticeRefused
from service.flows.notice import LABEL, says_no
from service.flows.runs import Runner, is_theirs, of_notice, runs
from service.flows.turn import Go, Listen, Reply, Say, Turn, go, step
from service.models import Notice, NoticeKind, NoticeState
from service.notices import corrections, drafts, spending, states
from service.notices.refusals import Why
from service.notices.wishes import Wish, cleaned
from service.text.notice_words import ref_in
from service.text.words import CATALOGUE, prompt

# Groups whose words are awaited; the notice whose correction is.
TO, FIXES = "notice_to", "notice_fixes"
# What has gone out, or goes: that can be corrected.
SENT: Final = (NoticeState.SENDING, NoticeState.PAUSED, NoticeState.DONE, NoticeState.STOPPED)


@step("notice.drafted")
@runs
def drafted(
    turn: Turn, who: Runner, kind: str, group_id: int, on: str, to: str | None, words: str | None
) -> Reply | Go:
    """Of one date: off, on, or moved; `words` are its reason, or its place."""
    group = who.group(group_id)
    if group is None:
        return go("menu.unknown")
    # With its accents, which a voice needs; what is nothing once cleaned, like a smile alone, is none.
    moves, said = kind == NoticeKind.MOVE, words if cleaned(words or "") else None
    return _draft(
        turn,
        who,
        kind=NoticeKind(kind),
        group_ids=(group.id,),
        meeting_id=group.meeting_id,
        on_date=date.fromisoformat(on),
        moved_to=datetime.fromisoformat(to) if to else None,
        place=said if moves else None,
        reason=None if moves else said,
    )


@step("notice.words")
@runs
def words(turn: Turn, who: Runner, group_ids: Sequence[int], said: str) -> Reply | Go:
    """Free words to groups of theirs; asked for, where none stood behind SEND."""
    if not set(group_ids) <= {one.id for one in who.groups}:
        return go("menu.unknown")
    if said.strip():
        return _draft(turn, who, kind=NoticeKind.NEWS, group_ids=tuple(group_ids), body=said)
    turn.memo[TO] = list(group_ids)
    return Listen(prompt("notice.words"), "notice.words_said", label=LABEL)


@step("notice.words_said")
def words_said(turn: Turn) -> Reply | Go:
    group_ids = turn.memo.get(TO)
    if says_no(turn.said):
        return Say(prompt("notice.dropped"))
    return go("notice.words", group_ids, turn.said) if group_ids else go("menu.unknown")


@step("notice.fix")
@runs
def fix(turn: Turn, who: Runner, said: str) -> Reply | Go:
    """`FIX 8:30, not 8`, of the last one they sent; `FIX B12 ...` of that one."""
    first, _, rest = said.partition(" ")
    named = ref_in(first) if first[:1] in "bB" else None
    if named is not None:
        found = states.found(turn.session, named)
        theirs = found is not None and is_theirs(turn, who, found)
        return go("notice.fixing", named, rest) if theirs else not_yours(named)
    newest = states.last_of(turn.session, who.person_id, NoticeState.DRAFT, NoticeState.HELD, *SENT)
    if newest and newest.state == NoticeState.DRAFT and newest.kind != NoticeKind.FIX:
        return Say(prompt("notice.fix_unsent"))
    last = states.last_of(turn.session, who.person_id, NoticeState.HELD, *SENT)
    return go("notice.fixing", last.id, said) if last else Say(prompt("notice.none"))


def not_yours(notice_id: int) -> Say:
    return Say(prompt("notice.not_yours", ref=states.ref(notice_id)))


@step("notice.fixing")
@of_notice
def fixing(turn: Turn, who: Runner, first: Notice, said: str) -> Reply | Go:
    """What is still held is not corrected but taken back: its status says so."""
    ref = states.ref(first.id)
    if first.state == NoticeState.HELD:
        return go("notice.status", first.id)
    if first.state not in SENT:
        return Say(prompt("notice.not_now", ref=ref))
    if not said.strip():
        turn.memo[FIXES] = first.id
        return Listen(prompt("notice.fix_words", ref=ref), "notice.fix_said", label=LABEL)
    wish = corrections.wish(turn.session, first, said, who.person_id, turn.phone_id)
    return made(turn, who, wish)


@step("notice.fix_said")
def fix_said(turn: Turn) -> Reply | Go:
    first = turn.memo.get(FIXES)
    if says_no(turn.said):
        return Say(prompt("notice.dropped"))
    return go("notice.fixing", first, turn.said) if first else go("menu.unknown")


def _draft(turn: Turn, who: Runner, **wished: Any) -> Reply | Go:
    wish = Wish(by_person_id=who.person_id, by_phone_id=turn.phone_id, **wished)
    return made(turn, who, wish)


def made(turn: Turn, who: Runner, wish: Wish) -> Reply | Go:
    """Read back; or why it can't be, and then nothing of it is kept."""
    word = next((one.word for one in who.groups if one.id in wish.group_ids), "")
    try:
        with turn.session.begin_nested():
            notice = drafts.draft(turn.session, turn.settings, wish, turn.now)
    except NoticeRefused as refused:
        return Say(why_not(turn, refused, word))
    except NotADate:
        return Say(prompt("notice.not_then", group=word, word=word))
    return go("notice.read_back", notice.id)


def why_not(turn: Turn, refused: NoticeRefused, word: str = "TUE") -> Any:
    """In words of ours; what is new to us says at least that nothing is sent. At the month's limit whoever
    runs the line is told as well."""
    if refused.why == Why.OVER_CAP:
        spending.used_up(turn.session, turn.now)
    key = f"notice.refused.{refused.why}"
    if key not in CATALOGUE:
        return prompt("notice.refused.other")
    of_another = refused.why in (Why.SAID_ALREADY, Why.ON_ITS_WAY, Why.BEING_FIXED)
    ref = states.ref(refused.amount) if of_another else ""
    return prompt(key, word=word, count=refused.amount, ref=ref)
