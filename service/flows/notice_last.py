"""UNDO, STATUS and LIST: a notice taken back, how it went, and who is left.

Names go to a coordinator's own phone alone, as an answer, and are first names.
"""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import select

from service.clock import zone
from service.flows.headings import NOTHING
from service.flows.notice import LABEL
from service.flows.notice_draft import SENT, not_yours
from service.flows.notice_subject import people_of, subject_of
from service.flows.runs import Runner, groups_of, is_theirs, of_notice, runs
from service.flows.turn import Channel, Choose, Go, Nothing, Reply, Say, Turn, follow, go, step
from service.models import Notice, NoticeKind, NoticeState, Person
from service.notices import drafts, halting, states, tally
from service.notices.tally import Tally
from service.text.times import day_and_time
from service.text.words import Prompt, Slot, prompt

NAMES_AT_ONCE = 10
GOES: Final = (NoticeState.SENDING, NoticeState.PAUSED)
WAITING: Final = (NoticeState.DRAFT, NoticeState.HELD, *GOES)
ANY: Final = (NoticeState.HELD, NoticeState.UNDONE, *SENT)
ENDED_SO: Final = {
    NoticeState.SENDING: "notice.is_sending",
    NoticeState.PAUSED: "notice.is_paused",
    NoticeState.STOPPED: "notice.is_stopped",
}


def _one(turn: Turn, who: Runner, notice_id: int | None, *states_: NoticeState) -> Notice | None:
    """The one with this number, if it is theirs; else the last they made."""
    if notice_id is None:
        return states.last_of(turn.session, who.person_id, *states_)
    found = states.found(turn.session, notice_id)
    return found if found is not None and is_theirs(turn, who, found) else None


def _none_such(notice_id: int | None, key: str = "notice.none") -> Say:
    """No notice of theirs has that number; without one, they have none."""
    return Say(prompt(key)) if notice_id is None else not_yours(notice_id)


# --- taken back ----------------------------------------------------------------------------------------


@step("notice.undo")
@runs
def undo(turn: Turn, who: Runner, notice_id: int | None = None) -> Reply | Go:
    """What waits for its count is dropped; what is held is taken back; what goes can be stopped."""
    notice = _one(turn, who, notice_id, NoticeState.HELD) or _one(turn, who, notice_id, *WAITING)
    if notice is None:
        return _none_such(notice_id, "notice.nothing_to_undo")
    if notice.state not in WAITING:
        return _not_now(notice) if notice.state in SENT else go("notice.status", notice.id)
    ref = states.ref(notice.id)
    if notice.state == NoticeState.DRAFT:
        return go("notice.drop", notice.id)
    if drafts.undo(turn.session, notice.id, who.person_id, turn.said_at):
        return Say(prompt("notice.undone", ref=ref))
    reached = tally.of(turn.session, notice.id).reached
    said = prompt("notice.too_late", ref=ref, reached=reached, people=notice.people)
    return Choose(said, {1: go("notice.stop", notice.id)}, LABEL)


@step("notice.undo_in_crisis")
@runs
def undo_in_crisis(turn: Turn, who: Runner, notice_id: int | None = None) -> Reply:
    """Beside the answer to such words, whose digits hold: what is held is taken back, if it still can be."""
    notice = _one(turn, who, notice_id, NoticeState.HELD)
    if notice is None or notice.state != NoticeState.HELD:
        return Nothing()
    _, reply = follow(turn, go("notice.undo", notice.id))
    return reply if isinstance(reply, Say) else Nothing()


# --- how it went ---------------------------------------------------------------------------------------


@step("notice.status")
@runs
def status(turn: Turn, who: Runner, notice_id: int | None = None) -> Reply | Go:
    notice = _one(turn, who, notice_id, NoticeState.DRAFT, *ANY)
    if notice is None:
        return _none_such(notice_id)
    if notice.state == NoticeState.DROPPED:
        return Say(prompt("notice.status_dropped", ref=states.ref(notice.id)))
    if notice.state == NoticeState.DRAFT:
        return go("notice.read_back", notice.id)
    slots: dict[str, Slot] = {"ref": states.ref(notice.id), "what": subject_of(turn, notice)}
    if notice.state == NoticeState.UNDONE:
        return Say(prompt("notice.status_undone", **slots))
    if notice.state == NoticeState.HELD:
        return Say(_held(turn, notice, slots))
    so_far = tally.of(turn.session, notice.id)
    what = prompt("notice.status", tally=told(so_far), state=_state(notice, so_far), **slots)
    if notice.state not in GOES:
        return Say(what)
    first = "notice.pause" if notice.state == NoticeState.SENDING else "notice.resume"
    return Choose(what, {1: go(first, notice.id), 2: go("notice.stop", notice.id)}, LABEL)


def _held(turn: Turn, notice: Notice, slots: dict[str, Slot]) -> Prompt:
    from_ = notice.goes_at or notice.held_until or turn.now
    home = zone(turn.settings.home_zone)
    when = day_and_time(from_.astimezone(home), turn.now, turn.language)
    return prompt("notice.status_held", when=when, people=people_of(notice), **slots)


def _state(notice: Notice, so_far: Tally) -> Prompt:
    if notice.state == NoticeState.DONE:
        return prompt("notice.is_done" if so_far.left else "notice.is_done_all")
    return prompt(ENDED_SO[NoticeState(notice.state)])


def told(so_far: Tally) -> tuple[Prompt, ...]:
    """How many have it, and what became of the others; what is none is not named."""
    said = [prompt("notice.tally", reached=so_far.reached, people=so_far.people)]
    counts = {
        "notice.by_text_tally": so_far.by_text,
        "notice.by_call_tally": so_far.heard,
        "notice.voicemail_tally": so_far.voicemail,
        "notice.to_go_tally": so_far.to_go,
        "notice.in_doubt_tally": so_far.in_doubt,
        "notice.failed_tally": sum(so_far.failed.values()),
    }
    return (*said, *(prompt(key, count=count) for key, count in counts.items() if count))


@step("notice.pause")
@of_notice
def pause(turn: Turn, who: Runner, notice: Notice) -> Reply:
    done = halting.pause(turn.session, notice.id, who.person_id, turn.now)
    choices = {1: go("notice.resume", notice.id), 2: go("notice.stop", notice.id)}
    return Choose(_now(turn, notice, "notice.paused"), choices, LABEL) if done else _not_now(notice)


@step("notice.resume")
@of_notice
def resume(turn: Turn, who: Runner, notice: Notice) -> Reply | Go:
    """It sends, so it takes more than a number that a text shows: their code, on a call of ours."""
    if turn.channel is Channel.TEXT and notice.state == NoticeState.PAUSED:
        return go("notice.call_me", notice.id)
    done = halting.resume(turn.session, notice.id, who.person_id, turn.now)
    return Say(_now(turn, notice, "notice.resumed")) if done else _not_now(notice)


@step("notice.stop")
@of_notice
def stop(turn: Turn, who: Runner, notice: Notice) -> Reply:
    if not halting.stop(turn.session, notice.id, who.person_id, turn.now):
        return _not_now(notice)
    left = states.found(turn.session, notice.id)
    if left and left.state == NoticeState.UNDONE:  # it had not begun to go
        return Say(prompt("notice.undone", ref=states.ref(notice.id)))
    groups = groups_of(turn, notice)
    if notice.kind not in (NoticeKind.OFF, NoticeKind.MOVE) or not groups:
        return Say(_now(turn, notice, "notice.stopped"))
    return Say(_now(turn, notice, "notice.stopped_date", word=groups[0].word))


def _now(turn: Turn, notice: Notice, key: str, **more: Slot) -> Prompt:
    so_far = tally.of(turn.session, notice.id)
    counts = {"reached": so_far.reached, "people": so_far.people}
    return prompt(key, ref=states.ref(notice.id), **counts, **more)


def _not_now(notice: Notice) -> Reply:
    return Say(prompt("notice.not_now", ref=states.ref(notice.id)))


# --- who is left ---------------------------------------------------------------------------------------


@step("notice.list")
@runs
def list_(turn: Turn, who: Runner, notice_id: int | None = None, skip: int = 0) -> Reply | Go:
    """First names of those of whom it isn't known that they have it."""
    notice = _one(turn, who, notice_id, *SENT)
    if notice is None:
        return _none_such(notice_id)
    if notice.state not in SENT:
        return go("notice.status", notice.id)
    left, ref = tally.missing(turn.session, notice.id), states.ref(notice.id)
    if not left:
        return Say(prompt("notice.all_reached", ref=ref))
    is_more = len(left) > skip + NAMES_AT_ONCE
    more = prompt("notice.list_more") if is_more else NOTHING
    names = _names(turn, left[skip : skip + NAMES_AT_ONCE])
    what = prompt("notice.list", ref=ref, count=len(left), names=names, more=more)
    if not is_more or turn.channel is Channel.CALL:
        return Say(what)
    onwards = go("notice.list", notice.id, skip + NAMES_AT_ONCE)
    return Choose(what, {1: onwards}, LABEL, more=onwards)


def _names(turn: Turn, people: Sequence[int]) -> Slot:
    """By letters; of those who have none how many they are."""
    theirs = select(Person.first_name).where(Person.id.in_(people))
    found = list(turn.session.scalars(theirs))
    names = ", ".join(sorted(name for name in found if name))
    nameless = prompt("notice.nameless", count=found.count(None))
    if None not in found:
        return names
    return prompt("notice.names_and", names=names, nameless=nameless) if names else nameless
