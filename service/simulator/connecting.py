"""The verbs that connect a call with others, read from a document: Dial and Enqueue.

Left out, and refused rather than ignored where they change who hears what: Client, Sip and Sim.
Recording, coaching and ring tones of a Dial are not simulated. [K]
"""

from dataclasses import replace
from urllib.parse import urljoin
from xml.etree.ElementTree import Element

from service.simulator.attributes import (
    NOT_TWIML,
    DocumentError,
    address,
    events,
    flag,
    method,
    number,
)
from service.simulator.verbs import (
    LONGEST_CALL_S,
    Conference,
    Dial,
    Enqueue,
    Far,
    FrontOfQueue,
    Number,
)

MOST_NUMBERS = 10
LONGEST_NAME = 64
LONGEST_LABEL = 128
LONGEST_RING_S = 600
BEEPS = frozenset({"true", "false", "onenter", "onexit"})
DETECTIONS = frozenset({"Enable", "DetectMessageEnd"})
BAD_TIMEOUT, BAD_LIMIT, BAD_LABEL = 13212, 13216, 16025


def read_dial(element: Element) -> Dial:
    """Raises DocumentError."""
    given = element.attrib
    limit_s = number(given, "timeLimit", LONGEST_CALL_S)
    if not 1 <= limit_s <= LONGEST_CALL_S:
        raise DocumentError(BAD_LIMIT, "A timeLimit lies between 1 second and 4 hours.")
    return Dial(
        whom=_whom(element),
        action=address(given, "action"),
        method=method(given),
        timeout_s=_ring_s(element),
        limit_s=limit_s,
        ends_on_star=flag(given, "hangupOnStar"),
        caller_id=address(given, "callerId"),
        answers_on_bridge=flag(given, "answerOnBridge"),
        one_by_one=flag(given, "sequential"),
    )


def read_enqueue(element: Element) -> Enqueue:
    """Raises DocumentError."""
    given = element.attrib
    return Enqueue(
        name=_name(element),
        action=address(given, "action"),
        method=method(given),
        wait_url=given.get("waitUrl"),
        wait_method=method(given, "waitUrlMethod"),
    )


def _ring_s(element: Element) -> float:
    seconds = number(element.attrib, "timeout", 30)
    if not 1 <= seconds <= LONGEST_RING_S:
        raise DocumentError(BAD_TIMEOUT, "A phone rings between 1 second and 10 minutes.")
    return seconds


def _whom(element: Element) -> tuple[Number, ...] | Conference | FrontOfQueue:
    nouns = list(element)
    if not nouns:
        return (Number((element.text or "").strip()),)
    if len(nouns) == 1 and nouns[0].tag == "Conference":
        return _conference(nouns[0])
    if len(nouns) == 1 and nouns[0].tag == "Queue":
        return FrontOfQueue(
            _name(nouns[0]), address(nouns[0].attrib, "url"), method(nouns[0].attrib)
        )
    if len(nouns) > MOST_NUMBERS:
        raise DocumentError(NOT_TWIML, f"<Dial> rings {MOST_NUMBERS} phones at most.")
    return tuple(_number(noun) for noun in nouns)


def _number(element: Element) -> Number:
    if element.tag != "Number":
        raise DocumentError(NOT_TWIML, f"<{element.tag}> can't stand there inside <Dial>.")
    given = element.attrib
    detection = given.get("machineDetection", "")
    return Number(
        to=(element.text or "").strip(),
        url=address(given, "url"),
        method=method(given),
        send_digits=given.get("sendDigits", ""),
        callback_url=address(given, "statusCallback"),
        callback_method=method(given, "statusCallbackMethod"),
        callback_events=events(given, "statusCallbackEvent"),
        detection=detection if detection in DETECTIONS else "",
        detection_url=address(given, "amdStatusCallback"),
    )


def _conference(element: Element) -> Conference:
    given = element.attrib
    if len(given.get("participantLabel", "")) > LONGEST_LABEL:
        raise DocumentError(BAD_LABEL, "A participantLabel has 128 characters at most.")
    return Conference(
        name=_name(element, longest=LONGEST_LABEL),
        muted=flag(given, "muted"),
        beep=_beep(given.get("beep", "true").lower()),
        starts=flag(given, "startConferenceOnEnter", default=True),
        ends=flag(given, "endConferenceOnExit"),
        wait_url=given.get("waitUrl"),
        wait_method=method(given, "waitMethod"),
        most=int(number(given, "maxParticipants", 250)),
        label=given.get("participantLabel", ""),
        callback_url=address(given, "statusCallback"),
        callback_method=method(given, "statusCallbackMethod"),
        callback_events=events(given, "statusCallbackEvent", default=""),
    )


def _beep(wanted: str) -> str:
    if wanted not in BEEPS:
        raise DocumentError(NOT_TWIML, "A beep is true, false, onEnter or onExit.")
    return wanted


def _name(element: Element, longest: int = LONGEST_NAME) -> str:
    name = (element.text or "").strip()
    if not 0 < len(name) <= longest:
        raise DocumentError(
            NOT_TWIML, f"<{element.tag}> needs a name of 1 to {longest} characters."
        )
    return name


def resolved(verb: Far, base: str) -> Far:
    """The same verb, with whole addresses instead of those beside the document at `base`."""
    if isinstance(verb, Enqueue):
        return replace(verb, wait_url=verb.wait_url and urljoin(base, verb.wait_url))
    match verb.whom:
        case Conference(wait_url=wait_url, callback_url=callback_url):
            whole = replace(
                verb.whom,
                wait_url=wait_url and urljoin(base, wait_url),
                callback_url=_whole(base, callback_url),
            )
            return replace(verb, whom=whole)
        case FrontOfQueue(url=url):
            return replace(verb, whom=replace(verb.whom, url=_whole(base, url)))
    return replace(verb, whom=tuple(_resolved(number, base) for number in verb.whom))


def _resolved(number: Number, base: str) -> Number:
    return replace(
        number,
        url=_whole(base, number.url),
        callback_url=_whole(base, number.callback_url),
        detection_url=_whole(base, number.detection_url),
    )


def _whole(base: str, url: str) -> str:
    return urljoin(base, url) if url else ""
