"""Where the faults of an order strike: before it is done, after, or on its answer's way back."""

import socket
import time
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from flask import Response, request

from service.simulator.faults import ORDER_FAULTS, Faults
from service.simulator.refusals import ApiRefusal

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

BEFORE = {
    "refuse": (21612, {}),
    "queue-full": (21611, {}),
    "429": (20429, {}),
    "429-retry-after": (20429, {"Retry-After": "1"}),
    "5xx-before": (20503, {}),
}
# Marks an answer whose connection is to be cut, or kept waiting, in the WSGI environment.
MARK = "simulator.fault"


def strike(faults: Faults, fulfil: Callable[[], Response]) -> Response:
    """Fulfils an order to text or to call, unless or although a fault strikes. Raises ApiRefusal."""
    name = faults.first_of(ORDER_FAULTS)
    if name in BEFORE:
        code, headers = BEFORE[name]
        raise ApiRefusal(code, headers)
    if name == "cut-before":
        request.environ[MARK] = "cut"
        return Response(status=204)
    answer = fulfil()
    if name == "5xx-after":
        raise ApiRefusal(20500)
    if name == "broken-json":
        answer.set_data(answer.get_data()[:-40])
    if name in {"cut-after", "slow"}:
        request.environ[MARK] = "slow" if name == "slow" else "cut"
    return answer


class Wire:
    """Around the whole application: cuts the marked connections, keeps the slow ones waiting.

    In process there is no connection to cut: the caller gets the error its HTTP client would raise.
    """

    def __init__(self, app: "WSGIApplication", slow_s: float) -> None:
        self._app, self._slow_s = app, slow_s

    def __call__(self, environ: "WSGIEnvironment", start: "StartResponse") -> Iterable[bytes]:
        body = self._app(environ, start)
        fault = environ.get(MARK)
        if fault is None:
            return body
        connection: Any = environ.get("werkzeug.socket") or environ.get("gunicorn.socket")
        if connection is None:
            raise TimeoutError("no answer") if fault == "slow" else ConnectionResetError("cut")
        if fault == "slow":
            time.sleep(self._slow_s)
            return body
        connection.shutdown(socket.SHUT_RDWR)
        return []
