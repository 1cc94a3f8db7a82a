"""One person's page: shown masked, changed, paused, taken out and erased, each time written down."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from service import consent
from service.members import add_person, find_phone
from service.models import ConsentRow, Erasure, Expected, Person, PhoneRow
from service.text.phone import Phone
from tests.console.people import ana_and_dov, coordinator, logged, person, went_out
from tests.line import ANA, BEN


@pytest.fixture
def two(line):
    return ana_and_dov(line.house)


@pytest.fixture
def ana(two) -> str:
    return f"/people/{two[2]}"


def test_a_name_and_number_are_shown_on_asking_and_that_is_written_down(ben, ana):
    page = ben.get(ana).text
    assert "A•••" in page and "Ana" not in page and ANA not in page
    page = ben.post(f"{ana}/reveal").text
    assert "<h1>Ana</h1>" in page and ANA in page
    assert logged(ben.house)[-1] == "revealed"


def test_how_somebody_is_reached_can_be_changed(ben, two, ana):
    ben.get(ana)
    how = {"language": "es", "ways": "both", "from": "09:30", "until": "00:00", "private": "1"}
    assert "Saved." in ben.post(f"{ana}/how", **how).text
    now = person(ben.house, two[2])
    assert (now.language, now.reach, now.private) == ("es", "both", True)
    assert (now.contact_from_min, now.contact_until_min) == (570, 1440)
    assert logged(ben.house)[-1] == "person_changed"


def test_hours_that_are_none_are_shown_again(ben, two, ana):
    ben.get(ana)
    answer = ben.post(f"{ana}/how", **{"from": "09:00", "until": "09:10"})
    assert answer.status_code == 422 and 'value="09:10"' in answer.text
    assert person(ben.house, two[2]).contact_from_min is None


def test_a_coordinator_never_opens_up_who_is_discreet(ben, two, ana):
    ben.get(ana)
    ben.post(f"{ana}/how", discreet="", private="")
    assert person(ben.house, two[2]).discreet


def test_a_line_can_be_told_to_be_a_landline(ben, ana):
    ben.get(ana)
    with ben.house.database.reading() as session:
        phone_id = find_phone(session, ben.house.keyring, Phone(ANA)).id
    assert "Saved." in ben.post(f"{ana}/line", phone=str(phone_id), line="landline").text
    assert ben.post(f"{ana}/line", phone=str(phone_id + 1), line="mobile").status_code == 404


def test_a_break_begins_and_ends(ben, two, ana):
    ben.get(ana)
    day = ben.house.clock.now().date() + timedelta(days=5)
    assert "has begun" in ben.post(f"{ana}/break", day=day.isoformat()).text
    assert person(ben.house, two[2]).paused_until > ben.house.clock.now()
    assert "The break is over" in ben.post(f"{ana}/back").text
    assert person(ben.house, two[2]).paused_until is None


@pytest.mark.parametrize("days", [-1, 61])
def test_a_break_is_not_for_today_nor_for_ever(ben, ana, days):
    ben.get(ana)
    day = ben.house.clock.now().date() + timedelta(days=days)
    assert ben.post(f"{ana}/break", day=day.isoformat()).status_code == 422


def test_nobody_is_put_into_a_group_by_another(ben, two, ana):
    ben.get(ana)
    assert "JOIN KIN" in ben.post(f"{ana}/groups", group=str(two[1])).text
    with ben.house.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Expected)) == 1
    assert "KIN group</th>" not in ben.at.text and went_out(ben.house) == []


def test_who_is_taken_out_leaves_and_it_says_by_whom(ben, two, ana):
    ben.get(ana)
    assert "out of TUE" in ben.post(f"{ana}/groups/{two[0]}/out").text
    with ben.house.database.reading() as session:
        last = session.scalars(select(ConsentRow).order_by(ConsentRow.id.desc())).first()
        assert (last.event, last.how) == ("left", consent.BY_COORDINATOR)


def test_a_coordinator_reads_no_yes_to_another_group(line, two):
    with line.house.database.transaction() as session:
        phone = find_phone(session, line.house.keyring, Phone(ANA))
        consent.agree(session, phone.id, "text", "JOIN KIN", line.house.clock.now())
    page = coordinator(line, two[0]).get(f"/people/{two[2]}").text
    assert "JOIN TUE" in page and "KIN" not in page


def test_who_shares_a_phone_is_counted_and_not_named(ben, ana):
    with ben.house.database.transaction() as session:
        phone = find_phone(session, ben.house.keyring, Phone(ANA))
        add_person(session, phone.id, "en", ben.house.clock.now())
    assert "1 more person answers it" in ben.get(ana).text


def test_erasing_asks_first_and_then_goes_the_way_of_erase(ben, two, ana):
    assert "for ever" in ben.get(f"{ana}/erase").text
    assert person(ben.house, two[2]) is not None
    assert "erased here" in ben.post(f"{ana}/erase").text
    with ben.house.database.reading() as session:
        assert session.get(Person, two[2]) is None
        assert session.scalar(select(func.count()).select_from(Erasure)) == 1
        assert find_phone(session, ben.house.keyring, Phone(ANA)) is None
    assert logged(ben.house)[-1] == "erased"


def test_a_coordinator_erases_nobody(line, two, ana):
    desk = coordinator(line, two[0])
    assert desk.get(f"{ana}/erase").status_code == 403
    desk.get("/people")
    assert desk.post(f"{ana}/erase").status_code == 403


def test_the_last_owner_stays(ben):
    with ben.house.database.reading() as session:
        phone = find_phone(session, ben.house.keyring, Phone(BEN))
        own = session.scalar(select(Person.id).where(Person.id == 1))
        assert phone and own and session.get(PhoneRow, phone.id)
    assert "last owner" in ben.get(f"/people/{own}/erase").text
    assert "last owner" in ben.post(f"/people/{own}/erase").text


def test_twice_the_same_form_erases_once(ben, two, ana):
    ben.get(f"{ana}/erase")
    first = ben.post(f"{ana}/erase", mark="the-mark-of-one-form", follow=False)
    ben.get("/people")
    again = ben.post(f"{ana}/erase", mark="the-mark-of-one-form", follow=False)
    assert first.headers["Location"] == again.headers["Location"] == "/console/people"
    assert logged(ben.house).count("erased") == 1
