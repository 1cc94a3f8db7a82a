"""The doors for machines that watch: alive, ready, and numbers for Prometheus. Nothing personal in them."""

from flask import Blueprint, Response, jsonify

from service.clock import machine_now
from service.errors import DatabaseUnavailable
from service.health import Health, database_is_away, examine
from service.house import House
from service.inbound.aside import Aside
from service.webhooks import metrics

WITHIN_S = 2.0


def health_door(house: House) -> Blueprint:
    """`/healthz`: this process answers · `/readyz`: the line works, 503 if not · `/metrics`."""
    door = Blueprint("health", __name__)
    aside = Aside(threads=2)

    @door.get("/healthz")
    def healthz() -> Response:
        return Response("ok\n", mimetype="text/plain")

    @door.get("/readyz")
    def readyz() -> Response:
        found = _health(house, aside)
        checks = {one.check: {"ok": one.ok, "detail": one.detail} for one in found.checks}
        answer = jsonify(status=found.word, checks=checks)
        answer.status_code = 200 if found.ready else 503
        return answer

    @door.get("/metrics")
    def numbers() -> Response:
        return Response(metrics.page(house, _health(house, aside)), mimetype=metrics.MIME)

    metrics.count_requests(door)
    return door


def _health(house: House, aside: Aside) -> Health:
    """A database that hangs is one that is away."""
    try:
        return aside.run(lambda: examine(house, machine_now()), WITHIN_S)
    except DatabaseUnavailable as error:
        return Health((database_is_away(str(error)),))
