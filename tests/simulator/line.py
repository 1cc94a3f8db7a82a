"""A line that answers as a test tells it to, and a simulator whose webhooks go there."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask, Response, request
from werkzeug.test import Client

from service.clock import FixedClock
from service.simulator.carrier import Simulator, SimulatorSettings, wsgi_poster
from service.simulator.server import create_simulator

ACCOUNT, TOKEN = "AC" + "0" * 32, "a token"
LINE, ANA, WALT = "+14065550199", "+14065550100", "+14065550110"
EMPTY = "<Response/>"


class Line:
    """Stands where the service will: answers each path as told, and keeps every webhook it got."""

    def __init__(self) -> None:
        self.got: list[tuple[str, dict[str, str], dict[str, str]]] = []
        self.answers: dict[str, Any] = {}
        self.app = Flask(__name__)
        self.app.add_url_rule("/<path:path>", view_func=self._answer, methods=["GET", "POST"])

    def says(
        self, path: str, *bodies: str, status: int = 200, kind: str = "text/xml", cookie: str = ""
    ) -> None:
        """The answers of this path, in turn; the last one stays."""
        more = {"Set-Cookie": cookie} if cookie else {}
        self.answers[path] = [Response(body, status, more, content_type=kind) for body in bodies]

    def forms(self, path: str) -> list[dict[str, str]]:
        return [form for called, form, _ in self.got if called == path]

    def _answer(self, path: str) -> Response:
        self.got.append((f"/{path}", request.values.to_dict(), dict(request.headers)))
        told = self.answers.get(f"/{path}") or [Response(EMPTY, content_type="text/xml")]
        answer = told.pop(0) if len(told) > 1 else told[0]
        return Response(answer.get_data(), answer.status, answer.headers)


@pytest.fixture
def line() -> Line:
    return Line()


Make = Callable[..., Simulator]


@pytest.fixture
def make(line: Line, clock: FixedClock) -> Make:
    """`make(opt_out_by="carrier")`: a simulator with these settings."""

    def make(**more: Any) -> Simulator:
        given = {
            "account_sid": ACCOUNT, "auth_token": TOKEN, "line_numbers": (LINE,),
            "sms_url": "http://line.test/sms", "voice_url": "http://line.test/voice", "seed": 1,
        }  # fmt: skip
        return Simulator(SimulatorSettings(**{**given, **more}), clock, post=wsgi_poster(line.app))

    return make


@pytest.fixture
def simulator(make: Make) -> Simulator:
    return make()


class Api:
    """Asks the REST side as the account, or as whoever `auth` names."""

    def __init__(self, simulator: Simulator) -> None:
        self.client = Client(create_simulator(simulator))
        self.root = f"/2010-04-01/Accounts/{ACCOUNT}"

    def post(self, path: str, auth: tuple[str, str] = (ACCOUNT, TOKEN), **form: Any) -> Any:
        return self.client.post(f"{self.root}/{path}", data=form, auth=auth)

    def get(self, path: str, **query: Any) -> Any:
        return self.client.get(f"{self.root}/{path}", query_string=query, auth=(ACCOUNT, TOKEN))

    def delete(self, path: str) -> Any:
        return self.client.delete(f"{self.root}/{path}", auth=(ACCOUNT, TOKEN))

    def text(self, to: str = ANA, body: str = "hello", **more: Any) -> Any:
        return self.post("Messages.json", **{"To": to, "From": LINE, "Body": body, **more})


@pytest.fixture
def api(simulator: Simulator) -> Api:
    return Api(simulator)
