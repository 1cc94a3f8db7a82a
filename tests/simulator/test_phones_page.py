"""The page with two phones: what it serves, and that it needs nothing from anywhere else."""

import re
from html.parser import HTMLParser

import pytest
from flask import Flask
from flask.testing import FlaskClient

from service.simulator.page import HERE, PEOPLE, phones_page, read_stories
from service.text.segments import GSM_BASIC, GSM_EXTENDED
from tests.sending import LINE

SCRIPTS = sorted((HERE / "static").glob("*.js"))
NUMBERS = {person.number for person in PEOPLE}


class Tags(HTMLParser):
    """Every tag with its attributes."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attributes)))

    def named(self, *tags: str) -> list[dict[str, str | None]]:
        return [attributes for tag, attributes in self.found if tag in tags]


@pytest.fixture(scope="module")
def visitor() -> FlaskClient:
    app = Flask(__name__)
    app.register_blueprint(phones_page(LINE))
    return app.test_client()


@pytest.fixture(scope="module")
def tags(visitor: FlaskClient) -> Tags:
    return Tags(visitor.get("/").text)


def test_it_shows_a_mobile_and_a_landline(tags):
    phones = [one["data-phone"] for one in tags.named("section") if "data-phone" in one]
    assert phones == ["mobile", "landline"]


def test_each_phone_can_be_anyone_in_the_community(tags):
    offered = [one["value"] for one in tags.named("option")]
    assert offered == [person.number for person in PEOPLE] * 2


def test_each_keypad_has_twelve_keys(tags):
    keys = [one["data-key"] for one in tags.named("button") if "data-key" in one]
    assert sorted(keys) == sorted("123456789*0#" * 2)


def test_everything_it_loads_is_there(visitor, tags):
    named = [one.get("src") or one.get("href") for one in tags.named("script", "link", "img")]
    for address in named:
        with visitor.get(address) as answer:
            assert answer.status_code == 200, address


def test_it_has_no_script_or_style_inside(tags):
    assert all("src" in one for one in tags.named("script"))
    assert not tags.named("style")
    assert not [one for _, one in tags.found if any(key.startswith(("on", "style")) for key in one)]


def test_the_browser_is_told_to_load_nothing_else(visitor):
    assert "default-src 'self'" in visitor.get("/").headers["Content-Security-Policy"]


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_no_script_names_another_machine(path):
    assert not re.search(r"https?://", path.read_text())


def test_every_control_has_a_name(visitor, tags):
    page = visitor.get("/").text
    labelled = {one["for"] for one in tags.named("label") if "for" in one}
    for field in tags.named("textarea"):
        assert field["id"] in labelled
    assert not re.search(r"<button[^>]*>\s*</button>", page)


def test_the_page_counts_with_the_lines_own_alphabet(visitor):
    told = visitor.get("/phones.json").json["alphabet"]
    assert (set(told["basic"]), set(told["extended"])) == (GSM_BASIC, GSM_EXTENDED)


def test_there_is_a_story_for_each_kind_of_person():
    assert [story["key"] for story in read_stories()] == [
        "member",
        "caregiver",
        "peer",
        "coordinator",
    ]


@pytest.mark.parametrize("story", read_stories(), ids=lambda story: story["key"])
def test_a_story_has_only_steps_the_page_can_do(story):
    script = (HERE / "static" / "stories.js").read_text()
    for step in story["steps"]:
        assert re.search(rf"^      {step['do']}: ", script, re.MULTILINE), step
        assert step["note"].strip()


@pytest.mark.parametrize("story", read_stories(), ids=lambda story: story["key"])
def test_a_story_uses_only_the_communitys_phones(story):
    assert {step["as"] for step in story["steps"] if "as" in step} <= NUMBERS


@pytest.mark.parametrize("story", read_stories(), ids=lambda story: story["key"])
def test_a_story_presses_only_keys(story):
    assert all(re.fullmatch(r"[0-9*#]+", step.get("keys", "1")) for step in story["steps"])
