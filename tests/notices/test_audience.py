"""Who gets a notice: each once, on the phone and by the way that suits them.."""

import pytest
from sqlalchemy import delete

from service import consent, groups, members
from service.errors import NoticeRefused
from service.models import ConsentRow, Group, LineType, NoticeKind, NoticeState, Person, Way
from service.notices import drafts
from service.text.phone import Phone
from tests.notices.crowd import crowd
from tests.notices.parish import ANA, BEN

DOV, EVE, FAY = "+14065550141", "+14065550142", "+14065550143"


@pytest.fixture
def three(parish):
    """TUE, GRIEF and KIN; Ana is in all of them."""
    with parish.house.database.transaction() as session:
        more = parish.found(session, "GRIEF", 4), parish.found(session, "KIN", 0)
        for id in more:
            groups.join(session, id, parish.ana, parish.clock.now())
    return (parish.tue, *more)


def test_in_three_groups_they_are_told_once(database, parish, three):
    notice_id = parish.sent(group_ids=three)
    assert parish.recipients(notice_id) == {parish.ana: Way.TEXT, parish.walt: Way.CALL}
    assert parish.texts(ANA) == ["Bring a chair"]


def test_two_on_one_phone_get_one_call_for_both(database, parish):
    with parish.house.database.transaction() as session:
        phone_id = parish.phone_of(session, parish.walt)
        wife = members.add_person(session, phone_id, "en", parish.clock.now())
        groups.join(session, parish.tue, wife, parish.clock.now())
        session.get_one(Person, wife).contact_from_min = 19 * 60
        session.get_one(Person, wife).contact_until_min = 20 * 60
    notice_id = parish.draft()
    parish.confirm(notice_id)
    parish.choose(drafts.later, notice_id, proved=True)
    parish.pass_time(seconds=60)
    assert parish.tally(notice_id).heard == 0  # it is six, and nobody is to be woken
    parish.pass_time(hours=1)
    told, (_, call) = parish.tally(notice_id), parish.rows(notice_id)
    assert (told.people, told.heard, call.way, call.person_id) == (3, 2, Way.CALL, None)


def test_it_goes_by_the_way_and_phone_they_have_chosen(database, parish):
    with parish.house.database.transaction() as session:
        dov = parish.add(session, DOV, "TUE", reach="call")
        eve = parish.add(session, EVE, "TUE", line=LineType.LANDLINE)
        mobile = members.find_or_add_phone(
            session, parish.house.keyring, Phone.parse(FAY), parish.clock.now()
        )
        parish.share(session, eve, mobile.id)
        consent.agree(session, mobile.id, "text", "JOIN", parish.clock.now())
    ways = parish.recipients(parish.sent())
    assert (ways[dov], ways[eve]) == (Way.CALL, Way.TEXT)
    assert parish.texts(FAY) == ["Bring a chair"]


def test_without_a_dated_yes_nobody_is_told(parish):
    with parish.house.database.transaction() as session:
        session.execute(delete(ConsentRow))
    with pytest.raises(NoticeRefused) as refused:
        parish.draft()
    assert refused.value.why == "nobody"


def test_who_says_stop_before_it_goes_gets_nothing(parish):
    notice_id = parish.draft()
    with parish.house.database.transaction() as session:
        phone_id = parish.phone_of(session, parish.ana)
        consent.opt_out(session, phone_id, "text", "STOP", parish.clock.now())
    parish.confirm(notice_id)
    parish.pass_time(seconds=60)
    told = parish.tally(notice_id)
    assert (told.people, told.heard, told.failed) == (
        2, 1, {"They texted STOP, so we start nothing.": 1},
    )  # fmt: skip
    assert parish.texts(ANA) == []


def test_who_joins_later_is_not_added_and_who_leaves_is_spared(parish):
    notice_id = parish.held()
    with parish.house.database.transaction() as session:
        parish.add(session, DOV, "TUE")
        group = session.get_one(Group, parish.tue)
        groups.leave(session, group, parish.ana, parish.clock.now())
    parish.pass_time(seconds=60)
    assert (parish.texts(ANA), parish.texts(DOV)) == ([], [])
    assert parish.tally(notice_id).heard == 1


def test_a_group_let_go_while_it_is_held_tells_nobody(parish):
    notice_id = parish.held()
    with parish.house.database.transaction() as session:
        session.execute(delete(Group).where(Group.id == parish.tue))
    parish.pass_time(seconds=60)
    assert (parish.state(notice_id), parish.texts(ANA)) == (NoticeState.STOPPED, [])
    assert parish.texts(BEN) == ["done"]


def test_an_erased_coordinator_s_notice_still_goes(parish):
    notice_id = parish.held()
    with parish.house.database.transaction() as session:
        session.execute(delete(Person).where(Person.id == parish.ben))
    parish.pass_time(seconds=60)
    parish.pass_time(minutes=1)
    assert (parish.state(notice_id), parish.texts(ANA)) == (NoticeState.DONE, ["Bring a chair"])
    assert parish.texts(BEN) == []


@pytest.mark.full
def test_twenty_thousand_are_found_before_the_database_knows_their_number(database, parish):
    """Tables just filled have no statistics: a join that is planned for ten rows takes minutes then."""
    crowd(parish, 20_000)
    assert len(parish.recipients(parish.draft(NoticeKind.OFF))) == 20_000
