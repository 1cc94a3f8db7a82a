"""Whatever stands in a field, a row is read or its feed is refused: nothing else is raised."""

import json

import pytest

from service.errors import FeedRefused
from service.meetings.canonical import canonical_rows
from service.meetings.feeds.recognise import read_feed
from tests.meetings.feeds.fictional import bmlt, meetings, plain_csv, tsml

ODD = [None, True, False, 0, -1, 3.7, "", [], {}, ["x"], {"a": 1}, "NaN", "1e999", "9" * 400, "²",
    "24:60", "-5:00", "7:00:00:00", "²:00", [None], [[1]], "2024-13-45", float("inf"), "\x00"]  # fmt: skip
EXTRA = "published status week types coordinates conference_phone notes region fellowship duration".split()


def is_read(raw):
    try:
        canonical_rows(read_feed(raw), "any", None)
    except FeedRefused:
        return False
    return True


@pytest.mark.parametrize("write", [tsml, bmlt])
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
