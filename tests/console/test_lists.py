"""A list is looked at before it is taken; what is no list changes nothing."""

import io
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import undefer

from service import list_imports, retention
from service.list_imports import BROKE, MOST_TRIES
from service.meetings.own import FEED
from service.models import Feed, ListImport, LogEntry, Meeting
from tests.console.clubs import club
from tests.console.desk import Desk, somebody
from tests.line import ANA

HEADINGS = "Name,Day,Time,Location,Address,City,State,Zip"
LAMP = "Lamp,Tuesday,19:00,Grange Hall,12 Pine St,Lewistown,MT,59457"
BELL = "Bell,Friday,12:00,Judith Hall,40 Larkspur Ave,Lewistown,MT,59457"


def table(*rows):
    return "\n".join((HEADINGS, *rows)).encode()


def give(desk, raw, name="meetings.csv", **more):
    """The page of the list, once a worker has read it."""
    desk.get("/meetings/lists/")
    page = desk.post("/meetings/lists/", file=(io.BytesIO(raw), name), kind="aa", **more)
    if page.status_code != 200:
        return page.text
    assert "It is being read" in page.text
    list_imports.work_through(desk.house)
    return desk.get(page.request.path.removeprefix("/console")).text


def given(desk):
    with desk.house.database.reading() as session:
        newest = select(ListImport).order_by(ListImport.id.desc()).limit(1)
        return session.scalars(newest.options(undefer(ListImport.copy))).one()


def take(desk, **form):
    desk.post(f"/meetings/lists/{given(desk).id}/take", **form)
    list_imports.work_through(desk.house)
    return desk.get(f"/meetings/lists/{given(desk).id}").text


def listed(desk):
    with desk.house.database.reading() as session:
        rows = select(Meeting.name, Meeting.start_min).where(Meeting.hidden_reason.is_(None))
        return {name: start // 60 for name, start in session.execute(rows)}


def log(desk):
    with desk.house.database.reading() as session:
        return [one for one in session.scalars(select(LogEntry.what)) if one.startswith("list_")]


def test_nothing_changes_before_somebody_says_so(ben):
    page = give(ben, table(LAMP, BELL))
    assert "It would add 2, change 0 and take away 0" in page
    assert "<strong>Lamp</strong>: Tuesday 19:00, Grange Hall" in page
    assert listed(ben) == {}
    assert "2 added" in take(ben)
    assert listed(ben) == {"Lamp": 19, "Bell": 12}
    assert log(ben) == ["list_given", "list_taken"]
    assert given(ben).copy is None


def test_a_newer_copy_is_told_field_by_field(ben):
    keyed = f"slug,{HEADINGS}\na,{LAMP}\n"
    give(ben, f"{keyed}b,{BELL}".encode()), take(ben)
    reed = "c,Reed,Monday,8:00,,9 Elm St,Lewistown,MT,59457"
    page = give(ben, f"{keyed}{reed}".replace("19:00", "20:00").encode())
    assert "It would add 1, change 1 and take away 1" in page
    told = "".join(page.split())
    assert 'data-th="Was">19:00</td>' in told and 'data-th="Now">20:00</td>' in told
    assert "<h2>Gone</h2>" in page and "<strong>Bell</strong>" in page


def test_what_is_gone_goes_at_once_since_somebody_has_looked(ben):
    rows = [LAMP.replace("Lamp", f"Lamp{n}").replace("12 Pine", f"{n} Pine") for n in range(10)]
    give(ben, table(*rows)), take(ben)
    give(ben, table(*rows[:8]))
    assert "2 gone" in take(ben)
    assert len(listed(ben)) == 8


def test_a_list_that_has_lost_much_takes_away_only_what_was_said_twice(ben):
    rows = [LAMP.replace("Lamp", f"Lamp{n}").replace("12 Pine", f"{n} Pine") for n in range(10)]
    give(ben, table(*rows)), take(ben)
    assert "and had 10. Are they really gone?" in give(ben, table(*rows[:2]))
    take(ben)
    assert len(listed(ben)) == 10
    give(ben, table(*rows[:2])), take(ben, all="on")
    assert len(listed(ben)) == 2


def test_a_list_that_changed_meanwhile_is_looked_at_again(ben):
    give(ben, table(LAMP)), take(ben)
    give(ben, table(LAMP, BELL))
    with ben.house.database.transaction() as session:
        session.scalars(select(Feed)).one().digest = "another reading's"
    assert "changed by somebody else meanwhile" in take(ben)
    assert listed(ben) == {"Lamp": 19}
    take(ben)
    assert len(listed(ben)) == 2


def test_let_go_nothing_of_it_stays(ben):
    give(ben, table(LAMP))
    assert "nothing was changed" in ben.post(f"/meetings/lists/{given(ben).id}/drop").text
    assert (given(ben).copy, listed(ben)) == (None, {})
    assert "nothing was changed" in take(ben)
    assert log(ben) == ["list_given", "list_dropped"]


def test_the_same_yes_twice_takes_it_once(ben):
    give(ben, table(LAMP))
    path, form = f"/meetings/lists/{given(ben).id}/take", ben.hidden()
    ben.post(path, mark=form["mark"]), ben.post(path, mark=form["mark"])
    assert log(ben).count("list_taken") == 1


REFUSED = {
    "prose": b"We meet on Tuesdays. Come along!",
    "a web page": b"<html><body>Sign in</body></html>",
    "no day": b"Name,Place\nLamp,Grange Hall",
    "an image": bytes(range(256)) * 4,
    "half a JSON": b'[{"name": "Lamp", "day": 2, "time": "19:00"}, {"name"',
    "nothing": b" \n",
}


@pytest.mark.parametrize("raw", REFUSED.values(), ids=REFUSED)
def test_what_is_no_list_is_refused_with_a_reason(ben, raw):
    give(ben, table(LAMP)), take(ben)
    page = give(ben, raw)
    assert "The reason:" in page and given(ben).why in page.replace("&#39;", "'")
    assert (given(ben).copy, listed(ben)) == (None, {"Lamp": 19})


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "latin-1", "cp1252", "mac-roman"])
def test_letters_of_any_office_are_read(ben, encoding):
    give(ben, table(LAMP.replace("Lamp", "Niñas de José")).decode().encode(encoding))
    take(ben)
    assert list(listed(ben)) == ["Niñas de José"]


def test_rows_that_say_too_little_are_kept_back_and_told(ben):
    half = [
        LAMP,
        "Reed,Someday,,,9 Elm St,Lewistown,MT,59457",
        "Rain,Monday,99:99,,,,,",
        ",,,,,,,",
        BELL,
    ]
    page = give(ben, table(*half))
    assert "<h2>Kept, but not listed</h2>" in page and "no day or time" in page
    take(ben)
    assert set(listed(ben)) == {"Lamp", "Bell"}


def test_a_formula_is_shown_as_text_and_never_stands_at_the_head_of_a_name(ben):
    page = give(ben, table(LAMP.replace("Lamp", '"=HYPERLINK(""http://evil.example"",""Lamp"")"')))
    assert '<a href="http://evil' not in page
    take(ben)
    assert not any(name.startswith(("=", "+", "@")) for name in listed(ben))


def test_markup_of_a_list_is_text(ben):
    assert "<script>alert" not in give(
        ben, table(LAMP.replace("Grange Hall", "<script>alert(1)</script>"))
    )


def test_what_breaks_our_reader_again_and_again_is_let_go(ben, monkeypatch):
    def break_down(*_):
        raise MemoryError

    monkeypatch.setattr(list_imports, "read_copy", break_down)
    assert BROKE in give(ben, table(LAMP))


def test_who_is_killed_at_it_leaves_it_to_the_next_but_not_for_ever(ben):
    ben.get("/meetings/lists/")
    ben.post("/meetings/lists/", file=(io.BytesIO(table(LAMP)), "a.csv"))
    for _ in range(MOST_TRIES):
        assert list_imports.claim(ben.house) is not None
        assert list_imports.claim(ben.house) is None
        with ben.house.database.transaction() as session:
            session.scalars(select(ListImport)).one().claimed_until = None
    list_imports.work_through(ben.house)
    assert given(ben).why == BROKE


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({}, "choose a file"),
        ({"address": "montana meetings"}, "no web address"),
        ({"address": "https://example.org/feed", "zone": "Montana"}, "no time zone"),
        ({"file": (io.BytesIO(table(LAMP)), FEED)}, "choose a file"),
    ],
    ids=["nothing", "no address", "no zone", "our own groups"],
)
def test_what_cannot_be_given_is_said_at_the_form(ben, form, said):
    ben.get("/meetings/lists/")
    page = ben.post("/meetings/lists/", **form)
    assert page.status_code == 422 and said in page.text and log(ben) == []


def test_an_address_is_shown_without_its_key(ben):
    ben.get("/meetings/lists/")
    page = ben.post("/meetings/lists/", address="https://me:pw@example.org/feed?key=hush")
    assert "example.org/feed" in page.text and "hush" not in page.text and "pw@" not in page.text


def test_only_the_owner_gives_lists(line, ben):
    ana = somebody(line.house, ANA)
    club(line.house, "TUE", ana)
    desk = Desk(line.app, line.house)
    desk.sign_in(ANA)
    assert desk.get("/meetings/lists/").status_code == 403
    assert 'href="/console/meetings/lists/"' not in desk.get("/meetings/").text


def test_a_list_nobody_answers_is_forgotten(ben, clock):
    give(ben, table(LAMP))
    clock.advance(timedelta(days=3))
    with ben.house.database.transaction() as session:
        retention.forget(session, clock.now())
        assert session.scalars(select(ListImport)).all() == []
