"""A call while it lasts: it rings, somebody answers, a document runs, somebody hangs up.

To a phone: queued → (initiated) → ringing → in-progress → completed, or busy, no-answer, failed,
canceled. To the line: ringing → in-progress → completed, or busy or no-answer where it is rejected.

One thing happens at a time: every step holds `_lock`. A step that comes from inside another (a
webhook of this call that asks the REST side to change it), and whatever another leg or a bridge wants
of this one, is put in `_mail` and done in a step of its own, in the order it came; so no leg ever
waits for another.
"""

import threading
from collections import deque
from collections.abc import Callable
from decimal import Decimal

from service.simulator.bridge import Bridge
from service.simulator.call_documents import CallDocuments
from service.simulator.call_orders import CallOrder
from service.simulator.call_terms import Ending, Event, Form, Pace
from service.simulator.exchange import Exchange
from service.simulator.handsets import Handset, How
from service.simulator.key_script import HANG_UP, QUOTE, WAIT, words_of
from service.simulator.leg_receipts import LegReceipts, verdict
from service.simulator.live_call import LiveCall
from service.simulator.records import Call
from service.simulator.scripted_keys import LETTERS, ScriptedKeys
from service.simulator.verbs import LONGEST_CALL_S, Dial, Far

PRICE_A_MINUTE = Decimal("0.0140")
PATIENCE_S = 120.0  # of a question to a program that holds the phone, for one that has died
# An answering machine that was connected with somebody.
GREETING, TAPE_S = "Nobody is home. Please leave a message.", 60.0
NOT_REACHED = {How.BUSY: "busy", How.UNREACHABLE: "failed"}
# How a document's refusal shows as the call's status.
TURNED_AWAY = {Ending.BUSY: "busy", Ending.REJECTED: "no-answer"}

Action = Callable[[], None]


def welcome(tones: str) -> str:
    """What a conference room says to who comes in; everybody is in a room of their own. [K]

    >>> welcome("wwww41600#")
    'You have entered 41600#. You are in the meeting.'
    """
    code = tones.strip("wW")
    if not code:
        return "Please enter the code of your meeting."
    return f"You have entered {code}. You are in the meeting."


class Leg:
    """`connect` gives the bridge for a document that wants others on the line.

    A leg that was dialled by another belongs to that one's `bridge` from the start.
    """

    def __init__(
        self,
        exchange: Exchange,
        call: Call,
        order: CallOrder | None,
        connect: Callable[["Leg", Far], Bridge],
        bridge: Bridge | None = None,
    ) -> None:
        self.call, self._exchange, self._order = call, exchange, order
        self._connect, self._bridge = connect, bridge
        self._receipts = LegReceipts(exchange, call, order)
        self._lock = threading.RLock()
        self._changed = threading.Condition()
        self._mail: deque[Action] = deque()
        self._busy = self._hurried = self._talks = False
        self._far: Far | None = None
        self._script = ScriptedKeys()
        line = exchange.lines.of(call.to)
        fallback = order.fallback_url if order else line.voice_fallback_url if line else ""
        self._documents = CallDocuments(exchange, call, fallback, self._note_up, self._along)
        pace = Pace.REAL if exchange.agenda.running else Pace.INSTANT
        self._live = LiveCall(
            self._documents, exchange.clock.now, pace, stands_by=bridge is not None
        )

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
        """Digits go to where the call stands; with `w`, `s`, `h` or words among them it is a script."""
        if set(keys) & (LETTERS | {QUOTE}):
            self._script.add(keys)
            self._step(lambda: None)
        else:
            self._step(lambda: self._press(keys))

    def speak(self, words: str) -> None:
        """The person on this phone says this, to whoever or whatever listens."""
        self._step(lambda: self._speak(words))

    def stay_silent(self) -> None:
        """Lets the open question's silence pass at once."""
        self._step(self._live.stay_silent)

    def hurry(self) -> None:
        """From now on speech takes no time, and questions wait patiently: a program holds the phone."""
        self._live.pace, self._hurried = Pace.INSTANT, True

    def hang_up(self) -> None:
        """By the phone; a phone that is still ringing turns the call away."""
        turned_away = "busy" if self._order else "no-answer"
        self._step(lambda: self._live.hang_up() if self._is_up else self._end(turned_away))

    def redirect(self, url: str, twiml: str, method: str) -> None:
        """Drops what runs; the new document runs instead."""
        self._step(lambda: self._redirect(url, twiml, method))

    def stop(self) -> None:
        """By the account, over the REST side. What is still queued ends without a receipt."""
        self._step(self._cut)

    # What a bridge may do: see Party

    def tell(self, event: str, **told: str | None) -> None:
        self._post(lambda: self._live.tell(event, **told))

    def connect(self, to: str) -> None:
        self._post(lambda: self._meet(to))

    def part(self) -> None:
        self._post(self._stand_alone)

    def interject(self, url: str, method: str) -> None:
        self._post(lambda: self._live.interject(url, method))

    def finish(self, form: Form) -> None:
        self._post(lambda: self._live.far_is_over(form))

    def cut(self) -> None:
        self._post(self._cut)

    @property
    def _is_up(self) -> bool:
        return self.call.answered_at is not None

    def _cut(self) -> None:
        if self._is_up:
            self._live.hang_up("line")
        else:
            self._end("canceled", silently=self.call.status == "queued")

    def _meet(self, to: str) -> None:
        if not self._bridge:
            return  # it has left meanwhile
        if not self._is_up:
            self._answered()
        self._talks = True
        self._live.hold(False)
        self._live.tell("bridge", to=to)
        if self._order and self.handset.how is How.MACHINE:
            self._speak(GREETING)
            self._exchange.agenda.put(TAPE_S, self.hang_up)
        if self._order and self.handset.how is How.ROOM:
            self._speak(welcome(self._order.tones))

    def _stand_alone(self) -> None:
        self._talks = False
        self._live.hold(True)

    def _along(self) -> Form:
        return self._bridge.about(self) if self._bridge else {}

    def _do(self, key: str) -> bool:
        if not (self._talks or self._live.asking or self._live.taping):
            return False
        words = words_of(key)
        if words is None:
            self._press(key)
        else:
            self._speak(words)
        return True

    def _press(self, keys: str) -> None:
        if self._bridge and self._live.waiting and self._live.waiting.kind == "far":
            for key in keys:
                self._bridge.press(self, key)
        else:
            self._live.press(keys)

    def _speak(self, words: str) -> None:
        if self._bridge and self._talks:
            self._live.tell("voice", text=words, by="phone")
            self._bridge.hear(self, words)
        else:
            self._live.speak(words)

    def _post(self, action: Action) -> None:
        self._mail.append(action)
        self._exchange.agenda.put(0, self._read_mail)

    def _read_mail(self) -> None:
        self._step(lambda: self._mail.popleft()() if self._mail else None)

    def _step(self, action: Action) -> None:
        with self._lock:
            if self._busy:
                self._post(action)
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
        """Does what the script says, connects, sets the alarm for what is waited for, or ends it."""
        if self.call.ended:
            return
        self._script.play(self._live, self._do)
        self._note_up()
        if self._live.ending:
            self._end("completed")
            return
        if self._live.far is not self._far:
            self._leave_bridge()
            self._find_bridge()
        wait = self._live.waiting
        if wait and wait.kind == "far":
            self._tell_free()
        elif wait:
            hurried = self._hurried and wait.is_open
            seconds = max(wait.seconds, PATIENCE_S) if hurried else wait.seconds
            self._exchange.agenda.put(seconds, lambda: self._let_pass(wait.turn))

    def _tell_free(self) -> None:
        """Unless something is still to come that it has to hear."""
        if self._bridge and not self._mail:
            self._bridge.free(self)

    def _leave_bridge(self) -> None:
        bridge, self._bridge, self._talks = self._bridge, None, False
        if bridge:
            bridge.leave(self)

    def _find_bridge(self) -> None:
        self._far = self._live.far
        if self._far:
            self._bridge = self._connect(self, self._far)
            self._post(lambda: self._live.hold(not self._talks))

    def _let_pass(self, turn: int) -> None:
        waiting = self._live.waiting
        if waiting and waiting.turn == turn:
            self._step(lambda: self._live.time_passes(turn))

    def _dial(self) -> None:
        if self._order is None:
            return
        self._receipts.tell("initiated")
        how = self.handset.how
        if how in NOT_REACHED:
            self._end(NOT_REACHED[how])
            return
        self._move("ringing")
        self._receipts.tell("ringing")
        self._exchange.agenda.put(self._order.ring_s, self.give_up)

    def _pick_up(self, by_itself: bool) -> None:
        if self._order is None or self.call.status != "ringing":
            return
        if by_itself and self.handset.keys is not None:
            self._script.add(self.handset.keys + WAIT + HANG_UP)
        self.call.answered_by = verdict(self._order, self.handset)
        self._answered()
        if self._bridge:
            self._bridge.picked_up(self)
        self._limit(self._order.limit_s)
        self._receipts.tell("answered")
        if self._order.tones:
            self._live.tell("play", digits=self._order.tones)
        self._documents.extra = self._receipts.tell_verdict(self._order)
        self._begin(self._order)

    def _limit(self, seconds: float) -> None:
        if seconds < LONGEST_CALL_S:  # no call here is tried for four hours
            self._exchange.agenda.put(seconds, self.stop)

    def _begin(self, order: CallOrder) -> None:
        """The document runs, unless who answered has to be known first."""
        silent_s = self._exchange.settings.call_delays.detecting
        if silent_s and order.detection and not order.detection_url and not self._hurried:
            self._exchange.agenda.put(silent_s, lambda: self._step(lambda: self._run_order(order)))
        else:
            self._run_order(order)

    def _run_order(self, order: CallOrder) -> None:
        self._run(order.url, order.twiml, order.method)

    def _reach_line(self, url: str, method: str) -> None:
        self._live.start_at(url, method)
        turned_away = TURNED_AWAY.get(self._live.ending or Ending.COMPLETED)
        if turned_away:
            self._end(turned_away)

    def _note_up(self) -> None:
        """A call to the line is up once its document has said or asked something, or dials.

        One whose first verb is a Dial that answers on its bridge goes on ringing until then.
        """
        if not self._is_up and self._order is None and self._live.events and not self._rings_on:
            self._answered()

    @property
    def _rings_on(self) -> bool:
        far, events = self._live.far, self._live.events
        dials = isinstance(far, Dial) and far.answers_on_bridge
        return dials and all(event["event"] == "dial" for event in events)

    def _redirect(self, url: str, twiml: str, method: str) -> None:
        """Out of whatever it is connected with; what was dialled for another is its own call now."""
        self._leave_bridge()
        self._far, self._live.stands_by = None, False
        self._run(url, twiml, method)

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
        form = self._bridge.leave(self) if self._bridge else {}
        if not silently:
            self._receipts.tell("completed")
        if self._live.farewell:
            self._live.farewell(form)
