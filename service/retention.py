"""What we forget, and when: each row of `RULES` is one thing.

Search texts, and what conversations remember of them, go after a day; answers kept for a repeated
webhook too; other words after 30 days. Rows without words go later: what they still tell is who had
to do with us, and which meeting somebody wanted to be reminded of.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import Delete, Update, and_, delete, or_, select, update
from sqlalchemy.orm import Session

from service.checkins.invitations import WITHIN as TRIES_COUNT
from service.db import first_id
from service.delivery.states import ENDS
from service.goals import MARKS_LIVE
from service.inbound.once import SEARCHES_LIVE, WORDS_LIVE
from service.models import (
    Attempt,
    Attendance,
    Case,
    CaseState,
    CheckInDay,
    CodeTry,
    ContactTelling,
    Conversation,
    Expected,
    FollowUp,
    FormTaken,
    GoalMark,
    Inbound,
    Invitation,
    ListImport,
    MeetingDate,
    Note,
    Notice,
    NoticeEvent,
    Outbox,
    PeopleList,
    Question,
    Reminder,
    Report,
    Ride,
    ShiftAsk,
    Visit,
    Watch,
)
from service.people_lists.staging import REMEMBERED
from service.watches import KEPT_AFTER

ANSWERS_LIVE = timedelta(days=1)
# A webhook may be repeated long after its words have gone; not a week after.
KEYS_LIVE = timedelta(days=7)
# Time for a coordinator to ask what became of a text.
OUTBOX_LIVES = timedelta(days=90)
# Whom a notice has reached is read from its rows there, so it outlives them.
NOTICES_LIVE = OUTBOX_LIVES + timedelta(days=7)
NOTES_LIVE = timedelta(days=2)
# A browser's tab may stand open for days, and its form be sent then.
FORMS_LIVE = timedelta(days=7)
# Looked at within a day, or given again.
LISTS_LIVE = timedelta(days=2)
KEPT_OF_A_MEMO = frozenset({"language", "guessed", "private"})
MEMOS_A_ROUND = 500

Rule = Callable[[datetime], Delete | Update]
RULES: dict[str, Rule] = {
    "bodies": lambda now: (
        update(Inbound)
        .where(Inbound.keep_until <= now, Inbound.body.is_not(None))
        .values(body=None)
    ),
    "answers": lambda now: (
        update(Inbound)
        .where(Inbound.received_at <= now - ANSWERS_LIVE, Inbound.answer.is_not(None))
        .values(answer=None)
    ),
    "keys": lambda now: delete(Inbound).where(Inbound.keep_until <= now - KEYS_LIVE),
    "sent_words": lambda now: (
        update(Attempt)
        .where(Attempt.keep_until <= now, or_(Attempt.body.is_not(None), Attempt.said.is_not(None)))
        .values(body=None, said=None)
    ),
    "questions": lambda now: delete(Question).where(Question.expires_at <= now),
    "calls": lambda now: delete(Conversation).where(
        Conversation.key.startswith("call:"), Conversation.changed_at <= now - SEARCHES_LIVE
    ),
    "reminders": lambda now: delete(Reminder).where(
        Reminder.on.is_(False), Reminder.occurs_at <= now - WORDS_LIVE
    ),
    "attendances": lambda now: delete(Attendance).where(Attendance.occurs_at <= now - WORDS_LIVE),
    "reports": lambda now: (
        update(Report)
        .where(
            Report.words.is_not(None),
            or_(
                Report.keep_until <= now,
                Report.case_id.in_(select(Case.id).where(Case.state == CaseState.CLOSED)),
            ),
        )
        .values(words=None)
    ),
    "follow_ups": lambda now: delete(FollowUp).where(FollowUp.due_at <= now - WORDS_LIVE),
    "rides": lambda now: delete(Ride).where(Ride.occurs_at <= now - WORDS_LIVE),
    "shifts": lambda now: delete(ShiftAsk).where(ShiftAsk.ends_at <= now - WORDS_LIVE),
    "dates": lambda now: delete(MeetingDate).where(
        MeetingDate.on_date <= (now - WORDS_LIVE).date(),
        or_(MeetingDate.starts_at.is_(None), MeetingDate.starts_at <= now - WORDS_LIVE),
    ),
    "watches": lambda now: delete(Watch).where(
        # What was told on the last day may still wait for the morning, and then for an answer.
        or_(
            and_(Watch.told_at.is_(None), Watch.expires_at <= now),
            Watch.told_at <= now - KEPT_AFTER,
        )
    ),
    "check_ins": lambda now: delete(CheckInDay).where(
        CheckInDay.keep_until <= now, CheckInDay.ended_at.is_not(None)
    ),
    "contacts_said": lambda now: (
        update(ContactTelling)
        .where(ContactTelling.told_at <= now - WORDS_LIVE, ContactTelling.said.is_not(None))
        .values(said=None, said_at=None)
    ),
    "forms": lambda now: delete(FormTaken).where(FormTaken.taken_at <= now - FORMS_LIVE),
    "list_imports": lambda now: delete(ListImport).where(ListImport.asked_at <= now - LISTS_LIVE),
    "expected": lambda now: delete(Expected).where(Expected.keep_until <= now),
    # Its file has gone before, a little at a time (people_lists/work).
    "people_lists": lambda now: delete(PeopleList).where(PeopleList.ended_at <= now - REMEMBERED),
    "notice_words": lambda now: (
        update(Notice)
        .where(Notice.keep_until <= now, or_(Notice.body.is_not(None), Notice.reason.is_not(None)))
        .values(body=None, reason=None)
    ),
    "notice_whys": lambda now: (
        update(NoticeEvent)
        .where(
            NoticeEvent.why.is_not(None),
            NoticeEvent.notice_id.in_(select(Notice.id).where(Notice.keep_until <= now)),
        )
        .values(why=None)
    ),
    "notices": lambda now: delete(Notice).where(
        Notice.created_at <= now - NOTICES_LIVE, Notice.ended_at.is_not(None)
    ),
    "visits": lambda now: delete(Visit).where(Visit.keep_until <= now, Visit.asked_at.is_not(None)),
    "invitations": lambda now: delete(Invitation).where(Invitation.expires_at <= now),
    "code_tries": lambda now: delete(CodeTry).where(CodeTry.at <= now - TRIES_COUNT),
    "goal_marks": lambda now: delete(GoalMark).where(GoalMark.done_at <= now - MARKS_LIVE),
    # Its own timer has ended it when its day was over.
    "notes": lambda now: delete(Note).where(Note.visit_at <= now - NOTES_LIVE),
    # By id, which sorts by time: the table may be large, and has no other index for this.
    "outbox": lambda now: delete(Outbox).where(
        Outbox.id < first_id(now - OUTBOX_LIVES),
        Outbox.created_at <= now - OUTBOX_LIVES,
        Outbox.state.in_(ENDS),
    ),
}


def forget(session: Session, now: datetime) -> dict[str, int]:
    """Empties and deletes what has lived long enough; how many rows of each kind."""
    counts = {name: _count(session, rule(now)) for name, rule in RULES.items()}
    return counts | {"memos": _empty_memos(session, now)}


def _count(session: Session, statement: Delete | Update) -> int:
    done = session.execute(statement, execution_options={"synchronize_session": False})
    return int(done.rowcount)  # type: ignore[attr-defined]


def _empty_memos(session: Session, now: datetime) -> int:
    """A memo keeps the language alone; it is sealed, so it is emptied row by row."""
    stale = (
        select(Conversation)
        .where(Conversation.forget_at <= now)
        .limit(MEMOS_A_ROUND)
        .with_for_update(skip_locked=True)  # in the middle of a turn: the next round will do
    )
    conversations = session.scalars(stale).all()
    for conversation in conversations:
        kept = {name: conversation.memo[name] for name in KEPT_OF_A_MEMO & conversation.memo.keys()}
        conversation.memo, conversation.forget_at = kept, None
    return len(conversations)
