"""The count, and what else is asked before a notice is held."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from service.errors import NoticeRefused
from service.models import NoticeKind, NoticeState, Person
from service.notices import drafts
from service.notices.drafts import Answer
from service.notices.wishes import LONGEST
from tests.notices.parish import ANA

ZONES = ("America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles")
NIGHT = timedelta(hours=4)  # from six in the evening


def test_below_ten_the_count_has_two_digits(parish):
    notice_id = parish.draft(NoticeKind.OFF)
    assert parish.confirm(notice_id, "2") is Answer.WRONG
    assert parish.confirm(notice_id, "02") is Answer.HELD


def test_the_third_wrong_count_drops_it(parish):
    notice_id = parish.draft()
    said = [parish.confirm(notice_id, "41") for _ in range(4)]
    assert said == [Answer.WRONG, Answer.WRONG, Answer.DROPPED, Answer.GONE]
    assert parish.recipients(notice_id) == {}


@pytest.mark.parametrize("kind", [NoticeKind.NEWS, NoticeKind.OFF])
def test_free_words_and_a_wrong_count_need_their_code(parish, kind):
    notice_id = parish.draft(kind)
    if kind is NoticeKind.OFF:
        parish.confirm(notice_id, "41", proved=False)
    assert parish.confirm(notice_id, proved=False) is Answer.CALL
    assert parish.confirm(notice_id, proved=True) is Answer.HELD


def test_after_a_wrong_count_a_new_draft_needs_their_code_too_for_a_day(parish):
    """Whoever guesses in another's name could begin anew after each."""
    parish.confirm(parish.draft(NoticeKind.OFF), "77", proved=False)
    assert parish.confirm(parish.draft(NoticeKind.OFF), proved=False) is Answer.CALL
    parish.pass_time(hours=24, minutes=30)
    assert parish.confirm(parish.draft(NoticeKind.OFF), proved=False) is Answer.HELD


def test_once_they_have_given_their_code_the_count_is_enough_again(parish):
    parish.confirm(parish.draft(NoticeKind.OFF), "77", proved=False)
    parish.undo(parish.held(NoticeKind.OFF))
    assert parish.confirm(parish.draft(NoticeKind.OFF), proved=False) is Answer.HELD


def test_a_newer_draft_drops_the_older_and_half_an_hour_both(parish):
    older, newer = parish.draft(), parish.draft()
    assert parish.confirm(older) is Answer.GONE
    parish.pass_time(minutes=30)
    assert parish.state(newer) is NoticeState.DROPPED


def test_at_night_it_asks_and_waits_for_the_morning(parish, clock):
    clock.advance(NIGHT)
    notice_id = parish.draft()
    assert parish.choose(drafts.later, notice_id) is Answer.WRONG  # no count was said
    assert parish.confirm(notice_id) is Answer.WHEN
    assert parish.choose(drafts.later, notice_id, proved=True) is Answer.HELD
    parish.pass_time(minutes=5)
    assert parish.texts(ANA) == []
    parish.pass_time(hours=10)
    assert parish.texts(ANA) == ["Bring a chair"]


@pytest.mark.parametrize("day", [datetime(2026, 10, 31), datetime(2026, 11, 23)])
def test_at_half_past_nine_each_waits_for_eight_on_their_own_wall(parish, clock, day):
    """Over the night in which the clocks are put back, too."""
    clock.at = day.replace(hour=21, minute=30, tzinfo=ZoneInfo("America/Denver")).astimezone(UTC)
    with parish.house.database.transaction() as session:
        for number, home in enumerate(ZONES, 141):
            parish.add(session, f"+14065550{number}", "TUE", zone=home)
    notice_id = parish.draft()
    assert parish.confirm(notice_id) is Answer.WHEN
    parish.choose(drafts.later, notice_id, proved=True)
    parish.pass_time(seconds=60)
    with parish.house.database.reading() as session:
        waits = [
            row.not_before.astimezone(ZoneInfo(session.get_one(Person, row.person_id).zone))
            for row in parish.rows(notice_id)
            if row.person_id not in (parish.ana, parish.walt)
        ]
    assert [(at.hour, at.minute) for at in waits] == [(8, 0)] * len(ZONES)
    parish.until(max(waits))
    assert parish.tally(notice_id).reached == 2 + len(ZONES)


def test_urgent_it_goes_at_night_and_why_is_kept(parish, clock):
    clock.advance(NIGHT)
    notice_id = parish.draft(NoticeKind.OFF)
    assert parish.confirm(notice_id, proved=False) is Answer.WHEN
    with parish.house.database.transaction() as session:
        args = session, parish.house.settings, notice_id, parish.ben, "Ice on the pass"
        assert drafts.urgent(*args, clock.now()) is Answer.HELD
    parish.pass_time(seconds=60)
    assert parish.texts(ANA) == ["off"]
    assert "Ice on the pass" in parish.reasons(notice_id)


@pytest.mark.parametrize(
    ("said", "why", "amount"),
    [
        ({"body": " "}, "empty", 0),
        ({"body": "x" * 2000}, "too_long", 2000 - LONGEST),
        ({"kind": NoticeKind.VOICE, "recording_sid": "RE1", "seconds": 1}, "too_short", 1),
        ({"kind": NoticeKind.VOICE, "recording_sid": "RE1", "seconds": 61}, "too_spoken", 61),
    ],
)
def test_what_is_no_notice_is_refused_and_says_why(parish, said, why, amount):
    with pytest.raises(NoticeRefused) as refused:
        parish.draft(**said)
    assert (refused.value.why, refused.value.amount) == (why, amount)
