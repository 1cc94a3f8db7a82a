"""Ten thousand reminders due in one minute, by the processes of `porchlight up`, over TLS to a carrier."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import func, select

from service.clock import machine_now
from service.house import House
from service.jobs import QUEUES
from service.models import Attempt, Outbox, Reminder
from tests.bench.burst_house import ask_all, settle
from tests.bench.measure import Row
from tests.bench.postgres import running_postgres
from tests.bench.sending_house import open_sender, running_redis
from tests.bench.sending_jobs import environment
from tests.bench.sending_stub import Stub, running_stub

REMINDERS = 10_000
OVER = timedelta(minutes=1)
WITHIN_S = 5.0
START_S = 10.0  # processes load, and everybody's timer is written
PATIENCE_S = 60.0
NEVER = float("inf")
ROOT = Path(__file__).parents[2]
TICKS_A_SECOND = os.sysconf("SC_CLK_TCK")


def reminders_burst() -> Iterator[Row]:
    """From the moment each is due until the carrier has taken it; no pace but the carrier's own 120 ms."""
    yield from _burst("sqlite", None)
    with running_postgres() as url:
        yield from _burst("postgres", url)


def _burst(kind: str, database: str | None) -> Iterator[Row]:
    house = open_sender(database)
    settle(house, REMINDERS)
    with ExitStack() as stack:
        stub, redis = stack.enter_context(running_stub()), stack.enter_context(running_redis())
        environment = environment_of(house, stub, redis) | (
            {"DATABASE_URL": database} if database else {}
        )
        named = ("ticker", *QUEUES)
        processes = [stack.enter_context(running(name, environment)) for name in named]
        time.sleep(START_S)
        dues = ask_all(house, machine_now() + timedelta(seconds=START_S), OVER)
        before = _cpu_s(processes)
        _wait_until_sent(house, dues[-1])
        cpu_ms = (_cpu_s(processes) - before) / REMINDERS * 1000
        late = _late_s(house, dues)
    if late[int(len(late) * 0.95)] == NEVER:
        raise RuntimeError("one in twenty was not sent at all; is a process of it not running?")
    p95, reached = late[int(len(late) * 0.95)], sum(one <= WITHIN_S for one in late) / REMINDERS
    versus = f"{WITHIN_S:.0f} s; {reached:.1%} of {REMINDERS} were, the median {late[len(late) // 2]:.2f} s"
    yield Row(
        "reminders_burst", f"{kind}, 95 % within", round(p95, 2), "s", "lower", versus,
        round(p95 / WITHIN_S, 3), 1,
    )  # fmt: skip
    both = OVER.total_seconds() * 2 * 1000 / REMINDERS
    yield Row(
        "reminders_burst", f"{kind}, CPU a reminder", round(cpu_ms, 2), "ms", "lower",
        f"{both:.0f} ms: both cores for that minute", round(cpu_ms / both, 3), 1,
    )  # fmt: skip


def environment_of(house: House, stub: Stub, redis: str) -> dict[str, str]:
    """Reminders are due at whatever hour it is measured."""
    any_hour = {"CONTACT_FROM_HOUR": "0", "CONTACT_UNTIL_HOUR": "24"}
    return environment(house, stub, redis) | any_hour


@contextmanager
def running(name: str, environment: dict[str, str]) -> Iterator[int]:
    """The process id of a ticker, or of a worker of the queue so named."""
    command = [sys.executable, "-m", "tests.bench.sending_worker", "real", name]
    process = subprocess.Popen(command, cwd=ROOT, env=environment)
    try:
        yield process.pid
    finally:
        process.kill()
        process.wait()


def _wait_until_sent(house: House, last: datetime) -> None:
    deadline = last + timedelta(seconds=PATIENCE_S)
    while machine_now() < deadline:
        time.sleep(1)
        with house.database.reading() as session:
            ended = select(func.count()).where(Attempt.ended_at.is_not(None))
            if machine_now() > last and session.scalar(ended) == REMINDERS:
                return


def _late_s(house: House, dues: Sequence[datetime]) -> list[float]:
    """How much later than due each was handed over, shortest first; what never was is later than all."""
    with house.database.reading() as session:
        first = session.scalar(select(func.min(Reminder.id))) or 0
        ended = (
            select(Outbox.subject_id, Attempt.ended_at)
            .join(Attempt, Attempt.outbox_id == Outbox.id)
            .where(Attempt.ended_at.is_not(None))
        )
        found = {id: (at - dues[id - first]).total_seconds() for id, at in session.execute(ended)}
    return sorted(found.values()) + [NEVER] * (REMINDERS - len(found))


def _cpu_s(processes: Sequence[int]) -> float:
    """User and system time; fields 14 and 15 of proc(5)'s stat, behind the name in brackets."""
    stats = [Path(f"/proc/{id}/stat").read_text().rpartition(")")[2].split() for id in processes]
    return sum(int(stat[11]) + int(stat[12]) for stat in stats) / TICKS_A_SECOND
