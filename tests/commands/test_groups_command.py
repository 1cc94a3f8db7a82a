"""`porchlight groups`, as a coordinator runs it: founded, found, off, moved, put back, let go."""

import json
import shutil
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from click.testing import CliRunner
from sqlalchemy import func, select

from service.cli import main
from service.flows.details import whole_meeting
from service.flows.wording import Teller
from service.house import open_house
from service.meetings import dates
from service.meetings.importer import import_feed
from service.meetings.query import understand
from service.meetings.search import Line, details, find
from service.models import Feed, Group, Meeting, MeetingDate, Person
from service.settings import read_settings
from service.text.words import written
from tests.commands.test_finder import SETTINGS
from tests.meetings.community import TUESDAY, feed, row

DENVER = ZoneInfo("America/Denver")
BEN = "+14065550120"
LAMP = (
    *("TUE", "--name", "Tuesday Lamp", "--kind", "aa", "--at", "Tue 19:00", "--zip", "59457"),
    *("--address", "12 Pine St", "--location", "Grange Hall", "--coordinator", BEN),
)
CALL = (
    *("KIN", "--name", "Kin Call", "--kind", "caregiver", "--at", "sundays 7:30 pm"),
    *("--dial-in", "406-555-0123", "--code", "4321#", "--coordinator", BEN),
)


@pytest.fixture(autouse=True)
def house(tmp_path, monkeypatch, sqlite_template):
    for name, value in {**SETTINGS, "DATA_DIR": str(tmp_path)}.items():
        monkeypatch.setenv(name, value)
    with open_house(read_settings()) as made:
        shutil.copy(sqlite_template, tmp_path / "porchlight.db")
        yield made


def run(*words):
    return CliRunner().invoke(main, ["groups", *words])


def done(*words):
    told = run(*words)
    assert told.exit_code == 0, told.output
    return told.output


def rows():
    return [json.loads(line) for line in done("list", "--json").splitlines()]


def found(house, words, now=None):
    with house.database.reading() as session:
        line = Line("America/Denver", "MT")
        return find(session, understand(words), now or house.clock.now(), line=line).results


def next_of(word):
    (one,) = [one for one in rows() if one["word"] == word]
    return datetime.fromisoformat(one["next"]).astimezone(DENVER)


def test_what_is_founded_is_listed_and_found(house):
    done("add", *LAMP)
    (one,) = rows()
    assert (one["word"], one["kind"], one["coordinator"]) == ("TUE", "aa", True)
    assert (next_of("TUE").weekday(), next_of("TUE").hour) == (1, 19)
    (meeting,) = found(house, "aa 59457")
    assert (meeting.name, meeting.town, meeting.address) == (
        "Tuesday Lamp",
        "Lewistown",
        "12 Pine St",
    )


def test_a_call_is_found_by_who_cannot_drive(house):
    done("add", *CALL)
    (meeting,) = found(house, "caregiver group by phone")
    assert (meeting.mode, meeting.dial_in, meeting.dial_code) == ("phone", "+14065550123", "4321#")


def test_numbers_and_names_of_people_stay_out_of_the_list(house):
    assert BEN not in done("add", *LAMP) + done("list") + done("list", "--json")


@pytest.mark.parametrize(
    ("rule", "weeks"),
    [("", {7}), ("every 2 weeks", {14}), ("last Tue", {28, 35}), ("FREQ=WEEKLY;INTERVAL=3", {21})],
)
def test_it_meets_as_often_as_it_was_said(house, rule, weeks):
    done("add", *LAMP, "--rule", rule)
    with house.database.reading() as session:
        meeting_id = session.scalars(select(Meeting.id)).one()
        later = dates.schedule_of(session, meeting_id).next_after(next_of("TUE"))
    assert (later.on - next_of("TUE").date()).days in weeks


def test_the_week_is_counted_from_its_first_date(house):
    done("add", *LAMP, "--rule", "every 2 weeks", "--from", "2031-01-01")
    assert next_of("TUE") == datetime(2031, 1, 7, 19, tzinfo=DENVER)


def test_called_off_moved_and_put_back(house):
    done("add", *LAMP)
    day = next_of("TUE")
    assert "off; 0 reminders follow" in done("off", "TUE", "--reason", "snow")
    assert (rows()[0]["off"], rows()[0]["reason"]) == (True, "snow")
    assert "20:15" in done("move", "TUE", "--to", "20:15", "--place", "Library, 5 Oak St")
    assert (next_of("TUE"), rows()[0]["moved"]) == (day.replace(hour=20, minute=15), True)
    done("on", "TUE")
    assert (next_of("TUE"), rows()[0]["moved"], rows()[0]["off"]) == (day, False, False)


def test_let_go_it_is_found_no_more_and_may_be_founded_again(house):
    done("add", *LAMP)
    done("drop", "tue")
    assert (rows(), found(house, "aa 59457")) == ([], ())
    done("add", *LAMP)
    assert len(found(house, "aa 59457")) == 1


def refusals():
    week_ago = f"{date.today() - timedelta(days=7)}"
    return {
        "a word that stops": (("add", "STOP", *LAMP[1:]), "at the carrier"),
        "a word that stops in Spanish": (("add", "BAJA", *LAMP[1:]), "at the carrier"),
        "a word of ours": (("add", "FIND", *LAMP[1:]), "for something else"),
        "a word with more behind it": (("add", "JOIN", *LAMP[1:]), "for something else"),
        "a word that means all": (("add", "TODOS", *LAMP[1:]), "in passing"),
        "a word of despair": (("add", "SUICIDE", *LAMP[1:]), "may be in danger"),
        "a word that can't be texted": (("add", "T!", *LAMP[1:]), "2 to 16 letters"),
        "a word that is taken": (("add", *LAMP), "TUE's already"),
        "the same day in Spanish": (("add", "MAR", *LAMP[1:]), "TUE's already"),
        "the same time and place": (("add", "LAMP2", *LAMP[1:]), "meets there at that time"),
        "no kind": (("add", "NEW", *LAMP[1:4], "sewing", *LAMP[5:]), "no fellowship"),
        "no hour": (("add", "NEW", *LAMP[1:], "--at", "Tuesday"), "like Tue 19:00"),
        "no zone": (("add", "NEW", *LAMP[1:], "--zone", "America/Nowhere"), "no time zone"),
        "no rule": (("add", "NEW", *LAMP[1:], "--rule", "now and then"), "every 2 weeks"),
        "another day's rule": (("add", "NEW", *LAMP[1:], "--rule", "last Thu"), "no rule of that day"),
        "two weekdays": (("add", "NEW", *LAMP[1:], "--rule", "FREQ=WEEKLY;BYDAY=TU,TH"), "each weekday"),
        "never": (
            ("add", "NEW", *LAMP[1:], "--address", "9 Elm St", "--rule", "FREQ=WEEKLY;UNTIL=20200101"),
            "no date to come",
        ),
        "once, and over": (
            ("add", "NEW", *LAMP[1:], "--address", "9 Elm St", "--rule", "once", "--from", "2020-01-01"),
            "no date to come",
        ),
        "nowhere": (("add", "NEW", *LAMP[1:7], *LAMP[-2:]), "Say where it is"),
        "a place nobody knows": (("add", "NEW", *LAMP[1:], "--zip", "00000"), "no place we know"),
        "no number": (("add", "NEW", *LAMP[1:], "--coordinator", "12"), "+14065550140"),
        "an unknown group": (("off", "NOPE"), "no group NOPE"),
        "no date of it": (("off", "TUE", "2031-01-01"), "The next is"),
        "a past date": (("off", "TUE", week_ago), "is no date of it|is over"),
        "an odd date": (("off", "TUE", "2026-13-01"), "does not match"),
        "into the past": (("move", "TUE", "--to", "2020-01-01 10:00"), "over already"),
        "to no hour": (("move", "TUE", "--to", "25:00"), "write 20:00"),
        "to nothing": (("move", "TUE"), "--to or --place"),
        "back from nothing": (("on", "TUE"), "as usual"),
        "let go of nothing": (("drop", "NOPE"), "no group NOPE"),
    }  # fmt: skip


def test_what_cannot_be_is_refused_in_one_line_and_changes_nothing(house):
    done("add", *LAMP)
    before = counts(house)
    for case, (words, why) in refusals().items():
        told = run(*words)
        assert told.exit_code == 2, case
        assert len(told.stderr.splitlines()) == 1, (case, told.stderr)
        assert any(one in told.stderr for one in why.split("|")), (case, told.stderr)
    assert counts(house) == before


def counts(house):
    with house.database.reading() as session:
        models = (Group, Meeting, MeetingDate, Person)
        return [session.scalar(select(func.count()).select_from(model)) for model in models]


def test_what_met_once_is_not_listed_afterwards(house):
    done("add", *LAMP, "--rule", "once", "--from", "2031-01-01")
    on = datetime(2031, 1, 7, 12, tzinfo=DENVER)
    assert [one.starts.date() for one in found(house, "aa 59457", on)] == [date(2031, 1, 7)]
    assert found(house, "aa 59457", on + timedelta(days=1)) == ()


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ("every 2 weeks", "Every 2 weeks."),
        ("once", "This one time."),
        ("last Tue", "last Tuesday only."),
    ],
)
def test_the_details_say_how_often_it_meets(house, rule, said):
    done("add", *LAMP, "--rule", rule)
    with house.database.reading() as session:
        one = details(session, session.scalars(select(Meeting.id)).one(), house.clock.now())
    told = whole_meeting(one, Teller(house.clock.now(), "en", "America/Denver"))
    assert said in written(told, "en")


def test_what_is_not_said_of_a_moved_date_stays_as_it_is(house):
    done("add", *LAMP)
    day = next_of("TUE")
    done("move", "TUE", "--place", "Library, 5 Oak St")
    done("move", "TUE", "--to", "20:15")
    assert next_of("TUE") == day.replace(hour=20, minute=15)
    assert found(house, "aa 59457")[0].location == "Library, 5 Oak St"


def test_founded_again_it_meets_on_all_its_dates(house):
    done("add", *LAMP)
    done("off", "TUE")
    done("drop", "TUE")
    done("add", *LAMP)
    assert not rows()[0]["off"]


def test_a_group_of_somebody_elses_feed_is_let_go_and_its_meeting_stays(house):
    """An own feed made just for looking, empty and without a digest, kept the shelf empty for good."""
    with house.database.transaction() as session:
        tuesday = row("lamp", TUESDAY, "19:00")
        import_feed(session, "aa", feed(tuesday), "aa", "America/Denver", house.clock.now())
        session.add(Group(word="TUE", name="Lamp", kind="aa", meeting_id=1))
    done("off", "TUE")
    done("drop", "TUE")
    with house.database.reading() as session:
        assert session.scalars(select(Feed.name)).all() == ["aa"]
        assert session.get(Meeting, 1).cell is not None


def test_several_run_a_group_and_the_last_one_stays():
    done("add", *LAMP)
    lee = "+14065550130"
    assert done("coordinator", "TUE", lee) == "TUE is run by 2 now.\n"
    assert rows()[0]["coordinators"] == 2
    assert "They run TUE already." in run("coordinator", "TUE", lee).output
    assert done("coordinator", "TUE", BEN, "--remove") == "TUE is run by 1 now.\n"
    assert "Nobody with that number runs TUE." in run("coordinator", "TUE", BEN, "--remove").output
    assert "name another first" in run("coordinator", "TUE", lee, "--remove").output
    assert "0 were written down" in done("expected", "TUE")
