"""Reminders: asking for one, seeing which there are, ending one."""

from datetime import datetime

from service import consent, members, reminders
from service.clock import zone
from service.flows.turn import Channel, Choose, Go, Pick, Reply, Row, Say, Turn, go, step
from service.meetings.search import details
from service.models import Reminder
from service.text.times import day_and_time
from service.text.words import Voiced, prompt

AT_ONCE = 3


@step("remind.set")
def set_(turn: Turn, meeting_id: int) -> Reply:
    """Sets it for the next date at once; every week is one digit more."""
    if turn.phone_id is None:
        return Say(prompt("remind.no_number"))
    if consent.is_stopped(turn.session, turn.phone_id):
        return _stopped(turn, meeting_id)
    person_id = members.person_of(turn.session, turn.phone_id, turn.language, turn.now)
    asked = reminders.ask(turn.session, person_id, turn.phone_id, meeting_id, turn.now)
    if asked is None:
        return Say(prompt("find.gone"))
    consent.opt_in(turn.session, turn.phone_id, turn.channel, "asked for a reminder", turn.now)
    return _set_reply(turn, asked, meeting_id)


@step("remind.come_back")
def come_back(turn: Turn, meeting_id: int) -> Go:
    """START, by a key: a landline can't text it."""
    if turn.phone_id is not None:
        consent.opt_in(turn.session, turn.phone_id, turn.channel, turn.said, turn.now)
    return go("remind.set", meeting_id)


@step("remind.weekly")
def weekly(turn: Turn, reminder_id: int) -> Reply:
    """Said once the only date has passed, too: then from the next one on."""
    repeats = reminders.repeat_weekly(turn.session, reminder_id, turn.now)
    return Say(prompt("remind.weekly" if repeats else "find.gone"))


@step("remind.drop")
def drop(turn: Turn, reminder_id: int) -> Reply:
    reminders.drop(turn.session, reminder_id)
    return Say(prompt("remind.dropped"))


@step("remind.mine")
def mine(turn: Turn, skip: int = 0) -> Reply | Go:
    if turn.phone_id is None:
        return Say(prompt("remind.no_number"))
    person_id = members.person_of(turn.session, turn.phone_id, turn.language, turn.now)
    found = reminders.of_person(turn.session, person_id)
    rows = [_row(turn, one) for one in found[skip : skip + AT_ONCE]]
    if not rows:
        return go("remind.mine") if skip else _none()
    is_last = len(found) <= skip + AT_ONCE
    return Pick(
        prompt("remind.mine"),
        rows,
        "remind.one",
        more=None if is_last else go("remind.mine", skip + AT_ONCE),
        label="label.mine",
        footer=prompt("remind.mine_footer" if is_last else "remind.mine_more"),
    )


@step("remind.one")
def one(turn: Turn, reminder_id: int) -> Reply:
    reminder = turn.session.get(Reminder, reminder_id)
    if reminder is None or reminder.occurs_at is None:
        return Say(prompt("remind.dropped"))
    when = when_of(turn, reminder.meeting_id, reminder.occurs_at)
    return Choose(
        prompt("remind.one", when=when), {1: go("remind.drop", reminder_id)}, "label.mine"
    )


def _none() -> Choose:
    return Choose(prompt("remind.none"), {1: go("find.start")}, "label.mine")


def _stopped(turn: Turn, meeting_id: int) -> Reply:
    """By text only the carrier's own word will do: it may hold the STOP, too."""
    if turn.channel is Channel.TEXT:
        return Say(prompt("remind.stopped"))
    return Choose(prompt("remind.stopped"), {1: go("remind.come_back", meeting_id)})


def _set_reply(turn: Turn, asked: reminders.Asked, meeting_id: int) -> Reply:
    when = when_of(turn, meeting_id, asked.occurs_at)
    key = "remind.set_text" if turn.can_text else "remind.set_call"
    return Choose(
        prompt(key, when=when, lead=prompt(f"remind.lead_{asked.lead_min}")),
        {1: go("remind.weekly", asked.id), 2: go("remind.drop", asked.id)},
        "label.reminder",
    )


def _row(turn: Turn, reminder: Reminder) -> Row:
    occurs_at = reminder.occurs_at or turn.now
    return Row(
        prompt("remind.row", when=when_of(turn, reminder.meeting_id, occurs_at)), reminder.id
    )


def when_of(turn: Turn, meeting_id: int, occurs_at: datetime) -> Voiced:
    """Day and hour on the wall where the meeting is; a call is told by the wall at home."""
    found = details(turn.session, meeting_id, occurs_at)
    there = found.starts.tzinfo if found and found.in_person else zone(turn.settings.home_zone)
    return day_and_time(occurs_at.astimezone(there), turn.now, turn.language)
