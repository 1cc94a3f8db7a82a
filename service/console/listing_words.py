"""What a meeting is like, in words: its kind, how one takes part, whom it is for, why it is hidden."""

from dataclasses import dataclass
from datetime import datetime

from service.console.recurrence import day_name, recurrence
from service.console.words import say
from service.meetings.attributes import ATTRS, from_bits
from service.meetings.calendar import whole_place
from service.models import Meeting
from service.text.times import DAYS, hour_of
from service.text.words import CATALOGUE

# What the importer writes beside a row that it doesn't list; each reason has its words.
REASONS = {
    "gone from its feed": "hidden.gone",
    "also in another feed": "hidden.also",
    "listed twice": "hidden.twice",
    "no day or time": "hidden.no_time",
    "which week of the month is not said": "hidden.no_week",
    "not published": "hidden.not_published",
    "private or restricted": "hidden.private",
    "no longer meets": "hidden.ended",
    "closed for now": "hidden.closed",
    "asks not to be listed": "hidden.not_listed",
    "neither room nor link works": "hidden.nowhere",
    "no time zone": "hidden.no_zone",
    "online without a link or number": "hidden.no_way_in",
}

MODES = {
    "in-person": "meetings.mode_in_person",
    "hybrid": "meetings.mode_hybrid",
    "phone": "meetings.mode_phone",
    "online": "meetings.mode_online",
    "inactive": "meetings.mode_inactive",
}


@dataclass(frozen=True, slots=True)
class ListingWords:
    """For templates, in one language."""

    language: str

    def kind(self, kind: str) -> str:
        key = f"kind.{kind}"
        return CATALOGUE[key].forms[self.language] if key in CATALOGUE else kind.upper()

    def mode(self, meeting: Meeting) -> str:
        return say(MODES[meeting.mode], self.language)

    def when(self, meeting: Meeting) -> str:
        return recurrence(meeting, self.language)

    def place(self, meeting: Meeting) -> str:
        return whole_place(meeting)

    def attrs(self, bits: int) -> list[str]:
        names = from_bits(bits)
        return [self.attr(name) for name in ATTRS if name in names]

    def attr(self, name: str) -> str:
        return CATALOGUE[f"wanted.{name}"].forms[self.language].strip()

    def hidden(self, reason: str) -> str:
        """A reason we have no words for is shown as it stands."""
        known = REASONS.get(reason)
        return say(known, self.language) if known else reason

    def say(self, key: str, **slots: object) -> str:
        """In this language, whatever the page around it speaks."""
        return say(key, self.language, **slots)

    def day(self, day: int) -> str:
        """0 is Sunday."""
        return day_name(day, self.language)

    def week(self) -> list[str]:
        """Short, from Sunday on."""
        names = DAYS[self.language]
        return [names[-1], *names[:-1]]

    def hour(self, hour: int) -> str:
        return hour_of(datetime(2000, 1, 1, hour % 24), self.language).eye
