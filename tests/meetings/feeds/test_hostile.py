"""What a feed may hold to fill our memory, to take our time, or to lead a member astray."""

import json
import time

import pytest

from service.errors import FeedRefused
from service.meetings.feeds import bounds
from service.meetings.feeds.recognise import read_feed
from tests.meetings.feeds.reading import one, table
from tests.meetings.feeds.test_odd_values import is_read

ROWS = bounds.MOST_ROWS + 1
HEAD = "Name,Day,Time,Address,City,State,Notes\n"
LONG = {
    "numbers": "406-555-0100 " * 20_000,
    "blanks": " " * 200_000,
    "ordinals": "first second " * 20_000,
    "brackets": "<(" * 100_000,
    "mail": "a." * 100_000 + "@",
}


@pytest.mark.parametrize(
    "raw",
    [
        b"[" + b'{"slug":"a"},' * ROWS + b'{"slug":"a"}]',
        b'{"slug":"a"}\n' * ROWS,
        b"Name,Day,Time\n" + b"a,Tue,7pm\n" * ROWS,
        b'[{"slug":"a","types":[' + b"[]," * bounds.MOST_BRACKETS + b"[]]}]",
        b"Name,Day,Time\n" + b"\n" * bounds.MOST_LINES + b"a,Tue,7pm",
        b'{"meetings":[{"slug":"a"}],"formats":[' + b"{}," * ROWS + b"{}]}",
    ],
    ids=["array", "lines", "table", "brackets", "empty lines", "formats"],
)
def test_a_feed_of_more_rows_than_any_has_is_refused(raw):
    with pytest.raises(FeedRefused, match="more than 250,000 rows"):
        read_feed(raw)


def test_rows_that_become_several_count_as_several():
    times_of_day = ",".join(["7pm"] * 900)
    with pytest.raises(FeedRefused, match="more than 250,000 rows"):
        read_feed(b"Name,Day,Time\n" + f'a,Tue,"{times_of_day}"\n'.encode() * 300)


def test_no_more_rows_are_made_than_tell_that_there_are_too_many():
    made = iter(range(2 * ROWS))
    with pytest.raises(FeedRefused):
        bounds.bounded(made)
    assert next(made) == ROWS


@pytest.mark.parametrize("first", [{"name": "a", "day": 1}, {"name": "a", "slug": "a"}])
def test_a_column_for_each_row_is_refused(first):
    items = [first | {f"k{row}x{n}": 1 for n in range(40)} for row in range(40)]
    with pytest.raises(FeedRefused, match="more than 1,000 columns"):
        read_feed(json.dumps(items).encode())


@pytest.mark.parametrize("cell", LONG.values(), ids=LONG)
def test_an_endless_cell_takes_no_time(cell):
    """Before there was a bound, one name of telephone numbers took minutes."""
    row = {"slug": "a", "name": cell, "day": cell, "time": cell, "notes": cell, "types": [cell]}
    line = f'"{cell}",Tuesday,"{cell}",1 Main St,Butte,MT,"{cell}"\n'
    began = time.process_time()
    assert is_read(json.dumps([row, row | {"day": 2, "time": "19:00"}]).encode())
    is_read((HEAD + line + "Owls,Tue,7 PM,1 Main St,Butte,MT,\n").encode())
    assert time.process_time() - began < 3


def test_a_cell_is_cut_and_a_short_row_is_left_alone():
    short = {"name": "Lamp", "types": ["O", "W"]}
    assert bounds.cut_item(short) is short
    cut = bounds.cut_item({"notes": "x" * 9_999, "types": ["O"] * 999 + ["W"], "day": 2})
    assert (len(cut["notes"]), len(cut["types"]), cut["day"]) == (4_000, 200, 2)


@pytest.mark.parametrize("sign", ["\x1b", "\x7f", "\x9b", "\u202e", "\u2066", "\u200f", "\udc00"])
def test_signs_nobody_sees_are_taken_out_of_ascii_too(sign):
    row = one(name=f"Night{sign} Owls", notes=f"Back{sign} door.", location=f"Alano{sign} Club")
    assert (row["name"], row["notes"]) == ("Night Owls", "Back door.")
    assert row["location"] == "Alano Club"


@pytest.mark.parametrize("name", [["a", "b"], {"a": 1}, True, None, [], float("nan")])
def test_a_name_that_is_no_text_is_not_shown(name):
    assert one(name=name)["name"] == "Bozeman Meeting"


def test_a_number_is_a_name_and_a_list_of_labels_no_note():
    assert one(name=12)["name"] == "Bozeman Meeting"
    assert one(notes=["Ring", {"a": 1}])["notes"] is None
    assert one(types=["O", ["W"], {"M": 1}])["types"] == "O"
    assert one(formatted_address="", address=["1 Main St"], address2="Room 2")["address"] is None


@pytest.mark.parametrize("name", ["Сегодня", "今日一天", "Группа 12", "مجموعة"])
def test_a_name_no_text_can_hold_is_its_places(name):
    assert one(name=name)["name"] == "Bozeman Meeting"


@pytest.mark.parametrize("name", ["Año Nuevo", "Église", "Zurück", "Группа AA Lamp"])
def test_a_name_of_which_something_is_left_stays(name):
    assert one(name=name)["name"] == name


def test_a_name_in_another_script_in_such_a_town_is_its_houses():
    row = one(name="Сегодня", formatted_address="", city="Москва", location="Grace Church")
    assert row["name"] == "Grace Church Meeting"


@pytest.mark.parametrize("said", ["-1:00", "-7:00 pm", "−1:00", "–7 pm"])
def test_a_time_before_midnight_is_none(said):
    assert one(time=said)["start_min"] is None


@pytest.mark.parametrize("said", ["@ 7:00 pm", "7:00 - 8:00 pm", "~19:00"])
def test_a_time_with_a_sign_before_it_is_one(said):
    assert one(time=said)["start_min"] == 19 * 60


@pytest.mark.parametrize(
    "zone",
    ["localtime", "Factory", "posixrules", "right/Europe/Paris", "posix/Europe/Paris", "Etc/GMT+5"],
)
def test_a_zone_nobody_lives_in_is_not_taken(zone):
    assert one(timezone=zone)["zone"] == "America/Denver"


def test_nor_is_it_as_the_importers():
    lines = "Name,Day,Time,Types\nOwls,Tuesday,7 PM,O\n"
    assert table(lines, zone="localtime")[0]["hidden_reason"]
    assert table(lines, zone="Etc/UTC")[0]["zone"] == "Etc/UTC"


@pytest.mark.parametrize(
    "number",
    ["+1 900 555 0100", "(212) 976-5550", "+979 1 2345 6789", "+8816 1234 5678", "+8835100012345678",
     "+88213 123 4567", "+44 909 555 0100", "+44 909 879 0000"],
)  # fmt: skip
def test_a_number_that_costs_its_caller_is_no_dial_in(number):
    assert one(conference_phone=number)["dial_in"] is None


@pytest.mark.parametrize(
    "number", ["+14065550100", "+18005550100", "+442079460018", "+97699112233"]
)
def test_an_ordinary_or_a_free_number_is_one(number):
    assert one(conference_phone=number)["dial_in"] == number


@pytest.mark.parametrize(
    "link",
    ["https://[::1", "https://[::1]/j/1", "https://zoom.us@example.org/j/1", "https://me:pw@zoom.us/j/1",
     "https://zoоm.us/j/1", "https://zoom.us:port/j/1", "https://exa mple.org/j", "https://localhost/j",
     "https://127.0.0.1/j", "javascript:alert(1)", "https://", "ftp://zoom.us/j/1", "zoom.us@example.org/x"],
)  # fmt: skip
def test_a_link_that_leads_astray_is_dropped(link):
    assert one(conference_url=link)["url"] is None


@pytest.mark.parametrize(
    ("given", "link"),
    [
        ("https://zoom.us/j/123?pwd=a%20b", "https://zoom.us/j/123?pwd=a%20b"),
        ("zoom.us/j/123", "https://zoom.us/j/123"),
        ("https://zoom.us/j/123 Passcode: sober", "https://zoom.us/j/123"),
        ("HTTPS://us02web.zoom.us/j/123", "HTTPS://us02web.zoom.us/j/123"),
    ],
)
def test_a_sound_link_is_kept_without_what_stands_behind_it(given, link):
    assert one(conference_url=given)["url"] == link
