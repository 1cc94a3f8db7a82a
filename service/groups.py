"""The organisation's groups, found by the word members text, joined and left."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from rapidfuzz.distance import OSA
from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session

from service import consent, expected, members, reminders, rides
from service.checkins import proposals
from service.db import insert
from service.meetings.query import Query, understand
from service.models import Group, Meeting, Membership, PersonPhone, Reminder
from service.settings import Settings
from service.text.hours import DAY_MIN
from service.text.language import bare

# A day's name is one word however it is written and in which language: MAR joins TUE.
DAYS = (
    "mon monday mondays lun lunes",
    "tue tues tuesday tuesdays mar martes",
    "wed weds wednesday wednesdays mie miercoles",
    "thu thur thurs thursday thursdays jue jueves",
    "fri friday fridays vie viernes",
    "sat saturday saturdays sab sabado sabados",
    "sun sunday sundays dom domingo domingos",
)
# As meetings count them: Sunday is 0.
WEEKDAY = {name: (at + 1) % 7 for at, names in enumerate(DAYS) for name in names.split()}
SAME = {name: frozenset(names.split()) for names in DAYS for name in names.split()}
# Said around a group's word: "the TUE group", "al grupo del MAR".
AROUND = frozenset(
    """the a an my our un una group groups meeting please pls al el la los del mi grupo reunion
    por favor""".split()
)
# Behind STOP the texts themselves are named, too, and haste: "stop TUE texts", "unsubscribe from TUE now".
OF_A_STOP = frozenset(
    "text texts message messages call calls reminder reminders mensaje mensajes aviso avisos "
    "from of for de now today already ya hoy ahora".split()
)
SLIPS_FROM = 6  # letters: from here on two slips are still the same word


@dataclass(frozen=True, slots=True)
class Meant:
    """The group that was named, or else those it may have been: never joined unasked."""

    group: Group | None
    slips: tuple[Group, ...] = ()  # written nearly so
    kindred: tuple[Group, ...] = ()  # of the kind, or on the day, that was named instead

    @property
    def near(self) -> tuple[Group, ...]:
        return self.slips or self.kindred


def everything(session: Session) -> list[Group]:
    return list(session.scalars(select(Group).order_by(Group.word)))


def of_person(session: Session, person_id: int) -> list[Group]:
    """What they have joined."""
    joined = select(Group).join(Membership, Membership.group_id == Group.id)
    return list(
        session.scalars(joined.where(Membership.person_id == person_id).order_by(Group.word))
    )


def of_meeting(session: Session, meeting_id: int) -> Group | None:
    """The group whose meeting it is, or another list's row of it."""
    its = or_(Group.meeting_id == meeting_id, Meeting.twin_of == meeting_id)
    found = select(Group).outerjoin(Meeting, Meeting.id == Group.meeting_id).where(its)
    return session.scalar(found.order_by(Group.id).limit(1))


def is_in(session: Session, group_id: int, person_id: int) -> bool:
    """Whether they have joined it."""
    joined = select(Membership.group_id).where(
        Membership.group_id == group_id, Membership.person_id == person_id
    )
    return session.scalar(joined) is not None


def meant(session: Session, said: str, besides: frozenset[str] = frozenset()) -> Meant:
    """Which group's word or name these words are, whole; else what they nearly are.

    What may stand `besides` says nothing.
    """
    asked = _plain(said, besides)
    groups = everything(session)
    for same in (_is_its_word, _is_another_word_for_it, _is_its_name):
        if found := [group for group in groups if same(asked, group)]:
            return Meant(found[0])
    slips = tuple(group for group in groups if _is_near(asked, group))
    return Meant(None, slips, _on_that_day(session, asked) or _of_the_kind(said, groups))


def names_none(said: str) -> bool:
    """Whether these words speak of a group and name none: "the group", "my groups"."""
    words = _plain(said).split()
    return bool(words) and AROUND.issuperset(words)


def names_a_day(said: str) -> bool:
    """Whether these words are a day of the week, in either language, and no more."""
    return _plain(said, OF_A_STOP) in SAME


def join(session: Session, group_id: int, person_id: int, now: datetime) -> bool:
    """False when they have joined before."""
    row = insert(session, Membership).values(group_id=group_id, person_id=person_id, joined_at=now)
    added = row.on_conflict_do_nothing().returning(Membership.group_id)
    return session.scalar(added) is not None


def leave(session: Session, group: Group, person_id: int, said_at: datetime) -> bool:
    """Ends what they get from this group, a reminder of its meeting too; False when there was nothing.

    What they have asked for again since it was said stays.
    """
    was_in = delete(Membership).where(
        Membership.group_id == group.id,
        Membership.person_id == person_id,
        Membership.joined_at <= said_at,
    )
    left = session.scalar(was_in.returning(Membership.group_id)) is not None
    ended = _reminders(session, group, person_id, said_at)
    for reminder_id in ended:
        reminders.drop(session, reminder_id)
    return left or bool(ended)


def take_out(
    session: Session, settings: Settings, group: Group, person_id: int, now: datetime
) -> bool:
    """Whoever runs it has them leave: as if they had said so; whose word it was is written down."""
    left = leave(session, group, person_id, now)
    if not left:
        return False
    rides.withdraw_all(session, settings, person_id, group.meeting_id, now)
    for phone_id in _phones(session, person_id):
        consent.leave(session, phone_id, consent.BY_COORDINATOR, group.word, now)
        expected.forget(session, phone_id, group.id)
    proposals.end_without(session, settings, person_id, now)
    return True


def _phones(session: Session, person_id: int) -> Sequence[int]:
    """Those that nobody else in their house answers."""
    return [
        phone_id
        for phone_id in session.scalars(
            select(PersonPhone.phone_id).where(PersonPhone.person_id == person_id)
        ).all()
        if members.people_of(session, phone_id) == (person_id,)
    ]


def _reminders(session: Session, group: Group, person_id: int, asked_by: datetime) -> Sequence[int]:
    """Theirs of its meeting; a feed may have handed it to another list's row."""
    twin = select(Meeting.twin_of).where(Meeting.id == group.meeting_id)
    its = or_(Reminder.meeting_id == group.meeting_id, Reminder.meeting_id.in_(twin))
    theirs = Reminder.person_id == person_id, Reminder.created_at <= asked_by
    return session.scalars(select(Reminder.id).where(its, *theirs)).all()


def _plain(said: str, besides: frozenset[str] = frozenset()) -> str:
    kept = "".join(letter if letter.isalnum() else " " for letter in bare(said))
    words = kept.split()
    return " ".join([word for word in words if word not in AROUND | besides] or words)


def _is_its_word(asked: str, group: Group) -> bool:
    return asked == _plain(group.word)


def _is_another_word_for_it(asked: str, group: Group) -> bool:
    return asked in SAME.get(_plain(group.word), ())


def _is_its_name(asked: str, group: Group) -> bool:
    return asked == _plain(group.name)


def _is_near(asked: str, group: Group) -> bool:
    """A slip or two away from a word of its own. Another day's name is no slip: JUE is not TUE."""
    if asked in SAME:
        return False
    word = _plain(group.word)
    return any(_slips(asked, one) for one in (word, *SAME.get(word, ())))


def _on_that_day(session: Session, asked: str) -> tuple[Group, ...]:
    """THU is nearly GRIEF where that meets on Thursdays."""
    if asked not in WEEKDAY:
        return ()
    meets = select(Group, Meeting.minute_of_week).join(Meeting, Meeting.id == Group.meeting_id)
    rows = session.execute(meets.order_by(Group.word))
    return tuple(group for group, at in rows if at is not None and at // DAY_MIN == WEEKDAY[asked])


def _of_the_kind(said: str, groups: Sequence[Group]) -> tuple[Group, ...]:
    """DUELO is nearly GRIEF. With a place or a day beside it, it is a search."""
    asked = understand(said)
    if asked is None or asked.kind in (None, "any") or asked != Query(kind=asked.kind):
        return ()
    return tuple(group for group in groups if group.kind == asked.kind)


def _slips(asked: str, word: str) -> bool:
    allowed = 2 if min(len(asked), len(word)) >= SLIPS_FROM else 1
    return len(asked) > 1 and OSA.distance(asked, word, score_cutoff=allowed) <= allowed
