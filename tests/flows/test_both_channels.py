"""The same digits by text and by keys, through every flow: the same question, the same rows."""

import shutil
from collections.abc import Callable

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import update

from service import codes
from service.clock import FixedClock
from service.crypto import attach
from service.db import Database
from service.flows.turn import Channel
from service.house import House
from service.members import set_language
from service.models import Person
from tests.equality.both import Both
from tests.equality.thumb import Thumb
from tests.equality.valley import (
    ANA,
    GREETING,
    NEWCOMER,
    TEN_TO_SIX,
    Valley,
    add_somebody,
    settle,
)
from tests.line import settings_for

Place = Callable[[Valley], str]
MOVES = st.lists(st.integers(0, 59), min_size=1, max_size=12)


def _blank(valley: Valley) -> str:
    return NEWCOMER


def _in_spanish(valley: Valley) -> str:
    set_language(valley.session, valley.phone_id(NEWCOMER), "es")
    return NEWCOMER


def _in_two_groups(valley: Valley) -> str:
    return ANA


def _with_a_reminder(valley: Valley) -> str:
    valley.reminder(ANA, "GRIEF")
    return ANA


def _private(valley: Valley) -> str:
    ana = Person.id == valley.person_id(ANA)
    valley.session.execute(update(Person).where(ana).values(private=True))
    return ANA


def _shared(valley: Valley) -> str:
    codes.set_code(valley.session, valley.person_id(ANA), "2580")
    add_somebody(valley, ANA, "Dov", "4081")
    return ANA


PLACES = (_blank, _in_spanish, _in_two_groups, _with_a_reminder, _private, _shared)


@pytest.fixture(scope="module")
def play(sqlite_template, keyring, tmp_path_factory):
    """From one place, on both channels, each with a database of its own, until the call is over."""
    text, call = (
        _house(sqlite_template, keyring, tmp_path_factory.mktemp(name)) for name in ("text", "call")
    )

    def played(place: Place, moves: list[int]) -> None:
        with text.database.engine.connect() as texts, call.database.engine.connect() as calls:
            pair = (Thumb(text, texts, None, Channel.TEXT), Thumb(call, calls, None))
            _walk(pair, place, moves)

    yield played
    for house in (text, call):
        house.database.close()


def _house(template, keyring, folder) -> House:
    shutil.copy(template, folder / "porchlight.db")
    database = Database(f"sqlite:///{folder}/porchlight.db")
    attach(database.engine, keyring)
    made = House(settings_for(folder), FixedClock(TEN_TO_SIX), keyring, database)
    settle(made)
    return made


def _walk(pair: tuple[Thumb, Thumb], place: Place, moves: list[int]) -> None:
    text, call = pair
    with text.undone(), call.undone():
        for thumb in pair:
            thumb.house.clock.at = TEN_TO_SIX
            thumb.number = thumb.within(lambda session, of=thumb.house: place(Valley(session, of)))
        both = Both(text, call, text.press("MENU"), call.begin(GREETING))
        for number in moves:
            keys = both.keys()
            both.press(keys[number % len(keys)])
            if both.over:
                break


@pytest.mark.parametrize("place", PLACES)
@settings(max_examples=12, deadline=None, derandomize=True, phases=(Phase.generate,))
@given(moves=MOVES)
def test_the_same_digits_lead_to_the_same(play, place, moves):
    play(place, moves)


@pytest.mark.full
@pytest.mark.parametrize("place", PLACES)
@settings(max_examples=150, deadline=None, phases=(Phase.generate,))
@given(moves=MOVES)
def test_many_more_digits_lead_to_the_same(play, place, moves):
    play(place, moves)
