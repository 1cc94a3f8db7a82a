"""PostgreSQL and Redis are stopped, and then both hang, under a whole line that goes on getting texts."""

from contextlib import closing

import pytest

from tests.outage import CRISIS, ORDINARY, DownLine, Rush, Stream

pytestmark = [pytest.mark.accident, pytest.mark.full, pytest.mark.timeout(300)]
STREAMS = (Stream(CRISIS, 10, together=5), Stream(ORDINARY, 40, together=20))


@pytest.fixture(scope="module")
def line(tmp_path_factory):
    with closing(DownLine(tmp_path_factory.mktemp("down"))) as line:
        yield line


@pytest.fixture(scope="module")
def rush(line):
    """Phones that have texted before, so that all that answers a text is loaded."""
    rush = Rush(line)
    rush.run(2, *STREAMS)
    line.until_all_is_taken()
    return rush


@pytest.mark.parametrize("how", ["stopped", "hanging"])
def test_every_crisis_text_is_answered_within_a_second_and_has_its_case(how, line, rush):
    before = line.cases()
    with getattr(line, how)():
        texts = [one for one in rush.run(10, *STREAMS) if one.body == CRISIS]
    assert all(one.is_right and one.seconds < 1 for one in texts)
    line.until_all_is_taken()
    assert line.cases() - before == len(texts) == 100
