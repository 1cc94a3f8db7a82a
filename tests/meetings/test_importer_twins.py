"""One meeting in two feeds is listed once, whichever came first; two groups in one church are two."""

import itertools

import pytest
from sqlalchemy import select

from service.meetings.changes import ALSO, GONE
from service.meetings.importer import import_feed
from service.meetings.likeness import names_alike
from service.meetings.search import details
from service.models import Feed, Group, Meeting
from tests.meetings.community import BOZEMAN, TUESDAY, WEDNESDAY, feed, online, phone, row

ACROSS_THE_STREET = (BOZEMAN[0] + 0.0005, BOZEMAN[1])  # 55 metres
ANOTHER_CHURCH = (BOZEMAN[0] + 0.004, BOZEMAN[1])
BARE = {
    "formatted_address": "Bozeman, MT 59715, USA",
    "location": "First Church",
    "approximate": "no",
}


def take(database, clock, name, *rows, fellowship="aa"):
    with database.transaction() as session:
        return import_feed(session, name, feed(*rows), fellowship, "America/Denver", clock.now())


def listed(database):
    with database.reading() as session:
        return set(session.scalars(select(Meeting.slug).where(Meeting.hidden_reason.is_(None))))


def stored(database, slug):
    with database.reading() as session:
        return session.scalars(select(Meeting).where(Meeting.slug == slug)).one()


def lamp(slug, point=BOZEMAN, name="Lamp Group", **more):
    return row(slug, TUESDAY, "19:00", point, name=name, **more)


def both_orders(database, clock, ours, theirs):
    """The listed set, which must be the same for both orders."""
    with database.transaction() as session:
        session.query(Meeting).delete()
        session.query(Feed).delete()
    take(database, clock, "district", *ours)
    take(database, clock, "intergroup", *theirs)
    one_way = listed(database)
    with database.transaction() as session:
        session.query(Meeting).delete()
        session.query(Feed).delete()
    take(database, clock, "intergroup", *theirs)
    take(database, clock, "district", *ours)
    assert listed(database) == one_way
    return one_way


def test_the_better_row_is_listed_and_the_other_says_why(database, clock):
    bare = lamp("district-1", ACROSS_THE_STREET, **BARE)
    full = lamp("full-1", notes="Use the back door.")
    assert both_orders(database, clock, [bare], [full]) == {"full-1"}
    hidden = stored(database, "district-1")
    assert (hidden.hidden_reason, hidden.cell) == (ALSO, None)
    assert hidden.twin_of == stored(database, "full-1").id


@pytest.mark.parametrize(
    ("other", "how_many"),
    [
        (lamp("b", ACROSS_THE_STREET, name="The Lamp Grp."), 1),
        (lamp("b", name="Tuesday Lamp"), 1),
        (lamp("b", name="AA Meeting"), 1),
        (lamp("b", name="Early Risers"), 2),
        (lamp("b", ANOTHER_CHURCH, formatted_address="9 Oak St, Bozeman, MT 59715, USA"), 2),
        (row("b", WEDNESDAY, "19:00", name="Lamp Group"), 2),
        (lamp("b", types=["W"]), 1),
    ],
    ids=["spelling", "day", "no-name", "other-group", "elsewhere", "other-day", "more-known"],
)
def test_place_time_and_name_make_a_meeting(sqlite, clock, other, how_many):
    assert len(both_orders(sqlite, clock, [lamp("a")], [other])) == how_many


def test_a_mens_and_a_womens_meeting_are_two(sqlite, clock):
    men, women = lamp("a", types=["M"]), lamp("b", types=["W"])
    assert both_orders(sqlite, clock, [men], [women]) == {"a", "b"}


def test_other_fellowships_are_never_twins(sqlite, clock):
    take(sqlite, clock, "one", lamp("a"))
    take(sqlite, clock, "two", lamp("b"), fellowship="na")
    assert listed(sqlite) == {"a", "b"}


def test_a_feed_put_right_finds_its_twins(sqlite, clock):
    take(sqlite, clock, "one", lamp("a", notes="Ring the bell."))
    take(sqlite, clock, "two", lamp("b"), fellowship="na")
    take(sqlite, clock, "two", lamp("b"), fellowship="aa")
    assert listed(sqlite) == {"a"}


ZOOM = "https://us02web.zoom.us/j/12345678901"


@pytest.mark.parametrize(
    ("other", "how_many"),
    [
        (online("b", TUESDAY, "19:00", name="Quite Another", conference_url=f"{ZOOM}?pwd=x"), 1),
        (online("b", TUESDAY, "19:00", name="Lamp", conference_url=f"{ZOOM}2"), 2),
        (phone("b", TUESDAY, "19:00", name="Lamp"), 2),
    ],
    ids=["same-room", "other-room", "by-phone"],
)
def test_online_the_link_is_the_place(sqlite, clock, other, how_many):
    ours = online("a", TUESDAY, "19:00", name="Lamp", conference_url=ZOOM)
    assert len(both_orders(sqlite, clock, [ours], [other])) == how_many


def test_a_page_many_groups_share_is_no_room(sqlite, clock):
    page = {"conference_url": "https://example.org/online-meetings"}
    ours = online("a", TUESDAY, "19:00", name="Lamp", **page)
    theirs = online("b", TUESDAY, "19:00", name="Early Risers", **page)
    assert both_orders(sqlite, clock, [ours], [theirs]) == {"a", "b"}


def test_the_same_number_and_code_are_one_call(sqlite, clock):
    ours, theirs = phone("a", TUESDAY, "19:00"), phone("b", TUESDAY, "19:00")
    assert len(both_orders(sqlite, clock, [ours], [theirs])) == 1


def test_two_meetings_at_once_in_both_feeds_stay_two(sqlite, clock):
    ours = [lamp("a1", name="Big Book"), lamp("a2", name="Big Book Study", types=["C"])]
    theirs = [lamp("b1", name="Big Book", **BARE), lamp("b2", name="Big Book Study", **BARE)]
    assert both_orders(sqlite, clock, ours, theirs) == {"a1", "a2"}


def test_again_nothing_changes(database, clock):
    feeds = {"one": [lamp("a"), lamp("c", name="Other")], "two": [lamp("b", ACROSS_THE_STREET)]}
    for name, rows in feeds.items():
        take(database, clock, name, *rows)
    for name, rows in feeds.items():
        again = take(database, clock, name, *rows)
        assert (again.added, again.changed, again.gone) == (0, 0, 0)
        assert again.rows == again.listed + again.hidden


def test_what_is_hidden_for_a_twin_is_counted_with_its_reason(sqlite, clock):
    take(sqlite, clock, "one", lamp("a", notes="Ring the bell."))
    told = take(sqlite, clock, "two", lamp("b"))
    assert (told.rows, told.listed, told.reasons) == (1, 0, {ALSO: 1})


def test_a_dry_run_foresees_the_twins(sqlite, clock):
    take(sqlite, clock, "one", lamp("a", notes="Ring the bell."))
    with sqlite.transaction() as session:
        told = import_feed(
            session, "two", feed(lamp("b")), "aa", "America/Denver", clock.now(), dry_run=True
        )
    assert (told.listed, told.reasons, listed(sqlite)) == (0, {ALSO: 1}, {"a"})


def test_when_the_listed_one_goes_its_twin_is_listed_again(database, clock):
    other = row("other", WEDNESDAY, "12:00")
    rest = [row(f"r{n}", WEDNESDAY, "12:00", name=f"Group {n}") for n in range(5)]
    take(database, clock, "one", lamp("a", notes="Ring the bell."), other, *rest)
    take(database, clock, "two", lamp("b"))
    assert "b" not in listed(database)
    for _ in range(2):
        take(database, clock, "one", other, *rest)
    back, gone = stored(database, "b"), stored(database, "a")
    assert (back.hidden_reason, back.twin_of, back.cell is not None) == (None, None, True)
    assert (gone.hidden_reason, gone.twin_of) == (GONE, back.id)


def test_when_the_listed_one_moves_its_twin_is_listed_again(sqlite, clock):
    take(sqlite, clock, "one", lamp("a", notes="Ring the bell."))
    take(sqlite, clock, "two", lamp("b"))
    take(sqlite, clock, "one", row("a", WEDNESDAY, "19:00", name="Lamp Group", notes="Ring."))
    assert listed(sqlite) == {"a", "b"}


def test_when_the_listed_one_is_closed_its_twin_is_listed_again(sqlite, clock):
    others = [row(f"r{n}", WEDNESDAY, "12:00", name=f"Group {n}") for n in range(5)]
    take(sqlite, clock, "one", lamp("a", notes="Ring the bell."), *others)
    take(sqlite, clock, "two", lamp("b"))
    take(sqlite, clock, "one", lamp("a", types=["TC"]), *others)
    assert "b" in listed(sqlite) and "a" not in listed(sqlite)


def test_a_call_comes_back_as_a_call(sqlite, clock):
    others = [row(f"r{n}", WEDNESDAY, "12:00", name=f"Group {n}") for n in range(5)]
    take(sqlite, clock, "one", phone("a", TUESDAY, "19:00", notes="Mute yourself."), *others)
    take(sqlite, clock, "two", phone("b", TUESDAY, "19:00"))
    for _ in range(2):
        take(sqlite, clock, "one", *others)
    assert (stored(sqlite, "b").remote, stored(sqlite, "b").cell) == (1, None)


def test_a_group_goes_along_to_the_row_that_is_listed(sqlite, clock):
    take(sqlite, clock, "one", lamp("a"))
    with sqlite.transaction() as session:
        session.add(Group(word="LAMP", name="Lamp", kind="aa", meeting_id=stored(sqlite, "a").id))
    take(sqlite, clock, "two", lamp("b", notes="Ring the bell."))
    with sqlite.reading() as session:
        assert session.scalars(select(Group.meeting_id)).one() == stored(sqlite, "b").id


def test_a_choice_from_an_older_list_leads_to_the_row_that_is_listed(database, clock):
    take(database, clock, "one", lamp("a"))
    seen = stored(database, "a").id
    take(database, clock, "two", lamp("b", notes="Ring the bell."))
    with database.reading() as session:
        assert details(session, seen, clock.now()).slug == "b"


def test_three_feeds_end_the_same_in_every_order(sqlite, clock):
    feeds = {
        "one": [lamp("a"), lamp("x", name="Early Risers")],
        "two": [lamp("b", ACROSS_THE_STREET, notes="Ring the bell.")],
        "three": [lamp("c", types=["O", "X"]), lamp("y", name="Early Rizers")],
    }
    ends = set()
    for order in itertools.permutations(feeds):
        for name in order:
            take(sqlite, clock, name, *feeds[name])
        ends.add(frozenset(listed(sqlite)))
        with sqlite.transaction() as session:
            session.query(Meeting).delete()
            session.query(Feed).delete()
    assert len(ends) == 1 and len(next(iter(ends))) == 2


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("Serenty Group", "Serenity Group", True),
        ("Big Book", "Tuesday Night Big Book Study", True),
        ("6:30 Attitude Adjustment", "630 Attitude Adjustment", True),
        ("Grupo Amanecer", "Grupo AA Amanecer", True),
        ("Serenity Seekers", "Serenity Sisters", False),
        ("Group 12", "Group 13", False),
        ("Tuesday Night", "Tuesday Nooners", False),
        ("Tuesday Night Big Book", "Tuesday Night Step Study", False),
    ],
)
def test_names_are_compared_by_what_they_tell(one, other, alike):
    assert names_alike(one, other) is alike
