"""From a text to its reminder: the simulator, the real SDK, the doors and the ticker in one process."""

from sqlalchemy import select

from service.models import LineType, PhoneRow, Way


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
    assert world.text("1")[0].startswith("Going: tonight 7 pm. See you there.")


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
    world.pass_time(minutes=31)
    row = next(row for row in world.outbox() if row.message == "reminder.due")
    assert row.way == Way.CALL and row.sid.startswith("CA")
