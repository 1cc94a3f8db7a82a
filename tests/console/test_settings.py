import pytest
from sqlalchemy import select

from service.access import roles
from service.access.roles import Role
from service.models import LogEntry, Outbox, Post
from tests.console.desk import Desk, post_of, somebody
from tests.line import ANA, BEN, DOV


def roles_of(desk, person_id):
    with desk.house.database.reading() as session:
        found = roles.seat_of(session, person_id)
        return set(found.roles) if found else set()


def logged(desk):
    with desk.house.database.reading() as session:
        return list(session.scalars(select(LogEntry.what).order_by(LogEntry.id)))


def test_an_owner_lets_somebody_in(ben):
    ben.get("/settings/")
    page = ben.post("/settings/people", number=ANA, name="Ana", post="reader")
    assert "They can sign in now." in page.text
    assert roles_of(ben, somebody(ben.house, ANA)) == {Role.READER}
    assert logged(ben)[-1] == "appointed"


def test_a_slip_in_the_number_is_said_and_what_was_typed_stays(ben):
    ben.get("/settings/")
    page = ben.post("/settings/people", number="12", name="Ana", post="owner")
    assert page.status_code == 422
    assert "no telephone number" in page.text and 'value="Ana"' in page.text


def test_the_last_owner_stays(ben):
    ben.get("/settings/")
    page = ben.post(f"/settings/people/{somebody(ben.house, BEN)}/dismiss")
    assert "last owner" in page.text


def test_who_is_dismissed_is_out_at_once(ben):
    ana = post_of(ben.house, ANA, Post.OWNER, "Ana")
    other = Desk(ben.app, ben.house)
    other.sign_in(ANA)
    ben.get("/settings/")
    ben.post(f"/settings/people/{ana}/dismiss")
    assert "<h1>Sign in</h1>" in other.get("/").text


def test_a_lost_browser_is_signed_out_from_another(ben):
    ana = post_of(ben.house, ANA, Post.OWNER, "Ana")
    other = Desk(ben.app, ben.house)
    other.sign_in(ANA)
    ben.get("/settings/")
    ben.post(f"/settings/people/{ana}/sign-out")
    assert "<h1>Sign in</h1>" in other.get("/").text


def test_nobody_without_a_name_is_let_in(ben):
    ben.get("/settings/")
    assert "need a name" in ben.post("/settings/people", number=DOV, post="reader").text


def test_a_trial_text_goes_to_their_own_phone(ben):
    ben.get("/settings/")
    assert "on its way" in ben.post("/settings/trial").text
    with ben.house.database.reading() as session:
        last = session.scalar(select(Outbox).order_by(Outbox.id.desc()).limit(1))
        assert (last.message, last.person_id) == ("console.trial", somebody(ben.house, BEN))


@pytest.mark.parametrize("language", ["en", "es"])
def test_each_step_has_its_words(ben, language):
    ben.get("/settings/")
    ben.post("/language", language=language)
    assert ben.get("/settings/").status_code == 200
