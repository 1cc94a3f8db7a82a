"""What is near and next; and an answer always, honest about what was given up."""

from datetime import UTC, datetime, timedelta

from service.meetings import places
from service.meetings.search import details
from tests.meetings.community import (
    BELGRADE,
    BUTTE,
    FRIDAY,
    SATURDAY,
    SUNDAY,
    THURSDAY,
    TUESDAY,
    WEDNESDAY,
    feed,
    online,
    phone,
    row,
)
from tests.meetings.conftest import TUESDAY_EVENING

FAR_AWAY = (40.7128, -74.0060)
NEW_YORK = {"formatted_address": "1 Main St, New York, NY 10001, USA"}
DENVER = {"formatted_address": "1 Main St, Denver, CO 80202, USA"}


def slugs(found):
    return [one.slug for one in found.results]


def test_it_finds_tonight_near_a_zip(listing):
    ask = listing(feed(row("tuesday", TUESDAY, "19:00"), row("wednesday", WEDNESDAY, "19:00")))
    found = ask("aa tonight near 59715")
    assert slugs(found) == ["tuesday"]
    assert (str(found.place), found.relaxed, found.fallback) == ("Bozeman, MT", (), None)


def test_a_result_starts_in_its_own_zone(listing):
    ask = listing(feed(row("tuesday", TUESDAY, "19:00")))
    starts = ask("aa tonight 59715").results[0].starts
    assert starts.isoformat() == "2026-11-24T19:00:00-07:00"


def test_a_meeting_across_the_zone_border_keeps_its_own_hour(listing):
    salmon_idaho, wisdom_montana = (45.1758, -113.8957), "59761"
    border = row("border", TUESDAY, "18:30", salmon_idaho, timezone="America/Los_Angeles")
    starts = listing(feed(border))(f"aa tonight {wisdom_montana}").results[0].starts
    assert starts.astimezone(UTC) == datetime(2026, 11, 25, 2, 30, tzinfo=UTC)


def test_the_nearest_leads_when_a_time_is_asked(listing):
    ask = listing(feed(row("far", TUESDAY, "18:30", BELGRADE), row("near", TUESDAY, "20:00")))
    assert slugs(ask("aa tonight bozeman")) == ["near", "far"]


def test_soon_and_near_are_weighed_without_a_time(listing):
    ask = listing(feed(row("next-week", TUESDAY, "17:00"), row("soon", TUESDAY, "19:00", BELGRADE)))
    assert slugs(ask("aa bozeman")) == ["soon", "next-week"]


def test_one_that_starts_in_minutes_does_not_beat_one_close_by(listing):
    soon = row("in-five-minutes", TUESDAY, "18:05", (45.75, -111.14))  # seven miles
    ask = listing(feed(soon, row("in-forty", TUESDAY, "18:40")))
    assert slugs(ask("aa bozeman")) == ["in-forty", "in-five-minutes"]


def test_a_second_meeting_of_a_group_waits_for_other_groups(listing):
    rows = [
        row("daily", day, "19:00", group="Daily") | {"slug": f"daily-{day}"} for day in (2, 3, 4)
    ]
    ask = listing(feed(*rows, row("other", FRIDAY, "19:00")))
    assert slugs(ask("aa bozeman"))[:2] == ["daily-2", "other"]


def test_more_never_reshuffles_what_was_shown(listing):
    rows = [
        row(f"g{n}", TUESDAY, f"{18 + n % 5}:30", BELGRADE if n % 2 else BUTTE) for n in range(9)
    ]
    ask = listing(
        feed(*rows, *(row(f"home-{n}", TUESDAY, "21:00", name=f"H{n}") for n in range(4)))
    )
    assert slugs(ask("aa tonight 59715", limit=6))[:3] == slugs(ask("aa tonight 59715", limit=3))


def test_the_circle_grows_until_there_are_three(listing):
    ask = listing(feed(row("near", TUESDAY, "19:00"), row("far", TUESDAY, "21:00", BUTTE)))
    found = ask("aa tonight 59715")
    assert (slugs(found), found.asked_miles) == (["near", "far"], 100)
    assert 70 < found.results[1].miles < 80 and found.results[1].direction == "W"


def test_tonight_lasts_until_three(listing):
    ask = listing(feed(row("late", WEDNESDAY, "01:30"), row("evening", WEDNESDAY, "19:00")))
    after_midnight = datetime(2026, 11, 25, 7, 30, tzinfo=UTC)
    assert slugs(ask("aa tonight 59715", now=after_midnight)) == ["late"]


def test_a_weekday_that_is_over_today_means_next_week(listing):
    ask = listing(feed(row("noon", TUESDAY, "12:00")))
    found = ask("aa tuesday 59715")
    assert found.results[0].starts.day == 1 and found.relaxed == ()


def test_saturday_night_reaches_into_sunday(listing):
    ask = listing(feed(row("late", SUNDAY, "00:30"), row("evening", SATURDAY, "22:00")))
    saturday = datetime(2026, 11, 29, 4, 0, tzinfo=UTC)
    assert sorted(slugs(ask("aa tonight 59715", now=saturday))) == ["evening", "late"]


def test_a_meeting_keeps_its_hour_when_the_clocks_change(listing):
    ask = listing(feed(row("sunday", SUNDAY, "19:00")))
    before_the_change = datetime(2026, 10, 31, 20, 0, tzinfo=UTC)
    starts = ask("aa sunday 59715", now=before_the_change).results[0].starts
    assert starts.isoformat() == "2026-11-01T19:00:00-07:00"


def test_an_attribute_nobody_offers_is_given_up_and_said(listing):
    ask = listing(feed(row("open", TUESDAY, "19:00")))
    found = ask("women aa tonight 59715")
    assert (slugs(found), found.relaxed) == (["open"], ("women",))


def test_an_attribute_somebody_offers_is_kept(listing):
    ask = listing(
        feed(row("open", TUESDAY, "19:00"), row("women", TUESDAY, "19:00", BELGRADE, types=["W"]))
    )
    assert slugs(ask("women aa tonight 59715")) == ["women"]


def test_a_mens_meeting_does_not_lead_a_plain_question(listing):
    close = (45.70, -111.0373)
    ask = listing(
        feed(row("men", TUESDAY, "19:00", types=["M"]), row("all", TUESDAY, "20:00", close))
    )
    assert slugs(ask("aa tonight 59715"))[0] == "all"


def test_nothing_tonight_gives_another_day_near_and_a_call_tonight(listing):
    ask = listing(feed(row("thursday", THURSDAY, "19:00"), phone("call", TUESDAY, "20:00")))
    found = ask("aa tonight 59715")
    assert (slugs(found), found.fallback) == (["thursday", "call"], "other_day")
    assert found.relaxed == ("when",)


def test_nothing_near_gives_a_call_soon(listing):
    ask = listing(
        feed(
            row("new-york", TUESDAY, "19:00", FAR_AWAY, **NEW_YORK), phone("call", TUESDAY, "20:00")
        )
    )
    found = ask("aa tonight 59715")
    assert (slugs(found), found.fallback) == (["call"], "phone")
    assert found.asked_miles == 100
    assert (found.results[0].dial_in, found.results[0].dial_code) == ("+14065550123", "4321987#")


def test_without_a_call_a_link(listing):
    found = listing(feed(online("zoom", WEDNESDAY, "20:00")))("aa tonight 59715")
    assert (slugs(found), found.fallback) == (["zoom"], "online")


def test_and_at_last_what_is_further_away(listing):
    denver = (39.7392, -104.9903)
    found = listing(feed(row("denver", WEDNESDAY, "20:00", denver, **DENVER)))("aa 82070")
    assert (slugs(found), found.fallback) == (["denver"], "wider")


def test_another_kind_is_better_than_nothing(listing):
    found = listing(feed(row("aa", TUESDAY, "19:00")))("na tonight 59715")
    assert (slugs(found), found.relaxed) == (["aa"], ("kind",))


def test_a_call_stands_beside_a_long_drive(listing):
    ask = listing(feed(row("butte", TUESDAY, "19:00", BUTTE), phone("call", TUESDAY, "20:00")))
    assert slugs(ask("aa tonight 59715")) == ["butte", "call"]


def test_by_phone_needs_no_place(listing):
    ask = listing(feed(phone("call", TUESDAY, "20:00"), row("room", TUESDAY, "19:00")))
    found = ask("aa by phone tonight")
    assert (slugs(found), found.place, found.relaxed) == (["call"], None, ())


def test_without_a_place_the_members_own_counts(listing):
    ask = listing(feed(row("tuesday", TUESDAY, "19:00")))
    assert slugs(ask("aa tonight", near=places.by_code("59715"))) == ["tuesday"]


def test_miles_are_said_only_from_a_point_that_is_its_own(listing):
    rough = row("rough", TUESDAY, "19:00", approximate="yes")
    assert listing(feed(rough))("aa tonight 59715").results[0].miles is None


def test_lgbtq_is_a_kind_and_an_attribute(listing):
    ask = listing(
        feed(row("plain", TUESDAY, "19:00"), row("rainbow", TUESDAY, "20:00", types=["LGBTQ"]))
    )
    assert slugs(ask("lgbtq group tonight 59715")) == ["rainbow"]


def test_an_empty_listing_is_an_empty_answer(listing):
    ask = listing(feed(row("hidden", TUESDAY, "19:00", attendance_option="inactive")))
    assert ask("aa tonight 59715").results == ()


def test_a_town_in_many_states_is_the_lines_own(listing):
    assert str(listing(feed(row("a", TUESDAY, "19:00")))("aa jordan").place) == "Jordan, MT"


def test_a_toss_up_gives_choices(listing):
    found = listing(feed(row("a", TUESDAY, "19:00")))("aa franklin")
    assert len(found.choices) == 3 and found.choices[0] == found.place


def test_a_postcode_no_file_has_is_known_from_the_feeds(listing):
    leeds = row(
        "leeds", TUESDAY, "19:00", (53.80, -1.55), formatted_address="1 Main St, Leeds LS1 4AB, UK"
    )
    ask = listing(feed(leeds | {"timezone": "Europe/London"}))
    assert str(ask("aa LS1 4AB").place) == "Leeds" and slugs(ask("aa near LS1")) == ["leeds"]


def test_details_give_the_next_time(listing, database):
    meeting = listing(feed(row("tuesday", TUESDAY, "19:00")))("aa 59715").results[0]
    with database.reading() as session:
        later = details(session, meeting.meeting_id, TUESDAY_EVENING + timedelta(days=1))
        assert later.starts == meeting.starts + timedelta(days=7)
        assert details(session, 999_999, TUESDAY_EVENING) is None
