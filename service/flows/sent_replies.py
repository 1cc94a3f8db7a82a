"""What was asked for and comes later: a reply that had to wait, a meeting by text, a call back; alerts."""

from datetime import datetime

from sqlalchemy.orm import Session

from service import consent, members
from service.delivery.outbox import Claimed
from service.delivery.send import Rendered
from service.flows import recall
from service.flows.going_out import Words, gate, texted, turn_of
from service.flows.turn import go
from service.house import House
from service.inbound.once import WORDS_LIVE
from service.models import Alert, Inbound
from service.text.words import prompt, written


def kept_reply(session: Session, house: House, claimed: Claimed, now: datetime) -> Rendered | None:
    """What is still owed to a text that had to wait for the database."""
    kept = session.get(Inbound, claimed.subject_id)
    if kept is None or kept.answer is None:
        return None
    unsent = kept.answer.get("unsent", kept.answer["texts"])
    return Rendered("\n".join(unsent), kept.keep_until)


def meeting_words(session: Session, house: House, claimed: Claimed, now: datetime) -> Words:
    """A meeting that a caller asked for as a text; as their own question would have been answered."""
    if claimed.subject_id is None:
        return None
    turn = turn_of(session, house, claimed, now)
    turn.private = members.is_private_phone(session, claimed.phone_id)
    return texted(claimed, turn, go("find.details", claimed.subject_id), now + WORDS_LIVE, False)


def recall_words(session: Session, house: House, claimed: Claimed, now: datetime) -> Words:
    """What the call says first by which somebody is called back; None when they have said STOP since."""
    if consent.is_stopped(session, claimed.phone_id):
        return None
    language = members.language_of(session, claimed.phone_id)
    return gate(house, recall.GATE, language, now)


def alert_words(session: Session, house: House, claimed: Claimed, now: datetime) -> Rendered | None:
    """What the operator has to know; None once it is cleared."""
    alert = session.get(Alert, claimed.subject_id)
    if alert is None or alert.cleared_at:
        return None
    raised = prompt(
        "alert.raised",
        organisation=house.settings.organisation,
        what=prompt(f"alert.{alert.kind}"),
        count=alert.count,
    )
    language = members.language_of(session, claimed.phone_id)
    return Rendered(written(raised, language), now + WORDS_LIVE)
