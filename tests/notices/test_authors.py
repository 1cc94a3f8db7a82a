"""What becomes of a group and of what was told it, when whoever runs it is erased; and what is kept of it."""

from datetime import timedelta

from sqlalchemy import func, select

from service import coordinators, expected
from service.erasing.at_once import erase
from service.expected import Entry
from service.models import (
    Alert,
    Expected,
    Group,
    Notice,
    NoticeEvent,
    NoticeKind,
    NoticeRecipient,
    Person,
    Trouble,
    VoiceMessage,
)
from service.notices import states
from service.retention import forget
from service.text.phone import Phone
from tests.notices.parish import ANA, BEN

PAT = Phone("+14065550161")


def erased(parish, number) -> None:
    with parish.house.database.transaction() as session:
        phone_id = parish.phone_of(session, parish.people[number])
        erase(session, parish.house.settings, phone_id, parish.clock.now())


def count(parish, model, *which) -> int:
    with parish.house.database.reading() as session:
        return session.scalar(select(func.count()).select_from(model).where(*which))


def test_another_leads_on_and_of_a_group_that_nobody_runs_the_operator_hears(parish):
    with parish.house.database.transaction() as session:
        lee = parish.add(session, "+14065550130")
        coordinators.add(session, session.get_one(Group, parish.tue), lee, parish.clock.now())
    erased(parish, BEN)
    with parish.house.database.reading() as session:
        assert session.get_one(Group, parish.tue).coordinator_id == lee
    assert count(parish, Alert) == 0
    erased(parish, "+14065550130")
    assert count(parish, Alert, Alert.kind == Trouble.GROUP_UNLED) == 1
    assert count(parish, Person) == 2


def test_their_words_go_and_what_they_confirmed_still_reaches_people(parish):
    over, draft = parish.sent(body="Soup tonight"), None
    parish.pass_time(minutes=10)
    held = parish.held(body="Bring a chair")
    draft = parish.draft(body="Never sent")
    erased(parish, BEN)
    parish.pass_time(minutes=2)
    assert parish.state(draft) == "dropped" and parish.texts()[-1] == "Bring a chair"
    with parish.house.database.transaction() as session:
        assert [session.get_one(Notice, id).body for id in (over, draft)] == [None, None]
        forget(session, parish.clock.now() + timedelta(days=2))
    assert count(parish, Notice, Notice.body.is_not(None)) == 0
    assert count(parish, Notice, Notice.by_person_id.is_not(None)) == 0
    assert parish.tally(held).people == 2


def test_their_voice_reaches_nobody_any_more(parish):
    sid, now = "RE" + "1" * 32, parish.clock.now()
    with parish.house.database.transaction() as session:
        lives = {"made_at": now, "delete_at": now + timedelta(days=3)}
        session.add(VoiceMessage(recording_sid=sid, seconds=9, **lives))
    held = parish.held(NoticeKind.VOICE, recording_sid=sid, seconds=9)
    erased(parish, BEN)
    parish.pass_time(minutes=2)
    assert parish.state(held) == "undone" and parish.rows(held) == []
    assert count(parish, VoiceMessage, VoiceMessage.delete_at > now) == 0


def test_of_one_who_is_erased_no_notice_and_no_list_knows_any_more(parish):
    with parish.house.database.transaction() as session:
        entry = Entry(parish.tue, parish.ben, PAT, "Pat")
        expected.write_down(session, entry, parish.clock.now())
        pat = parish.add(session, PAT.e164, "TUE")
    told = parish.sent()
    assert pat in parish.recipients(told)
    erased(parish, PAT.e164)
    assert count(parish, NoticeRecipient) == 2 and count(parish, Expected) == 0
    assert parish.tally(told).people == 2


def test_words_go_after_a_month_and_whom_it_reached_after_its_rows(parish):
    told, now = parish.sent(), parish.clock.now()
    parish.pass_time(minutes=10)
    with parish.house.database.transaction() as session:
        states.note(session, told, "urgent", now, parish.ben, "ice on the road")
        counts = [forget(session, now + timedelta(days=days)) for days in (29, 31, 95, 98)]
    kept = ("notice_words", "notice_whys", "notices")
    assert [tuple(one[name] for name in kept) for one in counts] == [
        (0, 0, 0),
        (1, 1, 0),
        (0, 0, 0),
        (0, 0, 1),
    ]
    assert parish.texts(ANA) and count(parish, NoticeEvent) == count(parish, NoticeRecipient) == 0
