import csv
import io

from service.access import log
from service.access.log import What
from service.console.report_rows import LOG_PAGE
from service.db import new_id
from service.members import find_phone
from service.models import Attempt, ConsentRow, Outbox, State
from service.text.phone import Phone
from tests.line import BEN


def test_the_log_says_who_signed_in(ben):
    page = ben.get("/reports/log").text
    assert "Ben" in page and "signed in" in page


def test_the_log_is_read_page_by_page(ben):
    with ben.house.database.transaction() as session:
        for _ in range(LOG_PAGE):
            log.write(session, None, What.CODE_WRONG, ben.house.clock.now())
    assert "signed in" not in ben.get("/reports/log").text
    assert "signed in" in ben.get("/reports/log?page=2").text


def test_the_log_leaves_as_a_sheet_without_names(ben):
    rows = list(csv.DictReader(io.StringIO(ben.get("/reports/log.csv").text)))
    assert rows[0]["what"] == "signed_in"
    assert "Ben" not in str(rows)


def gone_out(house, states, sids=1):
    """Rows for Ben's phone that ended so, each with so many tries the carrier took."""
    now = house.clock.now()
    with house.database.transaction() as session:
        phone = find_phone(session, house.keyring, Phone(BEN))
        for state in states:
            id = new_id()
            session.add(
                Outbox(
                    id=id, way="text", lane="notice", priority=4, dedupe_key=id, phone_id=phone.id,
                    message="x", state=state, not_before=now, useful_until=now, attempts=sids,
                    created_at=now, changed_at=now,
                )
            )  # fmt: skip
            session.flush()
            for number in range(1, sids + 1):
                session.add(
                    Attempt(
                        id=new_id(), outbox_id=id, number=number, started_at=now, posted_at=now,
                        sid=f"SM{id}{number}", keep_until=now,
                    )
                )  # fmt: skip


def test_what_arrived_is_counted_by_its_way(ben):
    gone_out(ben.house, [State.DELIVERED, State.DELIVERED, State.DELIVERED, State.UNDELIVERED])
    page = ben.get("/reports/").text
    assert "75%" in page


def test_what_went_out_twice_is_said(ben):
    gone_out(ben.house, [State.DELIVERED], sids=2)
    assert "Sent twice: 1." in ben.get("/reports/").text


def test_few_cases_are_not_shown(ben):
    assert "Fewer than 5" in ben.get("/reports/").text


def test_opting_out_is_counted(ben):
    now = ben.house.clock.now()
    with ben.house.database.transaction() as session:
        phone = find_phone(session, ben.house.keyring, Phone(BEN))
        session.add(ConsentRow(phone_id=phone.id, event="opt_out", how="text", at=now))
    assert "1 phone said STOP" in ben.get("/reports/?days=30").text
