"""Where the account may call and text, as Twilio's voice and accounts products tell it."""

from typing import Any

import phonenumbers
from flask import Response, jsonify, request

from service.simulator.refusals import ApiRefusal
from service.simulator.rest import guarded, simulator

permissions = guarded("permissions")
CALLS = "/v1/DialingPermissions/Countries"


@permissions.get(f"{CALLS}/<country>")
def show_calls(country: str) -> Response:
    """Ordinary numbers alone are ever open here."""
    code = _known(country)
    url = f"https://voice.twilio.com{CALLS}/{code}"
    return jsonify(
        iso_code=code,
        name=code,
        continent=None,
        country_codes=[f"+{phonenumbers.country_code_for_region(code)}"],
        low_risk_numbers_enabled=simulator().settings.may_reach(code),
        high_risk_special_numbers_enabled=False,
        high_risk_tollfraud_numbers_enabled=False,
        url=url,
        links={"highrisk_special_prefixes": f"{url}/HighRiskSpecialPrefixes"},
    )


@permissions.get("/v1/Messaging/GeoPermissions")
def show_texts() -> Response:
    """`CountryCode` picks one; else all there are."""
    wanted = request.args.get("CountryCode")
    codes = [_known(wanted)] if wanted else sorted(phonenumbers.SUPPORTED_REGIONS)
    return jsonify(permissions=[_texts(code) for code in codes])


def _texts(code: str) -> dict[str, Any]:
    return {
        "country_code": code,
        "type": "country",
        "enabled": simulator().settings.may_reach(code),
        "error_code": 0,
        "error_messages": [],
    }


def _known(country: str) -> str:
    if country.upper() not in phonenumbers.SUPPORTED_REGIONS:
        raise ApiRefusal(20404)
    return country.upper()
