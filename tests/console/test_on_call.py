"""Cases and the rota on the console: who may see and take what, by the phone's own rules."""

import pytest
from sqlalchemy import select

from service.access.log import What
from service.crisis import cases, volunteers
from service.members import find_phone
from service.models import Case, CaseState, LogEntry, Outbox, Post, Volunteer
from service.models import Role as Duty
from service.text.phone import Phone
from tests.console.desk import Desk, post_of, somebody
from tests.duty import ALWAYS, LEE
from tests.line import ANA, BEN


def on_the_roster(house, number, role=Duty.PEER, name="Lee") -> int:
    person_id = somebody(house, number, name)
    with house.database.transaction() as session:
        phone = find_phone(session, house.keyring, Phone(number))
        added = volunteers.enlist(session, person_id, phone.id, house.clock.now(), role)
        volunteers.set_week(session, added, [volunteers.Slot(**slot) for slot in ALWAYS])
        return added


def a_case(house, number=ANA, **more) -> int:
    somebody(house, number)
    now = house.clock.now()
    with house.database.transaction() as session:
        phone = find_phone(session, house.keyring, Phone(number))
        known = {"tier": "imminent", "kind": "self", "rule": "x", "paged_since": now}
        case = Case(source_key=f"c{number}", phone_id=phone.id, opened_at=now, **(known | more))
        session.add(case)
        session.flush()
        return case.id


def read(house, model, id):
    with house.database.reading() as session:
        return session.get_one(model, id)


def sent(house):
    with house.database.reading() as session:
        return [(row.message, row.way) for row in session.scalars(select(Outbox))]


@pytest.fixture
def lee(desk) -> Desk:
    """Lee is a peer on the roster, and is signed in."""
    on_the_roster(desk.house, LEE)
    desk.sign_in(LEE)
    return desk


def test_who_takes_a_case_has_it_and_is_rung(lee):
    case_id = a_case(lee.house)
    assert "in danger now" in lee.get("/on-call").text
    page = lee.post(f"/on-call/cases/{case_id}/take").text
    assert "is yours. Your phone rings now" in page
    assert read(lee.house, Case, case_id).state == CaseState.CLAIMED
    assert ("case.page", "call") in sent(lee.house)


def test_the_second_is_told_that_somebody_has_it(lee):
    case_id = a_case(lee.house)
    on_the_roster(lee.house, BEN, name="Ben")
    other = Desk(lee.app, lee.house)
    other.sign_in(BEN)
    other.get("/on-call")
    lee.get("/on-call")
    lee.post(f"/on-call/cases/{case_id}/take")
    assert "Somebody else has case" in other.post(f"/on-call/cases/{case_id}/take").text


def test_a_case_of_their_own_phone_is_not_there_for_them(lee):
    case_id = a_case(lee.house, LEE)
    assert "in danger now" not in lee.get("/on-call").text
    assert "in danger now" not in lee.get("/").text
    assert lee.get(f"/on-call/cases/{case_id}").status_code == 404
    lee.get("/on-call")
    assert lee.post(f"/on-call/cases/{case_id}/take").status_code == 404


def test_a_peer_takes_only_what_people_are_told_of(lee):
    case_id = a_case(lee.house, tier="concern", paged_since=None)
    assert "Take it" not in lee.get(f"/on-call/cases/{case_id}").text
    assert "Only who is on the" in lee.post(f"/on-call/cases/{case_id}/take").text
    assert read(lee.house, Case, case_id).state == CaseState.OPEN


def test_reports_and_drills_are_no_cases_here(ben):
    for tier in (cases.REPORT, cases.DRILL):
        case_id = a_case(ben.house, f"+1406555016{len(tier)}", tier=tier)
        assert ben.get(f"/on-call/cases/{case_id}").status_code == 404
    assert "0 cases are not closed" in ben.get("/on-call").text
    assert ben.get("/").status_code == 200


def test_who_has_it_says_how_it_ended(lee):
    case_id = a_case(lee.house)
    lee.get("/on-call")
    lee.post(f"/on-call/cases/{case_id}/take")
    lee.post(f"/on-call/cases/{case_id}/end", outcome="talked")
    found = read(lee.house, Case, case_id)
    assert (found.state, found.outcome) == ("closed", "talked")
    with lee.house.database.reading() as session:
        told = session.scalars(select(LogEntry.what).where(LogEntry.subject_id == case_id)).all()
    assert told == [What.CASE_TAKEN, What.CASE_ENDED]


def test_another_peer_ends_nothing(lee):
    case_id = a_case(lee.house)
    lee.get("/on-call")
    lee.post(f"/on-call/cases/{case_id}/end", outcome="talked")
    assert read(lee.house, Case, case_id).state == CaseState.OPEN


def test_given_back_it_is_anybodys(lee):
    case_id = a_case(lee.house)
    lee.get("/on-call")
    lee.post(f"/on-call/cases/{case_id}/take")
    assert "is open again" in lee.post(f"/on-call/cases/{case_id}/back").text
    assert read(lee.house, Case, case_id).state == CaseState.OPEN


def test_a_crisis_is_not_kept_for_an_hour(lee):
    case_id = a_case(lee.house)
    lee.get("/on-call")
    lee.post(f"/on-call/cases/{case_id}/take")
    assert "Keep it for an hour" not in lee.get(f"/on-call/cases/{case_id}").text
    assert "could not be done" in lee.post(f"/on-call/cases/{case_id}/keep").text


def test_a_reader_sees_that_somebody_waits_and_not_why(desk):
    post_of(desk.house, BEN, Post.READER)
    case_id = a_case(desk.house)
    desk.sign_in(BEN)
    page = desk.get("/on-call").text
    assert "Case 1" in page and "harm to themselves" not in page and "Take it" not in page
    assert desk.get(f"/on-call/cases/{case_id}").status_code == 403


def test_the_owner_gives_hours_and_takes_days_off(ben):
    lee = on_the_roster(ben.house, LEE)
    ben.get(f"/on-call/people/{lee}")
    page = ben.post(
        f"/on-call/people/{lee}/hours", **{"weekday": "0", "from": "18:00", "until": "0:00"}
    )
    assert "Mon 6 pm – midnight" in page.text
    ben.post(f"/on-call/people/{lee}/days", day="2026-12-24")
    assert "Thu Dec 24" in ben.get(f"/on-call/people/{lee}").text


def test_hours_that_are_none_are_shown_again(ben):
    lee = on_the_roster(ben.house, LEE)
    ben.get(f"/on-call/people/{lee}")
    answer = ben.post(f"/on-call/people/{lee}/hours", **{"from": "25:00", "until": "3"})
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.text and 'value="25:00"' in answer.text


def test_gaps_of_the_week_are_told_in_words(ben):
    assert ben.get("/on-call").text.count("all day") >= 6
    on_the_roster(ben.house, LEE)
    assert 'class="state bad"' not in ben.get("/on-call").text


def test_training_for_reports_is_the_owners_to_say(ben):
    lee = on_the_roster(ben.house, LEE)
    ben.get(f"/on-call/people/{lee}")
    ben.post(f"/on-call/people/{lee}/reports", takes="on")
    assert read(ben.house, Volunteer, lee).takes_reports


def test_the_next_one_may_be_rung_earlier(ben):
    on_the_roster(ben.house, LEE)
    kim = on_the_roster(ben.house, "+14065550131", name="Kim")
    ben.get(f"/on-call/people/{kim}")
    ben.post(f"/on-call/people/{kim}/earlier")
    page = ben.get("/on-call/people").text
    assert page.index("Kim") < page.index("Lee")


def test_one_drill_at_a_time(ben):
    on_the_roster(ben.house, LEE)
    ben.get("/on-call/drill")
    assert "The drill has begun" in ben.post("/on-call/drill").text
    assert "A drill is going on" in ben.post("/on-call/drill", mark="another-mark").text


def test_the_lines_say_who_has_checked_them(ben):
    page = ben.get("/on-call/lines").text
    assert "988" in page and "by nobody" in page
