"""Twilio, through its own SDK over an HTTP client of ours.

The SDK's default client waits for ever, reads proxies and .netrc from the environment, keeps six
connections and drops the headers of a refusal. Ours has time-outs, a pool as wide as our threads,
keeps Retry-After, and can be pointed at the simulator. Only workers import this module: the SDK
takes 93 ms and 27 MB.
"""

import itertools
import threading
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Literal, TypeVar
from urllib.parse import urlencode, urlsplit

import urllib3
from twilio.base.exceptions import TwilioException, TwilioRestException, TwilioServiceException
from twilio.http import HttpClient
from twilio.http.response import Response
from twilio.rest import Client

from service.carrier.http import Answer, Request, WsgiApp, into_wsgi, over_network
from service.carrier.port import (
    NOT_REACHED,
    Accepted,
    CallToPlace,
    Listed,
    Outcome,
    Recorded,
    Refused,
    Seen,
    TextToSend,
    Unknown,
    Words,
)
from service.carrier.sid import read_sid
from service.carrier.twilio_errors import meaning_of
from service.clock import machine_now
from service.errors import AnswerLost, CarrierUnavailable, NotReached
from service.logs import log
from service.text.phone import Phone

T = TypeVar("T")
LIST_LIMIT = 300
# Twenty pages: as much as is read for evidence at once.
LONGEST_LIST = 20_000
# The list shows no less, so the last one read may have had company that was not.
WHOLE_SECOND = timedelta(seconds=1)
LARGEST_PAGE = 1000
AFTER_A_TONE = "RecordVerb"
LARGEST_CODE = 999_999
# What is not sent yet, or a call that goes on, can't be deleted.
# https://www.twilio.com/docs/api/errors/20009
UNDER_WAY = 20009
# Longer than the carrier has reason to put us off; taken at its word, a slip would stop us for days.
LONGEST_RETRY_S = 3600.0
LINE_KINDS: dict[str, Literal["mobile", "landline"]] = {"mobile": "mobile", "landline": "landline"}
LINE_TYPE = "line_type_intelligence"
CALL_EVENTS = ["initiated", "ringing", "answered", "completed"]
# How the SDK shows an answer it can't read: bad JSON, or JSON of another shape.
UNREADABLE = (ValueError, TypeError, AttributeError, KeyError, RecursionError)


class CarrierHttpClient(HttpClient):  # type: ignore[misc]
    """What the SDK sends requests through. `retry_after_s` is that of this thread's last answer."""

    def __init__(
        self, base_url: str | None, wsgi: WsgiApp | None, timeout_s: float, pool: int
    ) -> None:
        super().__init__(log("carrier"), False, timeout_s)
        self._base_url = base_url or ("http://carrier" if wsgi else None)
        self._send = into_wsgi(wsgi) if wsgi else over_network(pool)
        self._last = threading.local()

    @property
    def retry_after_s(self) -> float | None:
        return getattr(self._last, "retry_after_s", None)

    def request(
        self,
        method: str,
        uri: str,
        params: Mapping[str, object] | None = None,
        data: Mapping[str, object] | None = None,
        headers: Mapping[str, str] | None = None,
        auth: tuple[str, str] | None = None,
        timeout: float | None = None,
        allow_redirects: bool = False,
    ) -> Response:
        sent = dict(headers or {})
        if auth:
            sent |= urllib3.make_headers(basic_auth=":".join(auth))
        url = self._address(uri, sent) + (f"?{urlencode(params, doseq=True)}" if params else "")
        body = urlencode(data, doseq=True).encode() if data else b""
        answer = self._send(Request(method.upper(), url, sent, body, timeout or self.timeout))
        self._last.retry_after_s = _seconds(answer)
        return Response(answer.status, answer.text, answer.headers)

    def _address(self, uri: str, headers: dict[str, str]) -> str:
        """The simulator has one address for all products; a header says which was meant."""
        if self._base_url is None:
            return uri
        parts = urlsplit(uri)
        headers["X-Twilio-Product"] = (parts.hostname or "").split(".")[0]
        return self._base_url + parts.path + (f"?{parts.query}" if parts.query else "")


def _seconds(answer: Answer) -> float | None:
    given = answer.headers.get("Retry-After", "")
    plain = given.isascii() and given.replace(".", "", 1).isdigit()
    return min(float(given), LONGEST_RETRY_S) if plain else None


class TwilioCarrier:
    """The carrier's port. `base_url` or `wsgi` point it at the simulator, over HTTP or in process."""

    def __init__(
        self,
        account_sid: str,
        auth_token: str,
        base_url: str | None = None,
        wsgi: WsgiApp | None = None,
        timeout_s: float = 10.0,
        pool: int = 64,
    ) -> None:
        self._http = CarrierHttpClient(base_url, wsgi, timeout_s, pool)
        # An environment of its own: a stray TWILIO_REGION would change the host.
        self._client = Client(
            account_sid, auth_token, http_client=self._http, environment={"TWILIO_REGION": ""}
        )

    def send_text(self, text: TextToSend) -> Outcome:
        return self._outcome(
            lambda: self._client.messages.create(
                to=text.to.e164,
                from_=text.sender,
                body=text.body,
                status_callback=text.receipt_url,
                validity_period=text.valid_for_s,
            )
        )

    def place_call(self, call: CallToPlace) -> Outcome:
        # Until the verdict whoever picked up hears silence; with it a message can wait for the beep.
        detection = {"machine_detection": "DetectMessageEnd"} if call.detect_machine else {}
        return self._outcome(
            lambda: self._client.calls.create(
                to=call.to.e164,
                from_=call.sender,
                url=call.script_url,
                status_callback=call.receipt_url,
                status_callback_event=CALL_EVENTS,
                timeout=call.ring_s,
                **detection,
            )
        )

    def texts_to(self, to: Phone, since: datetime) -> list[Seen]:
        """The carrier's list is by creation, newest first; `date_sent` is empty while it waits."""
        return _read(
            lambda: _since(
                since, map(_seen, self._client.messages.stream(to=to.e164, page_size=50))
            )
        )

    def texts_received(self, line: str, since: datetime) -> list[Seen]:
        """In as few pages as there can be. Within a second the carrier's own order is all there is."""
        newest_first = _read(
            lambda: list(
                _young_enough(
                    since, map(_seen, self._client.messages.stream(to=line, page_size=LARGEST_PAGE))
                )
            )
        )
        return [text for text in reversed(newest_first) if text.direction == "inbound"]

    def texts_sent(self, line: str, to: Collection[str], since: datetime) -> Listed:
        wanted = _wanted(line, to)
        return _read(lambda: _listed(self._client.messages.stream(**wanted), to, since))

    def calls_placed(self, line: str, to: Collection[str], since: datetime) -> Listed:
        wanted = _wanted(line, to)
        return _read(lambda: _listed(self._client.calls.stream(**wanted), to, since))

    def fetch_text(self, sid: str) -> Seen | None:
        return _read(lambda: _unless_gone(lambda: _seen(self._client.messages(sid).fetch())))

    def fetch_call(self, sid: str) -> Seen | None:
        return _read(lambda: _unless_gone(lambda: _seen(self._client.calls(sid).fetch())))

    def texts_with(self, line: str, number: str, until: datetime) -> list[Seen]:
        return _read(lambda: _between(self._client.messages.stream, line, number, until))

    def calls_with(self, line: str, number: str, until: datetime) -> list[Seen]:
        return _read(lambda: _between(self._client.calls.stream, line, number, until))

    def delete_text(self, sid: str) -> bool:
        """Fine when it is gone already."""
        return _read(lambda: _deleted(self._client.messages(sid).delete))

    def delete_call(self, sid: str) -> bool:
        return _read(lambda: _deleted(self._client.calls(sid).delete))

    def recordings_of(self, call_sid: str) -> list[str]:
        """By the account's own list: the call itself may be gone already."""
        wanted = self._client.recordings.stream
        return _read(lambda: [one.sid for one in wanted(call_sid=call_sid, limit=LIST_LIMIT)])

    def recordings_made(self, since: datetime) -> list[Recorded]:
        """Not what the account records of whole calls, should it do so."""
        listed = self._client.recordings.stream
        whole = listed(date_created_after=since, page_size=LARGEST_PAGE)
        return _read(
            lambda: [one for one in map(_recorded, whole) if one and one.made_at >= since][
                :LIST_LIMIT
            ]
        )

    def delete_recording(self, sid: str) -> bool:
        return _read(lambda: _deleted(self._client.recordings(sid).delete))

    def look_up(self, phone: Phone) -> Literal["mobile", "landline", "unknown"]:
        number = self._client.lookups.v2.phone_numbers(phone.e164)
        found = _read(lambda: _unless_gone(lambda: _line_kind(number.fetch(fields=LINE_TYPE)), 400))
        return LINE_KINDS.get(found or "", "unknown")

    def _outcome(self, create: Callable[[], Any]) -> Outcome:
        try:
            sid = create().sid
        except NotReached:
            return NOT_REACHED
        except AnswerLost as lost:
            return Unknown(str(lost))
        except (TwilioRestException, TwilioServiceException) as refusal:
            return self._refusal(refusal)
        except UNREADABLE:
            return Unknown("an answer that can't be read")
        named = isinstance(sid, str) and read_sid(sid)
        return Accepted(named) if named else Unknown("an answer without an id")

    def _refusal(self, refusal: TwilioRestException | TwilioServiceException) -> Outcome:
        """Only a 4xx says for sure that nothing was created."""
        status, code = refusal.status, _code(refusal)
        if not 400 <= status < 500:
            return Unknown(f"status {status}")
        meaning = meaning_of(None if code == status else code, status)
        return Refused(
            meaning.verdict,
            code,
            meaning.reason,
            self._http.retry_after_s or meaning.wait_s,
            meaning.tries,
            Words(status, _said(refusal)) if meaning.is_new else None,
        )


def _line_kind(found: Any) -> str | None:
    kind = (found.line_type_intelligence or {}).get("type")
    return kind if isinstance(kind, str) else None


def _code(refusal: TwilioRestException | TwilioServiceException) -> int | None:
    given = refusal.code
    return given if isinstance(given, int) and 0 < given <= LARGEST_CODE else None


def _said(refusal: TwilioRestException | TwilioServiceException) -> str:
    """What there is of it in words; the newer kind of error has a title and perhaps a detail."""
    parts = [getattr(refusal, name, None) for name in ("msg", "title", "detail", "details")]
    return " ".join(str(part) for part in parts if part)


def _read(look: Callable[[], T]) -> T:
    """Raises CarrierUnavailable for whatever keeps the carrier's records from being read."""
    try:
        return look()
    except (TwilioException, *UNREADABLE) as error:
        raise CarrierUnavailable(type(error).__name__) from error


def _unless_gone(look: Callable[[], T], *also: int) -> T | None:
    """None for a 404, and for a status in `also`."""
    try:
        return look()
    except TwilioRestException as error:
        if error.status in (404, *also):
            return None
        raise


def _deleted(delete: Callable[[], object]) -> bool:
    try:
        _unless_gone(delete)
    except TwilioRestException as error:
        if error.code != UNDER_WAY:
            raise
        return False
    return True


def _between(
    stream: Callable[..., Iterable[Any]], line: str, number: str, until: datetime
) -> list[Seen]:
    ways = ({"from_": line, "to": number}, {"from_": number, "to": line})
    listed = itertools.chain.from_iterable(stream(**way, page_size=LARGEST_PAGE) for way in ways)
    old_enough = (seen for seen in map(_seen, listed) if seen.created_at <= until)
    return list(itertools.islice(old_enough, LIST_LIMIT))


def _wanted(line: str, to: Collection[str]) -> dict[str, Any]:
    """The filter of a list: the carrier can look for one number, so several are picked out here."""
    one = {"to": next(iter(to))} if len(to) == 1 else {}
    return {"from_": line, "page_size": LARGEST_PAGE, **one}


def _listed(newest_first: Iterable[Any], to: Collection[str], since: datetime) -> Listed:
    seen: list[Seen] = []
    for number, one in enumerate(_young_enough(since, map(_seen, newest_first)), start=1):
        if one.to in to and one.direction == "outbound-api":
            seen.append(one)
        if number == LONGEST_LIST:
            return Listed(seen, one.created_at + WHOLE_SECOND)
    return Listed(seen, since)


def _since(since: datetime, newest_first: Iterable[Seen]) -> list[Seen]:
    return list(itertools.islice(_young_enough(since, newest_first), LIST_LIMIT))


def _young_enough(since: datetime, newest_first: Iterable[Seen]) -> Iterator[Seen]:
    return itertools.takewhile(lambda seen: seen.created_at >= since, newest_first)


def _recorded(listed: Any) -> Recorded | None:
    seconds = int(listed.duration or 0)
    if str(listed.source) != AFTER_A_TONE or seconds <= 0:
        return None
    made_at = (listed.date_created or machine_now()).astimezone(UTC)
    return Recorded(listed.sid, listed.call_sid, seconds, made_at)


def _seen(listed: Any) -> Seen:
    """A text or a call; calls have no body, and their sender stands under another name."""
    return Seen(
        sid=listed.sid,
        to=listed.to or "",
        sender=(listed.from_ if hasattr(listed, "from_") else listed._from) or "",
        body=getattr(listed, "body", None),
        status=str(listed.status),
        error_code=getattr(listed, "error_code", None),
        created_at=(listed.date_created or machine_now()).astimezone(UTC),
        direction=str(listed.direction),
        media=int(getattr(listed, "num_media", None) or 0),
        answered_by=getattr(listed, "answered_by", None) or "",
    )
