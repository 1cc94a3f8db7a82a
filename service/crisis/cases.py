"""Cases: that we noticed, when and by which rule; never the words."""

from datetime import datetime

from sqlalchemy.orm import Session

from service.crisis.screen import Finding
from service.db import insert
from service.models import Case


def open_case(
    session: Session, source_key: str, phone_id: int | None, finding: Finding, now: datetime
) -> None:
    """Opens a case for what came in under this key; once, however often it is replayed."""
    session.execute(
        insert(session, Case)
        .values(
            source_key=source_key,
            phone_id=phone_id,
            tier=finding.tier,
            kind=finding.kind,
            rule=finding.rule[:60],
            opened_at=now,
        )
        .on_conflict_do_nothing(index_elements=["source_key"])
    )
