"""Tables of any make: delimiters, encodings, headings, layouts."""

import pytest

from service.errors import FeedRefused
from service.meetings.feeds.columns import fields_of
from service.meetings.feeds.recognise import read_feed
from tests.meetings.feeds.reading import table

PLAIN = "Name,Day,Time,Address,City\nCafé Señor,Tue,7 PM,1 Main St,Butte\nOwls,Wed,noon,2 Main St,Butte\n"


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_any_delimiter_will_do(delimiter):
    assert [row["name"] for row in table(PLAIN.replace(",", delimiter))] == ["Café Señor", "Owls"]


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252", "mac_roman"]
)
def test_any_western_encoding_will_do(encoding):
    assert table(PLAIN.encode(encoding))[0]["name"] == "Café Señor"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_any_line_end_will_do_also_inside_quotes(end):
    text = f'Name,Day,Time,Notes,City{end}Owls,Tue,7 PM,"Side{end}door",Butte{end}Dawn,Wed,noon,,Butte{end}'
    assert [row["notes"] for row in table(text)] == ["Side door", None]


def test_titles_may_stand_above_the_headings():
    assert len(table(f"Meetings of our district,,,,\nMay 2026,,,,\n\n{PLAIN}")) == 2


@pytest.mark.parametrize(
    ("headings", "fields"),
    [
        (["Group Name", "Week Day", "Start Time"], ["name", "day", "time"]),
        (["mName", "mDayNo", "mInternational"], ["name", "day", "time"]),
        (["meeting_name", "meeting_day", "meeting_city"], ["name", "day", "city"]),
        (["Nombre", "Día", "Hora", "Código Postal"], ["name", "day", "time", "postal_code"]),
        (["Nom du groupe", "Jour", "Heure de début"], ["name", "day", "time"]),
        (["CONFERENCE URL", "full address", "ID"], ["conference_url", "formatted_address", "slug"]),
        (["Contact 1 Name", "Venmo", "Phone", "E-mail"], [None, None, None, None]),
        (["Time (24h)", "Eircode", "Suburb"], ["time", "postal_code", "city"]),
    ],
    ids=["office", "prefixed", "shared-word", "spanish", "french", "guide", "personal", "others"],
)
def test_headings_are_matched_in_many_spellings(headings, fields):
    assert fields_of(headings) == fields


def test_the_guide_s_sheet_has_its_headings_in_any_order():
    text = (
        "Types,Region,Conference URL,ID,Full Address,Day,Name,Time\n"
        '"Big Book, Closed",MT > Butte,,owls-1,"1 Main St, Butte, MT 59701, USA",Tuesday,Owls,7:00 PM\n'
    )
    reading = read_feed(text.encode())
    row = reading.rows[0]
    assert (reading.format, row.slug, row.day) == ("meeting-guide-csv", "owls-1", 2)
    assert (row.attrs, row.address.town) == ({"big-book", "closed"}, "Butte")


def test_day_and_time_may_share_a_column():
    found = table("Meeting,When,City\nOwls,Mondays at 7:30 PM,Butte\nDawn,Tue & Thu 7 am,Butte\n")
    assert [(row["day"], row["start_min"]) for row in found] == [(1, 1170), (2, 420), (4, 420)]


def test_each_weekday_may_have_a_column_of_its_own():
    text = 'Group,City,Sun,Mon,Tue,Wed,Thu,Fri,Sat\nAlano,Butte,10 AM,,,noon,,,"7 AM, 7 PM"\n'
    assert [(row["day"], row["start_min"]) for row in table(text)] == [
        (0, 600),
        (3, 720),
        (6, 420),
        (6, 1140),
    ]


def test_two_columns_for_the_time_are_read_by_the_clearer_one():
    text = "mName,mDay,mTime,mInternational,mCity\nOwls,Tue,07:30,19:30,Butte\nDawn,Wed,07:00,07:00,Butte\n"
    assert [row["start_min"] for row in table(text)] == [1170, 420]


def test_a_column_of_points_is_known_by_what_is_in_it():
    text = (
        'Name,Day,Time,mSpecial\nOwls,Tue,19:00,"45.67,-111.03"\nDawn,Wed,07:00,"45.68,-111.04"\n'
    )
    assert [row["precision"] for row in table(text)] == ["exact", "exact"]


def test_a_full_address_may_stand_in_the_location_column():
    text = 'Title,Day,Time,Postcode,Location\nOwls,Tue,19:30,NE46 1AA,"Friends House, Hencotes, Hexham"\n'
    found = table(text)[0]
    assert (found["location"], found["address"], found["town"]) == (
        "Friends House",
        "Hencotes",
        "Hexham",
    )
    assert (found["country"], found["zone"]) == ("GB", "Europe/London")


def test_unknown_headings_can_be_named_by_hand():
    text = "Gruppe,Wochentag,Uhrzeit,Ort\nEulen,2,19:00,Butte\n"
    with pytest.raises(FeedRefused):
        read_feed(text.encode())
    named = {"name": "Gruppe", "day": "Wochentag", "time": "Uhrzeit", "city": "Ort"}
    assert table(text, columns=named)[0]["day"] == 1


@pytest.mark.parametrize(
    ("columns", "said"), [({"dya": "Day"}, "no field dya"), ({"day": "Tag"}, "no column Tag")]
)
def test_a_wrong_name_by_hand_is_refused_with_what_there_is(columns, said):
    with pytest.raises(FeedRefused, match=said):
        read_feed(PLAIN.encode(), columns)


def test_labels_and_columns_become_attributes():
    text = (
        "Name,Day,Time,City,Types,Gender,Language,Open/Closed,Access\n"
        "Owls,Tue,7 PM,Butte,Big Book; Newcomers,Women,Español,C,H\n"
    )
    row = read_feed(text.encode()).rows[0]
    assert row.attrs == {"big-book", "beginners", "women", "spanish", "closed", "wheelchair"}


def test_how_one_attends_and_a_room_s_number_are_read():
    text = "Name,Day,Time,City,Modality,Zoom ID,Passcode\nOwls,Tue,7 PM,Butte,Virtual,845 1234 5678,sober1\n"
    found = table(text)[0]
    assert (found["mode"], found["url"]) == ("online", "https://zoom.us/j/84512345678")
    assert found["notes"] == "Passcode: sober1."


def test_a_dial_in_number_is_read_as_its_country_writes_it():
    text = "Name,Day,Time,City,Country,Dial-in\nOwls,Tue,7 PM,Hexham,UK,020 7946 0018\n"
    assert table(text)[0]["dial_in"] == "+442079460018"


@pytest.mark.parametrize("column", ["1st & 3rd", "1, 3"])
def test_a_column_may_say_which_weeks(column):
    found = table(f'Name,Day,Time,City,Week\nOwls,Tue,7 PM,Butte,"{column}"\n')[0]
    assert found["rrule"] == "FREQ=MONTHLY;BYDAY=1TU,3TU"


def test_several_times_in_a_cell_are_several_meetings():
    found = table('Name,Day,Time,City\nOwls,"Mon, Wed-Fri","7 AM, 7 PM",Butte\n')
    assert sorted({(row["day"], row["start_min"]) for row in found}) == [
        (day, start) for day in (1, 3, 4, 5) for start in (420, 1140)
    ]


def test_a_day_s_cell_may_say_which_of_the_month():
    found = table("Name,Day,Time,City\nOwls,1st & 3rd Tuesday,7 PM,Butte\nDawn,Wed,noon,Butte\n")
    assert [row["rrule"] for row in found] == ["FREQ=MONTHLY;BYDAY=1TU,3TU", None]
    both = table("Name,When,City\nOwls,Last Friday 5:30 pm,Butte\n")[0]
    assert (both["day"], both["start_min"]) == (5, 1050)
    assert both["rrule"] == "FREQ=MONTHLY;BYDAY=-1FR"


def test_not_applicable_is_no_type():
    assert (
        read_feed(f"{PLAIN.splitlines()[0]},Types\nA,Tue,7 PM,1 Oak St,Butte,N/A\n".encode())
        .rows[0]
        .types
        == ()
    )


def test_a_zip_that_lost_its_zero_gets_it_back():
    found = table("Name,Day,Time,Street,City,State,Zip\nOwls,Tue,7 PM,1 Main St,Boston,MA,2138\n")[
        0
    ]
    assert (found["postal_code"], found["zone"]) == ("02138", "America/New_York")


def test_a_quote_without_an_end_is_refused():
    with pytest.raises(FeedRefused, match="quoted cell has no end"):
        read_feed(('Name,Day,Time,City\nA,Mon,7 PM,"Butte\n' + "B,Tue,7 PM,Butte\n" * 200).encode())


def test_an_access_code_of_its_own_column_follows_the_number():
    text = (
        "Name,Day,Time,City,Dial-in Number,Access Code\nA,Mon,19:00,Butte,(406) 555-0123,123456#\n"
    )
    found = table(text)[0]
    assert (found["dial_in"], found["dial_code"]) == ("+14065550123", "123456#")


def test_json_with_names_of_its_own_is_matched_like_a_table():
    raw = b"""[{"id": 1, "name": "Hope", "day": 0, "startTime": "19:00", "city": "Butte", "published": true},
        {"id": 2, "name": "Gone", "day": 6, "startTime": "19:00", "city": "Butte", "published": false}]"""
    assert [(row["day"], row["start_min"]) for row in table(raw)] == [(0, 1140), (6, 1140)]
    assert table(raw)[1]["hidden_reason"] == "not published"


@pytest.mark.parametrize(
    "text",
    [
        "Dear friends,\nwe meet on Tuesdays, Wednesdays, and Fridays at 7pm.\nAll are welcome, bring cake.",
        "Name,Address,City\nOwls,1 Main St,Butte\n",
        "Name,Phone,Email\nPat,406-555-0100,pat@example.org\n",
        "Name,Day,Time,Address\n",
        "%PDF-1.7 1 0 obj",
        '{"meetings": [], "formats": []}',
        '{"records": [{"fields": {"name": "Owls"}}]}',
        "BEGIN:VCALENDAR\nEND:VCALENDAR",
    ],
    ids=["letter", "no-time", "contacts", "no-rows", "pdf", "bmlt-empty", "airtable", "calendar"],
)
def test_what_is_no_feed_is_refused_in_one_line_with_what_to_do(text):
    with pytest.raises(FeedRefused) as refused:
        read_feed(text.encode())
    assert "\n" not in str(refused.value) and len(str(refused.value)) <= 200


@pytest.mark.parametrize("layout", ["lines", "wrapped"])
def test_an_object_a_line_or_a_list_in_an_object_is_a_feed(layout):
    row = '{"slug": "a%s", "name": "Owls", "day": 2, "time": "19:00"}'
    lines = "\n".join(row % number for number in range(3))
    wrapped = f'{{"meetings": [{lines.replace(chr(10), ",")}]}}'
    assert len(read_feed((lines if layout == "lines" else wrapped).encode()).rows) == 3
