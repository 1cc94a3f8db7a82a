"""7-1: one date of a group called off, moved or put back on by keys.

The next date is said first. A reason is one of a few; another day or place is for who can type. What comes
of it is read back with the number that sends it.
"""

from collections.abc import Iterator
from datetime import date, time, timedelta
from itertools import islice

from service.flows.checkins_menu import Entry
from service.flows.coordinating import ENTRIES, LABEL, MENU, which_group
from service.flows.groups import named
from service.flows.runs import Runner, runs
from service.flows.turn import Choose, Go, Listen, Pick, Reply, Row, Say, Turn, go, step
from service.meetings import dates
from service.meetings.recurring import next_from
from service.models import Group, NoticeKind
from service.schedule import Occurrence, on_the_wall
from service.text.check_words import hour_typed, later_half
from service.text.times import day_and_time
from service.text.words import Slot, prompt, spoken

DATES_AT_ONCE = 6
A_MINUTE = timedelta(minutes=1)
# In what the call remembers: the group and the date whose new hour is asked for.
MOVED = "coord_moved"
# What members read behind OFF, by key.
REASONS = {1: "coord.weather", 2: "coord.closed", 3: "coord.illness", 4: ""}

ENTRIES[1] = Entry("coord.date", go("coord.date"))


@step("coord.date")
def which(turn: Turn) -> Reply | Go:
    return which_group(turn, "coord.what", "coord.date_of")


@step("coord.what")
@runs
def what(turn: Turn, who: Runner, group_ids: list[int]) -> Reply | Go:
    """Put back on only where one is not as usual."""
    group = who.group(group_ids[0])
    if group is None:
        return MENU
    if next(_coming(turn, group), None) is None:
        return Say(prompt("coord.no_dates", group=named(turn, group)), MENU)
    kinds = {1: NoticeKind.OFF, 3: NoticeKind.MOVE}
    back_on: Slot = ""
    if _changed(turn, group):
        kinds[2], back_on = NoticeKind.ON, prompt("coord.back_on")
    choices = {key: go("coord.which_date", group.id, kind) for key, kind in kinds.items()}
    choices[4] = go("notice.confirm", group.id)
    said = prompt("coord.what", group=named(turn, group), back_on=back_on)
    return Choose(said, choices, LABEL, MENU)


@step("coord.which_date")
@runs
def which_date(turn: Turn, who: Runner, group_id: int, kind: str) -> Reply | Go:
    """The next one first; of those to be put back, the next that is not as usual."""
    group = who.group(group_id)
    coming = _changed if kind == NoticeKind.ON else _held
    rows = [_row(turn, group_id, kind, one) for one in (coming(turn, group) if group else ())]
    back = go("coord.what", [group_id])
    if not rows:
        return back
    return Pick(prompt("coord.which_date"), rows, "coord.dated", label=LABEL, back=back)


def _row(turn: Turn, group_id: int, kind: str, one: Occurrence) -> Row:
    when = day_and_time(one.starts, turn.now, turn.language)
    key = "coord.date_off" if one.off else "coord.date_row"
    return Row(prompt(key, when=when), [group_id, kind, one.on.isoformat()])


@step("coord.dated")
@runs
def dated(turn: Turn, who: Runner, row: tuple[int, str, str]) -> Reply | Go:
    group_id, kind, on = row
    if kind == NoticeKind.ON:
        return _draft(group_id, kind, on)
    if kind == NoticeKind.MOVE:
        return go("coord.new_hour", group_id, on)
    choices = {key: go("coord.off", group_id, on, why) for key, why in REASONS.items()}
    back = go("coord.which_date", group_id, kind)
    return Choose(prompt("coord.why"), choices, LABEL, back)


@step("coord.off")
@runs
def off(turn: Turn, who: Runner, group_id: int, on: str, why: str) -> Go:
    reason = spoken(prompt(why), turn.language) if why else None
    return _draft(group_id, NoticeKind.OFF, on, words=reason)


# --- another hour --------------------------------------------------------------------------------------


@step("coord.new_hour")
@runs
def new_hour(turn: Turn, who: Runner, group_id: int, on: str, key: str = "coord.new_hour") -> Reply:
    turn.memo[MOVED] = [group_id, on]
    back = go("coord.which_date", group_id, NoticeKind.MOVE)
    return Listen(prompt(key), "coord.hour_said", 4, LABEL, back)


@step("coord.hour_said")
@runs
def hour_said(turn: Turn, who: Runner) -> Reply | Go:
    """Four keys; until one o'clock they are asked which half of the day."""
    group_id, on = turn.memo.get(MOVED, (0, ""))
    group, typed = who.group(group_id), hour_typed(turn.said.strip())
    if group is None:
        return MENU
    if typed.at_min is None:
        return go("coord.new_hour", group_id, on, "coord.no_hour")
    if not typed.is_bare:
        return _moved(turn, group, on, typed.at_min)
    halves = {1: typed.at_min, 2: later_half(typed.at_min)}
    choices = {key: _moved(turn, group, on, at_min) for key, at_min in halves.items()}
    back = go("coord.new_hour", group_id, on)
    return Choose(prompt("coord.which_half"), choices, LABEL, back)


def _moved(turn: Turn, group: Group, on: str, at_min: int) -> Go:
    """To that hour of the same day, where the meeting is."""
    schedule = dates.schedule_if_any(turn.session, group.meeting_id)
    day = date.fromisoformat(on)
    if schedule is None:
        return go("coord.what", [group.id])
    to = on_the_wall(day, time(*divmod(at_min, 60)), schedule.zone)
    return _draft(group.id, NoticeKind.MOVE, on, to.isoformat())


def _draft(
    group_id: int, kind: str, on: str, to: str | None = None, words: str | None = None
) -> Go:
    return go("notice.drafted", str(kind), group_id, on, to, words)


# --- its dates -----------------------------------------------------------------------------------------


def _coming(turn: Turn, group: Group) -> Iterator[Occurrence]:
    """From now on, those that are called off as well."""
    schedule, after = dates.schedule_if_any(turn.session, group.meeting_id), turn.now
    while schedule and (found := next_from(schedule, after, even_off=True)):
        yield found
        after = found.starts + A_MINUTE


def _held(turn: Turn, group: Group) -> list[Occurrence]:
    return [one for one in islice(_coming(turn, group), DATES_AT_ONCE) if not one.off]


def _changed(turn: Turn, group: Group) -> list[Occurrence]:
    """The next that are off, or elsewhere."""
    schedule = dates.schedule_if_any(turn.session, group.meeting_id)
    if schedule is None:
        return []
    found = [one for on in schedule.changed if (one := schedule.on(on))]
    return sorted((one for one in found if one.starts >= turn.now), key=lambda one: one.starts)
