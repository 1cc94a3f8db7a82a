"""From a text to its reminder: the simulator, the real SDK, the doors and the ticker in one process."""

from dataclasses import dataclass
from datetime import timedelta

import pytest
from sqlalchemy import select

from service.carrier.twilio import TwilioCarrier
from service.flows.registry import MESSAGES, TIMERS
from service.meetings.importer import import_feed
from service.models import LineType, Outbox, PhoneRow, Reminder, Way
from service.simulator.carrier import Simulator, SimulatorSettings, wsgi_poster
from service.simulator.server import create_simulator
from tests.golden.test_golden import FOLDER, MONDAY
from tests.line import ACCOUNT, ANA, LINE, PUBLIC, TOKEN, Line
from workers.crew import Crew
from workers.ticker import Ticker


@dataclass
class World:
    """Everything that runs in the demo."""

    line: Line
    simulator: Simulator
    ticker: Ticker
    clock: object

    def text(self, body: str) -> list[str]:
        return [reply.body for reply in self.simulator.text(ANA, LINE, body).replies]

    def pass_time(self, **by: int) -> None:
        self.clock.advance(timedelta(**by))
        for _ in range(3):
            self.ticker.tick()
            self.simulator.settle()

    def received(self) -> list[str]:
        return [message.body for message in self.simulator.inbox(ANA)]

    def outbox(self) -> list[Outbox]:
        with self.line.house.database.reading() as session:
            return list(session.scalars(select(Outbox).order_by(Outbox.created_at)))


@pytest.fixture
def world(line, clock, house):
    clock.at = MONDAY
    with house.database.transaction() as session:
        raw = (FOLDER / "meetings.json").read_bytes()
        import_feed(session, "golden", raw, "aa", "America/Denver", clock.now())
    urls = {"sms_url": f"{PUBLIC}/text", "voice_url": f"{PUBLIC}/voice/in"}
    settings = SimulatorSettings(ACCOUNT, TOKEN, (LINE,), **urls)
    simulator = Simulator(settings, clock, post=wsgi_poster(line.app))
    carrier = TwilioCarrier(ACCOUNT, TOKEN, wsgi=create_simulator(simulator))
    return World(line, simulator, Ticker(Crew(house, carrier, MESSAGES, TIMERS)), clock)


def test_a_reminder_arrives_once_at_its_time_with_its_receipt(world):
    world.text("aa tonight near jordan mt")
    world.text("1")
    world.text("1")
    world.pass_time(minutes=29)
    assert not any(text.startswith("Reminder:") for text in world.received())
    world.pass_time(minutes=2)
    world.pass_time(minutes=2)
    reminders = [text for text in world.received() if text.startswith("Reminder:")]
    assert reminders == [
        "Reminder: tonight 7 pm. Reply 1 going, 2 not this time, 0 a person. STOP to end."
    ]
    assert [row.state for row in world.outbox() if row.message == "reminder.due"] == ["delivered"]


def test_the_reminder_s_digit_is_not_taken_for_the_list_s(world):
    for words in ("aa near jordan mt", "1", "1"):
        world.text(words)
    world.pass_time(minutes=31)
    assert world.text("1") == ["Going: tonight 7 pm. See you there. Reply 0 for a person any time."]


def test_what_we_start_names_no_group_no_topic_and_no_place(world):
    for words in ("aa near jordan mt", "1", "1"):
        world.text(words)
    world.pass_time(minutes=31)
    told = world.received()[-1].lower()
    assert not any(word in told for word in ("aa", "hand in hand", "alder", "jordan", "ridgepeers"))


def test_after_stop_the_reminder_does_not_go_out_and_says_why(world):
    for words in ("aa near jordan mt", "1", "1", "STOP"):
        world.text(words)
    world.pass_time(minutes=31)
    row = next(row for row in world.outbox() if row.message == "reminder.due")
    assert row.state == "suppressed" and row.reason


def test_replies_in_the_webhook_s_answer_get_their_receipts_too(world):
    world.text("hi")
    world.simulator.settle()
    assert [row.state for row in world.outbox()] == ["delivered"]


def test_a_landline_is_called_instead(world):
    world.text("hi")
    with world.line.house.database.transaction() as session:
        session.scalar(select(PhoneRow)).line_type = LineType.LANDLINE
    for words in ("aa near jordan mt", "1", "1"):
        world.text(words)
    with world.line.house.database.reading() as session:
        assert session.scalar(select(Reminder.way)) == Way.CALL
    world.pass_time(minutes=31)
    row = next(row for row in world.outbox() if row.message == "reminder.due")
    assert row.way == Way.CALL and row.sid.startswith("CA")
