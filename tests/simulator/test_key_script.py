"""KEYS, played on a call."""

import pytest

from service.errors import BadInput
from service.simulator.key_script import play_keys, read_keys
from tests.simulator.test_live_call import MENU, placed, script

ZIP = '<Gather action="/voice/zip"><Say>Your ZIP?</Say></Gather>'


def pressed(call):
    return [event["digits"] for event in call.events if event["event"] == "keys"]


@pytest.mark.parametrize("keys", ["w1w59718w*#", "W1 w 2", "", "sh"])
def test_keys_are_what_a_telephone_has(keys):
    assert read_keys(keys) == keys.lower().replace(" ", "")


@pytest.mark.parametrize("keys", ["1,2", "x", "+1", "é"])
def test_nothing_else_is_a_key(keys):
    with pytest.raises(BadInput):
        read_keys(keys)


@pytest.mark.parametrize("keys", ["w1w2", "12", "1 2", "w1w2h"])
def test_each_question_gets_its_key(keys):
    call = placed(MENU, menu=script(MENU))
    play_keys(call, keys)
    assert pressed(call)[:2] == ["1", "2"]


def test_waiting_sends_the_digits_so_far():
    call = placed(ZIP, zip=script("<Say>Near you.</Say>", MENU))
    play_keys(call, "w59718w")
    assert pressed(call) == ["59718"]
    assert [event["event"] for event in call.events[-2:]] == ["gather", "hangup"]


def test_silence_passes_one_question():
    call = placed(MENU, MENU, "<Say>Goodbye.</Say>")
    play_keys(call, "s")
    assert pressed(call) == [""]


def test_it_hangs_up_at_the_end():
    call = placed(MENU)
    play_keys(call, "")
    assert call.events[-1]["by"] == "phone"


def test_keys_after_the_end_of_the_call_do_nothing():
    call = placed(MENU, menu=script("<Hangup/>"))
    play_keys(call, "1w23s")
    assert (pressed(call), call.events[-1]["by"]) == (["1"], "line")
