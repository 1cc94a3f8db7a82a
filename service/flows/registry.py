"""What the workers call back: whose words a message has, and what happens when a timer falls due.

Names are as the rows have them, so they never change; a removed one keeps a line here that says what
became of it.
"""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from service import (
    consent,
    due_reminders,
    goals,
    members,
    notes,
    on_shift,
    redial,
    reminders,
    rides,
    shift_asks,
    telling,
    unheard,
    visits,
    watches,
)
from service.checkins import asks, dates, days, decided, due, handing, proposals, seen, told
from service.checkins import ladder as checkin_ladder
from service.crisis import (
    callbacks,
    cases,
    closing,
    follow_ups,
    ladder,
    pages,
    reports,
    rungs,
    unclaimed,
    unreached,
)
from service.delivery.outbox import Claimed
from service.delivery.send import Later, Rendered
from service.delivery.states import ENDED
from service.flows import (
    caller,
    checkin,
    connect,
    contact,
    contact_news,
    how_are_you,
    kept_calls,
    page,
    patience,
    person,
    proposal,
    questions,
    recall,
    render,
    report,
    texted,
)
from service.flows import reminder as reminder_flow
from service.flows import rides as ride_flow
from service.flows import shifts as shift_flow
from service.flows import unclaimed as waiting
from service.flows import visit as visit_flow
from service.flows import watch as watch_flow
from service.flows.threads import standing
from service.flows.turn import EXCHANGE_LASTS, Channel, Choose, Go, Nothing, Turn, follow, go
from service.house import House
from service.inbound.once import WORDS_LIVE
from service.models import (
    Alert,
    Case,
    CaseState,
    CheckIn,
    CheckInDay,
    Inbound,
    Lane,
    Outbox,
    Person,
    PhoneRow,
    Reminder,
    Visit,
    Watch,
    Way,
)
from service.preferences import holds_back
from service.text.words import prompt, spoken, written

Words = Rendered | Later | None
MessageRenderer = Callable[[Session, House, Claimed, datetime], Words]
TimerHandler = Callable[[Session, House, str, datetime], None]
# As long as the carrier rings, and a machine's greeting.
ITS_CALL = timedelta(minutes=1)
TimersHandler = Callable[[Session, House, Sequence[str], datetime], None]


# A reminder, whose it is and what their phone speaks, in one trip: ten thousand may go in a minute.
_REMINDED = (
    select(Reminder, Person, PhoneRow.language)
    .join(Person, Person.id == Reminder.person_id)
    .join(PhoneRow, PhoneRow.id == bindparam("phone_"))
    .where(Reminder.id == bindparam("id_"))
)


def reminder_words(session: Session, house: House, claimed: Claimed, now: datetime) -> Words:
    """A reminder's text and the question it opens, or what a call says first; None when undone."""
    known = session.execute(
        _REMINDED, {"id_": claimed.subject_id, "phone_": claimed.phone_id}
    ).first()
    if known is None or claimed.occurs_at is None:
        return None
    reminder, person, chosen = known  # held until the words are made: the flow asks for both again
    if holds_back(person.paused_until, person.decided_at, reminder.created_at, now):
        return None
    turn = _turn_of(session, house, claimed, now, chosen or person.language)
    if claimed.way == Way.CALL:
        if not unheard.is_still_wanted(session, claimed.id, now):
            return None
        return _gate(house, reminder_flow.GATE, turn.language, now)
    where = go("remind.due", reminder.id, claimed.occurs_at.isoformat())
    return _texted(claimed, turn, where, claimed.occurs_at + reminder_flow.ANSWERED_UNTIL)


def watch_words(session: Session, house: House, claimed: Claimed, now: datetime) -> Words:
    """That something has started, and the question it opens; None when it was undone."""
    watch = session.get(Watch, claimed.subject_id)
    if watch is None:
        return None
    if claimed.way == Way.CALL:
        return _gate(house, watch_flow.GATE, watch.language, now)
    turn = _turn_of(session, house, claimed, now, watch.language)
    return _texted(claimed, turn, go("watch.due", watch.id), now + watches.USEFUL)


def proposed_words(session: Session, house: House, claimed: Claimed, now: datetime) -> Words:
    """A check-in somebody proposed, and the yes it asks for; None once that was answered."""
    turn = _turn_of(session, house, claimed, now)
    where = go(claimed.message, claimed.subject_id)
    if claimed.way == Way.TEXT:
        return _texted(claimed, turn, where, now + proposals.USEFUL)
    _, reply = follow(turn, where)
    waits = not isinstance(reply, Nothing)
    return _gate(house, proposal.GATE, turn.language, now) if waits else None


def visit_words(session: Session, house: House, claimed: Claimed, now: datetime) -> Words:
    """How a first visit was; None when it was undone."""
    visit = session.get(Visit, claimed.subject_id)
    if visit is None or visit.answer is not None:
        return None
    turn = _turn_of(session, house, claimed, now)
    if claimed.way == Way.CALL:
        return _gate(house, visit_flow.GATE, turn.language, now)
    return _texted(claimed, turn, go("visit.how", visit.id), now + visits.USEFUL)


def beginning_with(gate: str) -> MessageRenderer:
    """The first words of calls that somebody has just asked for, and waits for."""

    def words(session: Session, house: House, claimed: Claimed, now: datetime) -> Words:
        language = members.language_of(session, claimed.phone_id, claimed.person_id)
        return _gate(house, gate, language, now)

    return words


def recall_words(session: Session, house: House, claimed: Claimed, now: datetime) -> Words:
    """What the call says first by which somebody is called back; None when they have said STOP since."""
    if consent.is_stopped(session, claimed.phone_id):
        return None
    language = members.language_of(session, claimed.phone_id)
    return _gate(house, recall.GATE, language, now)


def meeting_words(session: Session, house: House, claimed: Claimed, now: datetime) -> Words:
    """A meeting that a caller asked for as a text; as their own question would have been answered."""
    if claimed.subject_id is None:
        return None
    turn = _turn_of(session, house, claimed, now)
    turn.private = members.is_private_phone(session, claimed.phone_id)
    return _texted(claimed, turn, go("find.details", claimed.subject_id), now + WORDS_LIVE, False)


def page_words(session: Session, house: House, claimed: Claimed, now: datetime) -> Words:
    """What a volunteer reads, or hears first; None when the case needs them no more."""
    about = pages.page_of(session, claimed.subject_id)
    if about is None or not pages.is_wanted(about):
        return None
    turn = _turn_of(session, house, claimed, now)
    if claimed.way == Way.TEXT:
        return _texted(claimed, turn, go("page.text", about.id), now + page.ANSWERED_UNTIL, False)
    return _gate(house, page.gate_of(about), turn.language, now)


def crisis_words(session: Session, house: House, claimed: Claimed, now: datetime) -> Words:
    """What a call about a crisis says first; None where it is not to ring, or somebody else calls."""
    case = session.get(Case, claimed.subject_id)
    if case is None or case.state != CaseState.OPEN or case.no_calls:
        return None
    chosen = session.scalar(select(PhoneRow.language).where(PhoneRow.id == claimed.phone_id))
    language = chosen or case.language or "en"
    if claimed.message == unreached.CALL:
        return _gate(house, person.GATE, language, now)
    turn = _turn_of(session, house, claimed, now, language)
    _, reply = follow(turn, go(unreached.SPOKEN, case.id))
    if isinstance(reply, Choose):
        return Rendered(spoken(reply.what, turn.language), now + WORDS_LIVE, True)
    return None


def again_words(session: Session, house: House, claimed: Claimed, now: datetime) -> Words:
    """Who has a case reads that they have written again; None once it is closed."""
    case = session.get(Case, claimed.subject_id)
    if case is None or case.state != CaseState.CLAIMED:
        return None
    what = prompt("page.wrote_again", organisation=house.settings.organisation, case=case.id)
    language = members.language_of(session, claimed.phone_id)
    return Rendered(written(what, language), now + WORDS_LIVE)


def unclaimed_words(session: Session, house: House, claimed: Claimed, now: datetime) -> Words:
    """That nobody has been free yet; None once somebody is."""
    case = session.get(Case, claimed.subject_id)
    if case is None or case.state != CaseState.OPEN:
        return None
    turn = _turn_of(session, house, claimed, now, case.language)
    if claimed.way == Way.CALL:
        return _gate(house, waiting.GATE, turn.language, now)
    return _texted(claimed, turn, go("unclaimed.told"), now + WORDS_LIVE, False)


# A day with its check-in, whose it is and what their phone speaks, in one trip.
_CHECKED_IN = (
    select(CheckInDay, CheckIn, Person, PhoneRow.language)
    .join(CheckIn, CheckIn.id == CheckInDay.check_in_id)
    .join(Person, Person.id == CheckIn.person_id)
    .join(PhoneRow, PhoneRow.id == bindparam("phone_"))
    .where(CheckInDay.id == bindparam("id_"))
)


def check_in_words(session: Session, house: House, claimed: Claimed, now: datetime) -> Words:
    """A check-in's text and the question it opens, or what a call says first; None once it has ended."""
    about = {"id_": claimed.subject_id, "phone_": claimed.phone_id}
    known = session.execute(_CHECKED_IN, about).first()
    if known is None or known[0].ended_at is not None:
        return None
    # Held until the words are made: the flow asks for them again.
    day, check_in, person, chosen = known
    if claimed.phone_id not in (check_in.phone_id, check_in.second_phone_id):
        return None  # they have changed it since
    turn = _turn_of(session, house, claimed, now, chosen or person.language)
    if claimed.way == Way.CALL:
        return _gate(house, checkin.GATE, turn.language, now)
    return _texted(claimed, turn, go(asks.ASK, day.id), now + EXCHANGE_LASTS)


def ride_words(session: Session, house: House, claimed: Claimed, now: datetime) -> Words:
    """One of the messages about a ride; None when it doesn't stand so any more."""
    if claimed.subject_id is None or claimed.occurs_at is None:
        return None
    turn = _turn_of(session, house, claimed, now)
    where = ride_flow.saying(claimed.message, claimed.subject_id, claimed.occurs_at.isoformat())
    if claimed.way == Way.TEXT:
        # What came of it is waited for; only the question itself finds somebody unawares.
        patient = claimed.message == rides.ASKED
        return _texted(claimed, turn, where, claimed.occurs_at, patient)
    _, reply = follow(turn, where)
    still_so = not isinstance(reply, Nothing)
    return _gate(house, ride_flow.GATE, turn.language, now) if still_so else None


def contact_words(session: Session, house: House, claimed: Claimed, now: datetime) -> Words:
    """To who stands by somebody; None when it is not so any more, or they were never told."""
    if claimed.message == told.CLEAR:
        if contact.goes_on(session, claimed):
            return Later(now + told.LOOK_AGAIN, "It is said once it has ended.")
        heard = contact.has_heard(session, claimed)
        if not heard:
            return (
                Later(now + ITS_CALL, "A call of ours rings there still.")
                if heard is None
                else None
            )
    return _plainly(session, house, claimed, contact.where(claimed), now)


def contact_news_words(session: Session, house: House, claimed: Claimed, now: datetime) -> Words:
    """To a member, of who stands by them."""
    return _plainly(session, house, claimed, go(claimed.message, claimed.subject_id), now)


def _plainly(session: Session, house: House, claimed: Claimed, where: Go, now: datetime) -> Words:
    """A step's words as a text, at once; a call says no more than its gate."""
    turn = _turn_of(session, house, claimed, now)
    if claimed.way == Way.TEXT:
        return _texted(claimed, turn, where, now + contact.ANSWERED_UNTIL, False)
    _, reply = follow(turn, where)
    still_so = not isinstance(reply, Nothing)
    return _gate(house, contact.GATE, turn.language, now) if still_so else None


def kept_reply(session: Session, house: House, claimed: Claimed, now: datetime) -> Rendered | None:
    """What is still owed to a text that had to wait for the database."""
    kept = session.get(Inbound, claimed.subject_id)
    if kept is None or kept.answer is None:
        return None
    unsent = kept.answer.get("unsent", kept.answer["texts"])
    return Rendered("\n".join(unsent), kept.keep_until)


def alert_words(session: Session, house: House, claimed: Claimed, now: datetime) -> Rendered | None:
    """What the operator has to know; None once it is cleared."""
    alert = session.get(Alert, claimed.subject_id)
    if alert is None or alert.cleared_at:
        return None
    raised = prompt(
        "alert.raised",
        organisation=house.settings.organisation,
        what=prompt(f"alert.{alert.kind}"),
        count=alert.count,
    )
    language = members.language_of(session, claimed.phone_id)
    return Rendered(written(raised, language), now + WORDS_LIVE)


def visit_over(session: Session, house: House, subject: str, now: datetime) -> None:
    visits.fall_due(session, house.settings, int(subject), now)


def ride_unanswered(session: Session, house: House, subject: str, now: datetime) -> None:
    rides.give_up(session, house.settings, int(subject), now)


def standing_so(gate: str) -> MessageRenderer:
    """A step of the message's own name, by its subject: its text, or a call's gate; None when it doesn't
    stand so any more."""

    def words(session: Session, house: House, claimed: Claimed, now: datetime) -> Words:
        if claimed.subject_id is None:
            return None
        turn = _turn_of(session, house, claimed, now)
        where = go(claimed.message, claimed.subject_id)
        if claimed.way == Way.TEXT:
            return _texted(claimed, turn, where, claimed.occurs_at or claimed.useful_until)
        _, reply = follow(turn, where)
        still_so = not isinstance(reply, Nothing)
        return _gate(house, gate, turn.language, now) if still_so else None

    return words


def shift_due(session: Session, house: House, subject: str, now: datetime) -> None:
    shift_asks.fall_due(session, house.settings, int(subject), now)


def case_waits(session: Session, house: House, subject: str, now: datetime) -> None:
    callbacks.go_on(session, house.settings, int(subject), now)


def case_untaken(session: Session, house: House, subject: str, now: datetime) -> None:
    rungs.go_on(session, house.settings, int(subject), now)


def case_late(session: Session, house: House, subject: str, now: datetime) -> None:
    callbacks.be_late(session, int(subject), now)


def case_forgotten(session: Session, house: House, subject: str, now: datetime) -> None:
    ladder.give_up(session, int(subject), now)


def case_unanswered(session: Session, house: House, subject: str, now: datetime) -> None:
    closing.end_unanswered(session, int(subject), now)


def silence_over(session: Session, house: House, subject: str, now: datetime) -> None:
    seen.over(session, house.settings, int(subject), now)


def silence_told(session: Session, house: House, subject: str, now: datetime) -> None:
    decided.tell_all(session, house.settings, int(subject), now)


def silence_held(session: Session, house: House, subject: str, now: datetime) -> None:
    handing.look_again(session, int(subject), now)


def follow_up_offered(session: Session, house: House, subject: str, now: datetime) -> None:
    follow_ups.offer(session, int(subject), now)


def follow_up_due(session: Session, house: House, subject: str, now: datetime) -> None:
    follow_ups.fall_due(session, house.settings, int(subject), now)


def follow_up_untaken(session: Session, house: House, subject: str, now: datetime) -> None:
    follow_ups.care(session, int(subject), now)


def report_late(session: Session, house: House, subject: str, now: datetime) -> None:
    reports.be_late(session, int(subject), now)


def asking(waits: timedelta) -> MessageRenderer:
    """A step of the message's own name, by its subject, whose digits are waited for so long."""

    def words(session: Session, house: House, claimed: Claimed, now: datetime) -> Words:
        turn = _turn_of(session, house, claimed, now)
        return _texted(claimed, turn, go(claimed.message, claimed.subject_id), now + waits)

    return words


def case_over_words(session: Session, house: House, claimed: Claimed, now: datetime) -> Words:
    """To whoever was texted about a case of which nothing is to be done any more."""
    case = session.get(Case, claimed.subject_id)
    language = members.language_of(session, claimed.phone_id)
    if claimed.way == Way.CALL:
        return _gate(house, "page.answered", language, now)
    have_word = case is not None and case.tier == cases.SILENT and case.outcome == cases.Outcome.OK
    over = prompt(
        "page.answered" if have_word else closing.TAKEN_BACK, case=str(claimed.subject_id)
    )
    return Rendered(written(over, language), now + WORDS_LIVE)


def week_over(session: Session, house: House, subject: str, now: datetime) -> None:
    goals.fall_due(session, house.settings, int(subject), now)


def visit_near(session: Session, house: House, subject: str, now: datetime) -> None:
    notes.remind(session, house.settings, int(subject), now)


def note_back(session: Session, house: House, subject: str, now: datetime) -> None:
    notes.give_back(session, house.settings, int(subject), now)


def note_over(session: Session, house: House, subject: str, now: datetime) -> None:
    notes.be_over(session, int(subject), now)


def note_traces(session: Session, house: House, subject: str, now: datetime) -> None:
    notes.forget_traces(session, subject, now)


def reminder_due(session: Session, house: House, subject: str, now: datetime) -> None:
    reminders_due(session, house, [subject], now)


def reminders_due(session: Session, house: House, subjects: Sequence[str], now: datetime) -> None:
    due_reminders.fall_due(session, house.settings, [int(subject) for subject in subjects], now)


def check_in_due(session: Session, house: House, subject: str, now: datetime) -> None:
    check_ins_due(session, house, [subject], now)


def check_ins_due(session: Session, house: House, subjects: Sequence[str], now: datetime) -> None:
    due.fall_due(session, house.settings, [int(subject) for subject in subjects], now)


def check_in_climbs(session: Session, house: House, subject: str, now: datetime) -> None:
    check_ins_climb(session, house, [subject], now)


def check_ins_climb(session: Session, house: House, subjects: Sequence[str], now: datetime) -> None:
    checkin_ladder.go_on_all(session, house.settings, [int(one) for one in subjects], now)


MESSAGES: dict[str, MessageRenderer] = {
    reminders.MESSAGE: reminder_words,
    watches.MESSAGE: watch_words,
    visits.MESSAGE: visit_words,
    connect.MESSAGE: beginning_with(connect.GATE),
    person.MESSAGE: beginning_with(person.GATE),
    **dict.fromkeys((unreached.CALL, unreached.SPOKEN), crisis_words),
    recall.MESSAGE: recall_words,
    texted.MESSAGE: meeting_words,
    proposals.MESSAGE: proposed_words,
    pages.PAGE: page_words,
    pages.WROTE_AGAIN: again_words,
    unclaimed.MESSAGE: unclaimed_words,
    closing.TAKEN_BACK: case_over_words,
    cases.OFFER: asking(follow_ups.OFFER_USEFUL),
    follow_ups.TASK: asking(follow_ups.TAKEN_WITHIN),
    follow_ups.CALL: beginning_with(how_are_you.GATE),
    follow_ups.CARING: asking(follow_ups.CARED_FOR),
    reports.TOLD: asking(reports.WORDS_LIVE),
    reports.CALL: beginning_with(report.GATE),
    "reply.kept": kept_reply,
    asks.ASK: check_in_words,
    telling.MESSAGE: alert_words,
    **dict.fromkeys(kept_calls.SCRIPTS, standing_so(kept_calls.GATE)),
    **dict.fromkeys(ride_flow.SCRIPTS, ride_words),
    **dict.fromkeys(shift_flow.SCRIPTS, standing_so(shift_flow.GATE)),
    **dict.fromkeys(contact.SCRIPTS, contact_words),
    **dict.fromkeys(contact_news.SCRIPTS, contact_news_words),
}


def outbox_ended(session: Session, house: House, subject: str, now: datetime) -> None:
    row = session.get(Outbox, subject)
    if row and row.lane == Lane.CRISIS:
        unreached.follow_up(session, row, now)
    elif row and row.message == asks.ASK:
        checkin_ladder.was_lost(session, house.settings, row, now)
    elif row is None or row.message != told.TOLD:  # those are told in rounds
        redial.follow_up(session, subject, now)


# For kinds of which many fall due at once: the same, for all of them.
TOGETHER: dict[str, TimersHandler] = {
    reminders.TIMER: reminders_due,
    dates.DUE: check_ins_due,
    days.CLIMB: check_ins_climb,
}
TIMERS: dict[str, TimerHandler] = {
    reminders.TIMER: reminder_due,
    dates.DUE: check_in_due,
    days.CLIMB: check_in_climbs,
    ENDED: outbox_ended,
    rides.TIMER: ride_unanswered,
    visits.TIMER: visit_over,
    on_shift.TIMER: shift_due,
    ladder.TIMER: case_forgotten,
    pages.PAGE: case_waits,
    callbacks.OVERDUE: case_late,
    cases.LADDER: case_untaken,
    closing.UNANSWERED: case_unanswered,
    cases.SILENT_OVER: silence_over,
    handing.HELD: silence_held,
    decided.TELL: silence_told,
    cases.OFFER: follow_up_offered,
    follow_ups.DUE: follow_up_due,
    follow_ups.UNTAKEN: follow_up_untaken,
    reports.LATE: report_late,
    goals.WEEK: week_over,
    notes.REMIND: visit_near,
    notes.BACK: note_back,
    notes.OVER: note_over,
    notes.TRACES: note_traces,
}


def _texted(
    claimed: Claimed, turn: Turn, where: Go, expires_at: datetime, patient: bool = True
) -> Words:
    """A step's text and the question it opens until then; a `patient` one waits for one that is open."""
    session, now = turn.session, turn.now
    asked_by, reply = follow(turn, where)
    if isinstance(reply, Nothing):
        return None
    if isinstance(reply, Choose):
        talk = standing(session, claimed.phone_id, now)
        if patient and (later := patience.later(session, claimed, talk, now)):
            return later
        again = claimed.number > 1
        questions.ask_first(
            session, talk.thread, asked_by, reply, claimed.id, now, expires_at, again
        )
    return Rendered(render.as_text(reply, turn.language), now + WORDS_LIVE)


def _gate(house: House, key: str, language: str, now: datetime) -> Rendered:
    """All that a call is sure to say."""
    words = spoken(caller.gate(key, house.settings, language), language)
    return Rendered(words, now + WORDS_LIVE)


def _turn_of(
    session: Session, house: House, claimed: Claimed, now: datetime, language: str | None = None
) -> Turn:
    """A turn that we begin: nothing was said."""
    return Turn(
        session=session,
        settings=house.settings,
        channel=Channel.TEXT,
        language=language or members.language_of(session, claimed.phone_id, claimed.person_id),
        now=now,
        said="",
        memo={},
        phone_id=claimed.phone_id,
        person_id=claimed.person_id,
    )
