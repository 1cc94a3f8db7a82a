"""What leads, what is set back, what is offered instead: the rules one by one."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update

from service.meetings.attributes import NOT_WEEKLY
from service.meetings.importer import import_feed
from service.meetings.query import Query, understand
from service.meetings.search import details, find
from service.meetings.shelf import shelf_of
from service.models import Meeting
from tests.meetings.community import (
    BELGRADE,
    BOZEMAN,
    BUTTE,
    FRIDAY,
    MONDAY,
    SATURDAY,
    SUNDAY,
    TUESDAY,
    WEDNESDAY,
    feed,
    online,
    phone,
    row,
)
from tests.meetings.conftest import MONTANA, TUESDAY_EVENING

LIVINGSTON = (45.6617, -110.5614)  # 23 miles east
DENVER = (39.7392, -104.9903)
IN_DENVER = {"formatted_address": "1 Main St, Denver, CO 80202, USA"}
ACROSS_TOWN = (45.70, -111.0373)
NEXT_DOOR = (45.685, -111.0373)


def slugs(found):
    return [one.slug for one in found.results]


def ask_in(database, text, line=MONTANA, limit=3):
    with database.reading() as session:
        return find(session, understand(text), TUESDAY_EVENING, None, limit, line)


@pytest.fixture
def two_kinds(database):
    """Fills two feeds of different kinds: `two_kinds(al_anon=..., aa=...)`."""

    def fill(**feeds):
        with database.transaction() as session:
            for name, raw in feeds.items():
                kind = name.replace("_", "-")
                import_feed(session, kind, raw, kind, "America/Denver", TUESDAY_EVENING)
        return lambda text: ask_in(database, text)

    return fill


def test_a_spanish_meeting_does_not_lead_an_english_question(listing, database):
    rows = (
        row("luz", TUESDAY, "19:00", types=["S"]),
        row("all", TUESDAY, "20:00", NEXT_DOOR),
    )
    ask = listing(feed(*rows))
    assert slugs(ask("aa tonight 59715")) == ["all", "luz"]
    assert slugs(ask("spanish aa tonight 59715")) == ["luz"]
    spanish = ask_in(database, "aa tonight 59715", replace(MONTANA, language="es"))
    assert slugs(spanish) == ["luz", "all"]


def test_a_spanish_meeting_leads_when_it_is_clearly_the_nearest(listing):
    luz = row("luz", TUESDAY, "19:00", types=["S"])
    ask = listing(feed(luz, row("everybody", TUESDAY, "19:00", BELGRADE)))
    assert slugs(ask("aa tonight 59715")) == ["luz", "everybody"]


def test_a_mens_meeting_leads_when_nothing_for_all_is_near(listing):
    men = row("men", TUESDAY, "19:00", types=["M"])
    ask = listing(feed(men, row("everybody", TUESDAY, "19:00", BELGRADE)))
    assert slugs(ask("aa tonight 59715")) == ["men", "everybody"]


def test_without_a_time_too_a_womens_meeting_gives_way_to_one_for_all(listing):
    women = row("women", TUESDAY, "18:30", types=["W"])
    ask = listing(feed(women, row("all", WEDNESDAY, "12:00", ACROSS_TOWN)))
    assert slugs(ask("aa 59715"))[0] == "all"


def test_a_closed_meeting_is_listed_and_says_so(listing):
    found = listing(feed(row("closed", TUESDAY, "19:00", types=["C"])))("aa tonight 59715")
    assert found.results[0].attrs == {"closed"}


def test_a_wheelchair_way_in_is_only_what_the_feed_says(listing):
    ask = listing(feed(row("unknown", TUESDAY, "19:00"), row("yes", FRIDAY, "19:00", types=["X"])))
    found = ask("wheelchair aa 59715")
    assert (slugs(found), found.relaxed) == (["yes"], ())


@pytest.mark.parametrize(
    ("starts", "ends", "is_on"),
    [
        ("17:35", "19:05", True),
        ("17:35", "18:35", False),
        ("17:50", "18:50", True),
        ("17:25", "19:25", False),
        ("19:55", "20:55", True),
        ("20:05", "21:05", False),
    ],
)
def test_now_is_what_one_can_still_walk_into_or_starts_within_two_hours(
    listing, starts, ends, is_on
):
    found = listing(feed(row("one", TUESDAY, starts, end_time=ends)))("aa now 59715")
    assert (found.fallback is None) == is_on


def held_only_on(database, slug, rrule):
    with database.transaction() as session:
        here = update(Meeting).where(Meeting.slug == slug)
        session.execute(here.values(rrule=rrule, attrs=Meeting.attrs.op("|")(NOT_WEEKLY)))
        shelf_of(session).forget()


def test_a_monthly_meeting_counts_only_on_its_own_dates(listing, database):
    ask = listing(feed(row("second", TUESDAY, "19:00"), row("fourth", TUESDAY, "19:00", BELGRADE)))
    held_only_on(database, "second", "FREQ=MONTHLY;BYDAY=2TU")
    held_only_on(database, "fourth", "FREQ=MONTHLY;BYDAY=4TU")
    found = ask("aa tonight 59715")
    assert slugs(found) == ["fourth"] and found.results[0].rrule == "FREQ=MONTHLY;BYDAY=4TU"


def test_the_details_of_a_monthly_meeting_give_its_own_next_date(listing, database):
    meeting = listing(feed(row("fourth", TUESDAY, "19:00")))("aa tonight 59715").results[0]
    held_only_on(database, "fourth", "FREQ=MONTHLY;BYDAY=4TU")
    with database.reading() as session:
        later = details(session, meeting.meeting_id, TUESDAY_EVENING + timedelta(days=1))
    assert later.starts.date().isoformat() == "2026-12-22"


def test_a_call_is_offered_before_a_room_beyond_a_hundred_miles(listing):
    ask = listing(
        feed(row("denver", TUESDAY, "19:00", DENVER, **IN_DENVER), online("zoom", FRIDAY, "19:00"))
    )
    found = ask("aa tonight 59715")
    assert (slugs(found), found.fallback) == (["zoom"], "online")


def test_a_room_beyond_a_hundred_miles_is_the_last_resort_and_flagged(listing):
    found = listing(feed(row("denver", TUESDAY, "19:00", DENVER, **IN_DENVER)))("aa tonight 82070")
    assert (slugs(found), found.fallback) == (["denver"], "wider")
    assert found.results[0].miles > 100 and found.asked_miles > 100


def test_a_related_kind_comes_before_any_other(two_kinds):
    near, far = row("families", FRIDAY, "19:00", LIVINGSTON), row("aa", FRIDAY, "19:00")
    found = two_kinds(nar_anon=feed(near), aa=feed(far))("al-anon tonight 59715")
    assert (slugs(found), found.relaxed) == (["families"], ("kind",))


def test_a_call_of_a_related_kind_comes_before_a_room_of_any(two_kinds):
    call, room = phone("grief", FRIDAY, "19:00"), row("aa", FRIDAY, "19:00")
    found = two_kinds(grief=feed(call), aa=feed(room))("caregiver group 59715")
    assert (slugs(found), found.fallback, found.relaxed) == (["grief"], "phone", ("kind",))


def test_a_kind_listed_only_by_phone_is_given_by_phone(two_kinds):
    found = two_kinds(grief=feed(phone("grief", FRIDAY, "19:00")), aa=feed(row("a", 2, "19:00")))
    answer = found("grief 59715")
    assert (slugs(answer), answer.fallback, answer.relaxed) == (["grief"], "phone", ())


def test_a_call_beside_a_long_drive_keeps_its_place_in_a_longer_list(listing):
    rooms = (row(f"butte-{n}", TUESDAY, f"20:{n}0", BUTTE) for n in range(5))
    ask = listing(feed(*rooms, phone("call", TUESDAY, "20:00")))
    three, six = (slugs(ask("aa tonight 59715", limit=limit)) for limit in (3, 6))
    assert three == six[:3] and three[1] == "call" and len(set(six)) == 6


def hybrid(slug, time):
    phone_too = {"conference_phone": "+14065550123", "attendance_option": "hybrid"}
    return row(slug, TUESDAY, time, BUTTE, **phone_too)


def test_a_hybrid_one_beside_a_long_drive_is_not_listed_again(listing):
    ask = listing(feed(row("first", TUESDAY, "20:00", BUTTE), hybrid("both", "21:00")))
    assert slugs(ask("aa tonight 59715", limit=6)) == ["first", "both"]


def test_beside_a_hybrid_one_stands_another_s_call(listing):
    ask = listing(feed(hybrid("both", "20:00"), phone("call", TUESDAY, "20:30")))
    assert slugs(ask("aa tonight 59715", limit=6)) == ["both", "call"]


def test_a_hybrid_one_alone_is_a_drive_and_a_call(listing):
    drive, call = listing(feed(hybrid("both", "20:00")))("aa tonight 59715").results
    assert (drive.slug, call.slug, call.miles) == ("both", "both", None)


def test_a_call_today_stands_beside_a_room_days_away(listing):
    rooms = row("monday", MONDAY, "19:00"), row("sunday", SUNDAY, "19:00")
    ask = listing(feed(*rooms, phone("call", WEDNESDAY, "12:00")))
    found = ask("aa 59715")
    assert (slugs(found), found.fallback) == (["sunday", "call", "monday"], None)
    assert slugs(ask("aa monday 59715")) == ["monday"]


def test_after_midnight_the_next_call_stands_beside_another_days_room(listing):
    night = datetime(2026, 11, 25, 7, 25, tzinfo=UTC)
    ask = listing(feed(row("friday", FRIDAY, "19:00"), phone("call", WEDNESDAY, "06:00")))
    found = ask("aa tonight 59715", now=night)
    assert (slugs(found), found.fallback) == (["friday", "call"], "other_day")


def test_this_morning_said_in_the_evening_gives_another_day_and_says_so(sqlite):
    rooms = feed(row("friday", FRIDAY, "08:00"))
    with sqlite.transaction() as session:
        import_feed(session, "aa", rooms, "aa", "America/Denver", TUESDAY_EVENING)
        query = Query("aa", "59715", "today", "morning")
        found = find(session, query, TUESDAY_EVENING, line=MONTANA)
    assert (slugs(found), found.fallback, found.relaxed) == (["friday"], "other_day", ("when",))


def test_a_call_instead_of_a_morning_that_is_over_says_so_too(sqlite):
    with sqlite.transaction() as session:
        calls = feed(phone("call", TUESDAY, "20:00"))
        import_feed(session, "aa", calls, "aa", "America/Denver", TUESDAY_EVENING)
        query = Query("aa", "59715", "today", "morning")
        found = find(session, query, TUESDAY_EVENING, line=MONTANA)
    assert (slugs(found), found.fallback, found.relaxed) == (["call"], "phone", ("when",))


def test_a_call_from_across_the_ocean_is_on_when_it_is_on_there(listing):
    london = phone("london", WEDNESDAY, "02:30", timezone="Europe/London")
    found = listing(feed(london))("aa by phone tonight 59715")
    assert found.fallback is None
    assert found.results[0].starts.astimezone(UTC) == datetime(2026, 11, 25, 2, 30, tzinfo=UTC)


def test_nobody_is_sent_eighty_miles_to_what_starts_in_half_an_hour(listing):
    soon, late = row("soon", TUESDAY, "18:30", BUTTE), row("late", TUESDAY, "21:00", BUTTE)
    near = row("near", TUESDAY, "19:00")
    assert slugs(listing(feed(near, soon, late))("aa tonight 59715")) == ["near", "late"]


def test_of_two_as_far_the_one_in_reach_leads(listing):
    soon, late = row("soon", TUESDAY, "18:30", BUTTE), row("late", TUESDAY, "21:00", BUTTE)
    assert slugs(listing(feed(soon, late))("aa tonight 59715")) == ["late"]


@pytest.mark.parametrize(("starts", "leads"), [("18:20", "today"), ("18:05", "tomorrow")])
def test_without_a_time_what_cannot_be_reached_today_does_not_lead(listing, starts, leads):
    today = row("today", TUESDAY, starts, LIVINGSTON)
    tomorrow = row("tomorrow", WEDNESDAY, "12:00", LIVINGSTON, location="Depot")
    assert slugs(listing(feed(today, tomorrow))("aa 59715"))[0] == leads


def test_calls_of_the_days_after_follow_the_one_tonight(listing):
    ask = listing(feed(phone("tonight", TUESDAY, "20:00"), phone("friday", FRIDAY, "20:00")))
    found = ask("aa tonight 59715")
    assert (slugs(found), found.fallback, found.relaxed) == (["tonight", "friday"], "phone", ())


def test_in_person_is_taken_at_its_word(listing):
    ask = listing(feed(row("butte", TUESDAY, "19:00", BUTTE), phone("call", TUESDAY, "20:00")))
    assert slugs(ask("in person aa tonight 59715")) == ["butte"]


def test_a_weekend_is_listed_by_day_and_not_by_the_hour_alone(listing):
    ask = listing(
        feed(row("sunday", SUNDAY, "09:00"), row("saturday", SATURDAY, "10:00", name="S"))
    )
    assert slugs(ask("aa weekend 59715"))[0] == "saturday"


def test_next_weeks_near_comes_before_todays_long_drive(listing):
    now, later = row("butte", TUESDAY, "20:00", BUTTE), row("noon", TUESDAY, "12:00")
    found = listing(feed(now, later))("aa tuesday 59715")
    assert slugs(found) == ["noon"] and found.results[0].starts.day == 1


def test_a_sunday_ends_at_midnight_when_the_clocks_go_back(listing):
    ask = listing(feed(row("monday", MONDAY, "00:30"), row("sunday", SUNDAY, "23:30")))
    before = datetime(2026, 10, 31, 20, 0, tzinfo=UTC)
    assert slugs(ask("aa sunday 59715", now=before)) == ["sunday"]


def test_where_the_last_search_ended_changes_no_answer(listing):
    rows = [row(f"g{n}", TUESDAY, "19:00", BUTTE if n % 2 else BOZEMAN) for n in range(8)]
    ask = listing(feed(*rows))
    first = slugs(ask("aa tonight 59715"))
    assert slugs(ask("aa tonight 59715", limit=8))[:3] == first
    assert slugs(ask("aa tonight 59715")) == first


def test_a_towns_question_takes_three_statements_and_asked_again_none(sqlite):
    rows = (row(f"g{n}", TUESDAY, "19:00") for n in range(5))
    with sqlite.transaction() as session:
        import_feed(session, "aa", feed(*rows), "aa", "America/Denver", TUESDAY_EVENING)
    with sqlite.reading() as session:
        # Are the feeds as they were, the candidates, the rows shown; then the whole week.
        assert [statements_of(session) for _ in range(3)] == [3, 1, 0]


def statements_of(session):
    statements = []
    driver = session.connection().connection.driver_connection
    driver.set_trace_callback(statements.append)
    find(session, Query("aa", "59715", "tonight"), TUESDAY_EVENING, line=MONTANA)
    driver.set_trace_callback(None)
    return len(statements)
