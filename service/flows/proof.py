"""Caller ID is a claim: what is somebody's own is told and changed only where it is proved who calls.

Whoever has a code gives it, always. Who has none is believed where the network vouches for the number,
and on a call of ours to that phone that was let in by a key; else we call that phone right back (`recall`).
What only adds (a group, a reminder), what ends our calls, finding and people need no proof. By text OPEN,
MYDATA, ERASE and CODE ask for a code where there is one. Behind a hidden number nobody is known: the steps
say so themselves.

The guards stand before the steps (`turn.GUARDS`), so that no key, word or open question leads around it.
"""

from collections.abc import Callable

from sqlalchemy import Select, func, select

from service import codes
from service.flows import tries
from service.flows.code import WANTED
from service.flows.person import MESSAGE as PERSON_CALL
from service.flows.turn import Channel, Go, Turn, go, guard
from service.flows.whose import CODE_GIVEN, ask_first, known_person
from service.models import Outbox, PersonPhone, Reminder, Watch

# Read out, or changed. The steps that say what a menu offers are none of them.
OWN = frozenset(
    (
        *("mine.all", "mine.one", "mine.group", "mine.end", "remind.one"),
        *("groups.mine", "groups.quit", "groups.quit_all", "groups.leave", "groups.stop_which"),
        *("remind.heard", "remind.later", "remind.not_now", "remind.join", "watch.show"),
        *("remind.going", "remind.not_going", "ride.ask", "ride.put", "ride.stands", "ride.back"),
        *("ride.asked", "ride.take", "ride.refuse", "ride.number", "ride.show", "ride.share"),
        *("ride.off", "ride.erased", "ride.taken", "ride.none"),
        *("settings.ways", "settings.call", "settings.text", "settings.both", "settings.reach"),
        *("hours.menu", "hours.ask", "hours.said", "hours.given", "hours.again"),
        *("zone.ask", "zone.where_said", "zone.given", "zone.which", "zone.set", "zone.again"),
        *("code.new", "code.removed", "settings.opened"),
        *("own_data.page", "own_data.erased", "shared.begin", "shared.first"),
        *("duty.menu", "case.ask", "case.typed", "case.shown", "case.call", "case.close"),
        *("case.many", "case.many_said"),
        *("oncall.menu", "oncall.which_day", "oncall.hours", "oncall.hours_said", "oncall.given"),
        *("oncall.again", "oncall.too_late", "oncall.not_added", "oncall.off", "oncall.off_day"),
        *("oncall.off_on", "oncall.off_given", "oncall.take_off", "oncall.put_back"),
        *("oncall.stay", "shift.ask", "shift.again", "shift.confirm", "shift.decline"),
        *("shift.taken", "shift.nobody", "shift.offer", "shift.take", "shift.refuse"),
        *("shift.unsure", "shift.uncovered"),
        *("checkin.now", "checkin.heard", "checkin.great", "checkin.ok", "checkin.so_so"),
        *("checkin.low", "checkin.very_low", "checkin.all_right", "checkin.done"),
        *("checkin.not_yet", "checkin.later", "checkin.waits", "checkin.no_later", "checkin.talk"),
        *("visit.of_list", "visit.plan", "visit.next", "visit.one", "visit.drop"),
        *("visit.heard", "visit.said"),
        *("break.menu", "break.end", "pause.ask", "pause.said", "pause.again", "pause.given"),
        *("goal.menu", "goal.ask", "goal.given", "goal.off", "goal.share", "goal.done"),
        *("appt.ask", "appt.given", "appt.hour", "appt.hour_said", "appt.set", "appt.off"),
        *("buddy.menu", "buddy.new", "buddy.named", "buddy.code", "buddy.which", "buddy.remove"),
        *("buddy.wave", "buddy.send", "buddy.wave_1", "buddy.wave_2", "buddy.wave_3"),
        *("note.menu", "note.ask", "note.speak", "note.given", "note.kept", "note.is_kept"),
        *("note.drop", "note.read", "goal.week", "goal.buddy", "appt.due"),
        *("setup.given", "setup.hour", "setup.again", "setup.hour_said", "setup.days_said"),
        *("setup.made", "setup.told", "setup.menu", "setup.asks", "setup.how", "setup.way"),
        *("setup.second", "setup.second_set", "setup.waits", "setup.name", "setup.name_said"),
        *("proposal.shown", "proposal.yes", "proposal.no", "proposal.given"),
        *("away.ask", "away.said", "away.again", "away.given"),
        *("setup.called", "setup.named", "setup.changed", "setup.end", "setup.ended"),
        *("contact.new", "contact.names", "contact.my_name_said", "contact.their_name_said"),
        *("contact.code", "contact.list", "contact.one", "contact.first", "contact.remove"),
        *("contact.removed", "contact.joined", "contact.left", "contact.said_so"),
        *("notice.word", "notice.chosen", "notice.which", "notice.dated", "notice.moved_said"),
        *("notice.drafted", "notice.words", "notice.words_said", "notice.fix", "notice.fixing"),
        *("notice.fix_said", "notice.read_back", "notice.said", "notice.counted"),
        *("notice.answered", "notice.when", "notice.later", "notice.urgent", "notice.urgent_for"),
        *("notice.held", "notice.drop", "notice.call_me", "notice.undo", "notice.status"),
        *("notice.confirm",),
        *("notice.pause", "notice.resume", "notice.stop", "notice.list", "notice.hear"),
        *("coord.menu", "coord.waiting", "coord.date", "coord.what", "coord.which_date"),
        *("coord.dated", "coord.off", "coord.new_hour", "coord.hour_said", "coord.record"),
        *("coord.speak", "coord.spoken", "coord.unheard", "coord.said_so", "coord.again"),
        *("coord.recorded", "coord.read", "coord.counted", "coord.hear", "coord.why_now"),
        *("coord.urgent", "coord.held", "coord.last", "coord.tally", "coord.names"),
        *("coord.halt", "coord.fix", "coord.joined", "coord.joined_it", "coord.member"),
        *("expected.add", "expected.number_said", "expected.who"),
        *("notice_told.more", "notice_told.instead"),
    )
)
# By text, too, where there is a code; each time anew, on a call as well.
BEHIND_CODE = frozenset(
    ("settings.open", "own_data.read", "own_data.erase_sure", "code.change", "code.off")
)
# What a phone agreed to, and is told because of that: whoever answers it may have no code of their own here.
OF_A_PHONE = frozenset(
    (
        *("contact.enter", "contact.entered", "contact.asked", "contact.asked_in", "contact.yes"),
        *("contact.come_back",),
        *("contact.told", "contact.will", "contact.cannot", "contact.all_right", "contact.clear"),
        *("contact.standing", "contact.stands", "contact.leave"),
    )
)
# What was said to these is lost while a code is asked for: it is asked for once more.
ASKED_BY = {"hours.said": "hours.menu", "zone.where_said": "zone.ask", "case.typed": "case.ask"}
ASKED_BY |= {"pause.said": "pause.ask"}
ASKED_BY |= {"appt.hour_said": "appt.ask"}
ASKED_BY |= {
    "away.said": "away.ask",
    "setup.hour_said": "setup.hour",
    "setup.days_said": "setup.hour",
    "setup.name_said": "setup.name",
    "contact.entered": "contact.enter",
}
ASKED_BY |= {"coord.hour_said": "coord.menu", "coord.counted": "coord.last"}
ASKED_BY |= {"notice.said": "notice.status", "notice.words_said": "coord.menu"}
# What was asked for on this very call, by its memo: it was nobody's before.
NEW = "new"


def first(turn: Turn, where: Go) -> Go | None:
    """The question that must be answered before `where`; None where it may go on at once."""
    if turn.phone_id is None:
        return None
    if turn.channel is Channel.CALL and (asked := ask_first(turn, where)):
        return asked
    missing = _missing(turn, where.step)
    if missing is None:
        return None
    turn.memo[WANTED] = [ASKED_BY.get(where.step, where.step), list(where.args)]
    return go(missing)


def of_phone(turn: Turn, where: Go) -> Go | None:
    """On a call it is that phone: the network says so, or we have called it, and a key was pressed."""
    if turn.phone_id is None or turn.channel is Channel.TEXT or turn.placed or turn.vouched:
        return None
    turn.memo[WANTED] = [ASKED_BY.get(where.step, where.step), list(where.args)]
    return go("recall.ask")


def is_proved(turn: Turn) -> bool:
    """Whether what is theirs may be said here without another question."""
    return turn.phone_id is None or _missing(turn, "") is None


def _missing(turn: Turn, name: str) -> str | None:
    """The step that asks for what is not proved yet; a code that was given holds as long as the call."""
    by_text, anew = turn.channel is Channel.TEXT, name in BEHIND_CODE
    if turn.gave_code or (not anew and (by_text or CODE_GIVEN in turn.memo)):
        return None
    person_id = known_person(turn)
    if person_id is not None and codes.has_code(turn.session, person_id):
        return "code.enough" if tries.is_over(turn) else "code.ask"
    return None if by_text or turn.placed or turn.vouched else "recall.ask"


# --- what only adds: free, unless it touches what was there before the call ---------------------------


def _reminder_there(turn: Turn, meeting_id: int, *_: object) -> bool:
    """Asking again for the same meeting changes the reminder there is."""
    theirs = _of_phone(turn)
    there = select(Reminder.id).where(
        Reminder.meeting_id == meeting_id, Reminder.person_id.in_(theirs), Reminder.on
    )
    return _was_there(turn, f"meeting {meeting_id}", turn.session.scalar(there) is not None)


def _that_reminder(turn: Turn, reminder_id: int) -> bool:
    reminder = turn.session.get(Reminder, reminder_id)
    return reminder is not None and f"meeting {reminder.meeting_id}" not in _new(turn)


def _first_wish(turn: Turn) -> bool:
    """None is changed by another; but which are older must be known when one is undone."""
    if not any(one.startswith("wish ") for one in _new(turn)):
        theirs = select(func.max(Watch.id)).where(Watch.phone_id == turn.phone_id)
        _new(turn).append(f"wish {turn.session.scalar(theirs) or 0}")
    return False


def _that_wish(turn: Turn, watch_id: int) -> bool:
    before = next((one for one in _new(turn) if one.startswith("wish ")), None)
    return before is None or watch_id <= int(before.removeprefix("wish "))


def _tells_something(turn: Turn, outbox_id: str) -> bool:
    """Who is called back to be joined to a person is told nothing."""
    row = turn.session.get(Outbox, outbox_id)
    return row is not None and row.message != PERSON_CALL


def _was_there(turn: Turn, what: str, is_there: bool) -> bool:
    """Whether it was before this call; what was not is noted as new."""
    if what in _new(turn):
        return False
    if not is_there:
        _new(turn).append(what)
    return is_there


def _new(turn: Turn) -> list[str]:
    new: list[str] = turn.memo.setdefault(NEW, [])
    return new


def _of_phone(turn: Turn) -> Select[int]:
    return select(PersonPhone.person_id).where(PersonPhone.phone_id == turn.phone_id)


# Whether a step that only adds would touch what was there.
TOUCHES: dict[str, Callable[..., bool]] = {
    **dict.fromkeys(
        ("remind.set", "remind.each_date", "remind.set_before", "remind.call_to_join"),
        _reminder_there,
    ),
    **dict.fromkeys(("remind.weekly", "remind.drop"), _that_reminder),
    "watch.set": _first_wish,
    "watch.undo": _that_wish,
    "call.back": _tells_something,
}


def unless_new(turn: Turn, where: Go) -> Go | None:
    """As `first`, for a step that changes nothing of what was there before the call."""
    if turn.phone_id is None or turn.channel is Channel.TEXT:
        return None
    return first(turn, where) if TOUCHES[where.step](turn, *where.args) else None


guard(first, *OWN, *BEHIND_CODE)
guard(unless_new, *TOUCHES)
guard(of_phone, *OF_A_PHONE)
