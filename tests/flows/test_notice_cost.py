"""What a notice is said to cost, against the carrier's own ledger of what it then did."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

import service
from service import codes
from service.alerts import open_alerts
from service.commands.money_checks import check_money
from service.models import LineType, NoticeKind, Person, PhoneRow, Trouble, Way
from service.notices import spending, states
from service.simulator.leg import PRICE_A_MINUTE
from service.simulator.recordings import keep_recording
from service.simulator.texts import PRICE_A_SEGMENT
from service.text.segments import to_gsm
from tests.line import LINE, Line
from tests.notices.parish import BEN, WALT, Parish

OFF, NEWS, VOICE = NoticeKind.OFF, NoticeKind.NEWS, NoticeKind.VOICE
ROSA, LEE, KIM, SAM, PAT = (f"+1406555{end}" for end in ("0101", "0130", "0131", "0160", "0161"))
CODE = "4081"
SERVICE = Path(service.__file__).parent
# In two segments with what stands around it; in three where it is not sent whole at once.
LONG = "Bring a chair, and something warm to drink. " * 4 + "Yes."


@pytest.fixture
def parish(world):
    """Six more in TUE: in both languages, open and discreet, on mobiles and landlines."""
    made = Parish(world.line.house, world.clock, world.ticker, world.simulator)
    made.world, landline = world, {"line": LineType.LANDLINE}
    with made.house.database.transaction() as session:
        made.add(session, ROSA, "TUE", language="es", discreet=False)
        made.add(session, LEE, "TUE", language="es")
        made.add(session, KIM, "TUE", private=True, zone="America/Chicago")
        made.add(session, SAM, "TUE", language="es", discreet=False, **landline)
        codes.set_code(session, made.add(session, PAT, "TUE", **landline), CODE)
        session.execute(update(Person).where(Person.id == made.ana).values(discreet=False))
    for number in (WALT, SAM):
        world.behave(number, "answer", "1w1")
    world.behave(PAT, "answer", f"1{CODE}w1")
    return made


def ledger(parish):
    """What the carrier has on its bill for the members, in millionths of a dollar."""
    rows = parish.simulator.exchange.ledger.rows()
    billed = [float(row["price"]) for row in rows if row["to"] != BEN and row["price"]]
    return round(sum(billed) * 1_000_000)


def tape(parish, seconds):
    call = parish.simulator.calls.dial_in(BEN, LINE)
    return keep_recording(parish.simulator.exchange, call.sid, "It is icy.", seconds).sid


@pytest.mark.parametrize("kind", [OFF, NEWS, VOICE])
def test_what_was_said_is_what_the_carrier_bills(parish, kind):
    more = {OFF: {"reason": "snow"}, NEWS: {"body": LONG}}
    said = more.get(kind) or {"recording_sid": tape(parish, 9), "seconds": 9}
    notice_id = parish.sent(kind, **said)
    parish.world.live_through(timedelta(hours=1))
    assert parish.tally(notice_id).reached == 7
    quoted = notice_of(parish, notice_id).cost_micros
    assert quoted == pytest.approx(ledger(parish), rel=0.02)
    assert spent(parish).micros == ledger(parish)


def spent(parish):
    settings, now = parish.house.settings, parish.clock.now()
    with parish.house.database.reading() as session:
        return spending.since(session, settings, spending.month_of(settings, now))


def limited(parish, cents):
    """The line, opened anew with this limit."""
    line, settings = parish.world.line, parish.house.settings
    limit = settings.model_copy(update={"notices_month_cap_cents": cents})
    parish.house = replace(parish.house, settings=limit)
    parish.world.line = Line(parish.house, line.carrier)


@pytest.mark.parametrize(
    ("language", "says"),
    [("en", "That would pass this month's limit. Not sent."), ("es", "Eso pasaría el límite")],
)
def test_above_the_limit_nothing_is_sent_and_whoever_runs_the_line_is_told(parish, language, says):
    limited(parish, cents=9)
    assert "about $0.07" in parish.world.text("OFF TUE snow", BEN)[0]
    parish.world.text("07", BEN)
    with parish.house.database.transaction() as session:
        session.execute(update(PhoneRow).values(language=language))
    assert parish.world.text("OFF TUE dec 1", BEN)[0].startswith(to_gsm(says))
    with parish.house.database.reading() as session:
        assert [one.kind for one in open_alerts(session)] == [Trouble.NOTICES_LIMIT]
        assert not check_money(session, parish.house.settings, parish.clock.now()).ok


def test_what_would_pass_it_only_when_its_number_is_said_is_told_too(parish):
    """The limit was lowered meanwhile, or another notice has used it up."""
    parish.world.text("OFF TUE snow", BEN)
    limited(parish, cents=1)
    assert "limit" in parish.world.text("07", BEN)[0]
    with parish.house.database.reading() as session:
        assert [one.kind for one in open_alerts(session)] == [Trouble.NOTICES_LIMIT]


def test_a_crisis_a_reply_and_whatever_is_no_notice_never_look_at_it(parish):
    """Reminders and check-ins lie in rooms that don't know where it is asked."""
    limited(parish, cents=1)
    assert "limit" in parish.world.text("OFF TUE snow", BEN)[0]
    assert "988" in parish.world.text("I want to kill myself", ROSA)[0]
    assert parish.world.text("HELP", KIM)
    who = {path for path in SERVICE.rglob("*.py") if "spending" in path.read_text()}
    assert {path.relative_to(SERVICE).as_posix() for path in who} == {
        *("commands/money_checks.py", "commands/notices.py", "alerts.py"),
        *("flows/calls.py", "flows/notice_draft.py"),
        *("console/today_rows.py", "console/report_rows.py"),  # which show it
        *("notices/drafts.py", "notices/sending.py"),
    }


def test_the_minutes_of_meetings_that_its_calls_were_joined_to_are_added_up(parish):
    notice_id = parish.sent(OFF)
    sid = next(row.sid for row in parish.rows(notice_id) if row.way == Way.CALL)
    with parish.house.database.transaction() as session:
        for call, seconds in ((sid, 61), (sid, 60), ("CA" + "0" * 32, 600)):
            spending.note_joined(session, call, seconds)
    assert spent(parish).joined_minutes == 3


def notice_of(parish, notice_id):
    with parish.house.database.reading() as session:
        return states.found(session, notice_id)


def test_prices_are_the_carriers_unless_they_are_set(line):
    settings = line.house.settings
    assert settings.price_text_micros == PRICE_A_SEGMENT * 1_000_000
    assert settings.price_call_micros == PRICE_A_MINUTE * 1_000_000
