"""Who gets a notice: each person once, on one phone of theirs, by one way.

Resolved once, when it is drafted, by one statement whatever their number. Whoever joins later isn't added;
whoever leaves or says STOP before it reaches them gets nothing (`still_theirs`, `delivery/policy`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    Subquery,
    and_,
    case,
    delete,
    exists,
    func,
    literal,
    or_,
    select,
    true,
    union,
)
from sqlalchemy.orm import Session

from service import consent
from service.clock import zone
from service.db import insert
from service.delivery.hours import hours_of, next_contact
from service.models import (
    LineType,
    MeetingDate,
    Membership,
    Notice,
    NoticeGroup,
    NoticeKind,
    NoticeRecipient,
    NoticeState,
    Person,
    PersonPhone,
    PhoneRow,
    Reminder,
    Way,
)
from service.moved import are_reminded
from service.notices import states
from service.notices.tally import may_have_it
from service.notices.wishes import OF_A_DATE, newest_of, says_the_same
from service.settings import Settings

NEVER_WENT = (NoticeState.DRAFT, NoticeState.HELD, NoticeState.UNDONE, NoticeState.DROPPED)
People = Select[int]
# Hours of several people on one phone may never meet; then the last look counts.
LOOKS = 3
_LANDLINE = PhoneRow.line_type == LineType.LANDLINE
_ONLY_CALLS = PhoneRow.only_calls & (PhoneRow.line_type == LineType.UNKNOWN)
_CALLED = or_(
    _LANDLINE,
    Person.reach == Way.CALL,
    and_(Person.reach.is_(None), _ONLY_CALLS),
)
# They have said yes to something themselves, and no STOP since.
_MAY_BE = PhoneRow.stopped_at.is_(None) & consent.own_yes(PhoneRow.id)
# Who wants calls is called at home; anybody else gets it where a text arrives.
_UNFIT = case((Person.reach == Way.CALL, ~_LANDLINE), else_=or_(_LANDLINE, _ONLY_CALLS))


@dataclass(frozen=True, slots=True)
class Audience:
    """People, and the texts and calls it takes: two people on one phone share theirs."""

    people: int
    texts: int
    calls: int


def resolve(session: Session, notice: Notice, now: datetime) -> Audience:
    """Writes down who gets it, and counts them."""
    session.flush()
    chosen = _chosen(people(session, notice), have_it(session, notice))
    rows = select(literal(notice.id), chosen.c.person_id, chosen.c.phone_id, chosen.c.way)
    columns = ["notice_id", "person_id", "phone_id", "way"]
    put = insert(session, NoticeRecipient).from_select(columns, rows.where(true()))
    session.execute(put.on_conflict_do_nothing())
    return counted(session, notice.id)


def counted(session: Session, notice_id: int) -> Audience:
    """Those written down for it."""
    phones = func.count(NoticeRecipient.phone_id.distinct())
    its = NoticeRecipient.notice_id == notice_id
    count = session.scalar(select(func.count()).select_from(NoticeRecipient).where(its)) or 0
    ways = select(NoticeRecipient.way, phones).where(its).group_by(NoticeRecipient.way)
    found = {row[0]: row[1] for row in session.execute(ways)}
    return Audience(count, found.get(Way.TEXT, 0), found.get(Way.CALL, 0))


def people_now(session: Session, notice: Notice) -> int:
    """How many it would go to if it were resolved at this moment; nothing is written."""
    chosen = _chosen(people(session, notice), have_it(session, notice))
    return session.scalar(select(func.count(chosen.c.person_id.distinct()))) or 0


def forget(session: Session, notice_id: int) -> None:
    """Who would have got what was never sent."""
    session.execute(delete(NoticeRecipient).where(NoticeRecipient.notice_id == notice_id))


def phones(notice_id: int, way: Way) -> Select[tuple[int, int | None]]:
    """Its phones by one way, with the person it is for; NULL where several share it."""
    person = case((func.count() == 1, func.min(NoticeRecipient.person_id)))
    its = NoticeRecipient.notice_id == notice_id, NoticeRecipient.way == way
    theirs: Select[Any] = select(NoticeRecipient.phone_id, person).where(*its)
    return theirs.group_by(NoticeRecipient.phone_id)


def still_theirs(session: Session, notice: Notice, phone_id: int) -> bool:
    """Whether somebody of this phone, whom it is for, is in one of its groups, or had asked to be reminded
    of its meeting."""
    its = NoticeRecipient.notice_id == notice.id, NoticeRecipient.phone_id == phone_id
    groups = select(NoticeGroup.group_id).where(NoticeGroup.notice_id == notice.id)
    person = NoticeRecipient.person_id
    member = exists().where(Membership.person_id == person, Membership.group_id.in_(groups))
    reminded = exists().where(
        Reminder.person_id == person, Reminder.meeting_id == notice.meeting_id
    )
    found = select(person).where(*its, or_(member, reminded)).limit(1)
    return session.scalar(found) is not None


def is_outside(session: Session, settings: Settings, notice_id: int, at: datetime) -> bool:
    """Whether somebody who gets it has no contact hours then, on their own wall."""
    return any(
        not hours_of(from_min, until_min, settings).contain(at, zone(home or settings.home_zone))
        for home, from_min, until_min in session.execute(_walls(notice_id))
    )


def opens_at(
    session: Session, settings: Settings, notice_id: int, phone_id: int, now: datetime
) -> datetime:
    """When all of this phone whom it is for may be reached: `now`, where they may now. For a row that is for
    several, of whom `delivery/policy` asks nobody."""
    at = now
    for _ in range(LOOKS):
        before = at
        for home, from_min, until_min in session.execute(_walls(notice_id, phone_id)):
            at = next_contact(
                at, zone(home or settings.home_zone), hours_of(from_min, until_min, settings)
            )
        if at == before:
            break
    return at


def _walls(notice_id: int, phone_id: int | None = None) -> Select[Any, Any, Any]:
    """Zones and contact hours of those who get it, each once."""
    walls = select(Person.zone, Person.contact_from_min, Person.contact_until_min).distinct()
    its = walls.join(NoticeRecipient, NoticeRecipient.person_id == Person.id)
    theirs = its.where(NoticeRecipient.notice_id == notice_id)
    return theirs if phone_id is None else theirs.where(NoticeRecipient.phone_id == phone_id)


def people(session: Session, notice: Notice) -> Sequence[People]:
    """Who would be told of it, each maybe more than once: on a phone or not, whatever they have said."""
    if notice.kind == NoticeKind.FIX:
        chain = states.chain(session, notice)
        return [_still_in(notice, _who_may_have(id)) for id in chain]
    asked = [_members(notice.id)]
    if notice.kind in OF_A_DATE and notice.meeting_id and notice.usual_at:
        moments = _moments(session, notice)
        asked += [
            _waiting(notice.meeting_id, moments),
            select(Reminder.person_id).where(*are_reminded(notice.meeting_id, moments)),
            _still_in(notice, _told_before(notice)),
        ]
    return asked


def _members(notice_id: int) -> People:
    its = select(NoticeGroup.group_id).where(NoticeGroup.notice_id == notice_id)
    return select(Membership.person_id).where(Membership.group_id.in_(its))


def _moments(session: Session, notice: Notice) -> set[datetime]:
    """When that date was to begin: as the series has it, and as it was moved before."""
    its = MeetingDate.meeting_id == notice.meeting_id, MeetingDate.on_date == notice.on_date
    moved_to = session.scalar(select(MeetingDate.starts_at).where(*its))
    return {moment for moment in (notice.usual_at, moved_to) if moment}


def _waiting(meeting_id: int, moments: set[datetime]) -> People:
    """Who is to be reminded of that date."""
    its = Reminder.meeting_id == meeting_id, Reminder.occurs_at.in_(moments)
    return select(Reminder.person_id).where(Reminder.on, *its)


def _told_before(notice: Notice) -> People:
    """Who was told of that date by a notice before this one."""
    its = Notice.meeting_id == notice.meeting_id, Notice.on_date == notice.on_date
    before = select(Notice.id).where(*its, Notice.id != notice.id, Notice.state.not_in(NEVER_WENT))
    return select(NoticeRecipient.person_id).where(NoticeRecipient.notice_id.in_(before))


def _still_in(notice: Notice, told: People) -> People:
    """Of them who has not left since, as `still_theirs` sees it: nobody else is counted."""
    person = NoticeRecipient.person_id
    reminded = select(Reminder.person_id).where(Reminder.meeting_id == notice.meeting_id)
    return told.where(or_(person.in_(_members(notice.id)), person.in_(reminded)))


def _who_may_have(notice_id: int) -> People:
    its = NoticeRecipient.notice_id == notice_id
    return select(NoticeRecipient.person_id).where(
        its, may_have_it(NoticeRecipient.phone_id, notice_id)
    )


def have_it(session: Session, notice: Notice) -> People | None:
    """Whom a notice that says the same had reached, or may have, when it was stopped."""
    if notice.kind not in OF_A_DATE:
        return None
    newest = newest_of(session, notice.meeting_id, notice.on_date)
    if newest is None or newest.state != NoticeState.STOPPED or not says_the_same(newest, notice):
        return None
    return _who_may_have(newest.id)


def _chosen(asked: Sequence[People], but: People | None) -> Subquery:
    """Each of these people once, on the phone that suits them best; those on one phone by one way, a call
    if one of them is called."""
    them = union(*asked).subquery("people_")
    best = _best_phone(them.c[0]).label("best")
    each = select(them.c[0].label("person_id"), best).subquery("each_").c
    phone_id = (each.best // 2).label("phone_id")
    is_called = func.max(each.best % 2).over(partition_by=each.best // 2)
    way = case((is_called == 1, Way.CALL.value), else_=Way.TEXT.value).label("way")
    found = select(each.person_id, phone_id, way).where(each.best.is_not(None))
    return (found if but is None else found.where(each.person_id.not_in(but))).subquery("chosen_")


def _best_phone(person_id: ColumnElement[int]) -> ColumnElement[int]:
    """Twice its id, and one more where they are called; NULL where they have none.

    In one number, found for each person by itself: a join would leave it to the database in which order it
    looks, and PostgreSQL without statistics of new rows has compared everybody with everybody.
    """
    is_called = case((_CALLED, 1), else_=0)
    suits = (_UNFIT, PersonPhone.since, PersonPhone.phone_id)
    theirs = (
        select(PersonPhone.phone_id * 2 + is_called)
        .join(Person, Person.id == PersonPhone.person_id)
        .join(PhoneRow, PhoneRow.id == PersonPhone.phone_id)
        .where(PersonPhone.person_id == person_id, _MAY_BE)
    )
    return theirs.order_by(*suits).limit(1).scalar_subquery()
