"""How the screen does on texts that somebody labelled: those it was mended with, and those it was not.

The figures and all misses are in docs/safety.md. The floors here stand a little below them, so that they
fall when something breaks, not when a text is added.
"""

import pytest

from service.crisis.screen import Tier
from tests.crisis.figures import (
    EARLIER,
    SETS,
    consent_misses,
    earlier,
    is_answered,
    is_imminent,
    is_left_alone,
    judged,
    share,
)


@pytest.fixture(scope="module", params=SETS)
def measured(request):
    return judged(request.param)


@pytest.mark.parametrize("name", EARLIER)
def test_it_answers_what_it_was_mended_with(name):
    rows = earlier(name)
    assert share(rows, Tier.IMMINENT, is_answered) >= 0.98
    assert share(rows, Tier.CONCERN, is_answered) >= 0.98
    assert share(rows, Tier.NONE, is_left_alone) >= 0.96


def test_it_rings_nobody_for_a_harmless_text_it_was_mended_with():
    rows = [row for name in EARLIER for row in earlier(name) if row.tier is Tier.NONE]
    assert sum(map(is_imminent, rows)) <= 0.002 * len(rows)


def test_it_answers_nearly_every_crisis_of_texts_it_never_met(measured):
    assert share(measured, Tier.IMMINENT, is_answered) >= 0.91
    assert share(measured, Tier.IMMINENT, is_imminent) >= 0.82
    assert share(measured, Tier.CONCERN, is_answered) >= 0.89


def test_it_leaves_nearly_every_harmless_text_alone(measured):
    assert share(measured, Tier.NONE, is_left_alone) >= 0.92


def test_it_reads_nearly_every_opt_out(measured):
    assert len(consent_misses(measured)) <= 0.04 * len(measured)
