"""Two at once, on two real connections: one of them has it, and the other hears so."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from service import coordinators
from service.errors import NoticeRefused
from service.models import Group, NoticeKind, NoticeState
from service.notices import drafts, sending
from service.notices.drafts import Answer
from tests.notices.parish import ANA

EVE = "+14065550142"


@pytest.fixture
def database_in_use(database):
    return database


def at_once(*doing):
    """What each of them returns, or raises; all begin in one instant."""
    start = threading.Barrier(len(doing))

    def begin(do):
        start.wait()
        try:
            return do()
        except NoticeRefused as refused:
            return refused.why

    with ThreadPoolExecutor(len(doing)) as threads:
        return list(threads.map(begin, doing))


def test_undo_and_the_end_of_the_minute_have_one_winner(parish, clock):
    for _ in range(5):
        notice_id = parish.held()
        before = len(parish.texts(ANA))
        clock.advance(drafts.HELD_FOR)
        in_time = clock.now() - drafts.HELD_FOR / 60

        def undo(notice_id=notice_id, in_time=in_time):
            with parish.house.database.transaction() as session:
                return drafts.undo(session, notice_id, parish.ben, in_time)

        undone, _ = at_once(undo, parish.ticker.tick)
        parish.pass_time(seconds=1)
        came = len(parish.texts(ANA)) - before
        assert (undone, came) in ((True, 0), (False, 1))
        assert parish.state(notice_id) is (NoticeState.UNDONE if undone else NoticeState.SENDING)


def test_the_same_count_twice_in_one_instant_sends_it_once(parish):
    notice_id = parish.draft(NoticeKind.OFF)
    told = at_once(*[lambda: parish.confirm(notice_id)] * 3)
    assert sorted(told) == [Answer.ALREADY, Answer.ALREADY, Answer.HELD]


def test_of_two_coordinators_with_one_date_one_sends(parish):
    with parish.house.database.transaction() as session:
        eve = parish.add(session, EVE, "TUE")
        coordinators.add(session, session.get_one(Group, parish.tue), eve, parish.clock.now())
    drafted = [parish.draft(NoticeKind.OFF), parish.draft(NoticeKind.OFF, by_person_id=eve)]
    told = at_once(*[lambda id=id: parish.confirm(id) for id in drafted])
    assert sorted(told) == [Answer.HELD, "on_its_way"]


def test_of_two_corrections_of_one_notice_one_sends(parish):
    first, eve = parish.sent(), parish.ana
    drafted = [
        parish.draft(NoticeKind.FIX, body="At 8", fixes_id=first, by_person_id=who)
        for who in (parish.ben, eve)
    ]
    told = at_once(*[lambda id=id: parish.confirm(id) for id in drafted])
    assert sorted(told) == ["being_fixed", Answer.HELD]


def test_two_tickers_put_it_out_once(parish, clock):
    notice_id = parish.held()
    clock.advance(drafts.HELD_FOR)

    def go():
        with parish.house.database.transaction() as session:
            return sending.go(session, parish.house.settings, notice_id, clock.now())

    assert sorted(at_once(go, go)) == [False, True]
    parish.pass_time(seconds=1)
    assert parish.texts(ANA) == ["Bring a chair"]
