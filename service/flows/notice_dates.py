"""Which date of a meeting a coordinator means, and where and when it is to be instead."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from typing import Final

from service.errors import NotADate
from service.flows.notice import LABEL, says_no
from service.flows.runs import Runner, runs
from service.flows.turn import Choose, Go, Listen, Reply, Say, Turn, go, step
from service.meetings import dates
from service.meetings.dated import Change, changes_of
from service.meetings.recurring import next_from
from service.models import Group, NoticeKind
from service.schedule import Occurrence, Schedule, on_the_wall
from service.text.coordinators_words import MOVE, OFF, ON
from service.text.hours import DAY_MIN, HALF_DAY_MIN
from service.text.notice_days import Said, said_of
from service.text.notice_unread import is_hour
from service.text.times import NIGHT_ENDS, at_hour, day_and_time, evening_date, weekday_and_date
from service.text.words import Prompt, Voiced, prompt

# Letters of a reason or a place: members get it in one text with all else.
LONGEST_WORDS: Final = 60
A_WEEK = timedelta(days=7)
# What was asked for, while the hour or place of a move is awaited: its group and date.
MOVING = "notice_moving"


@step("notice.dated")
@runs
def dated(
    turn: Turn, who: Runner, word: str, group_id: int, rest: str, on: str | None = None
) -> Reply | Go:
    """One date of this group's meeting; `on` it was chosen from those we offered."""
    group = who.group(group_id)
    if group is None:
        return go("menu.unknown")
    if word not in _WISHES:
        return go("notice.confirm", group_id)
    schedule = dates.schedule_if_any(turn.session, group.meeting_id)
    if schedule is None or group.meeting_id is None:
        return Say(prompt("notice.no_meeting", group=group.word))
    said = said_of(rest, turn.now.astimezone(schedule.zone), word == MOVE)
    asked = _Asked(turn, group, schedule, word, rest)
    meant = date.fromisoformat(on) if on else asked.date_in(said)
    if not isinstance(meant, date):
        return meant
    if (too_many := max(len(said.rest), len(said.whole)) - LONGEST_WORDS) > 0:
        return Say(prompt("notice.too_long_here", count=too_many))
    return _WISHES[word](asked, said, meant)


class _Asked:
    """What was asked for of one group's meeting."""

    def __init__(self, turn: Turn, group: Group, schedule: Schedule, word: str, rest: str) -> None:
        self.turn, self.group, self.schedule = turn, group, schedule
        self.word, self.rest = word, rest

    def date_in(self, said: Said) -> date | Reply:
        """The date that is meant; else what is answered."""
        if said.is_no_date:
            return self.no_date(prompt("notice.no_such_date"))
        if not said.days:
            return self._next(said)
        if self.word != MOVE and len(said.days) > 1:
            return self.no_date(prompt("notice.one_date"), said.days)
        on = said.days[0]
        if self.word == MOVE and len(said.days) == 1 and self.schedule.on(on) is None:
            return self._next(said)  # the day it moves to
        return self._checked(on, said.by_weekday)

    def _next(self, said: Said) -> date | Reply:
        """The next one; of one to be put back, the next that is off or moved."""
        if said.last is not None and self.is_to_come(said.last):
            return said.last
        if self.word == ON:
            return self._next_changed()
        found = next_from(self.schedule, self.turn.now, even_off=True)
        return self._no_dates() if found is None else found.on

    def _next_changed(self) -> date | Reply:
        assert self.group.meeting_id is not None
        try:
            return dates.next_changed(self.turn.session, self.group.meeting_id, self.turn.now)
        except NotADate:
            return Say(prompt("notice.as_usual", **self.names))

    def _checked(self, on: date, by_weekday: bool) -> date | Reply:
        found = self.schedule.on(on)
        if found is not None and found.starts >= self._minute:
            return on
        if found is not None and by_weekday and self.schedule.on(on + A_WEEK):
            return on + A_WEEK  # "tue" on a Tuesday, after it; "tonight" is never next week's
        shown = self.day(on)
        if found is not None or on < self._today:
            return self.no_date(prompt("notice.is_over", date=shown))
        return self.no_date(prompt("notice.is_none", date=shown, group=self.group.word))

    def no_date(self, said: Prompt, named: Sequence[date] = ()) -> Reply:
        """Of those that were named the ones to come are offered, else the next two."""
        offered = [on for on in dict.fromkeys(named) if self.is_to_come(on)] or self._next_two()
        if not offered:
            return self._no_dates()
        choices = {
            digit: go("notice.dated", self.word, self.group.id, self.rest, on.isoformat())
            for digit, on in enumerate(offered, 1)
        }
        shown = {name: self.day(on) for name, on in zip(("one", "two"), offered, strict=False)}
        key = "notice.no_date" if len(offered) > 1 else "notice.no_date_one"
        return Choose(prompt(key, said=said, **shown), choices, LABEL)

    def _next_two(self) -> list[date]:
        first = next_from(self.schedule, self.turn.now, even_off=True)
        after = first and first.starts + timedelta(minutes=1)
        second = next_from(self.schedule, after, even_off=True) if after else None
        return [one.on for one in (first, second) if one]

    def is_to_come(self, on: date) -> bool:
        found = self.schedule.on(on)
        return found is not None and found.starts >= self._minute

    def day(self, on: date) -> Voiced:
        return weekday_and_date(datetime.combine(on, time()), self.turn.language)

    @property
    def names(self) -> dict[str, str]:
        return {"group": self.group.word, "word": self.group.word}

    @property
    def changes(self) -> dict[date, Change]:
        assert self.group.meeting_id is not None
        return changes_of(self.turn.session, self.group.meeting_id)

    @property
    def _minute(self) -> datetime:
        return self.turn.now.replace(second=0, microsecond=0)

    @property
    def _today(self) -> date:
        return self.turn.now.astimezone(self.schedule.zone).date()

    def _no_dates(self) -> Reply:
        return Say(prompt("notice.no_dates", group=self.group.word))


# --- each word -----------------------------------------------------------------------------------------


def _off(asked: _Asked, said: Said, on: date) -> Reply | Go:
    there = asked.schedule.on(on)
    if there is not None and there.off:
        return _off_already(asked, there)
    reason = said.rest if said.last == on else said.whole
    return _wished(asked, NoticeKind.OFF, on, reason=reason or None)


def _off_already(asked: _Asked, there: Occurrence) -> Reply:
    """ON alone means the next that is not as usual: of a later one its date is told, too."""
    names, when = asked.names, when_of(asked.turn, there.starts)
    earlier = (one for one in asked.schedule.changed if one < there.on)
    if any(asked.is_to_come(one) for one in earlier):
        names["word"] += f" {asked.day(there.on).eye}"
    return Say(prompt("notice.off_already", when=when, **names))


def _on(asked: _Asked, said: Said, on: date) -> Reply | Go:
    if on not in asked.changes and on not in asked.schedule.changed:
        return _as_usual(asked, on)
    return _wished(asked, NoticeKind.ON, on)


def _as_usual(asked: _Asked, on: date) -> Reply:
    """That date; others may be off or moved."""
    there = asked.schedule.on(on)
    when = when_of(asked.turn, there.starts) if there else asked.day(on)
    return Say(prompt("notice.date_as_usual", group=asked.group.word, when=when))


def _move(asked: _Asked, said: Said, on: date) -> Reply | Go:
    to_day = said.days[-1] if said.days and said.days[-1] != on else None
    is_nowhere = said.at_min is None and to_day is None and not said.whole
    if is_nowhere or is_hour(said.whole):
        return _ask_where_to(asked, on)
    to, place = _moment(asked.schedule, said, on, to_day), said.whole or None
    if to and not place and _is_usual_hour(asked.schedule, on, to):
        change = asked.changes.get(on)
        if change is None or change.place is None:
            return _on(asked, said, on)  # nobody is told that it moves to where it is
        place = change.place
    return _wished(asked, NoticeKind.MOVE, on, moved_to=to, place=place)


def _is_usual_hour(schedule: Schedule, on: date, to: datetime) -> bool:
    return to.timestamp() == on_the_wall(on, schedule.at, schedule.zone).timestamp()


def _moment(schedule: Schedule, said: Said, on: date, to_day: date | None) -> datetime | None:
    """When it is to begin; None where it is the place alone that changes."""
    if said.at_min is None and to_day is None:
        return None
    usual = schedule.at.hour * 60 + schedule.at.minute
    at = usual if said.at_min is None else said.at_min
    if said.is_bare:  # `8` is nearer to seven in the evening than to seven in the morning
        halves = (at % HALF_DAY_MIN, at % HALF_DAY_MIN + HALF_DAY_MIN)
        at = min(halves, key=lambda one: abs(one - usual))
    hour, minute = divmod(at % DAY_MIN, 60)
    # Midnight ends the evening, and doesn't begin that day.
    is_after = to_day is None and hour < NIGHT_ENDS and usual >= HALF_DAY_MIN
    day = on + timedelta(days=1) if is_after else to_day or on
    return on_the_wall(day, time(hour, minute), schedule.zone)


def _ask_where_to(asked: _Asked, on: date) -> Reply:
    there = asked.schedule.on(on)
    when = when_of(asked.turn, there.starts) if there else asked.day(on)
    asked.turn.memo[MOVING] = [asked.group.id, on.isoformat()]
    what = prompt("notice.where_to", group=asked.group.word, when=when)
    return Listen(what, "notice.moved_said", label=LABEL, counts=True)


@step("notice.moved_said")
@runs
def moved_said(turn: Turn, who: Runner) -> Reply | Go:
    """The hour, day or place, by itself."""
    group_id, on = turn.memo.get(MOVING, (None, None))
    if says_no(turn.said):
        return Say(prompt("notice.dropped"))
    return go("notice.dated", MOVE, group_id, turn.said, on) if group_id else go("menu.unknown")


def _wished(
    asked: _Asked,
    kind: NoticeKind,
    on: date,
    moved_to: datetime | None = None,
    place: str | None = None,
    reason: str | None = None,
) -> Go:
    """On to the draft, as plain values."""
    to = moved_to.isoformat() if moved_to else None
    return go("notice.drafted", kind.value, asked.group.id, on.isoformat(), to, place or reason)


_WISHES: Final[dict[str, Callable[[_Asked, Said, date], Reply | Go]]] = {
    OFF: _off,
    ON: _on,
    MOVE: _move,
}


def when_of(turn: Turn, starts: datetime) -> Voiced:
    """`tonight 7 pm`, else with its date: what is called off must be told from next week's."""
    near = (evening_date(starts) - evening_date(turn.now.astimezone(starts.tzinfo))).days
    if near == 0 or (near == 1 and starts.hour >= NIGHT_ENDS):
        return day_and_time(starts, turn.now, turn.language)
    return at_hour(weekday_and_date(starts, turn.language), starts, turn.language)
