"""A small community to tell things: who is in it, and what a coordinator does."""

from dataclasses import dataclass, field
from datetime import timedelta

from sqlalchemy import select

from service import consent, coordinators, groups, own_groups
from service.meetings import dates
from service.meetings.feeds.row import Address
from service.meetings.own import Own
from service.members import add_person, find_or_add_phone
from service.models import (
    Group,
    Lane,
    LineType,
    NoticeEvent,
    NoticeKind,
    NoticeRecipient,
    NoticeState,
    Outbox,
    Person,
    PersonPhone,
    PhoneRow,
)
from service.notices import drafts, sending, states, tally
from service.notices.wishes import OF_A_DATE, Wish
from service.text.phone import Phone

ANA, WALT, BEN = "+14065550100", "+14065550110", "+14065550120"
PINE = Address("12 Pine St", "Lewistown", "MT", "59457", "US")


@dataclass
class Parish:
    house: object
    clock: object
    ticker: object
    simulator: object
    people: dict[str, int] = field(default_factory=dict)
    everywhere: tuple[int, ...] = ()
    minute = drafts.HELD_FOR

    def __post_init__(self):
        with self.house.database.transaction() as session:
            self.ben = self.add(session, BEN)
            self.tue = self.found(session, "TUE", 2)
            self.ana = self.add(session, ANA, "TUE")
            self.walt = self.add(session, WALT, "TUE", line=LineType.LANDLINE)

    def found(self, session, word, day):
        made = Own(word, word, "aa", day, 19 * 60, None, None, None, None, f"{word} Hall", PINE)
        now = self.clock.now()
        founded = own_groups.found(session, made, self.ben, "America/Denver", now)
        group = session.scalars(select(Group).where(Group.word == word)).one()
        assert group.meeting_id == founded.meeting_id
        coordinators.add(session, group, self.ben, now)
        return group.id

    def add(self, session, number, *words, line=LineType.MOBILE, **more):
        """Somebody with a phone of that number who has joined those groups."""
        now = self.clock.now()
        phone = find_or_add_phone(session, self.house.keyring, Phone.parse(number), now)
        person_id = add_person(session, phone.id, "en", now)
        session.get_one(PhoneRow, phone.id).line_type = line
        for name, value in more.items():
            setattr(session.get_one(Person, person_id), name, value)
        for group in session.scalars(select(Group).where(Group.word.in_(words))):
            groups.join(session, group.id, person_id, now)
            consent.agree(session, phone.id, "text", "JOIN", now)
        self.people[number] = person_id
        session.flush()
        return person_id

    def share(self, session, person_id, phone_id):
        """They answer this phone, too."""
        session.add(PersonPhone(person_id=person_id, phone_id=phone_id, since=self.clock.now()))
        session.flush()

    def leave(self, session, person_id):
        groups.leave(session, session.get_one(Group, self.tue), person_id, self.clock.now())

    @property
    def meeting(self):
        with self.house.database.reading() as session:
            return session.get_one(Group, self.tue).meeting_id

    def phone_of(self, session, person_id):
        theirs = select(PersonPhone.phone_id).where(PersonPhone.person_id == person_id)
        return session.scalars(theirs.order_by(PersonPhone.since)).first()

    def wish(self, session, kind=NoticeKind.NEWS, **more):
        said = {"by_person_id": self.ben, "by_phone_id": self.phone_of(session, self.ben)}
        said |= {"group_ids": self.everywhere or (self.tue,), "kind": kind}
        if kind == NoticeKind.NEWS:
            said |= {"body": "Bring a chair"}
        if kind in OF_A_DATE:
            meeting = session.get_one(Group, self.tue).meeting_id
            on = dates.next_date(session, meeting, self.clock.now())
            said |= {"meeting_id": meeting, "on_date": on}
        return Wish(**(said | more))

    def draft(self, kind=NoticeKind.NEWS, **more):
        now = self.clock.now()
        with self.house.database.transaction() as session:
            wish = self.wish(session, kind, **more)
            return drafts.draft(session, self.house.settings, wish, now).id

    def confirm(self, notice_id, count=None, proved=True):
        with self.house.database.transaction() as session:
            said = count or drafts.key_of(states.found(session, notice_id))
            args = session, self.house.settings, notice_id, said, self.ben, self.clock.now()
            return drafts.confirm(*args, proved=proved)

    def held(self, kind=NoticeKind.NEWS, **more):
        notice_id = self.draft(kind, **more)
        assert self.confirm(notice_id) is drafts.Answer.HELD
        return notice_id

    def sent(self, kind=NoticeKind.NEWS, **more):
        notice_id = self.held(kind, **more)
        self.pass_time(seconds=60)
        return notice_id

    def choose(self, hour, notice_id, **more):
        with self.house.database.transaction() as session:
            args = session, self.house.settings, notice_id, self.ben, self.clock.now()
            return hour(*args, **more)

    def undo(self, notice_id):
        with self.house.database.transaction() as session:
            return drafts.undo(session, notice_id, self.ben, self.clock.now())

    def do(self, what, *args):
        """`what(session, *args, now)` in a transaction of its own."""
        with self.house.database.transaction() as session:
            return what(session, *args, self.clock.now())

    def pass_time(self, **by):
        self.clock.advance(timedelta(**by))
        for _ in range(3):
            self.ticker.tick()
            self.simulator.settle()

    def do_go(self, notice_id):
        """Its minute is over, and the first of its phones are put out: nothing is sent yet."""
        self.clock.advance(drafts.HELD_FOR)
        now = self.clock.now()
        with self.house.database.transaction() as session:
            assert sending.go(session, self.house.settings, notice_id, now)

    def send(self):
        """What is due goes; no timer falls due."""
        self.ticker._crew.send(list(Lane), 1000)
        self.simulator.settle()

    def until(self, at):
        self.pass_time(seconds=(at - self.clock.now()).total_seconds())

    def reasons(self, notice_id):
        its = select(NoticeEvent.why).where(NoticeEvent.notice_id == notice_id)
        with self.house.database.reading() as session:
            return session.scalars(its).all()

    def state(self, notice_id):
        with self.house.database.reading() as session:
            return NoticeState(states.found(session, notice_id).state)

    def tally(self, notice_id):
        with self.house.database.reading() as session:
            return tally.of(session, notice_id)

    def recipients(self, notice_id):
        its = select(NoticeRecipient.person_id, NoticeRecipient.way)
        with self.house.database.reading() as session:
            rows = session.execute(its.where(NoticeRecipient.notice_id == notice_id))
            return dict(rows.all())

    def rows(self, notice_id):
        its = select(Outbox).where(Outbox.subject_id == notice_id, Outbox.message == states.MESSAGE)
        with self.house.database.reading() as session:
            return session.scalars(its.order_by(Outbox.phone_id, Outbox.created_at)).all()

    def texts(self, number=ANA):
        return [message.body for message in self.simulator.inbox(number)]
