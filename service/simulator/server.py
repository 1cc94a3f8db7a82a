"""The simulator's WSGI application, and a small server for the demo."""

from typing import Any

from flask import Flask
from werkzeug.exceptions import HTTPException
from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

from service.simulator.carrier import Simulator
from service.simulator.control import control
from service.simulator.page import phones_page
from service.simulator.refusals import ApiRefusal
from service.simulator.rest import refuse, refuse_http, rest
from service.simulator.rest_calls import calls
from service.simulator.rest_conferences import conferences
from service.simulator.rest_lines import lines
from service.simulator.rest_messages import messages
from service.simulator.rest_queues import queues
from service.simulator.rest_recordings import recordings
from service.simulator.striking import Wire

LARGEST_REQUEST = 1024 * 1024  # bytes


def create_simulator(simulator: Simulator) -> Flask:
    """Twilio's REST API, the page with two phones and its /control, over the given simulator."""
    app = Flask(__name__)
    app.config["MAX_CONTENT_LENGTH"] = LARGEST_REQUEST
    app.extensions["simulator"] = simulator
    for blueprint in (
        rest,
        messages,
        calls,
        lines,
        recordings,
        conferences,
        queues,
        control,
        phones_page(simulator.settings.line_numbers[0]),
    ):
        app.register_blueprint(blueprint)
    app.register_error_handler(ApiRefusal, refuse)
    app.register_error_handler(HTTPException, refuse_http)
    app.wsgi_app = Wire(app.wsgi_app, simulator.settings.slow_s)  # type: ignore[assignment]
    return app


class _QuietHandler(WSGIRequestHandler):
    """Logs no requests: their paths hold numbers. Connections stay open between requests."""

    protocol_version = "HTTP/1.1"

    def log_request(self, *args: Any, **kwargs: Any) -> None:
        pass


def serve(app: Flask, host: str = "127.0.0.1", port: int = 0) -> BaseWSGIServer:
    """A server of one thread a connection; `server_port` says where, `serve_forever` runs it."""
    return make_server(host, port, app, threaded=True, request_handler=_QuietHandler)
