"""The reminder itself, when its hour has come: as a text, or a call with a gate before any word of it."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from service import attendance, missed, reminders, reminding
from service.flows import caller, occasion, rides
from service.flows.discreet import masked_one
from service.flows.headings import NOTHING
from service.flows.occasion import Occasion, occasion_of
from service.flows.turn import (
    ABOUT,
    NAMES,
    Channel,
    Choose,
    End,
    Go,
    Reply,
    Say,
    Turn,
    closing,
    go,
    step,
)
from service.flows.whose import is_shared
from service.flows.wording import name_of
from service.meetings import joining
from service.meetings.wording import short_name
from service.models import Answer, Reminder
from service.text.words import Prompt, prompt

HALF_AN_HOUR = timedelta(minutes=30)
GATE, VOICEMAIL = "remind.gate", "remind.voicemail"
ANSWERS = {1: "remind.going", 2: "remind.not_going", 3: "ride.ask"}
RIDE, JOIN = 3, 4
# How long after the start it may still be answered.
ANSWERED_UNTIL = timedelta(hours=3)


@step("remind.due")
def due(turn: Turn, reminder_id: int, occurs_at: str) -> Reply:
    """What is texted: when, and nothing that tells anyone else what it is about.

    The date (ISO 8601) is the text's own: a weekly reminder has moved on to its next one already.
    """
    said = _about(turn, reminder_id, occurs_at, "remind.due", {})
    return said or Say(prompt("remind.dropped"))


def which_one(turn: Turn, reminder_id: int, occurs_at: str) -> list[Prompt]:
    """Beside other reminders that wait for an answer; by its name where another is for that hour, too."""
    reminder = turn.session.get(Reminder, reminder_id)
    if reminder is None:
        return [prompt("label.reminder")]
    starts = datetime.fromisoformat(occurs_at)
    date = occasion_of(turn, reminder.person_id, reminder.meeting_id, starts)
    when = occasion.when(turn, date)
    usual = prompt("label.reminder_for", when=when)
    if date.found is None or is_shared(turn):
        return [usual]
    name = name_of(short_name(masked_one(turn, date.found).name), turn.language)
    return [usual, prompt("label.reminder_of", name=name, when=when)]


NAMES["remind.due"] = which_one
ABOUT.update(
    dict.fromkeys(("remind.due", "remind.going", "remind.not_going", "ride.ask"), "reminder")
)


@step("remind.gate")
def gate(turn: Turn, reminder_id: int, occurs_at: str) -> Reply:
    """A call: who picked up is not known, so nothing is said before they press a key.

    Nor does silence, or a key we did not offer, ever lead from here to the menu.
    """
    choices = {
        1: go("remind.heard", reminder_id, occurs_at),
        2: go("remind.later", reminder_id, occurs_at),
        3: go("remind.not_now", reminder_id, occurs_at),
        8: go("remind.no_calls"),
    }
    again = go("remind.gate", reminder_id, occurs_at)
    who = caller.gate(GATE, turn.settings, turn.language)
    return Choose(who, choices, "label.reminder", back=again, when_silent=go("call.nobody"))


@step("remind.voicemail")
def voicemail(turn: Turn) -> Reply:
    """What a machine keeps, and others may play: who called, and where it can be heard."""
    return End(caller.voicemail(VOICEMAIL, turn.settings, turn.language))


@step("remind.heard")
def heard(turn: Turn, reminder_id: int, occurs_at: str, _was: str = "") -> Reply | Go:
    """The same on a call, after a key was pressed; to who has set a code not before that (`proof`)."""
    if reminders.of_phone(turn.session, reminder_id, turn.phone_id) is None:
        return closing(turn, prompt("remind.dropped"))
    more = {8: go("remind.no_calls"), **_join(turn, reminder_id, occurs_at)}
    said = _about(turn, reminder_id, occurs_at, "remind.due_call", more)
    return said or closing(turn, prompt("remind.dropped"))


@step("remind.later")
def later(turn: Turn, reminder_id: int, occurs_at: str) -> Reply:
    """In half an hour, if that is still before the start."""
    if reminders.of_phone(turn.session, reminder_id, turn.phone_id) is None:
        return End(prompt("remind.dropped"))
    starts = datetime.fromisoformat(occurs_at)
    again = reminding.call_again(
        turn.session, reminder_id, starts, turn.now + HALF_AN_HOUR, turn.now
    )
    return End(prompt("remind.later" if again else "remind.too_late"))


@step("remind.not_now")
def not_now(turn: Turn, reminder_id: int, occurs_at: str) -> Reply:
    """Their hands are full: no other call about this date, and MY still has it. It is no answer to it."""
    reminder = reminders.of_phone(turn.session, reminder_id, turn.phone_id)
    if reminder is None:
        return End(prompt("remind.dropped"))
    starts = datetime.fromisoformat(occurs_at)
    reminding.hold_back(turn.session, reminder, starts, turn.now, "They have said not now.")
    missed.set_aside(turn.session, reminder.phone_id, turn.call_sid, turn.now)
    return closing(turn, prompt("remind.not_now"))


@step("remind.going")
def going(turn: Turn, reminder_id: int, occurs_at: str = "") -> Reply:
    return _answered(turn, reminder_id, occurs_at, Answer.GOING)


@step("remind.not_going")
def not_going(turn: Turn, reminder_id: int, occurs_at: str = "") -> Reply:
    """For this one date: a weekly reminder goes on."""
    return _answered(turn, reminder_id, occurs_at, Answer.NOT_GOING)


@step("remind.join")
def join(turn: Turn, reminder_id: int, occurs_at: str) -> Reply | Go:
    """Who is joined in is going: nothing more goes out about this date."""
    reminder, starts = turn.session.get(Reminder, reminder_id), datetime.fromisoformat(occurs_at)
    if reminder is None:
        return closing(turn, prompt("remind.dropped"))
    whose = reminder.person_id, reminder.meeting_id
    attendance.record(turn.session, *whose, starts, Answer.GOING, turn.now)
    reminding.hold_back(turn.session, reminder, starts, turn.now)
    return go("connect.rules", reminder.meeting_id)


@step("remind.no_calls")
def no_calls(turn: Turn) -> Reply | Go:
    return go("account.stop")


def _join(turn: Turn, reminder_id: int, occurs_at: str) -> dict[int, Go]:
    """Right before a meeting by phone begins, a caller can be joined in."""
    reminder = turn.session.get(Reminder, reminder_id)
    if reminder is None or turn.now < datetime.fromisoformat(occurs_at) - joining.OPENS:
        return {}
    date = joining.date_of(turn.session, reminder.meeting_id, turn.now)
    if date is None or not date.is_open(turn.now) or not joining.number_of(date.one, turn.settings):
        return {}
    return {JOIN: go("remind.join", reminder_id, occurs_at)}


def _about(
    turn: Turn, reminder_id: int, occurs_at: str, key: str, more: Mapping[int, Go]
) -> Choose | None:
    """The reminder itself; None when it was undone. A feed may have moved its meeting since."""
    reminder = turn.session.get(Reminder, reminder_id)
    if reminder is None:
        return None
    starts = datetime.fromisoformat(occurs_at)
    date = occasion_of(turn, reminder.person_id, reminder.meeting_id, starts)
    answers = _answers(turn, reminder, date)
    ride = prompt("remind.ride") if RIDE in answers else NOTHING
    join = prompt("connect.from_reminder") if JOIN in more else NOTHING
    said = occasion.told(turn, date, key, ride=ride, join=join)
    choices = {**answers, **more}
    if not date.still_so:
        said, choices = _not_held(turn, reminder, date), {1: go("find.start")}
    return Choose(said, choices, "label.reminder", when_silent=go("call.nobody"))


def _not_held(turn: Turn, reminder: Reminder, date: Occasion) -> Prompt:
    """Called off, which a coordinator did; or no longer listed for then, which a feed did."""
    when = occasion.when(turn, date)
    if not date.is_off:
        return prompt("remind.changed", when=when)
    coming = occasion.following(turn, date, reminder.meeting_id)
    return prompt("remind.off", when=when, next=coming)


def _answers(turn: Turn, reminder: Reminder, date: Occasion) -> dict[int, Go]:
    """What may be answered: a ride only where somebody can be asked for it."""
    names = ANSWERS if rides.offered(turn, reminder, date) else ANSWERS.keys() - {RIDE}
    return {digit: go(ANSWERS[digit], reminder.id, date.starts.isoformat()) for digit in names}


def _answered(turn: Turn, reminder_id: int, occurs_at: str, answer: Answer) -> Reply:
    """The last answer counts: by text they may change their mind as long as it may be answered."""
    reminder = reminders.of_phone(turn.session, reminder_id, turn.phone_id)
    starts = _date_of(reminder, occurs_at)
    if reminder is None or starts is None:
        return closing(turn, prompt("remind.dropped"))
    if turn.now > starts + ANSWERED_UNTIL:
        return closing(turn, prompt("remind.over"))
    whose = reminder.person_id, reminder.meeting_id
    attendance.record(turn.session, *whose, starts, answer, turn.now)
    reminding.hold_back(turn.session, reminder, starts, turn.now)
    date = occasion_of(turn, *whose, starts)
    if answer is Answer.NOT_GOING:
        rides.forget(turn, reminder, date)
    if not date.still_so:
        return Choose(_not_held(turn, reminder, date), {1: go("find.start")}, "label.reminder")
    said = prompt(f"remind.{answer}", when=occasion.when(turn, date), close=date.close)
    if turn.channel is Channel.CALL:
        return closing(turn, said)
    return Choose(said, _answers(turn, reminder, date), "label.reminder")


def _date_of(reminder: Reminder | None, occurs_at: str) -> datetime | None:
    """A question from before answers were kept names no date: it is about the reminder's own."""
    if occurs_at:
        return datetime.fromisoformat(occurs_at)
    return None if reminder is None else reminder.occurs_at
