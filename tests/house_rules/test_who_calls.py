"""Caller ID is a claim: every step that keys lead to is walked by callers who have proved more or less.

Who has not proved who they are is told nothing of a member, and changes nothing of theirs: what the phone's
member has is compared row by row, and what is said is searched for their name, group, hall, hours and zone.
"""

import copy
import json
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from sqlalchemy import inspect, select, update

from service import codes, groups, reminders, reminding
from service.checkins import plans
from service.checkins.plans import Wish as CheckInWish
from service.delivery import outbox
from service.delivery.outbox import Outgoing
from service.flows import proof
from service.flows.turn import (
    GUARDS,
    STEPS,
    Channel,
    Choose,
    Connect,
    Go,
    Listen,
    Pick,
    Record,
    Ring,
    Say,
    Turn,
    follow,
    go,
)
from service.meetings.importer import import_feed
from service.members import add_person, find_or_add_phone
from service.models import (
    CheckIn,
    Group,
    Lane,
    Meeting,
    Membership,
    Outbox,
    Person,
    PhoneRow,
    Reminder,
    State,
    Watch,
    Way,
)
from service.text.lead_words import Lead
from service.text.phone import Phone
from service.text.words import spoken
from tests.flows.conftest import listed

__all__ = ["listed"]
CODE, WRONG, ZIP = "4081", "7302", "59457"
NUMBER = "+14065550150"
# What nobody else in the listing has: name, group, hall, hour, contact hours, zone, hour of a check-in.
THEIRS = ("zelda", "zebra", "quokka", "4 44", "9 oh 7", "alaska", "5 23")
FAR = [
    {
        "slug": "zebra", "name": "Zebra Night Circle", "day": 2, "time": "16:44", "types": ["O"],
        "location": "Quokka Hall", "formatted_address": "1 Quokka St, Nome, AK 99762, USA",
        "latitude": 64.5, "longitude": -165.4,
    }
]  # fmt: skip
# Free by what they are: to be told less, to be called no more or again, and another language.
FREE = {"account.private", "account.stop", "account.start", "account.language", "call.speak"}
# Every group is listed to everybody; who is in it is not.
LISTED = {"groups.all", "list.row", "groups.enter"}
# A number, a ZIP, two hours of a day; a code that is wrong, three times a call.
TYPED = (ZIP, "0917", WRONG)
MOST = 1000


@dataclass
class Walk:
    """One caller, at every step they can come to."""

    line: object
    session: object
    phone_id: int | None
    vouched: bool = False
    code: str | None = None
    put_back: bool = False  # after each step, so that all of it can be heard
    heard: dict[str, str] = field(default_factory=dict)
    changed: bool = False

    def walk(self) -> "Walk":
        ahead = [(go("menu.greeting"), {}), (go("menu.first"), {})]
        while ahead and len(self.heard) < MOST:
            where, memo = ahead.pop(0)
            name = f"{where} {'code_right_at' in memo}"
            if name not in self.heard and where.step not in FREE:
                ahead += self._take(name, where, copy.deepcopy(memo))
        assert len(self.heard) < MOST
        return self

    def _take(self, name, where, memo) -> list:
        """Where it leads, with what the call remembers then; each thing that may be typed is typed."""
        self.heard[name] = ""
        typed = (self.code, *TYPED) if where.step.endswith(("said", "given")) else ("",)
        return [
            onwards
            for said in filter(lambda one: one is not None, typed)
            for onwards in self._tried(name, where, copy.deepcopy(memo), said)
        ]

    def _tried(self, name, where, memo, said) -> list:
        if not self.put_back:
            return self._follow(name, where, memo, said)
        before, savepoint = rows(self.session), self.session.begin_nested()
        onwards = self._follow(name, where, memo, said)
        self.changed = self.changed or not is_kept(before, rows(self.session))
        savepoint.rollback()
        return onwards

    def _follow(self, name, where, memo, said) -> list:
        settings, now = self.line.house.settings, self.line.house.clock.now()
        turn = Turn(self.session, settings, Channel.CALL, "en", now, said, memo, self.phone_id)
        turn.vouched, turn.call_sid, turn.can_text = self.vouched, "CA" + "7" * 32, False
        asked_by, reply = follow(turn, where)
        self.session.execute(update(PhoneRow).values(stopped_at=None))
        words, onwards = _read(reply)
        self.heard[name] += "" if asked_by.step in LISTED else f" {words}"
        return [(one, turn.memo) for one in onwards]

    @property
    def told(self) -> set[str]:
        """What of theirs was said anywhere."""
        everything = " ".join(self.heard.values()).lower()
        return {one for one in THEIRS if one in everything}


def _read(reply) -> tuple[str, list[Go]]:
    """What is said, and all that a key or silence leads to."""
    if not isinstance(reply, Pick):
        return spoken(reply.what, "en") if hasattr(reply, "what") else "", _onwards(reply)
    words = " ".join(spoken(row.what, "en") for row in reply.rows)
    chosen = [go(reply.then, row.value) for row in reply.rows]
    return words, [*chosen, *filter(None, (reply.more, reply.back))]


def _onwards(reply) -> list[Go]:
    match reply:
        case Choose(choices=choices, back=back, when_silent=silent):
            return [*choices.values(), *filter(None, (back, silent))]
        case Listen(then=then):
            return [go(then)]
        case Say(then=then):
            return [then or go("menu.main")]
        case Connect(then=then) | Ring(then=then):
            return [Go(then.step, (*then.args, "failed"))]
        case Record(then=then):
            return [then]
    return []


@pytest.fixture
def session(listed):
    with listed.house.database.transaction() as session:
        yield session
        session.rollback()


@pytest.fixture
def phone_id(listed, session):
    """A member's phone: a name, a group and a reminder of it, hours, a zone, a wish, a call they missed."""
    now, keyring = listed.house.clock.now(), listed.house.keyring
    import_feed(session, "far", json.dumps(FAR).encode(), "aa", "America/Anchorage", now)
    meeting = session.scalar(select(Meeting).where(Meeting.name == "Zebra Night Circle"))
    session.add(Group(word="ZEBRA", name="Zebra Night Circle", kind="aa", meeting_id=meeting.id))
    session.add(Group(word="JUN", name="June Walkers", kind="grief"))
    phone = find_or_add_phone(session, keyring, Phone(NUMBER), now)
    person_id = add_person(session, phone.id, "en", now)
    theirs = {"first_name": "Zelda", "discreet": False, "zone": "America/Anchorage"}
    theirs |= {"contact_from_min": 547, "contact_until_min": 1233}
    session.execute(update(Person).where(Person.id == person_id).values(**theirs))
    group = session.scalar(select(Group).where(Group.word == "ZEBRA"))
    groups.join(session, group.id, person_id, now)
    wish = reminders.Wish(person_id, phone.id, meeting.id, Lead(120))
    asked = reminders.ask(session, listed.house.settings, wish, now)
    _wish_and_missed_call(session, phone.id, person_id, asked, now)
    asked_at = CheckInWish(person_id, phone.id, at_min=5 * 60 + 23)
    plans.set_up(session, listed.house.settings, asked_at, now)
    return phone.id


def _wish_and_missed_call(session, phone_id, person_id, asked, now):
    place = {
        "place": "Nome",
        "region": "AK",
        "lat": 64.5,
        "lon": -165.4,
        "zone": "America/Anchorage",
    }
    times = dict.fromkeys(("asked_at", "looked_at"), now) | {"expires_at": now + timedelta(days=9)}
    session.add(Watch(phone_id=phone_id, kind="aa", miles=30, language="en", **place, **times))
    outgoing = Outgoing(
        way=Way.CALL, lane=Lane.REMINDER, dedupe_key="missed", phone_id=phone_id,
        person_id=person_id, message=reminding.MESSAGE, subject_id=asked.id,
        occurs_at=asked.occurs_at, useful_until=asked.occurs_at,
    )  # fmt: skip
    put = outbox.put(session, outgoing, now)
    session.get_one(Outbox, put).state = State.NO_ANSWER


def rows(session) -> list:
    """What is theirs, as it stands; tries are counted, and what wishes adds stands beside it."""
    session.flush()
    session.expire_all()
    counted = {"code_failures", "code_locked_until", "language"}
    return [
        {column.key: getattr(row, column.key) for column in inspect(table).columns
         if column.key not in counted}
        for table in (Person, Membership, Reminder, Watch, CheckIn)
        for row in session.scalars(select(table))
    ]  # fmt: skip


def is_kept(before, after) -> bool:
    return all(row in after for row in before)


def with_code(session):
    codes.set_code(session, session.scalar(select(Person.id)), CODE)


@pytest.mark.parametrize(
    ("vouched", "has_code"), [(False, False), (False, True), (True, True)],
    ids=["nobody vouches", "a code not given", "vouched for, a code not given"],
)  # fmt: skip
def test_who_has_proved_nothing_hears_and_changes_nothing(
    listed, session, phone_id, vouched, has_code
):
    if has_code:
        with_code(session)
    before = rows(session)
    walk = Walk(listed, session, phone_id, vouched).walk()
    assert len(walk.heard) > 100
    assert walk.told == set()
    assert is_kept(before, rows(session))


def test_nor_does_a_hidden_number(listed, session, phone_id):
    before = rows(session)
    walk = Walk(listed, session, None).walk()
    assert walk.told == set() and is_kept(before, rows(session))


@pytest.mark.parametrize(("vouched", "code"), [(True, None), (False, CODE)])
def test_the_same_walk_hears_and_changes_it_all_once_it_is_proved(
    listed, session, phone_id, vouched, code
):
    """What shows that it would find it."""
    if code:
        with_code(session)
    walk = Walk(listed, session, phone_id, vouched, code, put_back=True).walk()
    assert walk.told == set(THEIRS) and walk.changed


def test_of_a_phone_nobody_has_used_nobody_settles_anything(listed, session):
    """Whoever shows a stranger's number sets no hours, no way and no code there."""
    phone = find_or_add_phone(
        session, listed.house.keyring, Phone(NUMBER), listed.house.clock.now()
    )
    Walk(listed, session, phone.id).walk()
    settled = Person.contact_from_min, Person.reach, Person.code_hash, Person.first_name
    assert set(session.execute(select(*settled)).all()) <= {(None, None, None, None)}


# Rooms that tell nobody's things: where groups are, what is said to anybody, who is called for help, and
# the questions by which it is proved. Whoever leads volunteers to a call sees to it in those rooms.
TELL_NOTHING = frozenset(
    "about account back call care code connect crisis dispatch find fit follow helplines late list menu "
    "message page peer person recall report sign_in silence talk unclaimed whose".split()
)
# Of the others: what asks before it acts, a gate, what only texts lead to, or what a guard has passed before.
UNGUARDED = frozenset(
    "checkin.ask checkin.by_word checkin.care checkin.gate checkin.in_crisis checkin.no_call "
    "checkin.voicemail checkins.menu "
    "buddy.my_name_said goal.in_crisis goal.preset goal.said "
    "appt.said kept.menu kept.voicemail note.back note.in_crisis note.said "
    "note.unheard note.was_heard "
    "notice.in_crisis notice.undo_in_crisis notice.meant "
    "notice.told notice_told.call_me notice_told.gate notice_told.heard notice_told.voicemail "
    "checkin.proposed proposal.gate proposal.voicemail "
    "confirm.gate confirm.not_me confirm.voicemail "
    "contact.menu contact.no contact.stay contact.voicemail "
    "groups.all groups.begin groups.come_back groups.enter groups.join groups.named groups.welcome "
    "own_data.erase own_data.how_long own_data.privacy "
    "remind.another_time remind.come_back remind.due remind.gate remind.group remind.last "
    "remind.hour_said remind.which_hour "
    "remind.no_calls remind.of_group remind.voicemail remind.which_lead "
    "ride.voicemail shift.voicemail "
    "settings.discretion settings.ending settings.how settings.menu settings.papers "
    "settings.privacy "
    "setup.come_back setup.days setup.grace setup.half setup.near setup.on setup.question "
    "setup.which_days setup.zone "
    "shared.ask shared.first_said shared.let_in shared.new shared.new_said "
    "visit.gate visit.how visit.voicemail "
    "watch.come_back watch.due watch.gate watch.nobody watch.voicemail".split()
)


GATED = ("buddy.", "contact.", "ride.", "shift.", "goal.", "appt.", "note.")


def test_of_every_step_somebody_has_thought_whether_it_needs_proof():
    """A new one is entered in `flows/proof`, or here with the others that need none."""
    proved = {
        name
        for name, guards in GUARDS.items()
        if {proof.first, proof.unless_new, proof.of_phone} & {*guards}
    }
    theirs = {name for name in STEPS if name.partition(".")[0] not in TELL_NOTHING}
    theirs -= {name for name in theirs if name.startswith(GATED) and name.endswith("_gate")}
    assert theirs - proved == UNGUARDED
