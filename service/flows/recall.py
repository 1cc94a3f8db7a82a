"""Proved by calling back: a call that nobody vouches for may come from anywhere, ours goes to that phone.

Whoever has no code of their own is called right back, and a key goes on where they were. Somebody could
use that to annoy a stranger: at most three such calls an hour and six a day, 8 at the gate ends them, and
a phone that said STOP is not called; for a day after a STOP that was taken back, once.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from service import codes, consent, groups
from service.flows import gates, right_now
from service.flows.code import AFTERWARDS, WANTED
from service.flows.crisis_line import in_a_few_words
from service.flows.headings import NOTHING
from service.flows.tries import WRONG
from service.flows.turn import (
    BEGAN,
    LET_IN,
    VOUCHED,
    Choose,
    End,
    Go,
    Reply,
    Say,
    Turn,
    go,
    step,
)
from service.flows.whose import CODE_GIVEN, MEANT, TOLD, known_person
from service.models import ConsentEvent, Conversation, Outbox
from service.text.words import Slot, prompt

MESSAGE = "proof.call_back"
GATE, VOICEMAIL = "recall.gate", "recall.voicemail"
# They have to put the receiver down first.
HANGING_UP = timedelta(seconds=10)
MOST_CALLS = {timedelta(hours=1): 3, timedelta(days=1): 6}
# What one call knows and another must find out by itself.
OF_ONE_CALL = frozenset({VOUCHED, BEGAN, LET_IN, CODE_GIVEN, MEANT, TOLD, WRONG})
MENU = go("menu.main")
# Who picks up may be somebody else than who called: what ends or changes anything is asked once more. Each
# with the step that asks it, and how many of its arguments that one has.
ASKED_BY: dict[str, tuple[str, int]] = {
    **dict.fromkeys(("own_data.erase_sure", "own_data.erased"), ("own_data.erase", 0)),
    **dict.fromkeys(("settings.open", "settings.opened"), ("settings.discretion", 0)),
    **dict.fromkeys(("code.off", "code.removed", "code.change", "code.new"), ("code.menu", 0)),
    **dict.fromkeys(("shared.begin", "shared.first"), ("shared.ask", 0)),
    **dict.fromkeys(("settings.call", "settings.text"), ("settings.ways", 0)),
    **dict.fromkeys(("settings.both", "settings.reach"), ("settings.ways", 0)),
    "hours.given": ("hours.menu", 0),
    **dict.fromkeys(("zone.given", "zone.which", "zone.set"), ("zone.ask", 0)),
    **dict.fromkeys(("remind.drop", "remind.weekly"), ("remind.one", 1)),
    **dict.fromkeys(("remind.set", "remind.each_date"), ("remind.another_time", 1)),
    **dict.fromkeys(("remind.set_before", "remind.call_to_join"), ("remind.another_time", 1)),
    **dict.fromkeys(("groups.quit", "groups.quit_all", "groups.leave"), ("groups.mine", 0)),
    **dict.fromkeys(("remind.later", "remind.join", "remind.going"), ("remind.heard", 2)),
    **dict.fromkeys(("remind.not_going", "ride.ask", "ride.put"), ("remind.heard", 2)),
    **dict.fromkeys(("ride.back", "ride.share"), ("ride.stands", 1)),
    **dict.fromkeys(("ride.take", "ride.refuse"), ("ride.asked", 1)),
    "watch.undo": ("watch.show", 1),
    **dict.fromkeys(("case.call", "case.close"), ("case.ask", 0)),
    **dict.fromkeys(("oncall.given", "oncall.hours_said", "oncall.not_added"), ("oncall.menu", 0)),
    **dict.fromkeys(("oncall.off", "oncall.off_on", "oncall.off_given"), ("oncall.menu", 0)),
    **dict.fromkeys(("oncall.take_off", "oncall.put_back"), ("oncall.menu", 0)),
    **dict.fromkeys(("shift.confirm", "shift.decline"), ("shift.ask", 1)),
    **dict.fromkeys(("contact.names", "contact.code", "contact.new"), ("contact.menu", 0)),
    **dict.fromkeys(("contact.one", "contact.first", "contact.remove"), ("contact.list", 0)),
    "contact.removed": ("contact.list", 0),
    **dict.fromkeys(
        ("checkin.great", "checkin.ok", "checkin.so_so", "checkin.low"), ("checkin.heard", 1)
    ),
    **dict.fromkeys(
        ("checkin.very_low", "checkin.all_right", "checkin.done", "checkin.not_yet"),
        ("checkin.heard", 1),
    ),
    **dict.fromkeys(("checkin.later",), ("checkin.heard", 1)),
    **dict.fromkeys(("appt.given", "appt.set", "appt.off", "appt.hour_said"), ("note.menu", 0)),
    **dict.fromkeys(("note.given", "note.drop", "note.kept"), ("note.menu", 0)),
    "note.read": ("note.back", 1),
    **dict.fromkeys(("away.given", "away.said", "pause.given", "pause.said"), ("break.menu", 0)),
    **dict.fromkeys(("break.end",), ("break.menu", 0)),
    **dict.fromkeys(("buddy.new", "buddy.named", "buddy.code", "buddy.remove"), ("buddy.menu", 0)),
    **dict.fromkeys(("buddy.send",), ("buddy.menu", 0)),
    **dict.fromkeys(("goal.given", "goal.off", "goal.done", "goal.share"), ("goal.menu", 0)),
    **dict.fromkeys(("contact.my_name_said", "contact.their_name_said"), ("contact.menu", 0)),
    **dict.fromkeys(("proposal.yes", "proposal.no"), ("proposal.shown", 1)),
    **dict.fromkeys(
        ("setup.given", "setup.hour_said", "setup.days_said", "setup.called"), ("setup.menu", 0)
    ),
    **dict.fromkeys(("setup.asks", "setup.way", "setup.waits", "setup.named"), ("setup.menu", 0)),
    **dict.fromkeys(
        ("setup.name_said", "setup.second_set", "setup.ended", "setup.made"), ("setup.menu", 0)
    ),
    "visit.drop": ("visit.one", 1),
    "visit.said": ("visit.heard", 1),
    "case.many_said": ("case.ask", 0),
    "remind.not_now": ("remind.heard", 2),
    **dict.fromkeys(("contact.yes", "contact.come_back", "contact.asked_in"), ("contact.asked", 1)),
    **dict.fromkeys(("contact.will", "contact.cannot", "contact.all_right"), ("contact.told", 1)),
    "contact.leave": ("contact.stands", 1),
    **dict.fromkeys(("shift.take", "shift.refuse"), ("shift.offer", 1)),
}


@step("recall.ask")
def ask(turn: Turn) -> Reply | Go:
    if turn.phone_id is None:
        return MENU
    if consent.is_stopped(turn.session, turn.phone_id):
        return Say(prompt("recall.stopped_text" if turn.can_text else "recall.stopped"))
    if _is_called_enough(turn.session, turn.phone_id, turn.now):
        return Say(prompt("recall.enough"))
    choices: dict[int, Go] = {1: go("recall.call_me"), 2: go("find.new")}
    join: Slot = NOTHING
    if groups.everything(turn.session):
        choices[3], join = go("groups.all"), prompt("recall.join")
    return Choose(prompt("recall.ask", join=join), choices, "label.settings", back=MENU)


@step("recall.call_me")
def call_me(turn: Turn) -> Reply | Go:
    """Once a call, however often the key is pressed."""
    calling = _conversation_id(turn)
    if turn.phone_id is None or calling is None:
        return MENU
    if _is_called_enough(turn.session, turn.phone_id, turn.now):
        return go("recall.ask")  # several calls at once stood at this key
    right_now.call(
        turn,
        MESSAGE,
        f"recall:{calling}",
        phone_id=turn.phone_id,
        subject_id=calling,
        after=HANGING_UP,
    )
    return End(prompt("recall.hang_up"))


@step("recall.gate")
def gate(turn: Turn, calling: int, _occurs_at: str | None = None) -> Reply:
    """Whoever picked up hears no more than that a call back was asked for."""
    if turn.phone_id is None or consent.is_stopped(turn.session, turn.phone_id):
        return End(prompt("menu.goodbye", crisis=in_a_few_words(turn)))
    behind, again = go("recall.let_in", calling), go("recall.gate", calling)
    return gates.gate(turn, GATE, "label.settings", behind, again)


@step("recall.voicemail")
def voicemail(turn: Turn) -> Reply:
    return gates.left_on_a_machine(turn, VOICEMAIL)


@step("recall.let_in")
def let_in(turn: Turn, calling: int) -> Reply | Go:
    """From here on it is their call: where they were, with what they had said."""
    if not turn.placed:
        return MENU
    turn.memo.update(_left_off(turn, calling))
    turn.memo[LET_IN] = True
    turn.placed, turn.vouched = False, True
    where = _onwards(turn.memo.pop(WANTED, None))
    person_id = known_person(turn)
    if person_id is not None and codes.has_code(turn.session, person_id):
        return where  # set meanwhile
    turn.memo[AFTERWARDS] = [where.step, list(where.args)]
    choices = {1: go("code.new"), 2: where}
    return Choose(prompt("recall.offer"), choices, "label.code", back=where, when_silent=where)


def _onwards(wanted: Sequence[Any] | None) -> Go:
    if wanted is None:
        return MENU
    step_id, args = wanted
    asks, kept = ASKED_BY.get(step_id, (step_id, len(args)))
    return Go(asks, tuple(args[:kept]))


def _is_called_enough(session: Session, phone_id: int, now: datetime) -> bool:
    its = Outbox.phone_id == phone_id, Outbox.message == MESSAGE
    called = session.scalars(select(Outbox.created_at).where(*its)).all()
    if any(sum(at > now - within for at in called) >= most for within, most in MOST_CALLS.items()):
        return True
    # Whoever shows that number can take its STOP back, too.
    lately = consent.written_after(session, phone_id, now - timedelta(days=1))
    stops = [one.at for one in lately if one.event == ConsentEvent.OPT_OUT]
    return bool(stops) and any(at >= min(stops) for at in called)


def _conversation_id(turn: Turn) -> int | None:
    """Of this very call: there stands where it goes on."""
    mine = select(Conversation.id).where(Conversation.key == f"call:{turn.call_sid}")
    return turn.session.scalar(mine)


def _left_off(turn: Turn, calling: int) -> dict[str, object]:
    """What that call remembered, if it was this phone's."""
    its = Conversation.id == calling, Conversation.phone_id == turn.phone_id
    memo = turn.session.scalar(select(Conversation.memo).where(*its)) or {}
    return {name: value for name, value in memo.items() if name not in OF_ONE_CALL}
