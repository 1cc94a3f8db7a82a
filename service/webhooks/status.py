"""The door for receipts: their URL carries our own ids, so one that overtakes the send's answer counts."""

from flask import Blueprint, Response, request

from service.carrier.sid import read_sid
from service.delivery.receipts import record_receipt
from service.errors import DatabaseUnavailable
from service.house import House
from service.inbound.aside import Aside, Crowd
from service.logs import log
from service.webhooks.guard import Guard

WITHIN_S = 5.0


def status_door(house: House, guard: Guard, crowd: Crowd) -> Blueprint:
    """`POST /status/text/<id>/<attempt>` and `/status/call/<id>/<attempt>`: 204, or 503 to be asked again.
    `/status/line`: a call to us is over."""
    door = Blueprint("status", __name__)
    aside = Aside(crowd=crowd)

    @door.post("/status/text/<outbox_id>/<int:attempt>")
    @door.post("/status/call/<outbox_id>/<int:attempt>")
    @guard
    def status(outbox_id: str, attempt: int) -> Response:
        if not outbox_id.isalnum():
            return Response(status=404)  # no id of ours; PostgreSQL would break on a NUL
        form = request.form.to_dict()

        def record() -> None:
            with house.database.transaction(WITHIN_S) as session:
                record_receipt(session, outbox_id, attempt, form, house.clock.now())

        try:
            aside.run(record, WITHIN_S)
        except DatabaseUnavailable:
            return Response(status=503)  # lost, and settled later by asking the carrier's list
        return Response(status=204)

    @door.post("/status/line")
    @guard
    def line() -> Response:
        """For whoever reads the log; what a call leaves behind was written turn by turn. The doctor knocks
        here, too, to see whether a signed request gets through."""
        if sid := read_sid(request.form.get("CallSid")):
            seconds = request.form.get("CallDuration", "")[:6]
            log("status").info("call_to_us_over", sid=sid, seconds=seconds)
        return Response(status=204)

    return door
