"""The evaluation sets, and how a reading is compared with what is written beside its text."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from service.crisis.screen import Tier, screen
from service.meetings.query import understand
from service.text.optout import Consent, consent_word, plain_opt_out

HERE = Path(__file__).parent
# own and sixth: by who mends the reader; the others by people who had not seen it. The misses of all
# are looked at.
SETS = ("own", "second", "third", "fifth", "sixth")
# A set whose misses nobody who mends the reader looks at says how a text that is really new fares.
HELD_OUT = ("fourth", "seventh", "eighth")
FIELDS = ("kind", "place", "when", "daypart", "time", "mode", "attrs")
Reading = dict[str, Any] | None


@dataclass(frozen=True)
class Case:
    """A text with what it should be understood as; `find` is None when it is no search."""

    text: str
    lang: str
    find: Reading


@dataclass(frozen=True)
class Outcome:
    """A case and what was understood instead."""

    case: Case
    got: Reading

    def right(self, field: str) -> bool:
        """Whether one field is as expected; a text that is no search has every field empty."""
        return _value(self.case.find, field) == _value(self.got, field)

    @property
    def all_right(self) -> bool:
        return (self.case.find is None) == (self.got is None) and all(map(self.right, FIELDS))


def load(name: str) -> list[Case]:
    """The cases of a set, in the order of its file."""
    lines = (HERE / f"{name}.jsonl").read_text("utf-8").splitlines()
    return [Case(**json.loads(line)) for line in lines if line]


def judge(cases: Iterable[Case]) -> list[Outcome]:
    """Reads every text as the door does: what is an opt-out word is no search."""
    return [Outcome(case, read(case.text)) for case in cases]


def read(text: str) -> Reading:
    """The `find` of `porchlight understand --json`."""
    if consent_word(text) is not Consent.NONE or plain_opt_out(text):
        return None
    query = understand(text)
    return query.as_json() if query else None


def is_crisis(text: str) -> bool:
    """Whether the crisis screen fires on it."""
    return screen(text).tier is not Tier.NONE


def _value(found: Reading, field: str) -> object:
    if found is None:
        return None
    return frozenset(found[field]) if field == "attrs" else found[field]
