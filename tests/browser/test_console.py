"""The console in a real Chromium: signed in, looked at on every page, by everybody's eyes."""

import pytest

from tests.browser.life import live
from tests.browser.office import AXE_RULES, NARROW, WIDE, speak

pytest.importorskip("playwright.sync_api", reason="run make test-browser")
axe_of = pytest.importorskip("axe_playwright_python.sync_playwright", reason="as above").Axe
pytestmark = pytest.mark.browser


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


# What stands behind the pages of the menu; a link must lead to each.
DETAILS = {
    "console.check_ins.one",
    "console.meetings.lists.one",
    "console.meetings.one",
    "console.meetings.poster.poster",
    "console.on_call.case",
    "console.people.people_lists.one",
    "console.people.person.show",
    "console.send.notice.people",
    "console.send.notice.show",
}
LOOKS = {
    "light, English, wide": ({"viewport": WIDE, "color_scheme": "light"}, "en"),
    "dark, Spanish, narrow": ({"viewport": NARROW, "color_scheme": "dark"}, "es"),
}


@pytest.mark.parametrize("look", LOOKS)
def test_axe_finds_nothing_and_nothing_is_wider_than_the_screen(office, browse, look):
    how, language = LOOKS[look]
    live(office)
    page = office.sign_in(browse(**how))
    speak(page, language)
    seen, wrong = set(), []
    for path in office.every_page(page):
        seen.add(office.sort_of(path))
        found = axe_of().run(page, options={"runOnly": AXE_RULES}).response["violations"]
        for one in found:
            wrong.append((path, one["id"], [node["html"][:120] for node in one["nodes"][:3]]))
        if page.evaluate("document.documentElement.scrollWidth") > how["viewport"]["width"]:
            wrong.append((path, "wider than the screen"))
        assert page.locator("html").get_attribute("lang") == language
    assert wrong == []
    assert seen >= DETAILS


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


SLOW = {
    "offline": False,
    "latency": 400,
    "downloadThroughput": 400_000 / 8,
    "uploadThroughput": 50_000,
}
COMPLETE_MS = 5_000


def test_today_is_there_within_five_seconds_on_a_bad_line(office, browse):
    """400 kbit/s and 400 ms: a page, a sheet, a script, and the first time all three of them."""
    live(office)
    page = office.sign_in(browse())
    network = page.context.new_cdp_session(page)
    network.send("Network.enable")
    network.send("Network.clearBrowserCache")
    network.send("Network.emulateNetworkConditions", SLOW)
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{office.address}/console/", wait_until="load")
    took_ms = page.evaluate(
        "performance.timing.loadEventStart - performance.timing.navigationStart"
    )
    assert len([url for url in asked if not url.startswith("data:")]) == 3
    assert took_ms < COMPLETE_MS
