"""A reminder is answered by text and on a call: the same digits leave the same rows."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from service.delivery import outbox
from service.delivery.outbox import Outgoing
from service.flows import questions
from service.flows.scripts import SCRIPTS
from service.flows.threads import standing
from service.flows.turn import Channel, Choose, Turn, follow, go
from service.house import House
from service.models import Lane, Outbox, State, Way
from tests.equality.thumb import Thumb
from tests.equality.two_channels import MOMENTS, OWN, Rows, rows_of
from tests.equality.valley import ANA, TEN_TO_SIX, Valley, settle

HOUR = timedelta(hours=1)
WAY = frozenset({"way", "state"})


@pytest.fixture
def valley(house, clock):
    clock.at = TEN_TO_SIX
    settle(house)
    return house


def remind(valley: Valley, way: Way) -> tuple[int, str]:
    """It has gone out, as a text that asks or as a call that is picked up."""
    reminder_id, starts = valley.reminder(ANA, "TUE")
    phone_id = valley.phone_id(ANA)
    outgoing = Outgoing(
        way=way, lane=Lane.REMINDER, dedupe_key="due", phone_id=phone_id, message="reminder.due",
        useful_until=valley.now + HOUR, subject_id=reminder_id,
    )  # fmt: skip
    row = outbox.put(valley.session, outgoing, valley.now)
    sent = update(Outbox).where(Outbox.id == row).values(state=State.DELIVERED)
    valley.session.execute(sent)
    if way is Way.TEXT:
        _ask(valley, phone_id, (reminder_id, starts), row)
    return reminder_id, starts


def _ask(valley: Valley, phone_id: int, about: tuple[int, str], row: str) -> None:
    settings, now = valley.house.settings, valley.now
    turn = Turn(valley.session, settings, Channel.TEXT, "en", now, "", {}, phone_id)
    asked_by, reply = follow(turn, go("remind.due", *about))
    assert isinstance(reply, Choose)
    thread = standing(valley.session, phone_id, now).thread
    questions.ask_first(valley.session, thread, asked_by, reply, row, now, now + HOUR, again=False)


@pytest.mark.parametrize("keys", ["1", "2", "31", "32"])
def test_an_answer_by_text_and_by_keys_leaves_the_same(valley, keys):
    texted = after(valley, Way.TEXT, keys)
    called = after(valley, Way.CALL, f"1{keys}")  # behind the gate
    assert texted == called
    assert texted["attendances"] or texted["rides"]


def after(house: House, way: Way, keys: str) -> Rows:
    """What these digits leave, in a transaction that is undone."""
    with house.database.engine.connect() as connection:
        channel = Channel.TEXT if way is Way.TEXT else Channel.CALL
        thumb = Thumb(house, connection, ANA, channel, placed=way is Way.CALL)
        with thumb.undone():
            about = thumb.within(lambda session: remind(Valley(session, house), way))
            if way is Way.CALL:
                thumb.begin(go(SCRIPTS["reminder.due"], *about))
            for key in keys:
                thumb.press(key)
            return thumb.within(lambda session: rows_of(session, OWN | MOMENTS | WAY))
