"""Twilio's REST API as the SDK calls it: who may ask, how a no looks, and the small resources."""

import hmac
from typing import Any

import phonenumbers
from flask import Blueprint, Response, jsonify, request
from werkzeug.exceptions import HTTPException

from service.errors import NotAPhone
from service.simulator.carrier import Simulator
from service.simulator.handsets import How
from service.simulator.refusals import ApiRefusal
from service.simulator.shapes import account_path, date, formatted
from service.simulator.webhook_forms import API_VERSION
from service.text.phone import Phone

SIMULATOR = "simulator"  # in a request's WSGI environment
ROOT = f"/{API_VERSION}/Accounts/<account_sid>"


def simulator() -> Simulator:
    """The one this request was made to."""
    here: Simulator = request.environ[SIMULATOR]
    return here


def check_caller() -> None:
    """Basic auth with the account's SID and token, for this account's paths only."""
    settings, given = simulator().settings, request.authorization
    asked_for = (request.view_args or {}).get("account_sid", settings.account_sid)
    user, password = (given.username or "", given.password or "") if given else ("", "")
    if asked_for != settings.account_sid or not (
        hmac.compare_digest(user, settings.account_sid)
        and hmac.compare_digest(password, settings.auth_token)
    ):
        raise ApiRefusal(20003, {"WWW-Authenticate": 'Basic realm="Twilio API"'})


def check_readable() -> None:
    """The fault that makes lists and single records unreadable."""
    if request.method == "GET" and simulator().exchange.faults.strikes("reads-fail"):
        raise ApiRefusal(20503)


def guarded(name: str) -> Blueprint:
    """A blueprint whose every resource asks who calls."""
    made = Blueprint(name, __name__)
    made.before_request(check_caller)
    made.before_request(check_readable)
    return made


rest = guarded("rest")


def refuse(refusal: ApiRefusal) -> Response:
    answer = jsonify(refusal.to_json())
    answer.status_code = refusal.status
    answer.headers.update(refusal.headers)
    return answer


def refuse_http(error: HTTPException) -> Response:
    """A path or method nobody has heard of, in the API's own form."""
    return refuse(ApiRefusal(20405 if error.code == 405 else 20404))


@rest.get(f"{ROOT}.json")
def show_account(account_sid: str) -> Response:
    path = account_path(account_sid)
    return jsonify(
        sid=account_sid,
        friendly_name="Simulated account",
        status="active",
        type="Full",
        auth_token=simulator().settings.auth_token,
        owner_account_sid=account_sid,
        date_created=date(simulator().clock.now()),
        date_updated=date(simulator().clock.now()),
        subresource_uris={"messages": f"{path}/Messages.json", "calls": f"{path}/Calls.json"},
        uri=f"{path}.json",
    )


@rest.get(f"{ROOT}/Balance.json")
def show_balance(account_sid: str) -> Response:
    return jsonify(account_sid=account_sid, balance=simulator().settings.balance, currency="USD")


@rest.get("/v2/PhoneNumbers/<number>")
def look_up(number: str) -> Response:
    """Lookup v2; the type of line is how the simulated handset behaves."""
    try:
        phone = Phone.parse(number)
    except NotAPhone:
        return jsonify(_unknown_number(number))
    parsed = phonenumbers.parse(phone.e164)
    wants_type = "line_type_intelligence" in request.args.get("Fields", "")
    return jsonify(
        {
            **_unknown_number(phone.e164),
            "calling_country_code": str(parsed.country_code),
            "country_code": phone.country,
            "national_format": formatted(phone.e164),
            "valid": True,
            "validation_errors": [],
            "line_type_intelligence": _line_type(phone.e164) if wants_type else None,
        }
    )


def _line_type(number: str) -> dict[str, Any]:
    landline = simulator().exchange.handsets.of(number).how is How.LANDLINE
    return {
        "type": "landline" if landline else "mobile",
        "carrier_name": "Simulated",
        "mobile_country_code": None if landline else "310",
        "mobile_network_code": None if landline else "000",
        "error_code": None,
    }


LOOKUP_PACKAGES = (
    "caller_name sim_swap call_forwarding line_status line_type_intelligence identity_match"
    " reassigned_number sms_pumping_risk phone_number_quality_score pre_fill"
).split()


def _unknown_number(number: str) -> dict[str, Any]:
    return {
        "calling_country_code": None,
        "country_code": None,
        "phone_number": number,
        "national_format": None,
        "valid": False,
        "validation_errors": ["NOT_A_NUMBER"],
        "url": f"https://lookups.twilio.com/v2/PhoneNumbers/{number}",
        **dict.fromkeys(LOOKUP_PACKAGES),
    }
