"""The dispatch centre's number, told on the call to the volunteer who has the case, and to nobody else.

It is for them to call, from their own phone. Which county is theirs to know: first come those of the state
the member last searched in, else the one their number is from.
"""

from sqlalchemy import select

from service.crisis import dispatch, pages
from service.crisis.pages import Page
from service.flows.headings import NOTHING
from service.flows.turn import End, Go, Pick, Reply, Row, Say, Turn, go, step
from service.meetings.places import region_of_area
from service.models import CaseState, Conversation, DispatchCentre, PhoneRow
from service.text.dialled import as_dialled, digits
from service.text.words import Slot, prompt

KEY = 6  # behind what a volunteer hears of their case


def choice(turn: Turn, page: Page) -> dict[int, Go]:
    """Offered while there is any number to tell."""
    known = dispatch.any_known(turn.session)
    return {KEY: go("dispatch.which", page.id)} if known else {}


def offered(turn: Turn) -> Slot:
    return prompt("page.dispatch") if dispatch.any_known(turn.session) else NOTHING


@step("dispatch.which")
def which(turn: Turn, page_id: int) -> Reply | Go:
    page = _theirs(turn, page_id)
    if page is None:
        return End(prompt("page.over"))
    found = dispatch.likely(turn.session, _regions(turn, page))
    if len(found) == 1:
        return go("dispatch.told", found[0].id, page_id)
    rows = [Row(prompt("dispatch.county", **_named(one)), [one.id, page_id]) for one in found]
    back = go("page.hear", page_id)
    return Pick(prompt("dispatch.which"), rows, "dispatch.picked", label="label.page", back=back)


@step("dispatch.picked")
def picked(turn: Turn, both: list[int]) -> Reply | Go:
    return go("dispatch.told", *both)


@step("dispatch.told")
def told(turn: Turn, centre_id: int, page_id: int) -> Reply | Go:
    """Its number, twice; then what they were at."""
    centre = turn.session.get(DispatchCentre, centre_id)
    if _theirs(turn, page_id) is None or centre is None:
        return End(prompt("page.over"))
    number = digits(as_dialled(centre.number))
    return Say(prompt("dispatch.told", number=number, **_named(centre)), go("page.hear", page_id))


def _theirs(turn: Turn, page_id: int) -> Page | None:
    """The page of the case that this volunteer has claimed."""
    page = pages.page_of(turn.session, page_id)
    claimed = page is not None and page.case.state == CaseState.CLAIMED
    return page if page and claimed and page.case.claimed_by == page.volunteer_id else None


def _regions(turn: Turn, page: Page) -> list[str | None]:
    """Where they last looked for a group, and where their number is from."""
    phone_id = page.case.phone_id
    key = f"text:{phone_id}"
    memo = turn.session.scalar(select(Conversation.memo).where(Conversation.key == key)) or {}
    number = turn.session.scalar(select(PhoneRow.number).where(PhoneRow.id == phone_id))
    return [memo.get("near", {}).get("region"), region_of_area(number) if number else None]


def _named(centre: DispatchCentre) -> dict[str, Slot]:
    return {"county": centre.county, "region": centre.region}
