"""What notices have cost this month, against the limit that whoever runs the line has set.

A notice counts for the month it was confirmed in: what the carrier has taken of it, and as long as it goes
out at least what it was said to cost. Nothing but a notice is held up by the limit: no room below knows it.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Select, and_, case, func, select, update
from sqlalchemy.orm import Session

from service.alerts import raise_alert
from service.clock import zone
from service.models import Attempt, Notice, NoticeState, Outbox, State, Trouble, Way
from service.notices.refusals import Why, refused
from service.notices.tally import TOLD
from service.notices.wishes import CONFIRMED
from service.settings import Settings

CENT_MICROS: Final = 10_000
GOING: Final = (NoticeState.HELD, NoticeState.SENDING, NoticeState.PAUSED)
# No network took it, so it is on no bill: a full queue, a landline, a number that is not registered.
NEVER_LEFT: Final = (30001, 30006, 30034)
LONGEST_S: Final = 86_400


@dataclass(frozen=True, slots=True)
class Spent:
    """`going_micros`: what those that go out just now may still add."""

    notices: int
    segments: int
    minutes: int
    joined_minutes: int  # of meetings that those calls were joined to
    micros: int
    going_micros: int

    def share_of(self, cap_cents: int) -> float:
        """1.0: all of it. Without a limit none."""
        return (self.micros + self.going_micros) / (cap_cents * CENT_MICROS) if cap_cents else 0.0


def month_of(settings: Settings, now: datetime) -> datetime:
    """Its first moment, where the line is at home."""
    here = now.astimezone(zone(settings.home_zone))
    return here.replace(day=1, hour=0, minute=0, second=0, microsecond=0)


def since(session: Session, settings: Settings, month: datetime) -> Spent:
    """Of notices that were confirmed since then."""
    count = segments = minutes = joined = micros = going = 0
    for state, quoted, parts, up, with_another in session.execute(_bills(month)):
        cost = parts * settings.price_text_micros
        cost += (up + with_another) * settings.price_call_micros
        going += max(quoted - cost, 0) if state in GOING else 0
        count, segments, minutes = count + 1, segments + parts, minutes + up
        joined, micros = joined + with_another, micros + cost
    return Spent(count, segments, minutes, joined, micros, going)


def check(session: Session, settings: Settings, notice: Notice, now: datetime) -> None:
    """Raises NoticeRefused when this one more would pass the month's limit."""
    cap = settings.notices_month_cap_cents * CENT_MICROS
    if not cap:
        return
    session.flush()
    spent = since(session, settings, month_of(settings, now))
    if spent.micros + spent.going_micros + notice.cost_micros > cap:
        raise refused(Why.OVER_CAP)


def look(session: Session, settings: Settings, now: datetime) -> None:
    """Whoever runs the line is told once all of it is used."""
    cap = settings.notices_month_cap_cents
    if cap and since(session, settings, month_of(settings, now)).share_of(cap) >= 1:
        used_up(session, now)


def used_up(session: Session, now: datetime) -> None:
    raise_alert(session, Trouble.NOTICES_LIMIT, "Notices have come to this month's limit.", now)


def note_joined(session: Session, sid: str, seconds: int) -> None:
    """A call of ours, joined to a meeting, was let go by it after so long; may come again with another."""
    its = select(Outbox.id).where(Outbox.sid == sid).scalar_subquery()
    both = func.coalesce(Attempt.joined_s, 0) + min(seconds, LONGEST_S)
    made = update(Attempt).where(Attempt.outbox_id == its, Attempt.sid == sid)
    session.execute(made.values(joined_s=both), execution_options={"synchronize_session": False})


def _bills(month: datetime) -> Select[Any]:
    """Of each notice: its state, what it was said to cost, segments, minutes, and minutes of those joined."""
    is_text, is_call = Outbox.way == Way.TEXT, Outbox.way == Way.CALL
    is_billed = and_(is_text, Attempt.outcome == "accepted", _left())
    answered = and_(is_call, Outbox.state.in_((State.COMPLETED, State.MACHINE)))
    # Where the receipt that says how long got lost: one minute.
    unsaid = and_(answered, Attempt.seconds.is_(None), Attempt.number == Outbox.attempts)
    minutes = case((Attempt.seconds > 0, _begun(Attempt.seconds)), (unsaid, 1), else_=0)
    sums = (
        func.sum(case((is_billed, Attempt.segments), else_=0)),
        func.sum(minutes),
        func.sum(case((Attempt.joined_s > 0, _begun(Attempt.joined_s)), else_=0)),
    )
    counted = [func.coalesce(one, 0) for one in sums]
    its = select(Notice.state, Notice.cost_micros, *counted)
    joined = its.outerjoin_from(Notice, Outbox, and_(TOLD, Outbox.subject_id == Notice.id))
    joined = joined.outerjoin(Attempt, Attempt.outbox_id == Outbox.id)
    confirmed = Notice.held_until >= month, Notice.state.in_(CONFIRMED)
    return joined.where(*confirmed).group_by(Notice.id)


def _left() -> Any:
    return func.coalesce(Attempt.code, 0).not_in(NEVER_LEFT)


def _begun(seconds: Any) -> Any:
    return (seconds + 59) // 60
