"""Which notices somebody may see, and the newest of them."""

from collections.abc import Collection

from sqlalchemy import ColumnElement, exists, or_, select, true
from sqlalchemy.orm import Session

from service.models import Group, Notice, NoticeGroup, NoticeState

# Waits for its count, or was never confirmed: shown to whoever wrote it alone, while it waits.
UNSENT = (NoticeState.DRAFT, NoticeState.DROPPED)


def groups_of(session: Session, notice_id: int) -> list[Group]:
    """Those it goes to, by word."""
    its = select(Group).join(NoticeGroup, NoticeGroup.group_id == Group.id)
    return list(session.scalars(its.where(NoticeGroup.notice_id == notice_id).order_by(Group.word)))


def is_theirs(
    session: Session, notice: Notice, person_id: int, groups: Collection[int] | None
) -> bool:
    """Whether they made it, or run all its groups (None: every group). A draft is its author's, for as long
    as they run what it goes to."""
    if groups is None:
        return notice.state not in UNSENT or notice.by_person_id == person_id
    to = {one.id for one in groups_of(session, notice.id)}
    runs = bool(to) and to <= set(groups)
    if notice.state in UNSENT:
        return runs and notice.by_person_id == person_id
    return runs or notice.by_person_id == person_id


def draft_of(session: Session, person_id: int, groups: Collection[int] | None) -> Notice | None:
    """What they have written, here or by phone, and not sent yet."""
    its = Notice.by_person_id == person_id, Notice.state == NoticeState.DRAFT
    notice = session.scalar(select(Notice).where(*its).order_by(Notice.id.desc()).limit(1))
    return notice if notice and is_theirs(session, notice, person_id, groups) else None


def newest(
    session: Session, person_id: int, groups: Collection[int] | None, skip: int, room: int
) -> list[Notice]:
    """Those that were confirmed, the newest first."""
    seen = Notice.state.not_in(UNSENT), _seen(person_id, groups)
    its = select(Notice).where(*seen).order_by(Notice.id.desc())
    return list(session.scalars(its.offset(skip).limit(room)))


def words_of(session: Session, notice_ids: Collection[int]) -> dict[int, list[str]]:
    """The words of the groups of each, in one look."""
    its = select(NoticeGroup.notice_id, Group.word).join(Group, Group.id == NoticeGroup.group_id)
    rows = session.execute(its.where(NoticeGroup.notice_id.in_(notice_ids)).order_by(Group.word))
    found: dict[int, list[str]] = {id: [] for id in notice_ids}
    for notice_id, word in rows:
        found[notice_id].append(word)
    return found


def _seen(person_id: int, groups: Collection[int] | None) -> ColumnElement[bool]:
    if groups is None:
        return true()
    its = exists().where(NoticeGroup.notice_id == Notice.id)
    runs = its & ~its.where(NoticeGroup.group_id.not_in(groups))
    return or_(Notice.by_person_id == person_id, runs)
