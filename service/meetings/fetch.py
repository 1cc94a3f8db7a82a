"""Fetches a feed from an address: only if it has changed, in bounded time and size.

An address may hold a password or a key. It is never printed, logged or part of an error: what people
see is `shown(url)`.
"""

import hashlib
import time
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import SplitResult, parse_qsl, urlencode, urlsplit, urlunsplit

import requests

from service.errors import FeedRefused

FETCHED_BY = "Porchlight feed reader"
CONNECT_TIMEOUT_S, READ_TIMEOUT_S = 10.0, 30.0
WHOLE_TIMEOUT_S = 120.0  # a server that drips is given up on, too
MOST_BYTES = 100 * 1024 * 1024  # the largest open compilation, 78,000 meetings, has about 60 MB
MOST_REDIRECTS = 5
PIECE_BYTES = 64 * 1024
LONGEST_NAME = 200
ETAG_LENGTH, DATE_LENGTH = 200, 64  # of the columns
WANTED = "application/json, text/csv;q=0.9, text/plain;q=0.8, */*;q=0.5"

# What a query calls its secrets; `key` is the plugin's own word for a feed that is not public.
SECRET_WORDS = ("key", "token", "secret", "pass", "pwd", "auth", "sig", "code")

# Most specific first: SSLError and ProxyError are ConnectionErrors to requests.
FAILURES: tuple[tuple[type[requests.RequestException], str], ...] = (
    (requests.exceptions.SSLError, "its certificate is not valid"),
    (requests.exceptions.Timeout, f"no answer within {READ_TIMEOUT_S:.0f} s"),
    (requests.exceptions.TooManyRedirects, f"it leads on more than {MOST_REDIRECTS} times"),
    (requests.exceptions.ChunkedEncodingError, "the answer stopped in the middle"),
    (requests.exceptions.ContentDecodingError, "its compression is broken"),
    (requests.exceptions.ConnectionError, "nobody answers there"),
    (requests.exceptions.InvalidURL, "that is no web address"),
    (requests.exceptions.InvalidSchema, "it leads to something that is no web address"),
)


@dataclass(frozen=True, slots=True)
class Marks:
    """By which a server knows the copy we have."""

    etag: str | None = None
    last_modified: str | None = None

    def headers(self) -> dict[str, str]:
        given = {"If-None-Match": self.etag, "If-Modified-Since": self.last_modified}
        return {name: value for name, value in given.items() if value}


@dataclass(frozen=True, slots=True)
class Fetched:
    """A copy, or `raw` None when it is still the one we had."""

    raw: bytes | None
    marks: Marks


def is_address(source: str) -> bool:
    return source.lower().startswith(("http://", "https://"))


def fetch(url: str, had: Marks = Marks(), most_bytes: int = MOST_BYTES) -> Fetched:
    """Asks for the feed, saying which copy we have. Raises FeedRefused with why, in one plain line."""
    headers = {"User-Agent": FETCHED_BY, "Accept": WANTED, **had.headers()}
    with requests.Session() as http:
        http.max_redirects = MOST_REDIRECTS
        try:
            timeouts = CONNECT_TIMEOUT_S, READ_TIMEOUT_S
            with http.get(url, headers=headers, timeout=timeouts, stream=True) as answer:
                return _read(answer, had, most_bytes)
        except (requests.RequestException, UnicodeError) as error:  # its message holds the address
            raise FeedRefused(f"It could not be fetched: {_why(error)}.") from None


def asked_url(url: str, format: str = "auto") -> str:
    """The address to ask: of a BMLT server its meetings, and the words its format keys stand for.

    >>> asked_url("https://bmlt.example.org/main_server/")
    'https://bmlt.example.org/main_server/client_interface/json/?switcher=GetSearchResults&get_used_formats=1'
    """
    parts = urlsplit(url)
    if "GetSearchResults" in parts.query:
        return _with_formats(parts)
    is_root = parts.path.rstrip("/").endswith("main_server") or format == "bmlt"
    if not is_root or parts.query:
        return url
    path = parts.path.removesuffix("index.php").rstrip("/") + "/client_interface/json/"
    return _with_formats(parts._replace(path=path, query="switcher=GetSearchResults"))


def shown(url: str) -> str:
    """The address without what only we should know, at most as long as a feed's name may be.

    >>> shown("https://me:pw@example.org/feed?type=json&key=abc")
    'https://example.org/feed?type=json&key=...'
    """
    parts = urlsplit(url)
    asked = [(name, _shown_value(name, value)) for name, value in parse_qsl(parts.query, True)]
    query = urlencode(asked, safe="./:,") if asked else parts.query
    host = parts.netloc.rpartition("@")[2]
    plain = urlunsplit(parts._replace(netloc=host, query=query, fragment=""))
    if len(plain) <= LONGEST_NAME:
        return plain
    return f"{plain[: LONGEST_NAME - 13]}...{hashlib.sha256(plain.encode()).hexdigest()[:10]}"


def _with_formats(parts: SplitResult) -> str:
    if "get_used_formats=" in parts.query:
        return urlunsplit(parts)
    return urlunsplit(parts._replace(query=f"{parts.query}&get_used_formats=1"))


def _shown_value(name: str, value: str) -> str:
    return "..." if any(word in name.lower() for word in SECRET_WORDS) else value


def _read(answer: requests.Response, had: Marks, most_bytes: int) -> Fetched:
    if answer.status_code == requests.codes.not_modified:
        return Fetched(None, had)
    if not answer.ok:
        raise FeedRefused(f"It could not be fetched: the server said {_status(answer)}.")
    return Fetched(_body(answer, most_bytes), _marks(answer))


def _body(answer: requests.Response, most_bytes: int) -> bytes:
    give_up_at = time.monotonic() + WHOLE_TIMEOUT_S
    body = bytearray()
    for piece in answer.iter_content(PIECE_BYTES):
        body += piece
        if len(body) > most_bytes:
            raise FeedRefused(f"It is larger than {most_bytes // 1024 // 1024} MB.")
        if time.monotonic() > give_up_at:
            raise FeedRefused(f"It took longer than {WHOLE_TIMEOUT_S:.0f} s to come.")
    return bytes(body)


def _marks(answer: requests.Response) -> Marks:
    """Never cut: half a mark would fit another copy."""
    etag, date = answer.headers.get("ETag"), answer.headers.get("Last-Modified")
    return Marks(
        etag if etag and len(etag) <= ETAG_LENGTH else None,
        date if date and len(date) <= DATE_LENGTH else None,
    )


def _status(answer: requests.Response) -> str:
    """The number and its standard words; the server's own may be anything."""
    known = {status.value: status.phrase for status in HTTPStatus}
    said = f"{answer.status_code} {known.get(answer.status_code, '')}".strip()
    return f"{said}; it may need a key" if answer.status_code in (401, 403) else said


def _why(error: Exception) -> str:
    for kind, words in FAILURES:
        if isinstance(error, kind):
            return words
    return "that is no web address" if isinstance(error, ValueError) else "the request failed"
