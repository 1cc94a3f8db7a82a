import pytest
from sqlalchemy import select

from service import codes
from service.access import roles
from service.access.sign_in import LONGEST, MOST_CODES, MOST_TRIES
from service.clock import machine_now
from service.members import add_person, find_phone
from service.models import LogEntry, Outbox, Post
from service.text.phone import Phone
from tests.console.desk import Desk, post_of, somebody
from tests.line import ANA, BEN


def sent(desk):
    with desk.house.database.reading() as session:
        return [row.message for row in session.scalars(select(Outbox))]


def told(desk):
    with desk.house.database.reading() as session:
        return list(session.scalars(select(LogEntry.what)))


def test_an_owner_signs_in_with_six_digits(ben):
    assert ben.at.status_code == 200
    assert "<h1>Today</h1>" in ben.at.text
    assert told(ben) == ["signed_in"]


def test_who_may_not_sign_in_is_answered_alike_and_sent_nothing(desk):
    somebody(desk.house, ANA)
    page = desk.post("/in", number=ANA)
    assert "digits are on their way" in page.text
    assert sent(desk) == []


def test_nor_does_the_right_code_of_a_number_that_may_not(desk):
    desk.post("/in", number=ANA)
    assert "not the digits" in desk.post("/in/code", code=desk.code()).text


def test_a_page_without_signing_in_leads_to_the_door(desk):
    assert "<h1>Sign in</h1>" in desk.get("/").text


def test_a_live_part_leads_the_whole_page_there(desk):
    answer = desk.get("/", headers={"HX-Request": "true"})
    assert (answer.status_code, answer.headers["HX-Redirect"]) == (401, "/console/in")


def test_signing_out_ends_it(ben):
    ben.post("/out")
    assert "<h1>Sign in</h1>" in ben.get("/").text


def test_a_code_is_taken_once(desk):
    post_of(desk.house, BEN, Post.OWNER)
    desk.sign_in(BEN)
    other = Desk(desk.app, desk.house)
    other.post("/in", number=BEN)
    assert "not the digits" in other.post("/in/code", code="000000").text
    code = other.code()
    other.post("/in/code", code=code)
    with other.client.session_transaction() as cookie:
        assert "asked" not in cookie


def test_too_many_wrong_codes_end_it(desk):
    post_of(desk.house, BEN, Post.OWNER)
    desk.post("/in", number=BEN)
    wrong = f"{(int(desk.code()) + 1) % 10**6:06d}"
    for _ in range(MOST_TRIES - 1):
        assert "not the digits" in desk.post("/in/code", code=wrong).text
    assert "That code is over" in desk.post("/in/code", code=wrong).text


def test_a_number_is_not_flooded_with_codes(desk):
    post_of(desk.house, BEN, Post.OWNER)
    for _ in range(min(MOST_CODES.values()) + 2):
        desk.post("/in", number=BEN)
    assert len(sent(desk)) == min(MOST_CODES.values())


def test_one_address_tries_only_so_often(desk):
    statuses = [desk.post("/in", number=ANA).status_code for _ in range(12)]
    assert statuses[-1] == 429


def test_a_form_that_is_not_ours_is_refused(ben):
    assert ben.client.post("/console/out", data={}).status_code == 400
    assert "<h1>Today</h1>" in ben.get("/").text


def test_a_session_ends_by_itself(ben, monkeypatch):
    later = machine_now() + LONGEST
    monkeypatch.setattr("service.console.door.machine_now", lambda: later)
    assert "<h1>Sign in</h1>" in ben.get("/").text


def test_who_loses_their_post_is_out_at_once(ben):
    owner = somebody(ben.house, BEN)
    with ben.house.database.transaction() as session:
        roles.take_away(session, owner)
    assert "<h1>Sign in</h1>" in ben.get("/").text


@pytest.fixture
def shared(desk):
    """Ben shares his phone with Ana."""
    owner = post_of(desk.house, BEN, Post.OWNER)
    with desk.house.database.transaction() as session:
        phone = find_phone(session, desk.house.keyring, Phone(BEN))
        ana = add_person(session, phone.id, "en", desk.house.clock.now())
        codes.set_code(session, owner, "4081")
        codes.set_code(session, ana, "5927")
    return desk


def test_on_a_shared_phone_the_digits_tell_who_it_is(shared):
    assert "Several people share" in shared.sign_in(BEN).text
    assert "<h1>Today</h1>" in shared.post("/in/whose", digits="4081").text


def test_and_who_shares_it_does_not_get_in(shared):
    shared.sign_in(BEN)
    assert "use the console" in shared.post("/in/whose", digits="5927").text
    assert "<h1>Sign in</h1>" in shared.get("/").text


def test_the_code_goes_out_as_a_text_that_nobody_keeps_in_the_open(desk):
    post_of(desk.house, BEN, Post.OWNER)
    desk.post("/in", number=BEN)
    assert sent(desk) == ["console.code"]


def test_spanish_is_a_button_away(desk):
    desk.get("/in")
    assert "Su número de teléfono" in desk.post("/language", language="es").text
