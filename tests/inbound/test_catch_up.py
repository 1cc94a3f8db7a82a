"""What the carrier has and we don't is found, taken in order, and answered as if it had come."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from service.clock import FixedClock
from service.errors import CarrierUnavailable, DatabaseUnavailable
from service.flows.registry import MESSAGES, TIMERS
from service.flows.turn import STEPS
from service.inbound.catch_up import CatchingUp, catch_up
from service.inbound.held import Held
from service.inbound.spool import MOST_TRIES, Kept
from service.models import Alert, CatchUp, Inbound, Outbox, PhoneRow, Trouble
from tests.inbound.recovering import MINUTE, World
from tests.line import ANA, DOV
from workers.crew import Crew
from workers.ticker import Ticker
from workers.wiring import unread


def is_stopped(world) -> bool:
    return any(phone.stopped_at for phone in world.all(PhoneRow))


def test_a_text_whose_webhook_never_came_is_answered_by_itself(world):
    world.lose("MENU")
    assert world.look() == 1
    assert [text[:16] for text in world.received()] == ["1 Find a meeting"]


def test_the_ticker_finds_it_answers_it_and_takes_nothing_twice(world):
    chores = unread(world.spool, world.carrier)
    held = Held(world.house, world.spool)
    crew = Crew(world.house, world.carrier, MESSAGES, TIMERS, chores=chores, held=held)
    world.lose("MENU")
    world.clock.advance(MINUTE)
    for _ in range(2):
        Ticker(crew).tick()
        world.simulator.settle()
    assert [text[:16] for text in world.received()] == ["1 Find a meeting"]


def test_what_came_by_its_webhook_is_not_missing(world):
    world.text("MENU")
    world.lose("MENU")
    assert [world.look(), world.look(), world.look()] == [1, 0, 0]
    assert len(world.received()) == 2


def test_they_are_taken_in_the_order_they_were_said(world):
    sids = []
    for words in ("MENU", "1", "STOP", "START"):
        sids.append(world.lose(words))
        world.clock.advance(timedelta(seconds=20))
    world.look()
    rows = sorted(world.all(Inbound), key=lambda row: row.id)
    assert [row.key for row in rows] == sids
    assert not is_stopped(world)


def test_one_that_is_just_being_handed_over_is_left_to_its_webhook(world):
    world.lose("MENU")
    assert world.look(after=timedelta(seconds=30)) == 0
    assert world.look(after=timedelta(seconds=30)) == 1


def test_an_hour_later_it_is_taken_and_not_answered(world):
    world.lose("aa near jordan mt")
    assert world.look(after=60 * MINUTE) == 1
    assert (len(world.all(Inbound)), world.received()) == (1, [])


def test_a_stop_counts_and_so_does_its_confirmation_while_it_is_fresh(world):
    world.lose("STOP")
    world.look()
    assert is_stopped(world) and len(world.received()) == 1


def test_a_stop_that_the_carrier_has_confirmed_is_not_confirmed_again(either):
    settings = either.settings.model_copy(update={"opt_out_by": "carrier"})
    either = type(either)(settings, either.clock, either.keyring, either.database)
    world = World.of(either, opt_out_by="carrier")
    world.look()
    world.lose("STOP")
    world.look()
    assert is_stopped(world) and len(world.received()) == 1


def test_a_fallback_says_something_and_answers_nothing(either):
    world = World.of(either, fallback="<Response><Message>Later.</Message></Response>")
    world.look()
    world.lose("MENU")
    world.look()
    assert [text[:6] for text in world.received()] == ["Later.", "1 Find"]


def test_a_picture_is_one_here_too(world):
    world.lose("", media=1)
    world.look()
    assert "pictures" in world.received()[0]


def test_while_the_list_is_down_nothing_is_forgotten(world):
    world.lose("STOP")
    world.simulator.exchange.faults.set("reads-fail")
    with pytest.raises(CarrierUnavailable):
        world.look(after=60 * MINUTE)
    world.simulator.exchange.faults.clear()
    assert world.look(after=60 * MINUTE) == 1


def test_a_list_that_is_down_is_asked_less_often(world, ticking):
    asked = []

    def down(line, since):
        asked.append(ticking.at)
        raise CarrierUnavailable("down")

    world.carrier.texts_received = down
    chore = CatchingUp(world.carrier, lambda house: world.recovery().take, ticking)
    began = ticking.at
    while ticking.at < began + 900:
        chore.look(world.house)
        ticking.at += 1
    assert [at - began for at in asked] == [0, 5, 15, 35, 75, 155, 315, 615]


def test_a_list_that_is_down_for_five_minutes_is_told_to_the_operator(world, ticking):
    world.simulator.exchange.faults.set("reads-fail")
    chore = CatchingUp(world.carrier, lambda house: world.recovery().take, ticking)
    began = ticking.at
    while not world.all(Alert):
        chore.look(world.house)
        ticking.at += 5
    assert 300 <= ticking.at - began < 330
    assert [alert.kind for alert in world.all(Alert)] == [Trouble.LIST_UNREAD]


def test_thousands_are_taken_page_by_page_each_once(world):
    senders = [f"+1406555{number:04}" for number in range(100, 125)]
    for number in range(1100):
        world.lose("MENU", senders[number % len(senders)])
    assert (world.look(), world.look()) == (1100, 0)
    assert len(world.all(Inbound)) == 1100


def test_one_that_dies_in_the_middle_leaves_the_rest_to_the_next(world):
    for number in range(5):
        world.lose("STOP", f"+1406555010{number}")
    world.clock.advance(MINUTE)
    take, taken = world.recovery().take, []

    def dying(seen):
        if len(taken) == 3:
            raise DatabaseUnavailable("gone")
        taken.append(seen.sid)
        return take(seen)

    with pytest.raises(DatabaseUnavailable):
        catch_up(world.house, world.carrier, dying)
    assert (world.look(after=60 * MINUTE), len(world.all(Inbound))) == (2, 5)


def test_a_webhook_at_the_same_moment_has_one_effect_and_one_answer(world):
    forms = {}
    for number in range(8):
        sender = f"+1406555010{number}"
        sid = world.lose("MENU", sender)
        forms[sid] = world.line.text_form("MENU", sender, sid)
    world.clock.advance(MINUTE)
    with ThreadPoolExecutor(4) as threads:
        looks = [threads.submit(world.look, timedelta()) for _ in range(2)]
        posts = [threads.submit(world.line.post, "/text", form) for form in forms.values()]
    inline = [b"<Message" in post.result().data for post in posts]
    for look in looks:
        look.result()  # raises what broke it
    kept = [row for row in world.all(Outbox) if row.message == "reply.kept"]
    assert (len(world.all(Inbound)), len(kept) + sum(inline)) == (8, 8)


@pytest.mark.parametrize("minutes", [-12, -1, 1, 12])
def test_a_carrier_whose_clock_is_off_loses_nothing_and_doubles_nothing(either, minutes):
    theirs = FixedClock(either.clock.now() + minutes * MINUTE)
    world = World.of(either, carriers_clock=theirs)
    found = 0
    for number in range(60):
        if number % 3 == 0:
            world.lose("MENU", f"+1406555{100 + number:04}")
        theirs.advance(MINUTE / 2)
        found += world.look(after=MINUTE / 2)
    assert found + world.look(after=15 * MINUTE) == 20
    assert len(world.all(Inbound)) == 20


def test_a_text_that_breaks_goes_to_the_spool_and_the_others_go_on(world, monkeypatch):
    monkeypatch.setitem(STEPS, "menu.hello", {}.__getitem__)  # a defect of ours
    broken = world.lose("hi")
    world.lose("STOP")
    world.lose("MENU", DOV)
    world.look()
    assert (len(world.spool), len(world.all(Inbound))) == (2, 1)
    for _ in range(MOST_TRIES + 1):
        world.replay()
    assert (len(world.spool), world.spool.set_aside(), is_stopped(world)) == (0, 1, True)
    world.look()
    assert (len(world.spool), world.spool.holds(broken)) == (0, True)


def test_what_can_be_neither_taken_nor_spooled_is_looked_for_again(world, monkeypatch):
    def looked_until():
        return world.all(CatchUp)[0].taken_until

    before = looked_until()
    monkeypatch.setitem(STEPS, "menu.hello", {}.__getitem__)  # a defect of ours
    monkeypatch.setattr(world.spool, "keep", lambda kept: False)  # a full disk
    world.lose("hi")
    world.look()
    assert looked_until() == before
    monkeypatch.undo()
    assert world.look(after=60 * MINUTE) == 1
    assert looked_until() == world.clock.now()


def test_a_text_whose_process_was_killed_while_spooling_it_is_taken_from_the_list(world):
    sid = world.lose("MENU")
    world.spool.keep(Kept(sid, ANA, "MENU", 0, world.clock.now().timestamp(), answered=False))
    [(whole, _)] = world.spool.waiting()
    whole.rename(whole.with_suffix(".part"))
    assert world.look() == 1
    assert [text[:16] for text in world.received()] == ["1 Find a meeting"]


def test_what_came_before_porchlight_was_there_is_not_answered(either):
    world = World.of(either)
    world.lose("MENU")
    assert (world.look(after=60 * MINUTE), world.look()) == (0, 0)


def test_what_may_have_been_forgotten_is_not_taken_a_second_time(world, capsys):
    sid = world.text("aa near jordan mt")
    with world.house.database.transaction() as session:
        session.delete(session.scalar(select(Inbound).where(Inbound.key == sid)))
    assert world.look(after=timedelta(days=8)) == 0
    assert "texts_too_old_to_catch_up" in capsys.readouterr().err


def test_our_own_texts_in_the_list_are_not_taken_for_a_member_s(world):
    world.text("MENU")
    world.received()
    with world.house.database.reading() as session:
        before = session.scalar(select(func.count()).select_from(Inbound))
    world.look()
    assert len(world.all(Inbound)) == before
