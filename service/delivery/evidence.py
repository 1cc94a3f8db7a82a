"""What the carrier's own list says of attempts whose outcome nobody knows.

After a bad hour there are thousands of them, so they are looked for together: one list by our own
number since the oldest began, matched here. A list is read only so far back; what began before that is
asked for by its own number, a few a round. Two texts with the same words to one phone look alike: each
is taken for one attempt, and nothing is concluded while a third may be on its way to that phone.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain, islice

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.carrier.port import Carrier, Seen
from service.clock import machine_now
from service.delivery.outbox import IN_HAND
from service.delivery.windows import CLOCK_SLACK
from service.errors import CarrierUnavailable
from service.models import Attempt, Outbox, State, Way

# Lists of one number each, for what a long one does not reach.
FEW = 20


@dataclass(frozen=True, slots=True)
class Doubt:
    """An attempt whose outcome nobody knows. Times as in Attempt, `since` with slack for two clocks."""

    outbox_id: str
    phone_id: int
    number: int
    way: Way
    to: str
    body: str | None  # of a text; None when it has been forgotten, and can't be looked for
    since: datetime
    posted_at: datetime


@dataclass(frozen=True, slots=True)
class Evidence:
    """What was found when, by the machine's clock."""

    by_number: Mapping[str, Sequence[Seen]]  # the oldest first
    since: Mapping[str, datetime]  # how far back all to this number is here
    looked_at: datetime

    def candidates(self, doubt: Doubt) -> list[Seen]:
        """All that can be this attempt, the oldest first."""
        return [one for one in self.by_number.get(doubt.to, ()) if _fits(doubt, one)]

    def reaches(self, doubt: Doubt) -> bool:
        """Whether it would be here, had it been created and were the list up to date."""
        can_be_found = doubt.way == Way.CALL or bool(doubt.body)
        return can_be_found and doubt.since >= self.since[doubt.to]


def look(carrier: Carrier, line: str, doubts: Sequence[Doubt]) -> Evidence | None:
    """Asks the carrier about doubts of one way; None when it can't be asked. No session is open."""
    ask = carrier.calls_placed if doubts[0].way == Way.CALL else carrier.texts_sent
    looked_at = machine_now()  # before it is asked: a long list is as old as its first page
    numbers = frozenset(doubt.to for doubt in doubts)
    try:
        all_of_them = ask(line, numbers, min(doubt.since for doubt in doubts))
        beyond = (doubt for doubt in _longest_first(doubts) if doubt.since < all_of_them.since)
        further = {doubt.to: ask(line, {doubt.to}, doubt.since) for doubt in islice(beyond, FEW)}
    except CarrierUnavailable:
        return None
    return Evidence(
        _by_number(chain(all_of_them.seen, *(listed.seen for listed in further.values()))),
        {number: further.get(number, all_of_them).since for number in numbers},
        looked_at,
    )


def _longest_first(doubts: Sequence[Doubt]) -> list[Doubt]:
    return sorted(doubts, key=lambda doubt: doubt.since)


def _by_number(seen: Iterable[Seen]) -> dict[str, list[Seen]]:
    by_number: dict[str, list[Seen]] = defaultdict(list)
    for one in sorted({one.sid: one for one in seen}.values(), key=lambda one: one.created_at):
        by_number[one.to].append(one)
    return by_number


class Matching:
    """Gives each text or call on the list to one attempt at most, within one transaction."""

    def __init__(
        self, session: Session, doubts: Sequence[Doubt], evidence: Evidence, window: timedelta
    ) -> None:
        """`window` is how long the list may lag behind what was created."""
        phones = {doubt.phone_id for doubt in doubts}
        # Its clock may be ahead as well: what is older than all doubts can then look young enough.
        began = min(doubt.since for doubt in doubts) - CLOCK_SLACK
        known = select(Attempt.sid).join(Outbox, Outbox.id == Attempt.outbox_id)
        known = known.where(Outbox.phone_id.in_(phones), Attempt.started_at >= began)
        posting = select(Outbox.phone_id).where(IN_HAND, Outbox.state == State.SENDING)
        self._evidence, self._window = evidence, window
        self._taken = set(session.scalars(known.where(Attempt.sid.is_not(None))))
        self._posting = set(session.scalars(posting.where(Outbox.phone_id.in_(phones))))

    def trace(self, doubt: Doubt) -> Seen | None:
        """The oldest that can be this attempt and is nobody's yet."""
        if doubt.phone_id in self._posting:
            return None
        candidates = self._evidence.candidates(doubt)
        free = next((one for one in candidates if one.sid not in self._taken), None)
        if free:
            self._taken.add(free.sid)
        return free

    def misses(self, doubt: Doubt) -> bool:
        """Whether having no trace of it means that it was not created."""
        waited = self._evidence.looked_at - doubt.posted_at
        is_alone = doubt.phone_id not in self._posting
        return is_alone and waited >= self._window and self._evidence.reaches(doubt)


def _fits(doubt: Doubt, seen: Seen) -> bool:
    """Ends with our words: a trial account puts its own before them. Calls have none."""
    if seen.to != doubt.to or seen.created_at < doubt.since:
        return False
    if doubt.way == Way.CALL:
        return True
    return bool(doubt.body and (seen.body or "").strip().endswith(doubt.body.strip()))
