"""The agreed floor: how many of the evaluation sets' texts are understood, field by field."""

import pytest

from tests.quality.figures import share
from tests.quality.sets import SETS, Case, is_crisis, judge, load

FLOORS = {"kind": 0.97, "when": 0.97, "place": 0.95, "attrs": 0.92, None: 0.90}
FLOOR_SPANISH = 0.88
CHECK_IN_ANSWERS = [
    "1", "2", "3", "4", "5", "0", "4.", "a 2 today", "im a 3", "like a 4", "un 4", "hoy un 2",
]  # fmt: skip


@pytest.fixture(scope="module", params=SETS)
def outcomes(request):
    return judge(load(request.param))


@pytest.mark.parametrize("field", FLOORS)
def test_it_understands_as_much_as_agreed(outcomes, field):
    searches = [one for one in outcomes if one.case.find is not None]
    assert share(searches, field) >= FLOORS[field]


def test_it_understands_spanish_as_agreed(outcomes):
    spanish = [one for one in outcomes if one.case.lang == "es" and one.case.find is not None]
    assert share(spanish) >= FLOOR_SPANISH


def test_no_crisis_text_is_taken_for_a_search(outcomes):
    others = [one for one in outcomes if one.case.find is None and is_crisis(one.case.text)]
    assert [one.case.text for one in others if one.got] == []


def test_what_is_no_search_stays_unanswered(outcomes):
    others = [one for one in outcomes if one.case.find is None]
    assert share(others) >= 0.97


@pytest.mark.parametrize("text", CHECK_IN_ANSWERS)
def test_no_check_in_answer_is_taken_for_a_search(text):
    assert judge([Case(text, "en", None)])[0].all_right
