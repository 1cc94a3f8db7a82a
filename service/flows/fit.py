"""Three questions, three suggestions: for those who do not know what to look for."""

from dataclasses import replace
from typing import Any

from service.flows import searched
from service.flows.finding import AT_ONCE, found_list, matching
from service.flows.turn import Choose, Go, Listen, Reply, Turn, go, step
from service.meetings.query import Query, understand
from service.text.words import prompt

HOW = {1: "in-person", 2: "phone", 3: None}
ABOUT = {1: "aa", 2: "na", 3: "al-anon", 4: "grief"}
MORE_ABOUT = {1: "mental-health", 2: "caregiver", 3: "lgbtq", 4: "ga", 5: "oa"}
WHEN: dict[int, dict[str, str]] = {
    1: {"when": "today"},
    2: {"when": "morning"},
    3: {"daypart": "evening"},
    4: {"when": "weekend"},
    5: {},
}


@step("fit.start")
def start(turn: Turn) -> Reply:
    choices = {number: go("fit.about", Query(mode=mode).as_json()) for number, mode in HOW.items()}
    return Choose(prompt("fit.how"), choices, "label.fit")


@step("fit.about")
def about(turn: Turn, so_far: dict[str, Any]) -> Reply:
    choices = _kinds(ABOUT, so_far)
    choices[5] = go("fit.more_about", so_far)
    return Choose(prompt("fit.about"), choices, "label.fit", go("fit.start"))


@step("fit.more_about")
def more_about(turn: Turn, so_far: dict[str, Any]) -> Reply:
    choices = _kinds(MORE_ABOUT, so_far)
    return Choose(prompt("fit.more_about"), choices, "label.fit", go("fit.about", so_far))


@step("fit.when")
def when(turn: Turn, so_far: dict[str, Any]) -> Reply:
    choices = {number: go("fit.done", {**so_far, **said}) for number, said in WHEN.items()}
    return Choose(prompt("fit.when"), choices, "label.fit", go("fit.about", so_far))


@step("fit.done")
def done(turn: Turn, wanted: dict[str, Any]) -> Reply | Go:
    """What was chosen is a search like any other; all it may lack is a place."""
    searched.keep(turn, Query.from_json(wanted))
    if searched.near(turn) is None and wanted["mode"] != "phone":
        return _where("fit.where")
    return go("fit.results")


@step("fit.where_said")
def where_said(turn: Turn) -> Reply | Go:
    said = understand(turn.said)
    if said is None or said.place is None:
        return _where("find.where_again")
    searched.keep(turn, replace(searched.kept(turn), place=said.place))
    return go("fit.results")


@step("fit.results")
def results(turn: Turn) -> Reply | Go:
    """The best three, as the list they can go on from; anything out of the way is the finder's to say."""
    found = matching(turn, AT_ONCE)
    if len(found.choices) > 1 or not found.results:
        return go("find.results", 0)
    if found.place:
        searched.keep_place(turn, found.place)
    return found_list(turn, found, found.results[:AT_ONCE], (), "find.footer_fit")


def _kinds(kinds: dict[int, str], so_far: dict[str, Any]) -> dict[int, Go]:
    return {number: go("fit.when", {**so_far, "kind": kind}) for number, kind in kinds.items()}


def _where(key: str) -> Listen:
    return Listen(prompt(key), "fit.where_said", digits=5, label="label.where")
