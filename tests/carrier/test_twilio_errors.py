"""The table of codes: a verdict for each, and words for a coordinator."""

import pytest

from service.carrier.port import Verdict
from service.carrier.twilio_errors import MEANINGS, meaning_of

# Every code the facts of our carrier name, with what we do about it.
SEEN = {
    Verdict.PERMANENT: "21211 21214 21217 21612 21614 21635 21602 21617 21619 30004 30005 30006 30007 "
    "30036 30450 13224",
    Verdict.LATER: "20429 21611 22005 10004 30001 30003 30008 30022 63038",
    Verdict.OURS: "20003 20404 21212 21215 21408 21606 21607 21608 21660 30002 30032 30034 30035 11200 12100",
    Verdict.STOPPED: "21610",
}


@pytest.mark.parametrize(
    ("code", "verdict"),
    [(int(code), verdict) for verdict in SEEN for code in SEEN[verdict].split()],
)
def test_each_code_seen_has_its_verdict(code, verdict):
    assert meaning_of(code).verdict == verdict


@pytest.mark.parametrize("code", MEANINGS)
def test_each_reason_is_a_short_sentence_without_numbers(code):
    reason = MEANINGS[code].reason
    assert len(reason) <= 100 and reason.endswith(".") and not any(map(str.isdigit, reason))


@pytest.mark.parametrize(("status", "verdict"), [(401, "ours"), (429, "later"), (408, "later")])
def test_a_new_code_is_judged_by_its_status(status, verdict):
    assert meaning_of(None, status).verdict == verdict


def test_a_code_nobody_has_seen_may_pass_is_given_up_soon_and_says_so():
    meaning = meaning_of(99999, 400)
    assert (meaning.verdict, "99999" in meaning.reason) == (Verdict.LATER, True)
    assert meaning.is_new and meaning.wait_s * meaning.tries <= 2 * 3600


def test_a_refusal_without_a_code_says_its_status():
    assert "422" in meaning_of(None, 422).reason


@pytest.mark.parametrize("code", MEANINGS)
def test_what_goes_again_after_a_receipt_goes_at_most_twice(code):
    assert len(MEANINGS[code].again_s) <= 2
    assert not MEANINGS[code].again_s or MEANINGS[code].verdict in (Verdict.LATER, Verdict.OURS)
