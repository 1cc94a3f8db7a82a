"""Reminders: asking for one, seeing which there are, ending one."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, time, tzinfo
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from service import consent, members, reminders
from service.clock import zone
from service.flows import searched
from service.flows.headings import NOTHING
from service.flows.proof import is_proved
from service.flows.reached import named_zone
from service.flows.turn import Channel, Choose, Go, Listen, Reply, Say, Turn, go, step
from service.flows.whose import known_person, person_here
from service.meetings.joining import number_of
from service.meetings.query import understand
from service.meetings.search import details
from service.models import Reminder
from service.planning import Refusal
from service.settings import Settings
from service.text.hours import DAY_MIN
from service.text.lead_words import Lead, lead_in
from service.text.times import day_and_time, hour_of
from service.text.words import Prompt, Slot, Voiced, prompt

Asking = Callable[[Session, Settings, reminders.Wish, datetime], reminders.Asked | Refusal]
# What a lead is told in, the longest that leaves no rest.
UNITS = {"days": DAY_MIN, "hours": 60, "minutes": 1}
# How long before, by the digit that chooses it.
LEADS = {1: 60, 2: 120, 3: DAY_MIN, 4: 15}
AT_HOUR = 6
FOR_HOUR = "remind_at"  # of which meeting an hour is asked
_KEYED_HOUR = re.compile(r"([01]\d|2[0-3])([0-5]\d)")

# What is said of one date, and of a reminder for every date, which offers no 1 for that.
_KEYS = {
    "set": ("remind.set", "remind.each_date"),
    "later": ("remind.set_later", "remind.each_date_later"),
    "had": ("remind.had", "remind.had_each_date"),
}


@step("remind.set")
def set_(turn: Turn, meeting_id: int) -> Reply:
    """Sets it for the next date at once; every week is one digit more."""
    return _ask(turn, meeting_id, None)


@step("remind.each_date")
def each_date(turn: Turn, meeting_id: int) -> Reply:
    """Sets it for every date, by one digit: what is offered to who has just joined."""
    asked = _asked(turn, meeting_id, None)
    if not isinstance(asked, reminders.Asked):
        return asked
    reminders.repeat_weekly(turn.session, turn.settings, asked.id, turn.now)
    return _set_reply(turn, replace(asked, had_it=False, repeats=True), meeting_id)


@step("remind.set_before")
def set_before(turn: Turn, meeting_id: int, minutes: int, at_min: int | None = None) -> Reply:
    """So long before, or at an hour of that day."""
    return _ask(turn, meeting_id, Lead(minutes, at_min))


@step("remind.call_to_join")
def call_to_join(turn: Turn, meeting_id: int) -> Reply:
    """A call right before it begins, which can join them in."""
    return _ask(turn, meeting_id, None, reminders.ask_to_be_joined)


@step("remind.another_time")
def another_time(turn: Turn, meeting_id: int) -> Reply:
    """How long before, by a digit: what can be typed as words, too."""
    choices = {
        digit: go("remind.set_before", meeting_id, minutes) for digit, minutes in LEADS.items()
    }
    join: Prompt | Voiced = NOTHING
    if _has_a_number(turn, meeting_id):
        choices[5], join = go("remind.call_to_join", meeting_id), prompt("connect.at_its_hour")
    choices[AT_HOUR] = go("remind.which_hour", meeting_id)
    return Choose(prompt("remind.another_time", join=join), choices, "label.reminder")


@step("remind.which_hour")
def which_hour(turn: Turn, meeting_id: int) -> Reply:
    """An hour of that day: in words, or as four keys."""
    turn.memo[FOR_HOUR] = meeting_id
    back = go("remind.another_time", meeting_id)
    return Listen(prompt("remind.which_hour"), "remind.hour_said", 4, "label.reminder", back)


@step("remind.hour_said")
def hour_said(turn: Turn) -> Go:
    """What is no hour may be a search."""
    meeting_id, at_min = turn.memo.get(FOR_HOUR), _hour_in(turn.said)
    if meeting_id is None:
        return go("mine.all")
    if at_min is None:
        search = understand(turn.said) if turn.channel is Channel.TEXT else None
        return go("find.asked", search.as_json()) if search else go("remind.which_hour", meeting_id)
    return go("remind.set_before", meeting_id, 0, at_min)


def _hour_in(said: str) -> int | None:
    """Minutes after midnight.

    >>> _hour_in("0930"), _hour_in("6:30pm"), _hour_in("2530"), _hour_in("2h")
    (570, 1110, None, None)
    """
    if found := _KEYED_HOUR.fullmatch(said.strip()):
        return int(found[1]) * 60 + int(found[2])
    lead = lead_in(said)
    return None if lead is None else lead.at_min


def _has_a_number(turn: Turn, meeting_id: int) -> bool:
    """Whether a call can join them in."""
    found = details(turn.session, meeting_id, turn.now)
    return found is not None and number_of(found, turn.settings) is not None


@step("remind.come_back")
def come_back(turn: Turn, meeting_id: int) -> Go:
    """START, by a key: a landline can't text it."""
    if turn.phone_id is not None:
        consent.opt_in(turn.session, turn.phone_id, turn.channel, turn.said, turn.now)
    return go("remind.set", meeting_id)


@step("remind.weekly")
def weekly(turn: Turn, reminder_id: int) -> Reply:
    """Said once the only date has passed, too: then from the next one on."""
    reminder = _theirs(turn, reminder_id)
    if reminder is None or not reminders.repeat_weekly(
        turn.session, turn.settings, reminder_id, turn.now
    ):
        return Say(prompt("find.gone"))
    is_weekly = _is_weekly(turn, reminder.meeting_id)
    key = "remind.weekly" if is_weekly else "remind.each_time"
    return Say(prompt(key, lead=before(reminders.lead_of(reminder), turn)))


@step("remind.drop")
def drop(turn: Turn, reminder_id: int) -> Reply:
    if _theirs(turn, reminder_id):
        reminders.drop(turn.session, reminder_id)
    return Say(prompt("remind.dropped"))


@step("remind.one")
def one(turn: Turn, reminder_id: int) -> Reply:
    reminder = _theirs(turn, reminder_id)
    if reminder is None or reminder.occurs_at is None:
        return Say(prompt("remind.dropped"))
    choices = {
        1: go("remind.drop", reminder_id),
        2: go("remind.another_time", reminder.meeting_id),
    }
    when = when_of(turn, reminder.meeting_id, reminder.occurs_at)
    return Choose(prompt("remind.one", when=when), choices, "label.mine")


def _theirs(turn: Turn, reminder_id: int) -> Reminder | None:
    """Not when it is somebody else's of the house, or its number is another's by now."""
    reminder = reminders.of_phone(turn.session, reminder_id, turn.phone_id)
    return reminder if reminder and reminder.person_id == known_person(turn) else None


def _stopped(turn: Turn, meeting_id: int) -> Reply:
    """By text only the carrier's own word will do: it may hold the STOP, too."""
    if turn.channel is Channel.TEXT:
        return Say(prompt("remind.stopped"))
    return Choose(prompt("remind.stopped"), {1: go("remind.come_back", meeting_id)})


def _ask(turn: Turn, meeting_id: int, lead: Lead | None, asking: Asking = reminders.ask) -> Reply:
    asked = _asked(turn, meeting_id, lead, asking)
    return _set_reply(turn, asked, meeting_id) if isinstance(asked, reminders.Asked) else asked


def _asked(
    turn: Turn, meeting_id: int, lead: Lead | None, asking: Asking = reminders.ask
) -> reminders.Asked | Reply:
    """The reminder as it was set, or why there is none."""
    if turn.phone_id is None:
        return Say(prompt("remind.no_number"))
    if consent.is_stopped(turn.session, turn.phone_id):
        return _stopped(turn, meeting_id)
    # Whoever shows a member's number moves none of their hours; of somebody new this is all we know.
    may_settle = known_person(turn) is None or is_proved(turn)
    person_id = person_here(turn, turn.phone_id)
    if may_settle and (place := searched.near(turn)):
        members.settle_zone(turn.session, person_id, place.zone)
    wish = reminders.Wish(person_id, turn.phone_id, meeting_id, lead)
    asked = asking(turn.session, turn.settings, wish, turn.now)
    if isinstance(asked, Refusal):
        return _refused(turn, asked, meeting_id)
    if not asked.had_it:  # on a call a slip of the thumb has the question asked anew
        consent.agree(turn.session, turn.phone_id, turn.channel, "asked for a reminder", turn.now)
    if "about" in turn.memo:
        turn.memo["about"] = meeting_id
    return asked


def _refused(turn: Turn, why: Refusal, meeting_id: int) -> Reply:
    if why is Refusal.GONE:
        return Say(prompt("find.gone"))
    choices = {1: go("remind.set", meeting_id), 2: go("remind.another_time", meeting_id)}
    return Choose(prompt(f"remind.refused_{why}"), choices, "label.reminder")


def _set_reply(turn: Turn, asked: reminders.Asked, meeting_id: int) -> Reply:
    set_here = _was_set_here(turn, asked)
    is_news = set_here or not asked.had_it
    once, each = _KEYS[("later" if asked.is_later else "set") if is_news else "had"]
    choices = {} if asked.repeats else {1: go("remind.weekly", asked.id)}
    choices |= {2: go("remind.drop", asked.id), 3: go("remind.another_time", meeting_id)}
    said = prompt(each if asked.repeats else once, **_slots(turn, asked, meeting_id))
    return Choose(said, choices, "label.reminder")


def _was_set_here(turn: Turn, asked: reminders.Asked) -> bool:
    """On this very call: star, and silence, say it again, and don't tell of another that they had before."""
    set_here: list[int] = turn.memo.setdefault("set_here", [])
    if not asked.had_it and turn.channel is Channel.CALL:
        set_here.append(asked.id)
    return asked.id in set_here


def _slots(turn: Turn, asked: reminders.Asked, meeting_id: int) -> dict[str, Slot]:
    """The very hour it will come, on the wall of who asked."""
    return {
        "when": when_of(turn, meeting_id, asked.occurs_at),
        "how": prompt(f"remind.how_{'_'.join(asked.reach.ways)}"),
        "due": _due(turn, asked, meeting_id),
        "often": often(turn, meeting_id),
    }


def _due(turn: Turn, asked: reminders.Asked, meeting_id: int) -> Slot:
    """With its zone where the meeting's own clock shows another hour: 7 pm is said beside it.

    Which zone somebody lives in is theirs: to who has not proved who they are, by the meeting's clock.
    """
    if not is_proved(turn):
        at = asked.due_at.astimezone(_wall(turn, meeting_id, asked.occurs_at))
        return day_and_time(at, turn.now, turn.language)
    at = asked.due_at.astimezone(asked.reach.zone)
    said = day_and_time(at, turn.now, turn.language)
    there = asked.due_at.astimezone(_wall(turn, meeting_id, asked.occurs_at))
    if there.utcoffset() == at.utcoffset():
        return said
    return prompt("remind.due_there", due=said, zone=named_zone(asked.reach.zone.key))


def _is_weekly(turn: Turn, meeting_id: int) -> bool:
    """A 1 is for every date it has, and some have one a month."""
    found = details(turn.session, meeting_id, turn.now, even_off=True)
    return found is None or found.rrule is None


def often(turn: Turn, meeting_id: int) -> Prompt:
    """How often, of a reminder for every date."""
    return prompt("remind.every_week" if _is_weekly(turn, meeting_id) else "remind.every_time")


def before(lead: Lead, turn: Turn) -> Prompt:
    """How long before, in words."""
    if lead.at_min is not None:
        at = time(*divmod(lead.at_min, 60))
        hour = hour_of(datetime.combine(turn.now.date(), at), turn.language)
        return prompt("remind.lead_at_one" if at.hour % 12 == 1 else "remind.lead_at", hour=hour)
    unit = next(name for name, minutes in UNITS.items() if lead.minutes % minutes == 0)
    count = lead.minutes // UNITS[unit]
    return prompt(f"remind.lead_one_{unit}" if count == 1 else f"remind.lead_{unit}", count=count)


def when_of(turn: Turn, meeting_id: int, occurs_at: datetime) -> Voiced:
    """Day and hour on the wall where the meeting is; a call is told by the wall at home."""
    there = occurs_at.astimezone(_wall(turn, meeting_id, occurs_at))
    return day_and_time(there, turn.now, turn.language)


def _wall(turn: Turn, meeting_id: int, occurs_at: datetime) -> tzinfo | None:
    found = details(turn.session, meeting_id, occurs_at)
    return found.starts.tzinfo if found and found.in_person else _home(turn)


def _home(turn: Turn) -> ZoneInfo:
    person_id = known_person(turn)
    theirs = None if person_id is None else members.zone_of(turn.session, person_id)
    return zone(theirs or turn.settings.home_zone)
