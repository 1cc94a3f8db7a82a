"""Dial with numbers: they ring at once or one by one, the first to accept is connected.

A phone accepts by picking up, or, where its Number has a `url`, by hearing that document to its end
without its hanging up. Two that accept at the same instant are told apart under one lock: the second
is hung up.

Which of several that are screened wins, Twilio doesn't say in so many words. Its page on <Number> has
"the first call to pick up is connected, the rest are hung up" and never speaks of `url` there; its own
Simulring Twimlet (twilio-labs/function-templates#13) screens numbers that ring at once, which only works
when the others go on ringing until one accepts. So both can be had: `SimulatorSettings.first_to`, and what
we answer has to hold with either.

What a caller's hanging up while it rings is called (canceled), and which of several failures is told, is
from memory. [M]
"""

import threading
from collections.abc import Callable

from service.errors import NotAPhone
from service.simulator.bridge import Bridge, Party
from service.simulator.call_orders import CallOrder
from service.simulator.call_terms import Form
from service.simulator.exchange import Exchange
from service.simulator.verbs import Dial, Number
from service.text.phone import Phone

NO_SUCH_NUMBER, NO_SUCH_CALLER_ID, NOT_ALLOWED = 13224, 13214, 13227
STAR = "*"
# Of several phones that were not reached, the kindest reason is told.
WORST_FIRST = ("failed", "canceled", "busy", "no-answer", "completed")

Place = Callable[[CallOrder, Party, Bridge], Party]


class Dialling:
    """`place` orders a call that belongs to this bridge, and returns its leg."""

    def __init__(self, exchange: Exchange, caller: Party, verb: Dial, place: Place) -> None:
        self._exchange, self._caller, self._verb, self._place = exchange, caller, verb, place
        self._lock = threading.RLock()
        self._numbers = list(verb.whom) if isinstance(verb.whom, tuple) else []
        self._ringing: list[Party] = []
        self._partner: Party | None = None
        self._last: Party | None = None
        self._status = "failed"
        self._over = False

    def begin(self) -> None:
        with self._lock:
            self._ring_more()

    def hear(self, party: Party, words: str) -> None:
        for other in self._others(party):
            other.tell("voice", text=words, by="other")

    def press(self, party: Party, key: str) -> None:
        if party is self._caller and key == STAR and self._verb.ends_on_star:
            self._end("answered" if self._partner else "canceled")
            return
        for other in self._others(party):
            other.tell("play", digits=key)

    def free(self, party: Party) -> None:
        with self._lock:
            if party not in self._ringing:
                return
            if self._over or self._partner:
                party.cut()
                return
            self._accept(party)

    def picked_up(self, party: Party) -> None:
        """Where whoever picks up first has won, the others stop ringing then."""
        with self._lock:
            if self._exchange.settings.first_to == "pick-up" and party in self._ringing:
                for other in self._ringing:
                    if other is not party:
                        other.cut()

    def leave(self, party: Party) -> Form:
        with self._lock:
            if party is self._caller:
                return self._caller_gone()
            if party is self._partner:
                self._end("completed")
            elif party in self._ringing:
                self._not_reached(party)
            return {}

    def about(self, party: Party) -> Form:
        return {}

    def _ring_more(self) -> None:
        """Rings all, or the next one; with nobody left the call goes on without."""
        while self._numbers and not (self._verb.one_by_one and self._ringing):
            self._ring(self._numbers.pop(0))
        if not self._ringing and not self._over:
            self._end(self._status)

    def _ring(self, number: Number) -> None:
        sender = self._verb.caller_id or _shown(self._caller)
        refused = self._refusal(number.to, sender)
        if refused:
            self._exchange.alerts.add(refused, "")
            return
        self._caller.tell("dial", to=number.to)
        order = _order(number, sender, self._verb.timeout_s)
        self._last = self._place(order, self._caller, self)
        self._ringing.append(self._last)

    def _refusal(self, to: str, sender: str) -> int | None:
        """The carrier's number for why it doesn't dial."""
        call, settings = self._caller.call, self._exchange.settings
        if sender not in {call.shown, call.sender, call.to, *settings.line_numbers}:
            return NO_SUCH_CALLER_ID
        try:
            phone = Phone.parse(to)
        except NotAPhone:
            return NO_SUCH_NUMBER
        return None if settings.may_call(phone) else NOT_ALLOWED

    def _accept(self, party: Party) -> None:
        self._partner = party
        self._ringing.remove(party)
        for other in self._ringing:
            other.cut()
        self._caller.connect(party.call.to)
        party.connect(party.call.sender)
        self._exchange.agenda.put(self._verb.limit_s, self._time_up)

    def _time_up(self) -> None:
        with self._lock:
            if not self._over:
                self._end("completed")

    def _not_reached(self, party: Party) -> None:
        self._ringing.remove(party)
        self._status = max(self._status, party.call.status, key=WORST_FIRST.index)
        if not self._partner and not self._over:
            self._ring_more()

    def _caller_gone(self) -> Form:
        form = self._form("completed" if self._partner else "canceled")
        if not self._over:
            self._over = True
            self._cut_all()
        return form

    def _end(self, status: str) -> None:
        """Over and done; what rings or talks is cut, and the caller's document goes on."""
        with self._lock:
            if self._over:
                return
            self._over = True
            self._cut_all()
            self._caller.finish(self._form(status))

    def _cut_all(self) -> None:
        for party in [*self._ringing, *([self._partner] if self._partner else [])]:
            party.cut()

    def _form(self, status: str) -> Form:
        reached = self._partner or self._last
        form = {"DialCallStatus": status, "DialBridged": str(bool(self._partner)).lower()}
        if reached:
            form["DialCallSid"] = reached.call.sid
        if reached and reached.call.answered_at:
            until = reached.call.ended_at or self._exchange.clock.now()
            seconds = (until - reached.call.answered_at).total_seconds()
            form["DialCallDuration"] = str(round(seconds))
        return form

    def _others(self, party: Party) -> list[Party]:
        if self._partner is None or party not in (self._caller, self._partner):
            return []
        return [self._partner if party is self._caller else self._caller]


def _shown(party: Party) -> str:
    """A withheld number stays withheld."""
    return party.call.shown or party.call.sender


def _order(number: Number, sender: str, ring_s: float) -> CallOrder:
    """A phone without a document of its own is connected as soon as it is picked up."""
    return CallOrder(
        to=number.to,
        sender=sender,
        url=number.url,
        twiml="" if number.url else "<Response/>",
        method=number.method,
        fallback_url="",
        callback_url=number.callback_url,
        callback_method=number.callback_method,
        events=number.callback_events,
        ring_s=round(ring_s),
        detection=number.detection,
        detection_url=number.detection_url,
        tones=number.send_digits,
    )
