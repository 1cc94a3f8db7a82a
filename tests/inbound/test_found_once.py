"""A crisis found late is answered and has its case; by whichever ways a text is found, once."""

from datetime import timedelta
from itertools import permutations

import pytest

from service.errors import DatabaseUnavailable
from service.inbound.spool import Kept
from service.models import Case, Inbound, Outbox, State
from tests.inbound.recovering import MINUTE, World
from tests.line import ANA

CRISIS = "i want to kill myself"


def test_a_crisis_is_answered_and_has_its_case_whatever_its_age(world):
    sid = world.lose(CRISIS)
    world.look(after=timedelta(days=2))
    assert [case.source_key for case in world.all(Case)] == [sid]
    assert len(world.received()) == 1 and "988" in world.received()[0]


def test_a_crisis_is_answered_once_by_list_spool_and_webhook_together(world):
    sid = world.lose(CRISIS)
    world.look(after=5 * MINUTE)
    world.spool.keep(Kept(sid, ANA, CRISIS, 0, world.clock.now().timestamp(), answered=False))
    world.replay()
    inline = world.line.text(CRISIS, sid=sid)
    world.look()
    assert len(world.received()) + len(inline) == 1
    assert len(world.all(Case)) == 1


WAYS = ("spool", "list", "webhook")


@pytest.mark.parametrize("words", ["MENU", CRISIS])
@pytest.mark.parametrize("order", list(permutations(WAYS)), ids=" ".join)
def test_by_whichever_ways_it_comes_and_in_any_order_it_is_answered_once(world, order, words):
    sid, inline = world.lose(words), []
    world.clock.advance(MINUTE)
    for way in order:
        if way == "spool":
            said_at = world.clock.now().timestamp()
            world.spool.keep(Kept(sid, ANA, words, 0, said_at, answered=False))
            world.replay()
        elif way == "list":
            world.look(after=timedelta())
        else:
            inline += world.line.text(words, sid=sid)
            receipts_of_what_went_back(world)
        world.send()
    assert len(inline) + len(world.received()) == 1
    assert (len(world.all(Inbound)), len(world.all(Case))) == (1, int(words == CRISIS))


def receipts_of_what_went_back(world) -> None:
    form = {"MessageSid": "SM" + "9" * 32, "MessageStatus": "delivered"}
    for row in world.all(Outbox):
        if row.state == State.INLINE:
            world.line.post(f"/status/text/{row.id}/1", form)


def test_crisis_words_that_went_although_nothing_was_written_down_do_not_go_again(
    world, monkeypatch
):
    def away(*_):
        raise DatabaseUnavailable("gone")

    with monkeypatch.context() as broken:
        broken.setattr(world.house.database, "transacted", away)
        world.text(CRISIS)
    for path, _ in world.spool.waiting():  # and then the disk was lost
        world.spool.done(path)
    assert (world.look(), len(world.all(Case)), len(world.received())) == (1, 1, 1)


def test_a_crisis_is_not_answered_by_what_a_fallback_says(either):
    world = World.of(either, fallback="<Response><Message>Later.</Message></Response>")
    world.look()
    world.lose(CRISIS)
    world.look()
    fallback, ours = world.received()
    assert fallback == "Later." and "988" in ours
