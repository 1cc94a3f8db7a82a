"""Readers take rows as feeds really hold them, and refuse what is no feed."""

import json

import pytest

from service.errors import FeedRefused
from service.meetings.feeds.dialling import dial_in
from service.meetings.feeds.people import public_notes
from service.meetings.feeds.recognise import read_feed
from service.meetings.feeds.times import days, duration, minutes
from tests.meetings.community import TUESDAY, feed, row


def read_one(**more):
    return read_feed(feed(row("tuesday", TUESDAY, "19:00") | more)).rows[0]


def test_it_recognises_meeting_guide_by_its_content():
    assert read_feed(feed(row("tuesday", TUESDAY, "19:00"))).format == "meeting-guide"


def test_it_recognises_the_plugin_by_its_own_fields():
    assert read_feed(feed(row("a", 2, "19:00", attendance_option="in_person"))).format == "tsml"


def test_it_reads_a_feed_with_a_byte_order_mark_or_in_latin_1():
    marked = b"\xef\xbb\xbf" + feed(row("tuesday", TUESDAY, "19:00"))
    assert len(read_feed(marked).rows) == 1
    latin = '[{"slug": "a", "name": "Reunión", "day": 2, "time": "19:00"}]'.encode("cp1252")
    assert read_feed(latin).rows[0].name == "Reunión"


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"[]",
        b"{}",
        b"0",
        b"-1",
        b'{"error": "nope"}',
        b"<html><body>404</body></html>",
        b"Dear friends, we meet on Tuesdays.",
        b"[1, 2]",
        b'[{"key_string": "B"}]',
        b"\x00\x81\x8d",
        feed(row("a", 2, "19:00"), row("b", 3, "19:00"))[:-40],
        b"[" * 100000,
    ],
)
def test_it_refuses_what_is_no_feed_and_says_why(raw):
    with pytest.raises(FeedRefused, match=r"\w+"):
        read_feed(raw)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (0, [0]),
        ("6", [6]),
        ("7", [0]),
        ([2], [2]),
        ([1, 3], [1, 3]),
        ("Sunday", [0]),
        (None, []),
        ("", []),
        (8, []),
        (True, []),
        ("someday", []),
    ],
)
def test_days_come_in_many_spellings(value, expected):
    assert days(value) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("19:30", 1170),
        ("8:00 PM", 1200),
        ("18:00:00", 1080),
        ("Noon", 720),
        ("12:15 am", 15),
        ("24:00", 1440),
        ("", None),
        (None, None),
        ("7", None),
        ("25:00", None),
        ("19:75", None),
    ],
)
def test_times_come_in_many_spellings(value, expected):
    assert minutes(value) == expected


def test_a_meeting_at_24_00_belongs_to_the_next_day():
    late = read_one(time="24:00")
    assert (late.day, late.start_min) == (TUESDAY + 1, 0)


@pytest.mark.parametrize(
    ("start", "end", "lasts"),
    [(1140, 1200, 60), (1410, 30, 60), (1140, 600, 60), (1140, None, 60), (1140, 1260, 120)],
)
def test_an_end_before_the_start_is_next_day_or_a_mistake(start, end, lasts):
    assert duration(start, end) == lasts


def test_a_row_on_two_days_becomes_two():
    slugs = [one.slug for one in read_feed(feed(row("daily", [1, 3], "07:00"))).rows]
    assert slugs == ["daily:1", "daily:3"]


def test_a_row_without_a_day_is_hidden_with_a_reason():
    assert read_one(day=None).hidden == "no day or time"


def test_coordinates_may_be_text_and_zero_is_none():
    assert read_one(latitude="45.68", longitude="-111.04").lat == 45.68
    assert read_one(latitude=0, longitude=0).lat is None
    assert read_one(latitude="-", longitude="").lat is None


def test_a_postal_address_in_one_string_is_taken_apart():
    address = read_one(formatted_address="214 W Main St, Bozeman, MT 59715, USA").address
    assert (address.street, address.town, address.region) == ("214 W Main St", "Bozeman", "MT")
    assert (address.postal_code, address.country) == ("59715", "US")


def test_entities_tags_and_capitals_are_made_plain():
    assert read_one(name=" BIG BOOK &amp; <b>COFFEE</b> (D31) ").name == "Big Book & Coffee"


def test_contact_fields_never_get_in():
    found = read_one(contact_1_name="Pat", contact_1_phone="406-555-0100", email="pat@example.org")
    assert (
        "Pat" not in str(found) and "555-0100" not in str(found) and "example.org" not in str(found)
    )


@pytest.mark.parametrize(
    "notes",
    [
        "Call Pat for a ride.",
        "Ring 406-555-0100.",
        "pat@example.org has the key",
        "Ask for John B.",
    ],
)
def test_a_sentence_about_a_person_is_dropped_and_the_rest_kept(notes):
    assert public_notes(f"Back door. {notes}") == "Back door."


@pytest.mark.parametrize(
    ("field", "notes", "url", "expected"),
    [
        ("+14065550123,,123456789#,,*4321#", None, None, ("+14065550123", "123456789#,*4321#")),
        (
            "+14065550123,,84412345678#,,,,*4321# US",
            None,
            None,
            ("+14065550123", "84412345678#,*4321#"),
        ),
        (
            "+14065550123",
            "ID: 844 1234 5678 Passcode: 4321",
            None,
            ("+14065550123", "84412345678#,*4321#"),
        ),
        ("+14065550123,,123456#", "Password: 4321", None, ("+14065550123", "123456#")),
        (
            "4065550123",
            "Passcode: ask us",
            "https://zoom.us/j/5551234567",
            ("+14065550123", "5551234567#"),
        ),
        ("(406) 555-0123", "Meeting ID: 123 456 789", None, ("+14065550123", "123456789#")),
        ("4065550123", None, "https://zoom.us/j/5551234567", ("+14065550123", "5551234567#")),
        ("4065550123,4065550124", None, None, ("+14065550123", None)),
        ("Meeting ID: call us", None, None, (None, None)),
    ],
)
def test_a_dial_in_number_and_its_code_are_found(field, notes, url, expected):
    assert dial_in(field, notes or "", url) == expected


def test_types_may_be_null_a_list_or_a_comma_string():
    assert read_one(types=None).types == ()
    assert read_one(types="Big Book, Open").types == ("Big Book", "Open")
    assert read_one(types=["[open]", "", "O", "O"]).types == ("open", "O")


def test_a_row_without_a_slug_gets_a_steady_one():
    raw = json.dumps([{"name": "Tuesday", "day": 2, "time": "19:00"}]).encode()
    assert read_feed(raw).rows[0].slug == read_feed(raw).rows[0].slug != ""
