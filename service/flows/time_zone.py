"""ZONE: by which wall clock somebody is told and reached, by a place or by the zone's own name."""

from collections.abc import Sequence
from datetime import datetime

from service import preferences
from service.flows import searched
from service.flows.reached import named_zone, planned_anew, reach_now
from service.flows.turn import Go, Listen, Pick, Reply, Row, Say, Turn, go, step
from service.flows.whose import person_here
from service.meetings.locate import locate
from service.meetings.places import Place
from service.meetings.query import understand
from service.preferences import zone_named
from service.text.language import bare
from service.text.words import Prompt, prompt

MOST_WORDS = 4  # behind ZONE; more is a sentence
# In a memo: the step that needs to know the zone, with its arguments, and until when it is waited for.
AFTERWARDS = "after_zone"


def zone_behind(turn: Turn, rest: str) -> Go | None:
    return go("zone.given", rest) if zone_named(rest) or len(rest.split()) <= MOST_WORDS else None


@step("zone.ask")
def zone(turn: Turn) -> Reply:
    """ZONE alone tells it, and asks where they are."""
    if turn.phone_id is None:
        return Say(prompt("settings.hidden"))
    reach = reach_now(turn, turn.phone_id)
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
    person_id = person_here(turn, turn.phone_id)
    preferences.set_zone(turn.session, person_id, zone_name, turn.said_at)
    said = planned_anew(turn, person_id)
    return _what_needs_it(turn) or said


def _what_needs_it(turn: Turn) -> Go | None:
    name, args, until = turn.memo.pop(AFTERWARDS, None) or ("", (), "")
    return Go(name, tuple(args)) if name and turn.now < datetime.fromisoformat(until) else None


@step("zone.again")
def zone_again(turn: Turn) -> Reply:
    return _where(prompt("zone.again"))


def _place_in(said: str) -> str:
    read = understand(said)
    return read.place if read and read.place else said


def _is_called(place: Place, said: str) -> bool:
    """By its code, or by its name with nothing but the state behind it."""
    town = bare(said.partition(",")[0])
    return any(sign.isdigit() for sign in said) or town.startswith(bare(place.name))


def _where(what: Prompt) -> Listen:
    return Listen(what, "zone.where_said", 5, "label.where", go("settings.how"))
