"""LINES: lines for other needs than a crisis, of the country a number is from.

Veterans, violence, using alone, treatment; on a call only those that can be called. The crisis line itself
is what 0 names.
"""

from collections.abc import Sequence

from service.crisis import answers
from service.crisis.confirmed import book_of, key_of
from service.crisis.lines import Line, other_lines
from service.flows import crisis_line
from service.flows.headings import NOTHING
from service.flows.turn import Channel, Go, Pick, Reply, Row, Say, Turn, go, step
from service.text.words import Slot, Voiced, prompt


@step("helplines.all")
def all_(turn: Turn) -> Reply:
    found = _others(turn)
    if not found:
        return Say(prompt("helplines.none", **crisis_line.numbers(turn)))
    rows = [Row(prompt(f"helplines.{one.use}", name=one.name), key_of("", one)) for one in found]
    return Pick(prompt("helplines.which"), rows, "helplines.one", label="label.helplines")


@step("helplines.one")
def one(turn: Turn, which: str) -> Reply | Go:
    """A table that has changed meanwhile is listed anew."""
    found = next((one for one in _others(turn) if key_of("", one) == which), None)
    if found is None:
        return go("helplines.all")
    reach, open_ = crisis_line.how_said(turn, found), _hours(turn, found)
    return Say(prompt("helplines.line", name=found.name, reach=reach, open=open_))


def choice(turn: Turn) -> Go | None:
    """Where a menu leads to them; None where there are none."""
    return go("helplines.all") if _others(turn) else None


def offered(turn: Turn) -> Slot:
    """The words for it: by text the word, on a call the key 3."""
    if not _others(turn):
        return NOTHING
    return prompt("person.others_by_text" if turn.channel is Channel.TEXT else "person.others")


def _others(turn: Turn) -> Sequence[Line]:
    found = other_lines(crisis_line.country(turn), book_of(turn.settings))
    by_text = turn.channel is Channel.TEXT and turn.can_text
    return found if by_text else [one for one in found if one.call]


def _hours(turn: Turn, line: Line) -> Slot:
    language = crisis_line.spoken(turn)
    return Voiced(*(answers.open_hours(line, language, form) for form in crisis_line.FORMS))
