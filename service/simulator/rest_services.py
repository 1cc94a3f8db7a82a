"""The account's one messaging service, if it has one, as Twilio's messaging product tells it."""

from typing import Any

from flask import Response, jsonify, request

from service.simulator.lines import MessagingService
from service.simulator.refusals import ApiRefusal
from service.simulator.rest import guarded, simulator

services = guarded("services")
ROOT = "/v1/Services"
URL = f"https://messaging.twilio.com{ROOT}"
UNUSED = "inbound_request_url fallback_url status_callback scan_message_content".split()
PARTS = {"phone_numbers": "PhoneNumbers", "us_app_to_person": "Compliance/Usa2p"}


@services.get(ROOT)
def list_services() -> Response:
    found = simulator().exchange.lines.service
    page = f"{URL}?PageSize=50&Page=0"
    return jsonify(
        services=[_shown(found)] if found else [],
        meta={
            "key": "services", "page": 0, "page_size": 50, "url": page,
            "first_page_url": page, "next_page_url": None, "previous_page_url": None,
        },
    )  # fmt: skip


@services.get(f"{ROOT}/<sid>")
def show_service(sid: str) -> Response:
    return jsonify(_shown(_found(sid)))


@services.post(f"{ROOT}/<sid>")
def change_service(sid: str) -> Response:
    found = _found(sid)
    if "UseInboundWebhookOnNumber" in request.form:
        found.defers = request.form["UseInboundWebhookOnNumber"] == "true"
    return jsonify(_shown(found))


@services.get(f"{ROOT}/<sid>/PhoneNumbers/<number_sid>")
def show_number(sid: str, number_sid: str) -> Response:
    service, line = _found(sid), simulator().exchange.lines.by_sid(number_sid)
    if line is None:
        raise ApiRefusal(20404)
    return jsonify(
        sid=line.sid,
        account_sid=simulator().settings.account_sid,
        service_sid=service.sid,
        date_created=_now(),
        date_updated=_now(),
        phone_number=line.number,
        country_code="US",
        capabilities=["SMS", "Voice"],
        url=f"{URL}/{service.sid}/PhoneNumbers/{line.sid}",
    )


def _found(sid: str) -> MessagingService:
    found = simulator().exchange.lines.service
    if found is None or found.sid != sid:
        raise ApiRefusal(20404)
    return found


def _shown(service: MessagingService) -> dict[str, Any]:
    url = f"{URL}/{service.sid}"
    return {
        **dict.fromkeys(UNUSED),
        "sid": service.sid,
        "account_sid": simulator().settings.account_sid,
        "friendly_name": "Simulated service",
        "date_created": _now(),
        "date_updated": _now(),
        "inbound_method": "POST",
        "fallback_method": "POST",
        "sticky_sender": True,
        "mms_converter": True,
        "smart_encoding": False,
        "fallback_to_long_code": False,
        "area_code_geomatch": True,
        "synchronous_validation": False,
        "validity_period": 36_000,
        "url": url,
        "links": {name: f"{url}/{part}" for name, part in PARTS.items()},
        "usecase": "undeclared",
        "us_app_to_person_registered": service.registered,
        "use_inbound_webhook_on_number": service.defers,
    }


def _now() -> str:
    return simulator().clock.now().strftime("%Y-%m-%dT%H:%M:%SZ")
