from datetime import timedelta

import pytest

from service import coordinators, members
from service.crisis import volunteers
from service.crisis.volunteers import Slot
from service.models import Case, Group, Notice, NoticeGroup, Post
from service.text.phone import Phone
from tests.console.desk import post_of, somebody
from tests.line import ANA, BEN, DOV


def test_nobody_waits_and_nobody_is_on_call(ben):
    page = ben.get("/").text
    assert "Nobody waits for a person" in page
    assert "Nobody is on call in the next two weeks" in page


def a_case(house):
    now = house.clock.now()
    with house.database.transaction() as session:
        case = Case(
            source_key="one", tier="imminent", kind="self", rule="x", opened_at=now, state="open"
        )
        session.add(case)


def test_open_cases_stand_first(ben):
    a_case(ben.house)
    page = ben.get("/").text
    assert "Case 1: in danger now" in page
    assert page.index("Case 1") < page.index("Meetings today")


def test_the_live_part_is_the_same_without_the_frame(ben):
    a_case(ben.house)
    part = ben.get("/today/live").text
    assert "Case 1: in danger now" in part and "<html" not in part


def test_a_reader_sees_no_money(desk):
    post_of(desk.house, BEN, Post.READER)
    desk.sign_in(BEN)
    assert "Notices this month" not in desk.get("/").text


@pytest.fixture
def two_groups(house):
    """Ben coordinates TUE, Dov OAK; each has a notice going out."""
    ben, dov = somebody(house, BEN), somebody(house, DOV)
    now = house.clock.now()
    with house.database.transaction() as session:
        for word, person_id in (("TUE", ben), ("OAK", dov)):
            group = Group(word=word, name=word.title(), kind="aa")
            session.add(group)
            session.flush()
            coordinators.add(session, group, person_id, now)
            notice = Notice(
                kind="news", state="sending", created_at=now, people=3,
                useful_until=now + timedelta(days=1), keep_until=now + timedelta(days=30),
            )  # fmt: skip
            session.add(notice)
            session.flush()
            session.add(NoticeGroup(notice_id=notice.id, group_id=group.id))


def test_a_coordinator_sees_what_goes_out_to_their_groups_alone(two_groups, desk):
    desk.sign_in(BEN)
    page = desk.get("/").text
    assert "to TUE" in page and "OAK" not in page


def test_who_is_rung_now_stands_there_by_their_first_name(ben):
    lee = somebody(ben.house, ANA, "Lee")
    with ben.house.database.transaction() as session:
        now = ben.house.clock.now()
        phone = members.find_phone(session, ben.house.keyring, Phone(ANA))
        volunteer = volunteers.enlist(session, lee, phone.id, now)
        volunteers.set_week(session, volunteer, [Slot(day, 0, 1440) for day in range(7)])
    assert "Rung now, in this order: Lee" in ben.get("/").text
