"""GOAL and DONE: what somebody means to do, each time they did it, and on Sunday how their week went.

Nothing is counted against anybody: a week is told as it was, and a new one begins. What we start names
neither the goal nor anybody; a buddy hears how often, by the name that the member gave.
"""

from service import goals
from service.checkins import contacts, days
from service.crisis.screen import Tier, screen
from service.flows.checkin import plan_here
from service.flows.checkins_menu import Entry
from service.flows.kept_menu import BACK, ENTRIES, hidden
from service.flows.turn import (
    Channel,
    Choose,
    Go,
    Listen,
    Nothing,
    Reply,
    Say,
    Turn,
    closing,
    go,
    step,
)
from service.flows.whose import known_person, person_here
from service.meetings.query import understand
from service.models import Asks, Contact, Goal
from service.text.language import bare
from service.text.segments import to_gsm
from service.text.words import Prompt, prompt, written

LABEL = "label.goal"
MENU = go("goal.menu")
LONGEST = 40
SAID, IN_CRISIS = "goal.said", "goal.in_crisis"
WORDS_OF_IT = ("goal", "meta")
# What GOAL takes for an end.
OFF = frozenset("off no none stop end over quitar fin borrar no mas ya no terminar".split()) | {
    "no mas", "ya no",
}  # fmt: skip
# For who has no letters: each is a goal in words; the last stays their own.
PRESETS = {number: f"goal.preset.{number}" for number in range(1, 6)}

ENTRIES[1] = Entry("kept.goal", MENU)


@step("goal.menu")
def menu(turn: Turn) -> Reply | Go:
    """What it is, and how often this week."""
    if turn.phone_id is None:
        return hidden()
    goal = of_turn(turn)
    if goal is None:
        return go("goal.ask")
    choices = {1: go("goal.done"), 2: go("goal.ask"), 3: go("goal.off")}
    more: tuple[Prompt, ...] = ()
    if goals.buddies_of(turn.session, goal.person_id):
        choices[4] = go("goal.share", not goal.tells_words)
        more = (prompt("goal.unshare" if goal.tells_words else "goal.share"),)
    what = prompt("goal.menu", goal=goal.words, times=_times(turn, goal), share=more)
    return Choose(what, choices, LABEL, BACK)


@step("goal.ask")
def ask(turn: Turn) -> Reply:
    """Words by text; on a call one of five, of which the last names nothing."""
    if turn.phone_id is None:
        return hidden()
    if turn.channel is Channel.TEXT:
        return Listen(prompt("goal.ask"), SAID, label=LABEL, back=BACK)
    choices = {number: go("goal.preset", number) for number in PRESETS}
    return Choose(prompt("goal.choose"), choices, LABEL, BACK)


@step("goal.preset")
def preset(turn: Turn, number: int) -> Go:
    return go("goal.given", written(prompt(PRESETS[number]), turn.language))


@step(SAID)
def said(turn: Turn) -> Reply | Go:
    """The answer to what they want to do; with a ZIP in it, it is a search after all."""
    search = understand(turn.said)
    if search is not None and any(
        word.isdecimal() and len(word) == 5 for word in turn.said.split()
    ):
        return go("find.asked", search.as_json())
    return go("goal.given", turn.said)


def behind(turn: Turn, rest: str) -> Go | None:
    """GOAL with words behind it; `GOAL OFF` ends it."""
    return go("goal.off") if bare(rest).strip(" .") in OFF else go("goal.given", rest)


@step("goal.given")
def given(turn: Turn, words: str) -> Reply | Go:
    if turn.phone_id is None:
        return hidden()
    words = " ".join(to_gsm(words).split())
    if not words:
        return go("goal.ask")
    if len(words) > LONGEST:
        return Listen(prompt("goal.too_long"), SAID, label=LABEL, back=BACK)
    whose = person_here(turn, turn.phone_id), turn.phone_id
    goals.set_up(turn.session, turn.settings, whose, words, turn.now)
    return Say(prompt("goal.saved", goal=words), BACK)


@step(IN_CRISIS)
def given_in_crisis(turn: Turn, words: str) -> Reply | Go:
    """The same words had the crisis screen fire: its answer stands first. What is imminent is no goal."""
    words = " ".join(to_gsm(words).split())
    person_id = known_person(turn)
    is_one = 0 < len(words) <= LONGEST and screen(words).tier is not Tier.IMMINENT
    if turn.phone_id is None or person_id is None or not is_one:
        return Nothing()
    goals.set_up(turn.session, turn.settings, (person_id, turn.phone_id), words, turn.now)
    return Say(prompt("goal.saved", goal=words))


@step("goal.off")
def off(turn: Turn) -> Reply:
    person_id = known_person(turn)
    ended = person_id is not None and goals.end(turn.session, person_id)
    return Say(prompt("goal.ended" if ended else "goal.none"), BACK)


@step("goal.share")
def share(turn: Turn, tells: bool) -> Reply | Go:
    """Whether buddies hear the words, too."""
    if (goal := of_turn(turn)) is None:
        return go("goal.ask")
    goal.tells_words = tells
    return Say(prompt("goal.shared" if tells else "goal.unshared"), BACK)


@step("goal.done")
def done(turn: Turn) -> Reply | Go:
    """DONE: once more, and how often that is this week."""
    if turn.phone_id is None:
        return hidden()
    if (asked := _asked_today(turn)) is not None:
        return asked
    if (goal := of_turn(turn)) is None:
        return Say(prompt("goal.none_yet"), BACK)
    goals.done(turn.session, turn.settings, goal, turn.said_at)
    return Say(prompt("goal.done", times=_times(turn, goal)), BACK)


def _asked_today(turn: Turn) -> Go | None:
    """The check-in that asks for it and waits is answered with it."""
    check_in = plan_here(turn)
    if check_in is None or check_in.asks != Asks.GOAL:
        return None
    day = days.open_of(turn.session, check_in.id)
    return go("checkin.done", day.id) if day else None


# --- on Sunday ------------------------------------------------------------------------------------------


@step(goals.WEEK)
def week(turn: Turn, goal_id: int) -> Reply:
    """How often, and no more: the words are theirs to look up."""
    goal = of_turn(turn)
    if goal is None or goal.id != goal_id:
        return _over(turn)
    count = goals.times(turn.session, turn.settings, goal, turn.now)
    return closing(
        turn, prompt("goal.week", times=counted(count)) if count else prompt("goal.week_none")
    )


@step(goals.BUDDY)
def buddy(turn: Turn, contact_id: int) -> Reply:
    """To somebody who agreed to hear it; nothing where they have left since."""
    contact = turn.session.get(Contact, contact_id)
    if contact is None or contact.phone_id != turn.phone_id:
        return _over(turn)
    goal = goals.of_person(turn.session, contact.person_id)
    count = goals.times(turn.session, turn.settings, goal, turn.now) if goal else 0
    if goal is None or not count:
        return _over(turn)
    who = contacts.name_of(turn.session, contact.person_id) or prompt("goal.somebody")
    key = "goal.buddy_words" if goal.tells_words else "goal.buddy"
    return closing(turn, prompt(key, who=who, times=counted(count), goal=goal.words))


def of_turn(turn: Turn) -> Goal | None:
    person_id = known_person(turn)
    return None if person_id is None else goals.of_person(turn.session, person_id)


def counted(count: int) -> Prompt:
    return prompt("goal.once") if count == 1 else prompt("goal.times", count=count)


def _times(turn: Turn, goal: Goal) -> Prompt:
    count = goals.times(turn.session, turn.settings, goal, turn.now)
    return counted(count) if count else prompt("goal.never")


def _over(turn: Turn) -> Reply:
    """Nothing is texted then; who pressed a key to hear it is told."""
    return closing(turn, prompt("follow.over")) if turn.channel is Channel.CALL else Nothing()
