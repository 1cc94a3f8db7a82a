"""What the doctor makes of the carrier's answers, and of what comes from PUBLIC_URL."""

from datetime import timedelta

import pytest
from flask import Flask, Response, redirect
from pydantic import SecretStr

from service.app import create_app
from service.commands import carrier_checks, door_checks, permission_checks, service_checks
from service.commands.carrier_account import Answer
from tests.commands.tls import certificate, serving
from tests.sending import LINE, settings_in

__all__ = ["certificate"]


def known_to(at_once, address, folder, **more):
    account = at_once.settings
    given = {
        "carrier_url": address, "line_number": account.line_numbers[0], "public_url": "https://a.test",
        "twilio_account_sid": account.account_sid,
        "twilio_auth_token": SecretStr(account.auth_token),
    }  # fmt: skip
    return settings_in(folder).model_copy(update={**given, **more})


def test_a_simulated_account_has_money_the_right_time_and_its_permissions(
    at_once, address, tmp_path
):
    checks = carrier_checks.check_carrier(known_to(at_once, address, tmp_path))
    well = {one.check: one.detail for one in checks if one.ok}
    assert well["balance"] == "20.00 USD"
    assert well["calls abroad"] == "open: CA, US" and well["texts"] == "open: US"
    assert {"carrier", "clock", "number"} < well.keys()


def test_a_country_that_is_closed_is_named(at_once, address, tmp_path):
    settings = known_to(at_once, address, tmp_path, dial_countries="US MX", home_country="MX")
    checks = {one.check: one for one in permission_checks.check_permissions(settings)}
    assert checks["calls abroad"].detail == "closed: MX"
    assert checks["texts"].detail == "closed: MX" and "Geo permissions" in checks["texts"].fix


def test_dear_numbers_that_are_open_are_named():
    said = {"low_risk_numbers_enabled": True, "high_risk_tollfraud_numbers_enabled": True}
    check = permission_checks.check_calls({"US": Answer(200, said)})
    assert not check.ok and "dear" in check.detail


def test_what_the_carrier_does_not_tell_holds_nobody_up():
    assert (
        permission_checks.check_calls({"US": Answer(403)}).detail == "the carrier does not tell: US"
    )
    assert carrier_checks.check_balance(Answer(404)).ok


@pytest.mark.parametrize(("balance", "ok"), [("9.99", False), ("10.00", True), ("-3.00", False)])
def test_money_that_runs_out_is_told(balance, ok):
    assert carrier_checks.check_balance(Answer(200, {"balance": balance})).ok is ok


@pytest.mark.parametrize(("seconds", "ok"), [(2, True), (-11, False), (60, False)])
def test_a_clock_that_is_off_is_told(seconds, ok):
    answer = Answer(200, {}, timedelta(seconds=seconds))
    assert carrier_checks.check_clock(answer).ok is ok


@pytest.mark.parametrize("able", [{"sms": True}, {"voice": True}, {}])
def test_a_number_that_can_not_do_both_is_told(able):
    assert not carrier_checks.check_number({"capabilities": able}).ok


@pytest.mark.parametrize(
    ("number", "service", "ok"),
    [
        (LINE, None, [False]),
        (LINE, {"use_inbound_webhook_on_number": True}, [True, False]),
        (LINE, {"us_app_to_person_registered": True}, [False, True]),
        ("+18005550199", None, []),
        ("+15145550199", None, []),
    ],
    ids=["in no service", "no campaign", "takes texts elsewhere", "toll-free", "Canadian"],
)
def test_a_number_of_the_united_states_has_to_be_registered(number, service, ok, tmp_path):
    settings = settings_in(tmp_path).model_copy(update={"carrier": "twilio", "line_number": number})
    assert [one.ok for one in service_checks.check_service(settings, service)] == ok


@pytest.fixture
def knocking(certificate, tmp_path):
    """What the doctor says of a web process with these settings, when it knocks with its own."""

    def knock(app, **ours):
        with serving(app, certificate) as url:
            settings = settings_in(tmp_path).model_copy(update={"public_url": url, **ours})
            return door_checks.check_door(settings)

    return knock


def answering(answer):
    app = Flask("another")
    app.add_url_rule("/<path:path>", view_func=lambda path: answer, methods=["POST"])
    return app


def test_a_redirect_is_no_door(knocking):
    assert "redirects" in knocking(answering(redirect("https://other.test"))).detail


def test_nor_is_one_that_takes_anybody(knocking):
    assert "without a signature" in knocking(answering(Response(status=204))).detail


def test_nor_something_else(knocking):
    assert knocking(answering(Response(status=404))).detail == "PUBLIC_URL answers with 404"


def test_our_own_with_another_token_says_so(knocking, house):
    app = create_app(house=house)
    assert "Restart" in knocking(app, twilio_account_sid=house.settings.twilio_account_sid).fix
