import pytest
from sqlalchemy import delete, update
from sqlalchemy.exc import DBAPIError

from service.access import log
from service.access.log import What
from service.models import LogEntry
from tests.conftest import MONDAY_EVENING


@pytest.mark.parametrize("edit", [delete(LogEntry), update(LogEntry).values(what="nothing")])
def test_an_entry_is_edited_by_nobody(database, edit):
    with database.transaction() as session:
        log.write(session, None, What.SIGNED_IN, MONDAY_EVENING)
    with pytest.raises(DBAPIError, match="not edited"), database.transaction() as session:
        session.execute(edit)
