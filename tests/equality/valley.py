"""The sample community at ten to six on a Monday, with Lee and Kim on duty, and how a call there begins."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from service import codes, consent, goals, notes, on_shift, rides, visits, watches
from service.checkins import asks, plans, proposals
from service.checkins.plans import Wish
from service.clock import machine_now
from service.crisis import cases, pages, reports, volunteers
from service.crisis.cases import Asked
from service.crisis.closing import TAKEN_BACK
from service.crisis.episodes import open_case
from service.crisis.follow_ups import CALL
from service.crisis.screen import Finding, Kind, Tier
from service.delivery import outbox
from service.delivery.outbox import Outgoing
from service.flows import confirm_call, contact, contact_news, kept_calls, shifts, sign_in
from service.flows.scripts import SCRIPTS
from service.flows.turn import Go, go
from service.house import House
from service.meetings import dates
from service.meetings.search import details
from service.members import find_or_add_phone, find_person
from service.models import (
    Case,
    CaseEvent,
    CaseStep,
    CheckInDay,
    Contact,
    ContactTelling,
    DayState,
    FollowUp,
    FollowUpState,
    Group,
    Lane,
    Notice,
    NoticeGroup,
    NoticeKind,
    NoticeRecipient,
    NoticeState,
    Outbox,
    Person,
    PersonPhone,
    Reminder,
    Ride,
    Shift,
    ShiftAsk,
    SignIn,
    Stage,
    Stands,
    State,
    Topic,
    Volunteer,
    Way,
)
from service.notices import drafts
from service.notices.states import MESSAGE as NOTICE
from service.notices.wishes import Wish as NoticeWish
from service.text.phone import Phone
from tests.filled import fill
from tests.flows.asking import LEWISTOWN
from tests.golden.test_golden import MONDAY

# A meeting by phone begins at six: it is open.
TEN_TO_SIX = MONDAY + timedelta(minutes=20)
LEE, KIM = "+14065550130", "+14065550131"
NEWCOMER, ANA, WALT, BEN = "+14065550150", "+14065550100", "+14065550110", "+14065550120"
GREETING = go("menu.greeting")
DAY_MIN = 24 * 60
DYING = Finding(Tier.IMMINENT, Kind.SELF, "want_to_die")


@dataclass
class Valley:
    """Who is meant, inside a transaction that is undone."""

    session: Session
    house: House

    @property
    def now(self):
        return self.house.clock.now()

    def phone_id(self, number: str) -> int:
        return find_or_add_phone(self.session, self.house.keyring, Phone(number), self.now).id

    def person_id(self, number: str) -> int:
        return find_person(self.session, self.phone_id(number))

    def group(self, word: str) -> Group:
        return self.session.scalars(select(Group).where(Group.word == word)).one()

    def date(self, word: str):
        """The group's meeting, and its next start."""
        meeting_id = self.group(word).meeting_id
        return meeting_id, details(self.session, meeting_id, self.now).starts

    def reminder(self, number: str, word: str) -> tuple[int, str]:
        meeting_id, starts = self.date(word)
        whose = {"person_id": self.person_id(number), "phone_id": self.phone_id(number)}
        found = self.session.scalar(select(Reminder).filter_by(**whose, meeting_id=meeting_id))
        if found is None:
            found = Reminder(**whose, meeting_id=meeting_id, occurs_at=starts, created_at=self.now)
            self.session.add(found)
            self.session.flush()
        return found.id, starts.isoformat()

    def put_on_duty(self) -> None:
        """Lee and Kim, who are volunteers of the sample, at every hour."""
        self.session.execute(delete(Shift))
        self.session.add_all(
            Shift(volunteer_id=volunteer_id, weekday=day, from_min=0, until_min=DAY_MIN)
            for volunteer_id in self.session.scalars(select(Volunteer.id)).all()
            for day in range(7)
        )


def add_somebody(valley: "Valley", number: str, name: str, code: str) -> None:
    """Who shares that phone, with four digits of their own."""
    somebody = Person(first_name=name, created_at=valley.now)
    valley.session.add(somebody)
    valley.session.flush()
    phone_id = valley.phone_id(number)
    valley.session.add(PersonPhone(person_id=somebody.id, phone_id=phone_id, since=valley.now))
    valley.session.flush()
    codes.set_code(valley.session, somebody.id, code)


def settle(house: House) -> None:
    fill(house)
    with house.database.transaction() as session:
        Valley(session, house).put_on_duty()


@dataclass(frozen=True)
class Start:
    """Whose phone, and what must have happened before the first words are said."""

    number: str | None
    first: Callable[[Valley], Go]
    placed: bool = False
    past_the_menu: bool = True


def _plainly(valley: Valley) -> Go:
    return GREETING


def _with_code(valley: Valley) -> Go:
    codes.set_code(valley.session, valley.person_id(WALT), "4081")
    return GREETING


def _stopped(valley: Valley) -> Go:
    consent.opt_out(valley.session, valley.phone_id(WALT), "call", "8", valley.now)
    return GREETING


def _nobody_on_duty(valley: Valley) -> Go:
    """Until tomorrow morning."""
    valley.session.execute(delete(Shift).where(Shift.weekday != 1))
    valley.session.execute(update(Shift).values(from_min=9 * 60, until_min=17 * 60))
    return go("person.ask")


def _nobody_at_all(valley: Valley) -> Go:
    valley.session.execute(delete(Shift))
    valley.session.execute(delete(Volunteer))
    return go("person.ask")


def _missed_a_call(valley: Valley) -> Go:
    reminder_id, _ = valley.reminder(WALT, "KIN")
    _, starts = valley.date("KIN")
    outgoing = Outgoing(
        way=Way.CALL, lane=Lane.REMINDER, dedupe_key="missed", subject_id=reminder_id,
        phone_id=valley.phone_id(WALT), person_id=valley.person_id(WALT), message="reminder.due",
        useful_until=starts, occurs_at=starts,
    )  # fmt: skip
    row = outbox.put(valley.session, outgoing, valley.now)
    valley.session.execute(update(Outbox).where(Outbox.id == row).values(state=State.NO_ANSWER))
    return GREETING


def _reminded_to_drive(valley: Valley) -> Go:
    return go(SCRIPTS["reminder.due"], *valley.reminder(ANA, "TUE"))


def _reminded_to_call(valley: Valley) -> Go:
    return go(SCRIPTS["reminder.due"], *valley.reminder(WALT, "KIN"))


def _told_when_one_starts(valley: Valley) -> Go:
    wish = watches.Wish("na", LEWISTOWN, 30)
    whose = valley.phone_id(ANA), valley.person_id(ANA)
    return go(SCRIPTS["watch.found"], watches.ask(valley.session, whose, wish, "en", valley.now))


def _asked_how_it_was(valley: Valley) -> Go:
    whose = valley.person_id(WALT), valley.phone_id(WALT)
    visit = visits.plan(valley.session, whose, valley.date("GRIEF")[0], valley.now)
    return go(SCRIPTS[visits.MESSAGE], visit.id)


def _joined_in(valley: Valley) -> Go:
    return go(SCRIPTS["meeting.join"], valley.date("KIN")[0])


def _called_for_a_person(valley: Valley) -> Go:
    return go(SCRIPTS["person.call"], None, None)


def _called_back(valley: Valley) -> Go:
    return go(SCRIPTS["proof.call_back"], None, None)


def _somebody_waits(valley: Valley) -> Go:
    """Lee is called, because Ana left a message."""
    asked = Asked(valley.phone_id(ANA), "en", valley.person_id(ANA))
    case_id = cases.ask_for_person(valley.session, "CA" + "6" * 32, asked, valley.now)
    lee = select(Volunteer.id).where(Volunteer.phone_id == valley.phone_id(LEE))
    told = CaseEvent(
        case_id=case_id, at=valley.now, what=CaseStep.PAGED, volunteer_id=valley.session.scalar(lee)
    )
    valley.session.add(told)
    valley.session.flush()
    return go(SCRIPTS["case.page"], told.id, None)


def _a_silence(number: str | None) -> Callable[[Valley], Go]:
    """A check-in of this phone had no answer; None: many had none."""

    def first(valley: Valley) -> Go:
        valley.put_on_duty()
        phone_id = valley.phone_id(number) if number else None
        more = {"tier": cases.SILENT, "rule": "ours" if number else "mass", "phone_id": phone_id}
        cases.open_once(valley.session, "silent:1", valley.now, **more)
        case = valley.session.scalars(select(Case).where(Case.source_key == "silent:1")).one()
        lee = volunteers.of_phone(valley.session, valley.phone_id(LEE))
        told = pages.on_the_line(valley.session, case.id, lee, valley.now)
        return go(SCRIPTS["case.page"], told, None)

    return first


def _in_a_crisis(message: str) -> Callable[[Valley], Go]:
    """Ana wrote that she wants to die."""

    def first(valley: Valley) -> Go:
        ana = valley.phone_id(ANA)
        opened = open_case(valley.session, f"SM:{message}", ana, DYING, valley.now, None)
        return go(SCRIPTS[message], opened.case_id, None)

    return first


def _a_follow_up(valley: Valley) -> Go:
    """Lee calls Walt to ask how he is."""
    mine = cases.ask_for_person(
        valley.session, "CA9", Asked(valley.phone_id(WALT), "en"), valley.now
    )
    lee = volunteers.of_phone(valley.session, valley.phone_id(LEE))
    taken = {"stage": Stage.TODAY, "state": FollowUpState.TAKEN, "volunteer_id": lee}
    one = FollowUp(case_id=mine, due_at=valley.now, **taken)
    valley.session.add(one)
    valley.session.flush()
    return go(SCRIPTS[CALL], one.id)


def _a_report(valley: Valley) -> Go:
    """Kim hears what Walt has reported."""
    valley.session.execute(update(Volunteer).values(takes_reports=True))
    asked = Asked(valley.phone_id(WALT), "en")
    told = reports.Told(asked, Topic.MONEY, "They ask for cash.", frozenset())
    filed = reports.file(valley.session, valley.house.settings, told, valley.now)
    return go(SCRIPTS[reports.CALL], filed)


def _asked_how_they_are(valley: Valley) -> Go:
    """Walt's check-in, for the last time."""
    wish = plans.Wish(valley.person_id(WALT), valley.phone_id(WALT), 9 * 60)
    check_in = plans.set_up(valley.session, valley.house.settings, wish, valley.now)
    day = CheckInDay(
        check_in_id=check_in.id, occurs_at=valley.now, counts_from=valley.now, rung=3,
        keep_until=valley.now,
    )  # fmt: skip
    valley.session.add(day)
    valley.session.flush()
    return go(SCRIPTS[asks.ASK], day.id, valley.now.isoformat())


def _proposed(valley: Valley) -> Go:
    """Ben, who runs Walt's group, would have him asked each morning."""
    wish = Wish(valley.person_id(WALT), valley.phone_id(WALT), at_min=9 * 60)
    ben = valley.person_id(BEN)
    made = proposals.propose(valley.session, valley.house.settings, wish, ben, valley.now)
    return go(SCRIPTS[proposals.MESSAGE], made.id)


def _about_ana(message: str) -> Callable[[Valley], Go]:
    """Walt stands by her, and she has not answered; or what she hears of who stands by her."""

    def first(valley: Valley) -> Go:
        wish = plans.Wish(valley.person_id(ANA), valley.phone_id(ANA), 9 * 60)
        check_in = plans.set_up(valley.session, valley.house.settings, wish, valley.now)
        told = CheckInDay(
            check_in_id=check_in.id, occurs_at=valley.now, counts_from=valley.now, rung=3,
            state=DayState.TELLING, keep_until=valley.now,
        )  # fmt: skip
        walt = Contact(
            person_id=check_in.person_id, phone_id=valley.phone_id(WALT), stands=Stands.CONTACT,
            place=1, agreed_at=valley.now,
        )  # fmt: skip
        valley.session.add_all([told, walt])
        valley.session.flush()
        mine = {"day_id": told.id, "contact_id": walt.id, "round": 1, "told_at": valley.now}
        valley.session.add(ContactTelling(**mine))
        valley.session.flush()
        return go(SCRIPTS[message], told.id)

    return first


def _about_a_ride(message: str) -> Callable[[Valley], Go]:
    def first(valley: Valley) -> Go:
        meeting_id, starts = valley.date("TUE")
        ride = Ride(
            person_id=valley.person_id(ANA), phone_id=valley.phone_id(ANA), meeting_id=meeting_id,
            occurs_at=starts, shares_number=True, state=rides.SAID_WHILE.get(message, "asked"),
            asked_at=valley.now,
        )  # fmt: skip
        valley.session.add(ride)
        valley.session.flush()
        subject = meeting_id if message == rides.ERASED else ride.id
        return go(SCRIPTS[message], subject, starts.isoformat())

    return first


def _kept_with_us(message: str) -> Callable[[Valley], Go]:
    """Walt walks, has an appointment, and something to bring up there; Lee stands by him."""

    def first(valley: Valley) -> Go:
        session, settings, now = valley.session, valley.house.settings, valley.now
        walt = valley.person_id(WALT), valley.phone_id(WALT)
        goal = goals.set_up(session, settings, walt, "walk", now)
        goals.done(session, settings, goal, now)
        note = notes.set_visit(session, settings, walt, now + timedelta(hours=20), now)
        notes.keep_words(session, note, "the pills", now)
        note.return_at = now
        lee = Contact(
            person_id=walt[0], phone_id=valley.phone_id(LEE), stands=Stands.BUDDY, place=1
        )
        lee.agreed_at = now
        session.add(lee)
        session.flush()
        subjects = {goals.WEEK: goal.id, notes.REMIND: note.id, notes.BACK: note.id}
        return go(SCRIPTS[message], subjects.get(message, lee.id))

    return first


def _about_a_shift(message: str) -> Callable[[Valley], Go]:
    """Lee's own is his to answer; Kim is asked whether she takes it, or told of it."""

    def first(valley: Valley) -> Go:
        lee = volunteers.of_phone(valley.session, valley.phone_id(LEE))
        begins = valley.now + timedelta(hours=1)
        ask = ShiftAsk(
            volunteer_id=lee, begins_at=begins, ends_at=begins + timedelta(hours=4),
            state=min(shifts.SAID_WHILE[message]),
        )  # fmt: skip
        valley.session.add(ask)
        valley.session.flush()
        return go(SCRIPTS[message], ask.id, ask.ends_at.isoformat())

    return first


def _a_notice(kind: NoticeKind, has_code: bool = False) -> Callable[[Valley], Go]:
    """Ben has called off tonight's call, or spoken a message; Walt has said OPEN, or has a code."""

    def first(valley: Valley) -> Go:
        meeting_id, starts = valley.date("KIN")
        walt = valley.person_id(WALT)
        valley.session.execute(update(Person).where(Person.id == walt).values(discreet=has_code))
        if has_code:
            codes.set_code(valley.session, walt, "4081")
        if kind is NoticeKind.OFF:
            dates.call_off(valley.session, meeting_id, starts.date(), valley.now, "ice")
        notice = Notice(
            kind=kind, state=NoticeState.SENDING, meeting_id=meeting_id, on_date=starts.date(),
            usual_at=starts, reason="ice", created_at=valley.now, useful_until=starts,
            recording_sid="RE" + "7" * 32 if kind is NoticeKind.VOICE else None,
            keep_until=starts,
        )  # fmt: skip
        valley.session.add(notice)
        valley.session.flush()
        to = {"person_id": walt, "phone_id": valley.phone_id(WALT), "way": Way.CALL}
        its = NoticeGroup(notice_id=notice.id, group_id=valley.group("KIN").id)
        valley.session.add_all([its, NoticeRecipient(notice_id=notice.id, **to)])
        valley.session.flush()
        return go(SCRIPTS[NOTICE], notice.id)

    return first


def _to_sign_in(valley: Valley) -> Go:
    """Ben has asked for a code by call."""
    asked = SignIn(number_hash="1:ben", phone_id=valley.phone_id(BEN), asked_at=machine_now())
    valley.session.add(asked)
    valley.session.flush()
    return go(sign_in.GATE, asked.id)


def _to_confirm(valley: Valley) -> Go:
    """Ben has texted words to a group, and their count."""
    ben, phone_id = valley.person_id(BEN), valley.phone_id(BEN)
    wish = NoticeWish(
        kind=NoticeKind.NEWS, by_person_id=ben, by_phone_id=phone_id, body="Bring soup.",
        group_ids=(valley.group("TUE").id,),
    )  # fmt: skip
    made = drafts.draft(valley.session, valley.house.settings, wish, valley.now)
    return go(SCRIPTS[confirm_call.MESSAGE], made.id)


def _runs_groups(valley: Valley) -> Go:
    """Ben has sent words to a group, and dropped others; his code is what may be typed."""
    codes.set_code(valley.session, valley.person_id(BEN), "4081")
    _to_confirm(valley)
    valley.session.execute(update(Notice).values(state=NoticeState.SENDING))
    return go("coord.menu")


TO_KIM = (on_shift.OFFER, on_shift.UNSURE, on_shift.UNCOVERED)
TO_BEN = (rides.ASKED, rides.NUMBER, rides.OFF, rides.ERASED)
STARTS = {
    "somebody new": Start(NEWCOMER, _plainly),
    "Walt on his landline": Start(WALT, _plainly),
    "Walt with a code": Start(WALT, _with_code),
    "Walt after stop": Start(WALT, _stopped),
    "Walt who missed a call": Start(WALT, _missed_a_call, past_the_menu=False),
    "Ana in two groups": Start(ANA, _plainly),
    "Ben behind 7": Start(BEN, _runs_groups, past_the_menu=False),
    "a hidden number": Start(None, _plainly),
    "nobody on duty": Start(NEWCOMER, _nobody_on_duty, past_the_menu=False),
    "nobody at all": Start(NEWCOMER, _nobody_at_all, past_the_menu=False),
}
# Calls of ours, by the message each is for.
PLACED = {
    "reminder.due": Start(WALT, _reminded_to_call, placed=True, past_the_menu=False),
    "watch.found": Start(ANA, _told_when_one_starts, placed=True, past_the_menu=False),
    visits.MESSAGE: Start(WALT, _asked_how_it_was, placed=True, past_the_menu=False),
    "meeting.join": Start(WALT, _joined_in, placed=True, past_the_menu=False),
    "person.call": Start(ANA, _called_for_a_person, placed=True, past_the_menu=False),
    "crisis.unclaimed": Start(
        WALT, lambda _: go(SCRIPTS["crisis.unclaimed"]), placed=True, past_the_menu=False
    ),
    "crisis.call": Start(ANA, _in_a_crisis("crisis.call"), placed=True, past_the_menu=False),
    "crisis.spoken": Start(ANA, _in_a_crisis("crisis.spoken"), placed=True, past_the_menu=False),
    "case.page": Start(LEE, _somebody_waits, placed=True, past_the_menu=False),
    TAKEN_BACK: Start(LEE, lambda _: go(SCRIPTS[TAKEN_BACK]), placed=True, past_the_menu=False),
    reports.CALL: Start(LEE, _a_report, placed=True, past_the_menu=False),
    CALL: Start(LEE, _a_follow_up, placed=True, past_the_menu=False),
    asks.ASK: Start(WALT, _asked_how_they_are, placed=True, past_the_menu=False),
    NOTICE: Start(WALT, _a_notice(NoticeKind.OFF), placed=True, past_the_menu=False),
    confirm_call.MESSAGE: Start(BEN, _to_confirm, placed=True, past_the_menu=False),
    sign_in.MESSAGE: Start(BEN, _to_sign_in, placed=True, past_the_menu=False),
    "proof.call_back": Start(WALT, _called_back, placed=True, past_the_menu=False),
    **{
        message: Start(
            BEN if message in TO_BEN else ANA,
            _about_a_ride(message),
            placed=True,
            past_the_menu=False,
        )
        for message in rides.SAID_WHILE
    },
    **{
        message: Start(
            KIM if message in TO_KIM else LEE,
            _about_a_shift(message),
            placed=True,
            past_the_menu=False,
        )
        for message in shifts.SCRIPTS
    },
    **{
        message: Start(
            WALT if message in (goals.WEEK, notes.REMIND, notes.BACK) else LEE,
            _kept_with_us(message),
            placed=True,
            past_the_menu=False,
        )
        for message in kept_calls.SCRIPTS
    },
    proposals.MESSAGE: Start(WALT, _proposed, placed=True, past_the_menu=False),
    **{
        message: Start(WALT, _about_ana(message), placed=True, past_the_menu=False)
        for message in contact.SCRIPTS
    },
    **{
        message: Start(ANA, _about_ana(message), placed=True, past_the_menu=False)
        for message in contact_news.SCRIPTS
    },
    rides.ERASED: Start(BEN, _about_a_ride(rides.ERASED), placed=True, past_the_menu=False),
}
BESIDES = {
    "a drive": Start(ANA, _reminded_to_drive, placed=True, past_the_menu=False),
    "a silence": Start(LEE, _a_silence(WALT), placed=True, past_the_menu=False),
    "many silences": Start(LEE, _a_silence(None), placed=True, past_the_menu=False),
    "a recording": Start(WALT, _a_notice(NoticeKind.VOICE, True), placed=True, past_the_menu=False),
}
