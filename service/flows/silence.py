"""To who has taken a silence: a check-in that had no answer, or many of one hour.

Of one they are joined to the member, keep it for an hour, end it, or have those told who stand by them.
Of many they say whether anybody's contacts are told. Whatever is not said, is asked again.
"""

from collections.abc import Callable

from service.checkins import decided, handing
from service.checkins.decided import OfMany
from service.crisis import callbacks, cases, closing
from service.crisis.cases import Outcome
from service.crisis.hands import KEPT
from service.crisis.pages import Page
from service.flows import caller, dispatch
from service.flows.case_word import about_case
from service.flows.page import about_page
from service.flows.page_taken import speaks
from service.flows.turn import Choose, End, Go, Nothing, Reply, Turn, go, step
from service.models import Case
from service.text.words import prompt

CLOSED = "silence.closed"
TELL_KEY = 7


def _about(answering: Callable[..., Reply | Go]) -> Callable[..., Reply | Go]:
    """As `about_page`, with what more the step was told."""

    def answer(turn: Turn, page_id: int, *more: object) -> Reply | Go:
        return about_page(lambda turn, page: answering(turn, page, *more))(turn, page_id)

    return answer


@step("silence.hear")
@_about
def hear(turn: Turn, page: Page, after: str | None = None) -> Reply | Go:
    """What is known of it, and what can be done; `after` a call to them, how that went."""
    if cases.is_of_many(page.case):
        return go("case.many", page.case.id)
    tell = decided.can_be_told(turn.session, page.case)
    choices = {
        1: go("page.connect", page.id), 2: go("silence.keep", page.id),
        3: go("silence.end", page.id, Outcome.SEEN_TO), 4: go("silence.end", page.id, Outcome.OK),
        **({TELL_KEY: go("silence.tell", page.id)} if tell else {}),
        **dispatch.choice(turn, page),
    }  # fmt: skip
    what = prompt(
        "page.silent",
        about=prompt(f"page.silent_{after or page.case.rule}", case=page.case.id),
        speaks=speaks(turn, page),
        tell=prompt("page.silent_tell") if tell else "",
        dispatch=dispatch.offered(turn),
    )
    return Choose(what, choices, "label.page", when_silent=go("call.nobody"))


@step("silence.keep")
@about_page
def keep(turn: Turn, page: Page) -> Reply:
    """They see to it themselves; after that people are paged again."""
    callbacks.try_later(turn.session, page, KEPT, turn.now)
    return End(prompt("page.silent_kept"))


@step("silence.end")
@_about
def end(turn: Turn, page: Page, outcome: str) -> Reply:
    closing.close(turn.session, page.case.id, Outcome(outcome), turn.now, page.volunteer_id)
    if turn.gone:
        return Nothing()
    return End(prompt("page.silent_all_right" if outcome == Outcome.OK else "page.silent_done"))


@step("silence.tell")
@about_page
def tell(turn: Turn, page: Page) -> Reply | Go:
    """A person has said so: then it is not our outage that tells them."""
    if not decided.tell_one(turn.session, turn.settings, page.case.id, turn.now):
        return go("silence.hear", page.id)
    callbacks.try_later(turn.session, page, KEPT, turn.now)
    return End(prompt("page.silent_telling"))


@step("case.many")
@about_case
def many(turn: Turn, case: Case, mine: int) -> Reply:
    """On a call and by text, to who has it or looks after the others."""
    count = handing.waiting(turn.session, case.id)
    done = go("case.many_said", case.id, "over")
    choices = {
        1: go("case.many_said", case.id, "told"), 2: go("case.many_said", case.id, "waits"), 3: done,
    }  # fmt: skip
    what = prompt("case.many", case=str(case.id), count=str(count))
    silent = go("call.nobody") if turn.placed else None
    return Choose(what, choices, "label.case", back=go("menu.main"), when_silent=silent)


@step("case.many_said")
@about_case
def many_said(turn: Turn, case: Case, mine: int, said: str) -> Reply:
    """Who says it has it from then on; a word that comes late changes nothing."""
    if not decided.say_of_many(turn.session, case.id, mine, OfMany(said), turn.now):
        return End(prompt("case.was_closed", case=str(case.id)))
    return End(prompt(f"case.many_{said}", case=str(case.id)))


@step(CLOSED)
def closed(turn: Turn, *_: object) -> Reply:
    """A call to who has it and takes no texts, and what their machine keeps."""
    return End(caller.gate("page.answered", turn.settings, turn.language))
