"""A real web server on loopback that hands out a feed, and remembers what it was asked."""

import gzip
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

MOVED = {"/loop": "/loop", "/moved": "/feed.json"}
LAST_MODIFIED = "Sat, 21 Nov 2026 10:00:00 GMT"


@dataclass
class FeedServer:
    """Answers every path with `body`, or with what the path itself asks for."""

    body: bytes = b"[]"
    etag: str | None = '"one"'
    status: int = 200
    asked: list[str] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    port: int = 0
    over: threading.Event = field(default_factory=threading.Event)

    def url(self, path: str = "/feed.json") -> str:
        return f"http://127.0.0.1:{self.port}{path}"


@contextmanager
def running() -> Iterator[FeedServer]:
    told = FeedServer()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(told))
    server.daemon_threads = True
    told.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield told
    finally:
        told.over.set()
        server.shutdown()
        thread.join()
        server.server_close()


def _handler(told: FeedServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            told.asked.append(self.path)
            told.headers.append(dict(self.headers))
            moved = next((to for start, to in MOVED.items() if self.path.startswith(start)), None)
            if moved:
                return self._send(302, b"", Location=moved)
            if self.path.startswith("/drip"):
                return _drip(self, told)
            if self.path.startswith("/short"):
                return self._send(200, told.body[:-10], **{"Content-Length": str(len(told.body))})
            if self.path.startswith("/zipped"):
                return self._send(200, gzip.compress(told.body), **{"Content-Encoding": "gzip"})
            if told.etag and self.headers.get("If-None-Match") == told.etag:
                return self._send(304, b"")
            marks = {"ETag": told.etag} if told.etag else {}
            return self._send(told.status, told.body, **{**marks, "Last-Modified": LAST_MODIFIED})

        def _send(self, status, body, **headers):
            self.send_response(status)
            for name, value in {"Content-Length": str(len(body)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            """Nothing: a test's output is its own."""

    return Handler


def _drip(door, told):
    """A byte every twentieth of a second, for half a minute or until nobody listens."""
    if door.path.startswith("/drip-body"):
        door.send_response(200)
        door.send_header("Content-Length", str(len(told.body)))
        door.end_headers()
    else:
        door.wfile.write(b"HTTP/1.0 200 OK\r\nX-Drip: ")
    with suppress(OSError):
        for _ in range(600):
            door.wfile.write(b"x")
            told.over.wait(0.05)
