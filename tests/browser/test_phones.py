"""The two phones in a real browser, over a real simulator."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

HELLO = "<Response><Message>Hello, friend.</Message></Response>"


def test_a_text_and_its_reply_appear_in_the_thread(phones, line):
    line.says("/sms", HELLO)
    phones.get_by_label("Text to the line").fill("hi there")
    phones.get_by_role("button", name="Send").click()
    expect(phones.locator(".thread .mine")).to_contain_text("hi there")
    expect(phones.locator(".thread .theirs")).to_contain_text("Hello, friend.")


def test_it_counts_segments_while_one_types(phones):
    phones.get_by_label("Text to the line").fill("a" * 161)
    expect(phones.locator("#count")).to_have_text("145 left, 2 segments")
    phones.get_by_label("Text to the line").fill("á")
    expect(phones.locator("#count")).to_contain_text("69 left, 1 segment")


def test_words_from_a_phone_stay_words(phones, line):
    line.says("/sms", "<Response><Message>&lt;b&gt;bold&lt;/b&gt;</Message></Response>")
    phones.get_by_label("Text to the line").fill("hi")
    phones.keyboard.press("Enter")
    expect(phones.locator(".thread .theirs")).to_contain_text("<b>bold</b>")


@pytest.mark.parametrize("width", [360, 768, 1280])
def test_nothing_is_wider_than_the_screen(phones, width):
    phones.set_viewport_size({"width": width, "height": 800})
    assert phones.evaluate("document.documentElement.scrollWidth") <= width


def test_a_clock_that_cannot_move_says_so(phones):
    phones.get_by_role("button", name="+1 h").click()
    expect(phones.locator("#fired")).to_contain_text("can't be moved")


def test_a_phone_that_changes_hands_shows_its_own_texts(phones, line):
    line.says("/sms", HELLO)
    phones.get_by_label("Text to the line").fill("hi there")
    phones.get_by_role("button", name="Send").click()
    expect(phones.locator(".thread li")).to_have_count(2)
    phones.locator(".mobile select").select_option("+14065550101")
    expect(phones.locator(".thread li")).to_have_count(0)
