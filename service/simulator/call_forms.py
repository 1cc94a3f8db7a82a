"""What a voice webhook is told about its call, and a receipt about how it goes."""

from email.utils import format_datetime

from service.simulator.exchange import Exchange
from service.simulator.records import Call
from service.simulator.webhook_forms import API_VERSION, blank_places

# What the telephone network answered, by how the call ended.
SIP_CODES = {"completed": 200, "busy": 486, "no-answer": 487, "canceled": 487, "failed": 480}


def call_form(exchange: Exchange, call: Call) -> dict[str, str]:
    """Every request about a call has these; Caller and Called repeat From and To."""
    caller = call.shown or call.sender
    form = {
        "CallSid": call.sid,
        "AccountSid": exchange.settings.account_sid,
        "From": caller,
        "To": call.to,
        "Caller": caller,
        "Called": call.to,
        "CallStatus": call.status,
        "ApiVersion": API_VERSION,
        "Direction": call.direction,
        **blank_places("From", "To", "Caller", "Called"),
    }
    if call.parent_sid:
        form["ParentCallSid"] = call.parent_sid
    if call.direction == "inbound":
        form |= {"CallToken": f"simulated-{call.sid}"}
        form |= {"StirVerstat": call.stir} if call.stir else {}
    return form


def detection_form(call: Call, took_ms: int = 3200) -> dict[str, str]:
    """The verdict on who answered, where one was asked for."""
    if call.answered_by is None:
        return {}
    return {"AnsweredBy": call.answered_by, "MachineDetectionDuration": str(took_ms)}


def call_receipt(exchange: Exchange, call: Call, status: str) -> dict[str, str]:
    """Takes the call's next sequence number, so each receipt is made once, when it happens."""
    form = {
        **call_form(exchange, call),
        "CallStatus": status,
        "Timestamp": format_datetime(exchange.clock.now()),
        "CallbackSource": "call-progress-events",
        "SequenceNumber": str(call.sequence),
    }
    call.sequence += 1
    if call.answered_by:
        form["AnsweredBy"] = call.answered_by
    if call.ended:
        form["CallDuration"] = str(call.seconds)
        form["Duration"] = str(call.minutes)
        form["SipResponseCode"] = str(SIP_CODES[call.status])
    return form
