"""Nothing starts on a real carrier before a named person has checked what members in trouble are told."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from service import web_server
from service.app import create_app
from service.cli import main
from service.commands import line_checks
from service.crisis import confirmed, drills
from service.crisis import lines as table
from service.crisis.answers import text_answer, where_help_is
from service.crisis.lines import line_for, number_to_join
from service.crisis.screen import Finding, Kind, Tier
from service.errors import ConfigurationError
from service.settings import read_settings
from tests.line import ACCOUNT, LINE, TOKEN
from workers import main as workers_main
from workers import wiring

DYING = Finding(Tier.IMMINENT, Kind.SELF, "want_to_die")
NOW = datetime.now(UTC)
OWN = {
    "CRISIS_LINE_NUMBER": "+14065550160",
    "CRISIS_LINE_NAME": "Warmline",
    "CRISIS_LINE_HOURS": "9-21",
}


@pytest.fixture(autouse=True)
def told(monkeypatch):
    """A line at a real carrier, as its environment says, and what the test adds."""
    settings = {"LINE_NUMBER": LINE, "PUBLIC_URL": "https://line.test", "CARRIER": "twilio"}
    settings |= {"TWILIO_ACCOUNT_SID": ACCOUNT, "TWILIO_AUTH_TOKEN": TOKEN}

    def add(**more):
        for name, value in (settings | more).items():
            monkeypatch.setenv(name, value)

    add()
    return add


def run(*words):
    return CliRunner().invoke(main, words)


def confirm(country="US"):
    return run("lines", "confirm", country, "--by", "Dana Reed")


def test_nothing_starts_until_a_person_has_confirmed_the_home_country():
    for start in (create_app, lambda: wiring.open_crew(read_settings())):
        with pytest.raises(ConfigurationError, match="porchlight lines confirm US"):
            start()
    with pytest.raises(SystemExit):
        web_server.on_starting(None)
    assert run("fallback").exit_code == 2
    up = run("up")
    assert up.exit_code == 2 and "porchlight lines confirm US --by" in up.stderr
    assert confirm().exit_code == 0
    confirmed.require_confirmed(read_settings())


@pytest.mark.parametrize("process", [["ticker"], ["worker", "urgent"]], ids=" ".join)
def test_no_worker_starts_either(process, capsys):
    wiring.crew.cache_clear()
    assert workers_main.main(process) == 2
    assert "porchlight lines confirm US" in capsys.readouterr().err


def test_with_the_simulator_it_starts_all_the_same(told):
    told(CARRIER="simulator", CARRIER_URL="http://127.0.0.1:9", PUBLIC_URL="http://127.0.0.1:8")
    confirmed.require_confirmed(read_settings())


def test_it_keeps_who_has_confirmed_which_rows():
    shown = confirm().stdout
    assert "call 988; text 988" in shown and "confirmed by Dana Reed, as " in shown
    rows = [json.loads(row) for row in run("lines", "--json").stdout.splitlines()]
    assert {row["confirmed_by"] for row in rows if row["country"] == "US"} == {"Dana Reed"}
    assert not any(row["confirmed"] for row in rows if row["country"] != "US")


def test_a_changed_table_must_be_confirmed_anew(monkeypatch):
    confirm()
    changed = {**table.COUNTRIES, "US": table.Country("911", table.COUNTRIES["US"].lines[:-1])}
    monkeypatch.setattr(confirmed, "COUNTRIES", changed)
    with pytest.raises(ConfigurationError, match="lines confirm US"):
        confirmed.require_confirmed(read_settings())


def test_our_own_line_must_be_confirmed_too(told):
    confirm()
    told(**OWN)
    with pytest.raises(ConfigurationError, match="lines confirm own"):
        confirmed.require_confirmed(read_settings())
    confirm("own")
    confirmed.require_confirmed(read_settings())


def test_other_countries_hear_their_emergency_number_and_our_own_line_until_they_are_confirmed(
    told,
):
    told(**OWN)
    confirm()
    book = confirmed.read_book(read_settings())
    answer = text_answer(DYING, "GB", "en", False, book)
    assert "+1 406-555-0160" in answer and "999" in answer and "116 123" not in answer
    assert line_for("US", "crisis", book).call == "988"
    confirm("GB")
    assert "116 123" in text_answer(DYING, "GB", "en", False, confirmed.read_book(read_settings()))


def test_our_own_line_is_named_after_the_national_one(told):
    told(**OWN)
    confirm()
    book = confirmed.read_book(read_settings())
    assert text_answer(DYING, "US", "en", True, book).startswith(
        "Call or text 988 now, free, 24/7, or 406"
    )
    assert where_help_is("FR", "en", "eye", book=book) == "call +1 406-555-0160, 9-21"


def test_where_machines_share_no_folder_the_setting_says_it(told):
    confirm()
    path = Path("var") / "lines.json"
    told(LINES_CONFIRMED=path.read_text())
    path.unlink()
    confirmed.require_confirmed(read_settings())
    [line] = [row for row in confirm("GB").stdout.splitlines() if row.startswith("{")]
    assert {"US", "GB"} == set(json.loads(line)["confirmed"])


@pytest.mark.parametrize("given", ["911", "988", LINE])
def test_our_own_crisis_line_is_a_whole_number_and_another_than_this_one(told, given):
    told(CRISIS_LINE_NUMBER=given)
    with pytest.raises(ConfigurationError, match="CRISIS_LINE_NUMBER is"):
        read_settings()


@pytest.mark.parametrize("found", ["", "{", "[]", '{"confirmed": {"US": 5}}', "\0\0"])
def test_what_can_t_be_read_starts_nothing_and_is_confirmed_anew(found):
    path = Path("var") / "lines.json"
    path.parent.mkdir(exist_ok=True)
    path.write_text(found)
    with pytest.raises(ConfigurationError, match="porchlight lines confirm"):
        confirmed.require_confirmed(read_settings())
    assert confirm().exit_code == 0
    confirmed.require_confirmed(read_settings())


def test_two_who_confirm_at_once_are_both_kept():
    countries = ["US", "GB", "CA", "MX"]
    with ThreadPoolExecutor(4) as hands:
        list(hands.map(lambda one: confirmed.confirm(read_settings(), one, "Dana", NOW), countries))
    assert set(confirmed.record_of(read_settings()).confirmed) == set(countries)


@pytest.mark.parametrize(
    "bridge", ["US:911", "GB:112", "GB:999", "US:988", "18002738255", "US:+1911", "AU:000"]
)
def test_no_emergency_number_and_no_short_code_can_be_a_bridge(told, bridge):
    told(CRISIS_BRIDGE=bridge)
    with pytest.raises(ConfigurationError, match="CRISIS_BRIDGE"):
        read_settings()


def test_a_call_is_joined_to_nothing_but_a_line_we_know_or_our_own(told):
    told(CRISIS_BRIDGE="US:+18002738255 GB:+442079460160")
    confirm()
    with pytest.raises(ConfigurationError, match="no line of that country"):
        confirmed.require_confirmed(read_settings())
    told(CRISIS_BRIDGE="US:+18002738255 FR:+14065550160", **OWN)
    confirm("own")
    confirmed.require_confirmed(read_settings())


def test_a_country_that_is_not_in_the_setting_is_never_joined():
    bridges = read_settings().bridges
    assert number_to_join("PR", bridges).e164 == "+18002738255"
    assert number_to_join("MX", bridges) is None and number_to_join("GB", bridges) is None


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("confirm", "US"), "--by"),
        (("confirm", "FR", "--by", "Dana Reed"), "CRISIS_LINE_NUMBER"),
        (("confirm", "PR", "--by", "Dana Reed"), "lines of US"),
        (("tested", "US", "555", "--by", "Dana Reed"), "no line 555"),
    ],
    ids=["nobody", "no line", "a territory", "no such line"],
)
def test_what_can_t_be_confirmed_says_why(words, why):
    result = run("lines", *words)
    assert result.exit_code == 2 and why in result.stderr


def test_it_keeps_who_has_tried_a_line():
    run("lines", "tested", "US", "988", "--by", "Dana Reed")
    [row] = [
        json.loads(row)
        for row in run("lines", "--json").stdout.splitlines()
        if '"call": "988",' in row and '"US"' in row
    ]
    assert row["tested_by"] == "Dana Reed" and row["tested_at"]


def checks(now=NOW):
    both = line_checks.check_confirmed, line_checks.check_tried
    return {found.check: found for found in (check(read_settings(), now) for check in both)}


def test_the_doctor_asks_for_a_confirmation_and_for_a_test_again_after_a_while():
    assert not checks()["lines"].ok and "lines confirm US" in checks()["lines"].fix
    confirm()
    for said in ("988", "800-799-7233"):
        run("lines", "tested", "US", said, "--by", "Dana Reed")
    assert {one.ok for one in checks().values()} == {True}
    assert not checks(NOW + timedelta(days=91))["lines tested"].ok
    assert checks(NOW + timedelta(days=91))["lines"].ok
    assert not checks(NOW + timedelta(days=200))["lines"].ok


def test_with_the_simulator_the_doctor_only_tells(told):
    told(CARRIER="simulator", CARRIER_URL="http://127.0.0.1:9", PUBLIC_URL="http://127.0.0.1:8")
    assert {one.ok for one in checks().values()} == {True}
    assert "US confirmed by nobody" in checks()["lines"].detail


def test_the_doctor_asks_for_a_drill_every_quarter(sqlite):
    settings = read_settings()
    with sqlite.transaction() as session:
        assert not line_checks.check_drill(session, settings, NOW).ok
        drills.begin(session, NOW)
        assert line_checks.check_drill(session, settings, NOW).ok
        assert not line_checks.check_drill(session, settings, NOW + timedelta(days=91)).ok
