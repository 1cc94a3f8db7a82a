"""Single texts that the carrier is to forget at once: a note that was kept or read.

As with tapes, no session is open while the carrier is asked; one that is gone already is fine.
"""

from datetime import datetime, timedelta

from sqlalchemy import delete, select

from service.alerts import raise_alert
from service.carrier.port import Carrier
from service.errors import CarrierUnavailable
from service.house import House
from service.logs import log
from service.models import CarrierCopy, Trouble

# So that a round ends within seconds: whoever stops the process waits for it.
A_ROUND = 20
TELL_AFTER = timedelta(hours=24)


def delete_copies(house: House, carrier: Carrier) -> int:
    """How many went. Raises DatabaseUnavailable."""
    now = house.clock.now()
    over = select(CarrierCopy.sid, CarrierCopy.delete_at).where(CarrierCopy.delete_at <= now)
    with house.database.reading() as session:
        found = session.execute(over.order_by(CarrierCopy.delete_at).limit(A_ROUND)).all()
    return sum(_delete(house, carrier, sid, since) for sid, since in found)


def _delete(house: House, carrier: Carrier, sid: str, since: datetime) -> bool:
    try:
        gone = carrier.delete_text(sid)
    except CarrierUnavailable as error:
        log("erasing").warning("carrier_keeps_it", sid=sid, why=str(error))
        gone = False
    now = house.clock.now()
    with house.database.transaction() as session:
        if gone:
            session.execute(delete(CarrierCopy).where(CarrierCopy.sid == sid))
        elif now - since >= TELL_AFTER:
            told = "A note should be gone since yesterday, and the carrier still has it."
            raise_alert(session, Trouble.TAPE_KEPT, told, now)
    return gone
