"""Shift reminders with confirmation: planned ahead, asked an hour before, once more at the start.

A row a volunteer and shift, unique, and one timer for it: two tickers, a kill and a leap of the clock
plan and ask it once. Whenever the timer falls due the roster is read again: a shift that is there no more
is forgotten. Whoever says nothing is on duty all the same, because they may
answer; the coordinators are told.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from service import on_shift, swaps, timers
from service.alerts import raise_alert
from service.crisis import roster, shifts
from service.crisis.meant import is_long
from service.crisis.spans import Span
from service.db import insert
from service.house import House
from service.models import AskState, ShiftAsk, Trouble
from service.on_shift import TIMER, found, move, reach_on, remind_at, tell
from service.settings import Settings

AHEAD = timedelta(hours=48)
# So long after it was asked at the start the coordinators are told.
PATIENCE = timedelta(minutes=10)
# What no shift that is on the roster stays in: it was put back.
GONE = (AskState.OFF, AskState.TAKEN, AskState.UNCOVERED)
# Nothing is asked any more.
DONE = (AskState.CONFIRMED, AskState.UNCONFIRMED, AskState.OFF, AskState.TAKEN, AskState.UNCOVERED)


def plan_all(house: House) -> None:
    """The shifts of the next two days; a chore, and harmless however often."""
    with house.database.transaction() as session:
        plan(session, house.settings, house.clock.now())


def plan(session: Session, settings: Settings, now: datetime) -> None:
    known = select(ShiftAsk).where(ShiftAsk.begins_at > now)
    there = {(one.volunteer_id, one.begins_at): one for one in session.scalars(known)}
    # Longer than any shift that is asked about: who is on at all hours is told apart by it.
    rotas = roster.rotas(session, settings, now, now + AHEAD + AHEAD)
    for volunteer_id, rota in rotas.items():
        for block in rota.blocks():
            if now < block.begins <= now + AHEAD and not is_long(block):
                ask = there.get((volunteer_id, block.begins))
                if ask is None or ask.state in GONE:
                    _plan_one(session, settings, volunteer_id, block, now)


def _plan_one(
    session: Session, settings: Settings, volunteer_id: int, block: Span, now: datetime
) -> None:
    planned = {"state": AskState.PLANNED, "ends_at": block.ends, "off_from": None}
    planned |= {"looked_at": None, "taken_by": None}
    fresh = insert(session, ShiftAsk).values(
        volunteer_id=volunteer_id, begins_at=block.begins, **planned
    )
    anew = fresh.on_conflict_do_update(
        index_elements=["volunteer_id", "begins_at"], set_=planned, where=ShiftAsk.state.in_(GONE)
    )
    ask_id = session.scalar(anew.returning(ShiftAsk.id))
    if ask_id is not None:
        _, reach = reach_on(session, settings, volunteer_id)
        timers.put(session, TIMER, ask_id, max(now, remind_at(block.begins, reach)))


def expect(
    session: Session, settings: Settings, volunteer_id: int, span: Span, now: datetime
) -> None:
    """They have just said they will be there: where the hour of asking has passed they are not asked."""
    _, reach = reach_on(session, settings, volunteer_id)
    theirs = shifts.blocks(session, settings, volunteer_id, now)
    for block in theirs:
        if block.within(span) and now < block.begins and remind_at(block.begins, reach) <= now:
            swaps.promise(session, volunteer_id, block)


def fall_due(session: Session, settings: Settings, ask_id: int, now: datetime) -> None:
    """What is next for this shift."""
    ask = found(session, ask_id)
    if ask is None or ask.state in DONE:
        return
    if ask.state == AskState.LOOKING:
        swaps.give_up(session, settings, ask, now)
    elif (ends_at := _still_ends(session, settings, ask, now)) is None:
        session.execute(delete(ShiftAsk).where(ShiftAsk.id == ask_id))
    else:
        ask.ends_at = ends_at
        session.flush()
        _go_on(session, settings, ask, now)


def _still_ends(
    session: Session, settings: Settings, ask: ShiftAsk, now: datetime
) -> datetime | None:
    """The end of that shift as the roster has it now; None when it is over, or no more."""
    theirs = shifts.blocks(session, settings, ask.volunteer_id, now)
    return next((block.ends for block in theirs if block.begins == ask.begins_at), None)


def _go_on(session: Session, settings: Settings, ask: ShiftAsk, now: datetime) -> None:
    if ask.state == AskState.AGAIN:
        _unconfirmed(session, settings, ask, now)
    elif now < ask.begins_at:
        if move(session, ask.id, AskState.ASKED):
            tell(session, settings, ask, on_shift.ASK, ask.volunteer_id, now)
            timers.put(session, TIMER, ask.id, ask.begins_at)
    elif move(session, ask.id, AskState.AGAIN):
        tell(session, settings, ask, on_shift.AGAIN, ask.volunteer_id, now)
        timers.put(session, TIMER, ask.id, now + PATIENCE)


def _unconfirmed(session: Session, settings: Settings, ask: ShiftAsk, now: datetime) -> None:
    """They stay on duty: it is safer to ring somebody who may answer than nobody."""
    if move(session, ask.id, AskState.UNCONFIRMED):
        on_shift.tell_coordinators(session, settings, ask, on_shift.UNSURE, now)
        detail = (
            f"Volunteer {ask.volunteer_id} has not said whether they are there for their shift."
        )
        raise_alert(session, Trouble.SHIFT_UNCONFIRMED, detail, now)


def in_doubt(session: Session, now: datetime) -> Sequence[ShiftAsk]:
    """Shifts that are not over, of who has not said whether they are there, or can't be; the next first."""
    doubtful = ShiftAsk.state.in_((AskState.UNCONFIRMED, AskState.LOOKING, AskState.UNCOVERED))
    still = select(ShiftAsk).where(doubtful, ShiftAsk.ends_at > now)
    return session.scalars(still.order_by(ShiftAsk.begins_at, ShiftAsk.id)).all()
