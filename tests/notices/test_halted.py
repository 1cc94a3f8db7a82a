"""Paused, gone on with, stopped, corrected: exactly who has it, at any moment."""

import pytest

from service.errors import NoticeRefused
from service.models import NoticeKind, NoticeState, Way
from service.notices import corrections, drafts, halting, sending, states, tally
from service.notices.drafts import Answer
from tests.notices.parish import ANA, WALT

DOV = "+14065550141"


@pytest.fixture
def half(parish, monkeypatch):
    """A notice to three people that has reached Ana; the others' turn is next."""
    with parish.house.database.transaction() as session:
        parish.dov = parish.add(session, DOV, "TUE")
    monkeypatch.setattr(sending, "CHUNK", 1)
    notice_id = parish.held()
    parish.do_go(notice_id)
    parish.send()
    assert parish.texts(ANA) == ["Bring a chair"]
    return notice_id


def fix(parish, first, body="Bring two", by=None):
    with parish.house.database.transaction() as session:
        found = states.found(session, first)
        phone = parish.phone_of(session, parish.ben)
        wish = corrections.wish(session, found, body, by or parish.ben, phone)
        return drafts.draft(session, parish.house.settings, wish, parish.clock.now()).id


def has_first(parish, fix_id):
    """By number: whether they had what was corrected."""
    with parish.house.database.reading() as session:
        found = states.found(session, fix_id)
        phones = {number: parish.phone_of(session, id) for number, id in parish.people.items()}
        asked = (ANA, DOV, WALT)
        return {one: corrections.has_first(session, found, phones[one]) for one in asked}


def test_paused_it_waits_and_resumed_it_goes_on(parish, half):
    assert parish.do(halting.pause, half, parish.ben)
    parish.pass_time(minutes=5)
    told = parish.tally(half)
    assert (told.by_text, told.to_go, parish.texts(DOV)) == (1, 2, [])
    assert parish.do(halting.resume, half, parish.ben)
    for _ in range(2):
        parish.pass_time(seconds=1)
    assert parish.texts(DOV) == ["Bring a chair"]
    assert (parish.tally(half).reached, parish.texts(ANA)) == (3, ["Bring a chair"])


def test_rows_that_wait_are_paused_and_resumed_too(parish):
    notice_id = parish.held()
    parish.do_go(notice_id)
    for _ in range(2):
        assert parish.do(halting.pause, notice_id, None)
        parish.send()
        assert parish.texts(ANA) == []
        assert parish.do(halting.resume, notice_id, None)
    parish.send()
    assert parish.texts(ANA) == ["Bring a chair"]


def test_stopped_half_way_the_others_never_get_it(parish, half):
    assert parish.do(halting.stop, half, parish.ben)
    parish.pass_time(minutes=5)
    told = parish.tally(half)
    assert (parish.state(half), told.reached, told.left) == (NoticeState.STOPPED, 1, 2)
    assert (parish.texts(DOV), told.to_go) == ([], 0)
    with parish.house.database.reading() as session:
        assert tally.missing(session, half) == sorted({parish.dov, parish.walt})


def test_what_was_stopped_may_be_said_again_to_who_has_not_got_it(parish, monkeypatch):
    monkeypatch.setattr(sending, "CHUNK", 1)
    notice_id = parish.held(NoticeKind.OFF)
    parish.do_go(notice_id)
    parish.send()
    parish.do(halting.stop, notice_id, None)
    again = parish.sent(NoticeKind.OFF)
    assert parish.recipients(again) == {parish.walt: Way.CALL}
    assert parish.texts(ANA) == ["off"]


def test_a_correction_reaches_who_has_it_and_replaces_it_for_the_others(parish, half):
    fix_id = fix(parish, half)
    with parish.house.database.reading() as session:
        assert states.found(session, fix_id).people == 1
    parish.confirm(fix_id)
    assert parish.state(half) is NoticeState.PAUSED
    for _ in range(2):
        parish.pass_time(seconds=60)
    assert parish.texts(ANA) == ["Bring a chair", "Bring two"]
    assert parish.texts(DOV) == ["Bring two"]
    assert parish.state(half) is NoticeState.STOPPED
    assert has_first(parish, fix_id) == {ANA: True, DOV: False, WALT: False}


@pytest.mark.parametrize(
    "taken_back",
    [lambda parish, id: parish.undo(id), lambda parish, id: parish.do(halting.stop, id, None)],
    ids=["undone", "stopped by whoever runs the line"],
)
def test_a_correction_taken_back_lets_the_first_go_on(parish, half, taken_back):
    fix_id = fix(parish, half)
    parish.confirm(fix_id)
    assert taken_back(parish, fix_id)
    parish.pass_time(minutes=2)
    assert (parish.texts(ANA), parish.texts(DOV)) == (["Bring a chair"], ["Bring a chair"])


def test_what_nobody_has_is_not_corrected(parish):
    notice_id = parish.held()
    assert parish.undo(notice_id)
    with pytest.raises(NoticeRefused) as refused:
        fix(parish, notice_id)
    assert refused.value.why == "not_sent"


def test_while_a_correction_is_held_another_is_refused(parish):
    first = parish.sent()
    other = fix(parish, first)
    held = fix(parish, first, by=parish.ana)
    assert parish.confirm(held) is Answer.HELD
    for again in (lambda: parish.confirm(other), lambda: fix(parish, first)):
        with pytest.raises(NoticeRefused) as refused:
            again()
        assert (refused.value.why, refused.value.amount) == ("being_fixed", held)


def test_who_has_left_since_is_not_counted_among_those_it_was_told(parish):
    first = parish.sent(NoticeKind.OFF)
    parish.pass_time(minutes=2)
    with parish.house.database.transaction() as session:
        parish.leave(session, parish.ana)
    later = [parish.draft(NoticeKind.ON), fix(parish, first)]
    assert parish.ana not in {one for id in later for one in parish.recipients(id)}
