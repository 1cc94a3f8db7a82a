from datetime import UTC, datetime

import pytest

from service.meetings.importer import import_feed
from service.meetings.query import understand
from service.meetings.search import Line, find

# Six in the evening in Montana.
TUESDAY_EVENING = datetime(2026, 11, 25, 1, 0, tzinfo=UTC)
MONTANA = Line("America/Denver", "MT")


@pytest.fixture
def listing(database):
    """Fills the finder and asks it: `listing(feed)` gives a function from a text to what is found."""

    def fill(raw, fellowship="aa"):
        with database.transaction() as session:
            import_feed(session, fellowship, raw, fellowship, "America/Denver", TUESDAY_EVENING)

        def ask(text, now=TUESDAY_EVENING, near=None, limit=3):
            with database.reading() as session:
                return find(session, understand(text), now, near, limit, MONTANA)

        return ask

    return fill
