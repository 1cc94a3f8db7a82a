"""Today's check-ins as whoever runs groups sees them: counted and listed alike, on each database."""

from datetime import timedelta

from service.checkins import board
from service.checkins.board import Standing
from service.models import CheckInDay, DayState, Group, Membership
from tests.checkins.morning import ANA, AT_NINE, CLEO, FRANK, WALT

# How the dates stand, by whose they are; Frank's is open from the day before.
DATES = {
    ANA: (DayState.ANSWERED, 1, AT_NINE),
    WALT: (DayState.ANSWERED, 3, AT_NINE),
    CLEO: (DayState.TELLING, 3, AT_NINE),
    FRANK: (DayState.HANDED, 3, AT_NINE - timedelta(days=1)),
}
NOON = AT_NINE + timedelta(hours=3)


def settled(morning):
    """Ana and Cleo are in one group."""
    morning.settle(ANA, WALT, CLEO, FRANK)
    with morning.database.transaction() as session:
        session.add(Group(id=1, word="TUE", name="T", kind="aa"))
        session.flush()
        session.add_all(
            Membership(group_id=1, person_id=one, joined_at=AT_NINE) for one in (ANA, CLEO)
        )
        for who, (state, rung, at) in DATES.items():
            ended = AT_NINE if state == DayState.ANSWERED else None
            session.add(
                CheckInDay(
                    check_in_id=morning.plan(who).id, occurs_at=at, counts_from=at, state=state,
                    rung=rung, ended_at=ended, keep_until=at + timedelta(days=90),
                )
            )  # fmt: skip
    return morning


def test_counts_and_lists_agree(either_morning):
    morning = settled(either_morning)
    with morning.database.reading() as session:
        for groups in (None, {1}):
            counted = board.counts(session, morning.house.settings, groups, NOON)
            for which in Standing:
                rows = board.listed(session, morning.house.settings, groups, which, NOON, 0, 50)
                assert len(rows) == counted[which], (groups, which)


def test_each_stands_where_it_belongs_and_other_groups_are_left_out(either_morning):
    morning = settled(either_morning)
    with morning.database.reading() as session:
        everywhere = board.counts(session, morning.house.settings, None, NOON)
        theirs = board.counts(session, morning.house.settings, {1}, NOON)
    assert {name: n for name, n in everywhere.items() if n and name != Standing.DUE} == {
        Standing.MISSED: 1, Standing.TOLD: 1, Standing.LATE: 1, Standing.ANSWERED: 1,
    }  # fmt: skip
    assert {name: n for name, n in theirs.items() if n and name != Standing.DUE} == {
        Standing.TOLD: 1, Standing.ANSWERED: 1,
    }  # fmt: skip


def test_a_day_that_ended_yesterday_is_not_todays(morning):
    settled(morning)
    tomorrow = NOON + timedelta(days=1)
    with morning.database.reading() as session:
        found = board.counts(session, morning.house.settings, None, tomorrow)
    assert found[Standing.ANSWERED] == found[Standing.LATE] == 0
    assert found[Standing.TOLD] == found[Standing.MISSED] == 1
