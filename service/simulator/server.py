"""The simulator's WSGI application, and a small server for the demo."""

from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING, Any

from flask import Flask
from werkzeug.exceptions import HTTPException
from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

from service.simulator.carrier import Simulator
from service.simulator.control import control
from service.simulator.page import phones_page
from service.simulator.refusals import ApiRefusal
from service.simulator.rest import SIMULATOR, refuse, refuse_http, rest
from service.simulator.rest_calls import calls
from service.simulator.rest_conferences import conferences
from service.simulator.rest_lines import lines
from service.simulator.rest_messages import messages
from service.simulator.rest_permissions import permissions
from service.simulator.rest_queues import queues
from service.simulator.rest_recordings import recordings
from service.simulator.rest_services import services
from service.simulator.striking import Wire

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

LARGEST_REQUEST = 1024 * 1024  # bytes


class Application:
    """One simulator over HTTP: Twilio's REST API, the page with two phones, and its /control.

    The routes are the same for all, and made once: that takes longer than most tests do.
    """

    def __init__(self, simulator: Simulator) -> None:
        self._simulator = simulator
        self._routes = _routes(simulator.settings.line_numbers[0])
        self.wsgi_app: WSGIApplication = Wire(self._answer, simulator.settings.slow_s)

    def __call__(self, environ: "WSGIEnvironment", start: "StartResponse") -> Iterable[bytes]:
        return self.wsgi_app(environ, start)

    def _answer(self, environ: "WSGIEnvironment", start: "StartResponse") -> Iterable[bytes]:
        environ[SIMULATOR] = self._simulator
        return self._routes(environ, start)


def create_simulator(simulator: Simulator) -> Application:
    return Application(simulator)


@cache
def _routes(line: str) -> Flask:
    app = Flask(__name__)
    app.config["MAX_CONTENT_LENGTH"] = LARGEST_REQUEST
    for blueprint in (
        rest,
        messages,
        calls,
        lines,
        recordings,
        conferences,
        queues,
        permissions,
        services,
        control,
        phones_page(line),
    ):
        app.register_blueprint(blueprint)
    app.register_error_handler(ApiRefusal, refuse)
    app.register_error_handler(HTTPException, refuse_http)
    return app


class _QuietHandler(WSGIRequestHandler):
    """Logs no requests: their paths hold numbers. Connections stay open between requests."""

    protocol_version = "HTTP/1.1"

    def log_request(self, *args: Any, **kwargs: Any) -> None:
        pass


def serve(app: "WSGIApplication", host: str = "127.0.0.1", port: int = 0) -> BaseWSGIServer:
    """A server of one thread a connection; `server_port` says where, `serve_forever` runs it."""
    return make_server(host, port, app, threaded=True, request_handler=_QuietHandler)
