"""A volunteer is joined to whoever a case is of, so that neither sees the other's number."""

from service.flows.turn import Turn
from service.meetings import joining
from service.models import Case, PhoneRow
from service.text.phone import Phone


def number_of(turn: Turn, case: Case) -> Phone | None:
    """Whom to call; None for a hidden number, one we may not dial, and who has said STOP since."""
    row = turn.session.get(PhoneRow, case.phone_id) if case.phone_id is not None else None
    if row is None or (row.stopped_at and row.stopped_at > case.opened_at):
        return None
    number = Phone(row.number)
    return number if joining.may_be_dialled(number, turn.settings) else None
