"""What is known when a text arrives, read in one trip: was it answered, whose phone, what was said.

The conversation is locked until the turn ends: two texts of one phone at once are taken one after the
other. Its questions are read after the lock is had, or the second would see what the first has closed.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, String, bindparam, cast, literal, select
from sqlalchemy.orm import Session

from service import members
from service.crypto import Keyring
from service.db import table_of
from service.flows import questions, threads
from service.flows.threads import Thread
from service.inbound import once
from service.members import KnownPhone
from service.models import Conversation, Inbound, PhoneRow, Question
from service.statements import Prepared, together
from service.text.phone import Phone

_P, _C, _Q, _I = (table_of(model) for model in (PhoneRow, Conversation, Question, Inbound))
_TEXTS_OF = _C.c.key == literal("text:") + cast(_P.c.id, String)
_THIS_PHONE = _P.c.number_hash == bindparam("hash_")
_PHONE = Prepared(
    select(
        *members.COLUMNS,
        *(_C.c.id, _C.c.memo, _C.c.replies, _C.c.counting_since, _I.c.id, _I.c.answer),
    )
    .select_from(_P.join(_C, _TEXTS_OF).outerjoin(_I, _I.c.key == bindparam("key_")))
    .where(_THIS_PHONE)
    .with_for_update(key_share=True, of=_C)
)


def _waiting() -> Select[Any]:
    joined = _P.join(_C, _TEXTS_OF).join(_Q, _Q.c.conversation_id == _C.c.id)
    return questions.still_open(select(*questions.COLUMNS).select_from(joined).where(_THIS_PHONE))


_WAITING = Prepared(_waiting())


@dataclass(frozen=True, slots=True)
class Known:
    """`answer` is what the same webhook got before, None when it is new."""

    answer: dict[str, Any] | None
    phone: KnownPhone | None
    thread: Thread | None

    @property
    def phone_id(self) -> int | None:
        return self.phone.id if self.phone else None


def known(
    session: Session, keyring: Keyring, key: str, sender: Phone | None, now: datetime
) -> Known:
    """All a text's turn needs; a phone never met before is added. No sender: nobody to talk with."""
    if sender is None:
        return Known(once.answered(session, key), None, None)
    values = {"hash_": keyring.hash(sender.e164)}
    first, open_ones = together(
        session,
        [_PHONE.with_values(**values, key_=key), _WAITING.with_values(**values, now=now)],
    )
    if not first:
        return _met_first(session, keyring, key, sender, now)
    phone, thread, (inbound_id, answer) = first[0][:5], Thread(*first[0][5:9]), first[0][9:]
    thread.waiting = questions.heard(session, open_ones)
    return Known((answer or {}) if inbound_id is not None else None, KnownPhone(*phone), thread)


def _met_first(session: Session, keyring: Keyring, key: str, sender: Phone, now: datetime) -> Known:
    """A phone that has never texted; one that has called, or whose hash is an older key's, is known."""
    answer = once.answered(session, key)
    if answer is not None:
        return Known(answer, None, None)
    phone = members.find_or_add_phone(session, keyring, sender, now)
    members.note_text(session, phone.id)
    return Known(None, phone, threads.open_thread(session, phone.id, None, now))
