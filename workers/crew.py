"""A process at work, and what it can be asked to do; `wiring` opens the real one."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from redis import Redis
from sqlalchemy.orm import Session

from service.carrier.port import Carrier
from service.delivery.outbox import Claimed
from service.delivery.pace import Pace
from service.delivery.policy import ANSWERING
from service.delivery.send import Later, Render, Rendered, Terms, Unwanted, drain
from service.delivery.windows import USUAL, Windows
from service.house import House
from service.models import Lane

# The rooms above register these by name: whose words a message has, what a timer of a kind does.
MessageRenderer = Callable[[Session, House, Claimed, datetime], Rendered | Later | Unwanted | None]
TimerHandler = Callable[[Session, House, str, datetime], None]
TimersHandler = Callable[[Session, House, Sequence[str], datetime], None]


@dataclass(frozen=True)
class Chore:
    """Something done every so often, on the machine's clock. Once too often must do no harm.

    `aside` for what may take long: timers do not wait for it.
    """

    name: str
    every: timedelta
    do: Callable[[House], object]
    aside: bool = False


@dataclass(frozen=True)
class Crew:
    """A process at work: the house, who carries, whose words, what timers do.

    `held` says that texts wait in the spool: a STOP may be among them, so until they are taken only
    crisis and replies go out.
    """

    house: House
    carrier: Carrier
    messages: Mapping[str, MessageRenderer]
    timers: Mapping[str, TimerHandler]
    redis: Redis | None = None
    timers_together: Mapping[str, TimersHandler] = field(default_factory=dict)  # where many come
    chores: Sequence[Chore] = ()
    windows: Windows = USUAL
    held: Callable[[], bool] = lambda: False
    pace: Pace = field(default_factory=Pace)  # one for all threads
    stopping: Callable[[], bool] = lambda: False

    @property
    def render(self) -> Render:
        def words(
            session: Session, claimed: Claimed, now: datetime
        ) -> Rendered | Later | Unwanted | None:
            return self.messages[claimed.message](session, self.house, claimed, now)

        return words

    def send(self, lanes: Sequence[str], limit: int) -> int:
        """Sends what is due in these lanes; how many rows it dealt with."""
        chosen = [Lane(lane) for lane in lanes]
        if self.held():
            chosen = [lane for lane in chosen if lane in ANSWERING]
        terms = Terms(self.pace, stopping=self.stopping)
        return drain(self.house, self.carrier, self.render, limit, chosen, self.windows, terms)
