from service.alerts import raise_alert
from service.clock import machine_now
from service.health import TICKER
from service.models import Feed, Heartbeat, Trouble
from tests.line import ANA


def beat(line):
    with line.house.database.transaction() as session:
        session.add(Heartbeat(name=TICKER, at=machine_now()))


def test_the_process_says_it_is_alive_without_a_signature(line):
    assert line.client.get("/healthz").status_code == 200


def test_the_line_is_ready_once_its_ticker_runs(line):
    assert line.client.get("/readyz").status_code == 503
    beat(line)
    answer = line.client.get("/readyz")
    assert (answer.status_code, answer.json["status"]) == (200, "degraded")
    assert answer.json["checks"]["redis"] == {"ok": False, "detail": "none is configured"}


def test_a_line_without_its_database_is_not_ready_and_still_counts(line, tmp_path):
    line.house.database.close()
    (tmp_path / "porchlight.db").rename(tmp_path / "gone")
    (tmp_path / "porchlight.db").mkdir()
    assert line.client.get("/readyz").status_code == 503
    assert b'porchlight_check{check="database"} 0.0' in line.client.get("/metrics").data


def test_prometheus_reads_rows_and_requests(line):
    beat(line)
    line.text("hello")
    page = line.client.get("/metrics").text
    assert 'porchlight_outbox_rows{lane="reply",state="inline"} 1.0' in page
    assert 'porchlight_request_seconds_count{endpoint="text.text",status="200"}' in page
    assert "porchlight_queue_age_seconds 0.0" in page


def test_what_needs_a_person_shows_by_its_kind(line):
    beat(line)
    with line.house.database.transaction() as session:
        raise_alert(session, Trouble.FILTERED, "A filter. (30007)", line.house.clock.now())
    assert 'porchlight_alerts{kind="filtered"} 1.0' in line.client.get("/metrics").text
    assert line.client.get("/readyz").json["checks"]["alerts"] == {
        "ok": False,
        "detail": "1 to look at",
    }


def test_nothing_personal_is_in_the_numbers(line):
    beat(line)
    line.text("hello from Ana")
    page = line.client.get("/metrics").text + line.client.get("/readyz").text
    assert ANA.lstrip("+") not in page and "Ana" not in page


def test_whoever_asks_hears_of_feeds_how_many_and_not_which(line):
    now = line.house.clock.now()
    with line.house.database.transaction() as session:
        session.add(
            Feed(
                name="/srv/lists/montana.json", format="tsml", fellowship="aa", digest="", rows=9,
                listed=9, read_at=now, refused_at=now, refused_why="It is empty.",
            )
        )  # fmt: skip
    feeds = line.client.get("/readyz").json["checks"]["feeds"]
    assert feeds == {"ok": False, "detail": "1 of 1 feeds need a look"}
