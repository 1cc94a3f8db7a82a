"""The end of a list, or an empty one: what leads on from there, and only that."""

from service.flows import searched
from service.flows.discreet import asked_openly
from service.flows.finding import AT_ONCE, found_list, further_away, matching, may_watch
from service.flows.headings import is_call, kind_named, named, what
from service.flows.turn import Choose, Go, Reply, Turn, go, step
from service.meetings.asking import FAR_MILES
from service.meetings.query import Query
from service.meetings.search import find
from service.text.words import Prompt, prompt


@step("find.end")
def end(turn: Turn, saw_some: bool) -> Reply:
    """Nothing (more) to show: what leads on from here, and only that."""
    ways = _ways_on(turn)
    said = tuple(prompt(f"find.end.{name}") for name, _ in ways.values())
    choices = {number: where for number, (_, where) in ways.items()}
    return Choose(
        prompt("find.over", what=_nothing(turn, saw_some), ways=said), choices, "label.list"
    )


@step("find.further")
def further(turn: Turn) -> Reply | Go:
    """Past the calls: rooms as far as anybody would drive."""
    found = further_away(turn)
    if not found.results:
        return go("find.end", True)
    return found_list(turn, found, found.results[:AT_ONCE], ())


def _nothing(turn: Turn, saw_some: bool) -> Prompt:
    if saw_some:
        return prompt("find.end.no_more")
    wanted, place = asked_openly(turn, searched.kept(turn)), searched.near(turn)
    if place is None:
        return prompt("find.end.none_anywhere", what=what(wanted, "inside"))
    kind = kind_named(wanted.kind, "inside")
    return prompt("find.end.none", what=kind, miles=FAR_MILES, place=named(place))


def _ways_on(turn: Turn) -> dict[int, tuple[str, Go]]:
    wanted = searched.kept(turn)
    ways = {}
    if wanted.mode != "phone" and _has_calls(turn, wanted):
        ways[1] = ("phone", go("find.by_phone"))
    found = matching(turn, AT_ONCE)
    if all(is_call(one) for one in found.results) and further_away(turn).results:
        ways[2] = ("further", go("find.further"))
    if may_watch(turn, found):
        ways[3] = ("watch", go("watch.set"))
    ways[4] = ("elsewhere", go("find.elsewhere"))
    return ways


def _has_calls(turn: Turn, wanted: Query) -> bool:
    asked = Query(kind=wanted.kind, mode="phone")
    found = find(turn.session, asked, turn.now, searched.near(turn), 1, line=searched.line(turn))
    return any(result.dial_in for result in found.results)
