"""porchlight demo: the whole line on this machine, with a simulated carrier and a fictional community."""

import fcntl
import json
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPException
from pathlib import Path
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import ProxyHandler, build_opener

import click
from pydantic import SecretStr
from sqlalchemy import delete, select

from service import schema
from service.commands.demo_settings import (
    LEFT_BEHIND,
    demo_settings,
    environment_of,
    write_env,
)
from service.commands.processes import Plan, line_of, own_redis, python
from service.errors import BadInput, PorchlightError
from service.house import House, open_house
from service.models import Group, Heartbeat
from service.redis_server import NO_REDIS, RedisCommand, redis_command
from service.settings import Settings
from service.supervisor import Service, Supervisor, signals_stop

FOLDER = Path("var")
READY_WITHIN_S = 60.0
# This machine only, whatever proxy the environment names.
_open = build_opener(ProxyHandler({})).open


@click.command(epilog="Example:  porchlight demo --port 8000")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--reset", is_flag=True, help="Start anew: forget the last demo's data.")
def demo(port: int, reset: bool) -> None:
    """Run everything here, with simulated phones and a fictional community; Ctrl-C ends it."""
    FOLDER.mkdir(mode=0o700, exist_ok=True)
    with _alone_in(FOLDER):
        if reset:
            _forget(FOLDER)
        settings = demo_settings(FOLDER, port)
        run_demo(settings)


def run_demo(settings: Settings) -> None:
    """Until a signal. Raises PorchlightError when it can't get ready."""
    redis = redis_command(settings.data_dir / "redis")
    if redis is None:
        click.echo(NO_REDIS, err=True)
    else:
        settings = settings.model_copy(update={"redis_url": SecretStr(redis.url)})
    env_file = write_env(settings)
    _prepare(settings)
    supervisor = Supervisor(_services(settings, redis), lambda line: click.echo(line, err=True))
    with signals_stop(supervisor), _run_file(settings, env_file):
        supervisor.start()
        _wait_until_ready(settings, supervisor)
        if not supervisor.stopping.is_set():
            click.echo(f"ready {settings.public_url}")
        supervisor.run()


def _services(settings: Settings, redis: RedisCommand | None) -> list[Service]:
    """All of a line, and its carrier; each with the whole environment and a log of its own."""
    bind, logs = urlsplit(settings.public_url).netloc, settings.data_dir / "log"
    plan = Plan(bind, environment_of(settings), logs)
    carrier = python(plan, "simulator", "service.commands.simulated_carrier")
    line = line_of(plan, has_redis=redis is not None)
    return [*([own_redis(plan, redis)] if redis else []), carrier, *line]


def _prepare(settings: Settings) -> None:
    """The clock at the real time, the tables there, the community in them, no old signs of life."""
    (settings.data_dir / "clock").unlink(missing_ok=True)
    house = open_house(settings)
    if not _is_furnished(house):
        _migrate_and_fill(house)
    with house.database.transaction() as session:
        session.execute(delete(Heartbeat))
    house.database.close()


def _is_furnished(house: House) -> bool:
    with house.database.reading() as session:
        migrated = schema.present(session) == schema.wanted()
        return migrated and session.scalar(select(Group.id).limit(1)) is not None


def _migrate_and_fill(house: House) -> None:
    # Alembic and the importer take a second to read, and most starts need neither.
    from service.migrate import upgrade
    from service.sample.community import fill

    upgrade(house.database)
    fill(house)


def _wait_until_ready(settings: Settings, supervisor: Supervisor) -> None:
    """Ready is when a first text can be answered: the doors, the ticker and the carrier are there."""
    until = time.monotonic() + READY_WITHIN_S
    wanted = [f"{settings.carrier_url}/control/clock", f"{settings.public_url}/readyz"]
    while wanted and not supervisor.stopping.wait(0.1):
        supervisor.look()
        if _answers(wanted[0]):
            wanted.pop(0)
        elif time.monotonic() > until:
            raise PorchlightError(f"Not ready in time; see {settings.data_dir / 'log'}")


def _answers(url: str) -> bool:
    try:
        with _open(url, timeout=3) as answer:
            return int(answer.status) == 200
    except (URLError, TimeoutError, ConnectionError):
        return False
    except HTTPException:  # a connection to nobody may meet itself, and read its own request
        return False


@contextmanager
def _run_file(settings: Settings, env_file: Path) -> Iterator[None]:
    """`run.json` while it runs: how other commands find us."""
    path = settings.data_dir / "run.json"
    told = {
        "web": settings.public_url,
        "simulator": settings.carrier_url,
        "pid": os.getpid(),
        "account_sid": settings.twilio_account_sid,
        "auth_token": settings.twilio_auth_token.get_secret_value(),
        "line": settings.line_number,
        "settings": str(env_file),
    }
    path.touch(mode=0o600)
    path.write_text(json.dumps(told, indent=2) + "\n")
    try:
        yield
    finally:
        path.unlink(missing_ok=True)


@contextmanager
def _alone_in(folder: Path) -> Iterator[None]:
    """One demo a folder. The kernel lets go of the lock however we end. Raises BadInput."""
    with (folder / "demo.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise BadInput("A demo is running in this folder already; stop it first.") from error
        yield


def _forget(folder: Path) -> None:
    for name in LEFT_BEHIND:
        (folder / name).unlink(missing_ok=True)
    for name in ("spool", "redis", "log"):
        shutil.rmtree(folder / name, ignore_errors=True)


COMMANDS = (demo,)
