"""Orders to text, as the REST side takes them: read and refused by the carrier's rules.

Reference: Twilio's Message resource and the magic numbers of its test credentials.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from dateutil.parser import isoparse
from werkzeug.datastructures import MultiDict

from service.errors import NotAPhone
from service.simulator.refusals import ApiRefusal
from service.simulator.settings import SimulatorSettings
from service.text.phone import Phone

LONGEST_BODY = 1600
MOST_MEDIA = 10
TEST_SENDER = "+15005550006"
MAGIC_SENDERS = {"+15005550001": 21212, "+15005550007": 21606, "+15005550008": 21611}
MAGIC_RECIPIENTS = {
    "+15005550001": 21211, "+15005550002": 21612, "+15005550003": 21408,
    "+15005550004": 21610, "+15005550009": 21614,
}  # fmt: skip
SOONEST, LATEST = timedelta(seconds=300), timedelta(days=35)

Form = MultiDict[str, str]


@dataclass(frozen=True, slots=True)
class TextOrder:
    """`sender` is None while a messaging service still has to choose one."""

    to: str
    sender: str | None
    service_sid: str | None
    body: str
    media: int
    callback_url: str
    send_at: datetime | None


def read_text_order(form: Form, settings: SimulatorSettings, now: datetime) -> TextOrder:
    """Raises ApiRefusal."""
    to = recipient(form.get("To", ""), MAGIC_RECIPIENTS, missing=21604)
    service_sid = _service(form, settings)
    sender = None if service_sid and not form.get("From") else _sender(form, settings)
    if sender == to:
        raise ApiRefusal(21266)
    return TextOrder(
        to=to,
        sender=sender,
        service_sid=service_sid,
        body=_body(form),
        media=_media(form),
        callback_url=callback_url(form),
        send_at=_send_at(form, service_sid, now),
    )


def recipient(text: str, magic: dict[str, int], missing: int) -> str:
    """The number in E.164. Three digits are none: no 911, no 988. Raises ApiRefusal."""
    if not text:
        raise ApiRefusal(missing)
    if text in magic:
        raise ApiRefusal(magic[text])
    try:
        return Phone.parse(text).e164
    except NotAPhone as error:
        raise ApiRefusal(21211) from error


def callback_url(form: Form) -> str:
    """Raises ApiRefusal: a host with an underscore is none, and only http and https are called."""
    url = form.get("StatusCallback", "")
    if url and not is_url(url):
        raise ApiRefusal(21609)
    return url


def is_url(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme in {"http", "https"} and bool(parts.hostname) and "_" not in parts.netloc


def _service(form: Form, settings: SimulatorSettings) -> str | None:
    sid = form.get("MessagingServiceSid")
    if sid and sid != settings.messaging_service_sid:
        raise ApiRefusal(21701)
    return sid or None


def _sender(form: Form, settings: SimulatorSettings) -> str:
    given = form.get("From", "")
    if not given:
        raise ApiRefusal(21603)
    if given in MAGIC_SENDERS:
        raise ApiRefusal(MAGIC_SENDERS[given])
    if given == TEST_SENDER or given in settings.line_numbers:
        return given
    try:
        Phone.parse(given)
    except NotAPhone as error:
        raise ApiRefusal(21212) from error
    raise ApiRefusal(21606)


def _body(form: Form) -> str:
    body = form.get("Body", "")
    if not body and not form.getlist("MediaUrl") and not form.get("ContentSid"):
        raise ApiRefusal(21602)
    if len(body) > LONGEST_BODY:
        raise ApiRefusal(21617)
    return body


def _media(form: Form) -> int:
    urls = form.getlist("MediaUrl")
    if len(urls) > MOST_MEDIA or not all(is_url(url) for url in urls):
        raise ApiRefusal(21620)
    return len(urls)


def _send_at(form: Form, service_sid: str | None, now: datetime) -> datetime | None:
    kind, at = form.get("ScheduleType"), form.get("SendAt")
    if not kind and not at:
        return None
    if kind != "fixed":
        raise ApiRefusal(35126)
    if not at:
        raise ApiRefusal(35111)
    if not service_sid:
        raise ApiRefusal(35118)
    return _within_window(at, now)


def _within_window(text: str, now: datetime) -> datetime:
    try:
        at = isoparse(text)
    except ValueError as error:
        raise ApiRefusal(35115) from error
    if at.tzinfo is None or not SOONEST < at - now <= LATEST:
        raise ApiRefusal(35115)
    return at
