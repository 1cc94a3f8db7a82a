"""The list of people: masked, of one's own groups alone, found by number or letters, and as a file."""

import csv
import io

import pytest

from service import expected
from service.expected import Entry
from service.text.phone import Phone
from tests.console.people import a_group, ana_and_dov, coordinator, logged, member
from tests.line import ANA, CLEO, DOV


@pytest.fixture
def two(line):
    return ana_and_dov(line.house)


def test_names_and_numbers_are_masked_in_the_list(ben, two):
    page = ben.get("/people").text
    assert "A•••" in page and "•••0100" in page
    assert "Ana" not in page and "5550100" not in page


def test_a_coordinator_sees_their_own_groups_people_alone(line, two):
    tue, kin, *_ = two
    desk = coordinator(line, tue)
    page = desk.get("/people").text
    assert "•••0100" in page and "•••0141" not in page and "KIN" not in page
    assert desk.get(f"/people?group={kin}").status_code == 404


def test_another_group_s_person_is_not_there_and_that_is_written_down(line, two):
    desk = coordinator(line, two[0])
    assert desk.get(f"/people/{two[3]}").status_code == 404
    assert logged(line.house)[-1] == "guessed"


def test_what_is_posted_for_another_group_s_person_changes_nothing(line, two):
    tue, kin, ana, dov = two
    desk = coordinator(line, tue)
    paths = ("reveal", "how", "line", "break", "back", "groups", f"groups/{kin}/out")
    answers = [desk.post(f"/people/{dov}/{path}", group=str(kin)).status_code for path in paths]
    assert answers == [404] * len(paths)
    assert desk.post(f"/people/{ana}/groups/{kin}/out").status_code == 404
    assert logged(line.house).count("guessed") == len(paths) + 1


def test_a_whole_number_leads_to_its_person_and_stands_in_no_address(ben, two):
    answer = ben.post("/people/find", who="(406) 555-0100", follow=False)
    assert answer.headers["Location"] == f"/console/people/{two[2]}"
    assert "searched" in logged(ben.house)


def test_another_group_s_number_is_as_unknown_as_nobody_s(line, two):
    desk = coordinator(line, two[0])
    pages = [desk.post("/people/find", who=number) for number in (DOV, CLEO)]
    assert [page.status_code for page in pages] == [422, 422]
    assert all("Nobody of yours" in page.text for page in pages)


def test_what_was_typed_and_is_no_number_is_shown_again(ben):
    page = ben.post("/people/find", who="555-01")
    assert page.status_code == 422
    assert 'value="555-01"' in page.text and 'role="alert"' in page.text


def test_letters_find_who_is_called_so(ben, two):
    page = ben.post("/people/find", who="án").text
    assert "•••0100" in page and "•••0141" not in page


def test_who_is_written_down_is_found_there(ben, two):
    with ben.house.database.transaction() as session:
        entry = Entry(two[0], two[2], Phone(CLEO), "Cleo")
        expected.write_down(session, entry, ben.house.clock.now())
    assert "not joined yet" in ben.post("/people/find", who=CLEO).text
    page = ben.get(f"/people/waiting/{two[0]}")
    assert "JOIN TUE" in page.text and "C•••" in page.text and "Cleo" not in page.text


def test_who_is_written_down_is_shown_on_asking_and_crossed_out(line, two):
    desk = coordinator(line, two[0])
    desk.post("/people/find", who=ANA)
    desk.get("/people")
    with line.house.database.transaction() as session:
        expected.write_down(
            session, Entry(two[0], None, Phone(CLEO), "Cleo"), desk.house.clock.now()
        )
    desk.get(f"/people/waiting/{two[0]}")
    assert "Cleo" in desk.post(f"/people/waiting/{two[0]}/reveal").text
    page = desk.post(f"/people/waiting/{two[0]}/cross-out", row="1").text
    assert "Nobody is written down" in page
    assert logged(line.house)[-2:] == ["revealed", "crossed_out"]


def test_the_list_goes_on_after_fifty(ben):
    tue = a_group(ben.house, "TUE")
    for number in range(51):
        member(ben.house, f"+1406555{1000 + number}", "Ana", tue)
    assert "page=2" in ben.get(f"/people?group={tue}").text
    assert "•••1000" in ben.get(f"/people?group={tue}&page=2").text


@pytest.mark.parametrize("only", ["landline", "stopped", "paused"])
def test_nobody_is_listed_who_is_not_like_that(ben, two, only):
    assert "Nobody is like that" in ben.get(f"/people?only={only}").text


def test_everybody_comes_in_a_file_that_runs_nothing(ben, two):
    member(ben.house, CLEO, "=HYPERLINK(1)", two[0])
    ben.get("/people")
    answer = ben.post("/people/export")
    rows = list(csv.reader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    assert [row[:2] for row in rows[1:3]] == [["'=HYPERLINK(1)", f"'{CLEO}"], ["Dov", f"'{DOV}"]]
    assert logged(ben.house)[-1] == "exported"
