"""What a person has to know of: one row a kind, counted, cleared, and told to the operator."""

import json
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import select, text

from service.alerts import ONCE, clear_quiet, open_alerts, pauses, raise_alert
from service.carrier.port import Refused, Verdict
from service.delivery.pauses import clear, put_off
from service.delivery.send import drain
from service.flows.registry import MESSAGES
from service.house import House
from service.logs import start_logging
from service.models import Alert, Lane, Outbox, State, Trouble, Way
from service.telling import tell_operator
from service.text.words import CATALOGUE
from tests.sending import (
    HOUR,
    ScriptedCarrier,
    database_in_use,
    house,
    put_out,
    row,
    say_hello,
    settings_in,
)

__all__ = ["database_in_use", "house", "put_out"]

OPERATOR = "+14065550120"
REFUSED = Refused(Verdict.OURS, 20003, "The carrier does not accept our account or its key.")


def meet(house, kind=Trouble.FILTERED, **more):
    with house.database.transaction() as session:
        raise_alert(session, kind, "A spam filter took it.", house.clock.now(), **more)


def alert(house, kind=Trouble.FILTERED):
    with house.database.reading() as session:
        return session.scalars(select(Alert).where(Alert.kind == kind)).one()


def test_it_is_one_row_a_kind_and_counts(database, house, clock):
    first = clock.now()
    for _ in range(3):
        meet(house)
        clock.advance(HOUR)
    found = alert(house)
    assert (found.count, found.first_at, found.last_at) == (3, first, first + 2 * HOUR)


def test_what_was_cleared_and_comes_back_begins_anew(house, clock):
    meet(house)
    meet(house)
    with house.database.transaction() as session:
        assert clear(session, Trouble.FILTERED, clock.now())
        assert open_alerts(session) == []
    clock.advance(HOUR)
    meet(house)
    found = alert(house)
    assert (found.count, found.first_at, found.cleared_at) == (1, clock.now(), None)


def test_what_is_not_met_for_a_day_is_over(house, clock):
    meet(house)
    clock.advance(25 * HOUR)
    meet(house, Trouble.NEW_CODE)
    with house.database.transaction() as session:
        clear_quiet(session, clock.now())
        assert [one.kind for one in open_alerts(session)] == [Trouble.NEW_CODE]


def test_many_that_meet_two_kinds_at_once_wait_for_nobody(database, house):
    kinds = [Trouble.FILTERED, Trouble.NEW_CODE]
    for kind in kinds:
        meet(house, kind)

    def meet_both(order):
        with house.database.transaction() as session:
            for kind in order:
                raise_alert(session, kind, "Trouble.", house.clock.now())

    threads = [
        threading.Thread(target=meet_both, args=(kinds[:: 1 - 2 * (n % 2)],)) for n in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(2 <= alert(house, kind).count <= 9 for kind in kinds)


two_writers = pytest.mark.parametrize("database", ["postgres"], indirect=True)


@two_writers
def test_two_that_meet_two_new_kinds_in_other_orders_wait_for_nobody(database, house):
    one, other = Trouble.FILTERED, Trouble.NEW_CODE
    now = house.clock.now()
    with house.database.transaction() as mine, house.database.transaction() as theirs:
        raise_alert(mine, one, "Trouble.", now)
        raise_alert(theirs, other, "Trouble.", now)
        raise_alert(mine, other, "Trouble.", now)
        raise_alert(theirs, one, "Trouble.", now)
    assert [alert(house, kind).count for kind in (one, other)] == [1, 1]


@two_writers
@pytest.mark.parametrize("kind", sorted(ONCE))
def test_what_is_met_once_is_open_although_a_person_is_just_clearing_it(database, house, kind):
    meet(house, kind)
    with ThreadPoolExecutor(1) as aside:
        with house.database.transaction() as session:
            clear(session, kind, house.clock.now())
            met = aside.submit(meet, house, kind)
            wait_for_a_lock(database, met)
        met.result()
    assert (alert(house, kind).cleared_at, alert(house, kind).count) == (None, 1)


@two_writers
def test_what_is_just_met_again_after_a_day_is_not_over_and_nobody_waits(database, house, clock):
    meet(house)
    clock.advance(25 * HOUR)
    with house.database.transaction() as mine, house.database.transaction() as theirs:
        raise_alert(mine, Trouble.FILTERED, "A spam filter took it.", clock.now())
        clear_quiet(theirs, clock.now())
    assert (alert(house).cleared_at, alert(house).count) == (None, 2)


def wait_for_a_lock(database, work):
    """Until `work` stands before a lock, or has ended without meeting one."""
    waits = text("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'")
    while not work.done():
        with database.reading() as session:
            if session.scalar(waits):
                return


def test_only_the_first_and_the_tenth_of_many_are_logged(house, capsys):
    start_logging()
    for _ in range(12):
        meet(house)
    mine = [line for line in capsys.readouterr().err.splitlines() if "A spam filter" in line]
    assert [json.loads(line)["count"] for line in mine] == [1, 10]


def test_what_we_start_waits_while_all_is_refused_and_replies_go(database, house, put_out, clock):
    first, second = put_out("first"), put_out("second")
    drain(house, ScriptedCarrier(REFUSED, REFUSED), say_hello, limit=1)
    clock.advance(timedelta(seconds=1))
    fresh, reply = put_out("fresh"), put_out("reply", lane=Lane.REPLY)
    drain(house, ScriptedCarrier(), say_hello, limit=10)
    states = [row(house.database, one).state for one in (first, second, fresh, reply)]
    assert states == [State.QUEUED, State.QUEUED, State.QUEUED, State.ACCEPTED]
    assert row(house.database, fresh).not_before == alert(house, Trouble.TEXTS_REFUSED).paused_until


def test_a_reply_that_is_due_already_is_not_put_off_with_the_rest(database, house, put_out, clock):
    reply = put_out("reply", lane=Lane.REPLY, not_before=clock.now() - HOUR)
    with house.database.transaction() as session:
        put_off(session, Way.TEXT, clock.now() + HOUR, clock.now(), "Our key is wrong.")
    assert row(house.database, reply).not_before == clock.now() - HOUR


def test_calls_go_on_while_texts_are_refused(house, put_out):
    put_out("text")
    drain(house, ScriptedCarrier(REFUSED), say_hello, limit=1)
    call = put_out("call", way=Way.CALL)
    drain(house, ScriptedCarrier(), say_hello, limit=10)
    assert row(house.database, call).state == State.ACCEPTED


def test_a_pause_ends_by_itself_or_by_a_person(database, house, put_out, clock):
    mine = put_out()
    drain(house, ScriptedCarrier(REFUSED), say_hello, limit=1)
    with house.database.transaction() as session:
        assert list(pauses(session, clock.now())) == [Way.TEXT]
        assert pauses(session, clock.now() + HOUR) == {}
        assert clear(session, Trouble.TEXTS_REFUSED, clock.now())
        assert pauses(session, clock.now()) == {}
    drain(house, ScriptedCarrier(), say_hello, limit=10)
    assert row(house.database, mine).state == State.ACCEPTED


@pytest.fixture
def told_house(house):
    settings = settings_in(house.settings.data_dir).model_copy(update={"operator_number": OPERATOR})
    return House(settings, house.clock, house.keyring, house.database)


def words(house):
    return lambda session, claimed, now: MESSAGES[claimed.message](session, house, claimed, now)


def test_the_operator_is_texted_without_anybody_s_data(told_house):
    meet(told_house)
    assert tell_operator(told_house) == 1
    carrier = ScriptedCarrier()
    drain(told_house, carrier, words(told_house), limit=10)
    [sent] = carrier.sent
    assert sent.to.e164 == OPERATOR
    assert (
        sent.body == "Porchlight: a spam filter takes our texts. Count: 1. Run: porchlight doctor"
    )


def test_the_operator_is_texted_once_an_hour_a_kind_and_only_of_news(told_house, clock):
    meet(told_house)
    assert [tell_operator(told_house) for _ in range(3)] == [1, 0, 0]
    clock.advance(HOUR / 2)
    meet(told_house)
    meet(told_house, Trouble.NEW_CODE)
    assert tell_operator(told_house) == 1
    clock.advance(HOUR / 2)
    assert tell_operator(told_house) == 1
    clock.advance(2 * HOUR)
    assert tell_operator(told_house) == 0


def test_one_bad_moment_of_the_carrier_is_no_news(told_house):
    for told in (0, 1):
        for _ in range(9):
            meet(told_house, Trouble.CARRIER_AWAY)
        assert tell_operator(told_house) == told


def test_without_a_number_nobody_is_texted(house):
    meet(house)
    assert tell_operator(house) == 0


def test_the_word_to_the_operator_is_not_held_by_the_pause_it_tells_of(told_house, put_out):
    put_out()
    drain(told_house, ScriptedCarrier(REFUSED), say_hello, limit=1)
    tell_operator(told_house)
    carrier = ScriptedCarrier()
    drain(told_house, carrier, words(told_house), limit=10)
    assert [text.to.e164 for text in carrier.sent] == [OPERATOR]


def test_what_was_cleared_meanwhile_is_not_told(told_house):
    meet(told_house)
    tell_operator(told_house)
    with told_house.database.transaction() as session:
        clear(session, Trouble.FILTERED, told_house.clock.now())
    drain(told_house, carrier := ScriptedCarrier(), words(told_house), limit=10)
    assert carrier.sent == []
    with told_house.database.reading() as session:
        assert session.scalars(select(Outbox.state)).all() == [State.SUPPRESSED]


def test_each_trouble_has_its_words():
    assert {f"alert.{kind}" for kind in Trouble} <= set(CATALOGUE)


def test_no_number_name_or_text_has_a_place_in_it(house):
    meet(house)
    with house.database.reading() as session:
        columns = session.execute(text("SELECT * FROM alerts")).keys()
    assert set(columns) == {
        *("id", "kind", "detail", "first_at", "last_at", "count"),
        *("paused_until", "told_at", "cleared_at"),
    }
