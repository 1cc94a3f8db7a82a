import pytest

from service.models import Post
from tests.console.desk import Desk, post_of
from tests.line import BEN


@pytest.fixture
def desk(line) -> Desk:
    """A browser nobody has signed in with yet."""
    return Desk(line.app, line.house)


@pytest.fixture
def ben(desk) -> Desk:
    """Ben owns the line, and is signed in."""
    post_of(desk.house, BEN, Post.OWNER, "Ben")
    desk.sign_in(BEN)
    return desk
