"""Somebody texts that they may die: people are paged, rung by rung, until one of them takes it."""

from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from service.crisis import callbacks, holds, rungs
from service.crisis.cases import Outcome
from service.health import check_cases
from service.house import House
from service.members import find_or_add_phone
from service.models import (
    Alert,
    Case,
    CaseEvent,
    CasePage,
    LineType,
    Outbox,
    PhoneRow,
    Timer,
    Volunteer,
)
from service.text.phone import Phone
from service.webhooks import metrics
from tests.duty import KIM, LEE, SAM, put_on_duty
from tests.line import ANA, DOV, Line
from tests.world import world_of

BEN, PAT, WALT = "+14065550120", "+14065550134", "+14065550110"
CRISIS, BEATEN = "i want to die", "he is beating me right now"
MINUTE, SECOND = timedelta(minutes=1), timedelta(seconds=1)
EVERYBODY = {1: LEE, 2: KIM, 3: SAM, 4: BEN, 5: PAT}
BOTH = {"text", "call"}


@pytest.fixture
def team(world):
    """Lee and Kim are on duty, Sam is not; Ben coordinates, Pat supervises. Nobody picks up."""
    house = world.line.house
    put_on_duty(house, LEE, KIM)
    put_on_duty(house, SAM, shifts=())
    put_on_duty(house, BEN, shifts=(), role="coordinator")
    put_on_duty(house, PAT, shifts=(), role="supervisor")
    for number in (*EVERYBODY.values(), ANA):
        world.behave(number, "no-answer")
    return world


def read(world, *wanted) -> list:
    with world.line.house.database.reading() as session:
        return list(session.scalars(select(*wanted)))


def case(world) -> Case:
    return read(world, Case)[0]


def timeline(world) -> list[str]:
    with world.line.house.database.reading() as session:
        return list(session.scalars(select(CaseEvent.what).order_by(CaseEvent.id)))


def paged(world, number_of_round=1) -> dict[str, tuple[int, set[str]]]:
    """Who was paged in a round: in which minute of it, and how."""
    found: dict[str, tuple[int, set[str]]] = {}
    pages = [one for one in read(world, CasePage) if one.round == number_of_round]
    for one in sorted(pages, key=lambda page: page.id):
        minute = (one.at - pages[0].at) // MINUTE
        found.setdefault(EVERYBODY[one.volunteer_id], (minute, set()))[1].add(one.way)
    return found


def reached(world, number) -> tuple[int, int]:
    """How often by text, and how often by call, as the carrier has it."""
    return len(world.received(number)), len(world.simulator.calls_of(number))


def write(world, body=CRISIS, sender=ANA) -> None:
    world.text(body, sender)
    world.pass_time(seconds=1)


def test_it_reaches_further_each_time_nobody_has_taken_it(team):
    write(team)
    team.live_through(14 * MINUTE)
    assert paged(team) == {
        LEE: (0, BOTH), KIM: (3, BOTH), SAM: (6, BOTH), BEN: (6, BOTH), PAT: (10, BOTH),
    }  # fmt: skip
    assert {reached(team, number) for number in EVERYBODY.values()} == {(1, 1)}


def test_a_page_names_nobody_and_says_nothing_of_what_was_written(team):
    write(team)
    assert team.received(LEE) == [
        "RidgePeers: somebody needs a call back soon. Case 1. Reply 1 to take it, 2 to pass."
    ]


def test_concern_pages_nobody(team):
    write(team, "i feel so alone")
    team.live_through(20 * MINUTE)
    assert (case(team).tier, paged(team), case(team).paged_since) == ("concern", {}, None)


def test_written_again_it_pages_nobody_twice(team):
    for _ in range(3):
        write(team)
    assert (paged(team), reached(team, LEE)) == ({LEE: (0, BOTH)}, (1, 1))


def test_the_next_round_is_marked_as_a_repeat(team):
    team.behave(LEE, "silent")
    write(team)
    team.live_through(16 * MINUTE)
    assert paged(team, 2) == {LEE: (0, BOTH)}
    assert "once more: somebody still needs a call back" in team.received(LEE)[-1]
    assert "once more, for whoever is on duty" in team.heard(LEE)[0]


HOWS = ["no-answer", "busy", "machine", "silent", "failed", "landline"]


def fails(world, how):
    """Each of them is out of reach in this way."""
    house = world.line.house
    if how == "nobody":
        with house.database.transaction() as session:
            session.execute(update(Volunteer).values(is_active=False))
    elif how == "refused":
        world.simulator.exchange.faults.set("refuse")
    elif how == "landline":
        with house.database.transaction() as session:
            session.execute(update(PhoneRow).values(line_type=LineType.LANDLINE))
    else:
        for number in EVERYBODY.values():
            keys = {"passes": "2", "vanishes": "1h"}.get(how)
            world.behave(number, "answer" if keys else how, keys)


@pytest.mark.parametrize(
    "how",
    [
        "no-answer",
        "busy",
        "machine",
        "silent",
        "passes",
        "vanishes",
        "landline",
        "refused",
        "nobody",
    ],
)
def test_whatever_fails_it_never_ends_in_silence(team, how):
    fails(team, how)
    write(team)
    team.live_through(31 * MINUTE)
    twice = Counter((one.volunteer_id, one.round, one.way) for one in read(team, CasePage))
    assert not twice or max(twice.values()) == 1
    assert case(team).state != "closed" and case(team).round >= 3
    assert read(team, Timer.kind).count("case.ladder") + (how == "vanishes") >= 1
    assert "case_unclaimed" in [one.kind for one in read(team, Alert)]
    assert timeline(team).count("told") == 2
    assert how == "vanishes" or timeline(team).count("unclaimed") == 2


def test_who_waits_is_told_in_the_first_two_rounds_with_the_line_again(team):
    write(team)
    team.live_through(46 * MINUTE)
    told = [one for one in team.received() if one.startswith("Nobody has been free yet.")]
    assert len(told) == timeline(team).count("told") == 2
    assert "988" in told[0]


def test_where_it_may_be_violence_nothing_reaches_them_by_itself(team):
    write(team, BEATEN)
    before = reached(team, ANA)
    team.live_through(16 * MINUTE)
    assert (case(team).kind, reached(team, ANA)) == ("violence", before)


def test_a_1_by_text_claims_it_and_who_took_it_is_called_right_away(team):
    write(team)
    team.behave(LEE, keys="1w1")
    team.behave(ANA, keys="1")
    assert team.text("1", LEE)[0].startswith("Case 1 is yours, thank you. We call you now")
    team.pass_time(seconds=1)
    assert ", with what you took." in team.heard(LEE)[0]
    assert "They may be thinking of suicide." in team.heard(LEE)[1]
    assert timeline(team)[-4:] == ["claimed", "paged", "joined", "closed"]


def test_taken_on_the_call_nobody_else_is_paged(team):
    team.behave(LEE, keys="1w1")
    team.behave(ANA, keys="1")
    write(team)
    team.live_through(20 * MINUTE)
    assert (list(paged(team)), case(team).outcome) == ([LEE], "called_back")


def test_where_it_may_be_violence_a_second_key_is_needed_to_call(team):
    team.behave(LEE, keys="1w1")
    team.behave(ANA, keys="1")
    write(team, BEATEN)
    assert "Ringing may not be safe" in team.heard(LEE)[1]
    assert reached(team, ANA)[1] == 0
    team.behave(KIM, keys="1w1w1")
    team.live_through(10 * MINUTE)
    assert reached(team, ANA)[1] == 1


def test_who_passes_by_key_or_text_has_the_next_one_paged_at_once(team):
    write(team)
    assert team.text("2", LEE) == ["Thank you. We ask the next one."]
    team.pass_time(seconds=1)
    assert list(paged(team)) == [LEE, KIM]
    team.behave(KIM, keys="2")
    assert team.text("2", KIM) == ["Thank you. We ask the next one."]
    team.pass_time(seconds=1)
    assert list(paged(team)) == [LEE, KIM, SAM, BEN]


def test_while_another_of_the_same_rung_may_take_it_a_pass_changes_nothing(team):
    write(team)
    team.live_through(6 * MINUTE)
    team.text("2", BEN)
    team.pass_time(seconds=1)
    assert PAT not in paged(team)
    team.text("2", SAM)
    team.pass_time(seconds=1)
    assert PAT in paged(team)


def test_who_took_it_and_did_nothing_loses_it_and_a_new_round_begins(team):
    write(team)
    team.text("1", LEE)
    team.live_through(9 * MINUTE)
    assert case(team).state == "claimed" and list(paged(team)) == [LEE]
    team.live_through(MINUTE)
    assert (case(team).state, paged(team, 2)) == ("open", {KIM: (0, BOTH)})
    assert team.received()[-1].startswith("Nobody has been free yet.")


@pytest.mark.parametrize("words", [("STOP",), ("ERASE", "1")])
def test_who_took_it_and_says_stop_or_is_erased_keeps_nobody_waiting(team, words):
    write(team)
    team.text("1", LEE)
    for said in words:
        team.text(said, LEE)
    team.live_through(MINUTE)
    assert (case(team).state, list(paged(team, 2))) == ("open", [KIM])


def test_two_who_take_it_and_do_nothing_keep_nobody_from_the_whole_team(team):
    for number in (LEE, KIM):
        team.behave(number, keys="1h")
    write(team)
    team.live_through(20 * MINUTE)
    assert (list(paged(team, 2)), paged(team, 3)[SAM]) == ([KIM], (0, BOTH))


def test_given_back_by_a_key_the_next_ones_are_paged_at_once(team):
    write(team)
    team.text("1", LEE)
    team.text("2", LEE)
    team.pass_time(seconds=1)
    assert (case(team).state, list(paged(team))) == ("open", [LEE, KIM])


def test_who_talks_is_texted_and_the_next_one_called(team):
    with team.line.house.database.transaction() as session:
        assert holds.hold(session, 1, "talk", team.clock.now() + 60 * MINUTE, team.clock.now())
    write(team)
    assert paged(team) == {LEE: (0, {"text"}), KIM: (0, BOTH)}


def test_a_landline_is_only_called(team):
    land_line(team, LEE)
    write(team)
    assert (paged(team), reached(team, LEE)) == ({LEE: (0, {"call"})}, (0, 1))


def test_who_said_stop_and_who_writes_themselves_are_not_paged(team):
    team.text("STOP", KIM)
    write(team, sender=LEE)
    team.live_through(14 * MINUTE)
    assert set(paged(team)) == {SAM, BEN, PAT}


def test_a_volunteer_where_we_do_not_call_is_not_paged(team):
    with team.line.house.database.transaction() as session:
        lee = session.get_one(Volunteer, 1)
        session.get_one(PhoneRow, lee.phone_id).country = "GB"
    write(team)
    assert paged(team) == {KIM: (0, BOTH)}


def test_where_no_calls_were_asked_for_a_second_key_is_needed_too(team):
    write(team)
    with team.line.house.database.transaction() as session:
        session.get_one(Case, 1).no_calls = True
    team.behave(LEE, keys="1w1")
    team.text("1", LEE)
    team.pass_time(seconds=1)
    assert "They asked for no calls." in team.heard(LEE)[1]
    assert team.heard(LEE)[2].startswith("Their phone rings at once")
    assert reached(team, ANA)[1] == 0


def test_with_nobody_on_duty_everything_moves_up(team):
    with team.line.house.database.transaction() as session:
        for volunteer_id in (1, 2):
            rota = session.get_one(Volunteer, volunteer_id)
            rota.is_active = False
    write(team)
    team.live_through(14 * MINUTE)
    assert paged(team) == {SAM: (0, BOTH), BEN: (0, BOTH), PAT: (4, BOTH)}


def test_while_a_caller_holds_the_line_for_it_the_ladder_waits(team):
    write(team)
    with team.line.house.database.transaction() as session:
        until = team.clock.now() + 5 * MINUTE
        assert holds.hold(session, 2, holds.rung(1), until, team.clock.now())
    team.live_through(4 * MINUTE)
    assert list(paged(team)) == [LEE]
    team.live_through(2 * MINUTE)
    assert list(paged(team)) == [LEE, KIM]


def test_who_has_it_is_told_that_they_have_written_again(team):
    write(team)
    team.text("1", LEE)
    write(team)
    write(team)
    told = [one for one in team.received(LEE) if "they have written again" in one]
    assert len(told) == 1 and "case 1" in told[0]


def test_who_has_it_on_a_landline_is_not_called_for_each_text(team):
    land_line(team, LEE)
    team.behave(LEE, keys="1h")
    for _ in range(5):
        write(team)
    assert (case(team).state, reached(team, LEE)) == ("claimed", (0, 1))


def test_who_said_stop_since_is_not_told_that_nobody_came(team):
    write(team)
    team.text("STOP")
    team.live_through(40 * MINUTE)
    assert case(team).round == 3
    assert not [one for one in team.received() if one.startswith("Nobody has been free")]


def test_who_takes_one_while_called_about_another_is_called_for_it(team):
    write(team)
    with team.line.house.database.transaction() as session:
        session.execute(update(Outbox).where(Outbox.way == "call").values(state="sent"))
    write(team, sender=DOV)
    team.behave(LEE, "silent")
    assert team.text("1", LEE)[0].startswith("Case 2 is yours")
    team.pass_time(seconds=1)
    assert ", with what you took." in team.heard(LEE)[0]


def test_a_volunteer_in_a_crisis_of_their_own_is_asked_what_a_1_is_for(team):
    team.line.app.extensions["on_duty"].look()
    write(team, sender=LEE)
    write(team)
    assert team.text("1", LEE)[0].startswith("What is your 1 for?")
    assert team.text("2", LEE)[0].startswith("We call you now")
    assert {one.state for one in read(team, Case)} == {"open"}


def test_who_took_it_by_a_page_keeps_it_when_an_older_call_is_given_up(team):
    team.line.app.extensions["on_duty"].look()
    write(team)
    team.text("1")
    team.behave(ANA, keys="1")
    team.live_through(65 * MINUTE)
    team.text("1", SAM)
    team.live_through(3 * MINUTE)
    assert (case(team).state, case(team).claimed_by) == ("claimed", 3)


@pytest.fixture
def writes_again(team, monkeypatch):
    """Ana is joined to Lee, and writes while they talk."""

    def and_writes(session, case_id, now):
        joined(session, case_id, now)
        session.get_one(Case, case_id).wrote_at = now + SECOND

    joined = callbacks.note_joined
    monkeypatch.setattr(callbacks, "note_joined", and_writes)
    return team


@pytest.mark.parametrize(
    ("hers", "keys", "state"), [("1", "1w1", "open"), ("1h", "1w1w3", "closed")]
)
def test_written_again_in_the_talk_only_a_key_ends_it(writes_again, hers, keys, state):
    writes_again.behave(ANA, keys=hers)
    writes_again.behave(LEE, keys=keys)
    write(writes_again)
    writes_again.pass_time(seconds=5)
    assert case(writes_again).state == state
    assert (KIM in paged(writes_again)) == (state == "open")


def test_written_again_in_a_talk_nobody_told_the_end_of_people_are_paged(team):
    write(team)
    team.text("1", LEE)
    with team.line.house.database.transaction() as session:
        callbacks.note_joined(session, 1, team.clock.now())
    team.clock.advance(MINUTE)
    write(team)
    team.live_through(10 * MINUTE)
    assert (case(team).state, KIM in paged(team)) == ("open", True)


def test_a_spanish_volunteer_is_paged_in_spanish(world):
    put_on_duty(world.line.house, LEE, language="es")
    write(world)
    assert world.received(LEE)[0].startswith("RidgePeers: alguien necesita una llamada pronto.")


def test_killed_between_two_rungs_it_goes_on_where_it_was(team):
    write(team)
    house = team.line.house
    again = world_of(Line(House(house.settings, house.clock, house.keyring, house.database)))
    again.live_through(6 * MINUTE)
    assert paged(again) == {LEE: (0, BOTH), KIM: (3, BOTH), SAM: (6, BOTH), BEN: (6, BOTH)}


def test_killed_within_a_rung_nobody_is_paged_half(team, monkeypatch):
    write(team)
    with pytest.raises(RuntimeError), team.line.house.database.transaction() as session:
        team.clock.advance(3 * MINUTE)
        rungs.go_on(session, team.line.house.settings, 1, team.clock.now())
        raise RuntimeError("killed")
    assert list(paged(team)) == [LEE]
    team.pass_time(seconds=1)
    assert list(paged(team)) == [LEE, KIM]


def land_line(world, number) -> None:
    with world.line.house.database.transaction() as session:
        known = find_or_add_phone(
            session, world.line.house.keyring, Phone(number), world.clock.now()
        )
        session.get_one(PhoneRow, known.id).line_type = LineType.LANDLINE


@pytest.mark.parametrize("no_calls", [False, True])
def test_who_takes_no_texts_hears_it_behind_a_key_unless_they_want_no_calls(team, no_calls):
    write(team)
    land_line(team, ANA)
    with team.line.house.database.transaction() as session:
        session.get_one(Case, 1).no_calls = no_calls
    team.behave(ANA, keys="1")
    team.live_through(15 * MINUTE)
    calls = team.simulator.calls_of(ANA)
    assert len(calls) == (not no_calls)
    if calls:
        gate, told = team.heard(ANA)[:2]
        assert "about what you asked for" in gate and "nine eight eight" in told


def test_closed_and_asked_for_again_people_are_paged_anew(team):
    team.line.app.extensions["on_duty"].look()
    write(team)
    with team.line.house.database.transaction() as session:
        callbacks.finish(session, 1, Outcome.MANUAL, team.clock.now())
    team.text("1")
    team.pass_time(seconds=1)
    assert (case(team).round, paged(team, 2)) == (2, {LEE: (0, BOTH)})


def test_a_page_comes_before_whatever_else_a_1_could_answer(team):
    team.text("aa near jordan mt", LEE)
    write(team)
    assert team.text("1", LEE)[0].startswith("Case 1 is yours")


def test_who_looks_after_the_line_sees_that_nobody_has_it(team):
    write(team)
    team.live_through(15 * MINUTE)
    house, now = team.line.house, team.clock.now()
    with house.database.reading() as session:
        check = check_cases(session, now)
    assert not check.ok and "1 taken by nobody" in check.detail
    page = metrics.page(house, metrics.Health(())).decode()
    assert 'porchlight_cases{state="unclaimed",tier="imminent"} 1.0' in page
