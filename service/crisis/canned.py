"""Short answers to who asked for a person and left a message: a fixed set, sent by whoever has the case.

They name no group and nobody, and say no more than is so while somebody has it. Only by text, each once a
case and in contact hours; never to a phone that said STOP, nor where what is read there may expose somebody.
"""

from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy.orm import Session

from service.crisis import unclaimed
from service.crisis.cases import ASKED
from service.crisis.hands import Hand
from service.crisis.screen import Kind
from service.delivery import outbox
from service.delivery.outbox import Outgoing
from service.models import Case, Lane, PhoneRow, Way

USEFUL = timedelta(hours=24)


class Canned(StrEnum):
    """The messages, and the prompts that they say."""

    HAVE = "case.reply_have"
    TRIED = "case.reply_tried"
    DONE = "case.reply_done"


def may_reply(session: Session, case: Case, hand: Hand) -> bool:
    """Whether it is theirs, and a text there reaches who waits and harms nobody."""
    if not hand.has(case) or case.tier != ASKED or case.kind == Kind.VIOLENCE:
        return False
    phone = session.get(PhoneRow, case.phone_id) if case.phone_id else None
    return phone is not None and not phone.stopped_at and not unclaimed.takes_no_texts(phone)


def reply(session: Session, case: Case, what: Canned, hand: Hand, now: datetime) -> bool:
    """Whether it goes out; the same a second time is no second text."""
    if not may_reply(session, case, hand) or case.phone_id is None:
        return False
    outgoing = Outgoing(
        way=Way.TEXT,
        lane=Lane.NOTICE,
        dedupe_key=f"{what}:{case.id}",
        phone_id=case.phone_id,
        person_id=case.person_id,
        message=what,
        subject_id=case.id,
        useful_until=now + USEFUL,
    )
    outbox.put(session, outgoing, now)
    return True
