"""A voice document as the carrier reads it: text in, typed verbs out.

Names are case-sensitive and attributes camelCase, comments don't count. What the simulator doesn't
know it refuses, with the code the real carrier's log would show, so that a spelling mistake in our
own answers is found here and not on a member's phone.
Reference: Twilio's TwiML pages for Voice and its error dictionary.
"""

import re
from collections.abc import Callable
from xml.etree import ElementTree

from service.simulator.attributes import (
    NOT_A_DOCUMENT,
    NOT_TWIML,
    NOT_XML,
    TOO_LONG,
    DocumentError,
    Given,
    address,
    events,
    flag,
    loop,
    method,
    number,
)
from service.simulator.connecting import read_dial, read_enqueue
from service.simulator.spelling import check_spelling
from service.simulator.verbs import (
    ANY_KEY,
    Aloud,
    Gather,
    Hangup,
    Leave,
    Pause,
    Play,
    Record,
    Redirect,
    Reject,
    Say,
    Verb,
)

LONGEST_DOCUMENT = 64 * 1024  # bytes
LONGEST_SAY = 4096  # characters
XML_TYPES = frozenset({"text/xml", "application/xml", "text/html"})
AUTO_S = 1.0  # speechTimeout="auto": the first pause ends it [M]
BREAK_TIME = re.compile(r"(\d+(?:\.\d+)?)(ms|s)")
BREAKS_S = {"weak": 0.2, "medium": 0.4, "strong": 0.7, "x-strong": 1.2}  # [M]
INPUTS = frozenset({"dtmf", "speech"})

# Children of Say only shape the voice. These mean a short silence, so words must not run together.
SILENT_TAGS = frozenset({"break", "p", "s"})


def read_answer(content_type: str, body: str, url: str = "") -> tuple[Verb, ...]:
    """The verbs of whatever a server answered with: TwiML, plain words, or a recording at `url`.

    Raises DocumentError.
    """
    if len(body.encode()) > LONGEST_DOCUMENT:
        raise DocumentError(TOO_LONG, "The answer is longer than 64 kB.")
    kind = content_type.partition(";")[0].strip().lower()
    if kind in XML_TYPES:
        return read_document(body)
    if kind.startswith("audio/"):
        return (Play(url), Hangup())
    if kind == "text/plain":
        return _read_plain(body)
    raise DocumentError(NOT_A_DOCUMENT, f"The carrier can't run {kind or 'an unnamed type'}.")


def read_document(body: str) -> tuple[Verb, ...]:
    """The verbs of a TwiML document for a call. Raises DocumentError.

    >>> read_document("<Response><Say>Hello.</Say><Hangup/></Response>")
    (Say(words='Hello.', language='en-US', voice='man', loop=1), Hangup())
    """
    root = response_of(body)
    check_spelling(root)
    return tuple(_verb(child) for child in root)


def response_of(body: str) -> ElementTree.Element:
    """The `<Response>` of any TwiML, for a text as for a call. Raises DocumentError."""
    try:
        root = ElementTree.fromstring(body.strip())
    except ElementTree.ParseError as error:
        raise DocumentError(NOT_XML, f"The document is no XML: {error.msg}.") from error
    if root.tag != "Response":
        raise DocumentError(NOT_XML, f"The document starts with <{root.tag}>, not <Response>.")
    return root


def _read_plain(body: str) -> tuple[Verb, ...]:
    try:
        return read_document(body)
    except DocumentError:
        return (Say(_squeezed(body)), Hangup())


def _verb(element: ElementTree.Element) -> Verb:
    reader = READERS.get(element.tag)
    if reader is None:
        raise DocumentError(NOT_TWIML, f"<{element.tag}> is no verb this carrier knows on a call.")
    return reader(element)


def _nested(element: ElementTree.Element) -> Aloud:
    reader = ALOUD.get(element.tag)
    if reader is None:
        raise DocumentError(NOT_TWIML, f"<{element.tag}> can't stand inside <Gather>.")
    return reader(element)


def _say(element: ElementTree.Element) -> Say:
    words = _squeezed(_spoken(element))
    if len(words) > LONGEST_SAY:
        raise DocumentError(NOT_TWIML, "<Say> takes 4,096 characters at most.")
    language, voice = element.get("language", "en-US"), element.get("voice", "man")
    return Say(words, language, voice, loop(element.attrib), _breaks_s(element))


def _breaks_s(element: ElementTree.Element) -> float:
    """Raises DocumentError."""
    return sum(_break_s(one.attrib) for one in element.iter("break"))


def _break_s(given: Given) -> float:
    wanted = given.get("time")
    if wanted is None:
        return BREAKS_S.get(given.get("strength", "medium"), 0)
    written = BREAK_TIME.fullmatch(wanted)
    if written is None:
        raise DocumentError(NOT_TWIML, "A break's time is written like 1s or 500ms.")
    return float(written[1]) / (1000 if written[2] == "ms" else 1)


def _play(element: ElementTree.Element) -> Play:
    return Play((element.text or "").strip(), element.get("digits", ""), loop(element.attrib))


def _pause(element: ElementTree.Element) -> Pause:
    return Pause(number(element.attrib, "length", 1))


def _spoken(element: ElementTree.Element) -> str:
    """All the words in it, whatever shapes the voice: `<sub alias>` is heard, not what it stands for."""
    inner = element.get("alias") if element.tag == "sub" else None
    if inner is None:
        parts = [element.text or ""]
        for child in element:
            parts += [_spoken(child), child.tail or ""]
        inner = "".join(parts)
    return f" {inner} " if element.tag in SILENT_TAGS else inner


def _gather(element: ElementTree.Element) -> Gather:
    given = element.attrib
    inputs = frozenset(given.get("input", "dtmf").split())
    if not inputs or inputs - INPUTS:
        raise DocumentError(NOT_TWIML, "A <Gather> takes dtmf, speech or both.")
    limit = int(number(given, "numDigits", 0))
    timeout_s = number(given, "timeout", 5)
    return Gather(
        nested=tuple(_nested(child) for child in element),
        action=address(given, "action"),
        method=method(given),
        timeout_s=timeout_s,
        num_digits=limit or None,
        finish_on=given.get("finishOnKey", "#"),
        sends_silence=flag(given, "actionOnEmptyResult"),
        takes_keys="dtmf" in inputs,
        takes_speech="speech" in inputs,
        barge_in=flag(given, "bargeIn", default=True),
        speech_timeout_s=_speech_timeout_s(given, timeout_s),
        partial_url=address(given, "partialResultCallback"),
        partial_method=method(given, "partialResultCallbackMethod"),
    )


def _speech_timeout_s(given: Given, timeout_s: float) -> float:
    if given.get("speechTimeout") == "auto":
        return AUTO_S
    return number(given, "speechTimeout", timeout_s)


def _record(element: ElementTree.Element) -> Record:
    given = element.attrib
    return Record(
        action=address(given, "action"),
        method=method(given),
        timeout_s=number(given, "timeout", 5),
        finish_on=given.get("finishOnKey", ANY_KEY),
        longest_s=number(given, "maxLength", 3600),
        beeps=flag(given, "playBeep", default=True),
        callback_url=address(given, "recordingStatusCallback"),
        callback_method=method(given, "recordingStatusCallbackMethod"),
        callback_events=events(given, "recordingStatusCallbackEvent"),
    )


def _redirect(element: ElementTree.Element) -> Redirect:
    return Redirect((element.text or "").strip(), method(element.attrib))


def _reject(element: ElementTree.Element) -> Reject:
    match element.get("reason", "rejected"):
        case "rejected":
            return Reject("rejected")
        case "busy":
            return Reject("busy")
    raise DocumentError(NOT_TWIML, "<Reject> takes the reasons rejected and busy.")


def _squeezed(words: str) -> str:
    return " ".join(words.split())


ALOUD: dict[str, Callable[[ElementTree.Element], Aloud]] = {
    "Say": _say, "Play": _play, "Pause": _pause,
}  # fmt: skip
READERS: dict[str, Callable[[ElementTree.Element], Verb]] = {
    **ALOUD,
    "Gather": _gather,
    "Record": _record,
    "Dial": read_dial,
    "Enqueue": read_enqueue,
    "Leave": lambda element: Leave(),
    "Redirect": _redirect,
    "Hangup": lambda element: Hangup(),
    "Reject": _reject,
}
