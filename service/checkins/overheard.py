"""Words of a crisis on a member's phone that may have been anybody's: nobody vouched for the call, or several
share the phone.

They end no check-in, as the member's own do (`answers.heard_from`): who only shows that number must not be
able to. But before contacts are told that we could not reach somebody a person looks at it.
"""

from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from service.crisis.cases import Outcome
from service.crisis.screen import Tier
from service.models import Case, CheckIn, CheckInDay

CRISES: Final = (Tier.IMMINENT, Tier.CONCERN)


def a_crisis(session: Session, day: CheckInDay, check_in: CheckIn) -> bool:
    """Whether there were any since this day's hour, and no person has decided about the day yet."""
    if day.case_id is not None:
        return False
    phones = {check_in.phone_id, check_in.second_phone_id} - {None}
    since = func.coalesce(Case.wrote_at, Case.opened_at) >= day.occurs_at
    found = select(Case.id).where(Case.phone_id.in_(phones), Case.tier.in_(CRISES), since)
    it_was_one = func.coalesce(Case.outcome, "") != Outcome.FALSE_ALARM
    return session.scalar(found.where(it_was_one).limit(1)) is not None
