"""Figures of check-ins: of five people or more, and no difference of two that tells of fewer."""

import json
from datetime import date, datetime, timedelta

import pytest
from click.testing import CliRunner
from sqlalchemy import select

from service import retention
from service.checkins import figures
from service.commands.checkins import checkins
from service.models import CheckIn, CheckInDay, Contact, ContactTelling, Group, Membership
from service.webhooks import metrics
from tests.checkins.morning import AT_NINE, Morning

WEEK = date(2026, 11, 23)
LATER = AT_NINE + timedelta(days=7)


@pytest.fixture
def asked(house):
    """Twelve people asked twice, each of whom has answered once: six in one group, four in another."""
    morning = Morning(house)
    morning.settle(*range(101, 113))
    with house.database.transaction() as session:
        session.add_all(
            [
                Group(id=1, word="TUE", name="T", kind="aa"),
                Group(id=2, word="OAK", name="O", kind="aa"),
            ]
        )
        session.flush()
        for id in range(101, 113):
            joined = [1] if id <= 106 else [2] if id <= 110 else []
            session.add_all(
                [Membership(group_id=one, person_id=id, joined_at=AT_NINE) for one in joined]
            )
            plan = session.scalars(select(CheckIn).where(CheckIn.person_id == id)).one()
            session.add(_day(plan.id, AT_NINE, answered=id % 2 == 1))
            session.add(_day(plan.id, AT_NINE + timedelta(days=1), answered=id % 2 == 0))
    return house


def _day(check_in_id: int, at: datetime, answered: bool) -> CheckInDay:
    said = {"answer": "2", "answered_at": at} if answered else {}
    return CheckInDay(
        check_in_id=check_in_id, occurs_at=at, counts_from=at, rung=1, keep_until=at + timedelta(days=90),
        ended_at=at, state="answered" if answered else "stopped", **said,
    )  # fmt: skip


def test_a_group_of_five_is_shown_and_one_of_four_is_not(asked):
    with asked.database.reading() as session:
        (tue,) = figures.by_group(session, asked.settings, WEEK)
        everybody = figures.of_all(session, asked.settings, WEEK)
    assert (tue.group, tue.people) == ("TUE", 6)
    assert tue.shown == {
        "asked": 12,
        "answered": 6,
        "late": None,
        "reached_contacts": None,
        "handed": None,
    }
    assert (everybody.people, everybody.shown["asked"]) == (12, 24)


def test_the_command_and_the_metrics_say_the_same_and_no_more(asked, monkeypatch):
    asked.clock.at = LATER
    monkeypatch.setattr("service.commands.checkins.opened_house", lambda: asked)
    said = CliRunner().invoke(checkins, ["figures", "--json"]).output
    hidden = dict.fromkeys(("late", "reached_contacts", "handed"))
    row = {"group": "TUE", "week": "2026-11-23", "people": 6, "asked": 12, "answered": 6, **hidden}
    assert json.loads(said) == row
    page = metrics.page(asked, metrics.Health(())).decode()
    assert 'porchlight_check_ins{what="asked"} 24.0' in page
    assert 'what="late"' not in page and "TUE" not in page


@pytest.mark.parametrize(
    ("groups", "everybody", "shown"),
    [
        ({"A": range(5)}, range(10), {"A"}),
        ({"A": range(4)}, range(10), set()),
        ({"A": range(5)}, range(9), set()),  # the other four would be told by what is left
        ({"A": range(8), "B": range(6)}, range(20), {"A"}),  # two are in A alone
        ({"A": range(10), "B": range(5)}, range(20), {"A", "B"}),
        ({"A": range(6), "B": range(6, 12)}, range(14), {"B"}),  # two are in neither
    ],
)  # fmt: skip
def test_no_difference_tells_of_fewer_than_five(groups, everybody, shown):
    assert (
        figures.may_be_shown({word: set(ids) for word, ids in groups.items()}, set(everybody))
        == shown
    )


def test_answers_go_after_ninety_days_and_what_contacts_said_after_thirty(asked):
    with asked.database.transaction() as session:
        day = session.scalars(select(CheckInDay)).first()
        theirs = Contact(person_id=101, phone_id=102, stands="contact", place=1, agreed_at=AT_NINE)
        session.add(theirs)
        session.flush()
        told = {"round": 1, "told_at": AT_NINE, "said": "will", "said_at": AT_NINE}
        session.add(ContactTelling(day_id=day.id, contact_id=theirs.id, **told))
    kept = {}
    for after in (29, 31, 92):
        with asked.database.transaction() as session:
            retention.forget(session, AT_NINE + timedelta(days=after))
            days = session.scalars(select(CheckInDay)).all()
            kept[after] = len(days), session.scalars(select(ContactTelling.said)).all()
    assert kept == {29: (24, ["will"]), 31: (24, [None]), 92: (0, [])}
