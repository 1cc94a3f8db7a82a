"""One deadline over all that a server says: headers, redirects and body.

A time-out of a socket begins anew with each byte. From a server that drips only this gets us away: a
timer that shuts the sockets themselves, whoever is reading from them.
"""

import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Event, Timer
from typing import Any

import requests
from requests.adapters import HTTPAdapter


@contextmanager
def cut_off(http: requests.Session, seconds: float) -> Iterator[Event]:
    """After so many seconds every connection of the session is shut; the event says that it was."""
    over = Event()
    adapter = _Watched(over)
    http.mount("http://", adapter)
    http.mount("https://", adapter)
    timer = Timer(seconds, adapter.shut_all)
    timer.daemon = True
    timer.start()
    try:
        yield over
    finally:
        timer.cancel()


class _Watched(HTTPAdapter):
    """Knows the sockets of its connections."""

    def __init__(self, over: Event) -> None:
        super().__init__()
        self._over = over
        self._opened: list[socket.socket] = []

    def shut_all(self) -> None:
        self._over.set()
        for one in self._opened:
            with suppress(OSError):  # it was over by itself
                one.shutdown(socket.SHUT_RDWR)

    def get_connection_with_tls_context(self, *args: Any, **named: Any) -> Any:
        """The pool that requests asks for; what it opens is noted down."""
        pool: Any = super().get_connection_with_tls_context(*args, **named)
        make = pool.ConnectionCls
        pool.ConnectionCls = lambda *args, **named: self._noted(make(*args, **named))
        return pool

    def _noted(self, connection: Any) -> Any:
        connect = connection.connect

        def connected() -> None:
            connect()
            self._opened.append(connection.sock)
            if self._over.is_set():  # a redirect just before the end
                self.shut_all()

        connection.connect = connected
        return connection
