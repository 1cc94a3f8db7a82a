"""A house with much to send: rows by the thousand, and the real client on its way to the stub."""

import itertools
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from unittest.mock import patch

from sqlalchemy import insert, literal, select

from service import migrate
from service.carrier.twilio import TwilioCarrier
from service.clock import SystemClock
from service.crypto import Keyring, attach, fresh_keys
from service.db import Database, table_of
from service.delivery.fan_out import Broadcast, fan_out
from service.delivery.outbox import Claimed
from service.delivery.send import Rendered
from service.house import House
from service.logs import show_from
from service.models import Lane, PhoneRow, Way
from service.redis_server import NO_REDIS, start_redis
from tests.bench.sending_stub import Stub
from tests.sending import ACCOUNT, TOKEN, settings_in

KEYS = fresh_keys()
PHONES = 1_000
WORDS = "Your Tuesday group meets at 7 tonight. Reply 1 if you are coming, 0 for a person."
_broadcasts = itertools.count()


def open_sender(url: str | None = None) -> House:
    """A house with a thousand phones, on SQLite unless a URL is given."""
    folder = Path(tempfile.mkdtemp(prefix="benchsend"))
    database = Database(url or f"sqlite:///{folder / 'porchlight.db'}")
    migrate.upgrade(database)
    keyring = Keyring.from_json(KEYS)
    attach(database.engine, keyring)
    show_from("warning")
    at_any_hour = {"contact_from_hour": 0, "contact_until_hour": 24}
    settings = settings_in(folder).model_copy(update=at_any_hour)
    house = House(settings, SystemClock(), keyring, database)
    add_phones(house, PHONES)
    return house


def add_phones(house: House, count: int, already: int = 0) -> None:
    now = house.clock.now()
    numbers = [f"+1406555{n:07d}" for n in range(already, already + count)]
    hashed = [
        {
            "number_hash": house.keyring.hash(n),
            "number": n,
            "created_at": now,
            "line_type": "mobile",
        }
        for n in numbers
    ]
    with house.database.transaction() as session:
        session.connection().execute(insert(table_of(PhoneRow)), hashed)


def put_out(
    house: House, count: int, lane: Lane = Lane.REMINDER, after: timedelta = timedelta(0)
) -> None:
    """So many rows, each thousand to all phones, due `after` now."""
    now = house.clock.now()
    with house.database.transaction() as session:
        for _ in range(-(-count // PHONES)):
            key, due = f"bench:{next(_broadcasts)}", now + after
            what = Broadcast(key, Way.TEXT, lane, "bench", due, due + timedelta(days=1))
            fan_out(session, what, select(PhoneRow.id, literal(None)), now)


def words(_: object, claimed: Claimed, now: object) -> Rendered:
    return Rendered(WORDS, claimed.useful_until)


@contextmanager
def real_client(stub: Stub) -> Iterator[TwilioCarrier]:
    """What production sends with, trusting the stub."""
    with patch("certifi.where", lambda: stub.trusted):
        yield TwilioCarrier(ACCOUNT, TOKEN, base_url=stub.url)


@contextmanager
def running_redis() -> Iterator[str]:
    """The URL of an empty Redis."""
    server = start_redis(Path(tempfile.mkdtemp(prefix="benchr")))
    if server is None:
        raise RuntimeError(NO_REDIS)
    try:
        yield server.url
    finally:
        server.stop()
