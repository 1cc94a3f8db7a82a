"""Counted by the database, a page at a time, and one by one: the same."""

from collections import Counter

import pytest
from sqlalchemy import update

from service import groups
from service.models import Outbox, State
from service.notices import left_out, openings, states, tally
from service.notices.left_out import Left
from service.notices.tally import Standing

ENDS = (State.DELIVERED, State.UNDELIVERED, State.UNKNOWN, State.QUEUED, State.MACHINE)


@pytest.fixture
def told(parish, database):
    """Twelve people, to one of whom nothing was put out yet."""
    with parish.house.database.transaction() as session:
        for number in range(50, 60):
            parish.add(session, f"+140655501{number}", "TUE")
    notice_id = parish.held()
    parish.do_go(notice_id)
    rows = parish.rows(notice_id)
    with parish.house.database.transaction() as session:
        for row, state in zip(rows, ENDS * 3, strict=False):
            reason = "It is off." if state == State.UNDELIVERED else None
            session.execute(
                update(Outbox).where(Outbox.id == row.id).values(state=state, reason=reason)
            )
        session.delete(session.get_one(Outbox, rows[-1].id))
    return notice_id


def test_all_three_count_alike(parish, told):
    with parish.house.database.reading() as session:
        each, so_far = tally.outcomes(session, told), tally.of(session, told)
        pages = [tally.page(session, told, list(Standing), skip, 5) for skip in (0, 5, 10)]
    assert [one for page in pages for one in page] == each
    by = Counter(one.standing for one in each)
    assert (so_far.people, so_far.by_text, so_far.to_go, so_far.in_doubt, so_far.voicemail) == (
        *(len(each), by[Standing.TEXT], by[Standing.TO_GO], by[Standing.IN_DOUBT]),
        by[Standing.VOICEMAIL],
    )
    assert so_far.failed == {"It is off.": by[Standing.FAILED]} and by[Standing.FAILED]


def test_a_page_has_those_who_are_left(parish, told):
    with parish.house.database.reading() as session:
        left = tally.page(session, told, [Standing.FAILED], 0, 50)
        assert {one.reason for one in left} == {"It is off."}


def test_who_never_said_yes_is_left_out(database, parish):
    with parish.house.database.transaction() as session:
        parish.add(session, "+14065550150", "TUE")
        alone = parish.add(session, "+14065550151")
        _join(parish, session, alone)
    notice_id = parish.draft()
    with parish.house.database.reading() as session:
        notice = states.found(session, notice_id)
        assert left_out.of(session, notice) == {Left.NO_YES: 1}
        assert openings.of(session, parish.house.settings, notice, parish.clock.now()).now == 3


def _join(parish, session, person_id):
    """Put into the group by somebody else."""
    groups.join(session, parish.tue, person_id, parish.clock.now())
