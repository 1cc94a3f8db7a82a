"""What was said to a tape: deleted at the carrier when its case is closed, when the notice it was for is
taken back or dropped, or when its time is over, and then here.

No session is open while the carrier is asked. Who dies in between leaves the row, and the next round finds
it; a recording that is gone already is fine.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import case, delete, or_, select

from service.alerts import raise_alert
from service.carrier.port import Carrier
from service.errors import CarrierUnavailable
from service.house import House
from service.logs import log
from service.models import Case, CaseState, Notice, NoticeState, Trouble, VoiceMessage

# So that a round ends within seconds: whoever stops the process waits for it.
A_ROUND = 20
TELL_AFTER = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Over:
    """A recording that is no longer needed, since then."""

    sid: str
    since: datetime


def delete_tapes(house: House, carrier: Carrier) -> int:
    """How many went. Raises DatabaseUnavailable."""
    return sum(_delete(house, carrier, one) for one in _over(house, house.clock.now()))


def _over(house: House, now: datetime) -> list[Over]:
    unsent = Notice.state.in_((NoticeState.UNDONE, NoticeState.DROPPED))
    ended = case((unsent, Notice.ended_at), else_=Case.closed_at)
    wanted = (
        select(VoiceMessage.recording_sid, VoiceMessage.delete_at, ended)
        .outerjoin(Case, Case.id == VoiceMessage.case_id)
        .outerjoin(Notice, Notice.recording_sid == VoiceMessage.recording_sid)
        .where(or_(VoiceMessage.delete_at <= now, Case.state == CaseState.CLOSED, unsent))
        .order_by(VoiceMessage.delete_at)
        .limit(A_ROUND)
    )
    with house.database.reading() as session:
        return [Over(sid, min(at, over or at)) for sid, at, over in session.execute(wanted)]


def _delete(house: House, carrier: Carrier, one: Over) -> bool:
    try:
        gone = carrier.delete_recording(one.sid)
    except CarrierUnavailable as error:
        log("erasing").warning("carrier_keeps_it", sid=one.sid, why=str(error))
        gone = False
    now = house.clock.now()
    with house.database.transaction() as session:
        if gone:
            session.execute(delete(VoiceMessage).where(VoiceMessage.recording_sid == one.sid))
        elif now - one.since >= TELL_AFTER:
            told = "A voice message should be gone since yesterday, and the carrier still has it."
            raise_alert(session, Trouble.TAPE_KEPT, told, now)
    return gone
