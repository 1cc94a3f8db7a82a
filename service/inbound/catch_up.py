"""Texts that the carrier has and we don't: its list is read again and again, and what is missing taken.

The carrier asks us once. A text that came while our machine was off, or its way to us broken, stands in
the carrier's list and nowhere else. We read that list from a moment that is kept in the database and
moves on only when all before it has been taken; a restart in the middle begins from there again, and
what was taken already is known by its id.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.alerts import raise_alert
from service.carrier.port import Carrier, Seen
from service.db import database_now, insert
from service.errors import CarrierUnavailable
from service.house import House
from service.logs import log
from service.models import CatchUp, Inbound, Trouble

# So far our clock and the carrier's may differ, and a text may be late in its list.
OVERLAP = timedelta(minutes=15)
# A webhook may be under way for 15 s, and its fallback for 15 more.
SETTLED = timedelta(seconds=45)
# The ids of what was answered are forgotten a week after its words, which for a search is 8 days.
LONGEST_BACK = timedelta(days=7)
IDS_A_LOOK = 500
EVERY_S = 30.0
FIRST_WAIT_S, LONGEST_WAIT_S = 5.0, 300.0  # where it failed
TELL_FROM = 7  # failures in a row: the waits between them are five minutes

Take = Callable[[Seen], bool]


class CatchingUp:
    """`catch_up` as a chore: twice a minute, and less and less often where the list can't be had."""

    def __init__(
        self,
        carrier: Carrier,
        taking: Callable[[House], Take],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._carrier, self._taking, self._clock = carrier, taking, clock
        self._failures = 0
        self._not_before = 0.0

    def look(self, house: House) -> None:
        """To be asked every few seconds. Raises DatabaseUnavailable."""
        if self._clock() < self._not_before:
            return
        try:
            catch_up(house, self._carrier, self._taking(house))
            self._failures, self._not_before = 0, self._clock() + EVERY_S
        except CarrierUnavailable as error:
            self._put_off(house, error)

    def _put_off(self, house: House, error: CarrierUnavailable) -> None:
        wait_s = min(FIRST_WAIT_S * 2**self._failures, LONGEST_WAIT_S)
        self._failures, self._not_before = self._failures + 1, self._clock() + wait_s
        log("catch_up").warning("list_not_to_be_had", why=str(error), again_in_s=wait_s)
        if self._failures >= TELL_FROM:
            _tell(house, "The carrier's list of texts could not be read for several minutes.")


def catch_up(house: House, carrier: Carrier, take: Take) -> int:
    """Has `take` deal with what is missing, oldest first; how many it took.

    `take` returns False for a text that is not safe yet: the next look finds it again. Raises
    CarrierUnavailable and DatabaseUnavailable; nothing is lost by either.
    """
    began = house.clock.now()
    so_far = _taken_until(house, began)
    listed = carrier.texts_received(house.settings.line_number, so_far - OVERLAP)
    settled = [text for text in listed if text.created_at <= began - SETTLED]
    taken = [take(text) for text in _missing(house, settled)]
    _note(house, began if all(taken) else so_far)
    return sum(taken)


def unread(session: Session, line: str, listed: Sequence[Seen]) -> set[str]:
    """The ids of those that we have not had, and that the next looks may still take."""
    so_far = session.scalar(select(CatchUp.taken_until).where(CatchUp.line == line))
    young = [text.sid for text in listed if so_far is None or text.created_at > so_far - OVERLAP]
    return set(young) - _had(session, young)


def _taken_until(house: House, began: datetime) -> datetime:
    """The first time it is now: what came before Porchlight was there is not for it to answer."""
    with house.database.reading() as session:
        found = session.get(CatchUp, house.settings.line_number)
    until = found.taken_until if found else began
    if until < began - LONGEST_BACK:
        log("catch_up").critical("texts_too_old_to_catch_up", since=until.isoformat())
        _tell(house, f"Texts before {began - LONGEST_BACK:%Y-%m-%d} were not caught up with.")
    return max(until, began - LONGEST_BACK)


def _missing(house: House, listed: Sequence[Seen]) -> Iterator[Seen]:
    """Those whose webhook we have not had. Looked up a batch at a time: thousands may have come."""
    for first in range(0, len(listed), IDS_A_LOOK):
        some = listed[first : first + IDS_A_LOOK]
        with house.database.reading() as session:
            had = _had(session, [text.sid for text in some])
        yield from (text for text in some if text.sid not in had)


def _had(session: Session, sids: Sequence[str]) -> set[str]:
    return set(session.scalars(select(Inbound.key).where(Inbound.key.in_(sids))))


def _note(house: House, taken_until: datetime) -> None:
    """How far all is taken, and that we have looked."""
    with house.database.transaction() as session:
        noted = {"taken_until": taken_until, "looked_at": database_now(session)}
        fresh = insert(session, CatchUp).values(line=house.settings.line_number, **noted)
        session.execute(fresh.on_conflict_do_update(index_elements=["line"], set_=noted))


def _tell(house: House, what: str) -> None:
    with house.database.transaction() as session:
        raise_alert(session, Trouble.LIST_UNREAD, what, house.clock.now())
