"""What a person has to know of: one row a kind of trouble, whatever it has cost so far."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from service.db import Base, BigId, Utc


class Trouble(StrEnum):
    TEXTS_REFUSED = "texts_refused"  # nothing of ours goes by text until somebody mends something
    CALLS_REFUSED = "calls_refused"
    NUMBERS_REFUSED = (
        "numbers_refused"  # the same for some numbers only: a country, a trial account
    )
    PAGES_BROKEN = "pages_broken"  # the carrier could not use what we answered
    FILTERED = "filtered"
    DAILY_LIMIT = "daily_limit"
    NEW_CODE = "new_code"  # the carrier gave a reason we don't know
    PUT_OFF = "put_off"  # refused for now, again and again, until it was given up
    TOO_LONG = "too_long"  # more words than one text carries: not sent
    CARRIER_AWAY = "carrier_away"
    TEXT_SET_ASIDE = "text_set_aside"  # one that came in and could not be taken
    LIST_UNREAD = "list_unread"  # what the carrier received, and we perhaps did not
    ERASE_STUCK = "erase_stuck"  # somebody asked to be erased, and the carrier still has something
    CALL_BACK_LATE = "call_back_late"  # they were told by when, and nobody has taken it
    TAPE_KEPT = "tape_kept"  # the carrier won't delete what was said to a tape
    CASE_UNCLAIMED = "case_unclaimed"  # a whole round of pages, or nobody there to page
    REPORT_UNHEARD = "report_unheard"  # fewer than two trained people may hear what was reported
    REPORT_LATE = "report_late"  # one was to be answered by now
    SHIFT_UNCONFIRMED = "shift_unconfirmed"  # it has begun, and they have not said they are there
    SHIFT_UNCOVERED = "shift_uncovered"  # its volunteer can't, and nobody has taken it
    CODES_TRIED = (
        "codes_tried"  # so many six-digit codes were wrong that none is looked at for a while
    )
    GROUP_UNLED = "group_unled"  # whoever ran it was erased, and nobody else does
    NOTICES_LIMIT = "notices_limit"  # they have cost what they may in a month
    NOTICE_DENIED = "notice_denied"  # asked for in a coordinator's name, and not by them
    CRISIS_UNSURE = "crisis_unsure"  # nobody knows whether a crisis alert arrived


class Alert(Base):
    """No number, name or text of anybody is in it. Times are by the service's clock."""

    __tablename__ = "alerts"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    kind: Mapped[str] = mapped_column(String(20), unique=True)
    detail: Mapped[str] = mapped_column(String(160))
    first_at: Mapped[datetime] = mapped_column(Utc)  # since it was last cleared
    last_at: Mapped[datetime] = mapped_column(Utc)
    count: Mapped[int] = mapped_column()  # at least so often: two at once may count as one
    paused_until: Mapped[datetime | None] = mapped_column(Utc)  # what it stops waits until then
    told_at: Mapped[datetime | None] = mapped_column(Utc)  # when the operator was last texted
    cleared_at: Mapped[datetime | None] = mapped_column(Utc)
