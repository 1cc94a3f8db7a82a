"""The ways Porchlight fails.

PorchlightError
├── ConfigurationError      a setting is wrong or missing: the process refuses to start
│   └── WrongSettings       and which ones, by their names
├── BadInput                someone gave us something we can't use; the message says what to do
│   ├── NotAPhone           no telephone number can be read from it
│   ├── UnknownZone         no such IANA time zone
│   ├── NotARule            no recurrence can be read from it
│   ├── NoNextDate          a recurrence that never happens again
│   ├── NotADate            not a date of the meeting, or one that is over
│   ├── GroupRefused        a group's meeting can't be so; `about` says what of it
│   ├── NoticeRefused       no notice can be made of this; `why` says for which reason
│   ├── ListRefused         no list of people can be read from this file; `why` says for which reason
│   └── FeedRefused         this is no meeting feed; the last good copy stays
├── CarrierUnavailable      the carrier's lists can't be read just now
│   ├── NotReached          nothing of a request left this machine
│   └── AnswerLost          a request left, no answer came: it may or may not have had its effect
├── DatabaseUnavailable     gone, hanging or locked: the text is spooled, a crisis is answered anyway
│   └── Entangled           two waited for each other's rows, and this one gave way: do it again
├── TakenMeanwhile          the same webhook, taken by another process in this moment: look again
└── NotAllowedState         a move the table of states doesn't have: a defect, never a member's doing

`permanent` says whether trying the same thing again can help. Messages are for people and never hold
a number, a name or a text.
"""

from collections.abc import Sequence
from typing import ClassVar


class PorchlightError(Exception):
    """Something went wrong that we foresaw."""

    permanent: ClassVar[bool] = True


class ConfigurationError(PorchlightError):
    """Settings are wrong or missing; the message names all of them at once."""


class WrongSettings(ConfigurationError):
    """Settings by themselves; `names` are those in .env that are to be set right, the first one first."""

    def __init__(self, message: str, names: Sequence[str]) -> None:
        super().__init__(message)
        self.names = names


class BadInput(PorchlightError):
    """What a person, a file or a carrier gave can't be used; the message says what to do."""


class NotAPhone(BadInput):
    """No telephone number can be read from this. The text itself is not repeated: it may be one."""


class UnknownZone(BadInput):
    """No such IANA time zone."""


class NotARule(BadInput):
    """No recurrence can be read from this."""


class NoNextDate(BadInput):
    """This recurrence has no date after the one asked about."""


class NotADate(BadInput):
    """This is no date of the meeting, or it is over."""


class GroupRefused(BadInput):
    """A group or its meeting can't be so. `about` is what of it: word, name, kind, at, rule, place, dial_in,
    twice, no_date."""

    def __init__(self, about: str, message: str) -> None:
        super().__init__(message)
        self.about = about


class NoticeRefused(BadInput):
    """No notice is made of this. `why` is a reason of `notices/refusals`, `amount` what it counts."""

    def __init__(self, why: str, message: str, amount: int = 0) -> None:
        super().__init__(message)
        self.why, self.amount = why, amount


class ListRefused(BadInput):
    """No list of people can be read from this file. `why` is a row of the console's words."""

    def __init__(self, why: str, line: int = 0) -> None:
        super().__init__(f"The list can't be read: {why}.")
        self.why, self.line = why, line


class FeedRefused(BadInput):
    """This is no meeting feed, or one we can't read whole; nothing of it was taken."""


class CarrierUnavailable(PorchlightError):
    """The carrier did not answer a question about its records; trying later can help."""

    permanent = False


class NotReached(CarrierUnavailable):
    """Nothing of the request reached the carrier: doing it again can't do it twice."""


class AnswerLost(CarrierUnavailable):
    """The request left and no readable answer came back: only evidence can tell what it did."""


class DatabaseUnavailable(PorchlightError):
    """The database is gone, hangs or stays locked; trying later can help."""

    permanent = False


class Entangled(DatabaseUnavailable):
    """Two transactions waited for each other; nothing of this one has happened, so it can be done again."""


class TakenMeanwhile(PorchlightError):
    """Another process answered the same webhook while we worked on it: its answer is the answer."""

    permanent = False


class NotAllowedState(PorchlightError):
    """A row was asked to make a move its table of states doesn't have."""
