"""The doors a call goes on by when nothing behind the others answers: no database, no queue, no carrier."""

import re
from collections.abc import Callable, Mapping

from flask import Blueprint, Response, request
from werkzeug.exceptions import RequestEntityTooLarge

from service.carrier import twiml
from service.flows import way_on
from service.flows.call_form import Call, read_call
from service.flows.way_on import LANGUAGES, Lost
from service.house import House
from service.inbound.call_spool import CallSpool, KeptTurn, parts
from service.webhooks.guard import Guard

# What the carrier says but once: kept in the address of the turn that is tried again.
TOLD_ONCE = (
    "DialCallStatus",
    "DialCallDuration",
    "DialBridged",
    "RecordingSid",
    "RecordingDuration",
)
_PLAIN = re.compile(r"[A-Za-z0-9-]{1,34}")


def way_on_door(house: House, guard: Guard, spool: CallSpool) -> Blueprint:
    """`/voice/way/…` a key after our apology · `/voice/line/…` the crisis line has hung up
    · `/voice/take/…` a volunteer's key."""
    door, settings = Blueprint("way_on", __name__), house.settings

    @door.post("/voice/way/<path:where>")
    @guard
    def way(where: str) -> Response:
        call, lost = _lost_again(where)
        if call.gone:
            return document(twiml.EMPTY)
        if call.pressed == way_on.CONNECT:
            return document(way_on.connect(settings, lost))
        answer = way_on.try_again if call.pressed == way_on.AGAIN else way_on.instead
        return document(answer(settings, lost))

    @door.post("/voice/line/<path:where>")
    @guard
    def line(where: str) -> Response:
        call, lost = _lost_again(where)
        if call.gone:
            return document(twiml.EMPTY)
        return document(way_on.connected(settings, lost, request.form.get("DialCallStatus", "")))

    @door.post("/voice/take/<int:case_id>/<int:volunteer_id>")
    @guard
    def take(case_id: int, volunteer_id: int) -> Response:
        call = read_call(request.form, 1, f"whisper/{case_id}/{volunteer_id}")
        if call.pressed == way_on.CONNECT:
            keep_turn(spool, call)
        return document(taken(call))

    door.register_error_handler(RequestEntityTooLarge, too_large(house))
    return door


def too_large(house: House) -> Callable[[RequestEntityTooLarge], Response]:
    """Unread and unsigned, so what it hears is the same for everybody."""
    words = way_on.instead(house.settings, Lost("in", None))
    return lambda _: document(words)


def lost_turn(call: Call, where: str) -> Lost:
    """The turn this request was for, with what was said of it but once."""
    told = {name: request.values.get(name, "") for name in TOLD_ONCE}
    return _lost(call, where, told)


def taken(call: Call) -> str:
    """1 joins them to the caller, whatever our books say; all else passes it on."""
    return twiml.EMPTY if call.pressed == way_on.CONNECT else twiml.response(twiml.hangup())


def keep_turn(spool: CallSpool, call: Call) -> bool:
    """For when the database is back; whether it is kept. Without the carrier's id for it nobody could know
    it again."""
    if request.form.get("CallSid") != call.sid:
        return False
    kept = KeptTurn(parts(request.values), call.turn, call.at, call.language)
    return spool.keep(call.sid, kept)


def document(twiml_text: str) -> Response:
    return Response(twiml_text, mimetype="text/xml")


def _lost_again(where: str) -> tuple[Call, Lost]:
    call = read_call(request.form, turn=0)
    return call, _lost(call, where, request.args)


def _lost(call: Call, where: str, told: Mapping[str, str]) -> Lost:
    language = LANGUAGES.get(where.rpartition("/")[2])
    kept = {name: told[name] for name in TOLD_ONCE if _PLAIN.fullmatch(told.get(name, ""))}
    return Lost(where, call.other, call.placed, language, kept)
