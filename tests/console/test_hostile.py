"""What the pages answer to who means no good, or types whatever they like."""

import time
from datetime import timedelta
from io import BytesIO

import pytest
from sqlalchemy import select, update

from service.access.sign_in import CODE_LIVES, FRESH
from service.clock import machine_now
from service.console.pages.signing_in import EVENLY_S
from service.errors import DatabaseUnavailable, ListRefused
from service.models import ConsolePost, ConsoleSession
from service.people_lists.reading import MOST_LINES, Form, first_rows
from tests.console.desk import Desk
from tests.console.people import ana_and_dov, member
from tests.console.test_signing_in import shared
from tests.line import ANA, BEN, DOV

__all__ = ["shared"]


@pytest.mark.parametrize("id", [2**63, 2**31, "9" * 30, "-1", "١"])
def test_an_id_that_no_row_can_have_is_not_there(ben, id):
    for path in (f"/people/{id}", f"/send/{id}", f"/on-call/cases/{id}", f"/meetings/{id}"):
        assert ben.get(path).status_code == 404, path


@pytest.mark.parametrize("said", ["10000000000000000000", "-1", "abc", "\0"])
def test_whatever_an_address_asks_for_no_page_breaks(ben, said):
    asked = dict.fromkeys(("page", "list", "after", "from", "days", "show"), said)
    for path in ("/people", "/send/past", "/check-ins", "/reports/log", "/meetings/listed"):
        assert ben.get(path, query_string=asked).status_code in {200, 400}, path


def test_a_nul_in_a_form_is_refused_before_a_database_sees_it(ben):
    assert ben.post("/settings/trial", mark="ten-letters\0").status_code == 400


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
def test_a_page_has_no_other_verbs(ben, method):
    assert ben.client.open("/console/people", method=method).status_code == 400


@pytest.mark.parametrize("path", ["/console", "/console//", "/console/reports"])
def test_no_host_that_a_browser_names_is_led_to(ben, path):
    answer = ben.client.get(path, headers={"Host": "evil.example"})
    assert "evil.example" not in answer.headers.get("Location", "") + answer.text


@pytest.mark.parametrize(
    "came_from",
    [
        "http://evil.example/console/people",
        "http://[broken/console/people",
        "http://localhost/console/people/find",  # only forms are sent there
        "http://localhost/text",
    ],
)
def test_who_came_from_no_page_of_ours_is_led_to_today(ben, came_from):
    form = ben.hidden() | {"language": "en"}
    answer = ben.client.post("/console/language", data=form, headers={"Referer": came_from})
    assert answer.headers["Location"] == "/console/"


def test_a_cookie_of_ones_own_making_opens_nothing(desk):
    desk.client.set_cookie("porchlight", "eyJ0b2tlbiI6IngifQ.aaaaaa.bbbb", path="/console")
    assert "<h1>Sign in</h1>" in desk.get("/").text


def test_a_large_file_is_not_even_read_from_a_stranger(desk):
    large = b"name,number\n" * 30_000
    form = desk.hidden() | {"file": (BytesIO(large), "people.csv")}
    assert desk.client.post("/console/people/lists", data=form).status_code == 413


def test_an_error_of_ours_is_logged_without_what_was_typed(ben, monkeypatch, capsys):
    def breaks(*_):
        raise ValueError("Ana +14065550100")

    monkeypatch.setattr("service.console.pages.people.people_rows.people", breaks)
    page = ben.get("/people")
    logged = capsys.readouterr().err
    assert (page.status_code, "ValueError" in logged) == (500, True)
    assert "Ana" not in logged + page.text and "5550100" not in logged + page.text


def test_while_the_database_is_away_a_page_says_so(ben, monkeypatch):
    def away():
        raise DatabaseUnavailable("gone")

    monkeypatch.setattr(ben.house.database, "reading", away)
    page = ben.get("/people")
    assert page.status_code == 503
    assert "database doesn't answer" in page.text.replace("&#39;", "'")


def cookie_of(desk):
    return desk.client.get_cookie("porchlight", path="/console").value


def test_the_digits_of_a_shared_phone_are_good_for_one_entry(shared):
    shared.sign_in(BEN)
    kept = cookie_of(shared)
    assert "<h1>Today</h1>" in shared.post("/in/whose", digits="4081").text
    thief = Desk(shared.app, shared.house)
    thief.client.set_cookie("porchlight", kept, path="/console")
    assert "<h1>Sign in</h1>" in thief.post("/in/whose", digits="4081").text


def test_and_not_for_long(shared, monkeypatch):
    shared.sign_in(BEN)
    later = machine_now() + CODE_LIVES + timedelta(seconds=1)
    monkeypatch.setattr("service.console.pages.signing_in.machine_now", lambda: later)
    assert "<h1>Sign in</h1>" in shared.post("/in/whose", digits="4081").text


def left_open(desk):
    """The browser of somebody who gave their digits a while ago."""
    with desk.house.database.transaction() as session:
        session.execute(update(ConsoleSession).values(started_at=machine_now() - FRESH))


@pytest.mark.parametrize("path", ["/settings/people", "/people/export"])
def test_a_desk_that_was_left_open_gives_nothing_away_for_good(ben, path):
    left_open(ben)
    page = ben.post(path, number=ANA, name="Ana", post="owner")
    assert "needs your digits once more" in page.text
    with ben.house.database.reading() as session:
        assert len(session.scalars(select(ConsolePost.person_id)).all()) == 1


def test_nor_erases_anybody(ben):
    _, _, ana, _ = ana_and_dov(ben.house)
    left_open(ben)
    ben.post(f"/people/{ana}/erase")
    assert ben.get(f"/people/{ana}").status_code == 200


def test_names_of_members_are_words_and_never_markup(ben):
    tue, *_ = ana_and_dov(ben.house)
    bad = member(ben.house, "+14065550161", "<script>x", tue)
    page = ben.post(f"/people/{bad}/reveal").text
    assert "&lt;script&gt;x" in page and "<script>x" not in page


def test_a_file_of_empty_lines_is_not_read_to_its_end():
    with pytest.raises(ListRefused, match="too_many"):
        first_rows(b"\n" * (MOST_LINES + 1) + b"name,number\n", Form("utf-8", ","))


def test_one_mark_does_one_thing_whatever_form_it_is_put_into(ben):
    tue, _, ana, _ = ana_and_dov(ben.house)
    form = ben.hidden()
    ben.client.post("/console/settings/trial", data=form)
    led_to = ben.client.post(f"/console/people/{ana}/groups/{tue}/out", data=form)
    assert led_to.headers["Location"] == "/console/settings/"
    assert "TUE" in ben.get(f"/people/{ana}").text


def test_a_number_nobody_knows_is_answered_no_sooner_than_others(desk):
    form, begun = desk.hidden(), time.monotonic()
    desk.client.post("/console/in", data=form | {"number": DOV})
    assert time.monotonic() - begun >= EVENLY_S
