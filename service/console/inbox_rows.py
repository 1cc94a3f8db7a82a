"""What waits for an answer, by need: cases, reports of who may hear them, texts not read yet."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.access.roles import Seat
from service.console import on_call_rows
from service.console.on_call_rows import CaseRow
from service.crisis import reports
from service.crisis.cases import ASKED, SILENT
from service.house import House
from service.inbound import held
from service.models import Alert, Case, Trouble, VoiceMessage

# What became of texts and voices that could not be taken as they came.
LOST = (Trouble.TEXT_SET_ASIDE, Trouble.LIST_UNREAD)


@dataclass(frozen=True, slots=True)
class ByNeed:
    """`tapes`: seconds of what was left, by case. `unread`: texts that wait on a disk. `lost`: what the
    operator was told of those that could not be read at all."""

    crisis: Sequence[CaseRow]
    asked: Sequence[CaseRow]
    silent: Sequence[CaseRow]
    reports: Sequence[Case]
    tapes: dict[int, int]
    unread: int
    lost: Sequence[str]

    @property
    def is_empty(self) -> bool:
        waits = self.crisis or self.asked or self.silent or self.reports
        return not (waits or self.unread or self.lost)


def by_need(session: Session, house: House, seat: Seat, now: datetime) -> ByNeed:
    waiting = on_call_rows.waiting(session, seat, now)
    hand = on_call_rows.hand_of(session, seat)
    return ByNeed(
        crisis=[row for row in waiting if row.case.tier not in (ASKED, SILENT)],
        asked=[row for row in waiting if row.case.tier == ASKED],
        silent=[row for row in waiting if row.case.tier == SILENT],
        reports=reports.heard_by_them(session, hand.volunteer_id) if hand.volunteer_id else (),
        tapes=_tapes(session, [row.case.id for row in waiting], now),
        unread=held.count_unread(session)[0],
        lost=_lost(session) if seat.groups is None else (),
    )


def _tapes(session: Session, case_ids: Sequence[int], now: datetime) -> dict[int, int]:
    kept = VoiceMessage.case_id.in_(case_ids), VoiceMessage.delete_at > now
    found = session.execute(select(VoiceMessage.case_id, VoiceMessage.seconds).where(*kept))
    return {id: seconds for id, seconds in found if id is not None}


def _lost(session: Session) -> Sequence[str]:
    told = select(Alert.kind).where(Alert.kind.in_(LOST), Alert.cleared_at.is_(None))
    return session.scalars(told.order_by(Alert.kind)).all()
