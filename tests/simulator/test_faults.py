import json

import pytest

from service.errors import BadInput
from service.simulator.faults import FAULTS, Faults
from tests.simulator.line import ANA


def created(simulator):
    return len(simulator.exchange.ledger.rows())


@pytest.mark.parametrize(
    ("fault", "status", "code", "count"),
    [
        ("refuse", 400, 21612, 0),
        ("queue-full", 400, 21611, 0),
        ("429", 429, 20429, 0),
        ("429-retry-after", 429, 20429, 0),
        ("5xx-before", 503, 20503, 0),
        ("5xx-after", 500, 20500, 1),
    ],
)
def test_an_order_is_answered_with_an_error(api, simulator, fault, status, code, count):
    simulator.exchange.faults.set(fault)
    answer = api.text()
    assert (answer.status_code, answer.json["code"], created(simulator)) == (status, code, count)


def test_only_one_of_the_two_429_says_when_to_come_back(api, simulator):
    simulator.exchange.faults.set("429")
    assert "Retry-After" not in api.text().headers
    simulator.exchange.faults.set("429", rate=0)
    simulator.exchange.faults.set("429-retry-after")
    assert api.text().headers["Retry-After"] == "1"


@pytest.mark.parametrize(
    ("fault", "error", "count"),
    [
        ("cut-before", ConnectionResetError, 0),
        ("cut-after", ConnectionResetError, 1),
        ("slow", TimeoutError, 1),
    ],
)
def test_in_process_a_lost_answer_is_the_error_a_client_would_see(
    api, simulator, fault, error, count
):
    simulator.exchange.faults.set(fault)
    with pytest.raises(error):
        api.text()
    assert created(simulator) == count


def test_half_an_answer_comes_with_a_201(api, simulator):
    simulator.exchange.faults.set("broken-json")
    answer = api.text()
    assert (answer.status_code, created(simulator)) == (201, 1)
    with pytest.raises(json.JSONDecodeError):
        json.loads(answer.data)


def test_lists_stay_readable_unless_they_are_to_fail(api, simulator):
    simulator.exchange.faults.set("5xx-before")
    assert api.get("Messages.json").status_code == 200
    simulator.exchange.faults.set("reads-fail")
    assert api.get("Messages.json").status_code == 503


def test_calls_are_struck_like_texts(api, simulator):
    simulator.exchange.faults.set("5xx-before")
    answer = api.post("Calls.json", To=ANA, From="+14065550199", Twiml="<Response/>")
    assert (answer.status_code, created(simulator)) == (503, 0)


@pytest.mark.parametrize(
    ("fault", "status", "code"),
    [
        ("filtered", "undelivered", 30007),
        ("unregistered", "undelivered", 30034),
        ("unreachable", "undelivered", 30003),
        ("overflow", "failed", 30001),
    ],
)
def test_a_text_can_end_badly_on_its_way(api, simulator, fault, status, code):
    simulator.exchange.faults.set(fault)
    sid = api.text().json["sid"]
    simulator.settle()
    text = api.get(f"Messages/{sid}.json").json
    assert (text["status"], text["error_code"]) == (status, code)


def test_a_wrong_signature_is_wrong(api, simulator, line):
    api.text(StatusCallback="http://line.test/cb")
    simulator.settle()
    simulator.exchange.faults.set("wrong-signature")
    api.text(StatusCallback="http://line.test/cb")
    simulator.settle()
    assert line.got[0][2]["X-Twilio-Signature"] != line.got[2][2]["X-Twilio-Signature"]


def test_the_same_seed_strikes_the_same_way():
    def rolls(seed):
        faults = Faults(seed)
        faults.set("429", rate=0.5)
        return [faults.strikes("429") for _ in range(50)]

    assert rolls(7) == rolls(7) != rolls(8)
    assert 10 < sum(rolls(7)) < 40


def test_a_fault_ends_with_its_time():
    faults = Faults()
    faults.set("429", for_s=1e-9)
    assert not faults.strikes("429")
    assert next(row for row in faults.all() if row["name"] == "429")["rate"] == 0


def test_all_are_listed_with_what_is_on():
    faults = Faults()
    faults.set("slow", rate=0.25)
    rows = {row["name"]: row["rate"] for row in faults.all()}
    assert rows == {**dict.fromkeys(FAULTS, 0.0), "slow": 0.25}


@pytest.mark.parametrize(
    ("name", "rate", "for_s"), [("nonsense", 1, None), ("429", 2, None), ("429", 1, 0)]
)
def test_nonsense_is_refused(name, rate, for_s):
    with pytest.raises(BadInput):
        Faults().set(name, rate, for_s)
