"""How webhooks leave: over HTTP in the demo, straight into a WSGI application in tests."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode, urlsplit

import urllib3
from urllib3.exceptions import ConnectTimeoutError, HTTPError, NewConnectionError
from werkzeug.test import Client

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

FORM = "application/x-www-form-urlencoded; charset=UTF-8"


@dataclass(frozen=True, slots=True)
class Post:
    """One attempt. A GET has its form in the URL already, and none here."""

    method: str
    url: str
    form: tuple[tuple[str, str], ...]
    headers: Mapping[str, str]
    connect_s: float = 5
    read_s: float = 15


@dataclass(frozen=True, slots=True)
class Answer:
    """`location` is where a redirect leads; `cookies` are the Set-Cookie headers."""

    status: int
    content_type: str
    body: bytes
    location: str = ""
    cookies: tuple[str, ...] = ()


class NotConnected(OSError):
    """Nobody listens there; nothing was sent."""


class NoAnswer(OSError):
    """It was sent, and no answer came in time."""


# Raises NotConnected or NoAnswer.
Poster = Callable[[Post], Answer]


def http_poster() -> Poster:
    """Keeps its connections open; no proxy, no redirects, no retries but those of the carrier."""
    pool = urllib3.PoolManager(num_pools=8, maxsize=32, retries=False)

    def post(given: Post) -> Answer:
        body = urlencode(given.form) if given.method == "POST" else None
        timeout = urllib3.Timeout(connect=given.connect_s, read=given.read_s)
        try:
            got = pool.request(
                given.method, given.url, body=body, headers=_headers(given),
                timeout=timeout, redirect=False,
            )  # fmt: skip
        except (NewConnectionError, ConnectTimeoutError) as error:
            raise NotConnected(type(error).__name__) from error
        except HTTPError as error:
            raise NoAnswer(type(error).__name__) from error
        kept = tuple(got.headers.getlist("Set-Cookie"))
        return Answer(
            got.status,
            got.headers.get("Content-Type", ""),
            got.data,
            got.headers.get("Location", ""),
            kept,
        )

    return post


def wsgi_poster(app: "WSGIApplication") -> Poster:
    """Hands each webhook to `app` in this thread. What the app raises comes through: a test sees it."""
    client = Client(app, use_cookies=False)

    def post(given: Post) -> Answer:
        parts = urlsplit(given.url)
        body = urlencode(given.form) if given.method == "POST" else None
        got = client.open(
            parts.path, method=given.method, query_string=parts.query, data=body,
            base_url=f"{parts.scheme}://{parts.netloc}", headers=dict(_headers(given)),
        )  # fmt: skip
        with got:
            return Answer(
                got.status_code,
                got.headers.get("Content-Type", ""),
                got.get_data(),
                got.headers.get("Location", ""),
                tuple(got.headers.getlist("Set-Cookie")),
            )

    return post


def _headers(given: Post) -> Mapping[str, str]:
    return {**given.headers, "Content-Type": FORM} if given.method == "POST" else given.headers
