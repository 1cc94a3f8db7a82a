"""Fetches a feed from an address: only if it has changed, in bounded time and size.

An address may hold a password or a key. It is never printed, logged or part of an error: what people
see is `shown(url)`.
"""

import hashlib
import re
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import SplitResult, parse_qsl, urlencode, urlsplit, urlunsplit

import requests

from service.errors import FeedRefused
from service.meetings.deadline import cut_off

FETCHED_BY = "Porchlight feed reader"
CONNECT_TIMEOUT_S, READ_TIMEOUT_S = 10.0, 30.0
WHOLE_TIMEOUT_S = 120.0  # of all it says, headers and redirects too: a server may drip
MOST_BYTES = 100 * 1024 * 1024  # the largest open compilation, 78,000 meetings, has about 60 MB
MOST_REDIRECTS = 5
PIECE_BYTES = 64 * 1024
LONGEST_NAME = 200
ETAG_LENGTH, DATE_LENGTH = 200, 64  # of the columns
WANTED = "application/json, text/csv;q=0.9, text/plain;q=0.8, */*;q=0.5"

NOT_FETCHED = "It could not be fetched"
NOTHING_NEW = "The server says nothing has changed, though we named no copy we have."

# What may be shown of a query: the parameters of BMLT, the plugin and published sheets, and paging.
HARMLESS = frozenset(
    "switcher format type services recursive get_used_formats get_formats_only data_field_key lang_enum lang"
    " sort_keys weekdays formats venue_types root_server_ids action output single gid page page_size"
    " per_page limit offset fields day region state country mode post_type".split()
)
_SECRET_STEP = re.compile(r"^(?=.*\d)(?=.*[A-Za-z])[\w=.-]{16,}$")
_DOTS = re.compile(r"^\.\.\.[0-9a-f]{6}$")
_WORDS_OF_A_STEP = re.compile(r"^(?:[a-z]+|\d{1,4})(?:[-_.](?:[a-z]+|\d{1,4}))*$", re.IGNORECASE)

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


def fetch(
    url: str, had: Marks = Marks(), most_bytes: int = MOST_BYTES, seconds: float = WHOLE_TIMEOUT_S
) -> Fetched:
    """Asks for the feed, saying which copy we have. Raises FeedRefused with why, in one plain line."""
    with requests.Session() as http, cut_off(http, seconds) as over:
        http.max_redirects = MOST_REDIRECTS
        try:
            found = _asked(http, url, had, most_bytes)
        except (OSError, ValueError) as error:  # its own message holds the address
            late = over.is_set()
            raise FeedRefused(
                _late(seconds) if late else f"{NOT_FETCHED}: {_why(error)}."
            ) from None
        if over.is_set():
            raise FeedRefused(_late(seconds))
        return found


def _late(seconds: float) -> str:
    return f"It took longer than {seconds:.0f} s to come."


def _asked(http: requests.Session, url: str, had: Marks, most_bytes: int) -> Fetched:
    headers = {"User-Agent": FETCHED_BY, "Accept": WANTED, **had.headers()}
    timeouts = CONNECT_TIMEOUT_S, READ_TIMEOUT_S
    with http.get(url, headers=headers, timeout=timeouts, stream=True) as answer:
        return _read(answer, had, most_bytes)


def asked_url(url: str, format: str = "auto") -> str:
    """The address to ask: of a BMLT server its meetings, and the words its format keys stand for.

    >>> asked_url("https://bmlt.example.org/main_server/")
    'https://bmlt.example.org/main_server/client_interface/json/?switcher=GetSearchResults&get_used_formats=1'
    """
    parts = _split(url)
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
    'https://example.org/feed?type=json&key=...ba7816'
    """
    parts = _split(url)
    asked = [_shown_pair(name, value) for name, value in parse_qsl(parts.query, True)]
    query = urlencode(asked, safe="./:,") if asked else parts.query
    host = parts.netloc.rpartition("@")[2]
    path = "/".join(map(_shown_step, parts.path.split("/")))
    plain = urlunsplit(parts._replace(netloc=host, path=path, query=query, fragment=""))
    if len(plain) <= LONGEST_NAME:
        return plain
    return f"{plain[: LONGEST_NAME - 13]}...{hashlib.sha256(plain.encode()).hexdigest()[:10]}"


def _with_formats(parts: SplitResult) -> str:
    if "get_used_formats=" in parts.query:
        return urlunsplit(parts)
    return urlunsplit(parts._replace(query=f"{parts.query}&get_used_formats=1"))


def _split(url: str) -> SplitResult:
    """Raises FeedRefused for what only begins like an address: http://[half/feed."""
    try:
        return urlsplit(url)
    except ValueError:
        raise FeedRefused("That is no web address.") from None


def _shown_pair(name: str, value: str) -> tuple[str, str]:
    if name.lower().removesuffix("[]") in HARMLESS:
        return name, value
    return (name, _dots(value)) if value else (_dots(name), "")  # a key may stand there alone


def _shown_step(step: str) -> str:
    """A step of a path as it is, unless it looks like a token: letters and digits in no order."""
    secret = _SECRET_STEP.match(step) and not _WORDS_OF_A_STEP.match(step)
    return _dots(step) if secret else step


def _dots(secret: str) -> str:
    """The same for the same secret, so that two feeds have two names; what is dots stays as it is."""
    if _DOTS.match(secret):
        return secret
    return f"...{hashlib.sha256(secret.encode('utf-8', 'replace')).hexdigest()[:6]}"


def _read(answer: requests.Response, had: Marks, most_bytes: int) -> Fetched:
    if answer.status_code == requests.codes.not_modified:
        if had == Marks():
            raise FeedRefused(NOTHING_NEW)
        return Fetched(None, had)
    if not answer.ok:
        raise FeedRefused(f"{NOT_FETCHED}: the server said {_status(answer)}.")
    return Fetched(_body(answer, most_bytes), _marks(answer))


def _body(answer: requests.Response, most_bytes: int) -> bytes:
    body = bytearray()
    for piece in answer.iter_content(PIECE_BYTES):
        body += piece
        if len(body) > most_bytes:
            raise FeedRefused(f"It is larger than {most_bytes // 1024 // 1024} MB.")
    return bytes(body)


def _marks(answer: requests.Response) -> Marks:
    """Never cut: half a mark would fit another copy."""
    etag, date = answer.headers.get("ETag"), answer.headers.get("Last-Modified")
    return Marks(_mark(etag, ETAG_LENGTH), _mark(date, DATE_LENGTH))


def _mark(said: str | None, longest: int) -> str | None:
    """Only what any database keeps and any server takes back: a NUL would break every refresh."""
    whole = said and len(said) <= longest and said.isascii() and said.isprintable()
    return said if whole else None


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
