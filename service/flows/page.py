"""A call or a text to a volunteer: somebody waits to be called back. They take it, or pass it on.

Who takes it by text is called at once. What comes then is said by `page_taken`.
"""

from collections.abc import Callable
from datetime import timedelta

from service.crisis import callbacks, cases, drills, pages
from service.crisis.cases import DRILL, SILENT
from service.crisis.pages import Page
from service.flows import caller
from service.flows.turn import Channel, Choose, End, Go, Nothing, Reply, Turn, go, step
from service.text.words import prompt

GATE, AGAIN, YOURS = "page.gate", "page.gate_again", "page.gate_yours"
GATE_OF_DRILL = "page.gate_drill"
GATE_OF_SILENT, SILENT_AGAIN = "page.gate_silent", "page.gate_silent_again"
# So long a digit answers a page by text; a new round asks anew.
ANSWERED_UNTIL = timedelta(hours=1)
VOICEMAIL = "page.voicemail"
OVER = "page.over"


def about_page(answering: Callable[[Turn, Page], Reply | Go]) -> Callable[..., Reply | Go]:
    """A step about one page, for as long as the case needs that volunteer."""

    def answer(turn: Turn, page_id: int, *more: object) -> Reply | Go:
        page = pages.page_of(turn.session, page_id)
        if page is None or not pages.is_wanted(page):
            return Nothing() if turn.gone else End(prompt(OVER))
        return answering(turn, page)

    return answer


@step("page.gate")
@about_page
def gate(turn: Turn, page: Page) -> Reply:
    """Whoever picks up hears that somebody on duty is called, no more; a machine takes nothing."""
    choices = {1: go("page.take", page.id), 2: go("page.pass", page.id)}
    what = caller.gate(gate_of(page), turn.settings, turn.language)
    again, silent = go("page.gate", page.id), go("call.nobody")
    return Choose(what, choices, "label.page", back=again, when_silent=silent)


def gate_of(page: Page) -> str:
    """What such a call says first: a first call, once more, or about what is theirs already."""
    if page.case.tier == DRILL:
        return GATE_OF_DRILL
    if page.case.claimed_by == page.volunteer_id:
        return YOURS
    if page.case.tier == SILENT:
        return SILENT_AGAIN if page.is_repeat else GATE_OF_SILENT
    return AGAIN if page.is_repeat else GATE


@step("page.text")
@about_page
def text(turn: Turn, page: Page) -> Reply:
    """The same in a text: a number that leads to nobody, and two digits."""
    choices = {1: go("page.take", page.id), 2: go("page.pass", page.id)}
    who, key = turn.settings.organisation, _text_of(page)
    return Choose(prompt(key, organisation=who, case=page.case.id), choices, "label.page")


def _text_of(page: Page) -> str:
    if page.case.tier == DRILL:
        return "page.text_drill"
    many = "_many" if cases.is_of_many(page.case) else "_silent"
    about = many if page.case.tier == SILENT else ""
    return f"page.text{about}{'_again' if page.is_repeat else ''}"


@step("page.voicemail")
def voicemail(turn: Turn) -> Reply:
    return End(caller.voicemail(VOICEMAIL, turn.settings, turn.language))


@step("page.pass")
@about_page
def pass_on(turn: Turn, page: Page) -> Reply:
    callbacks.pass_on(turn.session, page, turn.now)
    return End(prompt("page.passed"))


@step("page.take")
@about_page
def take(turn: Turn, page: Page) -> Reply | Go:
    """Of two who press it in the same moment one has it. In a drill nobody has it, and the next is asked."""
    if page.case.tier == DRILL:
        drills.press(turn.session, page, turn.now)
        return End(prompt("page.drilled"))
    if not callbacks.take(turn.session, page, turn.now):
        return End(prompt(OVER))
    if turn.channel is Channel.CALL or cases.is_of_many(page.case):
        return go("page.hear", page.id)
    pages.call_now(turn.session, page, turn.now)
    return go("page.yours", page.id)


@step("page.yours")
@about_page
def yours(turn: Turn, page: Page) -> Reply:
    """Taken by text: who misses our call asks for it again."""
    choices = {1: go("page.take", page.id), 2: go("page.pass", page.id)}
    return Choose(prompt("page.yours", case=page.case.id), choices, "label.page")
