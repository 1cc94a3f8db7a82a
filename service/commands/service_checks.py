"""What the doctor asks of the messaging service that the number is in, where it is in one.

In the United States an ordinary number must be: a campaign is registered for a service. A service decides
where texts go: elsewhere, or nowhere, unless it leaves that to the number.
"""

from collections.abc import Iterator, Mapping
from typing import Any

import phonenumbers
from phonenumbers import PhoneNumberType

from service.health import Check
from service.settings import Settings
from service.text.phone import Phone

REGISTER = "Register it in the carrier's console: Messaging, Regulatory compliance. It takes days"
UNREGISTERED = "the phone companies refuse its texts: no campaign is registered for it (A2P 10DLC)"


def check_service(settings: Settings, service: Mapping[str, Any] | None) -> Iterator[Check]:
    if service is not None:
        defers = bool(service.get("use_inbound_webhook_on_number"))
        told = "leaves texts to the number" if defers else "takes the number's texts elsewhere"
        yield Check("service", defers, f"it {told}", "Run: porchlight twilio connect")
    if settings.carrier == "twilio" and _must_be_registered(settings.line_number):
        is_registered = bool(service and service.get("us_app_to_person_registered"))
        told = "a campaign is registered" if is_registered else UNREGISTERED
        yield Check("registered", is_registered, told, REGISTER)


def _must_be_registered(number: str) -> bool:
    """A toll-free number is verified in another way, which the console shows."""
    kind = phonenumbers.number_type(phonenumbers.parse(number))
    return Phone(number).country == "US" and kind != PhoneNumberType.TOLL_FREE
