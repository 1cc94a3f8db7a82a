"""A draft tried out: what members will get, to the phone of whoever wrote it and to nobody else.

A text has the very words. What is spoken is heard on a call of ours, behind their code, where 4 plays it
(`confirm_call`, `read_by_key`): so whoever has a landline, shares the phone or recorded a message is called.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from service import consent
from service.delivery import outbox
from service.delivery.outbox import Claimed, Outgoing
from service.delivery.send import Rendered
from service.flows import confirm_call, render
from service.flows.going_out import Words, turn_of
from service.flows.turn import Say
from service.house import House
from service.inbound.once import WORDS_LIVE
from service.members import is_private_phone, people_of, way_of
from service.models import Lane, Notice, NoticeState, Outbox, Way
from service.notices import news, states, wording
from service.notices.wording import Telling
from service.text.words import prompt

MESSAGE: Final = "notice.try"
MOST_TRIES: Final = 5
USEFUL: Final = timedelta(minutes=10)


def put(
    session: Session, notice: Notice, person_id: int, phone_id: int | None, now: datetime
) -> Way | None:
    """How it comes; None when that phone has said STOP, or it was tried often enough."""
    if phone_id is None or consent.is_stopped(session, phone_id):
        return None
    number = _tries(session, notice.id, phone_id) + 1
    if number > MOST_TRIES:
        return None
    way = (
        Way.CALL
        if notice.recording_sid or _others_read(session, phone_id)
        else way_of(session, phone_id)
    )
    outgoing = Outgoing(
        way=way,
        lane=Lane.REPLY,
        message=confirm_call.MESSAGE if way == Way.CALL else MESSAGE,
        dedupe_key=f"{MESSAGE}:{notice.id}:{number}",
        phone_id=phone_id,
        person_id=person_id,
        subject_id=notice.id,
        useful_until=now + USEFUL,
    )
    outbox.put(session, outgoing, now)
    return way


def _others_read(session: Session, phone_id: int) -> bool:
    """A text would name the group to whoever holds that phone."""
    return len(people_of(session, phone_id)) > 1 or is_private_phone(session, phone_id)


def try_words(session: Session, house: House, claimed: Claimed, now: datetime) -> Words:
    """As it is texted to who has said OPEN; nothing once it is no draft any more."""
    found = news.read(session, house.settings, claimed.subject_id, now)
    if found is None or found.notice.state != NoticeState.DRAFT:
        return None
    turn = turn_of(session, house, claimed, now)
    whom = news.whom(session, found.notice.id, claimed.phone_id, claimed.person_id)
    whom = replace(
        whom, language=turn.language, discreet=False, private=False, shared=False, is_member=True
    )
    words = wording.text(Telling(found, whom, house.settings, now))
    said = Say(prompt("notice_try.text", notice=states.ref(found.notice.id), words=words))
    return Rendered(render.as_text(said, turn.language), now + WORDS_LIVE)


def _tries(session: Session, notice_id: int, phone_id: int) -> int:
    its = Outbox.phone_id == phone_id, Outbox.subject_id == notice_id
    tries = Outbox.dedupe_key.startswith(f"{MESSAGE}:{notice_id}:")
    return session.scalar(select(func.count()).where(*its, tries)) or 0
