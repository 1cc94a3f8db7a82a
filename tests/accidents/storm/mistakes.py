"""Bugs to plant, one at a time: a storm that stays quiet about any of them proves nothing.

Each is patched in from outside, in the storm's own processes only.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from sqlalchemy import delete, select, update

from service.carrier.port import CallToPlace, Outcome, Refused, TextToSend, Unknown, Verdict
from service.carrier.twilio import TwilioCarrier
from service.checkins import telling
from service.clock import machine_now
from service.db import Database, new_id
from service.delivery import outbox, receipts
from service.models import Attempt, Outbox, State
from workers import ticker, wiring

LEASELESS = {"lease_until": None, "lease_token": None}


def claim_whatever_is_being_sent() -> None:
    """A claim that looks at no lease: what another process is sending just now is due as well."""
    real = outbox.claim

    def claim(session: Any, now: Any, *more: Any, **named: Any) -> Any:
        being_sent = update(Outbox).where(Outbox.state == State.SENDING, Outbox.not_before <= now)
        session.execute(being_sent.values(state=State.QUEUED, **LEASELESS))
        return real(session, now, *more, **named)

    outbox.claim = claim  # type: ignore[assignment]


def try_again_when_nobody_knows() -> None:
    """A time-out or a 5xx is taken for a no."""

    def certain(outcome: Outcome) -> Outcome:
        refused = Refused(Verdict.LATER, None, "It was surely not created.")
        return refused if isinstance(outcome, Unknown) else outcome

    _around_sending(lambda send: lambda carrier, order: certain(send(carrier, order)))


def write_the_attempt_down_afterwards() -> None:
    """Killed in between, nothing tells that it may have gone."""

    def around(send: Callable[..., Outcome]) -> Callable[..., Outcome]:
        def late(carrier: TwilioCarrier, order: TextToSend | CallToPlace) -> Outcome:
            outbox_id, number = order.receipt_url.split("/")[-2:]
            attempt = _take_away(outbox_id, int(number))
            outcome = send(carrier, order)
            _put_back(attempt)
            return outcome

        return late

    _around_sending(around)


def believe_every_receipt() -> None:
    """Whatever came last is true: a late `sent` undoes `delivered`."""

    def apply(session: Any, row: Outbox, attempt: int, news: receipts.News, now: Any) -> None:
        if news.state is not None:
            row.state, row.changed_at, row.lease_until = news.state, now, None
            row.reason = "The last receipt said so."

    receipts.apply = apply


def put_back_what_was_tried() -> None:
    """A lease that ran out means that nothing was sent."""
    real = ticker.sweep

    def sweep(house: Any, *more: Any, **named: Any) -> int:
        ran_out = update(Outbox).where(
            Outbox.state == State.SENDING, Outbox.lease_until <= machine_now()
        )
        with house.database.transaction() as session:
            session.execute(ran_out.values(state=State.QUEUED, **LEASELESS))
        return real(house, *more, **named)

    ticker.sweep = sweep


def forget_what_was_put_out() -> None:
    """The same thing is put out twice and gets two rows."""
    real = outbox.put

    def put(session: Any, what: outbox.Outgoing, now: Any) -> Any:
        return real(session, replace(what, dedupe_key=f"{what.dedupe_key}:{new_id()}"), now)

    outbox.put = put


def clear_nobody() -> None:
    """A member answers, and whoever was told goes on looking for them."""
    telling.clear_all = lambda *_: None  # type: ignore[assignment]


# Where each is made: in the workers and the ticker, in the web, or in what puts things out.
MISTAKES: dict[str, tuple[str, Callable[[], None]]] = {
    "claim-without-lease": ("worker", claim_whatever_is_being_sent),
    "unknown-is-refused": ("worker", try_again_when_nobody_knows),
    "attempt-afterwards": ("worker", write_the_attempt_down_afterwards),
    "receipts-without-rank": ("web", believe_every_receipt),
    "sweep-puts-back": ("worker", put_back_what_was_tried),
    "no-dedupe": ("rig", forget_what_was_put_out),
    "no-all-clear": ("web", clear_nobody),
}


def make(name: str, here: str) -> None:
    """Plants the mistake, if this is where it belongs; an empty name is none."""
    where, plant = MISTAKES.get(name, ("", lambda: None))
    if where == here:
        plant()


def _around_sending(around: Callable[[Any], Any]) -> None:
    TwilioCarrier.send_text = around(TwilioCarrier.send_text)  # type: ignore[method-assign]
    TwilioCarrier.place_call = around(TwilioCarrier.place_call)  # type: ignore[method-assign]


def _database() -> Database:
    return wiring.crew().house.database


def _take_away(outbox_id: str, number: int) -> dict[str, Any] | None:
    found = (Attempt.outbox_id == outbox_id) & (Attempt.number == number)
    with _database().transaction() as session:
        row = session.execute(select(*Attempt.__table__.columns).where(found)).mappings().first()
        session.execute(delete(Attempt).where(found))
    return dict(row) if row else None


def _put_back(attempt: dict[str, Any] | None) -> None:
    if attempt:
        with _database().transaction() as session:
            session.add(Attempt(**attempt))
