"""What people and coordinators do in a storm: things are put out, and texts come in.

All of it on threads of its own, because a database that is cut makes them wait, and those who wait
must not keep the storm from blowing over.
"""

import threading
import time
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import requests

from service.delivery import outbox
from service.delivery.outbox import Outgoing
from service.errors import DatabaseUnavailable
from service.house import House
from service.models import Lane, PhoneRow, Way
from tests.accidents.storm import town, village

USEFUL = timedelta(hours=6)
TEXT_TIMEOUT_S = 60.0
WAITS = "We got your text"


@dataclass(frozen=True, slots=True)
class SaidText:
    """A text that came in, as the carrier knows it. `taken_at`: when we had surely read it; None for
    one that had to wait, which counts from when it was said although we knew later."""

    sid: str
    phone: str
    body: str
    taken_at: datetime | None
    kept_at: datetime | None  # when it lay on our disk, as we have told them


@dataclass
class People:
    house: House
    carrier_url: str
    calls_every: int
    members: int = 0
    within: timedelta = timedelta()  # all of them are asked within that time
    texted: list[SaidText] = field(default_factory=list)
    answered: list[tuple[village.Spoken, SaidText]] = field(default_factory=list)
    _spoke: set[village.Spoken] = field(default_factory=set)
    _hands: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(16, "people"))
    _doing: list[Future[None]] = field(default_factory=list)
    _phone_ids: dict[str, int] = field(default_factory=dict)
    _one_at_a_time: threading.Lock = field(default_factory=threading.Lock)

    def settle_in(self) -> None:
        """Everybody gets a row."""
        now = self.house.clock.now()
        with self.house.database.transaction() as session:
            rows = [
                PhoneRow(number_hash=self.house.keyring.hash(one), number=one, created_at=now)
                for one in town.phones()
            ]
            session.add_all(rows)
            session.flush()
            self._phone_ids = {row.number: row.id for row in rows}

    def plan_check_ins(self) -> None:
        """Once everything runs: the first of them is asked at once."""
        with self.house.database.transaction() as session:
            village.settle(session, self.house, self.members, self.within)

    def put_out(self, numbers: range) -> None:
        """Each of these twice, as two clicks or two tickers would."""
        self._doing.append(self._hands.submit(self._until_done, self._put, numbers))

    def text_in(self, number: int) -> None:
        self._doing.append(self._hands.submit(self._text, number))

    def answer(self, due: Iterable[village.Spoken]) -> None:
        """Each once."""
        for spoken in due:
            if spoken not in self._spoke:
                self._spoke.add(spoken)
                self._doing.append(self._hands.submit(self._speak, spoken))

    def busy(self) -> bool:
        """Raises what went wrong with any of it."""
        open_ = [one for one in self._doing if not one.done()]
        for one in self._doing:
            if one.done():
                one.result()
        self._doing = open_
        return bool(open_)

    def go_home(self) -> None:
        self._hands.shutdown(cancel_futures=True)

    def _until_done(self, do: Callable[[Any], None], what: Any) -> None:
        while True:
            try:
                with self._one_at_a_time:
                    return do(what)
            except DatabaseUnavailable:
                time.sleep(0.2)

    def _put(self, numbers: range) -> None:
        for start in range(numbers.start, numbers.stop, 50):
            with self.house.database.transaction() as session:
                for number in range(start, min(start + 50, numbers.stop)):
                    for _ in range(2):
                        self._put_one(session, town.thing(number, self.calls_every))

    def _put_one(self, session: Any, thing: town.Thing) -> None:
        now = self.house.clock.now()
        outgoing = Outgoing(
            way=thing.way,
            lane=thing.lane,
            dedupe_key=f"storm:{thing.number}",
            phone_id=self._phone_ids[thing.phone],
            message="reminder.due" if thing.way == Way.CALL else "storm",
            subject_id=thing.number,
            occurs_at=now + USEFUL,
            useful_until=now + USEFUL,
            at_any_hour=thing.lane == Lane.REMINDER,
        )
        outbox.put(session, outgoing, now)

    def _text(self, number: int) -> None:
        self.texted.append(self._said(town.texter(number), town.said_by(number)))

    def _speak(self, spoken: village.Spoken) -> None:
        self.answered.append((spoken, self._said(spoken.phone, spoken.body)))

    def _said(self, phone: str, body: str) -> SaidText:
        answer = requests.post(
            f"{self.carrier_url}/control/texts",
            json={"from": phone, "to": town.LINE, "body": body},
            timeout=TEXT_TIMEOUT_S,
        )
        answer.raise_for_status()
        said = answer.json()
        waits = all(one["body"].startswith(WAITS) for one in said["replies"])  # or nobody answered
        now = self.house.clock.now()
        taken_at, kept_at = (None, now if said["replies"] else None) if waits else (now, None)
        return SaidText(said["sid"], phone, body, taken_at, kept_at)
