"""PRIVACY, MYDATA, ERASE: what is told of what we keep, and that ERASE asks once."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from service.crisis import cases, reports
from service.crisis.cases import Asked
from service.members import find_person, find_phone
from service.models import (
    Erasure,
    FollowUp,
    Inbound,
    Outbox,
    Person,
    Reminder,
    Stage,
    Topic,
    Volunteer,
)
from service.sample.community import fill
from service.text.phone import Phone
from service.text.segments import segments
from tests.golden.test_golden import MONDAY
from tests.line import ANA, Caller


@pytest.fixture
def community(line, clock):
    """The line of the sample community, which Ana belongs to."""
    clock.at = MONDAY
    fill(line.house)
    return line


def whole(line, sender=ANA) -> list[str]:
    """MYDATA, and MORE until there is no more."""
    texts = line.text("MYDATA", sender)
    while "MORE" in texts[-1] or "MAS" in texts[-1]:
        texts += line.text("MORE", sender)
    return texts


def count(line, model) -> int:
    with line.house.database.reading() as session:
        return session.scalar(select(func.count()).select_from(model))


def test_what_we_keep_and_how_long_is_told_in_two_texts(line):
    assert "until you erase" in line.text("PRIVACY")[0]
    assert "Searches: 1 day" in line.text("MORE")[0]


def test_mydata_tells_all_that_is_held(community):
    community.text("HOURS 9-17")
    told = " ".join(whole(community))
    for one in ("ending 0100", "Name: Ana", "9 am to 5 pm", "Group: TUE", "Words of yours kept: 1"):
        assert one in told, (one, told)


def test_mydata_tells_of_check_ins_follow_ups_and_reports(community):
    """The last two it once left out."""
    community.text("CHECKIN 9am daily")
    house = community.house
    with house.database.transaction() as session:
        ana = find_phone(session, house.keyring, Phone(ANA)).id
        asked, now = Asked(ana, "en", find_person(session, ana)), house.clock.now()
        session.execute(update(Volunteer).values(takes_reports=True))
        what = reports.Told(asked, Topic.MONEY, "They ask for cash.", frozenset())
        reports.file(session, house.settings, what, now)
        case_id = cases.ask_for_person(session, "CA9", asked, now)
        session.add(FollowUp(case_id=case_id, due_at=now, stage=Stage.TODAY))
    told = " ".join(whole(community))
    assert "Check-in: every day 9 am, Mountain time." in told
    assert "Problems you reported: 1." in told and "Times we ask how you are: 1." in told


def test_no_text_of_it_is_longer_than_two_segments(community):
    for words in ("JOIN KIN", "OPEN", "ZONE America/Kentucky/Louisville", "BOTH", "CODE 4081"):
        community.text(words)
    community.text("MYDATA")
    texts = [community.text("4081")[0], *community.text("MORE")]
    assert "MORE" in texts[0] and "ERASE ends all" in texts[1]
    assert all(segments(text).count <= 2 for text in texts)


def test_a_private_member_hears_how_many_groups_and_no_name(community):
    community.text("PRIVATE")
    told = " ".join(whole(community))
    assert "Groups: 2" in told and "TUE" not in told
    assert "Private: answers name no group." in told


def test_who_wrote_once_is_told_how_little_there_is(line):
    line.text("hi")
    assert "No name." in " ".join(whole(line)) and count(line, Person) == 0


def test_with_a_code_it_is_asked_for_first(line):
    line.text("CODE 4081")
    assert "ending 0100" not in line.text("MYDATA")[0]
    assert "ending 0100" in line.text("4081")[0]


def test_it_is_read_out_on_a_call(line):
    line.text("CODE 4081")
    caller = Caller(line, sender=ANA)
    for keys in (None, "5", "2", "3"):
        heard = caller.press(keys)
    assert "four digit code" in heard
    assert "Number ending 0 1 0 0" in caller.press("4081")


def test_erase_asks_once_and_menu_keeps_all(listed):
    for words in ("aa near jordan mt", "1", "1", "ERASE", "MENU"):
        listed.text(words)
    assert count(listed, Reminder) == 1


@pytest.mark.parametrize(("said", "last"), [("ERASE", "Erased."), ("BORRAR", "Borrado.")])
def test_then_all_is_gone_but_the_one_confirmation(listed, said, last):
    for words in ("aa near jordan mt", "1", "1"):
        listed.text(words)
    listed.text("english" if said == "ERASE" else "espanol")
    listed.text(said)
    assert last in listed.text("1")[0]
    assert (count(listed, Person), count(listed, Reminder), count(listed, Erasure)) == (0, 0, 1)
    with listed.house.database.reading() as session:
        assert set(session.scalars(select(Outbox.state))) == {"inline"}


def test_the_same_webhook_again_gets_the_same_confirmation_and_erases_nobody_new(line, clock):
    line.text("ERASE")
    said = line.text("1", sid="SMerase")
    clock.advance(timedelta(minutes=1))
    line.text("HOURS 9-17")
    assert line.text("1", sid="SMerase") == said
    assert count(line, Person) == 1


def test_with_a_code_nobody_else_erases_them(line):
    line.text("CODE 4081")
    line.text("ERASE")
    assert "4-digit code" in line.text("1")[0]
    line.text("7302")
    assert count(line, Person) == 1
    line.text("4081")
    assert count(line, Person) == 0


def test_by_keys_it_ends_with_good_bye(line):
    line.text("HOURS 9-17")
    caller = Caller(line, sender=ANA)
    for keys in (None, "5", "5", "3"):
        caller.press(keys)
    assert "It is erased." in caller.press("1")
    assert caller.document.find("Hangup") is not None
    assert count(line, Person) == 0


def test_what_they_said_is_gone_at_once(line):
    for words in ("i had a good day", "ERASE", "1"):
        line.text(words)
    with line.house.database.reading() as session:
        assert set(session.scalars(select(Inbound.body))) == {None, "1"}
