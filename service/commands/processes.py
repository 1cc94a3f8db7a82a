"""The processes of a line on one machine: web, a worker a queue, ticker, and a Redis of its own."""

import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from service.redis_server import RedisCommand
from service.supervisor import Service

WORKERS = ("urgent", "normal", "bulk")
APP = "service.app:create_app()"


@dataclass(frozen=True, slots=True)
class Plan:
    """What all of them share. Without `logs` they write where we do."""

    bind: str  # host:port
    environment: Mapping[str, str]
    logs: Path | None = None


def line_of(plan: Plan, has_redis: bool) -> Iterable[Service]:
    """Without Redis there are no workers: the ticker sends by itself."""
    yield python(plan, "web", "gunicorn", "-c", "python:service.web_server", "-b", plan.bind, APP)
    yield python(plan, "ticker", "workers.main", "ticker")
    for queue in WORKERS if has_redis else ():
        yield python(plan, queue, "workers.main", "worker", queue)


def python(plan: Plan, name: str, module: str, *arguments: str) -> Service:
    argv = (sys.executable, "-m", module, *arguments)
    return Service(name, argv, plan.environment, _log(plan, name))


def own_redis(plan: Plan, command: RedisCommand) -> Service:
    return Service("redis", command.argv, {}, _log(plan, "redis"), ends_last=True)


def _log(plan: Plan, name: str) -> Path | None:
    return plan.logs / f"{name}.log" if plan.logs else None
