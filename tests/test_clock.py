from datetime import UTC, datetime, timedelta

import pytest

from service.clock import MovableClock, zone
from service.errors import BadInput, UnknownZone


def test_a_moved_clock_is_moved_for_every_process(tmp_path):
    mine, theirs = MovableClock(tmp_path / "clock"), MovableClock(tmp_path / "clock")
    theirs.now()
    mine.move_to(mine.now() + timedelta(hours=5))
    assert theirs.now() - datetime.now(UTC) == pytest.approx(
        timedelta(hours=5), abs=timedelta(seconds=1)
    )


def test_time_never_runs_backwards(tmp_path):
    clock = MovableClock(tmp_path / "clock")
    with pytest.raises(BadInput):
        clock.move_to(clock.now() - timedelta(seconds=1))


@pytest.mark.parametrize("name", ["Mars/Olympus", "", "../etc/passwd", "America"])
def test_a_zone_that_is_none_is_refused(name):
    with pytest.raises(UnknownZone):
        zone(name)
