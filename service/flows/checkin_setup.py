"""CHECKIN, by words or by keys: what is missing is asked for, and then it is set up and read back.

Nothing is guessed: an hour that may be morning or evening, a slip, an unknown zone are asked for. What was
said so far goes along as a question's arguments, so that it is still there after a deploy.
"""

from dataclasses import asdict, replace
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from service import consent, members
from service.checkins import plans
from service.checkins.plans import GRACE_MIN, Wish
from service.flows import checkins_menu, searched
from service.flows.check_told import days_named, first_day, told, wall_hour, what_follows
from service.flows.time_zone import AFTERWARDS
from service.flows.turn import Channel, Choose, Go, Listen, Reply, Say, Turn, go, step
from service.flows.whose import known_person, person_here
from service.meetings.query import understand
from service.models import CheckIn
from service.text.check_words import (
    EVERY_DAY,
    WORKDAYS,
    CheckSaid,
    check_in_said,
    hour_typed,
    later_half,
)
from service.text.times import hour_of
from service.text.words import prompt

LABEL = "label.setup"
BACK = checkins_menu.BACK
# What was said so far, while words or keys are waited for.
DRAFT = "check_in"
MOST_WORDS = 2  # behind CHECKIN, where nothing of it is read; more is a sentence
ZONE_WAITS = timedelta(minutes=30)
Draft = dict[str, Any]  # a CheckSaid, as a question keeps it


def behind(turn: Turn, rest: str) -> Go | None:
    """CHECKIN with an hour, days, how long to wait, or OFF."""
    said = check_in_said(rest)
    if said.off:
        return go("setup.end")
    is_about_it = any((said.at_min is not None, said.days, said.grace_min))
    return go("setup.given", rest) if is_about_it or len(rest.split()) <= MOST_WORDS else None


def plan_here(turn: Turn) -> CheckIn | None:
    """The check-in of whose turn it is, on or proposed to them."""
    person_id = known_person(turn)
    return None if person_id is None else plans.of_person(turn.session, person_id)


@step("setup.given")
def given(turn: Turn, rest: str) -> Reply | Go:
    """What is not said stays as it is; of a new one it is every day."""
    said, before = check_in_said(rest), plan_here(turn)
    if said.is_odd:
        return go("setup.again")
    if before and before.agreed_at:
        return _go_on(_filled(said, before))
    every_day = said.days is None and said.at_min is not None
    return _go_on(replace(said, days=EVERY_DAY) if every_day else said)


@step("setup.on")
def on(turn: Turn, draft: Draft) -> Go:
    """With one answer more."""
    return _go_on(CheckSaid(**draft))


def _go_on(said: CheckSaid) -> Go:
    """To the first thing that is not known yet."""
    draft = asdict(said)
    if said.is_near:
        return go("setup.near", draft)
    if said.at_min is None:
        return go("setup.hour", draft)
    if said.is_bare:
        return go("setup.half", draft)
    return go("setup.days" if said.days is None else "setup.made", draft)


def _filled(said: CheckSaid, before: CheckIn) -> CheckSaid:
    at_min = before.at_min if said.at_min is None else said.at_min
    grace_min = said.grace_min or before.grace_min
    return replace(said, at_min=at_min, days=said.days or before.days, grace_min=grace_min)


# --- what is missing -----------------------------------------------------------------------------------


@step("setup.hour")
def ask_hour(turn: Turn, draft: Draft | None = None) -> Reply:
    if turn.phone_id is None:
        return Say(prompt("settings.hidden"))
    turn.memo[DRAFT] = draft
    return _listen("setup.hour", "setup.hour_said", 4)


@step("setup.again")
def again(turn: Turn) -> Reply:
    """What was said can't be read."""
    turn.memo[DRAFT] = None
    return _listen("setup.again", "setup.hour_said", 4)


@step("setup.hour_said")
def hour_said(turn: Turn) -> Reply | Go:
    """Four keys on a call; by text words, which may be a search after all."""
    on_call = turn.channel is Channel.CALL and turn.said.isdecimal()
    said = hour_typed(turn.said) if on_call else check_in_said(turn.said)
    draft = turn.memo.pop(DRAFT, None) or {}
    if said.off:
        return go("menu.main")
    if said.is_odd or said.at_min is None:
        search = understand(turn.said) if turn.channel is Channel.TEXT else None
        return go("find.asked", search.as_json()) if search else go("setup.again")
    days, grace_min = draft.get("days"), draft.get("grace_min")
    return _go_on(replace(said, days=said.days or days, grace_min=said.grace_min or grace_min))


@step("setup.half")
def half(turn: Turn, draft: Draft) -> Reply:
    """Nine in the morning, or at night?"""
    early, late = draft["at_min"], later_half(draft["at_min"])
    choices = {
        number: go("setup.on", draft | {"at_min": at_min, "is_bare": False})
        for number, at_min in ((1, early), (2, late))
    }
    hours = {
        name: hour_of(wall_hour(at_min), turn.language)
        for name, at_min in (("early", early), ("late", late))
    }
    return Choose(prompt("setup.half", **hours), choices, LABEL, BACK)


@step("setup.near")
def near(turn: Turn, draft: Draft) -> Reply:
    """A slip is asked back."""
    days = days_named(draft["days"], turn.language)
    choices = {1: go("setup.on", draft | {"is_near": False}), 2: go("setup.hour")}
    return Choose(prompt("setup.near", days=days), choices, LABEL, BACK)


@step("setup.days")
def ask_days(turn: Turn, draft: Draft) -> Reply:
    choices = {
        1: go("setup.on", draft | {"days": EVERY_DAY}),
        2: go("setup.on", draft | {"days": WORKDAYS}),
        3: go("setup.which_days", draft),
    }
    return Choose(prompt("setup.days"), choices, LABEL, BACK)


@step("setup.which_days")
def which_days(turn: Turn, draft: Draft) -> Reply:
    turn.memo[DRAFT] = draft
    return _listen("setup.which_days", "setup.days_said", 7)


@step("setup.days_said")
def days_said(turn: Turn) -> Reply | Go:
    """A digit for each, Monday is 1; by text their names, too."""
    draft = turn.memo.get(DRAFT)
    if draft is None:
        return go("setup.hour")
    days = _typed_days(turn.said.strip()) or check_in_said(turn.said).days
    if days is None:
        return go("setup.which_days", draft)
    return _go_on(replace(CheckSaid(**draft), days=days))


def _typed_days(keys: str) -> int | None:
    if not keys or not set("1234567").issuperset(keys):
        return None
    return sum(1 << int(key) - 1 for key in set(keys))


def _listen(key: str, then: str, digits: int) -> Listen:
    """By text "9" is an hour there, and no choice."""
    return Listen(prompt(key), then, digits, LABEL, BACK, counts=True)


@step("setup.zone")
def ask_zone(turn: Turn, draft: Draft) -> Reply:
    """By whose clock, where we don't know."""
    return zone_first(turn, "setup.made", draft)


def zone_first(turn: Turn, then: str, *args: Any) -> Listen:
    """Where they are, before it goes on to `then`."""
    turn.memo[AFTERWARDS] = [then, list(args), (turn.now + ZONE_WAITS).isoformat()]
    return Listen(prompt("setup.zone"), "zone.where_said", 5, LABEL, BACK)


# --- set up --------------------------------------------------------------------------------------------


@step("setup.made")
def made(turn: Turn, draft: Draft) -> Reply | Go:
    if turn.phone_id is None:
        return Say(prompt("settings.hidden"))
    if consent.is_stopped(turn.session, turn.phone_id):
        return _stopped(turn, draft)
    person_id = person_here(turn, turn.phone_id)
    if place := searched.near(turn):
        members.settle_zone(turn.session, person_id, place.zone)
    if members.zone_of(turn.session, person_id) is None:
        return go("setup.zone", draft)
    before = _before(turn, person_id)
    plans.set_up(turn.session, turn.settings, _wish(turn, person_id, draft, before), turn.now)
    if before is None or not before.on:
        consent.agree(turn.session, turn.phone_id, turn.channel, "asked for a check-in", turn.now)
    return go("setup.told", before is None)


@step("setup.told")
def made_told(turn: Turn, is_first: bool) -> Reply | Go:
    """Read back; the first time with what silence leads to."""
    check_in = plan_here(turn)
    if check_in is None:
        return go("setup.hour")
    said = prompt(
        "setup.first" if is_first else "setup.done",
        plan=told(turn, check_in), day=first_day(turn, check_in),
        **(what_follows(turn, check_in) if is_first else {}),
    )  # fmt: skip
    choices = {1: go("setup.menu")}
    if is_first:
        choices[3] = checkins_menu.ENTRIES[3].where  # who is told, as behind 4
    return Choose(said, choices, LABEL, BACK, when_silent=BACK)


@step("setup.come_back")
def come_back(turn: Turn, draft: Draft) -> Go:
    """START, by a key: a landline can't text it."""
    if turn.phone_id is not None:
        consent.opt_in(turn.session, turn.phone_id, turn.channel, turn.said, turn.now)
    return go("setup.made", draft)


def _stopped(turn: Turn, draft: Draft) -> Reply:
    """By text only the carrier's own word will do: it may hold the STOP, too."""
    if turn.channel is Channel.TEXT:
        return Say(prompt("setup.stopped"))
    return Choose(prompt("setup.stopped"), {1: go("setup.come_back", draft)}, LABEL, BACK)


def _before(turn: Turn, person_id: int) -> CheckIn | None:
    """The one they have or had."""
    return turn.session.scalar(select(CheckIn).where(CheckIn.person_id == person_id))


def _wish(turn: Turn, person_id: int, draft: Draft, before: CheckIn | None) -> Wish:
    """On the phone they ask from; what is not named stays."""
    assert turn.phone_id is not None  # asked before
    said = CheckSaid(**draft)
    wish = plans.wish_of(before) if before else Wish(person_id, turn.phone_id, 0)
    phone_id = before.phone_id if before and before.on else turn.phone_id
    second = None if wish.second_phone_id == phone_id else wish.second_phone_id
    return replace(
        wish, phone_id=phone_id, second_phone_id=second, at_min=said.at_min or 0,
        days=said.days or EVERY_DAY, grace_min=said.grace_min or wish.grace_min or GRACE_MIN,
    )  # fmt: skip
