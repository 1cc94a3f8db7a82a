"""Finding a meeting: where, what kind, a list, one of them, and the ways on when there is none."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from service.flows import leads_on, searched  # noqa: F401  leads_on: its steps, for an empty page
from service.flows.details import whole_meeting
from service.flows.discreet import masked_one
from service.flows.finding import AT_ONCE, found_list, matching
from service.flows.headings import named
from service.flows.offers import offers
from service.flows.turn import Channel, Choose, Go, Listen, Reply, Say, Turn, go, step
from service.flows.wording import Teller
from service.meetings.freshness import may_have_changed
from service.meetings.locate import locate
from service.meetings.places import Place
from service.meetings.query import Query, merged
from service.meetings.search import details
from service.text.words import prompt

# The kinds offered by number, the ones most asked for first; at most five a level.
KINDS = {1: "aa", 2: "na", 3: "al-anon", 4: "grief"}
MORE_KINDS = {1: "caregiver", 2: "lgbtq", 3: "mental-health", 4: "any"}
AFAR = ("phone", "online")  # for these it doesn't matter where somebody is
# What a caller narrows a search to by one key.
NARROWED: dict[int, dict[str, str]] = {
    1: {"mode": "in-person"},
    2: {"mode": "phone"},
    3: {"when": "tonight"},
    4: {},
}


@step("find.new")
def new(turn: Turn) -> Go:
    """From the menu: what was looked for before no longer counts, where it was still does."""
    searched.keep(turn, Query())
    return go("find.start")


@step("find.start")
def start(turn: Turn) -> Reply | Go:
    """Where they looked before is one step back."""
    if searched.near(turn) is None:
        return go("find.elsewhere")
    back = go("find.kind")
    asked = prompt("find.where_else")
    return Listen(asked, "find.where_said", digits=5, label="label.where", back=back)


@step("find.elsewhere")
def elsewhere(turn: Turn) -> Reply:
    return Listen(prompt("find.where"), "find.where_said", digits=5, label="label.where")


@step("find.where_said")
def where_said(turn: Turn) -> Reply | Go:
    """What was answered to "where?": a place, a whole search, or first what kind and when."""
    said = searched.search_in(turn)
    if said is None:
        return _unknown_place()
    wanted = merged(said, searched.kept(turn))
    if wanted.kind or wanted.place is None:
        return go("find.asked", wanted.as_json())
    searched.keep(turn, wanted)
    places = locate(turn.session, wanted.place, searched.line(turn).home(searched.near(turn)))
    if not places:
        return _unknown_place()
    if len(places) > 1:
        return _which_place(places, "find.kind")
    searched.keep_place(turn, places[0])
    return go("find.kind")


@step("find.kind")
def kind(turn: Turn) -> Reply:
    choices = {number: go("find.kind_chosen", name) for number, name in KINDS.items()}
    place = searched.near(turn)
    said = prompt("find.in_place", place=named(place)) if place else ""
    return Choose(
        prompt("find.kind", place=said),
        {**choices, 5: go("find.more_kinds")},
        "label.kind",
        go("find.elsewhere"),
    )


@step("find.more_kinds")
def more_kinds(turn: Turn) -> Reply:
    choices = {number: go("find.kind_chosen", name) for number, name in MORE_KINDS.items()}
    choices[5] = go("fit.start")
    return Choose(prompt("find.more_kinds"), choices, "label.kind", go("find.kind"))


@step("find.kind_chosen")
def kind_chosen(turn: Turn, name: str) -> Go:
    wanted = replace(searched.kept(turn), kind=name)
    if turn.channel is Channel.TEXT:
        return go("find.asked", wanted.as_json())
    searched.keep(turn, wanted)
    return go("find.how")


@step("find.how")
def how(turn: Turn) -> Reply:
    """A caller hears one meeting at a time, so one key first spares many."""
    choices = {number: go("find.narrowed", change) for number, change in NARROWED.items()}
    return Choose(prompt("find.how"), choices, "label.kind", go("find.kind"))


@step("find.narrowed")
def narrowed(turn: Turn, change: dict[str, Any]) -> Go:
    return go("find.asked", replace(searched.kept(turn), **change).as_json())


@step("find.asked")
def asked(turn: Turn, query: dict[str, Any]) -> Reply | Go:
    """A search, perhaps without a place: then the member's last one counts, else we ask for it."""
    wanted = Query.from_json(query)
    searched.keep(turn, wanted)
    homeless = wanted.place is None and searched.near(turn) is None
    if homeless and wanted.mode not in AFAR:
        return go("find.start")
    return go("find.results", 0)


@step("find.today")
def today(turn: Turn) -> Go:
    return _changed(turn, when="today", daypart=None, time=None)


@step("find.tonight")
def tonight(turn: Turn) -> Go:
    return _changed(turn, when="tonight", daypart=None, time=None)


@step("find.by_phone")
def by_phone(turn: Turn) -> Go:
    return _changed(turn, mode="phone")


@step("find.results")
def results(turn: Turn, skip: int) -> Reply | Go:
    """The first page. `skip` was how many to leave out; a question may still be open that says so."""
    return go("find.page", [])


@step("find.page")
def page(turn: Turn, shown: Sequence[int]) -> Reply | Go:
    """Up to three that have not been shown yet."""
    found = matching(turn, len(shown) + AT_ONCE)
    if len(found.choices) > 1 and not shown:
        return _which_place(found.choices, "find.page", [])
    if found.place is None and (unknown := searched.kept(turn)).place is not None:
        searched.keep(turn, replace(unknown, place=None))
        return _unknown_place()
    if found.place:
        searched.keep_place(turn, found.place)
    fresh = tuple(one for one in found.results if one.meeting_id not in shown)[:AT_ONCE]
    if not fresh:
        return go("find.end", bool(shown))
    return found_list(turn, found, fresh, shown)


@step("find.place_chosen")
def place_chosen(turn: Turn, name: str, then: str = "find.results", *args: Any) -> Go:
    """The name of a choice says its state, so it is one place."""
    searched.keep(turn, replace(searched.kept(turn), place=name))
    if where := locate(turn.session, name, searched.line(turn).home()):
        searched.keep_place(turn, where[0])
    return go(then, *(args or ([0] if then == "find.results" else [])))


@step("find.more")
def more(turn: Turn) -> Go:
    if not turn.memo.get("query"):
        return go("find.new")
    return go("find.page", turn.memo.get("shown", []))


@step("find.details")
def one(turn: Turn, meeting_id: int) -> Reply:
    found = details(turn.session, meeting_id, turn.now)
    if found is None:
        return Say(prompt("find.gone"))
    turn.memo["about"] = meeting_id  # what REMIND alone is about
    miles, wind = searched.way_to(turn, meeting_id)
    shown = masked_one(turn, replace(found, miles=miles, direction=wind))
    teller = Teller(turn.now, turn.language, searched.zone_of(turn))
    unsure = may_have_changed(turn.session, meeting_id, turn.now)
    back = go("find.page", searched.page_before(turn))
    may = offers(turn, found, back)
    asks, heard = may.asks, turn.channel is Channel.CALL
    meeting = whole_meeting(shown, teller, unsure, asks, heard)
    what = prompt(asks.key, **{**asks.slots, "meeting": meeting})
    return Choose(what, may.choices, "label.meeting", back)


def _changed(turn: Turn, **change: Any) -> Go:
    """The search of this half hour with one thing changed, else all kinds near."""
    before = searched.recent(turn) or Query()
    wanted = replace(before, kind=before.kind or "any", **change)
    return go("find.asked", wanted.as_json())


def _unknown_place() -> Listen:
    return Listen(prompt("find.where_again"), "find.where_said", digits=5, label="label.where")


def _which_place(places: Sequence[Place], then: str, *args: Any) -> Reply:
    few = [one.told_apart for one in places[:3]]
    choices = {n: go("find.place_chosen", str(one), then, *args) for n, one in enumerate(few, 1)}
    slots = {f"p{n}": named(one) for n, one in enumerate(few, 1)}
    key = "find.which_of_two" if len(few) == 2 else "find.which_of_three"
    return Choose(prompt(key, **slots), choices, "label.where", go("find.start"))
