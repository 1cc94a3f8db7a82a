"""Whether a member has been in touch since a date was asked, though not by its answer.

Who wrote to us about something else was reached, and may be in a crisis that people are paged for already:
nobody is told then that we could not reach them.
"""

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from service.models import CheckIn, CheckInDay, Inbound, PersonPhone

# The key of a call's turn begins with its CallSid. Whoever lives there may pick up, so only texts count.
CALLS = "CA%"


def was_heard(session: Session, check_in: CheckIn, day: CheckInDay) -> bool:
    """By text, from a phone that nobody else uses, at the hour or later."""
    of_phone = select(func.count()).where(PersonPhone.phone_id == Inbound.phone_id)
    theirs = (
        Inbound.phone_id.in_({check_in.phone_id, check_in.second_phone_id or check_in.phone_id}),
        Inbound.received_at >= min(day.occurs_at, day.counts_from),
        Inbound.key.not_like(CALLS),
        of_phone.scalar_subquery() == 1,
    )
    return bool(session.scalar(select(exists().where(*theirs))))
