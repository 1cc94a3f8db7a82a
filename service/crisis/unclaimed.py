"""Who waits is told that nobody has been free yet, with the crisis line's number again."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from service.crisis import cases
from service.crisis.cases import SILENT
from service.crisis.screen import Kind
from service.delivery import outbox
from service.delivery.outbox import Outgoing
from service.models import Case, CaseStep, Lane, LineType, PhoneRow, Way

MESSAGE = "crisis.unclaimed"
ROUNDS = 2  # told after each of the first: more would only be noise
USEFUL = timedelta(minutes=15)


def tell(session: Session, case: Case, now: datetime) -> None:
    """Puts it out, where it can do no harm: what somebody else may read or hear stays unsaid."""
    phone = session.get(PhoneRow, case.phone_id) if case.phone_id else None
    if phone is None or case.kind == Kind.VIOLENCE or case.round > ROUNDS:
        return
    if case.tier == SILENT:
        return  # they wait for nobody
    if phone.stopped_at and phone.stopped_at >= (case.wrote_at or case.opened_at):
        return  # they were told since that nothing more comes
    way = Way.CALL if takes_no_texts(phone) else Way.TEXT
    if way == Way.CALL and case.no_calls:
        return
    cases.note(session, case.id, CaseStep.TOLD, now)
    outgoing = Outgoing(
        way=way,
        lane=Lane.CRISIS,
        dedupe_key=f"unclaimed:{case.id}:{case.round}",
        phone_id=phone.id,
        message=MESSAGE,
        subject_id=case.id,
        useful_until=now + USEFUL,
    )
    outbox.put(session, outgoing, now)


def takes_no_texts(phone: PhoneRow) -> bool:
    """A landline; or one that has only ever called, as far as we know what it is."""
    unknown = phone.line_type == LineType.UNKNOWN
    return phone.line_type == LineType.LANDLINE or (unknown and phone.only_calls)
