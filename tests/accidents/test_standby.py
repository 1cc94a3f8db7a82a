"""Nothing can be written down, so no ladder begins: the fallback numbers are called by the process alone."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from service.crisis.standby import AGAIN_S, GOOD_FOR_S, GRACE_S, MOST, Trouble, seal, unseal
from service.db import Database
from service.flows.keeper import Keeper
from service.inbound.spool import Spool
from service.models import Case, CaseEvent, CaseStep
from tests.duty import LEE, put_on_duty
from tests.line import ANA, BEN, DOV, LINE, Caller, Line

pytestmark = pytest.mark.accident
CRISIS, UNSAFE = "i want to kill myself", "he is hitting me right now help"


@pytest.fixture
def down(world, tmp_path):
    """The world whose line has lost its database, with Ben and Dov to fall back on."""
    whole = world.line.house
    settings = whole.settings.model_copy(update={"crisis_fallback_numbers": f"{BEN} {DOV}"})
    nowhere = Database(f"sqlite:///{tmp_path / 'no' / 'folder.db'}")
    world.line = Line(replace(whole, settings=settings, database=nowhere), world.carrier)
    world.whole = replace(whole, settings=settings)
    return world


def later(world, seconds: float) -> None:
    world.clock.advance(timedelta(seconds=seconds))
    world.line.app.extensions["standby"].look()
    world.simulator.settle()


def calls(world) -> int:
    return len(world.simulator.calls_of(BEN)) + len(world.simulator.calls_of(DOV))


def back(world) -> None:
    """The database is there again, and what waited is taken."""
    world.line = Line(world.whole, world.carrier)
    spool = Spool(world.whole.settings.data_dir / "spool", world.whole.keyring)
    Keeper(world.whole, spool, world.line.app.extensions["on_duty"]).look()


def test_all_of_them_are_called_and_texted_a_moment_after_the_answer(down):
    assert "988" in down.text(CRISIS)[0] and calls(down) == 0
    later(down, GRACE_S)
    assert calls(down) == 2
    assert [len(down.received(one)) for one in (BEN, DOV)] == [1, 1]


def test_a_key_joins_them_with_whoever_wrote_and_neither_sees_the_others_number(down):
    down.behave(BEN, keys="1w1")
    down.behave(DOV, "no-answer")
    down.behave(ANA, keys="1")
    down.text(CRISIS)
    later(down, GRACE_S)
    rung = down.simulator.calls_of(ANA)[-1]
    assert rung.status == "completed" and rung.sender == LINE
    assert ANA[-7:] not in " ".join(down.heard(BEN))


def test_a_machine_learns_nothing(down):
    down.behave(BEN, "machine")
    down.text(CRISIS)
    later(down, GRACE_S)
    assert "danger" not in " ".join(down.heard(BEN)) and down.simulator.calls_of(ANA) == []


def test_whoever_takes_it_second_hears_so(down):
    down.behave(BEN, keys="1h")
    down.behave(DOV, keys="1h")
    down.text(CRISIS)
    later(down, GRACE_S)
    assert sum("Somebody else has it" in " ".join(down.heard(one)) for one in (BEN, DOV)) == 1


def test_nobody_is_called_twice_within_ten_minutes_and_again_after_them(down):
    down.behave(BEN, "no-answer")
    down.behave(DOV, "no-answer")
    down.text(CRISIS)
    later(down, GRACE_S)
    down.text(CRISIS)
    later(down, AGAIN_S - 1)
    assert calls(down) == 2
    later(down, 1)
    assert calls(down) == 4


def test_a_record_that_only_came_late_calls_nobody(down):
    down.text(CRISIS)
    asked = down.line
    back(down)
    down.line = asked
    later(down, GRACE_S)
    assert calls(down) == 0


def test_concern_calls_nobody(down):
    down.text("i feel so hopeless")
    later(down, GRACE_S)
    assert calls(down) == 0


def test_where_ringing_may_not_be_safe_they_hear_it_first(down):
    down.behave(BEN, keys="1h")
    down.text(UNSAFE)
    later(down, GRACE_S)
    assert "may make it worse" in " ".join(down.heard(BEN))
    assert down.simulator.calls_of(ANA) == []


def test_words_on_a_call_do_the_same(down):
    Caller(down.line, action="/voice/turn/1/en").say(CRISIS)
    later(down, GRACE_S)
    assert calls(down) == 2


def test_when_the_database_is_back_its_case_says_who_took_it(down):
    down.behave(BEN, keys="1h")
    down.text(CRISIS)
    later(down, GRACE_S)
    back(down)
    with down.whole.database.reading() as session:
        steps = session.scalars(select(CaseEvent.what).order_by(CaseEvent.id)).all()
        assert session.scalars(select(Case)).one().paged_since
    assert {CaseStep.STANDBY, CaseStep.STANDBY_TOOK} <= set(steps)


@pytest.fixture
def nobody(down):
    """Everything works, but nobody is on the roster."""
    down.line = Line(down.whole, down.carrier)
    return down


def watched(world) -> None:
    world.line.app.extensions["keeper"].look()
    later(world, GRACE_S)


def test_a_roster_without_anybody_has_them_called_once_a_round(nobody):
    for one in (BEN, DOV):
        nobody.behave(one, "no-answer")
    nobody.text(CRISIS)
    watched(nobody)
    watched(nobody)
    assert calls(nobody) == 2
    nobody.pass_time(minutes=16)
    watched(nobody)
    assert calls(nobody) == 4


def test_who_has_somebody_on_the_roster_calls_no_fallback(nobody):
    put_on_duty(nobody.whole, LEE)
    nobody.text(CRISIS)
    watched(nobody)
    assert calls(nobody) == 0


def test_once_one_of_them_has_taken_it_no_round_calls_the_others(nobody):
    nobody.behave(BEN, keys="1h")
    nobody.text(CRISIS)
    watched(nobody)
    before = calls(nobody)
    nobody.pass_time(minutes=16)
    watched(nobody)
    assert calls(nobody) == before == 2


def test_when_the_database_is_back_whoever_is_on_duty_is_paged_once_more(down):
    put_on_duty(down.whole, LEE)
    down.text(CRISIS)
    later(down, GRACE_S)
    back(down)
    down.pass_time(seconds=5)
    assert "once more" in down.received(LEE)[0]


def test_no_number_is_in_the_log(down, capsys):
    down.behave(BEN, keys="1w1")
    down.text(CRISIS)
    later(down, GRACE_S)
    logged = capsys.readouterr().err
    assert "standby_paged" in logged and ANA[-7:] not in logged and BEN[-7:] not in logged


def test_its_address_tells_nothing_and_is_good_for_two_hours(keyring):
    trouble = Trouble("SM1", ANA, "self", "a-rule", at=0)
    told = seal(keyring, trouble)
    assert ANA[2:] not in told and unseal(keyring, told, GOOD_FOR_S) == trouble
    assert unseal(keyring, told, GOOD_FOR_S + 1) is None
    assert unseal(keyring, "x" + told) is None


def test_no_more_are_kept_in_mind_than_there_is_room_for(down):
    standby = down.line.app.extensions["standby"]
    for number in range(MOST + 1):
        standby.ask(Trouble(f"SM{number}", f"+1406555{number:04d}", None, "", 0), lambda: False)
    down.behave(BEN, "no-answer")
    standby.ask(Trouble("SM", ANA, None, "", 0), lambda: True)
    later(down, GRACE_S)
    assert calls(down) == 0
