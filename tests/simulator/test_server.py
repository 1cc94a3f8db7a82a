"""The real SDK against the simulator over HTTP, where connections can really be cut."""

import threading
from urllib.parse import urlsplit

import pytest
import requests
from twilio.base.exceptions import TwilioRestException
from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client

from service.simulator.lines import MessagingService
from service.simulator.posting import NoAnswer, NotConnected, Post, http_poster
from service.simulator.server import create_simulator, serve
from tests.simulator.line import ACCOUNT, ANA, LINE, TOKEN


@pytest.fixture
def served():
    """`served(app)`: its address, served until the test is over."""
    running = []

    def run(app):
        server = serve(app)
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        running.append((server, thread))
        return f"http://127.0.0.1:{server.server_port}"

    yield run
    for server, thread in running:
        server.shutdown()
        server.server_close()
        thread.join()


class Here(TwilioHttpClient):
    def __init__(self, base, timeout):
        super().__init__(timeout=timeout)
        self.base = base
        self.session.trust_env = False

    def request(self, method, url, **more):
        parts = urlsplit(url)
        query = f"?{parts.query}" if parts.query else ""
        return super().request(method, f"{self.base}{parts.path}{query}", **more)


@pytest.fixture
def served_simulator(make, served):
    """A simulator and its address; a slow answer takes a second."""
    simulator = make(slow_s=1)
    return simulator, served(create_simulator(simulator))


@pytest.fixture
def ask(served_simulator):
    """`ask(timeout)`: the SDK, pointed at the simulator."""
    made = []

    def ask(timeout=10.0):
        made.append(Here(served_simulator[1], timeout))
        return Client(ACCOUNT, TOKEN, http_client=made[-1])

    yield ask
    for here in made:
        here.session.close()


@pytest.fixture
def http(served_simulator, ask):
    """A simulator, and the SDK that asks it over HTTP."""
    return served_simulator[0], ask()


def send(client, body="hello"):
    return client.messages.create(to=ANA, from_=LINE, body=body)


def test_the_sdk_sends_fetches_and_deletes(http):
    simulator, client = http
    sid = send(client).sid
    simulator.settle()
    assert client.messages(sid).fetch().status == "delivered"
    assert client.messages(sid).update(body="").body == ""
    assert client.messages(sid).delete()


def test_the_sdk_reads_page_after_page(http):
    _, client = http
    sids = [send(client, str(number)).sid for number in range(5)]
    listed = client.messages.list(to=ANA, page_size=2, limit=5)
    assert [text.sid for text in listed] == sids[::-1]


def test_the_sdk_reads_a_refusal(http):
    _, client = http
    with pytest.raises(TwilioRestException) as refusal:
        client.messages.create(to="+1", from_=LINE, body="hello")
    assert (refusal.value.status, refusal.value.code) == (400, 21211)


def test_the_sdk_places_and_ends_calls(http):
    _, client = http
    call = client.calls.create(to=ANA, from_=LINE, twiml="<Response/>")
    assert client.calls(call.sid).update(status="canceled").status == "canceled"
    assert [row.sid for row in client.calls.list(to=ANA, limit=5)] == [call.sid]


def test_the_sdk_looks_up_a_line(http):
    _, client = http
    found = client.lookups.v2.phone_numbers(ANA).fetch(fields="line_type_intelligence")
    assert (found.valid, found.line_type_intelligence["type"]) == (True, "mobile")


def test_the_sdk_points_a_number_elsewhere(http, line):
    simulator, client = http
    number = client.incoming_phone_numbers.list(phone_number=LINE)[0]
    client.incoming_phone_numbers(number.sid).update(sms_url="http://line.test/other")
    simulator.text(ANA, LINE, "hello")
    assert [path for path, _, _ in line.got] == ["/other"]


def test_the_sdk_reads_the_account_and_its_balance(http):
    _, client = http
    assert client.api.accounts(ACCOUNT).fetch().status == "active"
    assert client.api.accounts(ACCOUNT).balance.fetch().currency == "USD"


def test_the_sdk_reads_where_the_account_may_call_and_text(http):
    _, client = http
    calls = client.voice.v1.dialing_permissions.countries
    assert [calls(one).fetch().low_risk_numbers_enabled for one in ("US", "MX")] == [True, False]
    texts = client.accounts.v1.messaging_geopermissions.fetch(country_code="US").permissions
    assert [(row["country_code"], row["enabled"]) for row in texts] == [("US", True)]


def test_the_sdk_reads_and_changes_a_messaging_service(http):
    simulator, client = http
    simulator.exchange.lines.service = MessagingService("MG" + "0" * 32, defers=False)
    [service] = client.messaging.v1.services.list()
    number = simulator.exchange.lines.all()[0]
    assert service.phone_numbers(number.sid).fetch().phone_number == LINE
    assert service.us_app_to_person_registered
    assert service.update(use_inbound_webhook_on_number=True).use_inbound_webhook_on_number


@pytest.mark.parametrize(("fault", "count"), [("cut-before", 0), ("cut-after", 1)])
def test_over_http_a_connection_is_really_cut(http, fault, count):
    simulator, client = http
    simulator.exchange.faults.set(fault)
    with pytest.raises(requests.exceptions.ConnectionError):
        send(client)
    assert len(simulator.exchange.ledger.rows()) == count


def test_over_http_a_slow_answer_comes_too_late(http, ask):
    simulator, _ = http
    simulator.exchange.faults.set("slow")
    with pytest.raises(requests.exceptions.ReadTimeout):
        send(ask(timeout=0.3))
    assert len(simulator.exchange.ledger.rows()) == 1


def post_to(url, read_s=5.0):
    return http_poster()(Post("POST", url, (("Body", "mañana"),), {}, 1, read_s))


def test_webhooks_go_over_http_too(served, line):
    line.says("/sms", "<Response/>")
    answer = post_to(f"{served(line.app)}/sms")
    assert (answer.status, answer.content_type, answer.body) == (200, "text/xml", b"<Response/>")
    assert line.forms("/sms") == [{"Body": "mañana"}]


def test_a_door_nobody_opens_is_told_from_silence(served):
    def silent(environ, start):
        threading.Event().wait(0.3)
        start("204 No Content", [])
        return []

    with pytest.raises(NotConnected):
        post_to("http://127.0.0.1:9/sms")
    with pytest.raises(NoAnswer):
        post_to(f"{served(silent)}/sms", read_s=0.05)
