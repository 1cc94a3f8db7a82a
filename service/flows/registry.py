"""What the workers call back: whose words a message has, and what happens when a timer falls due.

Names are as the rows have them, so they never change; a removed one keeps a line here that says what
became of it.
"""

from service import (
    due_reminders,
    goals,
    moved,
    notes,
    on_shift,
    reminders,
    reminding,
    rides,
    shift_asks,
    telling,
    visits,
    watches,
)
from service.access.sign_in import TRIAL
from service.checkins import asks, dates, days, decided, due, handing, proposals, seen
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
from service.crisis.canned import Canned
from service.delivery.states import ENDED
from service.flows import (
    confirm_call,
    connect,
    contact,
    contact_news,
    how_are_you,
    kept_calls,
    notice_done,
    notice_try,
    person,
    recall,
    report,
    ride_news,
    sent_checkins,
    sent_in_crisis,
    sent_notices,
    sent_of_meetings,
    sent_replies,
    sign_in,
    texted,
)
from service.flows import shifts as shift_flow
from service.flows.falling_due import (
    TimerHandler,
    TimersHandler,
    all_of,
    by_id,
    by_id_alone,
    note_traces,
    one_of,
    outbox_ended,
)
from service.flows.going_out import MessageRenderer, asking, beginning_with, standing_so
from service.notices import drafts, halting, sending
from service.notices.states import MESSAGE as NOTICE

MESSAGES: dict[str, MessageRenderer] = {
    NOTICE: sent_notices.notice_words,
    reminding.MESSAGE: sent_of_meetings.reminder_words,
    watches.MESSAGE: sent_of_meetings.watch_words,
    visits.MESSAGE: sent_of_meetings.visit_words,
    connect.MESSAGE: beginning_with(connect.GATE),
    person.MESSAGE: beginning_with(person.GATE),
    **dict.fromkeys((unreached.CALL, unreached.SPOKEN), sent_in_crisis.crisis_words),
    recall.MESSAGE: sent_replies.recall_words,
    confirm_call.MESSAGE: confirm_call.confirm_words,
    sign_in.MESSAGE: sign_in.sign_in_words,
    TRIAL: sign_in.trial_words,
    texted.MESSAGE: sent_replies.meeting_words,
    proposals.MESSAGE: sent_checkins.proposed_words,
    pages.PAGE: sent_in_crisis.page_words,
    pages.WROTE_AGAIN: sent_in_crisis.again_words,
    unclaimed.MESSAGE: sent_in_crisis.unclaimed_words,
    **dict.fromkeys(Canned, sent_in_crisis.canned_words),
    closing.TAKEN_BACK: sent_in_crisis.case_over_words,
    cases.OFFER: asking(follow_ups.OFFER_USEFUL),
    follow_ups.TASK: asking(follow_ups.TAKEN_WITHIN),
    follow_ups.CALL: beginning_with(how_are_you.GATE),
    follow_ups.CARING: asking(follow_ups.CARED_FOR),
    reports.TOLD: asking(reports.WORDS_LIVE),
    reports.CALL: beginning_with(report.GATE),
    "reply.kept": sent_replies.kept_reply,
    sending.DONE: notice_done.done_words,
    notice_try.MESSAGE: notice_try.try_words,
    asks.ASK: sent_checkins.check_in_words,
    telling.MESSAGE: sent_replies.alert_words,
    **dict.fromkeys(kept_calls.SCRIPTS, standing_so(kept_calls.GATE)),
    **dict.fromkeys(ride_news.SCRIPTS, sent_of_meetings.ride_words),
    **dict.fromkeys(shift_flow.SCRIPTS, standing_so(shift_flow.GATE)),
    **dict.fromkeys(contact.SCRIPTS, sent_checkins.contact_words),
    **dict.fromkeys(contact_news.SCRIPTS, sent_checkins.contact_news_words),
}
# For kinds of which many fall due at once: the same, for all of them.
TOGETHER: dict[str, TimersHandler] = {
    reminders.TIMER: all_of(due_reminders.fall_due),
    reminders.FOLLOW: all_of(moved.plan_moved),
    dates.DUE: all_of(due.fall_due),
    days.CLIMB: all_of(checkin_ladder.go_on_all),
}
TIMERS: dict[str, TimerHandler] = {
    reminders.TIMER: one_of(due_reminders.fall_due),
    reminders.FOLLOW: one_of(moved.plan_moved),
    dates.DUE: one_of(due.fall_due),
    days.CLIMB: one_of(checkin_ladder.go_on_all),
    ENDED: outbox_ended,
    rides.TIMER: by_id(rides.give_up),
    visits.TIMER: by_id(visits.fall_due),
    on_shift.TIMER: by_id(shift_asks.fall_due),
    ladder.TIMER: by_id_alone(ladder.give_up),
    pages.PAGE: by_id(callbacks.go_on),
    callbacks.OVERDUE: by_id_alone(callbacks.be_late),
    cases.LADDER: by_id(rungs.go_on),
    closing.UNANSWERED: by_id_alone(closing.end_unanswered),
    cases.SILENT_OVER: by_id(seen.over),
    handing.HELD: by_id_alone(handing.look_again),
    decided.TELL: by_id(decided.tell_all),
    cases.OFFER: by_id_alone(follow_ups.offer),
    follow_ups.DUE: by_id(follow_ups.fall_due),
    follow_ups.UNTAKEN: by_id_alone(follow_ups.care),
    reports.LATE: by_id_alone(reports.be_late),
    goals.WEEK: by_id(goals.fall_due),
    notes.REMIND: by_id(notes.remind),
    notes.BACK: by_id(notes.give_back),
    notes.OVER: by_id_alone(notes.be_over),
    notes.TRACES: note_traces,
    drafts.DROP: by_id_alone(drafts.drop),
    drafts.GO: by_id(sending.go),
    halting.MORE: by_id(sending.put_more),
    sending.LOOK: by_id(sending.look),
}
