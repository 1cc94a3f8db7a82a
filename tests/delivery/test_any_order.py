"""Whatever is said of a text or a call, in whichever order and however often: it ends the same."""

import random
from itertools import permutations

import pytest

from service.carrier.port import Accepted, Unknown
from service.clock import machine_now
from service.delivery import outbox
from service.delivery.ready import make_ready
from service.delivery.receipts import record_receipt
from service.delivery.settle import settle
from service.delivery.windows import USUAL
from service.models import Lane, Outbox, State, Way
from tests.sending import HOUR, say_hello

ACCEPTED, LOST = Accepted("SM1"), Unknown("lost")
# What is said, and how the row ends. `queued` is no end: it goes again, and waits for that.
OF_A_TEXT = {
    "delivered": (["queued", "sent", "delivered"], State.DELIVERED),
    "read": (["sent", "delivered", "read"], State.DELIVERED),
    "said both ways": (["sent", "undelivered 30005", "delivered"], State.DELIVERED),
    "out of reach, and yet": (["sent", "undelivered 30003", "delivered"], State.DELIVERED),
    "a landline": (["queued", "failed 30006"], State.UNDELIVERED),
    "never came": (["queued", "sent", "undelivered"], State.UNDELIVERED),
    "out of reach": (["queued", "sent", "undelivered 30003"], State.QUEUED),
    "not registered": (["queued", "failed 30034"], State.QUEUED),
    "no receipts there": (["queued", "sent"], State.SENT),
    "words we don't know": (["beamed up", "sent", "delivered"], State.DELIVERED),
}
OF_A_CALL = {
    "picked up": (["initiated", "ringing", "in-progress", "completed"], State.COMPLETED),
    "busy": (["initiated", "busy"], State.BUSY),
    "nobody": (["initiated", "ringing", "no-answer"], State.NO_ANSWER),
    "a machine, said early": (["ringing", "in-progress machine_start", "completed"], State.MACHINE),
    "a machine, said late": (["in-progress", "completed", "completed fax"], State.MACHINE),
    "a machine, by itself": (["ringing", " machine_end_beep", "completed"], State.MACHINE),
    "a person, by itself": (["ringing", " human", "completed"], State.COMPLETED),
    "unknown who": (["in-progress unknown", "completed"], State.COMPLETED),
}
STORIES = [
    (way, *story, answer)
    for way, stories in ((Way.TEXT, OF_A_TEXT), (Way.CALL, OF_A_CALL))
    for story in stories.values()
    for answer in (ACCEPTED, LOST)
]
NAMES = [
    f"{name}, {answer}" for name in (*OF_A_TEXT, *OF_A_CALL) for answer in ("answered", "lost")
]
A_SAMPLE = 40


@pytest.fixture
def posted(house, put_out):
    """Puts out a row and makes it ready: it is being posted."""

    def post(key: str, way: Way) -> str:
        mine = put_out(key, way=way, lane=Lane.NOTICE, useful_until=house.clock.now() + 3 * HOUR)
        with house.database.transaction() as session:
            claimed = outbox.claim(session, house.clock.now(), machine_now(), 1)
        assert len(make_ready(house, say_hello, claimed)) == 1
        return mine

    return post


def hear(session, house, outbox_id, said):
    """One receipt, or the answer of the POST itself."""
    if not isinstance(said, str):
        row = session.get(Outbox, outbox_id)
        settle(session, row, 1, said, house.clock.now(), USUAL)
        return
    status, _, more = said.partition(" ")
    form = {"MessageStatus": status, "CallStatus": status, "MessageSid": "SM1", "CallSid": "SM1"}
    extra = {"ErrorCode": more} if more.isdecimal() else {"AnsweredBy": more}
    record_receipt(session, outbox_id, 1, form | extra, house.clock.now())


def orders(said, answer):
    """Every order of the receipts and the answer, and some in which receipts come twice."""
    yield from permutations([*said, answer])
    chance = random.Random(7)
    twice = [*said, *said, answer]
    for _ in range(A_SAMPLE):
        chance.shuffle(twice)
        yield list(twice)


@pytest.mark.parametrize(("way", "said", "end", "answer"), STORIES, ids=NAMES)
def test_every_order_ends_the_same(house, posted, way, said, end, answer):
    mine = posted("one", way)
    ends = set()
    for order in orders(said, answer):
        with house.database.transaction() as session:
            assert session.get(Outbox, mine).state == State.SENDING
            for one in order:
                hear(session, house, mine, one)
            row = session.get(Outbox, mine)
            ends.add((State(row.state), row.sid))
            session.rollback()
    assert ends == {(end, "SM1")}


@pytest.mark.parametrize(("way", "said", "end", "answer"), STORIES[:12:5])
def test_so_it_does_on_both_databases(database, house, posted, way, said, end, answer):
    for number, order in enumerate(permutations([*said, answer])):
        mine = posted(f"n{number}", way)
        for one in order:
            with house.database.transaction() as session:
                hear(session, house, mine, one if isinstance(one, str) else answer)
                found = session.get(Outbox, mine)
        assert found.state == end
        with house.database.transaction() as session:
            session.get(Outbox, mine).sid = None  # the next one has the same
