"""Whoever calls in while a check-in of theirs waits is offered it before the menu."""

from service.checkins import days
from service.flows.turn import CAME_IN, Channel, Choose, Go, Reply, Say, Turn, go, step
from service.text.words import prompt

# In what a call remembers: the days it has offered already.
OFFERED = "days_offered"
MENU = go("menu.first")


def offer_of(turn: Turn) -> Go | None:
    """The newest that has not been offered on this call."""
    if turn.phone_id is None or turn.channel is not Channel.CALL:
        return None
    offered = turn.memo.get(OFFERED, [])
    waiting = (day.id for day in days.asked_on(turn.session, turn.phone_id))
    found = next((day_id for day_id in waiting if day_id not in offered), None)
    return None if found is None else go("call.checkin", found)


@step("call.checkin")
def offer(turn: Turn, day_id: int) -> Reply:
    """Who calls is not proved yet, so this says no more than the gate does."""
    turn.memo[CAME_IN] = True
    turn.memo[OFFERED] = list({*turn.memo.get(OFFERED, []), day_id})
    choices = {1: go("checkin.heard", day_id), 2: MENU, 9: go("call.speak_checkin", day_id)}
    return Choose(prompt("call.checkin"), choices, "label.checkin", back=MENU)


@step("call.speak_checkin")
def speak(turn: Turn, day_id: int) -> Reply:
    """9, as the greeting says: in the other language."""
    turn.speak("en" if turn.language == "es" else "es")
    return Say(prompt("account.language_set"), go("call.checkin", day_id))
