"""The carrier's answers, written down many at once.

Nearly every answer is a yes to the attempt a row waits for. Those are recorded by one statement run
once a row, a compare-and-swap that meets only rows nobody has moved meanwhile. As soon as it misses
one, and for all other answers, `settle` looks at the rows themselves: applying a yes twice changes
nothing.

Rows are locked before attempts, and in the order of their ids, as a receipt does: the other way round
an answer and its own receipt could wait for each other.
"""

from collections.abc import Callable, Sequence
from datetime import datetime

from sqlalchemy import bindparam, case, func, text, update
from sqlalchemy.orm import Session

from service.carrier.port import Accepted, Outcome, Refused
from service.db import table_of
from service.delivery.outbox import ROWS
from service.delivery.ready import Ready
from service.delivery.settle import settle
from service.delivery.windows import Windows
from service.errors import DatabaseUnavailable
from service.house import House
from service.logs import log, report
from service.models import Attempt, Outbox
from service.statements import Prepared, Values, for_each

Answered = tuple[Ready, Outcome]
# What is done first with all of them; it gives back those that are to be settled.
First = Callable[[Session, Sequence[Answered], datetime], Sequence[Answered]]

_ATTEMPTS = table_of(Attempt)
_TAKE = Prepared(
    update(ROWS)
    .where(
        ROWS.c.id == bindparam("outbox_id"),
        text("outbox.state = 'sending'"),
        ROWS.c.attempts == bindparam("number"),
        ROWS.c.sid.is_(None),
    )
    .values(
        state=text("'accepted'"),
        sid=bindparam("its_sid"),
        reason=text("NULL"),
        changed_at=bindparam("at"),
        lease_until=text("NULL"),
        lease_token=text("NULL"),
    )
)
# A row that was erased meanwhile is simply not there any more. A receipt that was faster has proved
# the attempt: an answer that got lost does not take that back.
_END = Prepared(
    update(_ATTEMPTS)
    .where(_ATTEMPTS.c.id == bindparam("attempt_id"))
    .values(
        ended_at=bindparam("at"),
        outcome=case(
            (text("attempts.outcome = 'accepted'"), text("'accepted'")), else_=bindparam("how")
        ),
        code=func.coalesce(bindparam("its_code"), _ATTEMPTS.c.code),
        sid=func.coalesce(bindparam("its_sid"), _ATTEMPTS.c.sid),
    )
)


def record(house: House, answers: Sequence[Answered], windows: Windows) -> None:
    """Writes down what the carrier said to each, in one transaction. Raises DatabaseUnavailable.

    When that breaks, each by itself: an id that another row took for its own holds up no other.
    """
    in_order = sorted(answers, key=lambda answer: answer[0].outbox_id)
    try:
        _write(house, in_order, windows, _take_plain)
    except DatabaseUnavailable:
        raise
    except Exception:  # whatever is wrong with one of them shows when it is alone
        for answer in in_order:
            _write_alone(house, answer, windows)
    for ready, outcome in answers:
        log("delivery").info(
            "attempt_ended", outbox_id=ready.outbox_id, outcome=type(outcome).__name__.lower()
        )


def _write_alone(house: House, answer: Answered, windows: Windows) -> None:
    try:
        _write(house, [answer], windows, lambda _, answers, __: answers)
    except DatabaseUnavailable:
        raise
    except Exception as error:  # its lease ends, and evidence decides
        report("delivery", answer[0].outbox_id, error)


def _write(house: House, answers: Sequence[Answered], windows: Windows, first: First) -> None:
    now = house.clock.now()
    with house.database.transaction() as session:
        for ready, outcome in first(session, answers, now):
            row = session.get(Outbox, ready.outbox_id, with_for_update=True)
            if row:
                settle(session, row, ready.number, outcome, now, windows)
        session.flush()
        for_each(session, _END, [_ended(*answer, now) for answer in answers])


def _take_plain(session: Session, answers: Sequence[Answered], now: datetime) -> Sequence[Answered]:
    """Records the plain yeses; those that have to be looked at one by one."""
    taken = [_ended(*answer, now) for answer in answers if isinstance(answer[1], Accepted)]
    if not taken or for_each(session, _TAKE, taken) < len(taken):
        return answers
    return [answer for answer in answers if not isinstance(answer[1], Accepted)]


def _ended(ready: Ready, outcome: Outcome, now: datetime) -> Values:
    return {
        "attempt_id": ready.attempt_id,
        "outbox_id": ready.outbox_id,
        "number": ready.number,
        "at": now,
        "how": type(outcome).__name__.lower(),
        "its_code": outcome.code if isinstance(outcome, Refused) else None,
        "its_sid": outcome.sid if isinstance(outcome, Accepted) else None,
    }
