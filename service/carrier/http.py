"""Requests to the carrier: over the network with one pool, or into a WSGI application in process.

Both say the same of a failure: NotReached when surely nothing was sent, AnswerLost otherwise. A
reset or a time-out after sending can't be told from one before the carrier acted.
"""

import io
import ssl
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urlsplit

import certifi
import urllib3
from urllib3.exceptions import ConnectTimeoutError, HTTPError, NewConnectionError

from service.errors import AnswerLost, NotReached

CONNECT_TIMEOUT_S = 5.0
# In bytes: ten times a list's longest page, and what is unpacked at a time.
LARGEST_ANSWER, PIECE = 40_000_000, 65_536


@dataclass(frozen=True, slots=True)
class Request:
    method: str
    url: str
    headers: Mapping[str, str]
    body: bytes
    timeout_s: float


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    text: str
    headers: Mapping[str, str]


# Raises NotReached or AnswerLost.
Transport = Callable[[Request], Answer]
WsgiApp = Callable[[dict[str, Any], Any], Iterable[bytes]]


def over_network(pool: int) -> Transport:
    """Keeps up to `pool` connections open, so that each thread's next request needs no new one.

    No proxy, no .netrc, no redirects, no retries: each of them could send something twice or
    elsewhere. One TLS context for all: loading the certificates takes 14 ms.
    """
    context = ssl.create_default_context(cafile=certifi.where())
    manager = urllib3.PoolManager(num_pools=8, maxsize=pool, retries=False, ssl_context=context)

    def send(request: Request) -> Answer:
        timeout = urllib3.Timeout(
            connect=min(CONNECT_TIMEOUT_S, request.timeout_s), read=request.timeout_s
        )
        try:
            got = manager.request(
                request.method, request.url, body=request.body, headers=request.headers,
                timeout=timeout, redirect=False, preload_content=False,
            )  # fmt: skip
            whole = _read_whole(got, time.monotonic() + request.timeout_s)
        except HTTPError as error:
            raise _outage(error) from error
        return Answer(got.status, whole.decode("utf-8", "replace"), got.headers)

    return send


def _read_whole(got: urllib3.BaseHTTPResponse, until: float) -> bytes:
    """All of an answer that ends. A time-out is of one read: a byte a second would hold us for ever."""
    whole = bytearray()
    while some := got.read1(PIECE, decode_content=True):
        whole += some
        if len(whole) > LARGEST_ANSWER or time.monotonic() > until:
            got.close()
            raise AnswerLost("EndlessAnswer")
    return bytes(whole)


def _outage(error: HTTPError) -> NotReached | AnswerLost:
    name = type(error).__name__
    never_sent = isinstance(error, NewConnectionError | ConnectTimeoutError)
    # The text of these errors holds the URL, which may hold a number.
    return NotReached(name) if never_sent or _distrusted(error) else AnswerLost(name)


def _distrusted(error: HTTPError) -> bool:
    """A certificate is judged before anything is sent."""
    return any(isinstance(cause, ssl.SSLCertVerificationError) for cause in error.args)


def into_wsgi(app: WsgiApp) -> Transport:
    """Calls `app` in this thread: the simulator, in tests."""

    def send(request: Request) -> Answer:
        started: list[Any] = []

        def start(status: str, headers: list[tuple[str, str]], _: object = None) -> None:
            started[:] = [int(status.split()[0]), urllib3.HTTPHeaderDict(headers)]

        try:
            body = b"".join(app(_environ(request), start))
        except ConnectionRefusedError as error:
            raise NotReached(type(error).__name__) from error
        except OSError as error:  # how an application says that it cuts the line or stays silent
            raise AnswerLost(type(error).__name__) from error
        return Answer(started[0], body.decode("utf-8", "replace"), started[1])

    return send


def _environ(request: Request) -> dict[str, Any]:
    parts = urlsplit(request.url)
    headers = {
        f"HTTP_{name.upper().replace('-', '_')}": value for name, value in request.headers.items()
    }
    return {
        **headers,
        "REQUEST_METHOD": request.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote(parts.path),
        "QUERY_STRING": parts.query,
        "SERVER_NAME": parts.hostname or "localhost",
        "SERVER_PORT": str(parts.port or 80),
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "CONTENT_TYPE": headers.get("HTTP_CONTENT_TYPE", ""),
        "CONTENT_LENGTH": str(len(request.body)),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": parts.scheme,
        "wsgi.input": io.BytesIO(request.body),
        "wsgi.errors": io.StringIO(),
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
