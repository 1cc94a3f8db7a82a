"""`porchlight import`, `find` and `understand`, as a shell would run them."""

import json
import shutil

import pytest
from click.testing import CliRunner

from service.commands.feeds import import_
from service.commands.finder import find, understand_
from service.errors import BadInput
from service.house import open_house
from service.settings import read_settings
from tests.meetings.community import TUESDAY, feed, row

TUESDAY_EVENING = "2026-11-25T01:00:00Z"
SETTINGS = {
    "LINE_NUMBER": "+14065550199",
    "PUBLIC_URL": "http://127.0.0.1:8000",
    "CARRIER_URL": "http://127.0.0.1:8001",
    "TWILIO_ACCOUNT_SID": "AC" + "0" * 32,
    "TWILIO_AUTH_TOKEN": "secret",
}


@pytest.fixture
def house(tmp_path, monkeypatch, sqlite_template):
    for name, value in {**SETTINGS, "DATA_DIR": str(tmp_path)}.items():
        monkeypatch.setenv(name, value)
    opened = open_house(read_settings())
    shutil.copy(sqlite_template, tmp_path / "porchlight.db")
    yield opened
    opened.database.close()


def run(command, *words, typed="", status=0):
    answer = CliRunner().invoke(command, words, input=typed)
    assert answer.exit_code == status, answer.output
    return [json.loads(line) for line in answer.stdout.splitlines()]


@pytest.fixture
def montana(house, tmp_path):
    path = tmp_path / "montana.json"
    path.write_bytes(
        feed(row("tuesday", TUESDAY, "19:00"), row("closed", 3, "19:00", types=["TC"]))
    )
    return str(path)


def test_it_imports_a_feed_and_says_what_it_left_out(montana):
    (told,) = run(import_, montana, "--fellowship", "aa", "--json")
    assert (told["rows"], told["listed"], told["reasons"]) == (2, 1, {"closed for now": 1})
    assert (told["format"], told["timezone"]) == ("meeting-guide", "America/Denver")


def test_a_refused_feed_is_a_row_and_a_status(montana, tmp_path):
    (tmp_path / "page.json").write_text("<html>")
    good, bad = run(import_, montana, str(tmp_path / "page.json"), "--json", status=1)
    assert good["added"] == 2 and "web page" in bad["refused"]


def test_a_file_that_is_not_there_is_wrong_usage(house):
    answer = CliRunner().invoke(import_, ["nowhere.json"])
    assert isinstance(answer.exception, BadInput)


def test_a_feed_of_another_format_than_asked_changes_nothing(montana):
    assert "not tsml" in run(import_, montana, "--format", "tsml", "--json", status=1)[0]["refused"]
    assert run(import_, montana, "--json")[0]["added"] == 2


def test_it_finds_as_json_with_the_reply_and_the_speech(montana):
    run(import_, montana, "--fellowship", "aa", "--json")
    (told,) = run(find, "aa tonight 59715", "--now", TUESDAY_EVENING, "--json")
    assert told["place"]["name"] == "Bozeman"
    assert [one["slug"] for one in told["results"]] == ["tuesday"]
    assert "7p" in told["reply"][0] and "7 P M" in told["spoken"]


def test_near_stands_in_for_a_place(montana):
    run(import_, montana, "--fellowship", "aa", "--json")
    (told,) = run(find, "aa tonight", "--near", "59715", "--now", TUESDAY_EVENING, "--json")
    assert [one["slug"] for one in told["results"]] == ["tuesday"]


def test_what_is_no_search_is_wrong_usage(house):
    assert isinstance(CliRunner().invoke(find, ["see u tonight"]).exception, BadInput)


@pytest.mark.parametrize("moment", ["9999-12-31T23:59", "0001-01-01T00:00"])
def test_a_year_without_a_next_or_last_is_wrong_usage(house, moment):
    asked = CliRunner().invoke(find, ["aa 59715", "--now", moment])
    assert isinstance(asked.exception, BadInput)


def test_half_a_sign_of_a_json_line_goes_out_as_it_came_in():
    (asked,) = run(understand_, "--json", typed='{"text": "aa \\ud83d tonight"}\n')
    assert (asked["text"], asked["find"]["kind"]) == ("aa \ud83d tonight", "aa")


def test_it_understands_lines_and_json_lines():
    typed = 'aa tonite 59715\n{"text": "hola"}\n'
    asked, greeted = run(understand_, "--json", typed=typed)
    assert asked["find"]["when"] == "tonight" and asked["lang"] == "en"
    assert (greeted["text"], greeted["find"], greeted["lang"]) == ("hola", None, "es")


def test_it_says_what_is_danger_and_what_is_an_opt_out():
    danger, stop = run(understand_, "--json", typed="i want to kill myself\nstop\n")
    assert (danger["crisis"], danger["crisis_kind"], danger["find"]) == ("imminent", "self", None)
    assert (stop["crisis"], stop["consent"], stop["find"]) == ("none", "stop", None)
