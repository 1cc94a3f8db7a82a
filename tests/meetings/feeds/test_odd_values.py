"""Whatever stands in a field, a row is read or its feed is refused: nothing else is raised."""

import csv
import io
import json

import pytest
from sqlalchemy import String

from service.errors import FeedRefused
from service.meetings.canonical import canonical_rows
from service.meetings.feeds.recognise import read_feed
from service.models import Meeting
from tests.meetings.feeds import fictional
from tests.meetings.feeds.fictional import bmlt, meeting_guide, meetings, plain_csv, tsml
from tests.meetings.feeds.reading import one

ODD = [None, True, False, 0, -1, 3.7, "", [], {}, ["x"], {"a": 1}, "NaN", "1e999", "9" * 400, "²",
    "24:60", "-5:00", "7:00:00:00", "²:00", [None], [[1]], "2024-13-45", float("inf"), "\x00",
    "0001-01-01T00:00:00+01:00", "9999-12-31T23:59:59-01:00", "²:30", "9" * 5000, "99999:99",
    "\ud83d", "a\udc00b", "406-555-0100,," + "7" * 90, "Open\x00", "x" * 3000]  # fmt: skip
EXTRA = """published status week types coordinates conference_phone notes region fellowship duration
    hide attrs updated end_time conference_url group_id""".split()
TABLES = ("guide_sheet", "plain_csv", "iso_csv", "spanish_csv", "french_csv")
WIDTHS = {
    column.name: column.type.length
    for column in Meeting.__table__.columns
    if isinstance(column.type, String)
}


def is_read(raw):
    try:
        rows = canonical_rows(read_feed(raw), "any", None)
    except FeedRefused:
        return False
    assert all(fits(row) for row in rows), rows
    return True


def fits(row):
    """PostgreSQL takes no NUL, no half of a sign and nothing longer than its column."""
    texts = {name: value for name, value in row.items() if isinstance(value, str)}
    assert all("\0" not in text and text.encode() is not None for text in texts.values())
    return all(len(text) <= WIDTHS[name] for name, text in texts.items() if WIDTHS.get(name))


@pytest.mark.parametrize("write", [meeting_guide, tsml, bmlt])
def test_an_odd_value_in_any_field_spoils_its_own_row_at_most(write):
    items = json.loads(write(meetings("GB", 2)))
    for field in [*items[0], *EXTRA]:
        for value in ODD:
            odd = [items[0] | {field: value}, items[1]]
            assert is_read(json.dumps(odd).encode()), (field, value)


@pytest.mark.parametrize("sign", list(b'",;\n\r\x80\xff'))
def test_a_sign_out_of_place_in_a_table_is_survived(sign):
    raw = bytearray(plain_csv(meetings("US", 4)))
    for place in range(120, len(raw), 37):
        is_read(bytes([*raw[:place], sign, *raw[place + 1 :]]))
    assert is_read(bytes(raw))


@pytest.mark.parametrize("write", TABLES)
def test_an_odd_cell_of_a_table_spoils_its_own_row_at_most(write):
    text = getattr(fictional, write)(meetings("GB", 2)).decode("utf-8-sig", "replace")
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    cells = list(csv.reader(io.StringIO(lines), delimiter=";" if text.count(";") > 9 else ","))
    for place in range(len(cells[0])):
        for value in ("²:30", "9" * 5000, "0001-01-01T00:00:00+01:00", "x" * 3000, "-1", "=1+1"):
            odd = [cells[0], [*cells[1][:place], value, *cells[1][place + 1 :]], *cells[2:]]
            out = io.StringIO()
            csv.writer(out).writerows(odd)
            is_read(out.getvalue().encode())


def test_a_feed_s_own_words_are_not_taken_for_ours():
    """`hide` is a heading like others there, and `attrs` means nothing to us."""
    assert one(hide="no", attrs=["women"])["hidden_reason"] is None
    assert one(hide="yes")["hidden_reason"] == "not published"


def test_what_is_refused_is_not_repeated():
    with pytest.raises(FeedRefused) as refused:
        read_feed(b"Pat 406-555-0100")
    assert "Pat" not in str(refused.value)
