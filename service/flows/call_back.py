"""A call that comes in after one of ours was not heard: what we called about comes first, behind a key."""

from service import missed
from service.checkins import asks
from service.flows import checkin_waiting, recall
from service.flows.discreet import is_private
from service.flows.scripts import SCRIPTS
from service.flows.turn import CAME_IN, Channel, Choose, Go, Reply, Say, Turn, follow, go, step
from service.models import Outbox, Way
from service.text.words import prompt

OFFERED = "offered"
MENU = go("menu.first")
# Not a call that was to prove who called: what it led to is wanted no more. Nor a check-in: that is
# offered as long as it waits.
TOLD = SCRIPTS.keys() - {recall.MESSAGE, asks.ASK}


@step("call.waiting")
def waiting(turn: Turn) -> Go:
    """What is to be told still, once a call; then the menu. Where somebody wants privacy, only under MY:
    but for a check-in that waits, which is offered without a word of what it is."""
    if asked := checkin_waiting.offer_of(turn):
        return asked
    return MENU if is_private(turn) else (missed_offer(turn) or MENU)


def missed_offer(turn: Turn) -> Go | None:
    """What we called about in vain and have not offered on this call."""
    if turn.phone_id is None or turn.channel is not Channel.CALL:
        return None
    offered = turn.memo.get(OFFERED, [])
    found = missed.missed_call(turn.session, turn.phone_id, TOLD, offered, turn.now)
    return go("call.missed", found.id) if found else None


@step("call.missed")
def offer(turn: Turn, outbox_id: str) -> Reply:
    """Who calls from a shared phone is not known, so this says no more than the gate does."""
    turn.memo[CAME_IN] = True
    turn.memo[OFFERED] = list({*turn.memo.get(OFFERED, []), outbox_id})
    choices = {1: go("call.back", outbox_id), 2: MENU, 9: go("call.speak", outbox_id)}
    row = turn.session.get(Outbox, outbox_id)
    texted = row is not None and row.way == Way.TEXT
    what = prompt("call.waits" if texted else "call.missed")
    return Choose(what, choices, "label.reminder", back=MENU)


@step("call.speak")
def speak(turn: Turn, outbox_id: str) -> Reply:
    """9, as the greeting says: in the other language."""
    turn.speak("en" if turn.language == "es" else "es")
    return Say(prompt("account.language_set"), go("call.missed", outbox_id))


@step("call.back")
def back(turn: Turn, outbox_id: str) -> Go:
    """On to where a 1 at its gate leads: now it counts as heard (`proof` has stood before it)."""
    row = turn.session.get(Outbox, outbox_id)
    if row is None:
        return MENU
    turn.memo[CAME_IN] = outbox_id
    missed.note_heard(turn.session, outbox_id, turn.now)
    about = row.subject_id, row.occurs_at and row.occurs_at.isoformat()
    _, gate = follow(turn, go(SCRIPTS[row.message], *about))
    return gate.choices[1] if isinstance(gate, Choose) else MENU
