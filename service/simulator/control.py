"""The simulator's own API, JSON in and out, for the phones' page and the command line.

It stands where a person with a telephone would, so it asks for no key; it listens on loopback only.
"""

from datetime import UTC, datetime
from typing import Any

from dateutil.parser import isoparse
from flask import Blueprint, Response, jsonify, request
from werkzeug.exceptions import HTTPException

from service.errors import BadInput
from service.simulator.claims import read_claim
from service.simulator.records import Call, Message
from service.simulator.rest import simulator

control = Blueprint("control", __name__, url_prefix="/control")

LONGEST_WAIT_S = 25.0

Json = dict[str, Any]


@control.post("/texts")
def send_text() -> Response:
    said = _said()
    taken = simulator().text(
        _text(said, "from"), _text(said, "to"), _text(said, "body"), _whole(said, "media")
    )
    return jsonify(
        sid=taken.message.sid,
        status=taken.status,
        error=taken.error,
        replies=[text_json(reply) for reply in taken.replies],
    )


@control.get("/inbox")
def show_inbox() -> Response:
    """What a phone has received; with `all=1` its whole thread, and texts still on their way."""
    number, here = _number(), simulator()
    since = _moment(request.args.get("since"))
    texts = here.thread(number) if request.args.get("all") else here.inbox(number)
    return jsonify(
        texts=[text_json(text) for text in texts if _at(text) >= since],
        calls=[call_json(call) for call in here.calls_of(number) if call.created_at >= since],
    )


@control.post("/calls")
def start_call() -> Response:
    """`"pace": "instant"` lets speech take no time, for a script; so it does in answer.

    `withheld` hides the caller's number; `stir` is what the network vouches for: A, B, C, failed, none.
    """
    said = _said()
    sender, to = _text(said, "from"), _text(said, "to")
    claim = read_claim(said.get("withheld") is True, str(said.get("stir", "A")))
    return jsonify(sid=simulator().calls.dial_in(sender, to, _hurried(said), claim).sid)


@control.get("/calls/<sid>/events")
def show_events(sid: str) -> Response:
    """Waits up to `wait` seconds until there are more than `after` of them, or the call is over."""
    after, wait_s = request.args.get("after", 0, int), request.args.get("wait", 0.0, float)
    events, status = simulator().calls.events(sid, max(after, 0), min(wait_s, LONGEST_WAIT_S))
    return jsonify(events=events, status=status)


@control.post("/calls/<sid>/keys")
def press_keys(sid: str) -> Response:
    simulator().calls.press(sid, _text(_said(), "digits"))
    return show_events(sid)


@control.post("/calls/<sid>/speech")
def speak(sid: str) -> Response:
    simulator().calls.speak(sid, _text(_said(), "words"))
    return show_events(sid)


@control.post("/calls/<sid>/silence")
def stay_silent(sid: str) -> Response:
    simulator().calls.stay_silent(sid)
    return show_events(sid)


@control.post("/calls/<sid>/answer")
def answer_call(sid: str) -> Response:
    simulator().calls.answer(sid, _hurried(request.get_json(silent=True) or {}))
    return show_events(sid)


@control.post("/calls/<sid>/hangup")
def hang_up(sid: str) -> Response:
    simulator().calls.hang_up(sid)
    return show_events(sid)


@control.get("/recordings")
def list_recordings() -> Response:
    """What was said to the line's tapes, newest first, as words."""
    rows = simulator().exchange.recordings.newest_first()
    return jsonify(
        recordings=[
            {"sid": row.sid, "call": row.call_sid, "text": row.words, "seconds": row.seconds}
            for row in rows
        ]
    )


@control.get("/ringing")
def show_ringing() -> Response:
    return jsonify(sid=simulator().calls.ringing(_number()))


@control.post("/behave")
def behave() -> Response:
    """`error` is the carrier's number for why texts to this phone fail, as 30007 for a filter."""
    said = _said()
    keys = said.get("keys")
    handset = simulator().exchange.handsets.behave(
        _text(said, "number"),
        _text(said, "how"),
        None if keys is None else str(keys),
        _whole(said, "error") or None,
    )
    return jsonify(number=said["number"], how=handset.how, keys=handset.keys)


@control.get("/faults")
def list_faults() -> Response:
    return jsonify(faults=simulator().exchange.faults.all())


@control.post("/faults")
def set_fault() -> Response:
    said = _said()
    duration = said.get("for")
    simulator().exchange.faults.set(
        _text(said, "name"),
        _real(said.get("rate", 1.0)),
        None if duration is None else _real(duration),
    )
    return list_faults()


@control.get("/ledger")
def show_ledger() -> Response:
    return jsonify(rows=simulator().exchange.ledger.rows())


@control.get("/alerts")
def show_alerts() -> Response:
    """What the carrier could not do with our answers, by its own numbers."""
    alerts = simulator().exchange.alerts.all()
    return jsonify(
        alerts=[{"code": one.code, "at": one.at.isoformat(), "path": one.where} for one in alerts]
    )


@control.get("/clock")
def show_clock() -> Response:
    return jsonify(now=simulator().clock.now().isoformat())


@control.post("/clock")
def move_clock() -> tuple[Response, int] | Response:
    here = simulator()
    if here.move_clock is None:
        return jsonify(error="This clock can't be moved."), 409
    return jsonify(here.move_clock(_text(_said(), "to")))


@control.errorhandler(BadInput)
def refuse_input(error: BadInput) -> tuple[Response, int]:
    return jsonify(error=str(error)), 400


@control.errorhandler(HTTPException)
def refuse_request(error: HTTPException) -> tuple[Response, int]:
    return jsonify(error=error.description), error.code or 500


def text_json(text: Message) -> Json:
    return {
        "from": text.sender,
        "to": text.to,
        "body": text.body,
        "segments": text.segments,
        "at": _at(text).isoformat(),
        "sid": text.sid,
        "status": text.status,
        "direction": text.direction,
    }


def call_json(call: Call) -> Json:
    return {
        "sid": call.sid,
        "from": call.sender,
        "to": call.to,
        "at": call.created_at.isoformat(),
        "status": call.status,
        "direction": call.direction,
        "answered_by": call.answered_by,
        "said": simulator().calls.said(call.sid),
    }


def _at(text: Message) -> datetime:
    return text.arrived_at or text.created_at


def _said() -> Json:
    said = request.get_json(silent=True)
    if not isinstance(said, dict):
        raise BadInput("A JSON object is needed.")
    return said


def _text(said: Json, name: str) -> str:
    if not isinstance(said.get(name), str):
        raise BadInput(f"{name!r} is missing, or is no text.")
    return str(said[name])


def _whole(said: Json, name: str) -> int:
    value = said.get(name, 0)
    if not isinstance(value, int):
        raise BadInput(f"{name!r} must be a whole number.")
    return value


def _hurried(said: Json) -> bool:
    return said.get("pace") == "instant"


def _real(value: object) -> float:
    if not isinstance(value, int | float):
        raise BadInput("A rate and a duration are numbers.")
    return float(value)


def _number() -> str:
    """A `+` in a query is a space unless it was escaped, so either is taken."""
    digits = request.args.get("of", "").strip().removeprefix("+")
    if not digits:
        raise BadInput("`of` names the phone.")
    return "+" + digits


def _moment(text: str | None) -> datetime:
    if not text:
        return datetime.min.replace(tzinfo=UTC)
    try:
        at = isoparse(text.replace(" ", "+"))
    except ValueError as error:
        raise BadInput("A moment is written like 2026-11-24T18:00:00Z.") from error
    return at.replace(tzinfo=at.tzinfo or UTC)
