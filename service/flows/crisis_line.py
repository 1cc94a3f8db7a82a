"""The crisis line, which 0 names first and joins the caller to: by the country their number is from."""

from typing import cast

from service.crisis import answers
from service.crisis.answers import Language
from service.crisis.lines import LONGEST_TALK, line_for, number_to_join
from service.flows.turn import (
    Channel,
    Choose,
    Connect,
    End,
    Go,
    Nothing,
    Reply,
    Say,
    Turn,
    go,
    step,
)
from service.members import country_of
from service.models import PhoneRow
from service.text.phone import Phone
from service.text.words import Slot, Voiced, prompt


@step("person.line")
def line(turn: Turn) -> Reply | Go:
    """Joined to the crisis line, which sees the caller's own number: it answers by where that is from."""
    found, number = line_for(_country(turn), "crisis"), _number(turn)
    if number is None or turn.channel is Channel.TEXT:
        return go("person.ask")
    what = prompt("person.to_line")
    if turn.language == "es" and found and found.spanish_key:
        what = prompt("person.to_line_by_key", digit=found.spanish_key)
    shown = _shown(turn)
    return Connect(what, number, "", shown, LONGEST_TALK, go("person.line_ended"))


@step("person.line_ended")
def line_ended(turn: Turn, how: str) -> Reply:
    if turn.gone:
        return Nothing()
    if how == "completed":
        return thanked(turn)
    what = prompt("person.line_failed", **numbers(turn))
    return Choose(what, {1: go("person.line")}, "label.person", when_silent=go("menu.goodbye"))


def thanked(turn: Turn) -> Reply:
    """They were cut off, perhaps; on a call of ours there is no menu to go on with."""
    if turn.placed:
        thanks = prompt("person.thanked", **numbers(turn))
        return End(prompt("call.goodbye", what=thanks))
    return Say(prompt("person.talked", **numbers(turn)), go("menu.main"))


def can_join(turn: Turn) -> bool:
    """Whether the country's line has a number that a call can be joined to, and we may dial it."""
    return _number(turn) is not None


def numbers(turn: Turn) -> dict[str, Slot]:
    """The crisis line and the emergency number of the caller's country, to read and to hear."""
    language, country = cast("Language", turn.language), _country(turn)
    return {
        "line": Voiced(
            answers.where_help_is(country, language, "eye"),
            answers.where_help_is(country, language, "ear"),
        ),
        "emergency": Voiced(
            answers.emergency(country, language, "eye"), answers.emergency(country, language, "ear")
        ),
    }


def _shown(turn: Turn) -> str | None:
    """On a call of ours the carrier would show our number; a hidden one has none to show."""
    if turn.phone_id is None:
        return turn.settings.line_number
    if not turn.placed:
        return None
    phone = turn.session.get(PhoneRow, turn.phone_id)
    return phone.number if phone else turn.settings.line_number


def _number(turn: Turn) -> Phone | None:
    dialled = turn.settings.countries_dialled | {turn.settings.home_country}
    return number_to_join(_country(turn), dialled)


def _country(turn: Turn) -> str:
    known = country_of(turn.session, turn.phone_id) if turn.phone_id is not None else None
    return known or turn.settings.home_country
