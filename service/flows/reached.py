"""HOURS, VOICE, TEXT, BOTH: when and how we reach somebody.

Each answer says what holds from now on. What was planned by the old hours or ways is planned anew.
"""

from datetime import datetime, time

from service import members, preferences, reminders
from service.checkins import plans
from service.flows.turn import Channel, Choose, Go, Listen, Reply, Say, Turn, go, step
from service.flows.whose import known_person, person_here
from service.meetings.query import understand
from service.members import Reach
from service.models import LineType
from service.preferences import ZONE_NAMES, Ways
from service.text.hours import DAY_MIN, HOUR_MIN, Hours, hours_in, typed_hours
from service.text.language import bare
from service.text.times import hour_of
from service.text.words import Prompt, Voiced, prompt

USUAL = frozenset("off usual normal no none quitar siempre".split())
FEW_WORDS = 2  # behind HOURS; with no digit among more it is about something else
WAYS = {1: go("settings.call"), 2: go("settings.text"), 3: go("settings.both")}
# Zones we have a name for; of any other its own town is said.
NAMED_ZONES = {zone: names.split()[0] for zone, names in ZONE_NAMES.items()}


def hours_behind(turn: Turn, rest: str) -> Go | None:
    """HOURS with two hours, or OFF. "Hours of the office" is no business of it."""
    is_about_hours = any(sign.isdigit() for sign in rest) or len(rest.split()) <= FEW_WORDS
    return go("hours.given", rest) if hours_in(rest) or is_about_hours else None


@step("settings.ways")
def ways(turn: Turn) -> Reply:
    """No way is offered that this line does not have."""
    if turn.phone_id is None:
        return Say(prompt("settings.hidden"))
    if not turn.can_text:
        return Say(prompt("settings.no_texts"), go("settings.how"))
    return Choose(prompt("settings.ways"), WAYS, "label.settings", go("settings.how"))


@step("settings.call")
def by_call(turn: Turn) -> Reply | Go:
    return go("settings.reach", Ways.CALL)


@step("settings.text")
def by_text(turn: Turn) -> Reply | Go:
    return go("settings.reach", Ways.TEXT)


@step("settings.both")
def by_both(turn: Turn) -> Reply | Go:
    return go("settings.reach", Ways.BOTH)


@step("settings.reach")
def reach(turn: Turn, way: str) -> Reply:
    if turn.phone_id is None:
        return Say(prompt("settings.hidden"))
    if not turn.can_text and way != Ways.CALL:
        return Say(prompt("settings.no_texts"), go("settings.how"))
    person_id = person_here(turn, turn.phone_id)
    preferences.set_ways(turn.session, person_id, Ways(way), turn.said_at)
    return planned_anew(turn, person_id)


@step("hours.menu")
def hours(turn: Turn) -> Reply:
    """HOURS alone tells them, and how to change them."""
    if turn.phone_id is None:
        return Say(prompt("settings.hidden"))
    now = holds(turn, turn.phone_id)
    choices = {1: go("hours.ask"), 2: go("hours.given", "off")}
    back = go("settings.how")
    return Choose(prompt("hours.menu", now=now), choices, "label.settings", back)


@step("hours.ask")
def ask_hours(turn: Turn) -> Reply:
    return Listen(prompt("hours.ask"), "hours.said", 4, "label.settings", go("hours.menu"))


@step("hours.said")
def hours_said(turn: Turn) -> Reply | Go:
    """Keys on a call; by text words, which may be a search after all."""
    if turn.channel is Channel.TEXT and not _hours_in(turn.said):
        search = understand(turn.said)
        return go("find.asked", search.as_json()) if search else go("hours.given", turn.said)
    return go("hours.given", turn.said)


@step("hours.given")
def hours_given(turn: Turn, said: str) -> Reply | Go:
    wanted = _hours_in(said)
    off = bare(said) in USUAL
    if turn.phone_id is None:
        return Say(prompt("settings.hidden"))
    if wanted is None and not off:
        return go("hours.again")
    person_id = person_here(turn, turn.phone_id)
    preferences.set_hours(turn.session, person_id, wanted, turn.said_at)
    return planned_anew(turn, person_id)


@step("hours.again")
def hours_again(turn: Turn) -> Reply:
    return Listen(prompt("hours.again"), "hours.said", 4, "label.settings", go("hours.menu"))


def planned_anew(turn: Turn, person_id: int) -> Reply:
    """What was planned by what held before is planned anew; what can't go any more is told."""
    assert turn.phone_id is not None  # they have a person
    before = len(reminders.of_person(turn.session, person_id))
    reminders.plan_anew(turn.session, turn.settings, person_id, turn.now)
    plans.plan_anew(turn.session, turn.settings, person_id, turn.now)
    lost = before - len(reminders.of_person(turn.session, person_id))
    now = holds(turn, turn.phone_id)
    said = (
        prompt("settings.lost", now=now, count=lost) if lost else prompt("settings.done", now=now)
    )
    return Say(said, go("settings.how"))


def holds(turn: Turn, phone_id: int) -> Prompt:
    """How, when and by which wall clock we reach whoever answers this phone."""
    reach = reach_now(turn, phone_id)
    return prompt(
        "settings.holds",
        way=prompt(f"settings.way.{_named_ways(reach)}"),
        hours=hours_words(reach.hours, turn.language),
        zone=named_zone(reach.zone.key),
    )


def hours_words(hours: Hours, language: str) -> Prompt:
    if hours.until_min - hours.from_min == DAY_MIN:
        return prompt("hours.any")
    first, last = (_at(minute, language) for minute in (hours.from_min, hours.until_min))
    return prompt("hours.between", first=first, last=last)


def named_zone(name: str) -> Prompt:
    known = NAMED_ZONES.get(name)
    if known:
        return prompt(f"zone.name.{known}")
    return prompt("zone.name.other", town=name.rpartition("/")[2].replace("_", " "))


def reach_now(turn: Turn, phone_id: int) -> Reach:
    """Theirs; of somebody we don't know, as the line has it."""
    person_id = known_person(turn)
    if person_id is not None:
        return members.reach_of(turn.session, turn.settings, person_id, phone_id)
    line = LineType.UNKNOWN if turn.can_text else LineType.LANDLINE
    return members.reach_from(turn.settings, None, None, None, None, None, line)


def _hours_in(said: str) -> Hours | None:
    """In words, or as four keys: who knows those from a call texts them, too."""
    return typed_hours(said.strip()) or hours_in(said)


def _named_ways(reach: Reach) -> str:
    return Ways.BOTH if len(reach.ways) > 1 else reach.ways[0]


def _at(minute: int, language: str) -> Voiced:
    of_day = minute % DAY_MIN
    return hour_of(
        datetime.combine(datetime.min, time(of_day // HOUR_MIN, of_day % HOUR_MIN)), language
    )
