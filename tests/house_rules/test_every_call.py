"""From every state that keys lead to: a way on or a good-bye, words for the ear, and a person by 0.

Each start is walked once, in one language or, by its 9, in both; a call of ours in both by itself.
"""

import re
import shutil
from itertools import cycle

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from service.clock import FixedClock
from service.crypto import attach
from service.db import Database
from service.flows.scripts import SCRIPTS
from service.flows.turn import Go, Ring
from service.house import House
from service.models import PhoneRow
from service.text.length import seconds_to_a_choice
from service.text.words import LANGUAGES
from tests.equality.reaching import Reached
from tests.equality.thumb import Stand, Thumb
from tests.equality.valley import BESIDES, PLACED, STARTS, TEN_TO_SIX, WALT, Start, Valley, settle
from tests.line import settings_for

LONGEST_S, CRISIS_WITHIN_S = 20, 6
CRISIS_NUMBER = {"en": "nine eight eight", "es": "nueve ocho ocho"}
OF_OURS = {**PLACED, **BESIDES}
NEW = "somebody new"
# In both languages by the menu's 9: whoever hides the number, and at full size who is new.
BOTH = (("a hidden number", "en"), (NEW, "en and es"))
WALKS = [
    *((name, "en") for name in (NEW, "a hidden number", "Ana in two groups")),
    *((name, language) for name in ("nobody on duty", "nobody at all") for language in LANGUAGES),
    *((name, "es") for name in STARTS if name.startswith("Walt")),
    *((name, language) for name, language in zip(OF_OURS, cycle(LANGUAGES), strict=False)),
]
THE_OTHERS = [
    *(
        (name, language)
        for name in (*STARTS, *OF_OURS)
        for language in LANGUAGES
        if (name, language) not in WALKS
    ),
    BOTH[1],
]
FOR_THE_EYE = re.compile(
    r"https?:|www\.|\.(?:com|org|net)\b"  # an address
    r"|\d{5}|\d-\d|\d:\d|[#@&/_]"  # digits that run together, as they are written
    r"|\d ?[ap]\b|\d ?a\.?m\b|\bp\.?m\b"  # 7p, 7 pm
    r"|\b(?:St|Ave|Rd|Dr|Ste|Apt|Bldg|Rm|Blvd|Hwy|Ln|Ct|Pl)\b\.?"
    r"|\b(?!ZIP\b|SMART\b)[A-Z]{2,}\b"  # AA is said A A
)
OF_TEXTS = re.compile(r"\btext(s|ed|ing)?\b|\bescr[ií]b|\breply\b|\bresponda\b", re.IGNORECASE)


@pytest.fixture(scope="module")
def house(sqlite_template, keyring, tmp_path_factory):
    folder = tmp_path_factory.mktemp("every_call")
    shutil.copy(sqlite_template, folder / "porchlight.db")
    database = Database(f"sqlite:///{folder}/porchlight.db")
    attach(database.engine, keyring)
    made = House(settings_for(folder), FixedClock(TEN_TO_SIX), keyring, database)
    settle(made)
    yield made
    database.close()


@pytest.fixture(
    scope="module",
    params=[*WALKS, *(pytest.param(one, marks=pytest.mark.full) for one in THE_OTHERS)],
    ids=" ".join,
)
def walk(request, house, known) -> tuple[Start, Reached]:
    name, language = request.param
    start = (STARTS | OF_OURS)[name]
    reached = Reached(*known, both=request.param in BOTH, past_the_menu=start.past_the_menu)
    with house.database.engine.connect() as connection:
        thumb = Thumb(house, connection, start.number, placed=start.placed)
        with thumb.undone():
            reached.walk(
                thumb, thumb.within(lambda session: _first(session, house, start, language[:2]))
            )
    return start, reached


@pytest.fixture(scope="module")
def known() -> tuple[set[object], set[object]]:
    """What one walk leaves for the next ones."""
    return set(), set()


def _first(session: Session, house: House, start: Start, language: str) -> Go:
    valley = Valley(session, house)
    first = start.first(valley)
    if start.number:
        valley.phone_id(start.number)
    session.execute(update(PhoneRow).values(language=language))
    return first


def test_every_call_of_ours_is_walked():
    assert PLACED.keys() == SCRIPTS.keys()


def test_silence_alone_comes_to_a_good_bye_or_to_somebody(walk):
    _, reached = walk
    endless = [
        one.path for one in reached.silent if one.asks and not one.is_over and not _rings(one)
    ]
    assert endless == []


def test_pound_alone_leads_to_the_menu_and_on_a_call_of_ours_to_its_gate(walk):
    start, reached = walk
    tops = {"menu.first", "menu.main", "call.missed", "crisis.spoken"}
    elsewhere = [
        one for one in reached.pounded if not (one.is_over or _at(one, tops, start.placed))
    ]
    assert elsewhere == []


def test_who_has_hung_up_rings_nobody(walk):
    _, reached = walk
    assert not any(isinstance(one.reply, Ring) for one in reached.gone)


def test_zero_says_the_crisis_number_within_six_seconds(walk):
    _, reached = walk
    late = [one.path for one in reached.zeros if _seconds_to(CRISIS_NUMBER, one) > CRISIS_WITHIN_S]
    assert late == []


def test_no_word_of_it_is_for_the_eye(walk):
    _, reached = walk
    found = {
        match[0]: one.heard for one in reached.stands if (match := FOR_THE_EYE.search(one.heard))
    }
    assert found == {}


def test_a_landline_hears_nothing_of_texts(walk):
    start, reached = walk
    if start.number == WALT:
        assert [one.heard for one in reached.stands if OF_TEXTS.search(one.heard)] == []


def test_the_first_choice_comes_within_twenty_seconds(walk):
    """On a call of ours what was asked comes once more behind the crisis number: that is not counted."""
    start, reached = walk
    asked = [one for one in reached.stands if not (start.placed and one.path[-1] == "0")]
    long = {one.path: one.heard for one in asked if seconds_to_a_choice(one.heard) > LONGEST_S}
    assert long == {}


def _rings(stand: Stand) -> bool:
    return bool(stand.asks and stand.asks.far_end)


def _at(stand: Stand, tops: set[str], placed: bool) -> bool:
    assert stand.asks is not None
    return stand.asks.step in tops or (placed and stand.asks.step.endswith("gate"))


def _seconds_to(number: dict[str, str], stand: Stand) -> float:
    """Until it has been said whole; endless where it is not said."""
    before, said, _ = stand.heard.partition(number[stand.language])
    return seconds_to_a_choice(before + said) if said else float("inf")
