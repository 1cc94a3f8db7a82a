"""The case of a day that stayed silent: why there is one, and what becomes of it when the day ends."""

from datetime import datetime
from enum import StrEnum
from typing import Final

from sqlalchemy.orm import Session

from service.crisis import closing
from service.crisis.cases import Outcome
from service.models import Case, CheckInDay, DayState


class Why(StrEnum):
    """Why it is a coordinator's: the rule of its case."""

    OURS = "ours"  # nothing we sent is known to have reached them
    NOBODY = "nobody"  # they have named nobody
    TOLD = "told"  # those they named were told, three times, and nobody could say
    CRISIS = "crisis"  # words of one came from their phone, and may have been anybody's
    BY_HAND = "by_hand"  # a coordinator has taken it over before
    MASS = "mass"  # many of one hour are silent at once


ENDED_WELL: Final = frozenset({DayState.ANSWERED, DayState.ALL_RIGHT})


def let_go(session: Session, day: CheckInDay, now: datetime) -> None:
    """A day has ended: nothing is to be done about it any more, and who has its case is told.

    That of many is looked at by itself (`handing.look_again`).
    """
    case = session.get(Case, day.case_id) if day.case_id else None
    if case is not None and case.rule != Why.MASS:
        outcome = Outcome.OK if day.state in ENDED_WELL else Outcome.LEFT
        closing.call_off(session, case.id, outcome, now)
