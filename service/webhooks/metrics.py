"""Numbers for Prometheus: what the database says, and how requests to this web process went.

Rows are counted when asked, so those numbers are the same from every process. Requests are counted
where they happen; several gunicorn workers add theirs up when PROMETHEUS_MULTIPROC_DIR names a folder.
"""

import os
import time
from collections.abc import Iterable
from datetime import datetime

from flask import Blueprint, Response, g, request
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, Histogram
from prometheus_client import generate_latest as written
from prometheus_client.core import GaugeMetricFamily as Gauge
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from service.alerts import open_alerts
from service.checkins import figures as check_ins
from service.crisis import roster
from service.errors import DatabaseUnavailable
from service.health import Health, queue_age
from service.house import House
from service.models import Heartbeat, Outbox, Timer
from service.webhooks.case_figures import figures

MIME = CONTENT_TYPE_LATEST
# A crisis answer has a second, any text 15: the steps lie where we would want to know.
STEPS_S = (0.005, 0.01, 0.025, 0.05, 0.1, 0.3, 1, 4, 15)
SECONDS = Histogram(
    "porchlight_request_seconds", "Time to answer", ("endpoint", "status"), buckets=STEPS_S
)


class Rows(Collector):
    """What the tables say at this moment; nothing while the database is away."""

    def __init__(self, house: House, health: Health) -> None:
        self._house = house
        self._health = health

    def collect(self) -> Iterable[Gauge]:
        yield _checks(self._health)
        if not self._health.ready:
            return
        try:
            with self._house.database.reading() as session:
                yield from _rows(session, self._house)
        except DatabaseUnavailable:
            return


def page(house: House, health: Health) -> bytes:
    """Everything, as Prometheus reads it."""
    ours = CollectorRegistry()
    ours.register(Rows(house, health))
    several = os.environ.get("PROMETHEUS_MULTIPROC_DIR")  # the library's own switch, not a setting
    requests = CollectorRegistry() if several else REGISTRY
    if several:
        MultiProcessCollector(requests, several)  # type: ignore[no-untyped-call]
    return written(ours) + written(requests)


def count_requests(door: Blueprint) -> None:
    """Times every request of the whole application this door is mounted in."""
    door.before_app_request(_start)
    door.after_app_request(_stop)


def _start() -> None:
    g.started = time.perf_counter()


def _stop(response: Response) -> Response:
    took = time.perf_counter() - g.get("started", time.perf_counter())
    SECONDS.labels(request.endpoint or "none", response.status_code).observe(took)
    return response


def _checks(health: Health) -> Gauge:
    gauge = Gauge("porchlight_check", "1 when this part is well", labels=["check"])
    for one in health.checks:
        gauge.add_metric([one.check], float(one.ok))
    return gauge


def _rows(session: Session, house: House) -> Iterable[Gauge]:
    now = house.clock.now()
    states = Gauge("porchlight_outbox_rows", "Things to send, by state", labels=["lane", "state"])
    for lane, state, count in session.execute(
        select(Outbox.lane, Outbox.state, func.count()).group_by(Outbox.lane, Outbox.state)
    ):
        states.add_metric([lane, state], count)
    yield states
    waited = queue_age(session, now).total_seconds()
    yield Gauge("porchlight_queue_age_seconds", "How long the oldest due row waits", value=waited)
    late = session.scalar(select(func.count()).where(Timer.due_at <= now)) or 0
    yield Gauge("porchlight_timers_due", "Timers that are due and not dealt with", value=late)
    beats = Gauge("porchlight_heartbeat_timestamp_seconds", "Last sign of life", labels=["name"])
    for name, at in session.execute(select(Heartbeat.name, Heartbeat.at)):
        beats.add_metric([name], at.timestamp())
    yield beats
    alerts = Gauge(
        "porchlight_alerts", "How often each trouble that is open was met", labels=["kind"]
    )
    for alert in open_alerts(session):
        alerts.add_metric([alert.kind], alert.count)
    yield alerts
    yield from figures(session, now)
    yield _check_ins(session, house, now)
    there = len(roster.on_duty(session, house.settings, now))
    yield Gauge("porchlight_on_duty", "Volunteers who may be rung at this moment", value=there)


def _check_ins(session: Session, house: House, now: datetime) -> Gauge:
    """All groups together, and only what tells of five people or more."""
    gauge = Gauge("porchlight_check_ins", "Check-ins of the last whole week", labels=["what"])
    settings = house.settings
    week = check_ins.of_all(session, settings, check_ins.last_monday(settings, now))
    for what, count in week.shown.items() if week else ():
        if count is not None:
            gauge.add_metric([what], count)
    return gauge
