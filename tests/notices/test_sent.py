"""A notice from its draft until nothing of it waits any more."""

import pytest

from service.errors import NoticeRefused
from service.models import NoticeKind, NoticeState
from tests.notices.parish import ANA, BEN


def test_the_count_sends_it_after_its_minute(database, parish):
    notice_id = parish.held()
    parish.pass_time(seconds=59)
    assert (parish.state(notice_id), parish.texts(ANA)) == (NoticeState.HELD, [])
    parish.pass_time(seconds=1)
    assert parish.texts(ANA) == ["Bring a chair"]
    told = parish.tally(notice_id)
    assert (told.people, told.by_text, told.heard + told.in_doubt) == (2, 1, 1)


def test_it_is_done_when_nothing_waits_and_says_so(parish):
    notice_id = parish.sent()
    parish.pass_time(minutes=1)
    assert parish.state(notice_id) is NoticeState.DONE
    assert parish.texts(BEN) == ["done"]


def test_undone_within_its_minute_it_reaches_nobody(parish):
    notice_id = parish.held()
    parish.pass_time(seconds=59)
    assert parish.undo(notice_id)
    parish.pass_time(minutes=5)
    assert (parish.state(notice_id), parish.texts(ANA)) == (NoticeState.UNDONE, [])


def test_a_second_later_it_is_too_late(parish, clock):
    notice_id = parish.held()
    parish.pass_time(seconds=60)
    assert not parish.undo(notice_id)
    assert parish.texts(ANA) == ["Bring a chair"]


def test_a_date_is_off_before_the_words_go(database, parish):
    notice_id = parish.sent(NoticeKind.OFF, reason="snow")
    assert parish.texts(ANA) == ["off"]
    with pytest.raises(NoticeRefused) as refused:
        parish.draft(NoticeKind.OFF)
    assert (refused.value.why, refused.value.amount) == ("said_already", notice_id)
    assert parish.sent(NoticeKind.ON)
    assert parish.texts(ANA) == ["off", "on"]
