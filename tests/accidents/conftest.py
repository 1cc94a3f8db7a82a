"""What more than one of the accidents here needs."""

from dataclasses import replace

import pytest

from service.db import Database
from tests.line import Line


@pytest.fixture
def breaks(world, tmp_path):
    """Takes the database away from the running line, and puts it back."""
    whole = world.line
    nowhere = Database(f"sqlite:///{tmp_path / 'no' / 'folder.db'}")
    gone = Line(replace(whole.house, database=nowhere))

    def switch(broken: bool) -> None:
        world.line = gone if broken else whole

    return switch
