"""porchlight twilio: the number's addresses, and who answers STOP."""

import json
from datetime import timedelta

import pytest
from click.testing import CliRunner

from service.cli import main
from service.commands import number_urls, opt_out_checks
from service.commands.number_urls import OVERRIDES
from service.simulator.lines import MessagingService
from service.simulator.overrides import split_overrides
from service.text.segments import segments
from tests.line import LINE, PUBLIC, Line
from tests.sending import settings_in


@pytest.fixture
def told(at_once, address, monkeypatch):
    """The environment of a line whose carrier is the simulator."""
    account = at_once.settings
    settings = {
        "LINE_NUMBER": LINE,
        "PUBLIC_URL": PUBLIC,
        "CARRIER_URL": address,
        "TWILIO_ACCOUNT_SID": account.account_sid,
        "TWILIO_AUTH_TOKEN": account.auth_token,
        "FALLBACK_TEXTS_URL": "https://handler.example/EH1",
        "FALLBACK_CALLS_URL": "https://handler.example/EH2",
    }
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    return at_once.exchange.lines.all()[0]


def connect(*words):
    result = CliRunner().invoke(main, ["twilio", "connect", *words])
    assert result.exit_code == 0, result.output
    return result.stdout


def test_texts_calls_and_ends_of_calls_come_to_us_and_are_tried_again(told):
    connect()
    urls = told.sms_url, told.voice_url, told.status_callback
    doors = f"{PUBLIC}/text", f"{PUBLIC}/voice/in", f"{PUBLIC}/status/line"
    assert [split_overrides(url)[0] for url in urls] == [*doors]
    asked = split_overrides(told.sms_url)[1]
    assert (asked.retries, asked.read_s) == (2, 5)
    assert all(asked.wants_retry(failure) for failure in ("ct", "rt", "5xx"))
    assert told.sms_fallback_url == "https://handler.example/EH1"


def test_a_dry_run_shows_the_difference_and_changes_nothing(told):
    before = told.sms_url
    shown = connect("--dry-run")
    assert f"sms_url:\n  - {before}\n  + {PUBLIC}/text{OVERRIDES}" in shown
    assert "would be changed" in shown and told.sms_url == before


def test_a_second_time_there_is_nothing_to_do(told):
    first = [json.loads(row) for row in connect("--json").splitlines()]
    assert {row["name"] for row in first} >= {"sms_url", "voice_url", "status_callback"}
    assert connect() == "The number is connected: nothing to change.\n"
    assert connect("--json") == ""


def test_an_application_that_would_win_over_our_addresses_is_taken_off(told):
    told.sms_application_sid = "AP" + "0" * 32
    connect()
    assert told.sms_application_sid == ""


def test_a_messaging_service_is_told_to_leave_texts_to_the_number(told, at_once):
    service = at_once.exchange.lines.service = MessagingService("MG" + "0" * 32, defers=False)
    assert "use_inbound_webhook_on_number" in connect("--dry-run") and not service.defers
    connect()
    assert service.defers and connect() == "The number is connected: nothing to change.\n"


def test_a_number_that_is_not_the_account_s_is_bad_input(told, monkeypatch):
    monkeypatch.setenv("LINE_NUMBER", "+14065550198")
    result = CliRunner().invoke(main, ["twilio", "connect"])
    assert result.exit_code == 2 and "no such number" in result.stderr


def test_what_an_address_hides_is_not_shown():
    assert number_urls.shown("https://a:b@old.example/x?key=1") == "https://old.example/x?..."


@pytest.fixture
def our_line(house):
    return Line(house)


def on_twilio(folder, **more):
    return settings_in(folder).model_copy(update={"carrier": "twilio", **more})


@pytest.mark.parametrize("owner", ["carrier", "us"])
def test_how_to_set_it_names_the_crisis_line_in_both_languages(owner, tmp_path):
    settings = settings_in(tmp_path).model_copy(update={"opt_out_by": owner})
    told = opt_out_checks.how_to_set(settings)
    words = [
        line.partition(": ")[2] for line in told.splitlines() if line[:5] in ("  en:", "  es:")
    ]
    assert len(words) == 2 and all("988" in one for one in words)
    assert [segments(one).count for one in words] == [1, 1]


def test_who_has_tried_help_is_kept_until_its_words_change_or_half_a_year(tmp_path, clock):
    settings = on_twilio(tmp_path)
    assert not opt_out_checks.check_opt_out(settings, clock.now()).ok
    opt_out_checks.confirm(settings, "Dana Reed", clock.now())
    assert opt_out_checks.check_opt_out(settings, clock.now()).ok
    other = settings.model_copy(update={"opt_out_by": "carrier"})
    assert not opt_out_checks.check_opt_out(other, clock.now()).ok
    assert not opt_out_checks.check_opt_out(settings, clock.now() + timedelta(days=181)).ok


def test_a_stop_that_the_carrier_took_where_we_answer_is_seen(our_line):
    our_line.text("STOP", OptOutType="STOP")
    house = our_line.house
    with house.database.reading() as session:
        ours = house.settings.model_copy(update={"opt_out_by": "us"})
        assert not opt_out_checks.check_one_owner(session, ours).ok
        theirs = ours.model_copy(update={"opt_out_by": "carrier"})
        assert opt_out_checks.check_one_owner(session, theirs).ok
