"""The account's numbers: list them, and set where their webhooks go."""

from flask import Response, jsonify, request

from service.simulator.lines import Line
from service.simulator.refusals import ApiRefusal
from service.simulator.rest import ROOT, guarded, simulator
from service.simulator.shapes import account_path, date, formatted
from service.simulator.webhook_forms import API_VERSION

lines = guarded("lines")
# Parameter of an update: attribute of a line.
SETTABLE = {
    "SmsUrl": "sms_url", "SmsMethod": "sms_method", "SmsFallbackUrl": "sms_fallback_url",
    "VoiceUrl": "voice_url", "VoiceMethod": "voice_method",
    "VoiceFallbackUrl": "voice_fallback_url", "StatusCallback": "status_callback",
    "StatusCallbackMethod": "status_callback_method", "SmsApplicationSid": "sms_application_sid",
    "VoiceApplicationSid": "voice_application_sid", "TrunkSid": "trunk_sid",
    "FriendlyName": "friendly_name",
}  # fmt: skip
UNUSED = "address_sid bundle_sid emergency_address_sid identity_sid".split()
# They would win over the addresses; here they are kept and win nothing.
ELSEWHERE = ("sms_application_sid", "voice_application_sid", "trunk_sid")


@lines.get(f"{ROOT}/IncomingPhoneNumbers.json")
def list_lines(account_sid: str) -> Response:
    """All of them on one page: an account here has a few. `PhoneNumber` picks one."""
    wanted = request.args.get("PhoneNumber")
    found = [one for one in simulator().exchange.lines.all() if wanted in (None, one.number)]
    path = f"{account_path(account_sid)}/IncomingPhoneNumbers.json"
    return jsonify(
        incoming_phone_numbers=[_shown(one, account_sid) for one in found],
        page=0,
        page_size=50,
        start=0,
        end=max(len(found) - 1, 0),
        uri=path,
        first_page_uri=path,
        next_page_uri=None,
        previous_page_uri=None,
    )


@lines.get(f"{ROOT}/IncomingPhoneNumbers/<sid>.json")
def show_line(account_sid: str, sid: str) -> Response:
    return jsonify(_shown(_found(sid), account_sid))


@lines.post(f"{ROOT}/IncomingPhoneNumbers/<sid>.json")
def change_line(account_sid: str, sid: str) -> Response:
    line = _found(sid)
    for parameter, attribute in SETTABLE.items():
        if parameter in request.form:
            setattr(line, attribute, request.form[parameter])
    return jsonify(_shown(line, account_sid))


def _found(sid: str) -> Line:
    line = simulator().exchange.lines.by_sid(sid)
    if line is None:
        raise ApiRefusal(20404)
    return line


def _shown(line: Line, account_sid: str) -> dict[str, object]:
    path = f"{account_path(account_sid)}/IncomingPhoneNumbers/{line.sid}"
    now = date(simulator().clock.now())
    return {
        **dict.fromkeys(UNUSED),
        **{name: getattr(line, name) or None for name in ELSEWHERE},
        "account_sid": account_sid,
        "address_requirements": "none",
        "api_version": API_VERSION,
        "beta": False,
        "capabilities": {"voice": True, "sms": True, "mms": True, "fax": False},
        "date_created": now,
        "date_updated": now,
        "emergency_address_status": "unregistered",
        "emergency_status": "Inactive",
        "friendly_name": line.friendly_name or formatted(line.number),
        "origin": "simulated",
        "phone_number": line.number,
        "sid": line.sid,
        "sms_fallback_method": "POST",
        "sms_fallback_url": line.sms_fallback_url,
        "sms_method": line.sms_method,
        "sms_url": line.sms_url,
        "status": "in-use",
        "status_callback": line.status_callback,
        "status_callback_method": line.status_callback_method,
        "subresource_uris": {"assigned_add_ons": f"{path}/AssignedAddOns.json"},
        "type": "local",
        "uri": f"{path}.json",
        "voice_caller_id_lookup": False,
        "voice_fallback_method": "POST",
        "voice_fallback_url": line.voice_fallback_url,
        "voice_method": line.voice_method,
        "voice_receive_mode": "voice",
        "voice_url": line.voice_url,
    }
