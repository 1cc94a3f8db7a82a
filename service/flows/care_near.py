"""CARE: professional help near the member, as the organisation lists it, and the numbers to ask."""

from collections.abc import Sequence

from service import care
from service.crisis.confirmed import book_of
from service.crisis.lines import Line, line_for, lines
from service.flows import crisis_line, searched
from service.flows.crisis_line import how_said
from service.flows.headings import NOTHING, named
from service.flows.turn import Go, Listen, Reply, Say, Turn, go, step
from service.meetings.locate import locate
from service.meetings.query import understand
from service.models import Care
from service.text.dialled import digits
from service.text.words import Prompt, Slot, prompt


def place_behind(turn: Turn, rest: str) -> Go | None:
    """CARE with a place behind it: `care 59801`; a kind behind it makes it a search."""
    said = understand(rest)
    if said is None or said.place is None or said.kind:
        return None
    return go("care.there", said.place)


@step("care.near")
def near(turn: Turn) -> Reply | Go:
    """Asks where only if somebody has listed something that lies somewhere."""
    if searched.near(turn) is None and care.is_local(turn.session):
        return _where("find.where")
    return go("care.listed")


@step("care.where_said")
def where_said(turn: Turn) -> Reply | Go:
    said = understand(turn.said)
    return go("care.there", said.place if said else None)


@step("care.there")
def there(turn: Turn, place: str | None) -> Reply | Go:
    """Near a place that was said; asked for again when we know none of that name."""
    places = locate(turn.session, place, searched.line(turn).home()) if place else []
    if not places:
        return _where("find.where_again")
    searched.keep_place(turn, places[0])
    turn.memo["searched_at"] = turn.now.isoformat()  # a place is forgotten like a search
    return go("care.listed")


@step("care.listed")
def listed(turn: Turn) -> Reply:
    place = searched.near(turn)
    found = care.near(turn.session, place)
    where: Slot = prompt("care.near", place=named(place)) if found and place else NOTHING
    said = prompt("care.whole", where=where, listed=_listed(found), lines=_lines(turn))
    return Say(said, go("about.menu"))


def _listed(found: Sequence[Care]) -> tuple[Prompt, ...]:
    return tuple(_one(one) for one in found)


def _one(one: Care) -> Prompt:
    note = f", {one.note}" if one.note else ""
    return prompt("care.one", name=one.name, phone=digits(one.phone), note=note)


def _lines(turn: Turn) -> tuple[Prompt, ...]:
    """The numbers of the member's own country, where it has them."""
    country = crisis_line.country(turn)
    said = []
    book = book_of(turn.settings)
    if finder := next((one for one in lines(country, book) if one.use == "referral"), None):
        said.append(prompt("care.referral", reach=how_said(turn, finder)))
    if line := line_for(country, "crisis", book):
        both = "care.crisis_both" if line.text_to == line.call else "care.crisis"
        said.append(prompt(both, number=digits(line.call or ""), then=_then(turn, line)))
    return tuple(said)


def _then(turn: Turn, line: Line) -> Slot:
    if turn.language != "es" or line.spanish_key is None:
        return NOTHING
    return prompt("care.crisis_key", digit=line.spanish_key)


def _where(key: str) -> Listen:
    return Listen(prompt(key), "care.where_said", digits=5, label="label.where")
