"""What a notice has to tell, read once for all whose words are made together; and who it is told."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Select,
    Subquery,
    bindparam,
    exists,
    func,
    select,
)
from sqlalchemy.orm import Session, aliased

from service.db import table_of
from service.meetings import joining
from service.meetings.dated import Change, changes_of
from service.meetings.query import Query
from service.meetings.search import Line, Result, details, find
from service.models import (
    Answer,
    Attendance,
    Group,
    Membership,
    Notice,
    NoticeGroup,
    NoticeKind,
    NoticeState,
    Person,
    PersonPhone,
    PhoneRow,
    Reminder,
)
from service.notices import corrections, states
from service.notices.wishes import OF_A_DATE
from service.settings import Settings
from service.statements import Prepared
from service.text.times import EVENING_FROM, evening_date

A_MINUTE = timedelta(minutes=1)
# A meeting by phone is offered instead when it begins no longer before the hour of the one that is off.
EARLIER = timedelta(hours=2)
LOOKED_AT = 5  # calls of that evening: some have a number that we may not dial
GOES_OUT = frozenset({NoticeState.SENDING, NoticeState.PAUSED, NoticeState.DONE})
_KEPT = "news"


@dataclass(frozen=True, slots=True)
class News:
    """A notice with all that its words need."""

    notice: Notice
    group: (
        tuple[str, str] | None
    )  # the word and the name of the one group it goes to; None: several
    has_groups: bool
    stands: bool  # its date is still as it says
    one: Result | None  # the meeting, on that date
    next_at: datetime | None  # its next date, where this one is off
    instead: Result | None  # by phone that evening, and of the same kind
    first_id: int  # itself, or what was said before all corrections
    corrects: bool = True  # False: what it corrects has not reached them, so this is all they hear

    @property
    def kind(self) -> NoticeKind:
        kind = NoticeKind(self.notice.kind)
        return NoticeKind.NEWS if kind is NoticeKind.FIX and not self.corrects else kind

    @property
    def is_wanted(self) -> bool:
        """Whether anybody is to be told of it, now or once it goes on."""
        return self.stands and self.notice.state in GOES_OUT


@dataclass(frozen=True, slots=True)
class Whom:
    """Whoever answers a phone, as far as the words depend on it."""

    language: str
    zone: str | None
    discreet: bool
    private: bool
    has_code: bool
    shared: bool
    is_member: bool  # of a group it goes to
    paused_until: datetime | None

    @property
    def is_open(self) -> bool:
        """Whether what we start may name the group."""
        return not (self.discreet or self.private or self.shared)

    @property
    def is_guarded(self) -> bool:
        """Whether a call says nothing before a key, or before their code."""
        return self.private or self.shared or self.has_code


def read(session: Session, settings: Settings, notice_id: int | None, now: datetime) -> News | None:
    """Read once a transaction: a worker makes the words of many in one."""
    kept: dict[int | None, News | None] = session.info.setdefault(_KEPT, {})
    if notice_id not in kept:
        notice = None if notice_id is None else states.found(session, notice_id)
        kept[notice_id] = None if notice is None else _read(session, settings, notice, now)
    return kept[notice_id]


_P, _PERSON, _OWNS = table_of(PhoneRow).c, table_of(Person).c, table_of(PersonPhone).c
PAUSED_UNTIL: ColumnElement[datetime | None] = _PERSON.paused_until
_OTHER, _MEMBER, _TO = aliased(Person), table_of(Membership).c, table_of(NoticeGroup).c


def _first_on(phone: ColumnElement[int]) -> ColumnElement[int]:
    """Whose phone it is, where nobody of it is named."""
    theirs = select(_OWNS.person_id).where(_OWNS.phone_id == phone)
    return theirs.order_by(_OWNS.since, _OWNS.person_id).limit(1).scalar_subquery()


# What the words depend on, in the order of `Whom`'s first fields.
_ABOUT = (
    func.coalesce(_P.language, _PERSON.language, "en").label("language"),
    _PERSON.zone,
    func.coalesce(_PERSON.discreet, True).label("discreet"),
    exists()
    .where(_OWNS.phone_id == _P.id, _OWNS.person_id == _OTHER.id, _OTHER.private)
    .correlate(table_of(PhoneRow))
    .label("private"),
    _PERSON.code_hash.is_not(None).label("has_code"),
    select(func.count() > 1).where(_OWNS.phone_id == _P.id).scalar_subquery().label("shared"),
)
_WHOM = Prepared(
    select(
        *_ABOUT,
        exists()
        .where(_OWNS.phone_id == _P.id, _OWNS.person_id == _MEMBER.person_id)
        .where(_MEMBER.group_id == _TO.group_id, _TO.notice_id == bindparam("notice"))
        .correlate(table_of(PhoneRow)),
        _PERSON.paused_until,
    )
    .select_from(table_of(PhoneRow))
    .outerjoin(
        table_of(Person),
        _PERSON.id
        == func.coalesce(bindparam("person", type_=BigInteger), _first_on(bindparam("phone"))),
    )
    .where(_P.id == bindparam("phone"))
)


def whom(session: Session, notice_id: int, phone_id: int, person_id: int | None) -> Whom:
    """Where several share the phone and it is for more than one of them, none is named."""
    rows = _WHOM.rows(session, notice=notice_id, phone=phone_id, person=person_id)
    return Whom(*rows[0])


def whom_all(to: Subquery, *more: ColumnElement[Any]) -> Select[Any]:
    """Of each phone of `to` (phone_id, person_id): `more`, and what the words depend on, as `Whom` has it."""
    person = func.coalesce(to.c.person_id, _first_on(to.c.phone_id))
    phones = table_of(PhoneRow)
    joined = select(*more, *_ABOUT).select_from(to).join(phones, _P.id == to.c.phone_id)
    return joined.outerjoin(table_of(Person), _PERSON.id == person)


def for_phone(session: Session, found: News, phone_id: int) -> News:
    """To whoever has not had what it corrects, nor may have, it is news and no correction."""
    if found.notice.kind != NoticeKind.FIX:
        return found
    return corrected(found, corrections.has_first(session, found.notice, phone_id))


def corrected(found: News, has_first: bool) -> News:
    """As it is told to who has what it corrects, or to who has not."""
    return replace(found, corrects=has_first) if found.notice.kind == NoticeKind.FIX else found


def counts_on_it(session: Session, person_id: int, notice: Notice) -> bool:
    """Whether they mean to come to that date: they have a reminder for it, or said so."""
    going = select(Attendance.person_id).where(
        Attendance.person_id == person_id,
        Attendance.meeting_id == notice.meeting_id,
        Attendance.occurs_at == notice.usual_at,
        Attendance.answer == Answer.GOING,
    )
    reminded = select(Reminder.person_id).where(
        Reminder.person_id == person_id, Reminder.meeting_id == notice.meeting_id, Reminder.on
    )
    return session.execute(going.union_all(reminded).limit(1)).first() is not None


def _read(session: Session, settings: Settings, notice: Notice, now: datetime) -> News:
    told = select(Group.word, Group.name).join(NoticeGroup, NoticeGroup.group_id == Group.id)
    groups = session.execute(told.where(NoticeGroup.notice_id == notice.id).limit(2)).all()
    group = (groups[0].word, groups[0].name) if len(groups) == 1 else None
    first_id = [notice.id, *states.chain(session, notice)][-1]
    if notice.kind not in OF_A_DATE or notice.meeting_id is None or notice.usual_at is None:
        return News(notice, group, bool(groups), True, None, None, None, first_id)
    change = _change(session, notice)
    starts = notice.moved_to or notice.usual_at
    one = details(session, notice.meeting_id, starts - A_MINUTE, even_off=True)
    found = News(notice, group, bool(groups), _stands(notice, change), one, None, None, first_id)
    if notice.kind != NoticeKind.OFF:
        return found
    coming = details(session, notice.meeting_id, notice.usual_at + A_MINUTE)
    by_phone = _instead(session, settings, notice, one, now)
    return replace(found, next_at=coming.starts if coming else None, instead=by_phone)


def _change(session: Session, notice: Notice) -> Change | None:
    assert notice.meeting_id is not None  # asked for what is about a date alone
    return changes_of(session, notice.meeting_id).get(notice.on_date) if notice.on_date else None


def _stands(notice: Notice, change: Change | None) -> bool:
    """Whoever has not heard of it by then hears what has been said of the date since."""
    is_off = change is not None and change.starts_at is None
    if notice.kind == NoticeKind.OFF:
        return is_off
    if notice.kind == NoticeKind.ON or notice.moved_to is None:
        return not is_off
    # As moments: of two clocks an hour that comes twice is never equal.
    there = change and change.starts_at
    return there is not None and there.timestamp() == notice.moved_to.timestamp()


def _instead(
    session: Session, settings: Settings, notice: Notice, one: Result | None, now: datetime
) -> Result | None:
    """That evening itself: of a later day its next date would be another one's."""
    if one is None or notice.usual_at is None:
        return None
    usual = notice.usual_at.astimezone(one.starts.tzinfo)
    if evening_date(usual) != evening_date(now.astimezone(one.starts.tzinfo)):
        return None
    when = "tonight" if usual.hour >= EVENING_FROM else "today"
    query = Query(kind=one.fellowship, when=when, mode="phone")
    found = find(session, query, now, limit=LOOKED_AT, line=Line(str(one.starts.tzinfo)))
    return next((it for it in found.results if _takes_its_place(it, one, usual, settings)), None)


def _takes_its_place(it: Result, one: Result, usual: datetime, settings: Settings) -> bool:
    near = usual - EARLIER <= it.starts and evening_date(
        it.starts.astimezone(usual.tzinfo)
    ) == evening_date(usual)
    same = it.fellowship == one.fellowship and it.meeting_id != one.meeting_id
    return near and same and joining.number_of(it, settings) is not None
