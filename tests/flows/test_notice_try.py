"""A draft tried out on its author's own phone."""

import pytest

from service.clock import machine_now
from service.delivery import outbox
from service.flows import confirm_call, notice_try
from service.flows.registry import MESSAGES
from service.models import LineType, PhoneRow, Way
from service.notices import states
from tests.notices.parish import Parish


@pytest.fixture
def parish(line, clock):
    return Parish(line.house, clock, None, None)


def try_it(parish, notice_id):
    with parish.house.database.transaction() as session:
        notice = states.found(session, notice_id)
        phone_id = parish.phone_of(session, parish.ben)
        return notice_try.put(session, notice, parish.ben, phone_id, parish.clock.now())


def said(parish):
    """The words of what waits."""
    now = parish.clock.now()
    with parish.house.database.transaction() as session:
        (claimed,) = outbox.claim(session, now, machine_now(), 10)
        made = MESSAGES[claimed.message](session, parish.house, claimed, now)
        return made and made.body


def test_it_reads_as_members_read_it(parish):
    assert try_it(parish, parish.draft()) == Way.TEXT
    assert "to you alone: RidgePeers: TUE: Bring a chair" in said(parish)


def test_what_was_dropped_meanwhile_says_nothing(parish):
    first = parish.draft()
    try_it(parish, first)
    parish.draft()
    assert said(parish) is None


def test_a_landline_is_called_and_asked_for_its_code(parish):
    with parish.house.database.transaction() as session:
        phone = session.get_one(PhoneRow, parish.phone_of(session, parish.ben))
        phone.line_type = LineType.LANDLINE
    assert try_it(parish, parish.draft()) == Way.CALL
    with parish.house.database.transaction() as session:
        (claimed,) = outbox.claim(session, parish.clock.now(), machine_now(), 10)
    assert claimed.message == confirm_call.MESSAGE


def test_a_phone_that_others_read_is_called_too(parish):
    with parish.house.database.transaction() as session:
        parish.share(session, parish.ana, parish.phone_of(session, parish.ben))
    assert try_it(parish, parish.draft()) == Way.CALL


def test_five_times_are_enough(parish):
    notice_id = parish.draft()
    ways = [try_it(parish, notice_id) for _ in range(notice_try.MOST_TRIES + 1)]
    assert ways == [Way.TEXT] * notice_try.MOST_TRIES + [None]
