"""What feeds really hold: each test cites its number in docs/feeds.md."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from service.meetings.attributes import ASKS_PASSCODE, NOT_WEEKLY, from_bits
from service.meetings.feeds.recognise import read_feed
from service.meetings.importer import import_feed
from service.models import Meeting
from tests.meetings.community import feed, online, row
from tests.meetings.feeds.reading import cell, one, rows, table

BY_MAIL = "Email owls@example.org for password"
NOT_GSM = re.compile(r"[\u200b\u00a0★]")


def test_a_zone_comes_from_the_point_then_the_code_then_the_country_then_the_feed():
    """1: no time zone in eleven feeds of twelve."""
    nowhere = {"latitude": None, "longitude": None, "formatted_address": None}
    assert one(zone="Europe/London")["zone"] == "America/Denver"
    assert one(**nowhere, postal_code="97201", address="1 Oak St")["zone"] == "America/Los_Angeles"
    assert one(**nowhere, country="Ireland", city="Nowhere")["zone"] == "Europe/Dublin"
    assert one(**nowhere, zone="America/Denver")["zone"] == "America/Denver"


def test_a_row_that_lies_nowhere_in_a_feed_without_a_zone_is_hidden():
    """1: the server's own zone is nobody's."""
    hidden = rows(online("a", 2, "19:00", timezone=None, formatted_address=None))[0]
    assert hidden["hidden_reason"] == "no time zone"


@pytest.mark.parametrize("time", ["19:00", "7:00 PM", "19:00:00", "7 pm", "07:00P", "7:00 p. m."])
def test_a_time_is_the_same_in_every_spelling(time):
    """2: 12-hour clocks, seconds."""
    assert one(time=time)["start_min"] == 19 * 60


def test_a_meeting_by_appointment_is_hidden():
    """2: no time."""
    assert one(time=None)["hidden_reason"] == "no day or time"


def test_an_end_before_the_start_is_over_midnight_or_dropped():
    """3: up to three hours over midnight is meant, more is a mistake."""
    assert one(time="23:00", end_time="00:30")["duration_min"] == 90
    assert one(time="19:00", end_time="07:00")["duration_min"] == 60


def test_24_00_is_the_next_day_at_midnight():
    """4: 24:00 and 24:00:00; in BMLT it is also a legal length."""
    late = one(time="24:00:00")
    assert (late["day"], late["start_min"]) == (3, 0)
    bmlt = {
        "id_bigint": "1",
        "weekday_tinyint": "3",
        "start_time": "00:00:00",
        "duration_time": "24:00:00",
    }
    assert read_feed(feed(bmlt | {"meeting_name": "All day"})).rows[0].duration_min == 24 * 60


@pytest.mark.parametrize("day", [2, "2", [2], "Tuesday", "Tues", ["tue"], "Martes", "mardi"])
def test_a_day_is_the_same_in_every_spelling(day):
    """5: numbers, texts, lists, names."""
    assert one(day=day)["day"] == 2


def test_a_day_column_that_counts_from_one_has_sunday_first():
    """5: an office's mDayNo; a column with names beside it would prove it."""
    office = "mName,mDayNo,mTime,mAdd2,mCity\nOwls,3,05:30P,1 Main St,Butte\nDawn,1,07:00A,1 Main St,Butte\n"
    assert [found["day"] for found in table(office)] == [2, 0]


def test_points_may_be_texts_zero_or_dashes():
    """6: without a point, the postal code's."""
    assert one(latitude="45.68", longitude="-111.04")["precision"] == "exact"
    for nothing in (0, "-", "", None):
        assert one(latitude=nothing, longitude=nothing)["precision"] == "zip"


def test_a_point_in_another_state_than_its_postal_code_is_a_slip():
    """6: 5.68 for 45.68 lies in Colombia."""
    found = one(latitude=5.68)
    assert (found["precision"], found["zone"]) == ("zip", "America/Denver")


def test_an_approximate_point_is_a_town():
    """6: so that no miles are said for it."""
    assert one(approximate="yes")["precision"] == "town"


def test_an_online_row_with_a_town_for_an_address_is_no_room():
    """7: world-wide rooms say Philadelphia."""
    found = one(
        formatted_address="Philadelphia, PA, USA",
        location=None,
        conference_url="https://example.org/j",
    )
    assert (found["mode"], found["cell"]) == ("online", None)


def test_a_closed_place_is_listed_only_for_its_link():
    """8: TC, often left over."""
    assert one(types=["TC"])["hidden_reason"] == "closed for now"
    assert one(types=["TC"], conference_url="https://example.org/j")["mode"] == "online"
    assert cell("Types", "Location Temporarily Closed")["hidden_reason"] == "closed for now"


def test_the_same_slot_twice_is_listed_once_with_the_attributes_of_both(sqlite, clock):
    """9: near-duplicates within a feed (those of two feeds: tests/meetings/test_importer_twins.py)."""
    twice = feed(row("a", 2, "19:00"), row("a", 2, "19:00") | {"slug": "b", "types": ["X"]})
    with sqlite.transaction() as session:
        report = import_feed(session, "montana", twice, "aa", None, clock.now())
    assert (report.listed, report.reasons) == (1, {"listed twice": 1})
    with sqlite.reading() as session:
        (kept,) = session.scalars(select(Meeting).where(Meeting.hidden_reason.is_(None)))
    assert "wheelchair" in from_bits(kept.attrs)


def test_a_women_s_and_a_men_s_meeting_side_by_side_are_two(sqlite, clock):
    """9: so are the first Tuesday's and the third's."""
    both = feed(
        row("a", 2, "19:00", types=["W"]), row("a", 2, "19:00", types=["M"]) | {"slug": "b"}
    )
    rules = feed(*(row("a", 2, "19:00", week=week) | {"slug": week} for week in ("1st", "3rd")))
    for name, raw in (("houses", both), ("rules", rules)):
        with sqlite.transaction() as session:
            assert import_feed(session, name, raw, name[:2], None, clock.now()).listed == 2


def test_a_monthly_meeting_keeps_its_rule():
    """10: said by a note that says nothing else."""
    found = one(notes="2nd Tuesday only")
    assert found["rrule"] == "FREQ=MONTHLY;BYDAY=2TU"
    assert found["attrs"] & NOT_WEEKLY


def test_a_birthday_night_leaves_its_meeting_weekly_and_is_shown():
    """10: most notes with an ordinal."""
    found = one(notes="Birthday night last Tuesday")
    assert (found["rrule"], found["notes"]) == (None, "Birthday night last Tuesday")
    assert not found["attrs"] & NOT_WEEKLY


def test_a_renamed_meeting_goes_only_after_two_good_readings(sqlite, clock):
    """11: slugs change (a feed that shrinks: tests/meetings/test_importer.py)."""
    many = [row(f"g{number}", 2, "19:00") for number in range(6)]
    renamed = [*many[:5], many[5] | {"slug": "new-name"}]
    gone = []
    for items in (many, renamed, renamed):
        clock.advance(timedelta(days=1))
        with sqlite.transaction() as session:
            report = import_feed(session, "montana", feed(*items), "aa", None, clock.now())
        gone.append(report.gone)
    assert gone == [0, 0, 1]


def test_entities_tags_and_what_cannot_be_seen_are_made_plain():
    """12: one odd sign halves a text message; the rest is transliterated when it is sent."""
    found = one(
        name="Hope&nbsp;&amp; <b>Light</b>\u200b ★",
        location="St.\u00a0Mary&#8217;s",
        notes="Up<br>stairs",
    )
    assert (found["name"], found["location"], found["notes"]) == (
        "Hope & Light",
        "St. Mary’s",
        "Up stairs",
    )
    assert not NOT_GSM.search(str(found))


@pytest.mark.parametrize(
    "field", ["name", "location", "notes", "location_notes", "formatted_address", "group_notes"]
)
def test_nothing_about_a_person_gets_in(field):
    """13: numbers, addresses and names in prose."""
    text = "Hill Hall (call Pat 406-555-0100 or pat@example.org)"
    found = str(one(**{field: text}))
    assert not any(word in found for word in ("Pat", "555-0100", "pat@"))


def test_a_key_that_is_the_same_for_all_is_no_key():
    """14: GUIDs of zeros: day, time, code and name make one, so another order changes nothing."""
    zeros = "00000000-0000-0000-0000-000000000000"
    lines = [f"{zeros},Owls,Monday,19:30,NE46 1AA", f"{zeros},Dawn,Tuesday,07:00,NE46 1AA"]
    forth, back = (
        table("\n".join(["GUID,Name,Day,Time,Postcode", *some])) for some in (lines, lines[::-1])
    )
    assert len({found["slug"] for found in forth}) == 2
    assert {found["slug"]: found["name"] for found in forth} == {
        found["slug"]: found["name"] for found in back
    }


def test_a_group_s_key_on_all_its_rows_becomes_a_slot_s():
    """14: one id for a group's five meetings."""
    text = "ID,Name,Day,Time,City\n7,Owls,Mon,19:00,Butte\n7,Owls,Tue,19:00,Butte\n8,Dawn,Tue,07:00,Butte\n"
    assert [found["slug"] for found in table(text)] == ["7:1-1140", "7:2-1140", "8"]


def test_false_means_that_nobody_has_said():
    """15: Open False is not closed, Wheelchair False is not stated."""
    assert cell("Open", "False")["attrs"] == cell("Wheelchair", "False")["attrs"] == 0
    assert cell("Open", "False")["hidden_reason"] is None
    assert cell("Wheelchair", "True")["attrs"] != 0


def test_a_passcode_by_mail_is_marked_and_said():
    """16: never the first answer."""
    found = rows(online("owls", 2, "19:00", conference_url_notes=BY_MAIL))[0]
    assert found["attrs"] & ASKS_PASSCODE
    assert found["notes"] == "Ask for the passcode first."


def test_a_passcode_by_mail_never_leads(listing):
    """16: one that anybody can join comes first, though it begins later."""
    ask = listing(
        feed(
            online("asks", 2, "18:30", conference_url_notes=BY_MAIL),
            online("free", 2, "19:30"),
        )
    )
    assert [result.slug for result in ask("aa online tonight").results] == ["free", "asks"]


def test_private_and_restricted_rows_are_hidden():
    """16: more spellings in test_hiding.py."""
    assert one(notes="Residents only")["hidden_reason"] == "private or restricted"
    assert one(location="Women's shelter")["hidden_reason"] == "private or restricted"
    assert one(private=True)["hidden_reason"] == "private or restricted"


def test_a_name_that_says_nothing_becomes_the_town_s():
    """17: only a time, or `AA Meeting`; capitals and district codes."""
    assert one(name="7:30 PM")["name"] == one(name="AA Meeting")["name"] == "Bozeman Meeting"
    assert one(name=" FIRST THINGS FIRST (D31) ")["name"] == "First Things First"


def test_each_row_of_a_mixed_feed_has_its_own_fellowship():
    """18: by a column or a type; what the importer said is for the rest."""
    said = ("NA", "SMART Recovery", "")
    lines = [f"{one or 'x'},Mon,19:00,Leeds,{one}" for one in said]
    text = "\n".join(["Name,Day,Time,City,Fellowship", *lines])
    assert [found["fellowship"] for found in table(text)] == ["na", "smart", "aa"]
    assert one(types=["O", "NA"])["fellowship"] == "na"


def test_every_number_of_the_list_has_its_test():
    """The list in docs/feeds.md and this file know each other."""
    page = (Path(__file__).parents[3] / "docs" / "feeds.md").read_text()
    numbered = dict(re.findall(r"^\| (\d+) \|.*\| `(\w+)` \|$", page, re.MULTILINE))
    assert list(numbered) == [str(number) for number in range(1, 19)]
    for number, name in numbered.items():
        assert (globals()[name].__doc__ or "").startswith(f"{number}:")
