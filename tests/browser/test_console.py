"""The console in a real Chromium: signed in, looked at on every page, by everybody's eyes."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.browser.office import AXE_RULES, Office, opened, speak

pytest.importorskip("playwright.sync_api", reason="run make test-browser")
axe_of = pytest.importorskip("axe_playwright_python.sync_playwright", reason="as above").Axe
pytestmark = pytest.mark.browser
NARROW, WIDE = {"width": 360, "height": 740}, {"width": 1200, "height": 800}


@pytest.fixture
def office(house) -> Iterator[Office]:
    with opened(house) as made:
        yield made


@pytest.fixture
def browse(chromium) -> Iterator[Any]:
    """Opens a page of a browser that is set up so; what went wrong in it fails the test."""
    contexts, problems = [], []

    def open_page(**how: Any) -> Any:
        context = chromium.new_context(**how)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on("console", lambda said: said.type == "error" and problems.append(said.text))
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert problems == []


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_ben_signs_in_and_out(office, browse, scripts):
    page = office.sign_in(browse(java_script_enabled=scripts))
    assert page.locator("h1").inner_text() == "Today"
    page.get_by_role("button", name="Sign out").click()
    assert page.locator("h1").inner_text() == "Sign in"


def test_the_keyboard_alone_is_enough_to_sign_in(office, browse):
    page = browse(viewport=NARROW)
    page.goto(f"{office.address}/console/in")
    page.keyboard.press("Tab")
    assert page.locator(":focus").inner_text() == "Skip to the page"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("+14065550120")
    page.keyboard.press("Enter")
    page.wait_for_selector("#code")
    page.locator("#code").focus()
    page.keyboard.type(office.code())
    page.keyboard.press("Enter")
    page.wait_for_selector("h1:has-text('Today')")


LOOKS = {
    "light, English, wide": ({"viewport": WIDE, "color_scheme": "light"}, "en"),
    "dark, Spanish, narrow": ({"viewport": NARROW, "color_scheme": "dark"}, "es"),
}


@pytest.mark.parametrize("look", LOOKS)
def test_axe_finds_nothing_and_nothing_is_wider_than_the_screen(office, browse, look):
    how, language = LOOKS[look]
    page = office.sign_in(browse(**how))
    speak(page, language)
    for path in office.paths():
        page.goto(f"{office.address}{path}")
        found = axe_of().run(page, options={"runOnly": AXE_RULES}).response["violations"]
        told = [(one["id"], [node["html"][:120] for node in one["nodes"][:3]]) for one in found]
        assert told == [], path
        assert page.evaluate("document.documentElement.scrollWidth") <= how["viewport"]["width"], (
            path
        )
        assert page.locator("html").get_attribute("lang") == language


def test_axe_finds_nothing_at_the_door(office, browse):
    page = browse(viewport=NARROW)
    page.goto(f"{office.address}/console/in")
    assert axe_of().run(page, options={"runOnly": AXE_RULES}).response["violations"] == []


def test_live_parts_are_looked_at_again_without_a_word(office, browse):
    page = office.sign_in(browse())
    with page.expect_response("**/console/today/live", timeout=20_000) as answer:
        pass
    assert answer.value.status == 200
    assert page.locator("h1").inner_text() == "Today"
