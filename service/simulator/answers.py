"""What a webhook answered to an incoming text: TwiML, plain words, or nothing.

Reference: Twilio's TwiML pages for Message and Redirect.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urljoin
from xml.etree.ElementTree import Element

from service.simulator.attributes import NOT_A_DOCUMENT, NOT_TWIML, TOO_LONG, DocumentError
from service.simulator.orders import LONGEST_BODY, MOST_MEDIA
from service.simulator.posting import Answer
from service.simulator.twiml import LONGEST_DOCUMENT, XML_TYPES, response_of

BAD_BODY = 14103


@dataclass(frozen=True, slots=True)
class Reply:
    """A text to send back; `to` and `sender` are empty where the answer leaves them to the carrier."""

    body: str
    media: int = 0
    callback_url: str = ""
    to: str = ""
    sender: str = ""


@dataclass(frozen=True, slots=True)
class Onward:
    """Another document to ask for; what follows it in this one is not done."""

    url: str
    method: str


def read_text_answer(answer: Answer, url: str) -> tuple[Reply | Onward, ...]:
    """What is to be done, in order. `url`: what relative addresses mean. Raises DocumentError."""
    if len(answer.body) > LONGEST_DOCUMENT:
        raise DocumentError(TOO_LONG, "The answer is longer than 64 kB.")
    body = answer.body.decode("utf-8", "replace")
    if answer.status == 204 or not body.strip():
        return ()
    kind = answer.content_type.partition(";")[0].strip().lower()
    if kind == "text/plain":
        return (Reply(body.strip()),)
    if kind not in XML_TYPES:
        raise DocumentError(NOT_A_DOCUMENT, f"The carrier can't read {kind or 'an unnamed type'}.")
    return tuple(_until_redirect(response_of(body), url))


def _until_redirect(root: Element, url: str) -> Iterator[Reply | Onward]:
    for child in root:
        if child.tag == "Redirect":
            whole = urljoin(url, (child.text or "").strip())
            yield Onward(whole, child.get("method", "POST").upper())
            return
        if child.tag not in {"Message", "Sms"}:
            raise DocumentError(NOT_TWIML, f"<{child.tag}> is no verb for a text.")
        yield _reply(child, url)


def _reply(element: Element, url: str) -> Reply:
    callback = element.get("statusCallback") or element.get("action") or ""
    media = len(element.findall("Media"))
    body = _words(element)
    if not (body or media) or len(body) > LONGEST_BODY or media > MOST_MEDIA:
        raise DocumentError(BAD_BODY, "<Message> has no words, or too many.")
    return Reply(
        body=body,
        media=media,
        callback_url=urljoin(url, callback) if callback else "",
        to=element.get("to", ""),
        sender=element.get("from", ""),
    )


def _words(element: Element) -> str:
    inner = element.find("Body")
    return ("".join(inner.itertext()) if inner is not None else element.text or "").strip()
