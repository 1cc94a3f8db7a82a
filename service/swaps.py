"""A shift whose volunteer can't be there: the others are asked at once, and the first yes has it.

Until somebody has it, it counts as uncovered, and whoever asks for a person hears that nobody is on duty.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from service import on_shift, timers
from service.alerts import raise_alert
from service.crisis import roster, shifts
from service.crisis.shifts import Server
from service.crisis.spans import Span
from service.db import insert
from service.models import AskState, Role, ShiftAsk, Trouble
from service.on_shift import DAY, HOUR, TIMER, found, move, rest_of, server_of, tell
from service.settings import Settings

# The least the others are given to answer.
LEAST = timedelta(minutes=15)


def find_another(
    session: Session, settings: Settings, who: Server, span: Span, now: datetime
) -> AskState:
    """For hours that were taken off already: what becomes of them. Nobody is asked where others are there."""
    if not shifts.alone_in(session, settings, who.id, [span]):
        return AskState.OFF
    looking = {"state": AskState.LOOKING, "off_from": span.begins, "looked_at": now}
    looking |= {"ends_at": span.ends, "taken_by": None}
    fresh = insert(session, ShiftAsk).values(volunteer_id=who.id, begins_at=span.begins, **looking)
    anew = fresh.on_conflict_do_update(index_elements=["volunteer_id", "begins_at"], set_=looking)
    return _ask_others(session, settings, session.scalars(anew.returning(ShiftAsk.id)).one(), now)


def decline(session: Session, settings: Settings, ask: ShiftAsk, now: datetime) -> AskState:
    """They can't: taken off at once, and what becomes of it. Nobody is asked where others are there."""
    span = rest_of(ask, now)
    alone = shifts.alone_in(session, settings, ask.volunteer_id, [span])
    to = AskState.LOOKING if alone else AskState.OFF
    if not move(session, ask.id, to, off_from=span.begins, looked_at=now):
        return AskState(ask.state)
    timers.drop(session, TIMER, ask.id)
    shifts.take_off(session, server_of(session, settings, ask.volunteer_id), [span])
    return _ask_others(session, settings, ask.id, now) if alone else to


def _ask_others(session: Session, settings: Settings, ask_id: int, now: datetime) -> AskState:
    """All who are not on duty then, at once; a supervisor may be a partner's line, and is spared."""
    ask = found(session, ask_id)
    assert ask is not None  # written in this transaction
    span = rest_of(ask, now)
    rotas = roster.rotas(session, settings, span.begins, span.ends)
    others = [
        one.id for one, _ in roster.everyone(session, settings, now)
        if one.id != ask.volunteer_id and one.role != Role.SUPERVISOR
        and not any(block.within(span) == span for block in rotas[one.id].blocks())
    ]  # fmt: skip
    for other in others:
        tell(session, settings, ask, on_shift.OFFER, other, now)
    if not others:
        give_up(session, settings, ask, now, told=True)
        return AskState.UNCOVERED
    timers.put(session, TIMER, ask.id, min(now + DAY, max(now + LEAST, span.begins - HOUR)))
    return AskState.LOOKING


def take(
    session: Session, settings: Settings, ask: ShiftAsk, volunteer_id: int, now: datetime
) -> bool:
    """Whether it is theirs now; then they are on duty, and whoever asked is told that somebody is."""
    span = rest_of(ask, now)
    if now >= ask.ends_at or not move(session, ask.id, AskState.TAKEN, taken_by=volunteer_id):
        return False
    timers.drop(session, TIMER, ask.id)
    shifts.add(session, server_of(session, settings, volunteer_id), span)
    promise(session, volunteer_id, span)
    tell(session, settings, ask, on_shift.TAKEN, ask.volunteer_id, now)
    return True


def promise(session: Session, volunteer_id: int, span: Span) -> None:
    """Who has just said that they will be there is not asked again whether they will."""
    there = insert(session, ShiftAsk).values(
        volunteer_id=volunteer_id,
        begins_at=span.begins,
        ends_at=span.ends,
        state=AskState.CONFIRMED,
    )
    confirmed = {"state": AskState.CONFIRMED, "ends_at": span.ends}
    again = there.on_conflict_do_update(
        index_elements=["volunteer_id", "begins_at"], set_=confirmed
    )
    session.execute(again)


def come_after_all(session: Session, settings: Settings, ask: ShiftAsk, now: datetime) -> bool:
    """Whoever could not can be there now; False where somebody else has it."""
    was = AskState(ask.state)
    if now >= ask.ends_at or not move(session, ask.id, AskState.CONFIRMED):
        return False
    timers.drop(session, TIMER, ask.id)
    if was in (AskState.OFF, AskState.LOOKING, AskState.UNCOVERED):
        who = server_of(session, settings, ask.volunteer_id)
        shifts.put_back(session, who, [rest_of(ask, now)])
    return True


def call_off(session: Session, volunteer_id: int, spans: Sequence[Span]) -> None:
    """They are there themselves after all: nobody needs to take these hours."""
    asked = select(ShiftAsk).where(
        ShiftAsk.volunteer_id == volunteer_id,
        ShiftAsk.state.in_((AskState.LOOKING, AskState.UNCOVERED)),
    )
    for ask in session.scalars(asked).all():
        hours = Span(ask.off_from or ask.begins_at, ask.ends_at)
        theirs = any(hours.within(span) == hours for span in spans)
        if theirs and move(session, ask.id, AskState.CONFIRMED):
            timers.drop(session, TIMER, ask.id)


def give_up(
    session: Session, settings: Settings, ask: ShiftAsk, now: datetime, told: bool = False
) -> None:
    """Nobody has taken it in time: whose it is and the coordinators are told; a late yes still has it.

    `told`: whoever can't is answered just now. Where somebody is there by now it is nobody's concern.
    """
    if not shifts.alone_in(session, settings, ask.volunteer_id, [rest_of(ask, now)]):
        move(session, ask.id, AskState.OFF)
        return
    if not move(session, ask.id, AskState.UNCOVERED):
        return
    if not told:
        tell(session, settings, ask, on_shift.NOBODY, ask.volunteer_id, now)
    on_shift.tell_coordinators(session, settings, ask, on_shift.UNCOVERED, now)
    detail = f"Nobody has taken the shift of volunteer {ask.volunteer_id} from {ask.off_from:%a %H:%M} UTC."
    raise_alert(session, Trouble.SHIFT_UNCOVERED, detail, now)
