"""The greeting, the menu, and what is said when we did not understand."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select

from service import coordinators, members
from service.checkins import days
from service.flows import questions
from service.flows.crisis_line import in_a_few_words
from service.flows.discreet import is_private
from service.flows.open_question import Open
from service.flows.turn import NAMES, Channel, Choose, End, Go, Reply, Row, Say, Turn, go, step
from service.models import Question
from service.text.words import Prompt, prompt

# As many UNKNOWN answers in a row before the only thing offered is a person.
UNKNOWNS = 2

CHOICES = {
    1: go("find.new"),
    2: go("mine.all"),
    3: go("about.menu"),
    4: go("checkins.menu"),
    5: go("settings.menu"),
    9: go("account.language"),
}
# STOP and START for those who can't text them. Not by text: a slip of the thumb must end nothing.
BY_KEY = {**CHOICES, 8: go("account.contact")}
# Not read out: what whoever runs a group knows of, and what is no key for anybody else.
COORDINATES_KEY, COORDINATES = "7", go("coord.menu")
MENUS = frozenset(("menu.main", "menu.first"))


@step("menu.hello")
def hello(turn: Turn) -> Reply:
    return Choose(
        prompt("menu.hello", organisation=turn.settings.organisation, crisis=in_a_few_words(turn)),
        CHOICES,
    )


@step("menu.greeting")
def greeting(turn: Turn) -> Reply:
    """The first thing a caller hears, before what waits for them and the menu."""
    organisation, name = turn.settings.organisation, _greeted(turn)
    said = prompt("menu.greeting", organisation=organisation)
    if name:
        said = prompt("menu.greeting_name", organisation=organisation, name=name)
    return Say(said, go("call.waiting"))


def _greeted(turn: Turn) -> str | None:
    """By name only whom the network vouches for, and who wants to be named (OPEN)."""
    if turn.phone_id is None or not turn.vouched or is_private(turn):
        return None
    return members.open_name(turn.session, turn.phone_id)


@step("menu.first")
def first(turn: Turn) -> Reply:
    """The menu after the greeting."""
    return _by_key(turn)


@step("menu.main")
def main(turn: Turn) -> Reply:
    """Not on a call of ours: it tells what is somebody's own, and whoever lives there may have picked up."""
    if turn.placed:
        return End(prompt("menu.goodbye", crisis=in_a_few_words(turn)))
    return (
        _by_key(turn)
        if turn.channel is Channel.CALL
        else Choose(prompt("menu.main", crisis=in_a_few_words(turn)), CHOICES)
    )


def _by_key(turn: Turn) -> Choose:
    """Who hides the number hears nothing of what can't be kept for them."""
    key = "menu.main" if turn.phone_id is not None else "menu.main_hidden"
    return Choose(prompt(key, crisis=in_a_few_words(turn)), BY_KEY)


@step("menu.unknown")
def unknown(turn: Turn) -> Reply | Go:
    turn.memo["unknown"] = turn.memo.get("unknown", 0) + 1
    if turn.memo["unknown"] > UNKNOWNS:
        turn.memo["unknown"] = 0
        return go("person.ask")
    return Say(prompt("menu.unknown", crisis=in_a_few_words(turn)))


@step("menu.no_such_digit")
def no_such_digit(turn: Turn, digit: str) -> Reply:
    """The question stays open: a slip of the thumb must not cost the list it was meant for."""
    return Say(prompt("menu.no_such_digit", digit=digit))


@step("menu.stray_digit")
def stray_digit(turn: Turn) -> Reply | Go:
    """A digit while nothing is asked: the menu, so that it means something next time; or what was asked so
    long ago that the digit may be for something else."""
    if turn.phone_id is not None and (asked := days.asked_on(turn.session, turn.phone_id)):
        return go("checkin.heard", asked[0].id)
    return Choose(prompt("menu.stray_digit", crisis=in_a_few_words(turn)), CHOICES)


@step("menu.picture")
def picture(turn: Turn) -> Reply:
    return Say(prompt("menu.picture", crisis=in_a_few_words(turn)))


@step("menu.welcome")
def welcome(turn: Turn) -> Reply:
    return Say(prompt("menu.welcome"))


@step("call.nobody")
def nobody(turn: Turn) -> Reply:
    """On a call of ours, a machine or somebody who pressed nothing: all they know is that we called."""
    return End(prompt("call.nobody"))


@step("menu.goodbye")
def goodbye(turn: Turn) -> Reply:
    """Nobody has pressed a key, not even when offered a person."""
    return End(prompt("menu.goodbye", crisis=in_a_few_words(turn)))


@step("menu.patient")
def patient(turn: Turn, asked_by: str, *args: Any) -> Reply:
    """After silence on a call, before the question comes again."""
    return Say(prompt("call.patient"), go(asked_by, *args))


@step("menu.no_such_key")
def no_such_key(turn: Turn, key: str, asked_by: str, *args: Any) -> Reply | Go:
    """On a call, before the question comes again."""
    if key == COORDINATES_KEY and asked_by in MENUS and _runs_a_group(turn):
        return COORDINATES
    return Say(prompt("call.no_such_key", digit=key), go(asked_by, *args))


def _runs_a_group(turn: Turn) -> bool:
    """Whether anybody does who answers this phone."""
    return turn.phone_id is not None and bool(coordinators.answer(turn.session, turn.phone_id))


@step("menu.which")
def which(turn: Turn, question_ids: Sequence[int], digit: str) -> Reply:
    """Two questions could have been meant: ask, by name."""
    rows = turn.session.execute(
        select(Question.id, Question.step, Question.accepts).where(Question.id.in_(question_ids))
    ).all()
    newest_first = sorted(rows, key=lambda row: question_ids.index(row.id))[:3]
    names = _told_apart([_names(turn, row.step, row.accepts) for row in newest_first])
    named = [Row(name, row.id) for name, row in zip(names, newest_first, strict=True)]
    choices = {
        number: go("menu.which_answer", row.value, digit) for number, row in enumerate(named, 1)
    }
    slots = {f"q{number}": row.what for number, row in enumerate(named, 1)}
    key = "menu.which_of_two" if len(named) == 2 else "menu.which_of_three"
    return Choose(prompt(key, digit=digit, **slots), choices)


def _names(turn: Turn, asked_by: str, accepts: Mapping[str, Any]) -> Sequence[Prompt]:
    names = NAMES.get(asked_by)
    return names(turn, *accepts["args"]) if names else [prompt(accepts["label"])]


def _told_apart(names: Sequence[Sequence[Prompt]]) -> list[Prompt]:
    usual = [one[0] for one in names]
    return [one[-1] if usual.count(one[0]) > 1 else one[0] for one in names]


@step("menu.which_answer")
def which_answer(turn: Turn, question_id: int, digit: str) -> Reply | Go:
    row = turn.session.execute(
        select(
            Question.id, Question.step, Question.accepts, Question.kind, Question.asked_at
        ).where(Question.id == question_id)
    ).first()
    if row is None:
        return go("menu.main")
    question = Open(*row)
    where = question.choice(digit) or question.again
    questions.answered(turn.session, question)
    return where
