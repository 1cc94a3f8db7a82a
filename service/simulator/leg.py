"""A call while it lasts: it rings, somebody answers, a document runs, somebody hangs up.

To a phone: queued → (initiated) → ringing → in-progress → completed, or busy, no-answer, failed,
canceled. To the line: ringing → in-progress → completed, or busy or no-answer where it is rejected.

One thing happens at a time: every step holds `_lock`. A step that comes from inside another (a
webhook of this call that asks the REST side to change it) waits on the agenda until that is over.
"""

import threading
from collections.abc import Callable
from decimal import Decimal

from service.simulator.call_documents import CallDocuments
from service.simulator.call_forms import call_receipt, detection_form
from service.simulator.call_orders import CallOrder
from service.simulator.exchange import Exchange
from service.simulator.handsets import Handset, How
from service.simulator.key_script import HANG_UP, WAIT
from service.simulator.live_call import Ending, Event, LiveCall, Pace
from service.simulator.receipts import Receipts
from service.simulator.records import Call
from service.simulator.scripted_keys import LETTERS, ScriptedKeys

PRICE_A_MINUTE = Decimal("0.0140")
PATIENCE_S = 120.0  # of a question at the instant pace, for a script that has died
NOT_REACHED = {How.BUSY: "busy", How.UNREACHABLE: "failed"}
# How a document's refusal shows as the call's status.
TURNED_AWAY = {Ending.BUSY: "busy", Ending.REJECTED: "no-answer"}
# What machine detection finds; a machine is told apart by what was asked for.
FOUND = {How.FAX: "fax", How.SILENT: "unknown"}
MACHINES = {"Enable": "machine_start", "DetectMessageEnd": "machine_end_beep"}


class Leg:
    def __init__(self, exchange: Exchange, call: Call, order: CallOrder | None) -> None:
        self.call, self._exchange, self._order = call, exchange, order
        self._receipts = Receipts(exchange)
        self._lock = threading.RLock()
        self._changed = threading.Condition()
        self._busy = False
        self._script = ScriptedKeys()
        line = exchange.lines.of(call.to)
        fallback = order.fallback_url if order else line.voice_fallback_url if line else ""
        self._documents = CallDocuments(exchange, call, fallback, self._note_up)
        pace = Pace.REAL if exchange.agenda.running else Pace.INSTANT
        self._live = LiveCall(self._documents, exchange.clock.now, pace)

    @property
    def handset(self) -> Handset:
        phone = self.call.sender if self._order is None else self.call.to
        return self._exchange.handsets.of(phone)

    @property
    def said(self) -> list[str]:
        return [event["text"] or "" for event in self._live.events if event["event"] == "say"]

    def events(self, after: int, wait_s: float) -> tuple[list[Event], str]:
        """What has happened since, and the call's status; waits until something has or it is over."""
        with self._changed:
            self._changed.wait_for(
                lambda: len(self._live.events) > after or self.call.ended, wait_s
            )
        status = self.call.status  # read first: once it says it is over, no event follows
        return self._live.events[after:], status

    # A call to a phone

    def dial(self) -> None:
        """The network looks for the phone."""
        self._step(self._dial)

    def answer(self, by_itself: bool = False) -> None:
        """The phone is picked up, if it rings; by a person, or by the simulated handset itself."""
        self._step(lambda: self._pick_up(by_itself))

    def give_up(self) -> None:
        """Nobody has answered for as long as was asked to ring."""
        self._step(lambda: None if self._is_up else self._end("no-answer"))

    # A call to the line

    def reach_line(self, url: str, method: str) -> None:
        """The line's document says whether and how the call is taken."""
        self._step(lambda: self._reach_line(url, method))

    # What either side may do

    def press(self, keys: str) -> None:
        """Digits go to where the call stands; with `w`, `s` or `h` among them they become a script."""
        if set(keys) & LETTERS:
            self._script.keys += keys
            self._step(lambda: None)
        else:
            self._step(lambda: self._live.press(keys))

    def stay_silent(self) -> None:
        """Lets the open question's silence pass at once."""
        self._step(self._live.stay_silent)

    def hurry(self) -> None:
        """From now on speech takes no time, and questions wait patiently: a program holds the phone."""
        self._live.pace = Pace.INSTANT

    def hang_up(self) -> None:
        """By the phone; a phone that is still ringing turns the call away."""
        turned_away = "busy" if self._order else "no-answer"
        self._step(lambda: self._live.hang_up() if self._is_up else self._end(turned_away))

    def cut(self) -> None:
        """By the account, over the REST side. What is still queued ends without a receipt."""
        self._step(self._cut)

    def redirect(self, url: str, twiml: str, method: str) -> None:
        """Drops what runs; the new document runs instead."""
        self._step(lambda: self._run(url, twiml, method))

    @property
    def _is_up(self) -> bool:
        return self.call.answered_at is not None

    def _cut(self) -> None:
        if self._is_up:
            self._live.hang_up("line")
        else:
            self._end("canceled", silently=self.call.status == "queued")

    def _step(self, action: Callable[[], None]) -> None:
        with self._lock:
            if self._busy:
                self._exchange.agenda.put(0, lambda: self._step(action))
                return
            self._busy = True
            try:
                if not self.call.ended:
                    action()
                    self._follow()
            finally:
                self._busy = False
        with self._changed:
            self._changed.notify_all()

    def _follow(self) -> None:
        """Presses what the script says, sets the alarm for what the call waits for, or ends it."""
        self._script.play(self._live)
        if self._live.ending:
            self._end("completed")
        elif wait := self._live.waiting:
            hurried = self._live.pace is Pace.INSTANT
            seconds = max(wait.seconds, PATIENCE_S) if hurried else wait.seconds
            self._exchange.agenda.put(seconds, lambda: self._let_pass(wait.turn))

    def _let_pass(self, turn: int) -> None:
        waiting = self._live.waiting
        if waiting and waiting.turn == turn:
            self._step(lambda: self._live.time_passes(turn))

    def _dial(self) -> None:
        if self._order is None:
            return
        self._tell("initiated")
        how = self.handset.how
        if how in NOT_REACHED:
            self._end(NOT_REACHED[how])
            return
        self._move("ringing")
        self._tell("ringing")
        self._exchange.agenda.put(self._order.ring_s, self.give_up)

    def _pick_up(self, by_itself: bool) -> None:
        if self._order is None or self.call.status != "ringing":
            return
        if by_itself and self.handset.keys is not None:
            self._script = ScriptedKeys(self.handset.keys + WAIT + HANG_UP)
        self.call.answered_by = self._verdict(self._order)
        self._answered()
        self._tell("answered")
        self._detect(self._order)
        self._run(self._order.url, self._order.twiml, self._order.method)

    def _verdict(self, order: CallOrder) -> str | None:
        if not order.detection:
            return None
        if self.handset.how is How.MACHINE:
            return MACHINES[order.detection]
        return FOUND.get(self.handset.how, "human")

    def _detect(self, order: CallOrder) -> None:
        verdict = detection_form(self.call)
        if not order.detection_url:
            self._documents.extra = verdict
        elif verdict:
            ids = {"CallSid": self.call.sid, "AccountSid": self._exchange.settings.account_sid}
            self._receipts.send(order.detection_url, {**ids, **verdict})

    def _reach_line(self, url: str, method: str) -> None:
        self._live.start_at(url, method)
        turned_away = TURNED_AWAY.get(self._live.ending or Ending.COMPLETED)
        if turned_away:
            self._end(turned_away)
        else:
            self._note_up()

    def _note_up(self) -> None:
        """A call to the line is up once its document has said or asked something."""
        if not self._is_up and self._live.events:
            self._answered()

    def _run(self, url: str, twiml: str, method: str) -> None:
        if url:
            self._live.start_at(url, method)
        else:
            self._live.start_with(twiml)

    def _answered(self) -> None:
        self.call.answered_at = self._exchange.clock.now()
        self._move("in-progress")

    def _move(self, status: str) -> None:
        with self._exchange.calls.lock:
            self.call.status, self.call.updated_at = status, self._exchange.clock.now()

    def _end(self, status: str, silently: bool = False) -> None:
        if self.call.ended:
            return
        self._live.hang_up("line")
        self.call.ended_at = self._exchange.clock.now()
        self._move(status)
        self.call.price = PRICE_A_MINUTE * self.call.minutes
        if not silently:
            self._tell("completed")

    def _tell(self, event: str) -> None:
        """A receipt, where it was asked for: by the order, or for the line's own calls at their end."""
        statuses = {"initiated": "initiated", "answered": "in-progress"}
        status = statuses.get(event, self.call.status)
        if self._order is None:
            line = self._exchange.lines.of(self.call.to)
            url, method, asked = line.status_callback if line else "", "POST", {"completed"}
        else:
            order = self._order
            url, method, asked = order.callback_url, order.callback_method, set(order.events)
        if url and event in asked:
            form = call_receipt(self._exchange, self.call, status)
            self._receipts.send(url, form, method)
