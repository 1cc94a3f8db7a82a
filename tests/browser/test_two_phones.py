"""The two phones in a real browser, over a real simulator."""

import pytest

from tests.simulator.line import LINE, WALT, Api

expect = pytest.importorskip("playwright.sync_api", reason="run make test-browser").expect
pytestmark = pytest.mark.browser

MENU = """<Response><Gather numDigits="1" action="/menu" timeout="20">
<Say language="es-US">Oprima 1.</Say></Gather></Response>"""
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
    expect(phones.locator(".thread p")).to_have_count(2)
    phones.locator(".mobile select").select_option("+14065550101")
    expect(phones.locator(".thread p")).to_have_count(0)


@pytest.fixture
def landline(phones, line):
    """Walt's phone, and a line that asks him one thing."""
    line.says("/voice", MENU)
    line.says("/menu", "<Response><Say>You chose.</Say></Response>")
    return phones.locator(".landline")


def test_a_call_shows_what_is_said_and_takes_keys(landline):
    landline.get_by_role("button", name="Call the line").click()
    expect(landline.locator(".spoken")).to_contain_text("Oprima 1.")
    assert landline.locator(".spoken p").first.get_attribute("lang") == "es-US"
    landline.get_by_role("button", name="1", exact=True).click()
    expect(landline.locator(".spoken")).to_contain_text("You pressed 1")
    expect(landline.locator(".spoken")).to_contain_text("You chose.")
    expect(landline.locator(".state")).to_have_text("The call has ended")


def test_the_keyboard_is_a_keypad_too(landline, phones):
    landline.get_by_role("button", name="Call the line").press("Enter")
    expect(landline.locator(".state")).to_have_text("The line waits for a key")
    phones.keyboard.press("1")
    expect(landline.locator(".spoken")).to_contain_text("You chose.")


def test_hanging_up_ends_the_call(landline):
    landline.get_by_role("button", name="Call the line").click()
    landline.get_by_role("button", name="Hang up").click()
    expect(landline.locator(".spoken")).to_contain_text("You hung up.")
    expect(landline.get_by_role("button", name="Call the line")).to_be_enabled()


def test_an_incoming_call_rings_and_is_answered(landline, at_once):
    expect(landline.get_by_role("button", name="Answer")).to_be_hidden()
    at_once.calls.ringing(WALT)
    Api(at_once).post("Calls.json", To=WALT, From=LINE, Url="http://line.test/voice")
    landline.get_by_role("button", name="Answer").click()
    expect(landline.locator(".spoken")).to_contain_text("Oprima 1.")


def test_an_incoming_call_can_be_declined(landline, at_once):
    at_once.calls.ringing(WALT)
    order = {"To": WALT, "From": LINE, "Url": "http://line.test/voice"}
    sid = Api(at_once).post("Calls.json", **order).json["sid"]
    landline.get_by_role("button", name="Decline").click()
    expect(landline.locator(".ringing")).to_be_hidden()
    assert at_once.calls.events(sid, after=99, wait_s=5)[1] == "busy"


def test_two_phones_talk_to_each_other(phones, line):
    line.says("/voice", "<Response><Dial timeout='30'>+14065550100</Dial></Response>")
    mobile, landline = phones.locator(".mobile"), phones.locator(".landline")
    landline.get_by_role("button", name="Call the line").click()
    mobile.get_by_role("button", name="Answer").click()
    expect(landline.locator(".spoken")).to_contain_text("+14065550100 is on the line.")
    landline.get_by_label("Say", exact=True).fill("Is that Ana?")
    landline.get_by_role("button", name="Speak").click()
    expect(landline.locator(".spoken")).to_contain_text("You said: Is that Ana?")
    expect(mobile.locator(".spoken")).to_contain_text("They said: Is that Ana?")
    mobile.get_by_role("button", name="Hang up").click()
    expect(landline.locator(".state")).to_have_text("The call has ended")


def test_a_page_that_is_closed_hangs_up(phones, line, at_once):
    line.says("/voice", MENU)
    phones.locator(".landline").get_by_role("button", name="Call the line").click()
    expect(phones.locator(".landline .state")).to_have_text("The line waits for a key")
    phones.goto("about:blank")
    call = next(at_once.exchange.calls.newest_first())
    assert at_once.calls.events(call.sid, after=99, wait_s=5)[1] == "completed"
