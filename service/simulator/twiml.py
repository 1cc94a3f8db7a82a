"""A voice document as the carrier reads it: text in, typed verbs out.

Names are case-sensitive and attributes camelCase, comments don't count. What the simulator doesn't
know it refuses, with the code the real carrier's log would show, so that a spelling mistake in our
own answers is found here and not on a member's phone.
Reference: Twilio's TwiML pages for Voice and its error dictionary.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import inf
from typing import Literal
from xml.etree import ElementTree

from service.errors import BadInput

LONGEST_DOCUMENT = 64 * 1024  # bytes
LONGEST_SAY = 4096  # characters
FOREVER = 1000  # what the carrier makes of loop="0"
XML_TYPES = frozenset({"text/xml", "application/xml", "text/html"})

# The carrier's own numbers for what can be wrong with an answer.
UNREACHABLE, BAD_URL, TOO_LONG, TOO_MANY = 11200, 11100, 11750, 14106
NOT_XML, NOT_TWIML, NOT_A_DOCUMENT = 12100, 12200, 12300

# Children of Say only shape the voice. These mean a short silence, so words must not run together.
SILENT_TAGS = frozenset({"break", "p", "s"})


class DocumentError(BadInput):
    """A document could not be had or can't be run; `code` is the carrier's number for why."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True, slots=True)
class Say:
    words: str
    language: str = "en-US"
    voice: str = "man"
    loop: int = 1


@dataclass(frozen=True, slots=True)
class Play:
    """A recording by its URL, or tones by `digits`."""

    url: str = ""
    digits: str = ""
    loop: int = 1


@dataclass(frozen=True, slots=True)
class Pause:
    seconds: float = 1


@dataclass(frozen=True, slots=True)
class Gather:
    """A question. `finish_on` empty: no key ends it; `timeout_s` counts after what is nested."""

    nested: tuple[Say | Play | Pause, ...] = ()
    action: str = ""
    method: str = "POST"
    timeout_s: float = 5
    num_digits: int | None = None
    finish_on: str = "#"
    sends_silence: bool = False
    takes_keys: bool = True


@dataclass(frozen=True, slots=True)
class Redirect:
    url: str
    method: str = "POST"


@dataclass(frozen=True, slots=True)
class Hangup:
    pass


@dataclass(frozen=True, slots=True)
class Reject:
    reason: Literal["rejected", "busy"] = "rejected"


Aloud = Say | Play | Pause
Verb = Say | Play | Pause | Gather | Redirect | Hangup | Reject


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
    return tuple(_verb(child) for child in response_of(body))


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
    match element.tag:
        case "Say" | "Play" | "Pause":
            return _aloud(element)
        case "Gather":
            return _gather(element)
        case "Redirect":
            return Redirect((element.text or "").strip(), _method(element.attrib))
        case "Hangup":
            return Hangup()
        case "Reject":
            return _reject(element.attrib)
    raise DocumentError(NOT_TWIML, f"<{element.tag}> is no verb this carrier knows on a call.")


def _aloud(element: ElementTree.Element) -> Aloud:
    match element.tag:
        case "Say":
            return _say(element)
        case "Play":
            loop = _loop(element.attrib)
            return Play((element.text or "").strip(), element.get("digits", ""), loop)
        case "Pause":
            return Pause(_number(element.attrib, "length", 1))
    raise DocumentError(NOT_TWIML, f"<{element.tag}> can't stand inside <Gather>.")


def _say(element: ElementTree.Element) -> Say:
    words = _squeezed(_spoken(element))
    if len(words) > LONGEST_SAY:
        raise DocumentError(NOT_TWIML, "<Say> takes 4,096 characters at most.")
    language, voice = element.get("language", "en-US"), element.get("voice", "man")
    return Say(words, language, voice, _loop(element.attrib))


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
    limit = int(_number(given, "numDigits", 0))
    return Gather(
        nested=tuple(_aloud(child) for child in element),
        action=given.get("action", "").strip(),
        method=_method(given),
        timeout_s=_number(given, "timeout", 5),
        num_digits=limit or None,
        finish_on=given.get("finishOnKey", "#"),
        sends_silence=given.get("actionOnEmptyResult", "false").lower() == "true",
        takes_keys="dtmf" in given.get("input", "dtmf").split(),
    )


def _reject(given: Mapping[str, str]) -> Reject:
    match given.get("reason", "rejected"):
        case "rejected":
            return Reject("rejected")
        case "busy":
            return Reject("busy")
    raise DocumentError(NOT_TWIML, "<Reject> takes the reasons rejected and busy.")


def _method(given: Mapping[str, str]) -> str:
    method = given.get("method", "POST").upper()
    if method not in {"GET", "POST"}:
        raise DocumentError(NOT_TWIML, "A method is GET or POST.")
    return method


def _loop(given: Mapping[str, str]) -> int:
    return int(_number(given, "loop", 1)) or FOREVER


def _number(given: Mapping[str, str], name: str, default: float) -> float:
    try:
        value = float(given.get(name, default))
    except ValueError as error:
        raise DocumentError(NOT_TWIML, f"{name} must be a number.") from error
    if not 0 <= value < inf:
        raise DocumentError(NOT_TWIML, f"{name} can't be less than 0.")
    return value


def _squeezed(words: str) -> str:
    return " ".join(words.split())
