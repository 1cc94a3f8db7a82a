"""What a group is like, what peer support is and is not, its ground rules, a first visit."""

from service.flows.details import who_closed_is_for
from service.flows.discreet import masked_one
from service.flows.headings import NOTHING, kind_named
from service.flows.turn import Channel, Choose, Go, Reply, Say, Turn, go, step
from service.flows.wording import name_of
from service.meetings.search import Result, details
from service.meetings.wording import short_name
from service.text.words import Prompt, Slot, prompt

# What holds for every group of these: members lead it, it is free, first names will do, and nobody
# must speak (the fellowships' own Twelve Traditions, and what they tell newcomers).
TWELVE_STEP = frozenset(
    "aa na ga oa ca cma ma ha coda aca da slaa saa ea nica al-anon nar-anon gam-anon".split()
)
FORMATS = ("speaker", "step", "big-book", "beginners", "secular")
LONGEST_NAME = 30
CHOICES = {
    1: go("about.what", True),
    2: go("about.rules", True),
    3: go("about.which"),
    4: go("fit.start"),
    5: go("care.near"),
    6: go("report.ask"),
}


@step("about.menu")
def menu(turn: Turn) -> Reply:
    return Choose(prompt("about.menu"), CHOICES, "label.menu", go("menu.main"))


@step("about.what")
def what(turn: Turn, from_menu: bool = False) -> Reply:
    return _told(turn, "about.what", from_menu)


@step("about.rules")
def rules(turn: Turn, from_menu: bool = False) -> Reply:
    return _told(turn, "about.rules", from_menu)


@step("about.first_visit")
def first_visit(turn: Turn) -> Reply:
    return Say(prompt("about.first_visit"), go("about.menu"))


@step("about.which")
def which(turn: Turn) -> Reply:
    """How groups differ, a question at a time; choosing one is FIT's."""
    choices = {number: go("about.differ", number) for number in range(1, 5)}
    choices[5] = go("fit.start")
    return Choose(prompt("about.which"), choices, "label.menu", go("about.menu"))


@step("about.differ")
def differ(turn: Turn, number: int) -> Reply:
    choices = {1: go("about.which"), 2: go("fit.start")}
    said = prompt("about.one_way", differ=prompt(f"about.differ.{number}"))
    return Choose(said, choices, "label.menu", go("about.which"))


@step("about.like")
def like(turn: Turn, meeting_id: int) -> Reply | Go:
    """Only what its listing says, and what holds for all of its kind."""
    found = details(turn.session, meeting_id, turn.now)
    if found is None:
        return Say(prompt("find.gone"))
    choices = {
        1: go("remind.set", meeting_id),
        2: go("find.details", meeting_id),
        3: go("about.first_visit"),
    }
    plan: Slot = NOTHING
    if turn.phone_id is not None:
        choices[4], plan = go("visit.plan", meeting_id), prompt("like.plan")
    back = go("find.details", meeting_id)
    described = _described(masked_one(turn, found), turn.language, plan)
    return Choose(described, choices, "label.meeting", back)


def _told(turn: Turn, key: str, from_menu: bool) -> Reply:
    """By text the menu it was chosen from is still on the screen, so its numbers still count."""
    if from_menu and turn.channel is Channel.TEXT:
        return Choose(prompt(key), CHOICES, "label.menu", go("about.menu"))
    return Say(prompt(key), go("about.menu"))


def _described(one: Result, language: str, plan: Slot) -> Prompt:
    return prompt(
        "like.whole",
        kind=kind_named(one.fellowship, "one"),
        name=name_of(short_name(one.name, LONGEST_NAME), language),
        open=_open(one),
        formats=tuple(prompt(f"like.{name}") for name in FORMATS if name in one.attrs),
        plan=plan,
        people=prompt("like.twelve_step" if one.fellowship in TWELVE_STEP else "like.not_told"),
    )


def _open(one: Result) -> Prompt:
    if "closed" in one.attrs:
        return prompt("about.closed", who=who_closed_is_for(one.fellowship))
    return prompt("like.open" if "open" in one.attrs else "like.unknown")
