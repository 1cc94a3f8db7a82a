"""The real SDK, asking a simulator in this process."""

from urllib.parse import urlencode, urlsplit

from twilio.http import HttpClient
from twilio.http.response import Response
from twilio.rest import Client
from werkzeug.test import Client as Wsgi

from service.simulator.carrier import Simulator
from service.simulator.server import create_simulator
from tests.simulator.line import ACCOUNT, TOKEN


class InProcess(HttpClient):
    def __init__(self, simulator: Simulator) -> None:
        super().__init__(None, False, None)
        self._wsgi = Wsgi(create_simulator(simulator))

    def request(self, method, url, params=None, data=None, headers=None, auth=None, **more):
        parts = urlsplit(url)
        query = "&".join(filter(None, (parts.query, urlencode(params or {}, doseq=True))))
        got = self._wsgi.open(
            parts.path, method=method, query_string=query, data=data, headers=headers, auth=auth
        )
        return Response(got.status_code, got.text, dict(got.headers))


def in_process(simulator: Simulator):
    """This account's part of the SDK."""
    return Client(ACCOUNT, TOKEN, http_client=InProcess(simulator)).api.v2010.account
