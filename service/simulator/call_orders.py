"""Orders to call, as the REST side takes them: read and refused by the carrier's rules.

Reference: Twilio's Call resource and the magic numbers of its test credentials.
"""

from dataclasses import dataclass

from service.errors import NotAPhone
from service.simulator.orders import TEST_SENDER, Form, callback_url, is_url, recipient
from service.simulator.refusals import ApiRefusal
from service.simulator.settings import SimulatorSettings
from service.simulator.verbs import LONGEST_CALL_S
from service.text.phone import Phone

LONGEST_TWIML = 4000
RING_S, LONGEST_RING_S = 60, 600
MAGIC_RECIPIENTS = {
    "+15005550001": 21217, "+15005550002": 21214, "+15005550003": 21215, "+15005550004": 21216,
}  # fmt: skip
EVENTS = frozenset({"initiated", "ringing", "answered", "completed"})


@dataclass(frozen=True, slots=True)
class CallOrder:
    """`url` is asked what to say, or `twiml` says it. `detection` is empty where nobody asked for it.

    `tones` are keys pressed for whoever answers, as an extension's; after `limit_s` it is cut.
    """

    to: str
    sender: str
    url: str
    twiml: str
    method: str
    fallback_url: str
    callback_url: str
    callback_method: str
    events: frozenset[str]
    ring_s: int
    detection: str
    detection_url: str  # where the verdict goes when the call does not wait for it
    tones: str = ""
    limit_s: float = LONGEST_CALL_S


def read_call_order(form: Form, settings: SimulatorSettings) -> CallOrder:
    """Raises ApiRefusal."""
    to = recipient(form.get("To", ""), MAGIC_RECIPIENTS, missing=21201)
    if not settings.may_call(Phone.parse(to)):
        raise ApiRefusal(21215)
    url, twiml = read_script(form)
    asked = frozenset(form.getlist("StatusCallbackEvent")) & EVENTS
    return CallOrder(
        to=to,
        sender=_sender(form, settings),
        url=url,
        twiml=twiml,
        method=_method(form, "Method"),
        fallback_url=form.get("FallbackUrl", ""),
        callback_url=callback_url(form),
        callback_method=_method(form, "StatusCallbackMethod"),
        events=asked or frozenset({"completed"}),
        ring_s=_ring_s(form.get("Timeout", "")),
        detection=_detection(form),
        detection_url=_detection_url(form),
        tones=form.get("SendDigits", ""),
        limit_s=_limit_s(form.get("TimeLimit", "")),
    )


def read_script(form: Form) -> tuple[str, str]:
    """The URL and the TwiML of an order or of a change; the URL wins if both. Raises ApiRefusal."""
    url, twiml = form.get("Url", ""), form.get("Twiml", "")
    if url and is_url(url):
        return url, ""
    if url or not twiml:
        raise ApiRefusal(21205)
    if len(twiml) > LONGEST_TWIML:
        raise ApiRefusal(32018)
    return "", twiml


def _sender(form: Form, settings: SimulatorSettings) -> str:
    given = form.get("From", "")
    if not given:
        raise ApiRefusal(21213)
    if given == TEST_SENDER or given in settings.line_numbers:
        return given
    try:
        Phone.parse(given)
    except NotAPhone as error:
        raise ApiRefusal(21212) from error
    raise ApiRefusal(21210)


def _method(form: Form, name: str) -> str:
    return "GET" if form.get(name, "").upper() == "GET" else "POST"


def _ring_s(text: str) -> int:
    return min(int(text), LONGEST_RING_S) if text.isdecimal() else RING_S


def _limit_s(text: str) -> float:
    return min(float(text), LONGEST_CALL_S) if text.isdecimal() else LONGEST_CALL_S


def _detection(form: Form) -> str:
    """Keys to be sent switch it off: then it is a machine that was called."""
    kind = form.get("MachineDetection", "")
    return kind if kind in {"Enable", "DetectMessageEnd"} and not form.get("SendDigits") else ""


def _detection_url(form: Form) -> str:
    waits = form.get("AsyncAmd", "false").lower() != "true"
    return "" if waits else form.get("AsyncAmdStatusCallback", "")
