"""`porchlight cases`: what is open, what happened, and closing one; nobody's number or words."""

import json
import shutil
from datetime import timedelta

import pytest
from click.testing import CliRunner
from sqlalchemy import select, update

from service.cli import main
from service.clock import zone
from service.crisis import callbacks, cases
from service.health import check_cases
from service.house import open_house
from service.members import find_or_add_phone
from service.models import Case, CaseStep, Timer
from service.settings import read_settings
from service.text.phone import Phone
from service.webhooks import metrics
from tests.commands.test_finder import SETTINGS
from tests.duty import LEE, volunteer

WALT = "+14065550110"
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def house(tmp_path, monkeypatch, sqlite_template):
    for name, value in {**SETTINGS, "DATA_DIR": str(tmp_path)}.items():
        monkeypatch.setenv(name, value)
    with open_house(read_settings()) as made:
        shutil.copy(sqlite_template, tmp_path / "porchlight.db")
        yield made


@pytest.fixture
def asked(house):
    """Walt asked for a person; Lee was rung and has it."""
    with house.database.transaction() as session:
        now = house.clock.now()
        lee = volunteer(session, house.keyring, now)
        phone = find_or_add_phone(session, house.keyring, Phone.parse(WALT), now)
        case = cases.ask_for_person(session, "CA1", cases.Asked(phone.id, "en"), now)
        cases.note(session, case, CaseStep.RANG, now, lee)
        cases.claim(session, case, lee, now)
    return case


@pytest.fixture
def waiting(house):
    """Somebody waits whose time has passed."""
    with house.database.transaction() as session:
        now = house.clock.now()
        case = cases.ask_for_person(session, "CA2", cases.Asked(None, "en"), now)
        session.execute(update(Case).values(call_back_by=now - timedelta(minutes=5)))
    return case


def run(*words):
    return CliRunner().invoke(main, ["cases", *words])


def rows(*words):
    told = run(*words, "--json")
    assert told.exit_code == 0, told.output
    return [json.loads(line) for line in told.output.splitlines()]


def test_the_list_says_who_has_it(asked):
    (row,) = rows()
    told = {name: row[name] for name in ("id", "tier", "state", "claimed_by", "overdue")}
    assert told == {"id": 1, "tier": "asked", "state": "claimed", "claimed_by": 1, "overdue": False}
    assert "asked; claimed; volunteer 1 has it" in run().output


def test_the_timeline_is_in_its_order(asked):
    (row,) = rows("show", "1")
    assert [(one["what"], one["volunteer"]) for one in row["timeline"]] == [
        ("opened", None),
        ("rang", 1),
        ("claimed", 1),
    ]
    assert len(run("show", "1").output.splitlines()) == 5


def test_it_names_no_number(asked):
    told = run().output + run("show", "1").output + run("--json").output
    assert not any(number[-7:] in told for number in (WALT, LEE))


def test_a_time_that_has_passed_is_told(house, waiting):
    assert "OVERDUE" in run().output and rows()[0]["overdue"]
    with house.database.reading() as session:
        found = check_cases(session, house.clock.now())
    assert (found.ok, found.needed, found.detail) == (
        False, False, "1 open, 0 being seen to, 1 overdue",
    )  # fmt: skip


def test_the_numbers_for_prometheus_have_it(house, waiting):
    page = metrics.page(house, metrics.Health(())).decode()
    assert 'porchlight_cases{state="overdue",tier="asked"} 1.0' in page
    assert 'porchlight_cases{state="unclaimed",tier="imminent"} 0.0' in page
    assert "porchlight_on_duty 0.0" in page


def test_they_say_how_fast_a_case_was_taken_and_which_was_none(house, asked):
    page = metrics.page(house, metrics.Health(())).decode()
    assert "porchlight_case_claim_seconds" in page and "porchlight_case_pages 0.0" in page
    assert 'porchlight_cases{state="claimed",tier="asked"} 1.0' in page
    assert "porchlight_silence_claim_seconds" not in page
    run("close", "1", "--outcome", "false_alarm")
    page = metrics.page(house, metrics.Health(())).decode()
    assert 'porchlight_case_false_alarms{tier="asked"} 1.0' in page


def test_they_say_how_long_nobody_has_taken_one(house, waiting):
    with house.database.transaction() as session:
        now = house.clock.now()
        session.execute(update(Case).values(opened_at=now - HOUR))
        cases.note(session, waiting, CaseStep.UNCLAIMED, now)
    page = metrics.page(house, metrics.Health(())).decode()
    assert 'porchlight_cases{state="unclaimed",tier="asked"} 1.0' in page
    assert 'porchlight_case_oldest_seconds{tier="asked"} 36' in page


def test_a_closed_case_is_listed_no_more(asked):
    assert run("close", "1", "--outcome", "called_back").exit_code == 0
    assert rows() == []
    assert rows("show", "1")[0]["outcome"] == "called_back"


def test_who_waits_for_a_closed_case_is_paged_for_no_more(house, waiting):
    with house.database.transaction() as session:
        callbacks.wait_for_call(session, waiting, house.clock.now(), house.clock.now())
    assert run("close", str(waiting), "--outcome", "manual").exit_code == 0
    with house.database.reading() as session:
        assert session.scalars(select(Timer.kind)).all() == []


def test_closed_ones_are_listed_by_the_day_they_were_opened(house, asked):
    run("close", "1", "--outcome", "talked")
    today = house.clock.now().astimezone(zone(house.settings.home_zone))
    for day, listed in ((today, [1]), (today + timedelta(days=1), [])):
        found = rows("list", "--closed", "--since", f"{day:%Y-%m-%d}")
        assert [row["id"] for row in found] == listed


def test_a_closed_case_can_still_be_called_a_false_alarm(asked):
    run("close", "1", "--outcome", "talked")
    assert run("close", "1", "--outcome", "false_alarm").exit_code == 0
    (row,) = rows("review", "--days", "7")
    told = {name: row[name] for name in ("tier", "rule", "language", "cases", "false_alarm_rate")}
    assert told == {
        "tier": "asked", "rule": "key 0", "language": "en", "cases": 1, "false_alarm_rate": 1.0,
    }  # fmt: skip
    assert "asked, key 0, en: 1 cases, 1 taken" in run("review").output


@pytest.mark.parametrize("words", [("show", "9"), ("close", "9", "--outcome", "manual")])
def test_an_unknown_case_is_one_line_and_status_2(words):
    told = run(*words)
    assert (told.exit_code, len(told.output.strip().splitlines())) == (2, 1)


def test_a_case_is_closed_once(asked):
    run("close", "1", "--outcome", "manual")
    assert run("close", "1", "--outcome", "manual").exit_code == 2
