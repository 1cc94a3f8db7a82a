"""The carrier's signature under a webhook, made by us: to see whether our own door takes a right one."""

from collections.abc import Mapping

from twilio.request_validator import RequestValidator

HEADER = "X-Twilio-Signature"


def sign(token: str, url: str, form: Mapping[str, str]) -> str:
    """`url` as it is called, without a fragment."""
    signature: str = RequestValidator(token).compute_signature(url, dict(form))
    return signature
