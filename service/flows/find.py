"""Finding a meeting: where, what kind, a list, one of them."""

from dataclasses import replace
from typing import Any

from service.flows import render
from service.flows.turn import Channel, Choose, Go, Listen, Pick, Reply, Row, Say, Turn, go, step
from service.flows.wording import heading, row_words, whole_meeting
from service.meetings.places import region_of_area
from service.meetings.query import Query, understand
from service.meetings.search import Found, Line, details, find
from service.text.words import prompt

AT_ONCE = 3
# The kinds offered by number, the ones most asked for first; at most five a level.
KINDS = {1: "aa", 2: "na", 3: "al-anon", 4: "grief"}
MORE_KINDS = {1: "caregiver", 2: "lgbtq", 3: "mental-health", 4: "any"}


@step("find.start")
def start(turn: Turn) -> Reply:
    return Listen(prompt("find.where"), "find.where_said", digits=5, label="label.where")


@step("find.where_said")
def where_said(turn: Turn) -> Reply | Go:
    """What was answered to "where?": a place, or a whole search."""
    said = understand(turn.said)
    if said is None or said.place is None:
        return Listen(prompt("find.where_again"), "find.where_said", digits=5, label="label.where")
    before = _kept(turn)
    if said.kind or before.kind:
        return go("find.asked", replace(said, kind=said.kind or before.kind).as_json())
    _keep(turn, said)
    return go("find.kind")


@step("find.kind")
def kind(turn: Turn) -> Reply:
    choices = {number: go("find.kind_chosen", name) for number, name in KINDS.items()}
    return Choose(
        prompt("find.kind"), {**choices, 5: go("find.more_kinds")}, "label.kind", go("find.start")
    )


@step("find.more_kinds")
def more_kinds(turn: Turn) -> Reply:
    choices = {number: go("find.kind_chosen", name) for number, name in MORE_KINDS.items()}
    return Choose(prompt("find.more_kinds"), choices, "label.kind", go("find.kind"))


@step("find.kind_chosen")
def kind_chosen(turn: Turn, name: str) -> Go:
    return go("find.asked", replace(_kept(turn), kind=name).as_json())


@step("find.asked")
def asked(turn: Turn, query: dict[str, Any]) -> Reply | Go:
    """A search, perhaps without a place: then the last one counts, else we ask for it."""
    wanted = Query.from_json(query)
    wanted = replace(wanted, place=wanted.place or _kept(turn).place)
    _keep(turn, wanted)
    if wanted.place is None and wanted.mode not in ("phone", "online"):
        return go("find.start")
    return go("find.results", 0)


@step("find.results")
def results(turn: Turn, skip: int) -> Reply | Go:
    found = find(turn.session, _kept(turn), turn.now, limit=skip + AT_ONCE, line=_line(turn))
    if len(found.choices) > 1 and skip == 0:
        return _which_place(found)
    if found.place is None and _kept(turn).place is not None:
        return Listen(prompt("find.where_again"), "find.where_said", digits=5, label="label.where")
    shown = found.results[skip:]
    if not shown:
        return Choose(prompt("find.no_more"), {1: go("find.start")}, "label.list")
    return _list(turn, found, skip)


@step("find.place_chosen")
def place_chosen(turn: Turn, name: str) -> Go:
    _keep(turn, replace(_kept(turn), place=name))
    return go("find.results", 0)


@step("find.more")
def more(turn: Turn) -> Go:
    if not turn.memo.get("query"):
        return go("find.start")
    return go("find.results", int(turn.memo.get("shown", 0)))


@step("find.details")
def one(turn: Turn, meeting_id: int) -> Reply:
    found = details(turn.session, meeting_id, turn.now)
    if found is None:
        return Say(prompt("find.gone"))
    what = prompt("find.details", meeting=whole_meeting(found, turn.now, turn.language))
    choices = {1: go("remind.set", meeting_id), 2: go("find.results", 0)}
    return Choose(what, choices, "label.meeting", go("find.results", 0))


def search_in(turn: Turn) -> Query | None:
    """The search these words ask for, with what was said before kept: "na instead", "tomorrow?"."""
    return understand(turn.said)


def _keep(turn: Turn, query: Query) -> None:
    """For "more" and "na instead"; the hour is kept with it, because it is forgotten by the hour."""
    turn.memo["query"] = query.as_json()
    turn.memo["searched_at"] = turn.now.isoformat()


def _kept(turn: Turn) -> Query:
    kept = turn.memo.get("query")
    return Query.from_json(kept) if kept else Query()


def _line(turn: Turn) -> Line:
    """Where the line itself is at home: a town's name alone is rarely enough."""
    return Line(turn.settings.home_zone, region_of_area(turn.settings.line_number))


def _list(turn: Turn, found: Found, skip: int) -> Reply:
    shown = found.results[skip : skip + AT_ONCE]
    rows = [Row(row_words(one, found, turn.now, turn.language), one.meeting_id) for one in shown]
    pick = Pick(
        intro=heading(found),
        rows=rows,
        then="find.details",
        back=go("find.start"),
        footer=prompt("find.footer" if len(rows) > 1 else "find.footer_one", last=len(rows)),
    )
    if turn.channel is Channel.TEXT:
        pick = render.fitted(pick, turn.language)
    turn.memo["shown"] = skip + len(pick.rows)
    return replace(pick, more=go("find.results", skip + len(pick.rows)))


def _which_place(found: Found) -> Reply:
    named = found.choices[:3]
    choices = {n: go("find.place_chosen", str(place)) for n, place in enumerate(named, 1)}
    slots = {f"p{n}": str(place) for n, place in enumerate(named, 1)}
    key = "find.which_of_two" if len(named) == 2 else "find.which_of_three"
    return Choose(prompt(key, **slots), choices, "label.where", go("find.start"))
