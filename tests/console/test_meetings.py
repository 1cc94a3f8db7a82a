from datetime import timedelta

import pytest
from sqlalchemy import event, select

from service import reminders
from service.meetings.dated import changes_of
from service.models import Group, GroupFacts, LogEntry, Meeting, Reminder
from service.reminders import Wish
from tests.console.clubs import club, joined
from tests.console.desk import Desk, somebody
from tests.line import ANA, BEN, DOV

FORM = {
    "name": "Tuesday Circle", "kind": "aa", "day": "2", "time": "19:00", "rhythm": "weekly",
    "location": "Grange Hall", "address": "12 Pine St", "zip": "59457",
}  # fmt: skip


@pytest.fixture
def group(ben):
    return club(ben.house, "TUE", somebody(ben.house, BEN))


def at(group, more=""):
    return f"/meetings/{group.meeting_id}{more}"


def row(house, group):
    with house.database.reading() as session:
        return session.get_one(Meeting, session.get_one(Group, group.id).meeting_id)


def log(house):
    with house.database.reading() as session:
        return [entry.what for entry in session.scalars(select(LogEntry).order_by(LogEntry.id))]


def test_the_week_says_when_where_and_by_whom(ben, group):
    page = ben.get("/meetings/").text
    assert (
        "Every Tuesday at 7 pm" in page and "Grange Hall, 12 Pine St, Lewistown, MT 59457" in page
    )
    assert 'class="box on"' in page and "<td" in page and "Ben" in page


def test_it_speaks_spanish(ben, group):
    ben.get("/meetings/")
    ben.post("/language", language="es")
    assert "Cada martes a las 7 pm" in ben.get("/meetings/").text


def test_many_groups_cost_no_more_statements_than_one(ben, group):
    said = []
    event.listen(
        ben.house.database.engine, "before_cursor_execute", lambda *args: said.append(args[2])
    )
    ben.get("/meetings/")
    few = len(said)
    for hour in range(8, 16):
        club(ben.house, f"AT{hour}", somebody(ben.house, BEN), hour)
    said.clear()
    ben.get("/meetings/")
    assert len(said) == few


def test_what_nobody_has_confirmed_in_90_days_is_marked_until_they_do(ben, group, clock):
    clock.advance(timedelta(days=91))
    assert "One meeting has not been confirmed" in ben.get("/meetings/").text
    ben.get(at(group))
    assert "is confirmed as of today" in ben.post(at(group, "/confirm")).text
    assert "not been confirmed" not in ben.get("/meetings/").text
    assert log(ben.house)[-1] == "meeting_confirmed"


def test_a_changed_hour_takes_reminders_along(ben, group):
    ana = somebody(ben.house, ANA)
    with ben.house.database.transaction() as session:
        wish = Wish(ana, ana, group.meeting_id)
        asked = reminders.ask(session, ben.house.settings, wish, ben.house.clock.now()).id
    ben.get(at(group, "/edit"))
    page = ben.post(
        at(group, "/edit"), **FORM | {"time": "20:00", "size": "12", "led_by": "members"}
    )
    assert "One reminder follows" in page.text and "Every Tuesday at 8 pm" in page.text
    with ben.house.database.reading() as session:
        assert f"{session.get_one(Reminder, asked).occurs_at:%H}" == "03"  # 8 pm in Montana, in UTC
        assert session.get_one(GroupFacts, group.id).size == 12


def test_the_form_shows_what_is_listed(ben, group):
    page = ben.get(at(group, "/edit")).text
    assert 'value="19:00"' in page and 'value="59457"' in page and 'value="Lewistown, MT"' in page


WRONG = {
    "no hour": ({"time": "noonish"}, "the weekday and the hour"),
    "nowhere": ({"zip": "00000"}, "Say where it is"),
    "no place": ({"zip": "", "address": "", "location": ""}, "Say where it is"),
    "no name": ({"name": "123"}, "A name has letters"),
    "no kind": ({"kind": "sewing"}, "choose a kind"),
    "two weekdays": ({"rhythm": "rule", "rule": "FREQ=WEEKLY;BYDAY=TU,TH"}, "two groups"),
    "over": ({"rhythm": "once", "since": "2020-01-07"}, "no date to come"),
    "no date": ({"rhythm": "two", "since": "soon"}, "no date"),
    "no zone": ({"zone": "America/Nowhere"}, "no time zone"),
    "no number": ({"dial_in": "12"}, "no telephone number"),
    "open and closed": ({"attr": ["open", "closed"]}, "not both"),
    "a crowd": ({"size": "9999"}, "1 to 500"),
}


@pytest.mark.parametrize(("typed", "said"), WRONG.values(), ids=WRONG)
def test_what_cannot_be_is_shown_again_with_what_was_typed(ben, group, typed, said):
    before = row(ben.house, group).digest
    ben.get(at(group, "/edit"))
    page = ben.post(at(group, "/edit"), **FORM | {"notes": "-"} | typed)
    assert page.status_code == 422 and said in page.text and 'role="alert"' in page.text
    assert 'value="12 Pine St"' in page.text or typed.get("address") == ""
    assert row(ben.house, group).digest == before


def test_a_group_is_founded_and_its_word_is_looked_at(ben, group):
    ben.get("/meetings/new")
    taken = ben.post("/meetings/new", word="MAR", **FORM)
    assert taken.status_code == 422 and "another word" in taken.text
    ben.get("/meetings/new")
    same = ben.post("/meetings/new", word="LAMP", **FORM)
    assert "meets there at that time already" in same.text
    ben.get("/meetings/new")
    assert (
        "LAMP is founded" in ben.post("/meetings/new", word="lamp", **FORM | {"time": "06:00"}).text
    )


def test_one_date_is_called_off_moved_and_put_back_where_nobody_is_told(ben, group):
    day = "2026-11-24"
    for form, said in (
        ({"what": "off", "reason": "snow"}, "snow"),
        ({"what": "moved", "at": "20:15", "place": "Library"}, "Library"),
        ({"what": "on"}, "as always"),
    ):
        ben.get(at(group))
        assert said in ben.post(at(group, "/date"), on=day, **form).text
    assert log(ben.house)[-3:] == ["date_changed"] * 3
    with ben.house.database.reading() as session:
        assert changes_of(session, group.meeting_id) == {}


@pytest.mark.parametrize(
    "form",
    [
        {"on": "2026-11-25", "what": "off"},
        {"on": "never", "what": "off"},
        {"on": "2026-11-24", "what": "moved"},
        {"on": "2026-11-24", "what": "moved", "day": "2020-01-01", "at": "10:00"},
        {"on": "2026-11-24", "what": "on"},
    ],
    ids=["no date of it", "no date", "nothing else", "over", "as usual"],
)
def test_a_date_that_cannot_be_so_changes_nothing(ben, group, form):
    ben.get(at(group))
    assert ben.post(at(group, "/date"), **form).status_code == 422
    assert "date_changed" not in log(ben.house)


def test_where_somebody_has_joined_a_date_changes_with_a_notice_only(ben, group):
    joined(ben.house, group, somebody(ben.house, ANA))
    page = ben.get(at(group)).text
    assert "with a notice" in page and f'href="/console/send/?group={group.id}"' in page
    page = ben.post(at(group, "/date"), on="2026-11-24", what="off")
    assert page.status_code == 422 and "date_changed" not in log(ben.house)


def test_another_group_s_meeting_is_not_there_to_be_changed(line, group, ben):
    dov = somebody(line.house, DOV, "Dov")
    club(line.house, "DOV", dov, 9)
    desk = Desk(line.app, line.house)
    desk.sign_in(DOV)
    page = desk.get(at(group)).text
    assert "Change it" not in page and "0 members" not in page
    for what in ("/edit", "/confirm", "/date"):
        desk.get("/")
        assert desk.post(at(group, what), **FORM).status_code == 404, what
    assert desk.get(at(group, "/edit")).status_code == 404
    assert log(line.house)[-4:] == ["guessed"] * 4


def test_all_that_is_listed_is_searched_by_words(ben, group):
    assert "Tue Circle" in ben.get("/meetings/listed?q=lewis+circle").text
    assert "Nothing like that" in ben.get("/meetings/listed?q=100%25").text


def test_a_list_goes_out_as_it_came(ben, group):
    feed = row(ben.house, group).feed_id
    assert ben.get(f"/meetings/listed.json?list={feed}").json[0]["name"] == "Tue Circle"
    assert ben.get("/meetings/listed.json?list=99").status_code == 404


def test_a_meeting_goes_into_a_calendar(ben, group):
    file = ben.get(at(group, ".ics"))
    assert file.mimetype == "text/calendar" and "RRULE:FREQ=WEEKLY" in file.text
    assert "SUMMARY:Tue Circle" in ben.get("/meetings/groups.ics").text
