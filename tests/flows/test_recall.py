"""Called back: a call that nobody vouches for is ended, and that phone is called right away."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from service.flows import proof, recall
from service.flows.coordinating import BEHIND_7
from service.flows.recall import MESSAGE
from service.members import find_or_add_phone
from service.models import Outbox
from service.simulator.claims import read_claim
from service.text.phone import Phone
from tests.line import ANA, BEN, LINE
from tests.world import world_of

WHAT_IS_THEIRS = "This is what you have."
READS_OR_ASKS = frozenset(
    "mine.all mine.one mine.group mine.end remind.one groups.mine groups.stop_which "
    "remind.heard watch.show watch.set call.back settings.ways hours.menu hours.ask hours.said hours.again "
    "zone.ask zone.where_said zone.again own_data.read own_data.page ride.stands ride.asked ride.number "
    "ride.show ride.off ride.erased ride.taken ride.none duty.menu case.ask case.typed case.shown "
    "oncall.menu oncall.which_day oncall.hours oncall.off_day oncall.again oncall.stay oncall.too_late "
    "shift.again shift.ask shift.nobody shift.offer shift.taken shift.uncovered shift.unsure "
    "appt.ask appt.due appt.hour away.again away.ask break.menu buddy.menu buddy.wave "
    "buddy.wave_1 buddy.wave_2 buddy.wave_3 buddy.which case.many checkin.heard checkin.no_later "
    "checkin.now checkin.talk checkin.waits contact.joined contact.left contact.list "
    "contact.said_so goal.ask goal.buddy goal.menu goal.week note.ask note.is_kept note.menu "
    "note.speak pause.again pause.ask proposal.given proposal.shown setup.again setup.changed "
    "setup.end setup.hour setup.how setup.menu setup.name setup.second setup.told visit.heard "
    "visit.next visit.of_list visit.one visit.plan notice_told.more notice_told.instead".split()
)
NOBODY_SAYS = read_claim(withheld=False, stir="none")


@pytest.fixture
def world(community):
    """Ana is in a group; her calls are vouched for by nobody."""
    world = world_of(community)
    world.text("JOIN TUE")
    world.text("Ana")
    return world


def call_in(world, keys, sender=ANA, claim=NOBODY_SAYS):
    call = world.simulator.calls.dial_in(sender, LINE, claim=claim)
    world.simulator.calls.press(call.sid, keys)
    world.simulator.settle()
    return world.simulator.calls.said(call.sid)


def recalls(world):
    return [row for row in world.outbox() if row.message == MESSAGE]


def test_the_phone_is_called_back_and_goes_on_where_it_was(world):
    world.behave(ANA, keys="12")
    assert "Please hang up now." in call_in(world, "21")[-1]
    world.pass_time(seconds=15)
    heard = " ".join(world.heard(ANA))
    assert "the call back you asked for" in heard and WHAT_IS_THEIRS in heard


@pytest.mark.parametrize(
    ("withheld", "stir", "heard"),
    [
        (False, "A", WHAT_IS_THEIRS),
        (False, "B", "call this phone right back"),
        (False, "C", "call this phone right back"),
        (False, "failed", "call this phone right back"),
        (True, "A", "Your number is hidden"),
    ],
)
def test_only_what_the_network_is_sure_of_counts(world, withheld, stir, heard):
    assert any(heard in said for said in call_in(world, "2", claim=read_claim(withheld, stir)))


def test_then_four_digits_can_be_set_and_it_goes_on(world):
    world.behave(ANA, keys="114081")
    call_in(world, "21")
    world.pass_time(seconds=15)
    heard = " ".join(world.heard(ANA))
    assert heard.index("Your code is set.") < heard.index(WHAT_IS_THEIRS)
    assert any("four digit code" in said for said in call_in(world, "2"))


def test_without_a_key_it_says_nothing_more(world):
    world.behave(ANA, keys="")
    call_in(world, "21")
    world.pass_time(seconds=15)
    assert WHAT_IS_THEIRS not in " ".join(world.heard(ANA))


def test_a_machine_is_told_nothing_and_lets_nobody_in(world):
    world.behave(ANA, "machine")
    call_in(world, "21")
    world.pass_time(seconds=15)
    assert WHAT_IS_THEIRS not in " ".join(world.heard(ANA))


def test_it_comes_at_night_too_for_it_was_just_asked_for(world):
    world.clock.advance(timedelta(hours=8))
    world.behave(ANA, keys="12")
    call_in(world, "21")
    world.pass_time(seconds=15)
    assert WHAT_IS_THEIRS in " ".join(world.heard(ANA))


def test_a_stranger_is_called_three_times_an_hour_at_most(world):
    world.behave(ANA, "no-answer")
    for _ in range(3):
        call_in(world, "21")
    assert any("several times lately" in said for said in call_in(world, "21"))
    assert len(recalls(world)) == 3


def test_and_six_times_a_day(world):
    world.behave(ANA, "no-answer")
    for _ in range(7):
        call_in(world, "21")
        world.clock.advance(timedelta(minutes=31))
    assert len(recalls(world)) == 6


def test_not_by_many_calls_at_once_either(world):
    calls = [world.simulator.calls.dial_in(ANA, LINE, claim=NOBODY_SAYS) for _ in range(5)]
    for keys in ("2", "1"):
        for call in calls:
            world.simulator.calls.press(call.sid, keys)
    world.simulator.settle()
    assert len(recalls(world)) == 3


def test_eight_at_its_gate_holds(world):
    world.behave(ANA, keys="8")
    call_in(world, "21")
    world.pass_time(seconds=15)
    assert any("it asked for nothing from us" in said for said in call_in(world, "21"))
    assert len(recalls(world)) == 1


def test_who_takes_that_back_by_key_has_it_called_once(world):
    """Whoever shows a number can press that key, too."""
    world.behave(ANA, keys="8")
    for keys in ("21", "81#21", "81#21"):
        heard = call_in(world, keys)
        world.pass_time(seconds=15)
    assert any("several times lately" in said for said in heard)
    assert len(recalls(world)) == 2


def test_who_says_stop_meanwhile_is_not_called(world):
    call_in(world, "21")
    world.text("STOP")
    world.pass_time(seconds=15)
    assert not world.simulator.calls_of(ANA)[1:]


def test_what_was_missed_of_it_is_no_way_in(world):
    """Whoever shows that number and calls in presses 1 at what is offered."""
    world.behave(ANA, "no-answer")
    call_in(world, "21")
    world.pass_time(seconds=60)
    assert "We tried to call you" not in " ".join(call_in(world, "1"))


def test_another_call_s_memory_is_not_given_away(world):
    """A call back leads only where a call from that very phone stood."""
    call_in(world, "21")
    calling = recalls(world)[0].subject_id
    with world.line.house.database.transaction() as session:
        ben = find_or_add_phone(session, world.line.house.keyring, Phone(BEN), world.clock.now())
        row = session.scalar(select(Outbox).where(Outbox.message == MESSAGE))
        row.phone_id = ben.id
        assert row.subject_id == calling
    world.behave(BEN, keys="12")
    world.pass_time(seconds=15)
    assert WHAT_IS_THEIRS not in " ".join(world.heard(BEN))


def test_who_is_called_in_vain_does_not_erase_themselves(world):
    """Somebody else stood at the last key of ERASE: whoever picks up is asked once more."""
    world.behave(ANA, keys="12")
    call_in(world, "5531" + "1")
    world.pass_time(seconds=15)
    heard = " ".join(world.heard(ANA))
    assert "It can't be undone." in heard and "It is erased." not in heard


def test_what_changes_anything_is_asked_for_once_more():
    """All that a guard keeps and that acts at once; the rest only reads, or asks by itself. What stands
    behind 7 asks for their code, and for the count."""
    acts = (proof.OWN | proof.BEHIND_CODE | proof.TOUCHES.keys()) - recall.ASKED_BY.keys()
    assert acts - set(BEHIND_7) == READS_OR_ASKS
