"""The crisis line, which 0 names first and joins the caller to: by the country their number is from."""

from typing import cast

from service.crisis import answers
from service.crisis.answers import Form, Language
from service.crisis.confirmed import book_of
from service.crisis.lines import LONGEST_TALK, Line, line_for, number_to_join
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

ROOM = 45  # letters of a text for the line, so that its whole prompt fits one segment
FORMS: tuple[Form, Form] = ("eye", "ear")


@step("person.line")
def line(turn: Turn) -> Reply | Go:
    """Joined to the crisis line, which sees the caller's own number: it answers by where that is from."""
    return connect(turn, go("person.line_ended"))


def connect(turn: Turn, then: Go) -> Reply | Go:
    """The same; how that call ended comes to `then`. To what 0 offers where no call can be joined to it."""
    found, number = line_for(country(turn), "crisis", book_of(turn.settings)), _number(turn)
    if number is None or turn.channel is Channel.TEXT:
        return go("person.ask")
    what = prompt("person.to_line")
    if turn.language == "es" and found and found.spanish_key:
        what = prompt("person.to_line_by_key", digit=found.spanish_key)
    shown = _shown(turn)
    return Connect(what, number, "", shown, LONGEST_TALK, then)


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
    """Whether the settings allow a call to be joined to the country's line."""
    return _number(turn) is not None


def joining(turn: Turn) -> Slot:
    """The key for it, where there is one."""
    return prompt("person.join") if can_join(turn) else ""


def numbers(turn: Turn) -> dict[str, Slot]:
    """The crisis line and the emergency number of the caller's country, to read and to hear."""
    where = country(turn)
    return {
        "line": Voiced(_line(turn, where, "eye"), _line(turn, where, "ear")),
        "emergency": Voiced(*(answers.emergency(where, spoken(turn), form) for form in FORMS)),
    }


def in_a_few_words(turn: Turn) -> Slot:
    """The crisis line of the caller's country where there is room for one number alone."""
    where, book = country(turn), book_of(turn.settings)
    return Voiced(*(answers.in_a_few_words(where, spoken(turn), form, book) for form in FORMS))


def how_said(turn: Turn, line: Line) -> Slot:
    """How one line is reached: "call 988, then press 1, or text 838255"."""
    language = spoken(turn)
    return Voiced(*(answers.how_to_reach(line, language, form) for form in FORMS))


def _line(turn: Turn, where: str, form: Form) -> str:
    """And our own, where we have one; in a text it may cost the hours of the other."""
    book, language = book_of(turn.settings), spoken(turn)
    national = answers.where_help_is(where, language, form, book=book)
    own = answers.own_too(where, language, form, book)
    if form == "ear" or len(national + own) <= ROOM:
        return national + own
    short = answers.where_help_is(where, language, form, False, book)
    return short + own if len(short + own) <= ROOM else national


def spoken(turn: Turn) -> Language:
    return cast("Language", turn.language)


def _shown(turn: Turn) -> str | None:
    """On a call of ours the carrier would show our number; a hidden one has none to show."""
    if turn.phone_id is None:
        return turn.settings.line_number
    if not turn.placed:
        return None
    phone = turn.session.get(PhoneRow, turn.phone_id)
    return phone.number if phone else turn.settings.line_number


def _number(turn: Turn) -> Phone | None:
    return number_to_join(country(turn), turn.settings.bridges, book_of(turn.settings))


def country(turn: Turn) -> str:
    """Whose lines the caller is given: by their number, else the line's own."""
    known = turn.country
    if known is None and turn.phone_id is not None:
        known = country_of(turn.session, turn.phone_id)
    return known or turn.settings.home_country
