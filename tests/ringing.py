"""A caller who wants a person, seen from their side: what they hear, who rings, and what must always hold."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise

from sqlalchemy import select

from service.models import Case, CaseEvent, CaseState, Volunteer
from service.simulator.claims import VOUCHED_FOR, Claim
from service.simulator.records import Call
from tests.line import LINE
from tests.world import World

WALT = "+14065550110"
SECOND = timedelta(seconds=1)
NOBODY = "no peer could come to the phone"
LONGEST = timedelta(seconds=90)


@dataclass
class Caller:
    """One call to the line. Time passes by the second, on the carrier's side and on ours."""

    world: World
    number: str = WALT
    claim: Claim = VOUCHED_FOR
    call: Call = field(init=False)
    asked_at: datetime | None = None

    def __post_init__(self) -> None:
        self.call = self.world.simulator.calls.dial_in(self.number, LINE, claim=self.claim)
        self.wait(1)

    def press(self, key: str, seconds: int = 1) -> str:
        """What is heard after it, in so many seconds."""
        if key == "0":
            self.asked_at = self.world.clock.now()
        before = len(self.heard)
        self.world.simulator.calls.press(self.call.sid, key)
        self.wait(seconds)
        return " ".join(self.heard[before:])

    def wait(self, seconds: int) -> None:
        for _ in range(seconds):
            self.world.clock.advance(SECOND)
            self.world.simulator.settle(1)

    def hang_up(self) -> None:
        self.world.simulator.calls.hang_up(self.call.sid)
        self.wait(1)

    @property
    def heard(self) -> list[str]:
        return self.world.simulator.calls.said(self.call.sid)

    @property
    def talks_with(self) -> str | None:
        """Whom the carrier has joined them to last."""
        events, _ = self.world.simulator.calls.events(self.call.sid)
        return next((one["to"] for one in reversed(events) if one["event"] == "bridge"), None)

    @property
    def answered_after(self) -> timedelta | None:
        """From the 0 until somebody was there, or it was said that nobody could come."""
        events, _ = self.world.simulator.calls.events(self.call.sid)
        ends = (one for one in events if one["event"] == "bridge" or NOBODY in (one["text"] or ""))
        at = next((datetime.fromisoformat(one["at"]) for one in ends), None)
        return None if at is None else at - self.asked_at

    def rings(self) -> list[Call]:
        """The carrier's own record of the calls made on behalf of this one, in order."""
        return [one for one in dialled(self.world) if one.parent_sid == self.call.sid]

    def rung(self) -> list[str]:
        return [one.to for one in self.rings()]


def dialled(world: World) -> list[Call]:
    calls = [*world.simulator.exchange.calls.newest_first()]
    return [one for one in reversed(calls) if one.direction == "outbound-dial"]


def must_hold(world: World, *callers: Caller) -> None:
    """Of every call for a person: within 90 s, nobody rung twice, and nothing left behind."""
    for caller in callers:
        assert (caller.answered_after or timedelta()) <= LONGEST, "they waited for too long"
        assert len(set(caller.rung())) == len(caller.rung()), "a phone rang twice"
        for ring in caller.rings():
            picked_up = ring.answered_at or ring.ended_at or world.clock.now()
            assert picked_up - caller.asked_at <= LONGEST, "it rang for too long"
    _rings_alone(dialled(world))
    with world.line.house.database.reading() as session:
        held = session.scalars(select(Volunteer.held_by)).all()
        assert not any(held), "somebody is still held"
        waiting = [one for one in session.scalars(select(Case)) if one.state != CaseState.CLOSED]
        assert all(one.call_back_by for one in waiting), "a case is open and nobody will see to it"


def _rings_alone(rings: list[Call]) -> None:
    """No phone rings or talks for two callers at once."""
    for number in {one.to for one in rings}:
        mine = [one for one in rings if one.to == number]
        for first, second in pairwise(mine):
            assert first.ended_at is not None and first.ended_at <= second.created_at


def timelines(world: World) -> list[tuple[str, list[str]]]:
    """How each case ended, and what had happened."""
    with world.line.house.database.reading() as session:
        found = []
        for case in session.scalars(select(Case).order_by(Case.id)):
            theirs = select(CaseEvent.what).where(CaseEvent.case_id == case.id)
            found.append((case.outcome, [*session.scalars(theirs.order_by(CaseEvent.id))]))
        return found
