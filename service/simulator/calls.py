"""Calls in both directions, and who holds which phone."""

import threading
import time

from service.errors import BadInput
from service.simulator.agenda import Action
from service.simulator.bridge import Bridge, Party
from service.simulator.call_orders import CallOrder, read_script
from service.simulator.call_queue import CallQueue
from service.simulator.call_terms import Event
from service.simulator.claims import VOUCHED_FOR, Claim
from service.simulator.dialling import Dialling
from service.simulator.exchange import Exchange
from service.simulator.handsets import MACHINES, How
from service.simulator.key_script import read_keys
from service.simulator.leg import Leg
from service.simulator.orders import Form
from service.simulator.queues import Queues
from service.simulator.records import Call
from service.simulator.refusals import ApiRefusal
from service.simulator.rooms import Rooms
from service.simulator.verbs import Conference, Dial, Far, FrontOfQueue

# A phone somebody has looked at this recently is in a person's hand: it isn't answered by itself.
IN_HAND_S = 6.0


class Calls:
    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange
        self._legs: dict[str, Leg] = {}
        self._looked_at: dict[str, float] = {}
        self._lock = threading.Lock()
        self._queue = CallQueue(exchange.settings.calls_a_second)
        self.rooms, self.queues = Rooms(exchange), Queues(exchange)

    def place(self, order: CallOrder) -> Call:
        """Takes an order to call a phone; it is dialled when its turn has come. Raises ApiRefusal."""
        queued_s = self._queue.take_place()
        leg = self._leg(order.sender, order.to, "outbound-api", "queued", order)
        leg.call.queued_s = queued_s
        self._exchange.ledger.add("call", leg.call, order.twiml or order.url)
        self._dial_later(leg, queued_s)
        return leg.call

    def _dial_later(self, leg: Leg, queued_s: float) -> None:
        dialling_s = self._exchange.settings.call_delays.dialling
        self._exchange.agenda.put(queued_s + dialling_s, lambda: self._dial(leg))

    def connect(self, leg: Leg, verb: Far) -> Bridge:
        """What a document's Dial or Enqueue leads to."""
        if not isinstance(verb, Dial):
            queue = self.queues.of(verb.name)
            queue.enter(leg)
            return queue
        match verb.whom:
            case Conference():
                return self.rooms.enter(leg, verb, verb.whom)
            case FrontOfQueue(name=name):
                queue = self.queues.of(name)
                queue.take(leg, verb, verb.whom)
                return queue
        dialling = Dialling(self._exchange, leg, verb, self._place_for)
        dialling.begin()
        return dialling

    def _place_for(self, order: CallOrder, caller: Party, bridge: Bridge) -> Party:
        """Dials on behalf of another call, at once: only ordered calls wait for their turn."""
        call = Call(order.sender, order.to, "outbound-dial", "queued", self._exchange.clock.now())
        call.parent_sid = caller.call.sid
        leg = self._keep(Leg(self._exchange, call, order, self.connect, bridge))
        self._exchange.ledger.add("dial", leg.call, order.url)
        self._dial_later(leg, 0)
        return leg

    def dial_in(
        self, sender: str, to: str, hurried: bool = False, claim: Claim = VOUCHED_FOR
    ) -> Call:
        """A call from a simulated phone to the line; it has begun when this returns. Raises BadInput.

        Where the agenda runs by itself, the line's answer is waited for in the background; `hurried`
        is for a program that holds the phone: speech takes no time then.
        """
        line = self._exchange.lines.of(to)
        if line is None:
            raise BadInput("That number belongs to no line here.")
        leg = self._leg(sender, to, "inbound", "ringing", None)
        leg.call.shown, leg.call.stir = claim.shown, claim.stir
        if hurried:
            leg.hurry()
        if self._exchange.agenda.running:
            self._exchange.agenda.put(0, lambda: leg.reach_line(line.voice_url, line.voice_method))
        else:
            leg.reach_line(line.voice_url, line.voice_method)
        return leg.call

    def ringing(self, number: str) -> str | None:
        """The call that rings on this phone now. Who asks holds the phone, and answers it or not."""
        with self._lock:
            self._looked_at[number] = time.monotonic()
        for call in self._exchange.calls.newest_first():
            if call.to == number and call.status == "ringing" and call.direction != "inbound":
                return call.sid
        return None

    def answer(self, sid: str, hurried: bool = False) -> None:
        """Picks up the phone if it still rings. Raises BadInput."""
        leg = self._found(sid)
        if hurried and leg.call.status == "ringing":
            leg.hurry()
        leg.answer()

    def press(self, sid: str, keys: str) -> None:
        """Raises BadInput."""
        self._found(sid).press(read_keys(keys))

    def speak(self, sid: str, words: str) -> None:
        """Raises BadInput."""
        if not words.strip():
            raise BadInput("There is nothing said.")
        self._found(sid).speak(" ".join(words.split()))

    def stay_silent(self, sid: str) -> None:
        """Raises BadInput."""
        self._found(sid).stay_silent()

    def hang_up(self, sid: str) -> None:
        """By the phone. Raises BadInput."""
        self._found(sid).hang_up()

    def events(self, sid: str, after: int = 0, wait_s: float = 0) -> tuple[list[Event], str]:
        """Raises BadInput."""
        return self._found(sid).events(after, wait_s)

    def said(self, sid: str) -> list[str]:
        return self._found(sid).said

    def change(self, call: Call, form: Form) -> None:
        """What the REST side may ask of a call: another document, or its end. Raises ApiRefusal."""
        leg, status = self._legs[call.sid], form.get("Status")
        if call.ended or (status == "canceled" and call.status not in {"queued", "ringing"}):
            raise ApiRefusal(21220)
        if status in {"canceled", "completed"}:
            self._from_outside(leg.stop)
        elif form.get("Url") or form.get("Twiml"):
            if call.status != "in-progress":
                raise ApiRefusal(21220)
            url, twiml = read_script(form)
            self._from_outside(lambda: leg.redirect(url, twiml, form.get("Method", "POST")))

    def _from_outside(self, action: Action) -> None:
        """Never at once while things run by themselves: the asker may be a webhook of this very call."""
        if self._exchange.agenda.running:
            self._exchange.agenda.put(0, action)
        else:
            action()

    def _leg(
        self, sender: str, to: str, direction: str, status: str, order: CallOrder | None
    ) -> Leg:
        call = Call(sender, to, direction, status, self._exchange.clock.now())
        return self._keep(Leg(self._exchange, call, order, self.connect))

    def _keep(self, leg: Leg) -> Leg:
        self._legs[leg.call.sid] = leg
        self._exchange.calls.add(leg.call)
        return leg

    def _dial(self, leg: Leg) -> None:
        leg.dial()
        if leg.call.status == "ringing" and leg.handset.how is not How.NO_ANSWER:
            self._exchange.agenda.put(
                self._exchange.settings.call_delays.answering, lambda: self._answer_by_itself(leg)
            )

    def _answer_by_itself(self, leg: Leg) -> None:
        looked_at = self._looked_at.get(leg.call.to)
        in_hand = looked_at is not None and time.monotonic() - looked_at < IN_HAND_S
        by_itself = leg.handset.how in MACHINES or leg.handset.keys is not None
        if by_itself or not in_hand:
            leg.answer(by_itself=True)

    def _found(self, sid: str) -> Leg:
        if sid not in self._legs:
            raise BadInput("There is no such call.")
        return self._legs[sid]
