"""What the tests of sending share: a house, Ana's phone, and rows put out to it.

A conftest takes the fixtures it needs from here.
"""

import threading
from collections.abc import Callable, Collection, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.orm import Session

from service.carrier.port import Accepted, CallToPlace, Listed, Outcome, Seen, TextToSend
from service.carrier.twilio import TwilioCarrier
from service.clock import FixedClock
from service.crypto import Keyring
from service.db import Database
from service.delivery import outbox
from service.delivery.outbox import Claimed, Outgoing
from service.delivery.receipts import record_receipt
from service.delivery.send import Rendered
from service.house import House
from service.models import Lane, Outbox, Person, PhoneRow, Way
from service.settings import Settings
from service.simulator.carrier import Simulator, SimulatorSettings
from service.simulator.posting import Answer, Post, Poster
from service.simulator.server import create_simulator

ANA = "+14065550100"
LINE = "+14065550199"
HOUR = timedelta(hours=1)
ACCOUNT, TOKEN = "AC" + "0" * 32, "a token"


def settings_in(folder: Path) -> Settings:
    return Settings(
        _env_file=None,
        line_number=LINE,
        public_url="http://127.0.0.1:8000",
        carrier_url="http://127.0.0.1:8001",
        data_dir=folder,
        twilio_account_sid=ACCOUNT,
        twilio_auth_token=TOKEN,
    )


def house_of(
    clock: FixedClock, keyring: Keyring, database: Database, folder: Path = Path()
) -> House:
    return House(settings_in(folder), clock, keyring, database)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return settings_in(tmp_path)


@pytest.fixture
def house(tmp_path: Path, clock: FixedClock, keyring: Keyring, database_in_use: Database) -> House:
    return house_of(clock, keyring, database_in_use, tmp_path)


def add_phone(
    database: Database, keyring: Keyring, clock: FixedClock, number: str = ANA, **more: Any
) -> int:
    with database.transaction() as session:
        row = PhoneRow(
            number_hash=keyring.hash(number), number=number, created_at=clock.now(), **more
        )
        session.add(row)
        session.flush()
        return row.id


def add_person(database: Database, clock: FixedClock, **more: Any) -> int:
    with database.transaction() as session:
        row = Person(created_at=clock.now(), **more)
        session.add(row)
        session.flush()
        return row.id


Put = Callable[..., str | None]


@pytest.fixture
def put_out(database_in_use: Database, keyring: Keyring, clock: FixedClock) -> Put:
    """`put_out(lane=..., dedupe_key=...)`: one row for Ana's phone, due now, useful for an hour."""
    ana = add_phone(database_in_use, keyring, clock)

    def put(dedupe_key: str = "reminder:1", **more: Any) -> str | None:
        values = {
            "way": Way.TEXT, "lane": Lane.REMINDER, "phone_id": ana, "message": "reminder",
            "useful_until": clock.now() + HOUR,
            "at_any_hour": more.get("lane", Lane.REMINDER) == Lane.REMINDER,
        }  # fmt: skip
        outgoing = Outgoing(dedupe_key=dedupe_key, **{**values, **more})
        with database_in_use.transaction() as session:
            return outbox.put(session, outgoing, clock.now())

    return put


@pytest.fixture
def database_in_use(request: pytest.FixtureRequest) -> Iterator[Database]:
    """Both kinds for a test that asks for `database`, else SQLite."""
    name = "database" if "database" in request.fixturenames else "sqlite"
    return request.getfixturevalue(name)


def row(database: Database, outbox_id: str) -> Outbox:
    with database.reading() as session:
        found = session.get(Outbox, outbox_id)
        assert found
        return found


class ScriptedCarrier:
    """Answers as it was told, in order, and then accepts; remembers what it was asked to send.

    For outcomes and moments the simulator can't be asked for exactly; all else runs against that.
    """

    def __init__(self, *outcomes: Outcome, lists: list[Seen] | None = None) -> None:
        self.outcomes = list(outcomes)
        self.lists = lists if lists is not None else []
        self.sent: list[TextToSend | CallToPlace] = []
        self.meanwhile: Callable[[], None] = lambda: None
        self._lock = threading.Lock()

    def send_text(self, text: TextToSend | CallToPlace) -> Outcome:
        with self._lock:
            self.sent.append(text)
            self.meanwhile()
            return self.outcomes.pop(0) if self.outcomes else Accepted(f"SM{len(self.sent)}")

    place_call = send_text

    def texts_sent(self, line: str, to: Collection[str], since: datetime) -> Listed:
        asked = (one for one in self.lists if one.sender == line and one.to in to)
        return Listed([one for one in asked if one.direction == "outbound-api"], since)

    calls_placed = texts_sent


def say_hello(session: Session, claimed: Claimed, now: datetime) -> Rendered:
    """The simplest words: they tell whether this is a repeat."""
    return Rendered("Again: hello" if claimed.is_repeat else "Hello", now + HOUR)


def receipts_into(house: House, asked: list[str]) -> Poster:
    """The line's side of it: receipts go straight into the room that takes them, and a call that is
    answered hears a word; `asked` notes the URLs that were asked for one."""

    def post(given: Post) -> Answer:
        outbox_id, number = given.url.split("/")[-2:]
        if "/voice/out/" in given.url:
            asked.append(given.url)
            return Answer(200, "text/xml", b"<Response><Say>Hello</Say></Response>")
        with house.database.transaction() as session:
            record_receipt(session, outbox_id, int(number), dict(given.form), house.clock.now())
        return Answer(204, "text/plain", b"")

    return post


@pytest.fixture
def asked() -> list[str]:
    return []


@pytest.fixture
def simulator(house: House, asked: list[str]) -> Simulator:
    settings = SimulatorSettings(
        account_sid=ACCOUNT,
        auth_token=TOKEN,
        line_numbers=(LINE,),
        sms_url="http://127.0.0.1:8000/text",
        voice_url="http://127.0.0.1:8000/voice",
        slow_s=0.01,
    )
    return Simulator(settings, house.clock, post=receipts_into(house, asked))


@pytest.fixture
def carrier(simulator: Simulator) -> TwilioCarrier:
    """The real SDK, calling the simulator in process."""
    return TwilioCarrier(ACCOUNT, TOKEN, wsgi=create_simulator(simulator))


def texts_created(simulator: Simulator) -> list[dict[str, object]]:
    return [entry for entry in simulator.exchange.ledger.rows() if entry["kind"] == "text"]
