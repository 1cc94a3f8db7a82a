"""PRIVACY, MYDATA, ERASE: what we keep, what we hold on somebody, and its end."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from service import holdings
from service.clock import zone
from service.erasing.at_once import erase as erase_all
from service.flows.check_told import told
from service.flows.crisis_line import in_a_few_words
from service.flows.discreet import is_private
from service.flows.groups import named
from service.flows.reached import holds
from service.flows.remind import when_of
from service.flows.turn import Channel, Choose, End, Go, Reply, Say, Turn, go, step
from service.flows.whose import is_shared, known_person
from service.holdings import Holdings
from service.text.segments import segments
from service.text.times import day_of
from service.text.words import Prompt, Voiced, prompt, spoken, written

SEGMENTS = 2
WORDS_HEARD = 40  # in one go
# What is told by its number alone, as `holdings` counts it, where there is any.
THINGS = "waits answers rides tapes goal goal_marks appointment note visits".split()
AROUND_GROUPS = "notices runs notices_sent wrote_down written_down".split()
AROUND_CHECK_INS = "check_in_answers contacts contact_codes stands_by follow_ups reports".split()


@step("own_data.privacy")
def privacy(turn: Turn) -> Reply:
    more = go("own_data.how_long")
    return Choose(prompt("own_data.privacy"), {1: more}, "label.settings", more=more)


@step("own_data.how_long")
def how_long(turn: Turn) -> Reply:
    return Say(prompt("own_data.how_long"), go("settings.papers"))


@step("own_data.read")
def read(turn: Turn) -> Reply | Go:
    if turn.phone_id is None:
        return Say(prompt("settings.hidden"))
    return go("own_data.page")


@step("own_data.page")
def page(turn: Turn, skip: int = 0) -> Reply:
    """As much as fits, from part `skip` on."""
    if turn.phone_id is None:
        return Say(prompt("settings.hidden"))
    held = holdings.of_phone(turn.session, turn.phone_id, known_person(turn))
    parts = list(_parts(turn, held))[skip:]
    shown = _fitting(turn, parts)
    if shown == len(parts):
        return Say(prompt("own_data.last", said=tuple(parts)), go("settings.privacy"))
    more = go("own_data.page", skip + shown)
    said = prompt("own_data.page", said=tuple(parts[:shown]))
    return Choose(said, {1: more}, "label.own_data", go("settings.privacy"), more)


@step("own_data.erase")
def erase(turn: Turn) -> Reply:
    """Asks once."""
    if turn.phone_id is None:
        return Say(prompt("settings.hidden"))
    choices = {1: go("own_data.erase_sure")}
    return Choose(prompt("own_data.erase"), choices, "label.erase", go("settings.ending"))


@step("own_data.erase_sure")
def erase_sure(turn: Turn) -> Reply | Go:
    return go("own_data.erased")


@step("own_data.erased")
def erased(turn: Turn) -> Reply:
    """The last word; on a call good-bye, because there is nobody any more to go on with."""
    last = prompt(
        "own_data.erased", organisation=turn.settings.organisation, crisis=in_a_few_words(turn)
    )
    if turn.phone_id is not None:
        who = known_person(turn)
        erase_all(turn.session, turn.settings, turn.phone_id, turn.now, who)
    turn.memo.clear()
    return End(last)


def _parts(turn: Turn, held: Holdings) -> Iterator[Prompt]:
    """Each a sentence, the most personal first."""
    yield prompt("own_data.number", ends=_digits(held.number_ends))
    yield _name(held)
    yield prompt("own_data.language")
    if held.person_id is not None:
        yield prompt("own_data.holds", now=holds(turn, held.phone_id))
    yield prompt(_discretion(turn, held))
    if held.has_code:
        yield prompt("own_data.code")
    if held.break_until is not None and turn.now < held.break_until:
        yield prompt("own_data.break", day=_day(turn, held.break_until))
    yield from _groups(turn, held)
    yield from _counted(held, AROUND_GROUPS)
    yield from _reminders(turn, held)
    yield from _counted(held, THINGS)
    yield from _check_in(turn, held)
    yield from _consent(turn, held)
    yield _texts(turn, held)
    yield prompt("own_data.went_out", count=held.counts["went_out"])


def _check_in(turn: Turn, held: Holdings) -> Iterator[Prompt]:
    """What was set up, who stands by whom, and what else is kept of how they are."""
    if held.check_in is not None:
        key = "own_data.check_in" if held.check_in.on else "own_data.check_in_off"
        yield prompt(key, plan=told(turn, held.check_in))
    yield from _counted(held, AROUND_CHECK_INS)


def _counted(held: Holdings, keys: Sequence[str]) -> Iterator[Prompt]:
    for key in keys:
        if count := held.counts[key]:
            yield prompt(f"own_data.{key}", count=count)


def _name(held: Holdings) -> Prompt:
    if held.first_name is None:
        return prompt("own_data.nameless")
    return prompt("own_data.name", name=held.first_name)


def _discretion(turn: Turn, held: Holdings) -> str:
    if held.is_private or is_private(turn):
        return "own_data.private"
    return "own_data.discreet" if held.is_discreet else "own_data.open"


def _groups(turn: Turn, held: Holdings) -> Iterator[Prompt]:
    """By name only to who may be told names."""
    if not held.groups or is_private(turn):
        yield prompt("own_data.groups", count=len(held.groups))
        return
    for group in held.groups:
        yield prompt("own_data.group", group=named(turn, group))


def _reminders(turn: Turn, held: Holdings) -> Iterator[Prompt]:
    if not held.reminders:
        yield prompt("own_data.no_reminder")
    for one in held.reminders:
        when = when_of(turn, one.meeting_id, one.occurs_at or turn.now)
        yield prompt("own_data.reminder", when=when)


def _consent(turn: Turn, held: Holdings) -> Iterator[Prompt]:
    if held.stopped_at is not None:
        yield prompt("own_data.stopped", day=_day(turn, held.stopped_at))
    elif held.said_yes_at is not None:
        yield prompt("own_data.said_yes", day=_day(turn, held.said_yes_at))


def _texts(turn: Turn, held: Holdings) -> Prompt:
    if held.texts_until is None:
        return prompt("own_data.no_texts")
    key = "own_data.texts_here" if is_shared(turn) else "own_data.texts"
    return prompt(key, count=held.texts, day=_day(turn, held.texts_until))


def _day(turn: Turn, moment: datetime) -> Voiced:
    return day_of(moment.astimezone(zone(turn.settings.home_zone)), turn.now, turn.language)


def _digits(number: str) -> Voiced:
    return Voiced(number, " ".join(number))


def _fitting(turn: Turn, parts: Sequence[Prompt]) -> int:
    """How many of these parts go into one answer; one at least."""
    for count in range(len(parts), 1, -1):
        key = "own_data.last" if count == len(parts) else "own_data.page"
        if _fits(turn, prompt(key, said=tuple(parts[:count]))):
            return count
    return 1


def _fits(turn: Turn, said: Prompt) -> bool:
    if turn.channel is Channel.CALL:
        return len(spoken(said, turn.language).split()) <= WORDS_HEARD
    return segments(written(said, turn.language)).count <= SEGMENTS
