"""One line from a row as a feed has it to what we make of it."""

import json

from service.meetings.canonical import canonical_rows
from service.meetings.feeds.recognise import read_feed
from tests.meetings.community import TUESDAY, row

HEADINGS = "Name,Day,Time,Address,City,State"
CELLS = "Night Owls,Tuesday,7 PM,1 Main St,Butte,MT"


def rows(*items, fellowship="aa", zone=None):
    """What we make of a JSON feed with these rows."""
    return canonical_rows(read_feed(json.dumps(items).encode()), fellowship, zone)


def one(fellowship="aa", zone=None, **more):
    """What we make of a Meeting Guide row in Bozeman with `more` in it."""
    return rows(row("owls", TUESDAY, "19:00") | more, fellowship=fellowship, zone=zone)[0]


def table(text, fellowship="aa", zone=None, **more):
    """What we make of a CSV feed."""
    raw = text if isinstance(text, bytes) else text.encode()
    return canonical_rows(read_feed(raw, **more), fellowship, zone)


def cell(heading, value):
    """What we make of a table's row that has `value` under `heading`; its neighbour has nothing."""
    first, _ = table(
        f'{HEADINGS},{heading}\n{CELLS},"{value}"\nOther,Wed,7 PM,2 Main St,Butte,MT,\n'
    )
    return first
