"""What a call of ours says first, by the message it is for."""

from service import visits
from service.checkins import asks
from service.checkins.proposals import MESSAGE as PROPOSED
from service.crisis import unreached
from service.crisis.closing import TAKEN_BACK
from service.crisis.follow_ups import CALL
from service.crisis.pages import PAGE
from service.crisis.reports import CALL as REPORT_CALL
from service.crisis.unclaimed import MESSAGE as UNCLAIMED
from service.flows import (
    checkin,
    confirm_call,
    connect,
    contact,
    contact_news,
    crisis,
    how_are_you,
    kept_calls,
    page,
    person,
    proposal,
    recall,
    report,
    ride_news,
    shifts,
    sign_in,
    silence,
    told_notice,
    unclaimed,
    visit,
)
from service.notices.states import MESSAGE as NOTICE

# Its first step; that gets the subject's id and the date it is about (ISO 8601): the subject itself may
# have moved on to its next date already. Whoever picks up hears no more than that before a 1.
SCRIPTS: dict[str, str] = {
    "reminder.due": "remind.gate",
    "watch.found": "watch.gate",
    visits.MESSAGE: visit.GATE,
    connect.MESSAGE: connect.GATE,
    person.MESSAGE: person.GATE,
    unreached.CALL: crisis.GATE,
    unreached.SPOKEN: unreached.SPOKEN,
    recall.MESSAGE: recall.GATE,
    confirm_call.MESSAGE: confirm_call.GATE,
    sign_in.MESSAGE: sign_in.GATE,
    PAGE: page.GATE,
    CALL: how_are_you.GATE,
    REPORT_CALL: report.GATE,
    asks.ASK: checkin.GATE,
    UNCLAIMED: unclaimed.GATE,
    PROPOSED: proposal.GATE,
    TAKEN_BACK: silence.CLOSED,
    NOTICE: told_notice.GATE,
    **ride_news.SCRIPTS,
    **shifts.SCRIPTS,
    **kept_calls.SCRIPTS,
    **contact.SCRIPTS,
    **contact_news.SCRIPTS,
}
# What an answering machine keeps instead.
VOICEMAILS: dict[str, str] = {
    "reminder.due": "remind.voicemail",
    "watch.found": "watch.voicemail",
    visits.MESSAGE: visit.VOICEMAIL,
    connect.MESSAGE: connect.VOICEMAIL,
    person.MESSAGE: person.VOICEMAIL,
    unreached.CALL: crisis.VOICEMAIL,
    unreached.SPOKEN: crisis.VOICEMAIL,
    recall.MESSAGE: recall.VOICEMAIL,
    confirm_call.MESSAGE: confirm_call.VOICEMAIL,
    sign_in.MESSAGE: sign_in.VOICEMAIL,
    PAGE: page.VOICEMAIL,
    CALL: page.VOICEMAIL,
    REPORT_CALL: report.VOICEMAIL,
    asks.ASK: checkin.VOICEMAIL,
    UNCLAIMED: unclaimed.VOICEMAIL,
    PROPOSED: proposal.VOICEMAIL,
    TAKEN_BACK: silence.CLOSED,
    NOTICE: told_notice.VOICEMAIL,
    **dict.fromkeys(ride_news.SCRIPTS, "ride.voicemail"),
    **dict.fromkeys(shifts.SCRIPTS, shifts.VOICEMAIL),
    **dict.fromkeys(kept_calls.SCRIPTS, kept_calls.VOICEMAIL),
    **dict.fromkeys((*contact.SCRIPTS, *contact_news.SCRIPTS), contact.VOICEMAIL),
}
# Of these that step gets the subject's id: a machine keeps what a text says before OPEN.
SAYS_MORE = frozenset({NOTICE})
