"""Before OPEN nothing we start names a group, a topic, a place or a person: all of it is rendered.

Whoever else picks up the household's phone reads or hears it: the text, what a call says before any
key and behind each key of its gate, what a machine keeps. Looked for are the words of all kinds of
groups in both languages, the group, its meeting and where that is, members, their numbers, and the
organisation. The hour itself is taken out first: a group may be called TUE and meet on a Tuesday.
"""

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import combinations, product

import pytest
from sqlalchemy import select, update

from service import goals, notes, reminding, rides, telling, visits, watches
from service.access.sign_in import TRIAL as SIGN_IN_TRIAL
from service.checkins import proposals
from service.checkins.asks import ASK as CHECK_IN
from service.clock import FixedClock, machine_now, zone
from service.crisis.canned import Canned
from service.crisis.cases import OFFER
from service.crisis.closing import TAKEN_BACK
from service.crisis.follow_ups import CALL, CARING, TASK
from service.crisis.pages import PAGE, WROTE_AGAIN
from service.crisis.reports import CALL as REPORT_CALL
from service.crisis.reports import TOLD as REPORT_TOLD
from service.crisis.unclaimed import MESSAGE as UNCLAIMED
from service.crisis.unreached import CALL as CRISIS_CALL
from service.crisis.unreached import SPOKEN
from service.crypto import attach
from service.db import Database
from service.delivery import outbox
from service.delivery.outbox import Outgoing
from service.flows import (
    confirm_call,
    connect,
    contact,
    contact_news,
    notice_try,
    recall,
    shifts,
    sign_in,
    texted,
)
from service.flows.occasion import occasion_of, when
from service.flows.open_question import what_it_accepts
from service.flows.person import MESSAGE as PERSON_CALL
from service.flows.registry import MESSAGES
from service.flows.scripts import SAYS_MORE, SCRIPTS, VOICEMAILS
from service.flows.turn import Channel, Go, Turn, follow, go
from service.house import House
from service.meetings import dates
from service.meetings.dates import Elsewhere
from service.meetings.search import details
from service.meetings.vocabulary import PHRASES
from service.models import (
    CheckIn,
    CheckInDay,
    Goal,
    Group,
    Lane,
    Meeting,
    MeetingDate,
    Membership,
    Note,
    Notice,
    NoticeGroup,
    NoticeKind,
    Outbox,
    Person,
    PersonPhone,
    PhoneRow,
    Reminder,
    Ride,
    State,
    Visit,
    Watch,
    Way,
)
from service.notices.sending import DONE as NOTICE_DONE
from service.notices.states import MESSAGE as NOTICE
from service.text.language import bare
from service.text.times import DAYS_SPOKEN, at_hour
from service.text.words import CATALOGUE, LANGUAGES, Voiced, spoken
from tests.filled import fill
from tests.golden.test_golden import MONDAY
from tests.line import LINE, settings_for

# All else goes out to somebody who has not asked for it just now.
NOT_STARTED = {
    "reply.kept": "the answer to what they wrote, only late",
    texted.MESSAGE: "the answer to the key of a caller the network vouches for",
    telling.MESSAGE: "to the operator, about the line itself",
    OFFER: "to who has just talked with us; tests/flows/test_follow.py reads it",
    CARING: "to who said yes to it; tests/flows/test_follow.py reads it",
    REPORT_TOLD: "to who hears reports: a case's number, no more",
    REPORT_CALL: "to who hears reports and has just asked for it; behind its gate alone",
    TASK: "to a volunteer: a case's number, no more",
    CALL: "to a volunteer, who has just asked for it",
    TAKEN_BACK: "to a volunteer who was paged: a case's number, no more",
    PAGE: "to a volunteer on duty, who agreed to it; tests/flows/test_page.py reads its gate",
    WROTE_AGAIN: "to who has taken the case: its number alone",
    CRISIS_CALL: "the call they asked for in a crisis; its gate is that of a 0",
    SPOKEN: "the answer to a crisis that no text could bring, said",
    **dict.fromkeys(
        goals.LINES.values(), "a line they agreed to; tests/flows/test_goal.py reads it"
    ),
    goals.BUDDY: "to who agreed to hear it, by the name the member gave",
    NOTICE_DONE: "to the coordinator who sent it: its number and counts, no more",
    notice_try.MESSAGE: "to who wrote it and has just asked for it; tests/flows/test_notice_try.py",
    sign_in.MESSAGE: "six digits, to who asked for them; tests/console/test_signing_in.py",
    SIGN_IN_TRIAL: "to who tries the line out from the console",
    UNCLAIMED: "the rest of the answer to a crisis, with its number again",
    **dict.fromkeys(Canned, "the answer to a message they left: three sentences that name nothing"),
}
NOT_STARTED |= dict.fromkeys(
    contact.SCRIPTS,
    "to who agreed to hear a member's chosen name; tests/flows/test_contact.py reads their gate",
)
NOT_STARTED |= {
    confirm_call.MESSAGE: "to who runs a group; tests/flows/test_by_key.py reads it all before their code"
}
NOT_STARTED |= dict.fromkeys(
    shifts.SCRIPTS, "to a volunteer, about their own shifts; tests/test_shift_asks.py reads them"
)
ABOUT_RIDES = frozenset(rides.SAID_WHILE) | {rides.ERASED}
STARTED = ABOUT_RIDES | {reminding.MESSAGE, watches.MESSAGE, connect.MESSAGE}
STARTED |= {PERSON_CALL, recall.MESSAGE, CHECK_IN, goals.WEEK, notes.REMIND, notes.BACK}
STARTED |= {proposals.MESSAGE}
STARTED |= {*contact_news.SCRIPTS}
STARTED |= {visits.MESSAGE, NOTICE}
EVERYTHING = (*sorted(STARTED), rides.TAKEN)  # this one says two things, by what the member shares
# Behind a gate's key they see what they asked for: the key is the asking.
ASKED_TO_SEE = frozenset({"watch.show", "note.read", "notice_told.more"})
# Words of names that any sentence has.
COMMON = frozenset(
    {"call", "line", "night", "keep", "one", "day", "only", "before", "them", "open"}
)
KINDS = {" ".join(words) for words, said in PHRASES.items() if said.slot in ("kind", "topic")}
LONGEST = 8  # words of a name
OUR_DIGITS = LINE[-7:]


def test_whatever_we_start_is_looked_at_here():
    known = STARTED | NOT_STARTED.keys()
    assert MESSAGES.keys() | SCRIPTS.keys() | VOICEMAILS.keys() == known


@pytest.fixture(scope="module")
def community(sqlite_template, keyring, tmp_path_factory) -> House:
    """The sample community; nothing that is done to it stays."""
    folder = tmp_path_factory.mktemp("community")
    database = Database(f"sqlite:///{shutil.copy(sqlite_template, folder / 'line.db')}")
    attach(database.engine, keyring)
    house = House(settings_for(folder), FixedClock(MONDAY), keyring, database)
    fill(house)
    yield house
    database.close()


@pytest.fixture
def session(community):
    with community.database.transaction() as session:
        yield session
        session.rollback()


@pytest.mark.parametrize("language", LANGUAGES)
def test_before_open_the_sample_community_is_not_named(community, session, language):
    assert leaks(session, community, language) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_nor_is_one_whose_names_are_all_alike(community, session, language):
    assert leaks(session, be_nasty(session, community), language, "OAK") == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("became", ["off", "moved"])
def test_nor_does_a_date_off_or_elsewhere_say_more(community, session, language, became):
    group, now = session.scalar(select(Group).where(Group.word == "TUE")), community.clock.now()
    day = dates.next_date(session, group.meeting_id, now)
    if became == "off":
        dates.call_off(session, group.meeting_id, day, now, "snow")
    else:
        there = Elsewhere(MONDAY + timedelta(days=1, hours=4), "Larkspur Library", "snow")
        dates.move(session, group.meeting_id, day, there, now)
    found = leaks(session, community, language, "TUE", started=[reminding.MESSAGE])
    assert found == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", [NoticeKind.OFF, NoticeKind.ON, NoticeKind.MOVE])
def test_nor_does_a_notice_of_a_date(community, session, language, kind):
    group, now = session.scalar(select(Group).where(Group.word == "TUE")), community.clock.now()
    day = dates.next_date(session, group.meeting_id, now)
    if kind is NoticeKind.OFF:
        dates.call_off(session, group.meeting_id, day, now, "snow")
    elif kind is NoticeKind.MOVE:
        there = Elsewhere(MONDAY + timedelta(days=1, hours=4), "Larkspur Library", "snow")
        dates.move(session, group.meeting_id, day, there, now)
    assert leaks(session, community, language, "TUE", started=[NOTICE], kind=kind) == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", [NoticeKind.VOICE, NoticeKind.FIX])
def test_nor_do_a_coordinators_own_words(community, session, language, kind):
    assert leaks(session, community, language, "TUE", started=[NOTICE], kind=kind) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_same_look_finds_what_is_said_after_open(community, session, language):
    """What shows that it would find it."""
    session.execute(update(Person).values(discreet=False))
    found = leaks(session, be_nasty(session, community), language, "OAK")
    assert {message for message, _, _ in found} == {reminding.MESSAGE, CHECK_IN, NOTICE}
    assert {word for _, word, _ in found} >= {"oakville", "na"}


def be_nasty(session, house) -> House:
    """One group is called like its hall, its town and the organisation; members are called like days."""
    called = {"Ana": "Tuesday", "Walt": "Noviembre", "Ben": "Domingo"}
    for person in session.scalars(select(Person)):
        person.first_name = called.get(person.first_name, person.first_name)
    group = session.scalar(select(Group).where(Group.word == "GRIEF"))
    group.word, group.name, group.kind = "OAK", "Oakville Hall", "na"
    where = {"location": "Oakville Hall", "address": "7 Oakville St", "town": "Oakville"}
    theirs = update(Meeting).where(Meeting.id == group.meeting_id)
    session.execute(theirs.values(name="Oakville Hall", fellowship="na", **where))
    settings = house.settings.model_copy(update={"organisation": "Oakville"})
    return House(settings, house.clock, house.keyring, house.database)


def leaks(
    session, house, language: str, *about: str, started=EVERYTHING, kind=NoticeKind.NEWS
) -> list[tuple[str, str, str]]:
    """What names something of all we'd start to anybody about these groups: message, word, words."""
    forbidden = Forbidden(session, house)
    people, groups = session.scalars(select(Person)).all(), session.scalars(select(Group)).all()
    groups = [group for group in groups if not about or group.word in about]
    return [
        (message, word, words)
        for person, group in product(people, groups)
        for case in [Case(session, house, person, group, language, kind)]
        for message, words in case.said(started)
        for word in forbidden.words_in(words, case.hours)
    ]


class Forbidden:
    """All names and words of a community, as they would be seen in a text or heard in a call."""

    def __init__(self, session, house) -> None:
        self.phrases = {plain(phrase) for phrase in KINDS | set(_kinds_as_we_say_them())}
        names = [house.settings.organisation, *session.scalars(select(Person.first_name))]
        for group in session.scalars(select(Group)):
            meeting = session.get_one(Meeting, group.meeting_id)
            names += [group.word, group.name, meeting.name, meeting.location, meeting.address]
            names += [meeting.town, meeting.region]
        for one in session.scalars(select(MeetingDate)):
            names += [one.place, one.reason]
        words = {word for name in names if name for word in [plain(name), *plain(name).split()]}
        self.phrases |= {word for word in words if len(word) > 1 and word not in COMMON}
        numbers = [
            *session.scalars(select(PhoneRow.number)),
            *session.scalars(select(Meeting.dial_in)),
        ]
        self.numbers = {re.sub(r"\D", "", number)[-7:] for number in numbers if number}

    def words_in(self, said: str, hours: list[str]) -> list[str]:
        """Which of them are in `said` besides its hour."""
        digits = re.sub(r"\D", "", said)
        text = plain(said)
        for hour in hours:
            text = text.replace(plain(hour), " ")
        named = self.phrases & set(_runs(text.split()))
        return [*named, *(number for number in self.numbers - {OUR_DIGITS} if number in digits)]


def _runs(words: list[str]) -> Iterator[str]:
    """Every phrase that stands in these words."""
    for first, last in combinations(range(len(words) + 1), 2):
        if last - first <= LONGEST:
            yield " ".join(words[first:last])


def plain(text: str) -> str:
    """Words alone, without accents; letters spelled for the ear are one word again."""
    words = re.sub(r"[^\w]+", " ", bare(text))
    return re.sub(r"\b(\w) (?=\w\b)", r"\1", words).strip()


def _kinds_as_we_say_them() -> Iterator[str]:
    for key, entry in CATALOGUE.items():
        if key.startswith(("kind.", "one.", "inside.")) and "{" not in entry.forms["en"]:
            yield from entry.forms.values()


@dataclass
class Case:
    """One person and one group. Rows go out as they do in a worker: put, claimed, rendered."""

    session: object
    house: object
    person: Person
    group: Group
    language: str
    kind: NoticeKind

    def __post_init__(self) -> None:
        self.now, self.alike = self.house.clock.now(), set()
        self.phone = self.session.scalar(
            select(PhoneRow).join(PersonPhone).where(PersonPhone.person_id == self.person.id)
        )
        self.phone.language = self.language
        meeting_id = self.group.meeting_id
        self.starts = details(self.session, meeting_id, self.now, even_off=True).starts
        whose = {"person_id": self.person.id, "meeting_id": self.group.meeting_id}
        whose |= {"phone_id": self.phone.id, "occurs_at": self.starts}
        self.reminder = self._reminder(whose)
        self.ride = self._added(Ride(**whose, shares_number=True, asked_at=self.now))
        self.watch = self._watch()
        self.visit = self._added(Visit(**whose, keep_until=self.now + timedelta(days=90)))
        self.day = self._day()
        self.goal, self.note = self._goal(), self._note()
        self.proposed, self.notice = self._proposed(), self._notice()
        later = details(self.session, meeting_id, self.starts + timedelta(minutes=1)).starts
        self.hours = [*self._hour(self.starts), *self._hour(later), *self._visit_hour()]

    def said(self, started) -> Iterator[tuple[str, str]]:
        """All that we'd text, say or leave, by its message."""
        for claimed in self._claimed(started):
            message = claimed.message
            self.phone.stopped_at = None  # an 8 has been looked at before
            self.day.state, self.day.ended_at = "asking", None  # which ended it, too
            self.proposed.on = True
            self.proposed.agreed_at = None if message == proposals.MESSAGE else self.now
            self.ride.shares_number = not self.ride.shares_number
            self.ride.state = rides.SAID_WHILE.get(message, self.ride.state)
            rendered = MESSAGES[message](self.session, self.house, claimed, self.now)
            assert rendered is not None, message
            yield message, rendered.body
            if claimed.way == Way.CALL:
                yield from ((message, words) for words in self._heard(message, claimed))

    def _hour(self, starts: datetime) -> tuple[str, str]:
        turn = self._turn(Channel.TEXT)
        said = when(turn, occasion_of(turn, self.person.id, self.group.meeting_id, starts))
        return said.ear, said.eye

    def _visit_hour(self) -> tuple[str, str]:
        """As an appointment's is said, on their own wall."""
        local = self.starts.astimezone(zone(self.person.zone or self.house.settings.home_zone))
        day = DAYS_SPOKEN[self.language][local.weekday()]
        said = at_hour(Voiced(day, day), local, self.language)
        return said.ear, said.eye

    def _heard(self, message: str, claimed) -> Iterator[str]:
        """The gate, what is left on a machine, and what is behind each key; what is the same once."""
        gate = self._reply(go(SCRIPTS[message], claimed.subject_id, self.starts.isoformat()))
        accepts = what_it_accepts(gate)
        onwards = [*accepts["choices"].values(), accepts["when_silent"], self._left(message)]
        yield spoken(gate.what, self.language)
        for name, args in onwards:
            if name not in ASKED_TO_SEE and (args or name not in self.alike):
                self.alike.add(name)
                yield spoken(self._reply(Go(name, tuple(args))).what, self.language)

    def _left(self, message: str) -> tuple[str, tuple[int, ...]]:
        return VOICEMAILS[message], (self.notice.id,) if message in SAYS_MORE else ()

    def _reply(self, where: Go):
        return follow(self._turn(Channel.CALL), where)[1]

    def _turn(self, channel: Channel) -> Turn:
        settings, phone = self.house.settings, self.phone.id
        return Turn(
            self.session,
            settings,
            channel,
            self.language,
            self.now,
            "",
            {},
            phone,
            placed=channel is Channel.CALL,
        )

    def _claimed(self, started):
        self.session.execute(update(Outbox).values(state=State.SUPPRESSED))
        self.session.execute(update(PhoneRow).values(stopped_at=None))
        meeting = self.session.get_one(Meeting, self.group.meeting_id)
        subjects = {reminding.MESSAGE: self.reminder, watches.MESSAGE: self.watch}
        subjects |= {visits.MESSAGE: self.visit, NOTICE: self.notice}
        subjects |= dict.fromkeys((connect.MESSAGE, rides.ERASED), meeting) | {CHECK_IN: self.day}
        subjects |= {goals.WEEK: self.goal, **dict.fromkeys((notes.REMIND, notes.BACK), self.note)}
        subjects[proposals.MESSAGE] = self.proposed
        for number, (message, way) in enumerate(product(started, Way)):
            outgoing = Outgoing(
                way=way,
                lane=Lane.REMINDER,
                dedupe_key=f"{self.person.id}:{self.group.id}:{number}",
                phone_id=self.phone.id,
                person_id=self.person.id,
                message=message,
                subject_id=subjects.get(message, self.ride).id,
                occurs_at=self.starts,
                useful_until=self.starts,
            )
            outbox.put(self.session, outgoing, self.now)
        claimed = outbox.claim(self.session, self.now, machine_now(), 100)
        assert len(claimed) == len(started) * len(Way)
        return claimed

    def _reminder(self, whose) -> Reminder:
        mine = Reminder.person_id == self.person.id, Reminder.meeting_id == self.group.meeting_id
        found = self.session.scalar(select(Reminder).where(*mine))
        return found or self._added(Reminder(**whose, created_at=self.now))

    def _goal(self) -> Goal:
        """What it is about stands in its words."""
        whose = self.person.id, self.phone.id
        goal = goals.set_up(self.session, self.house.settings, whose, self.group.name, self.now)
        goals.done(self.session, self.house.settings, goal, self.now)
        return goal

    def _note(self) -> Note:
        """Its hour has come; it is taken out of what is said, as the group's own is."""
        whose, at = (self.person.id, self.phone.id), self.starts
        note = notes.set_visit(self.session, self.house.settings, whose, at, self.now)
        note.words, note.return_at = self.group.name, self.now
        return note

    def _proposed(self) -> CheckIn:
        theirs = select(CheckIn).where(CheckIn.person_id == self.person.id)
        wish = CheckIn(person_id=self.person.id, phone_id=self.phone.id, at_min=540, days=127)
        wish.created_at, wish.on = self.now, True
        return self.session.scalar(theirs) or self._added(wish)

    def _notice(self) -> Notice:
        """Of a date that has been moved already: its hour is taken out of what is said."""
        words, there = self.group.name, self.starts if self.kind is NoticeKind.MOVE else None
        notice = self._added(
            Notice(
                kind=self.kind, state="sending", meeting_id=self.group.meeting_id,
                on_date=self.starts.date(), usual_at=self.starts, moved_to=there, place=words,
                reason=words, body=words, created_at=self.now, useful_until=self.starts,
                keep_until=self.starts,
            )
        )  # fmt: skip
        self._added(NoticeGroup(notice_id=notice.id, group_id=self.group.id))
        self.session.merge(
            Membership(group_id=self.group.id, person_id=self.person.id, joined_at=self.now)
        )
        return notice

    def _watch(self) -> Watch:
        meeting = self.session.get_one(Meeting, self.group.meeting_id)
        wish = Watch(phone_id=self.phone.id, kind=self.group.kind, language=self.language, miles=30)
        wish.place, wish.region, wish.zone = meeting.town or "Lewistown", "MT", meeting.zone
        wish.lat, wish.lon = meeting.lat or 47.06, meeting.lon or -109.43
        wish.asked_at = wish.looked_at = self.now
        wish.expires_at = self.now + timedelta(days=90)
        return self._added(wish)

    def _day(self) -> CheckInDay:
        """Of a check-in, asked for the last time."""
        theirs = select(CheckIn).where(CheckIn.person_id == self.person.id)
        check_in = self.session.scalar(theirs) or self._added(
            CheckIn(
                person_id=self.person.id, phone_id=self.phone.id, at_min=540, days=127,
                agreed_at=self.now, created_at=self.now,
            )
        )  # fmt: skip
        days = select(CheckInDay).where(CheckInDay.check_in_id == check_in.id)
        return self.session.scalar(days) or self._added(
            CheckInDay(
                check_in_id=check_in.id, occurs_at=self.now, counts_from=self.now, rung=3,
                keep_until=self.now,
            )
        )  # fmt: skip

    def _added(self, row):
        self.session.add(row)
        self.session.flush()
        return row
