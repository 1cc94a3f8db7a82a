"""Who has talked with a person may be asked how they are: by a volunteer first, and only if they said yes."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from service.clock import zone
from service.crisis import cases
from service.crisis.cases import OFFER, Outcome
from service.crisis.episodes import open_case
from service.crisis.follow_ups import CARING
from service.crisis.screen import Finding, Kind, Tier
from service.erasing.at_once import erase
from service.flows.caller import TELLING
from service.flows.how_are_you import MEMBER_GATE, same_day
from service.members import find_or_add_phone
from service.models import Case, FollowUp, PhoneRow, Shift, Timer
from service.text.hours import Hours
from service.text.phone import Phone
from service.text.words import CATALOGUE, LANGUAGES
from tests.duty import KIM, LEE, put_on_duty
from tests.line import ANA
from tests.ringing import Caller as Ringing

WALT = "+14065550110"
# Ten in the morning in Montana.
MORNING = datetime(2026, 11, 24, 17, 0, tzinfo=UTC)
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
DENVER, EIGHT_TO_EIGHT = zone("America/Denver"), Hours(480, 1200)


@pytest.fixture
def talked(world):
    """Ana has written, Lee had her case, and they have talked."""
    world.clock.at = MORNING
    put_on_duty(world.line.house, LEE, KIM)
    for number in (ANA, LEE, KIM, WALT):
        world.behave(number, "no-answer")
    end_talk(world)
    return world


def end_talk(world, number=ANA, kind=Kind.SELF, outcome=Outcome.TALKED, source="SM1") -> None:
    house, now = world.line.house, world.clock.now()
    with house.database.transaction() as session:
        phone = find_or_add_phone(session, house.keyring, Phone(number), now)
        finding = Finding(Tier.CONCERN, kind, "hopeless")
        mine = open_case(session, f"{source}{number}", phone.id, finding, now, "en").case_id
        cases.claim(session, mine, 1, now)
        cases.close(session, mine, outcome, now)


def states(world) -> list[tuple[str, str]]:
    with world.line.house.database.reading() as session:
        rows = session.scalars(select(FollowUp).order_by(FollowUp.id))
        return [(one.stage, one.state) for one in rows]


def said_yes(world):
    world.live_through(3 * MINUTE)
    assert "May we ask how you are" in world.received(ANA)[-1]
    return world.text("1")


def test_a_yes_is_three_moments_in_daytime_and_one_line_of_consent(talked):
    (told,) = said_yes(talked)
    assert told.startswith("Good. We try to call in the daytime, or send a text.")
    assert states(talked) == [("today", "waits"), ("tomorrow", "waits"), ("third_day", "waits")]


def test_right_after_a_crisis_a_1_is_for_what_was_asked_last(world):
    world.clock.at = MORNING
    put_on_duty(world.line.house, LEE)
    world.text("i feel so hopeless")
    with world.line.house.database.transaction() as session:
        cases.close(session, 1, Outcome.TALKED, world.clock.now())
    assert said_yes(world)[0].startswith("Good. We try to call")


def test_a_second_talk_the_same_day_asks_no_second_time(talked):
    talked.live_through(3 * MINUTE)
    end_talk(talked, source="SM2")
    talked.live_through(HOUR)
    assert sum("May we" in one for one in talked.received(ANA)) == 1


def test_a_no_and_a_stop_ask_nothing(talked):
    talked.live_through(3 * MINUTE)
    talked.text("2")
    assert states(talked) == []
    end_talk(talked, WALT)
    talked.text("STOP", WALT)
    talked.live_through(HOUR)
    assert not any("May we" in one for one in talked.received(WALT))


@pytest.mark.parametrize(
    ("kind", "outcome"),
    [
        (Kind.VIOLENCE, Outcome.TALKED),
        (Kind.SELF, Outcome.NOT_REACHED),
        (None, Outcome.FALSE_ALARM),
    ],
)
def test_who_may_be_exposed_or_talked_with_nobody_is_not_asked(talked, kind, outcome):
    end_talk(talked, WALT, kind, outcome)
    talked.live_through(HOUR)
    assert talked.received(WALT) == []


def test_who_had_the_case_calls_them_by_a_1_and_neither_sees_the_other(talked):
    said_yes(talked)
    talked.live_through(4 * HOUR)
    assert talked.received(LEE)[-1].startswith("RidgePeers: a follow-up, case 1.")
    assert talked.received(KIM) == []
    talked.behave(LEE, keys="1")
    talked.behave(ANA, keys="1")
    talked.text("1", LEE)
    talked.pass_time(seconds=1)
    assert talked.heard(ANA)[0].startswith(
        "Hello. This is the community line, with the call we said"
    )
    shown = {call.sender for number in (LEE, ANA) for call in talked.simulator.calls_of(number)}
    assert shown == {"+14065550199"} and states(talked)[0] == ("today", "talked")
    talked.live_through(2 * HOUR)
    assert not any("Thinking of you" in one for one in talked.received(ANA))


def test_nobody_within_the_hour_is_the_caring_text(talked):
    said_yes(talked)
    talked.live_through(4 * HOUR + 50 * MINUTE)
    assert states(talked)[0] == ("today", "asked")
    talked.live_through(20 * MINUTE)
    assert talked.received(ANA)[-1].startswith("Thinking of you today. 1 = call me")
    assert talked.text("2")[0].startswith("Good to hear")


def test_a_1_to_the_text_calls_them_at_once(talked):
    said_yes(talked)
    talked.live_through(5 * HOUR + 10 * MINUTE)
    talked.behave(ANA, keys="1")
    talked.text("1")
    talked.pass_time(seconds=1)
    assert talked.heard(ANA)[0].startswith("Hello. This is the community line, with the call you")


def test_a_2_sends_the_text_at_once_and_3_ends_the_others(talked):
    said_yes(talked)
    talked.live_through(4 * HOUR)
    talked.text("2", LEE)
    talked.pass_time(seconds=1)
    assert talked.received(ANA)[-1].startswith("Thinking of you today.")
    talked.text("3")
    talked.live_through(timedelta(days=4))
    assert sum("Thinking" in one for one in talked.received(ANA)) == 1
    assert [state for _, state in states(talked)] == ["written", "ended", "ended"]


def test_a_phone_nobody_answers_gets_the_text(talked):
    said_yes(talked)
    talked.live_through(4 * HOUR)
    talked.behave(LEE, keys="1w2")
    talked.text("1", LEE)
    talked.pass_time(seconds=1)
    talked.pass_time(seconds=1)
    assert talked.received(ANA)[-1].startswith("Thinking of you today.")


def test_who_wants_no_calls_is_only_written_to(talked):
    with talked.line.house.database.transaction() as session:
        session.execute(update(Case).values(no_calls=True))
    said_yes(talked)
    talked.live_through(4 * HOUR)
    assert talked.received(LEE) == [] and "Thinking" in talked.received(ANA)[-1]


def test_with_nobody_on_the_roster_the_text_goes_at_once(talked):
    with talked.line.house.database.transaction() as session:
        session.execute(update(Case).values(claimed_by=None))
        session.query(Shift).delete()
    said_yes(talked)
    talked.live_through(4 * HOUR)
    assert "Thinking" in talked.received(ANA)[-1]


def test_a_false_alarm_said_later_ends_it(talked):
    said_yes(talked)
    talked.text("CASE 1 FALSE", LEE)
    assert {state for _, state in states(talked)} == {"ended"}


def test_a_caller_on_a_landline_says_yes_by_a_key_and_is_called_alone(talked):
    talked.behave(LEE, keys='1"Hello."h')
    caller = Ringing(talked)
    caller.press("0")
    assert "May we ask how you are" in caller.press("2", 20)
    assert "Good. We try to call you in the daytime." in caller.press("1")
    with talked.line.house.database.transaction() as session:
        session.execute(update(PhoneRow).values(line_type="landline").where(PhoneRow.only_calls))
    talked.behave(LEE, "no-answer")
    talked.live_through(4 * HOUR)
    assert talked.received(LEE)[-1].endswith("1 Call them now 2 I can't just now")
    talked.text("2", LEE)
    talked.pass_time(seconds=1)
    assert talked.received(KIM)[-1].endswith("1 Call them now 2 I can't just now")
    assert talked.received(WALT) == []


def test_erased_they_are_asked_nothing(talked):
    said_yes(talked)
    with talked.line.house.database.transaction() as session:
        phone = session.scalars(select(Case.phone_id)).one()
        erase(session, talked.line.house.settings, phone, talked.clock.now())
    with talked.line.house.database.reading() as session:
        assert session.scalars(select(FollowUp)).all() == []
        assert not {"follow.due", "follow.untaken"} & {*session.scalars(select(Timer.kind))}


@pytest.mark.parametrize(
    ("now", "then"),
    [((10, 0), (14, 0)), ((2, 0), (8, 0)), ((17, 0), (19, 45)), ((19, 30), None), ((23, 0), None)],
    ids=["by day", "before hours", "towards evening", "too late", "at night"],
)
def test_the_same_day_is_within_contact_hours_or_not_at_all(now, then):
    wall = datetime(2026, 11, 24, *now, tzinfo=DENVER)
    found = same_day(wall.astimezone(UTC), DENVER, EIGHT_TO_EIGHT)
    assert found == (then and datetime(2026, 11, 24, *then, tzinfo=DENVER))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", [OFFER, CARING, MEMBER_GATE])
def test_what_starts_it_tells_no_topic(key, language):
    forms = CATALOGUE[key].forms
    words = f"{forms[language]} {forms.get(f'{language}_ear', '')}".lower().split()
    assert not [word for word in words if word.startswith(TELLING)]
