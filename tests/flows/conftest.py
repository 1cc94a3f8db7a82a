import pytest

from service.meetings.importer import import_feed
from tests.filled import fill
from tests.flows.asking import Asking, asking_ana
from tests.golden.test_golden import FOLDER, MONDAY


@pytest.fixture
def listed(line, clock):
    """The line with the meetings of the golden transcripts; it is Monday, half past five in Jordan."""
    clock.at = MONDAY
    with line.house.database.transaction() as session:
        raw = (FOLDER / "meetings.json").read_bytes()
        import_feed(session, "golden", raw, "aa", "America/Denver", clock.now())
    return line


@pytest.fixture
def community(line, clock):
    """The line of the sample community, at the same hour."""
    clock.at = MONDAY
    fill(line.house)
    return line


@pytest.fixture
def asking(community) -> Asking:
    """What we ask Ana first, in the sample community."""
    return asking_ana(community)
