from datetime import timedelta

import pytest
from pydantic import SecretStr
from sqlalchemy import text

from service import health, migrate
from service.alerts import raise_alert
from service.clock import machine_now
from service.crypto import attach
from service.db import Database, insert
from service.delivery import outbox
from service.delivery.outbox import Outgoing
from service.health import examine
from service.house import House
from service.members import find_or_add_phone
from service.models import CatchUp, Heartbeat, Lane, Trouble, Waiting, Way
from service.text.phone import Phone
from tests.real_redis import real_redis, running_redis  # noqa: F401
from tests.sending import settings_in


@pytest.fixture
def house(tmp_path, keyring, clock):
    made = Database(f"sqlite:///{tmp_path / 'health.db'}")
    migrate.upgrade(made)
    attach(made.engine, keyring)
    yield House(settings_in(tmp_path), clock, keyring, made)
    made.close()


def beat(house, ago):
    with house.database.transaction() as session:
        row = insert(session, Heartbeat).values(name=health.TICKER, at=machine_now() - ago)
        session.execute(row)


def found(house):
    return {one.check: one for one in examine(house, machine_now()).checks}


def test_with_all_parts_but_redis_the_line_is_degraded_and_ready(house):
    beat(house, timedelta(seconds=2))
    result = examine(house, machine_now())
    assert (result.ready, result.word) == (True, "degraded")
    assert not found(house)["redis"].ok


def test_with_redis_too_it_is_well(house, real_redis):  # noqa: F811
    beat(house, timedelta(seconds=2))
    settings = house.settings.model_copy(update={"redis_url": SecretStr(real_redis.url)})
    whole = House(settings, house.clock, house.keyring, house.database)
    assert examine(whole, machine_now()).word == "ok"


@pytest.mark.parametrize("ago", [None, timedelta(minutes=1)], ids=["never", "a minute ago"])
def test_a_silent_ticker_is_not_ready(house, ago):
    if ago:
        beat(house, ago)
    assert not examine(house, machine_now()).ready
    assert not found(house)["ticker"].ok


@pytest.mark.parametrize(("minutes", "ok"), [(1, True), (6, False)])
def test_a_carrier_s_list_that_nobody_reads_shows(house, minutes, ok):
    with house.database.transaction() as session:
        now = machine_now()
        looked_at = now - timedelta(minutes=minutes)
        session.add(CatchUp(line="+14065550199", taken_until=now, looked_at=looked_at))
    assert found(house)["unread"].ok == ok


@pytest.mark.parametrize(
    ("texts", "ago", "told"),
    [
        (2, timedelta(), "only answers go out: 2 texts wait, 0 machines are silent"),
        (0, timedelta(minutes=1), "only answers go out: 0 texts wait, 1 machines are silent"),
    ],
)
def test_that_sending_is_held_shows(house, texts, ago, told):
    with house.database.transaction() as session:
        session.add(Waiting(spool="1", texts=texts, at=machine_now() - ago))
    shown = found(house)["unread"]
    assert (shown.ok, shown.needed, shown.detail) == (False, False, told)


def test_a_database_without_tables_is_told_what_to_run(house):
    with house.database.transaction() as session:
        session.execute(text("DROP TABLE alembic_version"))
    assert found(house)["migrations"].fix == "Run: porchlight db upgrade"


def test_a_database_that_is_gone_is_not_ready(tmp_path, keyring, clock):
    gone = House(
        settings_in(tmp_path), clock, keyring, Database(f"sqlite:///{tmp_path}/no/such/folder.db")
    )
    assert not examine(gone, machine_now()).ready


def test_trouble_a_person_has_to_know_of_shows_and_says_what_to_do(house):
    with house.database.transaction() as session:
        raise_alert(session, Trouble.FILTERED, "A spam filter took it. (30007)", house.clock.now())
    check = found(house)["alerts"]
    assert (check.ok, check.needed, "30007" in check.in_full) == (False, False, True)
    assert check.fix.endswith("porchlight alerts --clear filtered")


def test_a_row_that_waits_too_long_shows(house):
    now = house.clock.now()
    with house.database.transaction() as session:
        phone = find_or_add_phone(session, house.keyring, Phone.parse("+14065550100"), now)
        outgoing = Outgoing(
            way=Way.TEXT, lane=Lane.REMINDER, dedupe_key="a", phone_id=phone.id,
            message="reminder.due", not_before=now - timedelta(minutes=5),
            useful_until=now + timedelta(minutes=1),
        )  # fmt: skip
        outbox.put(session, outgoing, now)
    assert not found(house)["queue"].ok
