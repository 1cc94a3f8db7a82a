"""At every step that is registered, whoever adds one: crisis words, STOP and HELP by text, 0 and 8 on a call.

Each step is left open as a question with digits of its own and an ear for words, in both languages. None of
its own code runs, as none may have to: what these words do must not depend on what had been asked.
"""

import itertools
import re
import shutil
from functools import cache

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from service import consent
from service.clock import FixedClock
from service.crisis.episodes import open_case
from service.crisis.screen import Tier, screen
from service.crypto import attach
from service.db import Database
from service.flows import crisis, questions, said_in_crisis, threads
from service.flows.arrival import ArrivedText, crisis_words, receive_text
from service.flows.conversation import LASTING, converse, converse_after_crisis
from service.flows.heard import Heard
from service.flows.turn import STEPS, Channel, Choose, Go, go
from service.house import House
from service.members import find_or_add_phone, find_phone, set_language
from service.models import Case
from service.statements import together
from service.text.phone import Phone
from service.text.words import LANGUAGES, prompt, spoken
from tests.equality.valley import TEN_TO_SIX, settle
from tests.line import settings_for

NUMBERS = {"en": "+14065550150", "es": "+14065550151"}
DYING = {
    "en": ("im going to kill myself tonight", "i want to die", "took all my pills"),
    "es": ("me voy a matar esta noche", "quiero morirme", "me tome todas las pastillas"),
}
STOPS = {
    "en": ("STOP", "quit.", "please stop texting me"),
    "es": ("ALTO", "parar!", "no me escriban mas"),
}
BOTH = {
    "en": "unsubscribe me, ending my life tonight",
    "es": "no me escriban mas, me voy a matar hoy",
}
FIRST = re.compile("988|911")
NUMBER_HEARD = {"en": "nine eight eight", "es": "nueve ocho ocho"}
HELPS = {"en": "HELP", "es": "ayuda"}
ITS_DIGITS = (1, 4)
# Of two neighbours each in one language; in both with the marker.
EVERYWHERE = [(step, language) for step in sorted(STEPS) for language in LANGUAGES]
HALF = [one for number, one in enumerate(EVERYWHERE) if number % 4 in (0, 3)]
SIDS = itertools.count(1)
CALL_SID = "CA" + "7" * 32


class Desk:
    """Texts and calls past their doors, in one transaction of which each case is undone."""

    def __init__(self, house: House, connection) -> None:
        self.house, self.connection = house, connection

    def sessions(self, keys):
        """For each of them a session in which nothing has happened yet."""
        for key in keys:
            with self.connection.begin_nested() as inside:
                how = {"expire_on_commit": False, "join_transaction_mode": "conditional_savepoint"}
                with Session(self.connection, **how) as self.session:
                    yield key
                inside.rollback()

    @property
    def now(self):
        return self.house.clock.now()

    def leave_open(self, step: str, language: str, call_sid: str | None = None) -> None:
        """A question of that step, which both its digits and words would lead to again."""
        self.number = Phone(NUMBERS[language])
        self.phone_id = find_phone(self.session, self.house.keyring, self.number).id
        choices = dict.fromkeys(ITS_DIGITS, go(step, "so chosen"))
        asked = Choose(prompt("menu.welcome"), choices)
        thread = threads.open_thread(self.session, self.phone_id, call_sid, self.now)
        together(self.session, questions.ask(thread.id, go(step, "as asked"), asked, self.now))

    def text(self, body: str) -> tuple[str, ...]:
        arrived = ArrivedText(f"SM{next(SIDS):032x}", self.number, body)
        found = screened(body)
        words = crisis_words(self.house, arrived, found, someone_on_duty=True) if found else None
        return receive_text(self.session, self.house, arrived, self.now, found, words).texts

    def key(self, said: str, first: Go | None = None, placed: bool = False) -> str:
        """What is heard after a key; `first`: on a call that words of a crisis were said on."""
        phone = find_phone(self.session, self.house.keyring, self.number)
        heard = Heard(Channel.CALL, said, phone, call_sid=CALL_SID, placed=placed, vouched=True)
        settings = self.house.settings
        if first:
            answer = converse_after_crisis(self.session, settings, heard, first, self.now)
        else:
            answer = converse(self.session, settings, heard, self.now)
        together(self.session, answer.writes)
        return " ".join(spoken(one, answer.language) for one in (*answer.before, answer.reply.what))

    def waiting(self, call_sid: str | None = None):
        return threads.open_thread(self.session, self.phone_id, call_sid, self.now).waiting

    def meant_by(self, digit: int) -> list[str]:
        """The steps whose questions a digit answers now."""
        return [one.step for one in questions.meant_by(str(digit), self.waiting())]

    @property
    def is_stopped(self) -> bool:
        return consent.is_stopped(self.session, self.phone_id)

    def case(self) -> Case:
        self.session.expire_all()
        return self.session.scalars(select(Case).where(Case.phone_id == self.phone_id)).one()


@cache
def screened(body: str):
    found = screen(body)
    return found if found.tier is not Tier.NONE else None


@pytest.fixture(scope="module")
def desk(sqlite_template, keyring, tmp_path_factory):
    folder = tmp_path_factory.mktemp("every_step")
    shutil.copy(sqlite_template, folder / "porchlight.db")
    database = Database(f"sqlite:///{folder}/porchlight.db")
    attach(database.engine, keyring)
    house = House(settings_for(folder), FixedClock(TEN_TO_SIX), keyring, database)
    settle(house)
    with database.transaction() as session:
        for language, number in NUMBERS.items():
            phone = find_or_add_phone(session, keyring, Phone(number), house.clock.now())
            set_language(session, phone.id, language)
    with database.engine.connect() as connection:
        yield Desk(house, connection)
    database.close()


@pytest.fixture(
    params=[HALF, pytest.param(EVERYWHERE, marks=pytest.mark.full)], ids=["half", "all"]
)
def places(request):
    return request.param


def one_of(words, language):
    """Others at each step: together they have them all."""
    return words[language][next(SIDS) % len(words[language])]


def test_danger_is_answered_first_paged_and_costs_no_question(desk, places):
    for step, language in desk.sessions(places):
        desk.leave_open(step, language)
        (said,) = desk.text(one_of(DYING, language))
        assert FIRST.search(said[:20]) and "988" in said, (step, said)
        stands = [] if step in {crisis.ANSWER, *LASTING} else [step]
        assert (desk.meant_by(1), desk.meant_by(4)) == ([crisis.ANSWER], stands), step
        assert desk.case().paged_since is not None, step


def test_stop_ends_it_and_is_confirmed_once_with_the_line(desk, places):
    for step, language in desk.sessions(places):
        desk.leave_open(step, language)
        (said,) = desk.text(one_of(STOPS, language))
        assert "988" in said and desk.is_stopped and not desk.waiting(), step
        assert desk.text(one_of(STOPS, language)) == (), step


def test_stop_in_danger_is_both(desk, places):
    for step, language in desk.sessions(places):
        desk.leave_open(step, language)
        first, out = desk.text(BOTH[language])
        assert "988" in first[:40] and out.startswith("RidgePeers: "), step
        assert desk.is_stopped and desk.case().paged_since is not None, step
        assert (desk.meant_by(1), desk.meant_by(4)) == ([crisis.ANSWER], []), step


def test_help_says_who_we_are_and_leaves_the_question(desk, places):
    for step, language in desk.sessions(places):
        desk.leave_open(step, language)
        (said,) = desk.text(HELPS[language])
        assert all(one in said for one in ("RidgePeers", STOPS[language][0], "988")), (step, said)
        assert desk.meant_by(4) == [step], step


def test_on_a_call_0_names_the_line_first_and_8_ends_our_calls(desk, places):
    for step, language in desk.sessions(places):
        desk.leave_open(step, language, CALL_SID)
        assert NUMBER_HEARD[language] in desk.key("0")[:80], step
        desk.leave_open(step, language, CALL_SID)
        assert desk.key("8", placed=True) and desk.is_stopped, step


def test_after_danger_said_on_a_call_its_keys_lead_back_to_the_question(desk, places):
    for step, language in desk.sessions(places):
        desk.leave_open(step, language, CALL_SID)
        found, key = screened(DYING[language][0]), f"{CALL_SID}:1"
        case_id = open_case(desk.session, key, desk.phone_id, found, desk.now).case_id
        first = go(said_in_crisis.HEARD, case_id, said_in_crisis.ANY_KEY)
        assert NUMBER_HEARD[language] in desk.key("5", first)[:80], step
        back = desk.waiting(CALL_SID)[0].back
        assert back == go(step, "as asked") or step == said_in_crisis.MENU, step
