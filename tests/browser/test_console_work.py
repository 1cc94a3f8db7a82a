"""What Ben does all day, done in a real Chromium: with scripts and without, narrow, in Spanish, by keys."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import func, select

from service.console.words import say, say_count
from service.models import Case, CaseState, Expected, Notice
from service.people_lists import work
from tests.browser.life import NEW
from tests.browser.office import NARROW, Office, speak
from tests.line import ANA, BEN, DOV

expect = pytest.importorskip("playwright.sync_api", reason="run make test-browser").expect
pytestmark = pytest.mark.browser
WORDS = "Bring a chair."
WAYS = {
    "with scripts": ({}, "en"),
    "without scripts, narrow": ({"java_script_enabled": False, "viewport": NARROW}, "en"),
    "with scripts, narrow, Spanish": ({"viewport": NARROW}, "es"),
}
SOON_MS = 20_000  # a live part is looked at every few seconds
MOST_TABS = 80


@dataclass
class Ben:
    """Signed in; he finds things by the words of his language."""

    office: Office
    page: Any
    language: str
    has_scripts: bool = True

    def word(self, key: str, /, **slots: Any) -> str:
        return say(key, self.language, **slots)

    def button(self, key: str, count: int | None = None) -> Any:
        name = self.word(key) if count is None else say_count(key, count, self.language)
        return self.page.locator("main").get_by_role("button", name=name)

    def open(self, menu: str) -> None:
        self.page.locator("nav").get_by_role("link", name=self.word(menu)).click()

    def sees(self, key: str, /, **slots: Any) -> None:
        words = self.word(key, **slots)
        expect(self.page.locator("main")).to_contain_text(words, timeout=SOON_MS)

    def look_again(self, key: str) -> None:
        """Where there are no scripts; else they do it by themselves."""
        if not self.has_scripts:
            self.page.get_by_role("link", name=self.word(key)).click()

    def write(self) -> None:
        """A notice to TUE in his own words, up to the page that shows what they get."""
        self.open("menu.send")
        self.page.get_by_label(self.word("send.kind_news")).check()
        self.page.get_by_label("TUE: ").check()
        self.button("send.next").click()
        self.page.get_by_label(self.word("send.words"), exact=True).fill(WORDS)
        self.button("send.see_first").click()

    def tab_to(self, there: Any) -> None:
        """By the Tab key alone; what can't be reached so fails."""
        for _ in range(MOST_TABS):
            if there.evaluate("it => it === document.activeElement"):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"{there} is not reached by the keyboard")

    def press(self, there: Any, key: str = "Enter") -> None:
        self.tab_to(there)
        self.page.keyboard.press(key)


@pytest.fixture
def ben(office, browse, request) -> Ben:
    """As the test's way says; with a wide screen, scripts and English where it says nothing."""
    how, language = WAYS[getattr(request, "param", "with scripts")]
    page = office.sign_in(browse(**how))
    speak(page, language)
    return Ben(office, page, language, how.get("java_script_enabled", True))


every_way = pytest.mark.parametrize("ben", WAYS, indirect=True)


def told(office: Office) -> int:
    """How often Ana was told, once its minute is over."""
    before = len(office.world.received(ANA))
    office.world.pass_time(minutes=1, seconds=5)
    return len(office.world.received(ANA)) - before


@every_way
def test_a_notice_is_written_sent_and_watched(ben):
    ben.write()
    ben.sees("send.not_sent_yet")
    ben.button("send.send_to", 2).click()
    expect(ben.button("send.undo")).to_be_visible()
    assert told(ben.office) == 1
    ben.look_again("send.refresh")
    ben.sees("send.reached_of", reached=2, people=2)
    ben.office.world.pass_time(minutes=1)
    ben.look_again("send.refresh")
    ben.sees("notice_state.done")


@every_way
def test_a_notice_is_taken_back_within_its_minute(ben):
    ben.write()
    ben.button("send.send_to", 2).click()
    ben.button("send.undo").click()
    ben.sees("send.was_undone")
    assert told(ben.office) == 0


@every_way
def test_a_case_is_taken(ben):
    ben.office.world.text("i want to kill myself", DOV)
    ben.open("menu.inbox")
    ben.button("on_call.take").click()
    ben.sees("on_call.now_yours", number=1)
    assert taken(ben.office)


def taken(office: Office) -> bool:
    """Ben has it, and his phone has rung."""
    office.world.pass_time(seconds=1)
    with office.house.database.reading() as session:
        claimed = session.scalar(select(Case.state)) == CaseState.CLAIMED
    return claimed and len(office.world.simulator.calls_of(BEN)) == 1


@every_way
def test_people_are_taken_in_from_a_file_after_a_look(ben):
    ben.open("menu.people")
    ben.page.get_by_role("link", name=ben.word("people_lists.title")).click()
    ben.page.set_input_files("#file", {"name": "new.csv", "mimeType": "text/csv", "buffer": NEW})
    ben.button("people_lists.bring").click()
    ben.page.select_option("#group", label="TUE, Tuesday Night Lamp")
    ben.button("people_lists.check").click()
    go_on(ben)
    ben.sees("people_lists.nothing_saved")
    assert expected(ben.office) == 0
    ben.button("people_lists.take", 2).click()
    go_on(ben)
    ben.sees("people_lists.state.done")
    assert expected(ben.office) == 2


def go_on(ben: Ben) -> None:
    """What a worker does meanwhile."""
    work.go_on(ben.office.house, rest=lambda took_s: None)
    ben.look_again("people_lists.refresh")


def expected(office: Office) -> int:
    with office.house.database.reading() as session:
        return session.scalar(select(func.count(Expected.id)))


def test_the_keyboard_alone_sends_a_notice(ben):
    page = ben.page
    ben.press(page.locator("nav").get_by_role("link", name="Send"))
    page.wait_for_url("**/send/")
    ben.press(page.get_by_role("radio").first, "ArrowUp")  # the last of them: one's own words
    ben.press(page.get_by_label("TUE: "), "Space")
    ben.press(ben.button("send.next"))
    page.wait_for_url("**/send/write?*")
    ben.tab_to(page.get_by_label("Your words", exact=True))
    page.keyboard.type(WORDS)
    ben.press(ben.button("send.see_first"))
    page.wait_for_url("**/send/1")
    ben.press(ben.button("send.send_to", 2))
    ben.sees("send.undo")
    assert told(ben.office) == 1


def test_the_keyboard_alone_takes_a_case(ben):
    ben.office.world.text("i want to kill myself", DOV)
    ben.press(ben.page.locator("nav").get_by_role("link", name="On call"))
    ben.page.wait_for_url("**/on-call")
    ben.press(ben.page.locator("main").get_by_role("link", name="Case 1"))
    ben.page.wait_for_url("**/cases/1")
    ben.press(ben.button("on_call.take"))
    ben.sees("on_call.now_yours", number=1)
    assert taken(ben.office)


def twice(ben: Ben) -> None:
    ben.button("send.send_to", 2).dblclick()
    ben.sees("send.undo")


def back_and_again(ben: Ben) -> None:
    ben.button("send.send_to", 2).click()
    ben.sees("send.undo")
    ben.page.go_back()
    if ben.button("send.send_to", 2).count():
        ben.button("send.send_to", 2).click()


def on_two_pages(ben: Ben) -> None:
    other = ben.page.context.new_page()
    other.goto(ben.page.url)
    ben.button("send.send_to", 2).click()
    Ben(ben.office, other, ben.language).button("send.send_to", 2).click()


@pytest.mark.parametrize("send", [twice, back_and_again, on_two_pages])
def test_what_is_sent_again_goes_once(ben, send: Callable[[Ben], None]):
    ben.write()
    send(ben)
    ben.page.goto(f"{ben.office.address}/console/send/1")
    expect(ben.button("send.undo")).to_be_visible()
    assert told(ben.office) == 1
    with ben.office.house.database.reading() as session:
        assert session.scalar(select(func.count(Notice.id))) == 1
