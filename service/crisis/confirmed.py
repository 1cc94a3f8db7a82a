"""Which lines a named person has checked, and which were tried: read without any database.

It lies in a file in DATA_DIR, beside the keys, because a line must be able to start, and to answer a
crisis, while its database is down; where machines share no folder, LINES_CONFIRMED is that file's content.
With a real carrier nothing starts until the home country's lines, and the organisation's own, are confirmed;
other countries' are withheld until they are, and callers from there are told the emergency number and the
organisation's own line. A confirmation is of the rows as they were: a changed table must be confirmed anew.
"""

import fcntl
import json
import os
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from functools import lru_cache
from hashlib import sha256
from typing import Any

from service.crisis.lines import COUNTRIES, NOWHERE, TERRITORIES, Book, Line, owner
from service.errors import BadInput, ConfigurationError
from service.settings import Settings

OWN = "own"  # the organisation's own line, beside the countries
DIGEST_SHOWN = 12


@dataclass(frozen=True, slots=True)
class Mark:
    """Who has confirmed or tried something, and when."""

    by: str
    at: datetime
    digest: str = ""


@dataclass(frozen=True, slots=True)
class Record:
    """The file: confirmations by country, trials by line."""

    confirmed: Mapping[str, Mark] = field(default_factory=dict)
    tested: Mapping[str, Mark] = field(default_factory=dict)

    def as_json(self, indent: int | None = 1) -> str:
        """As the file has it; without indent on one line, as a setting takes it."""
        kinds = {"confirmed": self.confirmed, "tested": self.tested}
        told = {
            kind: {key: {**asdict(mark), "at": mark.at.isoformat()} for key, mark in marks.items()}
            for kind, marks in kinds.items()
        }
        return json.dumps(told, indent=indent, sort_keys=True)


def record_of(settings: Settings) -> Record:
    """What has been confirmed and tried. Raises ConfigurationError for a file that can't be read."""
    given = settings.lines_confirmed.strip()
    path = settings.lines_file
    if not given and not path.exists():
        return Record()
    try:
        told = json.loads(given or path.read_text(encoding="utf-8"))
        return Record(_marks(told.get("confirmed", {})), _marks(told.get("tested", {})))
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        where = "LINES_CONFIRMED" if given else str(path)
        raise ConfigurationError(
            f"{where} can't be read. Confirm the lines anew: porchlight lines confirm"
        ) from error


def confirm(settings: Settings, what: str, by: str, now: datetime) -> Record:
    """Keeps that this person has checked that country's lines, or the organisation's own, as they are."""
    return confirm_as(settings, what, digest(settings, what), by, now)


def confirm_as(settings: Settings, what: str, seen: str, by: str, now: datetime) -> Record:
    """The same for something else that only a person can see: `seen` is its digest."""
    mark = Mark(by, now, seen)
    return _keep(settings, lambda was: Record({**was.confirmed, what: mark}, was.tested))


def note_test(settings: Settings, country: str, line: Line, by: str, now: datetime) -> Record:
    """Keeps that this person has tried the line, in the way agreed with it."""
    key, mark = key_of(country, line), Mark(by, now)
    return _keep(settings, lambda was: Record(was.confirmed, {**was.tested, key: mark}))


def key_of(country: str, line: Line) -> str:
    """By what a line is found again: its country and what is dialled, or texted where nothing is.

    >>> key_of("US", COUNTRIES["US"].lines[0])
    'US 988'
    """
    return f"{country} {line.call or line.text_to}{'-' + line.then_key if line.then_key else ''}"


def digest(settings: Settings, what: str) -> str:
    """Of all that is given out there: one changed digit changes it."""
    rows = [own_of(settings)] if what == OWN else COUNTRIES.get(what, NOWHERE).lines
    told: list[Any] = [asdict(row) for row in rows if row]
    if what != OWN:
        told.append(COUNTRIES.get(what, NOWHERE).emergency)
    return sha256(json.dumps(told, default=str, sort_keys=True).encode()).hexdigest()


def confirmation(settings: Settings, what: str, record: Record) -> Mark | None:
    """Of these lines as they are today; None where nobody has, or they have changed since."""
    mark = record.confirmed.get(what)
    return mark if mark and mark.digest == digest(settings, what) else None


def own_of(settings: Settings) -> Line | None:
    """The organisation's own line, as the settings have it."""
    if not settings.crisis_line_number:
        return None
    return Line(
        name=settings.crisis_line_name or settings.organisation,
        use="crisis",
        languages=(),
        source="the organisation",
        verified_on=date.min,
        e164=settings.crisis_line_number,
        call=settings.crisis_line_number,
        text_to=settings.crisis_line_text or None,
        hours=settings.crisis_line_hours or None,
    )


@lru_cache(maxsize=32)
def book_of(settings: Settings) -> Book:
    """What is given out; read once, as a process starts. Without a real carrier all there is."""
    return read_book(settings)


def read_book(settings: Settings) -> Book:
    if settings.carrier == "simulator":
        return Book(own_of(settings))
    record = record_of(settings)
    withheld = [one for one in COUNTRIES if confirmation(settings, one, record) is None]
    return Book(own_of(settings), frozenset(withheld))


def require_confirmed(settings: Settings) -> None:
    """Before anything starts. Raises ConfigurationError naming the command that is missing."""
    check_bridges(settings)
    if settings.carrier == "simulator":
        return
    if missing := unconfirmed(settings):
        raise ConfigurationError(
            f"Nobody has confirmed the crisis lines of {' and '.join(missing)} that members are given."
            f' Look at them, then run: porchlight lines confirm {missing[0]} --by "Your Name"'
        )


def unconfirmed(settings: Settings) -> list[str]:
    """Of what must be: the home country, and the organisation's own line."""
    record = record_of(settings)
    needed = [owner(settings.home_country), *([OWN] if settings.crisis_line_number else [])]
    return [one for one in needed if confirmation(settings, one, record) is None]


def check_bridges(settings: Settings) -> None:
    """Calls are joined only to numbers of the table, or to the organisation's own."""
    for country, number in settings.bridges.items():
        if country in TERRITORIES:
            raise ConfigurationError(f"CRISIS_BRIDGE: {country} is joined as {owner(country)} is.")
        known = {line.e164 for line in COUNTRIES.get(country, NOWHERE).lines if line.confirmed}
        if number not in known | {settings.crisis_line_number}:
            raise ConfigurationError(
                f"CRISIS_BRIDGE: the number for {country} is no line of that country that we know,"
                " nor CRISIS_LINE_NUMBER. See: porchlight lines"
            )


def line_said(country: str, said: str) -> Line:
    """The line somebody means by what is dialled, texted or its name. Raises BadInput."""
    rows = COUNTRIES.get(country, NOWHERE).lines
    for line in rows:
        if said.casefold() in (line.name.casefold(), key_of(country, line).split(" ", 1)[1]):
            return line
    raise BadInput(f"{country} has no line {said}. See: porchlight lines --country {country}")


def _marks(told: Mapping[str, Any]) -> dict[str, Mark]:
    return {
        key: Mark(str(one["by"]), datetime.fromisoformat(one["at"]), str(one.get("digest", "")))
        for key, one in told.items()
    }


def _keep(settings: Settings, change: Callable[[Record], Record]) -> Record:
    """One hand at a time, and whole or not at all: a process may be reading it."""
    path = settings.lines_file
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(path.with_suffix(".lock"), "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        record = change(_before(settings))
        fresh = path.with_suffix(".new")
        with open(fresh, "w", encoding="utf-8") as file:
            file.write(record.as_json() + "\n")
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
    return record


def _before(settings: Settings) -> Record:
    """What can't be read begins anew: it has confirmed nothing."""
    try:
        return record_of(settings)
    except ConfigurationError:
        return Record()
