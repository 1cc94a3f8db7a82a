"""Every row of the page of words is walked by calls alone and by texts alone: the same is left behind."""

import re
from pathlib import Path

import pytest
from sqlalchemy import delete

from service.models import Person, PhoneRow, Timer
from service.text.words import LANGUAGES
from tests.duty import put_on_duty
from tests.equality.two_channels import CALLER, TEXTER, ask_the_same, by_keys, by_text, was_said
from tests.equality.walks import WALKS, Walk
from tests.filled import copied, fill, put_back
from tests.golden.test_golden import MONDAY

# One of them acts, so the other is there still.
FRIDAYS = ({"weekday": 4, "from_min": 18 * 60, "until_min": 22 * 60},)
EVERY = [
    pytest.param(walk, language, id=f"{walk.en}-{walk.path}-{language}")
    for walks in WALKS.values()
    for walk in walks
    for language in LANGUAGES
]
PATH = re.compile(r"\b(?:\d|star|pound)(?:-(?:\d|ZIP2?|code|hours|days|star|pound))*\b")
NONE = "none"


@pytest.fixture
def blank(line, clock):
    """What feeds list and which groups there are; nobody has ever called or texted."""
    clock.at = MONDAY
    fill(line.house)
    with line.house.database.transaction() as session:
        for table in (Timer, Person, PhoneRow):
            session.execute(delete(table))
    return line


def keys_of_the_page() -> dict[str, str]:
    """Each row's first cell, and its key column."""
    page = (Path(__file__).parents[2] / "docs" / "words.md").read_text()
    rows = [line.strip("| ").split(" | ") for line in page.splitlines() if line.startswith("| ")]
    return {cells[0]: cells[2] for cells in rows[1:]}


def test_every_row_of_the_page_is_walked_and_by_the_keys_that_it_says():
    said = {row: PATH.findall(cell) for row, cell in keys_of_the_page().items()}
    walked = {row: list(dict.fromkeys(one.path for one in walks)) for row, walks in WALKS.items()}
    assert said == {row: [path for path in paths if path] for row, paths in walked.items()}


def test_what_has_no_key_is_said_to_have_none():
    none = {row for row, cell in keys_of_the_page().items() if cell == NONE}
    assert none == {row for row, walks in WALKS.items() if not walks}


@pytest.mark.parametrize(("walk", "language"), EVERY)
def test_by_text_and_by_keys_the_same_is_said_asked_and_left_behind(
    blank, walk: Walk, language: str
):
    if walk.on_roster:
        put_on_duty(blank.house, TEXTER, CALLER, shifts=FRIDAYS)
    before = copied(blank.house)
    texted = by_text(blank, walk, language)
    put_back(blank.house, before)
    called = by_keys(blank, walk, language)
    spoken_in = language if walk.path != "9" else {"en": "es", "es": "en"}[language]
    assert was_said(walk.says, texted.heard, spoken_in, ear=False), texted.heard
    assert was_said(walk.call_says or walk.says, called.heard, spoken_in, ear=True), called.heard
    assert texted.asks is None or (called.asks and ask_the_same(texted.asks, called.asks))
    assert texted.rows == called.rows
