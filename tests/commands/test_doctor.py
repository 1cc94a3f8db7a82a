import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from pydantic import SecretStr

from service.cli import main
from service.commands import carrier_checks, own_checks
from tests.sending import ACCOUNT, LINE, settings_in

TOKEN = "a-token-nobody-should-see"
# The one problem here is meant: there is no such carrier, and no ticker runs.
SETTINGS = {
    "LINE_NUMBER": LINE,
    "PUBLIC_URL": "http://127.0.0.1:9",
    "CARRIER_URL": "http://127.0.0.1:9",
    "TWILIO_ACCOUNT_SID": ACCOUNT,
    "TWILIO_AUTH_TOKEN": TOKEN,
}


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name, value in SETTINGS.items():
        monkeypatch.setenv(name, value)
    return tmp_path


def rows(result):
    return {row["check"]: row for row in map(json.loads, result.stdout.splitlines())}


def test_it_names_every_missing_setting_and_the_next_step(folder, monkeypatch):
    for name in SETTINGS:
        monkeypatch.delenv(name)
    told = CliRunner().invoke(main, ["doctor", "--json"])
    missing = {name for name in SETTINGS if name in rows(told)["settings"]["detail"]}
    assert missing == set(SETTINGS)
    assert rows(told)["settings"]["fix"].startswith("Set LINE_NUMBER in .env: ")
    assert told.exit_code == 1


def test_it_says_what_to_do_about_each_part_that_is_not_well(folder):
    told = CliRunner().invoke(main, ["doctor", "--json"])
    unwell = {name: row["fix"] for name, row in rows(told).items() if not row["ok"]}
    assert unwell["migrations"] == "Run: porchlight db upgrade"
    assert unwell["carrier"] and told.exit_code == 1


def test_the_next_step_comes_first(folder):
    told = CliRunner().invoke(main, ["doctor", "--json"])
    wells = [json.loads(row)["ok"] for row in told.stdout.splitlines()]
    assert wells == sorted(wells) and not wells[0]
    first = json.loads(told.stdout.splitlines()[0])["fix"]
    assert CliRunner().invoke(main, ["doctor"]).output.startswith(f"Next step: {first}\n")


def test_it_never_shows_a_secret_or_a_whole_number(folder):
    told = CliRunner().invoke(main, ["doctor"])
    assert TOKEN not in told.output
    assert LINE not in told.output and LINE[-4:] in told.output


def test_keys_that_others_may_read_are_not_well(tmp_path):
    keys = tmp_path / "keys.json"
    keys.touch(mode=0o600)
    assert own_checks.check_keys(settings_in(tmp_path)).ok
    keys.chmod(0o644)
    assert own_checks.check_keys(settings_in(tmp_path)).fix == f"Run: chmod 600 {keys}"


def test_a_number_of_another_country_is_questioned(tmp_path):
    abroad = settings_in(tmp_path).model_copy(update={"home_country": "MX"})
    assert not own_checks.check_line(abroad).ok


def test_it_says_who_is_texted_by_the_last_digits_only(tmp_path):
    assert own_checks.check_operator(settings_in(tmp_path)).detail.startswith("nobody")
    number = "+14065550120"
    told = settings_in(tmp_path).model_copy(update={"operator_number": number})
    detail = own_checks.check_operator(told).detail
    assert number not in detail and number[-4:] in detail


def at(address, **more):
    """Settings for the simulator behind `address`."""
    given = {"carrier_url": address, **more}
    return settings_in(Path()).model_copy(update=given)


def test_a_wrong_token_is_told_apart_from_a_missing_network(at_once, address):
    [wrong] = carrier_checks.check_carrier(at(address, twilio_auth_token=SecretStr("wrong")))
    assert "TWILIO_AUTH_TOKEN" in wrong.fix


def test_a_number_whose_webhooks_point_elsewhere_is_not_well(at_once, address):
    account = at_once.settings
    settings = at(
        address,
        twilio_account_sid=account.account_sid,
        twilio_auth_token=SecretStr(account.auth_token),
        line_number=account.line_numbers[0],
        public_url="https://elsewhere.example",
    )
    checks = {one.check: one for one in carrier_checks.check_carrier(settings)}
    assert checks["carrier"].ok and checks["number"].ok
    assert "sms_url" in checks["addresses"].detail
    assert checks["addresses"].fix == "Run: porchlight twilio connect"
