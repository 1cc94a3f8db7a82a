"""`porchlight oncall`, as whoever runs the line uses it: Lee is put on the roster, Kim after him."""

import json
import shutil
from datetime import timedelta

import pytest
from click.testing import CliRunner
from sqlalchemy import select, update

from service import consent, households, members
from service.cli import main
from service.commands import doctor
from service.commands.roster_checks import check_roster
from service.commands.shift_words import slots_said, slots_shown
from service.crisis import roster
from service.errors import BadInput
from service.house import open_house
from service.members import find_phone
from service.models import AskState, ConsentRow, Person, Shift, ShiftAsk, Volunteer
from service.settings import read_settings
from service.text.phone import Phone
from tests.commands.test_finder import SETTINGS
from tests.line import ANA

LEE, KIM = "+14065550130", "+14065550131"
LINE = "+14065550199"


@pytest.fixture(autouse=True)
def house(tmp_path, monkeypatch, sqlite_template):
    for name, value in {**SETTINGS, "LINE_NUMBER": LINE, "DATA_DIR": str(tmp_path)}.items():
        monkeypatch.setenv(name, value)
    with open_house(read_settings()) as made:
        shutil.copy(sqlite_template, tmp_path / "porchlight.db")
        yield made


def run(*words):
    return CliRunner().invoke(main, ["oncall", *words])


def done(*words):
    told = run(*words)
    assert told.exit_code == 0, told.output
    return told.output


def rows():
    return [json.loads(line) for line in done("--json").splitlines()]


@pytest.fixture
def lee():
    done("add", LEE, "--name", "Lee", "--hours", "always")


@pytest.fixture
def kim(lee):
    done("add", KIM, "--name", "Kim", "--hours", "mon-fri 18-22", "--language", "es")


def on_duty(house):
    with house.database.reading() as session:
        return [
            one.phone.e164 for one in roster.on_duty(session, house.settings, house.clock.now())
        ]


def test_who_is_added_is_rung(house, lee):
    assert on_duty(house) == [LEE]


def test_they_are_listed_in_their_order_without_their_numbers(kim):
    told = done()
    assert [line.split(",")[0] for line in told.splitlines()] == ["1  Lee", "2  Kim"]
    assert "on duty now; mon-sun 00:00-24:00" in told and LEE[2:] not in told


def test_a_row_has_what_a_program_needs(kim):
    lee, kim = rows()
    assert (lee["id"], lee["on_duty"], lee["stopped"]) == (1, True, False)
    assert (kim["hours"], kim["language"], kim["phone"]) == (
        ["mon-fri 18:00-22:00"], "es", "number ending 0131",
    )  # fmt: skip


def test_a_coordinator_needs_no_hours_and_is_known_as_one(lee):
    assert done("add", KIM, "--role", "coordinator").endswith(": paged with the whole team\n")
    assert [row["role"] for row in rows()] == ["peer", "coordinator"]
    assert (
        done()
        .splitlines()[1]
        .endswith("(coordinator), number ending 0131: paged with the whole team")
    )


def test_that_they_agreed_is_written_down(house, lee):
    with house.database.reading() as session:
        proof = session.scalars(select(ConsentRow)).one()
        assert (proof.how, proof.words.split(";")[0]) == (
            "coordinator",
            "Named by the organisation",
        )


def test_hours_are_replaced(kim):
    told = done("hours", "2", "sat,sun 9-17", "mon 22-6").strip()
    assert told == "2  from now on sat-sun 09:00-17:00, mon 22:00-06:00"
    assert rows()[1]["hours"] == ["sat-sun 09:00-17:00", "mon 22:00-06:00"]


def test_days_are_taken_off_and_put_back(house, lee):
    first, last = (f"{house.clock.now() + timedelta(days=days):%Y-%m-%d}" for days in (-1, 1))
    done("off", "1", first, "--until", last)
    assert rows()[0]["off"][-1] == last and on_duty(house) == []
    done("on", "1", first, "--until", last)
    assert rows()[0]["off"] == [] and on_duty(house) == [LEE]


def test_who_is_rung_first_can_be_said(house, kim):
    assert done("order", "2").strip() == "Rung in this order: 2, 1"
    assert [row["name"] for row in rows()] == ["Kim", "Lee"]


def test_who_is_removed_is_not_rung_and_may_come_back(house, lee):
    done("remove", "1")
    assert rows() == [] and on_duty(house) == []
    done("add", LEE, "--hours", "sat 9-17")
    assert [(row["id"], row["name"], row["hours"]) for row in rows()] == [
        (1, "Lee", ["sat 09:00-17:00"])
    ]


def test_whose_phone_said_stop_is_shown_and_not_rung(house, lee):
    with house.database.transaction() as session:
        phone = find_phone(session, house.keyring, Phone.parse(LEE))
        consent.opt_out(session, phone.id, "text", None, house.clock.now())
    assert rows()[0]["stopped"] and on_duty(house) == []
    with house.database.reading() as session:
        found = check_roster(session, house)
    assert (found.ok, found.detail[-2:]) == (False, " 1")


@pytest.fixture
def ana(house):
    """A member, with a name of her own, on a mobile of her own."""
    with house.database.transaction() as session:
        phone = members.find_or_add_phone(session, house.keyring, Phone(ANA), house.clock.now())
        person_id = members.person_of(session, phone.id, "en", house.clock.now())
        members.set_name(session, person_id, "Ana")
        return phone.id


@pytest.fixture
def shared(house, ana):
    """Dov shares it."""
    with house.database.transaction() as session:
        return households.add(session, ana, "7302", "en", house.clock.now()).person_id


def test_a_member_keeps_their_own_name(ana):
    assert "  Ana, " in done("add", ANA, "--name", "Annie", "--hours", "always")
    assert rows()[0]["name"] == "Ana"


def test_a_member_without_one_is_given_it(house, ana):
    with house.database.transaction() as session:
        session.execute(update(Person).values(first_name=None))
    done("add", ANA, "--name", "Annie", "--hours", "always")
    assert rows()[0]["name"] == "Annie"


def test_the_language_is_theirs_and_not_the_phone_s(house, ana):
    done("add", ANA, "--hours", "always", "--language", "es")
    assert rows()[0]["language"] == "es"
    with house.database.reading() as session:
        assert members.chosen_language(session, ana) is None


def test_a_language_chosen_on_the_phone_stays(house, ana):
    with house.database.transaction() as session:
        members.set_language(session, ana, "en")
    told = run("add", ANA, "--hours", "always", "--language", "es")
    assert (told.exit_code, rows()) == (2, [])
    done("add", ANA, "--hours", "always", "--language", "en")


@pytest.mark.parametrize(
    "more", [(), ("--which", "3"), ("--which", "2", "--language", "es")], ids=" ".join
)
def test_on_a_shared_phone_it_is_not_guessed_who(house, shared, more):
    told = run("add", ANA, "--name", "Lee", "--hours", "always", *more)
    assert (told.exit_code, len(told.output.strip().splitlines()), rows()) == (2, 1, [])
    with house.database.reading() as session:
        assert session.scalars(select(Person.first_name).order_by(Person.id)).all() == ["Ana", None]
        assert set(session.scalars(select(Person.language))) == {"en"}


def test_on_a_shared_phone_it_can_be_said_who(house, shared):
    done("add", ANA, "--which", "2", "--name", "Dov", "--hours", "always")
    with house.database.reading() as session:
        assert session.scalars(select(Volunteer.person_id)).one() == shared
    assert rows()[0]["name"] == "Dov"


def test_the_zone_is_theirs(house):
    done("add", LEE, "--hours", "daily 9-17", "--zone", "America/New_York")
    with house.database.reading() as session:
        assert session.scalars(select(Person.zone)).one() == "America/New_York"


@pytest.mark.parametrize(
    "words",
    [
        ("add", "123", "--hours", "always"),
        ("add", LINE, "--hours", "always"),
        ("add", KIM, "--hours", "now and then"),
        ("add", KIM, "--hours", "mon 9-9:30"),
        ("add", KIM, "--hours", "always", "--zone", "Mars/Base"),
        ("add", KIM, "--hours", "always", "--name", " "),
        ("add", LEE, "--hours", "always"),
        ("hours", "7", "always"),
        ("off", "1", "2026-12-24", "--until", "2026-12-20"),
        ("order", "1", "9"),
        ("remove", "9"),
    ],
    ids=" ".join,
)
def test_bad_input_is_one_line_and_status_2(lee, words):
    told = run(*words)
    assert (told.exit_code, len(told.output.strip().splitlines())) == (2, 1)


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("mon-fri 18:00-22:00", ["mon-fri 18:00-22:00"]),
        ("Sat, Sun 9 to 5", ["sat-sun 09:00-17:00"]),
        ("fri-mon 22-6", ["mon,fri-sun 22:00-06:00"]),
        ("weekdays 9am-5pm", ["mon-fri 09:00-17:00"]),
        ("always", ["mon-sun 00:00-24:00"]),
        ("daily noon-midnight", ["mon-sun 12:00-24:00"]),
    ],
)
def test_hours_are_read_as_people_write_them(said, shown):
    assert slots_shown(slots_said([said])) == shown


@pytest.mark.parametrize("said", ["", "9-17", "mon", "mon-wed-fri 9-17", "moonday 9-17", "daily"])
def test_what_is_no_hours_is_refused(said):
    with pytest.raises(BadInput):
        slots_said([said])


def test_the_doctor_counts_the_hours_without_anybody(house):
    def found():
        with house.database.reading() as session:
            return check_roster(session, house)

    assert (found().ok, found().detail[:6]) == (True, "nobody")
    done("add", LEE, "--hours", "daily 18-22")
    assert (found().ok, found().detail) == (
        True,
        "1 volunteer; nobody for 140 of the next 168 hours",
    )


def test_the_doctor_looks_at_those_on_call(lee):
    told = {check.check: check for check in doctor.examine_all()}
    assert told["on call"].detail.startswith("1 volunteer; nobody for 0")


def gap_rows():
    return [json.loads(line) for line in done("gaps", "--json").splitlines()]


def test_gaps_are_the_hours_without_anybody_in_the_next_week(house):
    done("add", LEE, "--hours", "daily 6-22")
    rows = gap_rows()
    nights = [row for row in rows if row["hours"] == 8]
    assert len(nights) >= 6 and {row["why"] for row in rows} == {"nobody"}
    assert sum(row["hours"] for row in rows) == pytest.approx(56, abs=0.1)
    assert nights[0]["from"][11:16] == "22:00" and ": nobody" in done("gaps")


def test_gaps_name_the_shifts_that_are_in_doubt(house, lee):
    assert gap_rows() == [] and done("gaps").startswith("Somebody is on duty at every hour")
    begins = house.clock.now()
    with house.database.transaction() as session:
        times = {"begins_at": begins, "ends_at": begins + timedelta(hours=4)}
        session.add(ShiftAsk(volunteer_id=1, state=AskState.UNCONFIRMED, **times))
    [row] = gap_rows()
    assert (row["why"], row["volunteer"], row["hours"]) == ("unconfirmed", 1, 4)
    assert "volunteer 1 has not confirmed, and stays on duty" in done("gaps")


def test_hours_off_are_no_day_off(house, lee):
    with house.database.transaction() as session:
        on_date = (house.clock.now() + timedelta(days=2)).date()
        hours = {"from_min": 600, "until_min": 900, "off": True}
        session.add(Shift(volunteer_id=1, on_date=on_date, **hours))
    assert rows()[0]["off"] == [] and [row["hours"] for row in gap_rows()] == [5]
