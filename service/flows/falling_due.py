"""What a timer calls when it falls due: its subject becomes an id, the house its settings."""

from collections.abc import Callable, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from service import notes, redial
from service.checkins import asks, ladder, told
from service.crisis import unreached
from service.house import House
from service.models import Lane, Outbox
from service.settings import Settings

TimerHandler = Callable[[Session, House, str, datetime], None]
TimersHandler = Callable[[Session, House, Sequence[str], datetime], None]
OfOne = Callable[[Session, Settings, int, datetime], object]
OfAll = Callable[[Session, Settings, Sequence[int], datetime], object]


def by_id(fall_due: OfOne) -> TimerHandler:
    def handle(session: Session, house: House, subject: str, now: datetime) -> None:
        fall_due(session, house.settings, int(subject), now)

    return handle


def by_id_alone(fall_due: Callable[[Session, int, datetime], object]) -> TimerHandler:
    """The same for what needs no settings."""

    def handle(session: Session, house: House, subject: str, now: datetime) -> None:
        fall_due(session, int(subject), now)

    return handle


def all_of(fall_due: OfAll) -> TimersHandler:
    """For kinds of which many fall due at once."""

    def handle(session: Session, house: House, subjects: Sequence[str], now: datetime) -> None:
        fall_due(session, house.settings, [int(subject) for subject in subjects], now)

    return handle


def one_of(fall_due: OfAll) -> TimerHandler:
    """One of that kind, alone."""
    together = all_of(fall_due)

    def handle(session: Session, house: House, subject: str, now: datetime) -> None:
        together(session, house, [subject], now)

    return handle


def note_traces(session: Session, house: House, subject: str, now: datetime) -> None:
    """Its subject is no id."""
    notes.forget_traces(session, subject, now)


def outbox_ended(session: Session, house: House, subject: str, now: datetime) -> None:
    """What follows when something of ours has ended, by whose it was."""
    row = session.get(Outbox, subject)
    if row and row.lane == Lane.CRISIS:
        unreached.follow_up(session, row, now)
    elif row and row.message == asks.ASK:
        ladder.was_lost(session, house.settings, row, now)
    elif row is None or row.message != told.TOLD:  # those are told in rounds
        redial.follow_up(session, subject, now)
