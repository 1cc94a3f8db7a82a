"""Joined to a meeting by phone: its ground rules, then its listed number and code; or a call that does so.

It is open from a quarter of an hour before the start until the end. Before that we offer to call right
then. However the other end is lost, something is said and there is a way on.
"""

from datetime import timedelta

from service.flows import caller, legs, right_now
from service.flows.searched import zone_of
from service.flows.turn import Channel, Choose, Connect, End, Go, Reply, Say, Turn, go, step
from service.flows.whose import known_person
from service.flows.wording import Teller, told
from service.meetings import joining
from service.meetings.joining import Date
from service.reminders import RIGHT_BEFORE
from service.text.times import day_and_time, hour_of
from service.text.words import prompt

MESSAGE = "meeting.join"
GATE, VOICEMAIL = "connect.gate", "connect.voicemail"
# Any of these skips the rules; 8 ends our calls, as everywhere on one of ours.
SKIPS = (1, 2, 3, 4, 5, 6, 7, 9)


@step("connect.ask")
def ask(turn: Turn, meeting_id: int) -> Reply | Go:
    """A caller is joined at once while it is open; a text is answered by a call that does so."""
    date = joining.date_of(turn.session, meeting_id, turn.now)
    if date is None or joining.number_of(date.one, turn.settings) is None:
        return Say(prompt("find.gone"))
    if not date.is_open(turn.now):
        return _later(turn, date)
    if turn.channel is Channel.CALL:
        return go("connect.rules", meeting_id)
    back = go("find.details", meeting_id)
    return Choose(
        prompt("connect.offer"), {1: go("connect.call_me", meeting_id)}, "label.meeting", back
    )


def _later(turn: Turn, date: Date) -> Reply:
    """It is too early: when it begins, and a call then. A withheld number can't be called."""
    meeting_id, wall = date.one.meeting_id, Teller(turn.now, turn.language, zone_of(turn))
    starts = told(date.one, wall)
    when = day_and_time(starts, turn.now, turn.language)
    if turn.phone_id is None:
        return Say(prompt("connect.not_yet", when=when))
    at = hour_of(starts - timedelta(minutes=RIGHT_BEFORE.minutes), turn.language)
    choices = {1: go("remind.call_to_join", meeting_id)}
    back = go("find.details", meeting_id)
    return Choose(prompt("connect.later", when=when, hour=at), choices, "label.meeting", back)


@step("connect.call_me")
def call_me(turn: Turn, meeting_id: int) -> Reply | Go:
    date = joining.date_of(turn.session, meeting_id, turn.now)
    if turn.phone_id is None or date is None or not date.is_open(turn.now):
        return go("connect.ask", meeting_id)
    right_now.call(
        turn,
        MESSAGE,
        f"join:{turn.phone_id}:{meeting_id}:{turn.now:%Y-%m-%dT%H%M}",
        phone_id=turn.phone_id,
        person_id=known_person(turn),
        subject_id=meeting_id,
        within=min(date.ends - turn.now, right_now.WAITED_FOR),
    )
    return Say(prompt("connect.calling"))


@step("connect.gate")
def gate(turn: Turn, meeting_id: int, _occurs_at: str | None = None) -> Reply:
    """Our call: whoever picked up hears no more than that it was asked for."""
    choices = {1: go("connect.rules", meeting_id), 8: go("remind.no_calls")}
    who = caller.gate(GATE, turn.settings, turn.language)
    again = go("connect.gate", meeting_id)
    return Choose(who, choices, "label.meeting", back=again, when_silent=go("call.nobody"))


@step("connect.voicemail")
def voicemail(turn: Turn) -> Reply:
    return End(caller.voicemail(VOICEMAIL, turn.settings, turn.language))


@step("connect.rules")
def rules(turn: Turn, meeting_id: int) -> Reply:
    """Ten seconds, before anybody is heard; silence goes on like a key."""
    onwards = go("connect.now", meeting_id)
    choices = dict.fromkeys(SKIPS, onwards)
    return Choose(
        prompt("connect.rules"), choices, "label.meeting", when_silent=onwards, passes=True
    )


@step("connect.now")
def now(turn: Turn, meeting_id: int) -> Reply | Go:
    date = joining.date_of(turn.session, meeting_id, turn.now)
    if turn.channel is Channel.TEXT or date is None or not date.is_open(turn.now):
        return go("connect.ask", meeting_id)
    number = joining.number_of(date.one, turn.settings)
    if number is None:
        return go("connect.ended", meeting_id, "failed")
    if legs.is_taken(turn):
        choices = {1: go("connect.now", meeting_id), 2: go("find.by_phone")}
        taken = prompt("connect.taken")
        return Choose(taken, choices, "label.meeting", when_silent=go("menu.goodbye"))
    return Connect(
        prompt("connect.now"),
        number,
        joining.tones_of(date.one),
        turn.settings.line_number,
        timedelta(minutes=turn.settings.join_most_minutes),
        go("connect.ended", meeting_id),
    )


@step("connect.ended")
def ended(turn: Turn, meeting_id: int, how: str) -> Reply:
    """They were let in and it is over, or they dropped out of it; or they never got through."""
    date = joining.date_of(turn.session, meeting_id, turn.now)
    is_on = date is not None and date.is_open(turn.now)
    if how == "completed" and not is_on:
        return End(prompt("connect.over"))
    key = "connect.dropped" if how == "completed" else "connect.failed"
    choices = {1: go("connect.now", meeting_id), 2: go("find.by_phone")}
    return Choose(prompt(key), choices, "label.meeting", when_silent=go("menu.goodbye"))
