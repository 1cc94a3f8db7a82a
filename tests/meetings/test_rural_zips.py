"""A thousand rural ZIPs ask, and none is left with nothing. docs/quality-search.md has all the figures."""

import re

import pytest

from tests.brute_force import filled
from tests.quality.rural import ASKED, EVENING, LATE, thousand_answers
from tests.rural import densities, rural_feeds


@pytest.mark.parametrize(
    ("said", "at_least"),
    [("aa tonight", 0.98), ("aa tonight, half past midnight", 0.9), ("na", 0.95), ("grief", 0)],
)
def test_every_one_is_given_a_way_to_take_part(sqlite, said, at_least):
    filled(sqlite, rural_feeds(), EVENING)
    now = LATE if "midnight" in said else EVENING
    with sqlite.reading() as session:
        given = thousand_answers(session, ASKED[said], now)
    assert all(one.usable for one in given)
    assert sum(one.within_a_day for one in given) / len(given) >= at_least


def test_the_feeds_are_as_thin_as_real_ones():
    measured = (line.split(": ")[1] for line in densities())
    tonight, any_day = ([int(n) for n in re.findall(r"(\d+) % in", one)] for one in measured)
    assert tonight == pytest.approx([14, 26, 44, 62], abs=5)
    assert any_day[1] == pytest.approx(58, abs=5)
