"""The reminder itself, when its hour has come: as a text, or a call with a gate before any word of it."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from service import reminders
from service.flows import caller
from service.flows.remind import when_of
from service.flows.turn import Channel, Choose, End, Go, Reply, Say, Turn, go, step
from service.meetings.search import details
from service.models import Reminder
from service.text.words import prompt

HALF_AN_HOUR = timedelta(minutes=30)
GATE, VOICEMAIL = "remind.gate", "remind.voicemail"


@step("remind.due")
def due(turn: Turn, reminder_id: int, occurs_at: str) -> Reply:
    """What is texted: when, and nothing that tells anyone else what it is about.

    The date (ISO 8601) is the text's own: a weekly reminder has moved on to its next one already.
    """
    said = _about(turn, reminder_id, occurs_at, "remind.due", {})
    return said or Say(prompt("remind.dropped"))


@step("remind.gate")
def gate(turn: Turn, reminder_id: int, occurs_at: str) -> Reply:
    """A call: who picked up is not known, so nothing is said before they press a key.

    Nor does silence, or a key we did not offer, ever lead from here to the menu.
    """
    choices = {
        1: go("remind.heard", reminder_id, occurs_at),
        2: go("remind.later", reminder_id, occurs_at),
        8: go("remind.no_calls"),
    }
    again = go("remind.gate", reminder_id, occurs_at)
    who = caller.gate(GATE, turn.settings, turn.language)
    return Choose(who, choices, "label.reminder", back=again, when_silent=go("remind.nobody"))


@step("remind.voicemail")
def voicemail(turn: Turn) -> Reply:
    """What a machine keeps, and others may play: who called, and where it can be heard."""
    return End(caller.voicemail(VOICEMAIL, turn.settings, turn.language))


@step("remind.nobody")
def nobody(turn: Turn) -> Reply:
    """A machine, or somebody who said nothing: they have heard no more than that we called."""
    return End(prompt("remind.nobody"))


@step("remind.heard")
def heard(turn: Turn, reminder_id: int, occurs_at: str) -> Reply:
    """The same on a call, after a key was pressed."""
    stop = {8: go("remind.no_calls")}
    said = _about(turn, reminder_id, occurs_at, "remind.due_call", stop)
    return said or End(prompt("remind.dropped"))


@step("remind.later")
def later(turn: Turn, reminder_id: int, occurs_at: str) -> Reply:
    """In half an hour, if that is still before the start."""
    starts = datetime.fromisoformat(occurs_at)
    again = reminders.call_again(
        turn.session, reminder_id, starts, turn.now + HALF_AN_HOUR, turn.now
    )
    return End(prompt("remind.later" if again else "remind.too_late"))


@step("remind.going")
def going(turn: Turn, reminder_id: int) -> Reply:
    return _closing(turn, "remind.going")


@step("remind.not_going")
def not_going(turn: Turn, reminder_id: int) -> Reply:
    return _closing(turn, "remind.not_going")


@step("remind.no_calls")
def no_calls(turn: Turn) -> Reply | Go:
    return go("account.stop")


def _about(
    turn: Turn, reminder_id: int, occurs_at: str, key: str, more: Mapping[int, Go]
) -> Choose | None:
    """The reminder itself; None when it was undone. A feed may have moved its meeting since."""
    reminder = turn.session.get(Reminder, reminder_id)
    if reminder is None:
        return None
    starts = datetime.fromisoformat(occurs_at)
    choices = {1: go("remind.going", reminder_id), 2: go("remind.not_going", reminder_id), **more}
    if not _still_so(turn, reminder, starts):
        key, choices = "remind.changed", {1: go("find.start")}
    said = prompt(key, when=when_of(turn, reminder.meeting_id, starts))
    return Choose(said, choices, "label.reminder", when_silent=go("remind.nobody"))


def _still_so(turn: Turn, reminder: Reminder, starts: datetime) -> bool:
    """Whether the meeting is still listed for then."""
    found = details(turn.session, reminder.meeting_id, starts - timedelta(minutes=1))
    return found is not None and found.starts == starts


def _closing(turn: Turn, key: str) -> Reply:
    return End(prompt(key)) if turn.channel is Channel.CALL else Say(prompt(key))
