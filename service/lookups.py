"""Which phones are landlines: asked of the carrier once a phone, where the organisation pays for it.

Only phones that something of ours goes to, and none that has ever texted us: it takes texts.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import String, exists, literal, or_, select, update

from service.carrier.port import Carrier
from service.errors import CarrierUnavailable
from service.house import House
from service.logs import log
from service.models import (
    Conversation,
    LineType,
    Membership,
    PersonPhone,
    PhoneRow,
    Reminder,
)
from service.text.phone import Phone

# A round, each its own request; whoever is new waits at most until the next one.
AT_ONCE = 20
_REMINDED = exists().where(Reminder.phone_id == PhoneRow.id, Reminder.on)
_IN_A_GROUP = exists().where(
    PersonPhone.phone_id == PhoneRow.id, Membership.person_id == PersonPhone.person_id
)
_HAS_TEXTED = exists().where(
    Conversation.key == literal("text:") + PhoneRow.id.cast(String), Conversation.turns > 0
)


def look_up_lines(house: House, carrier: Carrier) -> int:
    """Asks about the phones nobody has asked about; how many. An absent carrier is asked later."""
    if not house.settings.look_up_lines:
        return 0
    with house.database.reading() as session:
        waiting = session.execute(
            select(PhoneRow.id, PhoneRow.number)
            .where(PhoneRow.line_type == LineType.UNKNOWN, PhoneRow.looked_up_at.is_(None))
            .where(or_(_REMINDED, _IN_A_GROUP), ~_HAS_TEXTED)
            .order_by(PhoneRow.id)
            .limit(AT_ONCE)
        ).all()
    return _ask(house, carrier, [(id, Phone(number)) for id, number in waiting])


def _ask(house: House, carrier: Carrier, phones: Sequence[tuple[int, Phone]]) -> int:
    """One after the other, with no session open while the carrier thinks."""
    for asked, (phone_id, phone) in enumerate(phones):
        try:
            line = LineType(carrier.look_up(phone))
        except CarrierUnavailable:
            log("lookups").warning("carrier_not_asked", how_many=len(phones) - asked)
            return asked
        _note(house, phone_id, line, house.clock.now())
    return len(phones)


def _note(house: House, phone_id: int, line: LineType, now: datetime) -> None:
    """A kind the carrier doesn't know either is remembered as asked; what a receipt has told stands."""
    of_phone = update(PhoneRow).where(PhoneRow.id == phone_id)
    with house.database.transaction() as session:
        session.execute(of_phone.values(looked_up_at=now))
        session.execute(
            of_phone.where(PhoneRow.line_type == LineType.UNKNOWN).values(line_type=line)
        )
    log("lookups").info("line_looked_up", phone_id=phone_id, line=line)
