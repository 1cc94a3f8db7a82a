"""One date of a meeting as one person is told of it: when, and once they said OPEN what and where too."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, tzinfo

from service.clock import zone
from service.flows.headings import NOTHING, kind_named
from service.flows.turn import Channel, Turn
from service.flows.whose import is_shared
from service.flows.wording import joined, name_of, place_name, street
from service.meetings.search import Result, details
from service.models import Person
from service.text.segments import segments
from service.text.times import day_and_time, hour_of
from service.text.words import Prompt, Slot, Voiced, prompt, written

# Whom no cheer is owed: what is said to them is said more quietly.
GENTLE = frozenset({"grief"})


@dataclass(frozen=True, slots=True)
class Occasion:
    """`found` is None when the meeting is no longer listed."""

    starts: datetime
    found: Result | None
    person: Person

    @property
    def is_listed(self) -> bool:
        """Whether this is a date of it, called off or not. Compared as moments: two clocks that show the
        hour before a change, of one zone or of two, are never equal."""
        return self.found is not None and self.found.starts.timestamp() == self.starts.timestamp()

    @property
    def is_off(self) -> bool:
        """Whether this very date is called off; also when it had been moved to this hour before."""
        if self.found is None or not self.found.off:
            return False
        there = self.starts.astimezone(self.found.starts.tzinfo)
        return there.date() == self.found.starts.date()

    @property
    def still_so(self) -> bool:
        """Whether the meeting is held then."""
        return self.is_listed and not self.is_off

    @property
    def close(self) -> Prompt:
        """What is said to somebody who will be there."""
        if self.found is not None and self.found.fellowship in GENTLE:
            return prompt("remind.close_gentle")
        by_call = self.found is not None and not self.found.in_person
        return prompt("remind.close_call" if by_call else "remind.close_room")


def occasion_of(turn: Turn, person_id: int, meeting_id: int, starts: datetime) -> Occasion:
    """The date that begins at `starts`, as it is listed now."""
    person = turn.session.get_one(Person, person_id)
    found = details(turn.session, meeting_id, starts - timedelta(minutes=1), even_off=True)
    date = Occasion(starts, found, person)
    if found is None or date.is_listed:
        return date
    day = starts.astimezone(found.starts.tzinfo).replace(hour=0, minute=0)
    of_day = Occasion(starts, details(turn.session, meeting_id, day, even_off=True), person)
    return of_day if of_day.is_off else date


def when(turn: Turn, occasion: Occasion) -> Voiced:
    """Day and hour on the wall of a room one goes to; else on the wall at home."""
    starts = occasion.starts.astimezone(_wall(turn, occasion))
    return day_and_time(starts, turn.now, turn.language)


def news(turn: Turn, occasion: Occasion) -> Slot:
    """When; and that it is another hour or place than usual, which it doesn't name."""
    told, found = when(turn, occasion), occasion.found
    if found is None or not (found.moved or found.elsewhere):
        return told
    return prompt("remind.moved_to" if found.moved else "remind.elsewhere", when=told)


def following(turn: Turn, occasion: Occasion, meeting_id: int) -> Prompt | Voiced:
    """Its next date after this one, in words; nothing when there is none."""
    found = details(turn.session, meeting_id, occasion.starts + timedelta(minutes=1))
    if found is None:
        return NOTHING
    later = replace(occasion, starts=found.starts, found=found)
    return prompt("remind.next", when=when(turn, later))


def hour(turn: Turn, occasion: Occasion, moment: datetime) -> Voiced:
    """The hour of a moment on the same wall."""
    return hour_of(moment.astimezone(_wall(turn, occasion)), turn.language)


def told(turn: Turn, occasion: Occasion, key: str, **slots: Slot) -> Prompt:
    """The prompt `key`; for who said OPEN its `_open` form, with as much of the place as one text holds."""
    slots = {"when": news(turn, occasion), **slots}
    if occasion.person.discreet or occasion.found is None or _others_read(turn):
        return prompt(key, **slots)
    slots |= {
        "organisation": turn.settings.organisation,
        "kind": kind_named(occasion.found.fellowship, "one"),
    }
    wheres = _wheres(occasion.found, turn.language)
    said = [prompt(f"{key}_open", where=where, **slots) for where in wheres]
    fitting = (one for one in said if segments(written(one, turn.language)).count == 1)
    return next(fitting, said[-1])


def _others_read(turn: Turn) -> bool:
    """A text to a phone that several share names nothing, whatever one of them has said."""
    return turn.channel is Channel.TEXT and is_shared(turn)


def _wall(turn: Turn, occasion: Occasion) -> tzinfo:
    found = occasion.found
    there = found.starts.tzinfo if found and found.in_person else None
    return there or zone(occasion.person.zone or turn.settings.home_zone)


def _wheres(one: Result, language: str) -> Iterator[Slot]:
    """Where it is, each shorter than the one before. No street is cut: half of one leads nobody there."""
    if not one.in_person:
        yield prompt("remind.by_phone" if one.dial_in else "meeting.online")
    elif road := street(one, language):
        yield joined([road])
    if one.in_person and (hall := place_name(one)):
        yield joined([name_of(hall, language)])
    yield NOTHING
