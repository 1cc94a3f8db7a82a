"""PRIVATE, OPEN, HOURS, VOICE, TEXT, BOTH, ZONE: what may be said to somebody, when and how.

Each answer says what holds from now on. What was planned by the old hours or ways is planned anew.
"""

from collections.abc import Sequence
from datetime import datetime, time

from service import members, preferences, reminders
from service.delivery.hours import Hours
from service.flows import searched
from service.flows.code import with_code
from service.flows.discreet import is_private
from service.flows.turn import Channel, Choose, Go, Listen, Pick, Reply, Row, Say, Turn, go, step
from service.meetings.locate import locate
from service.meetings.places import Place
from service.meetings.query import understand
from service.members import Reach
from service.preferences import Ways, zone_named
from service.text.hours import DAY, HOUR, hours_in, typed_hours
from service.text.language import bare
from service.text.times import hour_of
from service.text.words import Prompt, Voiced, prompt

USUAL = frozenset("off usual normal no none quitar siempre".split())
FEW_WORDS = 2  # behind HOURS; with no digit among more it is about something else
WAYS = {1: go("settings.call"), 2: go("settings.text"), 3: go("settings.both")}
# Zones we have a name for; of any other its own town is said.
NAMED_ZONES = {
    "America/New_York": "eastern", "America/Chicago": "central", "America/Denver": "mountain",
    "America/Phoenix": "arizona", "America/Los_Angeles": "pacific", "America/Anchorage": "alaska",
    "Pacific/Honolulu": "hawaii", "America/Puerto_Rico": "atlantic",
}  # fmt: skip


def hours_behind(turn: Turn, rest: str) -> Go | None:
    """HOURS with two hours, or OFF. "Hours of the office" is no business of it."""
    is_about_hours = any(sign.isdigit() for sign in rest) or len(rest.split()) <= FEW_WORDS
    return go("hours.given", rest) if hours_in(rest) or is_about_hours else None


def zone_behind(turn: Turn, rest: str) -> Go | None:
    return go("zone.given", rest) if zone_named(rest) or len(rest.split()) <= 4 else None


@step("settings.menu")
def menu(turn: Turn) -> Reply:
    choices = {
        1: go("account.language"),
        2: go("settings.privacy"),
        3: go("settings.how"),
        4: go("settings.papers"),
        5: go("settings.ending"),
    }
    return Choose(prompt("settings.menu"), choices, "label.settings", go("menu.main"))


@step("settings.privacy")
def privacy(turn: Turn) -> Reply:
    choices = {1: go("settings.discretion"), 2: go("code.menu"), 3: go("own_data.read")}
    return Choose(prompt("settings.privacy"), choices, "label.settings", go("settings.menu"))


@step("settings.how")
def how(turn: Turn) -> Reply:
    choices = {1: go("settings.ways"), 2: go("hours.menu"), 3: go("zone.ask")}
    return Choose(prompt("settings.how"), choices, "label.settings", go("settings.menu"))


@step("settings.papers")
def papers(turn: Turn) -> Reply:
    choices = {1: go("about.rules"), 2: go("own_data.privacy")}
    return Choose(prompt("settings.papers"), choices, "label.settings", go("settings.menu"))


@step("settings.ending")
def ending(turn: Turn) -> Reply:
    """STOP by a key for those who can't text it: a slip of the thumb must end nothing."""
    choices = {2: go("groups.mine"), 3: go("own_data.erase")}
    if turn.channel is Channel.CALL:
        choices[1] = go("account.stop")
    return Choose(prompt("settings.ending"), choices, "label.settings", go("settings.menu"))


@step("settings.discretion")
def discretion(turn: Turn) -> Reply:
    choices = {1: go("account.private"), 2: go("settings.open")}
    return Choose(prompt("settings.discretion"), choices, "label.settings", go("settings.privacy"))


@step("account.private")
def private(turn: Turn) -> Reply:
    """From now on our answers name no kind and no group either; what we start never does."""
    turn.memo["private"] = True
    person_id = members.find_person(turn.session, turn.phone_id) if turn.phone_id else None
    if person_id is not None:
        preferences.set_discreet(turn.session, person_id, True)
    return Say(prompt("account.private"))


@step("account.open")
def open_(turn: Turn) -> Reply | Go:
    """The word is a kind of meeting, too: beside a list it is asked which was meant."""
    wanted = None if is_private(turn) else searched.search_in(turn)
    if wanted is None or searched.recent(turn) is None:
        return go("settings.open")
    choices = {1: go("find.asked", wanted.as_json()), 2: go("settings.open")}
    return Choose(prompt("settings.which_open"), choices, "label.settings")


@step("settings.open")
def ask_to_open(turn: Turn) -> Reply | Go:
    if turn.phone_id is None:
        return Say(prompt("settings.hidden"))
    return with_code(turn, go("settings.opened"))


@step("settings.opened")
def opened(turn: Turn) -> Reply:
    turn.memo.pop("private", None)
    if turn.phone_id is not None:
        preferences.set_discreet(turn.session, _person(turn, turn.phone_id), False)
    return Say(prompt("account.open"))


@step("settings.ways")
def ways(turn: Turn) -> Reply:
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
    person_id = _person(turn, turn.phone_id)
    preferences.set_ways(turn.session, person_id, Ways(way))
    return _planned_anew(turn, person_id)


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
    if turn.channel is Channel.TEXT and not hours_in(turn.said):
        search = understand(turn.said)
        return go("find.asked", search.as_json()) if search else go("hours.given", turn.said)
    return go("hours.given", turn.said)


@step("hours.given")
def hours_given(turn: Turn, said: str) -> Reply | Go:
    wanted = typed_hours(said) if turn.channel is Channel.CALL else hours_in(said)
    off = bare(said) in USUAL
    if turn.phone_id is None:
        return Say(prompt("settings.hidden"))
    if wanted is None and not off:
        return go("hours.again")
    person_id = _person(turn, turn.phone_id)
    preferences.set_hours(turn.session, person_id, wanted)
    return _planned_anew(turn, person_id)


@step("hours.again")
def hours_again(turn: Turn) -> Reply:
    return Listen(prompt("hours.again"), "hours.said", 4, "label.settings", go("hours.menu"))


@step("zone.ask")
def zone(turn: Turn) -> Reply:
    """ZONE alone tells it, and asks where they are."""
    if turn.phone_id is None:
        return Say(prompt("settings.hidden"))
    reach = _reach(turn, turn.phone_id)
    return _where(prompt("zone.ask", zone=named_zone(reach.zone.key)))


@step("zone.where_said")
def zone_said(turn: Turn) -> Reply | Go:
    return go("zone.given", turn.said)


@step("zone.given")
def zone_given(turn: Turn, said: str) -> Reply | Go:
    """By its name, or by a ZIP or town in it. Several towns of a name matter only in several zones, and
    a town that is only nearly called so is asked back."""
    if turn.phone_id is None:
        return Say(prompt("settings.hidden"))
    if named := zone_named(said):
        return go("zone.set", named)
    wanted = _place_in(said)
    zones = {one.zone: one for one in locate(turn.session, wanted, searched.line(turn).home())}
    if not zones:
        return go("zone.again")
    if len(zones) == 1 and all(_is_called(place, wanted) for place in zones.values()):
        return go("zone.set", next(iter(zones)))
    return go("zone.which", [[zone, str(place)] for zone, place in zones.items()])


@step("zone.which")
def which_zone(turn: Turn, towns: Sequence[tuple[str, str]]) -> Reply:
    rows = [Row(prompt("zone.town", town=town), zone) for zone, town in towns]
    return Pick(prompt("zone.which"), rows, "zone.set", label="label.settings")


@step("zone.set")
def set_zone(turn: Turn, zone_name: str) -> Reply | Go:
    if turn.phone_id is None:
        return Say(prompt("settings.hidden"))
    person_id = _person(turn, turn.phone_id)
    preferences.set_zone(turn.session, person_id, zone_name)
    return _planned_anew(turn, person_id)


@step("zone.again")
def zone_again(turn: Turn) -> Reply:
    return _where(prompt("zone.again"))


def holds(turn: Turn, phone_id: int) -> Prompt:
    """How, when and by which wall clock we reach whoever answers this phone."""
    reach = _reach(turn, phone_id)
    return prompt(
        "settings.holds",
        way=prompt(f"settings.way.{_named_ways(reach)}"),
        hours=hours_words(reach.hours, turn.language),
        zone=named_zone(reach.zone.key),
    )


def hours_words(hours: Hours, language: str) -> Prompt:
    if hours.until_min - hours.from_min == DAY:
        return prompt("hours.any")
    first, last = (_at(minute, language) for minute in (hours.from_min, hours.until_min))
    return prompt("hours.between", first=first, last=last)


def named_zone(name: str) -> Prompt:
    known = NAMED_ZONES.get(name)
    if known:
        return prompt(f"zone.name.{known}")
    return prompt("zone.name.other", town=name.rpartition("/")[2].replace("_", " "))


def _reach(turn: Turn, phone_id: int) -> Reach:
    return members.reach_of(turn.session, turn.settings, _person(turn, phone_id), phone_id)


def _named_ways(reach: Reach) -> str:
    return Ways.BOTH if len(reach.ways) > 1 else reach.ways[0]


def _at(minute: int, language: str) -> Voiced:
    of_day = minute % DAY
    return hour_of(datetime.combine(datetime.min, time(of_day // HOUR, of_day % HOUR)), language)


def _planned_anew(turn: Turn, person_id: int) -> Reply:
    """What was planned by what held before is planned anew; what can't go any more is told."""
    assert turn.phone_id is not None  # they have a person
    before = len(reminders.of_person(turn.session, person_id))
    reminders.plan_anew(turn.session, turn.settings, person_id, turn.now)
    lost = before - len(reminders.of_person(turn.session, person_id))
    now = holds(turn, turn.phone_id)
    said = (
        prompt("settings.lost", now=now, count=lost) if lost else prompt("settings.done", now=now)
    )
    return Say(said, go("settings.how"))


def _person(turn: Turn, phone_id: int) -> int:
    return members.person_of(turn.session, phone_id, turn.language, turn.now)


def _place_in(said: str) -> str:
    read = understand(said)
    return read.place if read and read.place else said


def _is_called(place: Place, said: str) -> bool:
    """By its code, or by its name with nothing but the state behind it."""
    town = bare(said.partition(",")[0])
    return any(sign.isdigit() for sign in said) or town.startswith(bare(place.name))


def _where(what: Prompt) -> Listen:
    return Listen(what, "zone.where_said", 5, "label.where", go("settings.how"))
