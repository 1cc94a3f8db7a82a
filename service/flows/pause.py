"""PAUSE: nothing that we start until a day they name; what they ask for meanwhile still comes."""

from datetime import date, timedelta

from service import pausing
from service.flows.breaks import LABEL, MENU, said
from service.flows.turn import Choose, Go, Listen, Reply, Say, Turn, go, step
from service.flows.whose import known_person, person_here
from service.text.break_words import until_in
from service.text.words import prompt

MOST_WORDS = 2  # behind PAUSE; more that name no time are a sentence
KEYS = 2  # two digits, so that 07 needs no key to end it


def pause_behind(turn: Turn, rest: str) -> Go | None:
    is_short = len(rest.split()) <= MOST_WORDS
    return go("pause.given", rest) if is_short or until_in(rest, turn.now.date()) else None


@step("pause.ask")
def ask(turn: Turn) -> Reply:
    if turn.phone_id is None:
        return Say(prompt("settings.hidden"))
    return Listen(prompt("pause.ask"), "pause.said", KEYS, LABEL, MENU)


@step("pause.said")
def said_back(turn: Turn) -> Go:
    return go("pause.given", turn.said)


@step("pause.again")
def again(turn: Turn) -> Reply:
    return Listen(prompt("pause.again"), "pause.said", KEYS, LABEL, MENU)


@step("pause.given")
def given(turn: Turn, said_: str) -> Reply | Go:
    if turn.phone_id is None:
        return Say(prompt("settings.hidden"))
    today = _today(turn)
    first_day = until_in(said_, today)
    if first_day is None or not today < first_day <= today + timedelta(pausing.LONGEST_DAYS):
        return go("pause.again")
    person_id = person_here(turn, turn.phone_id)
    until = pausing.begin(turn.session, turn.settings, person_id, first_day, turn.said_at)
    slots = {"day": said(turn, until)}
    return Choose(prompt("pause.set", **slots), {2: go("break.end")}, LABEL)


def _today(turn: Turn) -> date:
    """On the wall of who asks; of somebody new, on the line's."""
    person_id = known_person(turn) or 0
    wall = pausing.wall_of(turn.session, turn.settings, person_id)
    return turn.said_at.astimezone(wall).date()
