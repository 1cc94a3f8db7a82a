"""7-3: what a coordinator sent last: taken back, corrected, told whom it reached, paused, stopped."""

from dataclasses import dataclass

from sqlalchemy import select

from service.flows.checkins_menu import Entry
from service.flows.coordinating import ENTRIES, LABEL, MENU
from service.flows.notice_draft import SENT
from service.flows.notice_last import told
from service.flows.notice_subject import subject_of
from service.flows.read_by_key import begun_by_text
from service.flows.runs import Runner, groups_of, of_notice, runs
from service.flows.turn import Choose, Go, Reply, Say, Turn, go, step
from service.models import Notice, NoticeState, Person
from service.notices import states, tally
from service.text.words import Slot, prompt

LAST = go("coord.last")
NAMES_AT_ONCE = 6
GOES = frozenset((NoticeState.SENDING, NoticeState.PAUSED))

ENTRIES[3] = Entry("coord.last", LAST)


@dataclass(frozen=True, slots=True)
class Offer:
    """What can be done with it, by key, while it is in one of these states."""

    said: str
    step: str
    states: frozenset[NoticeState]


OFFERS = {
    1: Offer("coord.offer_undo", "notice.undo", frozenset((NoticeState.HELD,))),
    2: Offer("coord.offer_fix", "coord.fix", frozenset(SENT)),
    3: Offer("coord.offer_tally", "coord.tally", frozenset(SENT)),
    4: Offer("coord.offer_halt", "coord.halt", GOES),
}


@step("coord.last")
@runs
def last(turn: Turn, who: Runner) -> Reply | Go:
    """What still waits for its number is read back: one begun by text can be sent from here."""
    made = NoticeState.DRAFT, NoticeState.HELD, *SENT
    notice = states.last_of(turn.session, who.person_id, *made)
    if notice is None:
        return Say(prompt("coord.none"), MENU)
    if notice.state == NoticeState.DRAFT:
        return begun_by_text(notice)
    offers = {key: one for key, one in OFFERS.items() if notice.state in one.states}
    choices = {key: go(one.step, notice.id) for key, one in offers.items()}
    rows = tuple(prompt(one.said) for one in offers.values())
    said = prompt("coord.last_is", what=subject_of(turn, notice), rows=rows)
    return Choose(said, choices, LABEL, MENU)


@step("coord.tally")
@of_notice
def how_far(turn: Turn, who: Runner, notice: Notice) -> Reply:
    so_far = tally.of(turn.session, notice.id)
    said = prompt("coord.tally", tally=told(so_far))
    if not so_far.left:
        return Say(said, LAST)
    whole = prompt("coord.tally_left", tally=told(so_far))
    return Choose(whole, {1: go("coord.names", notice.id)}, LABEL, LAST)


@step("coord.names")
@of_notice
def names(turn: Turn, who: Runner, notice: Notice, skip: int = 0) -> Reply:
    """First names of those of whom it isn't known that they have it, some at a time."""
    left = tally.missing(turn.session, notice.id)
    these = left[skip : skip + NAMES_AT_ONCE]
    if not these:
        return Say(prompt("coord.no_more_names"), LAST)
    theirs = select(Person.first_name).where(Person.id.in_(these))
    found = [name or "" for name in turn.session.scalars(theirs)]
    rows = [prompt("coord.name", name=name) for name in sorted(filter(None, found))]
    nameless: Slot = ""
    if count := found.count(""):
        nameless = prompt("coord.nameless_one" if count == 1 else "coord.nameless", count=count)
    said = prompt("coord.names", names=tuple(rows), nameless=nameless)
    if len(left) <= skip + NAMES_AT_ONCE:
        return Say(said, LAST)
    onwards = go("coord.names", notice.id, skip + NAMES_AT_ONCE)
    return Choose(prompt("coord.names_more", names=said), {1: onwards}, LABEL, LAST)


@step("coord.halt")
@of_notice
def halt(turn: Turn, who: Runner, notice: Notice) -> Reply | Go:
    if notice.state not in GOES:
        return LAST
    goes = notice.state == NoticeState.SENDING
    first = go("notice.pause" if goes else "notice.resume", notice.id)
    choices = {1: first, 2: go("notice.stop", notice.id)}
    return Choose(prompt("coord.goes" if goes else "coord.is_paused"), choices, LABEL, LAST)


@step("coord.fix")
@of_notice
def fix(turn: Turn, who: Runner, notice: Notice) -> Reply | Go:
    """Spoken: it goes to exactly those who have the first one, or will."""
    return go("coord.speak", [one.id for one in groups_of(turn, notice)], notice.id)
