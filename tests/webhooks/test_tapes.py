"""What was said to a tape is heard by who was given its address, for a while, and kept nowhere."""

from datetime import timedelta

import pytest

from service.carrier import tapes
from tests.line import ACCOUNT, PUBLIC, TOKEN, settings_for

SID = "RE" + "1" * 32


@pytest.fixture
def asked(line) -> list[str]:
    """What the carrier was asked for; it has one recording."""
    asked: list[str] = []

    def carried(sid):
        asked.append(sid)
        return iter([b"RIFF", b"sound"]) if sid == SID else None

    line.app.extensions["tapes"] = carried
    return asked


def address(line, sid=SID) -> str:
    house = line.house
    found = tapes.address(house.settings, house.keyring, sid, house.clock.now())
    return found.removeprefix(PUBLIC)


def test_who_has_the_address_hears_it_and_no_cache_keeps_it(line, asked):
    heard = line.client.get(address(line))
    assert (heard.data, heard.mimetype) == (b"RIFFsound", "audio/x-wav")
    assert heard.headers["Cache-Control"] == "no-store"


def test_after_a_quarter_of_an_hour_it_is_no_address_any_more(line, asked, clock):
    given = address(line)
    clock.advance(timedelta(minutes=15))
    assert (line.client.get(given).status_code, asked) == (403, [])


@pytest.mark.parametrize("part", [3, 4, 5])
def test_an_address_that_was_changed_is_none(line, asked, part):
    parts = address(line).split("/")
    parts[part] = {3: "RE" + "2" * 32, 4: "9999999999", 5: "0" * 32}[part]
    assert (line.client.get("/".join(parts)).status_code, asked) == (403, [])


def test_what_the_carrier_has_no_more_is_a_moment_of_silence(line, asked):
    heard = line.client.get(address(line, "RE" + "3" * 32))
    assert (heard.status_code, heard.data[:4]) == (200, b"RIFF")


def test_the_carrier_is_asked_with_the_accounts_key_which_stands_in_no_address(tmp_path):
    url, headers = tapes.request_for(settings_for(tmp_path), SID)
    assert url == f"http://127.0.0.1:8001/2010-04-01/Accounts/{ACCOUNT}/Recordings/{SID}.wav"
    assert headers["authorization"].startswith("Basic ") and TOKEN not in url


def test_a_carrier_that_cant_be_reached_costs_a_moment_of_silence_only(tmp_path):
    nowhere = settings_for(tmp_path).model_copy(update={"carrier_url": "http://127.0.0.1:9"})
    assert tapes.carried(nowhere)(SID) is None
