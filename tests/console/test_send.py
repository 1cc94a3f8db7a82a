"""A notice from the console: once, to the right people, and never without its count."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from service import consent, coordinators
from service.access.sign_in import FRESH
from service.clock import machine_now
from service.console.words import has
from service.errors import NoticeRefused
from service.meetings import dates
from service.members import set_name
from service.models import (
    Group,
    LogEntry,
    Notice,
    NoticeEvent,
    NoticeKind,
    NoticeState,
    Outbox,
    Post,
)
from service.notices import drafts, halting, sending
from service.notices.left_out import Left
from service.notices.refusals import Why
from service.notices.tally import Standing
from tests.console.desk import post_of
from tests.line import BEN, DOV
from tests.notices.parish import ANA, Parish


@pytest.fixture
def parish(line, clock):
    """Ben runs TUE, which Ana (mobile) and Walt (landline) have joined."""
    return Parish(line.house, clock, None, None)


@pytest.fixture
def ben(parish, desk):
    desk.sign_in(BEN)
    return desk


@pytest.fixture
def stale(monkeypatch):
    """The digits were given more than half an hour ago."""
    later = machine_now() + FRESH
    monkeypatch.setattr("service.console.here.machine_now", lambda: later)


def news(desk, *groups, words="Bring a chair", **more):
    """Written and looked at; the id of the draft."""
    desk.get("/send/write", query_string={"kind": "news", "group": list(groups), **more})
    desk.post("/send/write", kind="news", group=list(groups), words=words, **more)
    return int(desk.at.request.path.rsplit("/", 1)[1])


def off(desk, parish, words=""):
    group = {"kind": "off", "group": parish.tue}
    page = desk.get("/send/write", query_string=group).text
    on = re.search(r'<option value="([-0-9]+)"', page)[1]
    desk.post("/send/write", **group, on=on, words=words)
    return int(desk.at.request.path.rsplit("/", 1)[1])


def send(desk, id, count="02", **more):
    return desk.post(f"/send/{id}/send", count=count, **more)


def notices(desk):
    with desk.house.database.reading() as session:
        return dict(session.execute(select(Notice.id, Notice.state)).all())


def at_night(clock):
    """Half past nine in Montana."""
    clock.advance(timedelta(hours=3, minutes=30))


def go(parish, id):
    """Its minute is over; what it sends is put out."""
    parish.clock.advance(drafts.HELD_FOR)
    parish.do(lambda session, now: sending.go(session, parish.house.settings, id, now))


# --- written and looked at -----------------------------------------------------------------------------


def test_what_is_written_is_shown_before_it_goes(ben, parish):
    id = news(ben, parish.tue)
    page = ben.at.text
    assert "TUE: Bring a chair" in page
    assert "There is news for you. Reply 1 to read it" in page
    assert "2 people: 1 text, 1 call" in page
    assert "Send to 2 people" in page
    assert notices(ben) == {id: "draft"}


def test_both_languages_stand_beside_each_other(ben, parish):
    off(ben, parish, "snow")
    assert "is OFF (snow)" in ben.at.text
    assert "NO HAY (snow)" in ben.at.text


def test_who_is_left_out_is_counted_with_why(ben, parish):
    def stop(session, now):
        consent.opt_out(session, parish.phone_of(session, parish.walt), "text", "STOP", now)

    parish.do(stop)
    news(ben, parish.tue)
    assert "Left out, said STOP: 1" in ben.at.text


def test_every_group_is_never_the_default(ben, parish):
    with parish.house.database.transaction() as session:
        parish.found(session, "KIN", 4)
    page = ben.get("/send/").text
    assert "Every group, all 2 of them" in page
    assert "checked" not in page
    ben.get("/send/write", query_string={"kind": "news"})
    assert ben.at.status_code == 422
    assert "Every group is chosen by its own box" in ben.at.text


def test_on_purpose_it_goes_to_every_group_of_theirs(ben, parish):
    with parish.house.database.transaction() as session:
        parish.found(session, "KIN", 4)
    news(ben, every="1")
    assert "KIN, TUE" in ben.at.text


def test_an_owner_who_runs_no_group_may_tell_every_group(desk, parish):
    post_of(desk.house, DOV, Post.OWNER)
    desk.sign_in(DOV)
    assert send(desk, news(desk, every="1")).status_code == 200
    assert "held" in notices(desk).values()


def test_a_date_is_of_one_group(ben, parish):
    page = ben.get("/send/write", query_string={"kind": "off", "every": "1"})
    assert (page.status_code, "A date belongs to one group" in page.text) == (422, True)


def test_words_that_are_too_long_are_kept_and_mended(ben, parish):
    ben.get("/send/write", query_string={"kind": "news", "group": parish.tue})
    page = ben.post("/send/write", kind="news", group=parish.tue, words="ab " * 110)
    assert page.status_code == 422
    assert "9 letters too long" in page.text and "ab ab" in page.text
    assert notices(ben) == {}


def test_their_length_is_counted_while_they_are_written(ben, parish):
    form = {"kind": "news", "group": parish.tue}
    for words, told in (("Bring a chair", "1 text message"), ("a" * 200, "2 text messages")):
        ben.get("/send/write", query_string=form)
        assert told in ben.post("/send/length", **form, words=words).text


def test_a_meeting_moves_by_its_new_hour_alone(ben, parish):
    group = {"kind": "move", "group": parish.tue}
    page = ben.get("/send/write", query_string=group).text
    on = re.search(r'<option value="([-0-9]+)"', page)[1]
    assert "moves to" in ben.post("/send/write", **group, on=on, day="", hour="20:30").text
    assert "8:30 pm" in ben.at.text


def test_nothing_that_moves_is_asked_back(ben, parish):
    group = {"kind": "move", "group": parish.tue}
    page = ben.get("/send/write", query_string=group).text
    on = re.search(r'<option value="([-0-9]+)"', page)[1]
    page = ben.post("/send/write", **group, on=on)
    assert (page.status_code, "new hour, day or place" in page.text) == (422, True)


def test_only_what_is_off_is_put_back_on(ben, parish):
    group = {"kind": "on", "group": parish.tue}
    assert "All its dates are as usual" in ben.get("/send/write", query_string=group).text

    def call_off(session, now):
        meeting = session.get_one(Group, parish.tue).meeting_id
        dates.call_off(session, meeting, dates.next_date(session, meeting, now), now)

    parish.do(call_off)
    page = ben.get("/send/write", query_string=group).text
    on = re.search(r'<option value="([-0-9]+)"', page)[1]
    assert "is ON after all" in ben.post("/send/write", **group, on=on).text


def test_a_test_goes_to_their_own_phone_and_to_nobody_else(ben, parish):
    id = news(ben, parish.tue)
    ben.post(f"/send/{id}/try")
    with ben.house.database.reading() as session:
        rows = session.scalars(select(Outbox).where(Outbox.message == "notice.try")).all()
        assert [one.phone_id for one in rows] == [parish.phone_of(session, parish.ben)]
    assert notices(ben) == {id: "draft"}


# --- sent, once ----------------------------------------------------------------------------------------


def test_its_count_holds_it_for_a_minute(ben, parish):
    id = news(ben, parish.tue)
    page = send(ben, id).text
    assert "It goes to 2 at 6:01:00 pm" in page
    assert notices(ben) == {id: "held"}


def test_another_count_sends_nothing(ben, parish):
    id = news(ben, parish.tue)
    assert "The number of people is another" in send(ben, id, "05").text
    assert notices(ben) == {id: "draft"}


def test_who_joins_meanwhile_is_counted_before_it_goes(ben, parish):
    id = news(ben, parish.tue)
    with parish.house.database.transaction() as session:
        parish.add(session, DOV, "TUE")
    page = send(ben, id).text
    assert "it is 3 people now" in page and "Send to 3 people" in page
    assert notices(ben) == {id: "draft"}
    send(ben, id, "03")
    assert notices(ben) == {id: "held"}


def test_a_double_click_sends_one(ben, parish):
    id = news(ben, parish.tue)
    form = {**ben.hidden(), "count": "02"}
    path = f"/console/send/{id}/send"
    answers = [ben.client.post(path, data=form) for _ in range(2)]
    assert {one.headers["Location"] for one in answers} == {f"/console/send/{id}"}
    assert held_lines(ben, id) == 1


def held_lines(desk, id):
    its = NoticeEvent.notice_id == id, NoticeEvent.what == NoticeState.HELD
    with desk.house.database.reading() as session:
        return session.scalar(select(func.count()).select_from(NoticeEvent).where(*its))


def test_after_a_lost_answer_the_back_button_shows_that_it_is_held(ben, parish):
    id = news(ben, parish.tue)
    send(ben, id, follow=False)
    assert "It goes to 2 at" in ben.get(f"/send/{id}").text
    assert "was sent already, once" in send(ben, id, mark="another-page-that-stood-open").text
    assert held_lines(ben, id) == 1


def test_a_draft_written_twice_by_a_double_click_is_one(ben, parish):
    ben.get("/send/write", query_string={"kind": "news", "group": parish.tue})
    form = {**ben.hidden(), "kind": "news", "group": parish.tue, "words": "Bring a chair"}
    for _ in range(2):
        ben.client.post("/console/send/write", data=form)
    assert list(notices(ben).values()) == ["draft"]


def test_of_two_coordinators_one_calls_the_date_off(ben, parish):
    second = parish.draft(NoticeKind.OFF, by_person_id=another(parish))
    first = off(ben, parish)
    send(ben, first)

    def late(session, now):
        said = parish.house.settings, second, "02", parish.people[DOV], now
        return drafts.confirm(session, *said, proved=True)

    with pytest.raises(NoticeRefused):
        parish.do(late)
    assert notices(ben) == {first: "held", second: "draft"}


def another(parish):
    """Dov runs TUE, too."""
    with parish.house.database.transaction() as session:
        dov = parish.add(session, DOV)
        coordinators.add(session, session.get_one(Group, parish.tue), dov, parish.clock.now())
        return dov


def test_the_second_coordinator_is_told_on_the_page(ben, parish):
    id = off(ben, parish)
    theirs = parish.draft(NoticeKind.OFF, by_person_id=another(parish))
    parish.do(
        lambda session, now: drafts.confirm(
            session, parish.house.settings, theirs, "02", parish.people[DOV], now
        )
    )
    page = send(ben, id)
    assert (page.status_code, f"goes out just now: B{theirs}" in page.text) == (422, True)


def test_one_begun_by_phone_can_be_sent_here(ben, parish):
    id = parish.draft()
    assert "This one waits to be sent" in ben.get("/send/").text
    ben.get(f"/send/{id}")
    send(ben, id)
    assert parish.confirm(id) is drafts.Answer.ALREADY
    assert held_lines(ben, id) == 1


def test_one_written_here_takes_the_place_of_one_begun_by_phone(ben, parish):
    by_phone, here = parish.draft(), news(ben, parish.tue)
    assert parish.confirm(by_phone) is drafts.Answer.GONE
    assert notices(ben) == {by_phone: "dropped", here: "draft"}


# --- when ----------------------------------------------------------------------------------------------


def test_by_night_it_waits_for_the_morning_unless_told_otherwise(ben, parish, clock):
    at_night(clock)
    id = news(ben, parish.tue)
    assert "2 from" in ben.at.text and "tomorrow 8 am" in ben.at.text
    send(ben, id)
    assert notices(ben) == {id: "draft"}  # no hour was chosen
    assert "Each gets it when their hours begin" in send(ben, id, hour="later").text


def test_what_is_urgent_says_why_and_goes_at_once(ben, parish, clock):
    at_night(clock)
    id = news(ben, parish.tue)
    page = send(ben, id, hour="urgent", why="")
    assert (page.status_code, "why it can" in page.text) == (422, True)
    send(ben, id, hour="urgent", why="Black ice")
    with ben.house.database.reading() as session:
        assert session.get_one(Notice, id).urgent
    assert "Black ice" in parish.reasons(id)


# --- digits once more ----------------------------------------------------------------------------------


def test_after_half_an_hour_free_words_ask_for_digits_again(ben, parish, stale):
    id = news(ben, parish.tue)
    assert "Send me my six digits" in ben.at.text and "Send to 2" not in ben.at.text
    send(ben, id)
    assert notices(ben) == {id: "draft"}


def test_a_date_that_is_off_needs_none(ben, parish, stale):
    id = off(ben, parish)
    assert "Send to 2 people" in ben.at.text
    send(ben, id)
    assert notices(ben) == {id: "held"}


def test_nor_may_it_be_urgent_without_them(ben, parish, clock, stale):
    at_night(clock)
    id = off(ben, parish)
    assert "Urgent" not in ben.at.text
    send(ben, id, hour="urgent", why="Black ice")
    assert notices(ben) == {id: "draft"}


def test_new_digits_lead_back_to_the_notice(ben, parish):
    id = news(ben, parish.tue)
    came_from = {"Referer": f"http://localhost/console/send/{id}"}
    ben.client.post("/console/in/again", data=ben.hidden(), headers=came_from)
    ben.get("/in/code")
    page = ben.post("/in/code", code=ben.code())
    assert page.request.path == f"/console/send/{id}"


# --- afterwards ----------------------------------------------------------------------------------------


def test_undo_takes_it_back_within_its_minute(ben, parish, clock):
    id = news(ben, parish.tue)
    send(ben, id)
    clock.advance(timedelta(seconds=59))
    assert "Taken back in time" in ben.post(f"/send/{id}/undo").text
    assert notices(ben) == {id: "undone"}


def test_a_second_too_late_it_says_so(ben, parish, clock):
    id = news(ben, parish.tue)
    send(ben, id)
    clock.advance(timedelta(seconds=60))
    assert "be taken back. It can be stopped" in ben.post(f"/send/{id}/undo").text


def test_the_page_follows_it_and_comes_anew_when_its_state_changes(ben, parish):
    id = news(ben, parish.tue)
    assert 'hx-trigger="every 2s"' in send(ben, id).text
    go(parish, id)
    part = ben.get(f"/send/{id}/live", query_string={"had": "held 0 0 2 2 60"})
    assert part.headers["HX-Refresh"] == "true"
    assert "0 of 2 reached" in part.text and "<html" not in part.text


def test_what_has_not_changed_is_not_sent_again(ben, parish):
    id = news(ben, parish.tue)
    send(ben, id)
    go(parish, id)
    had = re.search(r'name="had" value="([^"]+)"', ben.get(f"/send/{id}").text)[1]
    assert ben.get(f"/send/{id}/live", query_string={"had": had}).status_code == 204
    delivered(parish, id, stop=False)
    part = ben.get(f"/send/{id}/live", query_string={"had": had})
    assert "1 of 2 reached" in part.text and "HX-Refresh" not in part.headers


def test_it_is_paused_goes_on_and_is_stopped(ben, parish):
    id = news(ben, parish.tue)
    send(ben, id)
    go(parish, id)
    ben.get(f"/send/{id}")
    for what, state in (("pause", "paused"), ("resume", "sending"), ("stop", "stopped")):
        ben.post(f"/send/{id}/{what}")
        assert notices(ben) == {id: state}
    assert "every" not in ben.at.text  # nothing changes any more


def test_each_of_them_is_listed_without_name_or_number(ben, parish):
    id = news(ben, parish.tue)
    send(ben, id)
    go(parish, id)
    page = ben.get(f"/send/{id}/people").text
    assert page.count("Still to go") == 2
    assert ANA not in page and "•••0100" in page
    assert "Nobody." in ben.get(f"/send/{id}/people?who=reached").text


def test_their_names_are_shown_on_purpose_and_that_is_written_down(ben, parish):
    with parish.house.database.transaction() as session:
        set_name(session, parish.ana, "Ana")
    id = news(ben, parish.tue)
    send(ben, id)
    go(parish, id)
    assert ">Ana<" not in ben.get(f"/send/{id}/people").text
    assert ">Ana<" in ben.post(f"/send/{id}/people", who="left").text
    with ben.house.database.reading() as session:
        seen = session.scalars(select(LogEntry.subject_id).where(LogEntry.what == "revealed"))
        assert set(seen) == {parish.ana, parish.walt}


def test_a_correction_goes_to_those_who_may_have_it(ben, parish):
    id = news(ben, parish.tue)
    send(ben, id)
    go(parish, id)
    delivered(parish, id)
    ben.get(f"/send/{id}/fix")
    page = ben.post(f"/send/{id}/fix", words="Bring two").text
    assert "Correction: Bring two" in page and "1 person: 1 text" in page


def delivered(parish, id, stop=True):
    """Ana has the text; Walt's call was not picked up."""
    with parish.house.database.transaction() as session:
        for row in session.scalars(select(Outbox).where(Outbox.message == "notice.told")):
            row.state = "delivered" if row.way == "text" else "no_answer"
        if stop:
            halting.stop(session, id, parish.ben, parish.clock.now())


def test_the_tally_is_of_people(ben, parish):
    id = news(ben, parish.tue)
    send(ben, id)
    go(parish, id)
    delivered(parish, id)
    assert "1 of 2 reached" in ben.get(f"/send/{id}").text


def test_the_past_ones_are_listed(ben, parish):
    send(ben, news(ben, parish.tue))
    assert "TUE: in your own words" in ben.get("/send/past").text


def test_each_step_is_written_down(ben, parish):
    id = news(ben, parish.tue)
    send(ben, id)
    ben.post(f"/send/{id}/undo")
    with ben.house.database.reading() as session:
        entries = session.execute(select(LogEntry.what).where(LogEntry.subject_id == id)).all()
    assert [row[0] for row in entries] == ["notice_written", "notice_sent", "notice_undone"]


def test_every_reason_and_kind_is_said_in_words():
    rows = [f"send.refused.{why}" for why in Why] + [f"send.left_{left}" for left in Left]
    rows += [f"send.subject.{kind}" for kind in NoticeKind]
    rows += [f"send.at_{one.name.lower()}" for one in Standing]
    assert [row for row in rows if not has(row)] == []


# --- whose ---------------------------------------------------------------------------------------------


@pytest.fixture
def dov(parish, desk):
    """Dov runs OAK alone, and is signed in."""
    with parish.house.database.transaction() as session:
        oak = parish.found(session, "OAK", 4)
        person_id = parish.add(session, DOV)
        coordinators.add(session, session.get_one(Group, oak), person_id, parish.clock.now())
    desk.sign_in(DOV)
    return desk


PAGES = ("", "/live", "/people", "/fix")
FORMS = ("send", "drop", "try", "undo", "pause", "resume", "stop", "fix", "people")


def test_another_group_s_notice_is_not_there(dov, parish):
    id = parish.held()
    assert [dov.get(f"/send/{id}{page}").status_code for page in PAGES] == [404] * len(PAGES)
    for form in FORMS:
        dov.get("/send/")
        assert dov.post(f"/send/{id}/{form}", count="02").status_code == 404, form
    assert notices(dov) == {id: "held"}
    assert f"B{id}:" not in dov.get("/send/past").text


def test_nor_can_another_group_be_told(dov, parish):
    group = {"kind": "news", "group": parish.tue}
    assert dov.get("/send/write", query_string=group).status_code == 404
    dov.get("/send/")
    assert dov.post("/send/write", **group, words="Hello").status_code == 404
    assert notices(dov) == {}


def test_a_draft_is_its_author_s_alone(ben, parish):
    theirs = parish.draft(by_person_id=another(parish))
    assert ben.get(f"/send/{theirs}").status_code == 404


def test_who_runs_a_group_no_more_sends_it_nothing(ben, parish):
    id = news(ben, parish.tue)
    with parish.house.database.transaction() as session:
        kin = parish.found(session, "KIN", 4)
        coordinators.remove(session, parish.tue, parish.ben)
    assert send(ben, id).status_code == 404
    assert kin and notices(ben) == {id: "draft"}
