"""We never dial 911 or any other short number for anybody: a person does, from their own phone."""

import pytest

from service.carrier import twiml
from service.crisis.lines import COUNTRIES

SHORT = sorted(
    {"911", "112", "999", "000", "111", "988", "+911", "+1911", "+44999", "sip:911@x", ""}
    | {one.emergency for one in COUNTRIES.values() if one.emergency}
    | {line.call for one in COUNTRIES.values() for line in one.lines if line.call}
    | {line.text_to for one in COUNTRIES.values() for line in one.lines if line.text_to}
)
WAYS = {
    "dial": lambda to: twiml.dial("/on", to, shown=None, tones="", limit_s=60),
    "static_dial": twiml.static_dial,
    "ring": lambda to: twiml.ring("/on", [(to, "/whisper")], shown="", ring_s=20, limit_s=60),
}


@pytest.mark.parametrize("way", WAYS)
def test_no_dial_document_can_hold_an_emergency_or_a_short_number(way):
    assert "+18002738255" in WAYS[way]("+18002738255")
    for number in SHORT:
        with pytest.raises(ValueError, match="whole number"):
            WAYS[way](number)
