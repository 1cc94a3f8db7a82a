"""A list of people in the browser: brought, matched, looked at, taken in; each by whoever may."""

import io

import pytest
from sqlalchemy import select

from service.models import Expected, ListState, Membership, PeopleList
from service.people_lists import work
from tests.console.people import a_group, coordinator, logged, member, went_out
from tests.line import ANA, CLEO, DOV

TABLE = f"Name,Phone\nAna,{ANA}\nCleo,{CLEO}\n,12\n".encode()
PROVED = f"Name,Phone,Date,How,Words\nAna,{ANA},2026-01-02,paper,Yes please\n".encode()


def bring(desk, raw: bytes, **how):
    desk.get("/people/lists")
    return desk.post("/people/lists", file=(io.BytesIO(raw), "people.csv"), **how)


def check(desk, group_id: int, **more):
    settled = {"group": str(group_id), "number": "1", "name": "0", "head": "1"} | more
    page = desk.post("/people/lists/1/check", **settled)
    work.go_on(desk.house, rest=lambda took_s: None)
    return page


def state(desk) -> str | None:
    with desk.house.database.reading() as session:
        return session.scalar(select(PeopleList.state).order_by(PeopleList.id.desc()))


@pytest.fixture
def tue(line) -> int:
    return a_group(line.house, "TUE")


@pytest.fixture
def desk(line, tue):
    return coordinator(line, tue)


def test_a_list_is_brought_matched_looked_at_and_taken_in(desk, tue):
    page = bring(desk, TABLE).text
    assert "selected>Column 2: Phone" in page and CLEO not in page and "Cleo" not in page
    check(desk, tue)
    page = desk.get("/people/lists/1").text
    assert "Nothing is saved yet" in page and "Take in 2 people" in page
    assert "being taken in" in desk.post("/people/lists/1/take").text
    work.go_on(desk.house, rest=lambda took_s: None)
    assert "JOIN TUE" in desk.get("/people/lists/1").text
    with desk.house.database.reading() as session:
        assert len(session.scalars(select(Expected)).all()) == 2
    assert went_out(desk.house) == []
    assert logged(desk.house)[-2:] == ["people_brought", "people_taken"]


def test_who_has_joined_since_is_counted(desk, tue, line):
    bring(desk, TABLE)
    check(desk, tue)
    desk.get("/people/lists/1")
    desk.post("/people/lists/1/take")
    work.go_on(desk.house, rest=lambda took_s: None)
    line.text("JOIN TUE", CLEO)
    assert "Of 2 who were written down, 1 have joined" in desk.get("/people/lists/1").text


def test_a_page_that_waits_is_told_when_it_is_over(desk, tue):
    bring(desk, TABLE)
    desk.post("/people/lists/1/check", group=str(tue), number="1")
    assert "rows looked at" in desk.get("/people/lists/1/live").text
    work.go_on(desk.house, rest=lambda took_s: None)
    answer = desk.get("/people/lists/1/live")
    assert (answer.status_code, answer.headers["HX-Refresh"]) == (204, "true")


def test_a_coordinator_can_not_vouch(desk, tue):
    assert "vouch" not in bring(desk, PROVED).text.replace("vouch for proofs", "")
    proof = {"agreed_on": "2", "agreed_how": "3", "agreed_words": "4", "vouch": "1"}
    check(desk, tue, **proof)
    desk.get("/people/lists/1")
    desk.post("/people/lists/1/take")
    work.go_on(desk.house, rest=lambda took_s: None)
    with desk.house.database.reading() as session:
        assert session.scalars(select(Membership)).all() == []


def test_an_owner_who_vouches_makes_members(ben, tue):
    bring(ben, PROVED)
    proof = {"agreed_on": "2", "agreed_how": "3", "agreed_words": "4", "vouch": "1"}
    check(ben, tue, **proof)
    assert "become members" in ben.get("/people/lists/1").text


@pytest.mark.parametrize(
    ("columns", "why"),
    [
        ({"number": "-1"}, "which column has the phone numbers"),
        ({"number": "0", "name": "0"}, "can&#39;t be two things"),
        ({"vouch": "1"}, "choose the columns"),
        ({"group": ""}, "which group the list is for"),
    ],
)
def test_columns_that_can_not_be_are_asked_again(ben, tue, columns, why):
    bring(ben, TABLE)
    page = check(ben, tue, **columns)
    assert page.status_code == 422 and why in page.text


@pytest.mark.parametrize(
    ("raw", "why"), [(b"", "nothing in that file"), (b"PK\x03\x04", "save it as CSV")]
)
def test_what_is_no_list_is_told_in_plain_words(desk, raw, why):
    page = bring(desk, raw)
    assert page.status_code == 422 and why in page.text


def test_the_same_form_twice_brings_one_list(desk):
    first = bring(desk, TABLE, mark="the-mark-of-one-form", follow=False)
    again = bring(desk, TABLE, mark="the-mark-of-one-form", follow=False)
    assert first.headers["Location"] == again.headers["Location"]
    assert state(desk) == ListState.COMING  # the second one's; it goes by itself


def test_another_s_list_is_not_there(line, desk):
    bring(desk, TABLE)
    kin = a_group(line.house, "KIN")
    other = coordinator(line, kin, DOV)
    member(line.house, ANA, "Ana", kin)
    assert other.get("/people/lists/1").status_code == 404
    other.get("/people/lists")
    answers = [other.post(f"/people/lists/1/{do}").status_code for do in ("check", "take", "drop")]
    assert answers == [404, 404, 404] and state(desk) == ListState.BROUGHT


def test_a_list_is_only_for_a_group_of_theirs(line, desk):
    bring(desk, TABLE)
    kin = a_group(line.house, "KIN")
    assert check(desk, kin).status_code == 404


def test_a_list_can_be_dropped_and_nothing_of_it_is_saved(desk):
    bring(desk, TABLE)
    assert "Nothing of it was saved" in desk.post("/people/lists/1/drop").text
    assert state(desk) == ListState.DROPPED
