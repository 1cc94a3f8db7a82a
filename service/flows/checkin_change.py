"""A check-in that somebody has: told, changed in a part, and ended. Ending it alarms nobody."""

from dataclasses import asdict, replace
from typing import Any

from sqlalchemy import select

from service import members
from service.checkins import plans
from service.flows.check_told import told
from service.flows.checkin_setup import DRAFT, LABEL, plan_here
from service.flows.groups import is_a_name
from service.flows.turn import Channel, Choose, Go, Listen, Pick, Reply, Row, Say, Turn, go, step
from service.models import Asks, CheckIn, LineType, Person, PersonPhone, PhoneRow, Way
from service.text.check_words import CheckSaid
from service.text.words import Prompt, Voiced, prompt

MENU = go("setup.menu")
NEW = go("setup.hour")
QUESTIONS = {1: Asks.FEELING, 2: Asks.ALL_RIGHT, 3: Asks.GOAL}
# How long until contacts are told, by the digit that chooses it.
GRACES = {1: 120, 2: 30}
ENDING = 4  # digits of a number, as much as tells two phones apart
LONGEST_NAME = 20


@step("setup.menu")
def menu(turn: Turn) -> Reply | Go:
    """What they have, and what of it can be changed; where there is none, it is set up."""
    if turn.phone_id is None:
        return Say(prompt("settings.hidden"))
    check_in = plan_here(turn)
    if check_in is None:
        return NEW
    if check_in.agreed_at is None:
        return go("proposal.shown", check_in.id)
    choices = {
        1: NEW, 2: go("setup.question"), 3: go("setup.how"), 4: go("setup.grace"),
        5: go("setup.name"), 6: go("setup.end"),
    }  # fmt: skip
    said = prompt("setup.menu", plan=told(turn, check_in))
    return Choose(said, choices, LABEL, go("menu.main"), when_silent=go("menu.main"))


# --- what is asked -------------------------------------------------------------------------------------


@step("setup.question")
def question(turn: Turn) -> Reply:
    choices = {digit: go("setup.asks", asks) for digit, asks in QUESTIONS.items()}
    return Choose(prompt("setup.question"), choices, LABEL, MENU)


@step("setup.asks")
def asks(turn: Turn, what: str) -> Reply | Go:
    return _changed(turn, asks=Asks(what))


# --- how they are asked --------------------------------------------------------------------------------


@step("setup.how")
def how(turn: Turn) -> Reply | Go:
    """By text or call; another phone of theirs is offered where they have one."""
    check_in = plan_here(turn)
    if check_in is None:
        return NEW
    others, choices, more = _other_phones(turn, check_in), {}, []
    if _takes_texts(turn, check_in):
        choices = {1: go("setup.way", Way.TEXT), 2: go("setup.way", Way.CALL)}
        more = [prompt("setup.ways")]
    if others:
        choices[3] = go("setup.second")
        more.append(prompt("setup.by_another"))
    if not choices:
        return Say(prompt("setup.calls_only"), MENU)
    return Choose(prompt("setup.how", ways=tuple(more)), choices, LABEL, MENU)


@step("setup.way")
def way(turn: Turn, chosen: str) -> Reply | Go:
    return _changed(turn, way=Way(chosen))


@step("setup.second")
def second(turn: Turn) -> Reply | Go:
    """Asked last; only a phone that this very person has with us."""
    check_in = plan_here(turn)
    others = _other_phones(turn, check_in) if check_in else []
    if not others:
        return go("setup.how")
    rows = [Row(prompt("setup.phone", ends=_ends(phone)), phone.id) for phone in others]
    rows.append(Row(prompt("setup.no_second"), 0))
    return Pick(prompt("setup.second"), rows, "setup.second_set", label=LABEL, back=MENU)


@step("setup.second_set")
def second_set(turn: Turn, phone_id: int) -> Reply | Go:
    check_in = plan_here(turn)
    theirs = {phone.id for phone in _other_phones(turn, check_in)} if check_in else set()
    return _changed(turn, second_phone_id=phone_id if phone_id in theirs else None)


def _other_phones(turn: Turn, check_in: CheckIn) -> list[PhoneRow]:
    theirs = select(PhoneRow).join(PersonPhone, PersonPhone.phone_id == PhoneRow.id)
    theirs = theirs.where(PersonPhone.person_id == check_in.person_id)
    return list(turn.session.scalars(theirs.where(PhoneRow.id != check_in.phone_id)))


def _takes_texts(turn: Turn, check_in: CheckIn) -> bool:
    phone = turn.session.get_one(PhoneRow, check_in.phone_id)
    return phone.line_type != LineType.LANDLINE and not phone.only_calls


def _ends(phone: PhoneRow) -> Voiced:
    ends = phone.number[-ENDING:]
    return Voiced(ends, " ".join(ends))


# --- how long until contacts are told, and by which name -----------------------------------------------


@step("setup.grace")
def grace(turn: Turn) -> Reply:
    choices = {digit: go("setup.waits", minutes) for digit, minutes in GRACES.items()}
    return Choose(prompt("setup.grace"), choices, LABEL, MENU)


@step("setup.waits")
def waits(turn: Turn, minutes: int) -> Reply | Go:
    return _changed(turn, grace_min=minutes)


@step("setup.name")
def name(turn: Turn) -> Reply | Go:
    """A keypad has no letters: on a call the name we know already, or none."""
    check_in = plan_here(turn)
    if check_in is None:
        return NEW
    if turn.channel is Channel.TEXT:
        now = prompt("setup.name_now", name=check_in.called) if check_in.called else ""
        return Listen(prompt("setup.name", now=now), "setup.name_said", 5, LABEL, MENU)
    choices = {2: go("setup.called", None)}
    known = _first_name(turn, check_in)
    if known:
        choices[1] = go("setup.called", known)
        return Choose(prompt("setup.name_by_key", name=known), choices, LABEL, MENU)
    return Choose(prompt("setup.nameless_by_key"), choices, LABEL, MENU)


@step("setup.name_said")
def name_said(turn: Turn) -> Reply | Go:
    said = " ".join(turn.said.split()).rstrip(".!")
    if len(said) > LONGEST_NAME or not is_a_name(said):
        return Listen(prompt("setup.no_name"), "setup.name_said", 5, LABEL, MENU)
    return go("setup.called", said.title() if said.islower() else said)


@step("setup.called")
def called(turn: Turn, chosen: str | None) -> Reply | Go:
    changed = _changed(turn, called=chosen)
    return go("setup.named", chosen) if chosen and changed != MENU else changed


@step("setup.named")
def named(turn: Turn, chosen: str) -> Reply:
    back = go("menu.main")
    return Choose(prompt("setup.named", name=chosen), {1: MENU}, LABEL, back, when_silent=back)


def _first_name(turn: Turn, check_in: CheckIn) -> str | None:
    return turn.session.scalar(select(Person.first_name).where(Person.id == check_in.person_id))


def _changed(turn: Turn, **what: Any) -> Reply | Go:
    """Only that is another; said back with all that holds."""
    check_in = plan_here(turn)
    if check_in is None or check_in.agreed_at is None:
        return MENU
    plans.set_up(
        turn.session, turn.settings, replace(plans.wish_of(check_in), **what), turn.now
    )  # fmt: skip
    return go("setup.changed")


@step("setup.changed")
def changed(turn: Turn) -> Reply | Go:
    check_in = plan_here(turn)
    if check_in is None:
        return NEW
    said = prompt(
        "setup.changed", plan=told(turn, check_in), question=prompt(f"setup.asks.{check_in.asks}"),
        way=_way_told(turn, check_in), grace=_grace_told(check_in),
    )  # fmt: skip
    return Choose(said, {1: MENU}, LABEL, go("menu.main"), when_silent=go("menu.main"))


def _way_told(turn: Turn, check_in: CheckIn) -> Prompt:
    usual = members.way_of(turn.session, check_in.phone_id)
    return prompt(f"setup.way.{check_in.way or usual}")


def _grace_told(check_in: CheckIn) -> Prompt:
    hours, rest = divmod(check_in.grace_min, 60)
    if rest:
        return prompt("setup.minutes", count=check_in.grace_min)
    return prompt("setup.hours" if hours > 1 else "setup.an_hour", count=hours)


# --- its end -------------------------------------------------------------------------------------------


@step("setup.end")
def end(turn: Turn) -> Reply | Go:
    """At once, and undone by a digit: nobody is told that it ended."""
    check_in = plan_here(turn)
    if turn.phone_id is None or check_in is None:
        return Say(prompt("setup.none"))
    draft = asdict(_as_said(check_in))
    plans.end(turn.session, turn.settings, check_in, turn.now)
    return go("setup.ended", draft)


@step("setup.ended")
def ended(turn: Turn, draft: dict[str, Any]) -> Reply:
    turn.memo[DRAFT] = None
    back = go("menu.main")
    return Choose(
        prompt("setup.ended"), {1: go("setup.made", draft)}, LABEL, back, when_silent=back
    )


def _as_said(check_in: CheckIn) -> CheckSaid:
    return CheckSaid(check_in.at_min, False, check_in.days, check_in.grace_min)
