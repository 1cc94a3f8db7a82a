"""Imminent danger of which a roster that reaches nobody can tell nobody: the fallback numbers are called.

Once a round, whichever process sees it first, until one of them has taken it.
"""

from datetime import datetime, timedelta

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from service.crisis import roster
from service.crisis.screen import Tier
from service.crisis.standby import Standby, Trouble
from service.db import insert
from service.house import House
from service.models import Case, CaseEvent, CaseState, CaseStep, PhoneRow

LOOK_EVERY = timedelta(seconds=5)
READ_WITHIN_S = 5.0
_TOOK = exists().where(CaseEvent.case_id == Case.id, CaseEvent.what == CaseStep.STANDBY_TOOK)
_WAITING = (
    select(Case, PhoneRow)
    .join(PhoneRow, PhoneRow.id == Case.phone_id)
    .where(
        Case.state == CaseState.OPEN, Case.tier == Tier.IMMINENT, Case.paged_since.is_not(None), ~_TOOK
    )
)  # fmt: skip


class Nobody:
    """One for a process that can call the fallback numbers."""

    def __init__(self, house: House, standby: Standby) -> None:
        self._house, self._standby = house, standby
        self._looked: datetime | None = None

    def look(self) -> None:
        """Asks for the calls that are due. Raises DatabaseUnavailable."""
        now = self._house.clock.now()
        if not self._house.settings.fallback_phones:
            return
        if self._looked and timedelta() <= now - self._looked < LOOK_EVERY:
            return
        self._looked = now
        with self._house.database.transaction(READ_WITHIN_S) as session:
            found = untold(session, self._house, now)
        for trouble in found:
            self._standby.ask(trouble, lambda: True, again=False)


def untold(session: Session, house: House, now: datetime) -> list[Trouble]:
    """Each case once a round: who asks first has it."""
    waiting = session.execute(_WAITING).all()
    if not waiting:
        return []
    team = {one.phone_id for one, _ in roster.everyone(session, house.settings, now)}
    return [
        Trouble(case.source_key, phone.number, case.kind, case.rule, now.timestamp())
        for case, phone in waiting
        if team <= {case.phone_id} and _is_first(session, case, now)
    ]


def _is_first(session: Session, case: Case, now: datetime) -> bool:
    key = f"standby:{case.id}:{case.round}"
    row = {"case_id": case.id, "at": now, "what": CaseStep.STANDBY, "source_key": key}
    once = insert(session, CaseEvent).values(**row)
    made = session.execute(once.on_conflict_do_nothing(index_elements=["source_key"]))
    return bool(getattr(made, "rowcount", 0))
