"""Walt presses 0 and talks with Lee: both phones in a real browser, the real line between them."""

from collections.abc import Iterator

import pytest

from service.app import create_app
from service.crisis.board import timeline
from service.house import House
from service.models import CaseStep
from service.simulator.carrier import Simulator, SimulatorSettings, wsgi_poster
from tests.commands.simulated import AT_ONCE
from tests.duty import LEE, put_on_duty
from tests.line import ACCOUNT, LINE, PUBLIC, TOKEN

expect = pytest.importorskip("playwright.sync_api", reason="run make test-browser").expect
pytestmark = pytest.mark.browser
TALK_MS = 20_000  # what is said before takes its own time


@pytest.fixture
def at_once(house: House) -> Iterator[Simulator]:
    """The real line, on which Lee is on duty, behind a carrier that dials without delay."""
    put_on_duty(house, LEE)
    app = create_app(house=house)
    urls = {"sms_url": f"{PUBLIC}/text", "voice_url": f"{PUBLIC}/voice/in"}
    settings = SimulatorSettings(ACCOUNT, TOKEN, (LINE,), **urls, **AT_ONCE)
    simulator = Simulator(settings, house.clock, post=wsgi_poster(app))
    simulator.start()
    yield simulator
    simulator.stop()


@pytest.fixture
def walt(phones):
    return phones.locator(".landline")


@pytest.fixture
def lee(phones):
    phones.locator(".mobile select").select_option(LEE)
    phones.get_by_role("button", name="Call", exact=True).click()
    return phones.locator(".mobile")


def press(phone, key):
    phone.get_by_role("button", name=key, exact=True).click()


def hears(phone, words):
    expect(phone.locator(".spoken")).to_contain_text(words, timeout=TALK_MS)


def says(phone, words):
    phone.get_by_label("Say", exact=True).fill(words)
    phone.get_by_role("button", name="Speak").click()


def test_walt_asks_for_a_person_and_talks_with_lee(walt, lee):
    walt.get_by_role("button", name="Call the line").click()
    hears(walt, "RidgePeers")
    press(walt, "0")
    hears(walt, "nine eight eight")
    press(walt, "2")
    lee.get_by_role("button", name="Answer").click(timeout=TALK_MS)
    hears(lee, "press 1")
    press(lee, "1")
    hears(lee, "is on the line")
    says(walt, "Is that a person?")
    says(lee, "It is. I am Lee.")
    hears(walt, "They said: It is. I am Lee.")
    hears(lee, "They said: Is that a person?")


def test_walt_is_never_left_in_silence(walt, lee, house):
    walt.get_by_role("button", name="Call the line").click()
    press(walt, "0")
    press(walt, "2")
    lee.get_by_role("button", name="Decline").click(timeout=TALK_MS)
    hears(walt, "no peer could come")
    with house.database.reading() as session:
        what = [event.what for event in timeline(session, 1)]
    assert what[:2] == [CaseStep.OPENED, CaseStep.RANG]
