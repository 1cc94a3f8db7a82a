"""BMLT: day 1 is Sunday, formats mean what their own server says."""

import json

import pytest

from service.errors import FeedRefused
from service.meetings.feeds.recognise import read_feed
from tests.meetings.feeds.reading import rows

MEETING = {
    "id_bigint": "7", "weekday_tinyint": "1", "start_time": "19:00:00", "duration_time": "01:30:00",
    "meeting_name": "Just Us", "location_street": "1 Main St", "location_municipality": "Butte",
    "location_province": "MT", "latitude": "46.0", "longitude": "-112.53", "formats": "", "venue_type": "1",
}  # fmt: skip
LINK = {"virtual_meeting_link": "https://example.org/j"}


def row(**more):
    return read_feed(json.dumps([MEETING | more]).encode()).rows[0]


def found(fellowship="any", **more):
    return rows(MEETING | more, fellowship=fellowship)[0]


def with_formats(known, **more):
    answer = {"meetings": [MEETING | more], "formats": known}
    return read_feed(json.dumps(answer).encode()).rows[0]


def test_one_is_sunday_and_the_duration_is_kept():
    assert (row().day, row().start_min, row().duration_min) == (0, 1140, 90)


def test_a_length_of_zero_is_an_hour():
    assert row(duration_time="00:00:00").duration_min == 60


def test_it_is_na_s_unless_the_importer_says_whose():
    assert found()["fellowship"] == "na"
    assert found(fellowship="ca")["fellowship"] == "ca"


def test_an_unpublished_one_is_hidden():
    assert found(published="0")["hidden_reason"] == "not published"


@pytest.mark.parametrize(
    ("formats", "attrs"),
    [
        ("B,WC", {"beginners", "wheelchair"}),
        ("O,So,ES", {"open", "speaker", "spanish"}),
        ("XY,BK", set()),
    ],
)
def test_without_formats_the_keys_every_server_starts_with_count(formats, attrs):
    assert row(formats=formats).attrs == attrs


def test_a_key_means_what_its_own_server_says():
    formats = [
        {
            "key_string": "B",
            "name_string": "Behinderte",
            "world_id": "WCHR",
            "id": "4",
            "root_server_uri": "a",
        },
        {
            "key_string": "B",
            "name_string": "Beginners",
            "world_id": "BEG",
            "id": "4",
            "root_server_uri": "b",
        },
    ]
    assert with_formats(formats, formats="B", root_server_uri="a").attrs == {"wheelchair"}
    assert with_formats(formats, formats="B", root_server_uri="b").attrs == {"beginners"}


def test_a_format_without_a_world_id_is_known_by_its_name():
    formats = [{"key_string": "SL", "name_string": "ASL", "world_id": "", "id": "3"}]
    assert with_formats(formats, formats="SL").attrs == {"asl"}
    assert with_formats(formats, formats="", format_shared_id_list="3").types == ("ASL",)


@pytest.mark.parametrize(
    ("more", "mode"),
    [
        ({}, "in-person"),
        ({"venue_type": ""}, "in-person"),
        ({"venue_type": "2", **LINK}, "online"),
        ({"venue_type": "3", **LINK}, "hybrid"),
        ({"venue_type": "", "formats": "HY", **LINK}, "hybrid"),
        ({"venue_type": "", "formats": "VM,TC", **LINK}, "online"),
        ({"venue_type": "2", "phone_meeting_number": "+1 406 555 0123"}, "phone"),
    ],
    ids=["room", "old-server", "virtual", "both", "hybrid-format", "closed-but-virtual", "phone"],
)
def test_how_one_attends_follows_the_venue_or_the_formats(more, mode):
    assert found(**more)["mode"] == mode


def test_a_closed_room_without_a_link_is_hidden():
    assert found(formats="TC")["hidden_reason"] == "closed for now"


def test_restricted_attendance_is_hidden():
    assert found(formats="RA")["hidden_reason"] == "private or restricted"
    formats = [
        {"key_string": "ZU", "name_string": "Restricted Access", "world_id": "RA", "id": "9"}
    ]
    assert with_formats(formats, formats="ZU").hidden == "private or restricted"


def test_a_point_alone_is_a_place():
    narrow = {
        key: MEETING[key]
        for key in ("weekday_tinyint", "start_time", "meeting_name", "latitude", "longitude")
    }
    assert rows(narrow)[0]["hidden_reason"] is None


def test_it_is_read_as_csv_and_jsonp_too():
    heading, cells = ",".join(MEETING), ",".join(MEETING.values())
    assert read_feed(f"{heading}\n{cells}\n".encode()).format == "bmlt"
    assert read_feed(f"callback({json.dumps([MEETING])});".encode()).rows[0].day == 0


@pytest.mark.parametrize("missing", ["weekday_tinyint", "start_time"])
def test_what_data_field_key_must_not_leave_out_is_named(missing):
    narrow = {key: value for key, value in MEETING.items() if key != missing}
    with pytest.raises(FeedRefused, match=f"{missing}; add it to data_field_key"):
        read_feed(json.dumps([narrow]).encode())


def test_formats_alone_are_refused_by_name():
    formats = [{"key_string": "B", "name_string": "Beginners", "world_id": "BEG", "id": "1"}]
    with pytest.raises(FeedRefused, match="GetFormats"):
        read_feed(json.dumps(formats).encode())
