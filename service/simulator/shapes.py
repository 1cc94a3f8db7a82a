"""The JSON of the 2010 API: every property of Twilio's description, and no other.

Dates are RFC 2822 in UTC, counts and durations are strings, error codes are numbers.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from email.utils import format_datetime

from service.simulator.records import Call, Message
from service.simulator.refusals import REFUSALS
from service.simulator.webhook_forms import API_VERSION

Json = dict[str, object]


def account_path(account_sid: str) -> str:
    return f"/{API_VERSION}/Accounts/{account_sid}"


def message_json(message: Message, account_sid: str) -> Json:
    path = f"{account_path(account_sid)}/Messages/{message.sid}"
    unsent_by_service = message.service_sid and message.sender is None
    return {
        "account_sid": account_sid,
        "api_version": API_VERSION,
        "body": message.body,
        "date_created": date(message.created_at),
        "date_sent": date(message.sent_at),
        "date_updated": date(message.updated_at or message.created_at),
        "direction": message.direction,
        "error_code": message.error_code,
        "error_message": REFUSALS.get(message.error_code or 0, (0, None))[1],
        "from": message.sender,
        "messaging_service_sid": message.service_sid,
        "num_media": str(message.media),
        "num_segments": "0" if unsent_by_service else str(message.segments),
        "price": _price(message.price),
        "price_unit": "USD",
        "sid": message.sid,
        "status": message.status,
        "subresource_uris": {"media": f"{path}/Media.json", "feedback": f"{path}/Feedback.json"},
        "to": message.to,
        "uri": f"{path}.json",
    }


CALL_PARTS = {
    "notifications": "Notifications", "recordings": "Recordings", "streams": "Streams",
    "payments": "Payments", "events": "Events", "transcriptions": "Transcriptions",
    "siprec": "Siprec", "user_defined_messages": "UserDefinedMessages",
    "user_defined_message_subscriptions": "UserDefinedMessageSubscriptions",
}  # fmt: skip


def call_json(call: Call, account_sid: str, line_sids: Mapping[str, str]) -> Json:
    path = f"{account_path(account_sid)}/Calls/{call.sid}"
    line = call.to if call.direction == "inbound" else call.sender
    return {
        "account_sid": account_sid,
        "answered_by": call.answered_by,
        "api_version": API_VERSION,
        "caller_name": None,
        "date_created": date(call.created_at),
        "date_updated": date(call.updated_at or call.created_at),
        "direction": call.direction,
        "duration": str(call.seconds) if call.ended_at else None,
        "end_time": date(call.ended_at),
        "forwarded_from": None,
        "from": call.shown or call.sender,
        "from_formatted": formatted(call.shown or call.sender),
        "group_sid": None,
        "parent_call_sid": call.parent_sid,
        "phone_number_sid": line_sids.get(line),
        "price": _price(call.price),
        "price_unit": "USD",
        "queue_time": str(round(call.queued_s * 1000)),
        "sid": call.sid,
        "start_time": date(call.answered_at),
        "status": call.status,
        "subresource_uris": {key: f"{path}/{part}.json" for key, part in CALL_PARTS.items()},
        "to": call.to,
        "to_formatted": formatted(call.to),
        "trunk_sid": None,
        "uri": f"{path}.json",
    }


def date(at: datetime | None) -> str | None:
    """As the 2010 API writes it.

    >>> date(datetime(2026, 11, 24, 1, tzinfo=UTC))
    'Tue, 24 Nov 2026 01:00:00 +0000'
    """
    return format_datetime(at.astimezone(UTC)) if at else None


def formatted(number: str) -> str:
    """As the API shows a North American number: +14065550100 is (406) 555-0100."""
    if len(number) == 12 and number.startswith("+1"):
        return f"({number[2:5]}) {number[5:8]}-{number[8:]}"
    return number


def _price(price: Decimal | None) -> str | None:
    return None if price is None else f"-{price:.5f}"
