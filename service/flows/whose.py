"""Whose turn it is: which of the people on a phone, told apart by their own code.

A phone with one person, or nobody yet, needs no telling. On one that several share, a code given on a
call holds until it ends, and one that was texted for ten minutes. Steps that read or change what is one
person's ask for it first (`ASKS`), and go on where they were.
"""

from datetime import datetime, timedelta

from service import households, members
from service.codes import DIGITS, Tried, code_in
from service.flows.tries import is_locked, is_over, was_wrong
from service.flows.turn import Channel, Go, Listen, Reply, Say, Turn, closing, go, guard, step
from service.households import Told
from service.meetings.query import understand
from service.models import Outbox
from service.text.words import prompt

# So long a phone's texts are one person's; somebody else may have it in hand by then.
TEXTS_LAST = timedelta(minutes=10)
# What a conversation remembers: who it is and since when; what was asked for before that was known.
TOLD, WANTED = "whose", "whose_for"
# On a call: whom what we called about is for.
MEANT = "meant_for"
# When a code was last given here, ISO 8601: `flows/code` asks for none again soon after.
CODE_GIVEN = "code_right_at"
# Steps about one person's own things.
ASKS = (
    *("mine.all", "mine.one", "mine.group", "groups.enter", "groups.named", "groups.mine"),
    *("groups.quit", "groups.quit_all", "groups.stop_which", "groups.leave"),
    *("remind.set", "remind.each_date", "remind.set_before", "remind.call_to_join"),
    *("remind.weekly", "remind.drop", "remind.one", "remind.last"),
    *("settings.ways", "settings.reach", "hours.menu", "hours.given", "zone.ask", "zone.set"),
    *("settings.open", "settings.opened"),
    *("own_data.read", "own_data.page", "own_data.erase", "own_data.erase_sure", "own_data.erased"),
    *("code.menu", "code.given", "code.change", "code.new", "code.new_said"),
    *("code.off", "code.removed", "watch.set", "watch.undo"),
    *("oncall.menu", "oncall.which_day", "oncall.hours", "oncall.hours_said", "oncall.given"),
    *("oncall.again", "oncall.too_late", "oncall.not_added", "oncall.off", "oncall.off_day"),
    *("oncall.off_on", "oncall.off_given", "oncall.take_off", "oncall.put_back", "oncall.stay"),
    *("checkin.now",),
    *("break.menu", "break.end", "pause.given"),
    *("goal.menu", "goal.ask", "goal.given", "goal.off", "goal.share", "goal.done"),
    *("appt.ask", "appt.given", "appt.hour", "appt.hour_said", "appt.set", "appt.off"),
    *("note.menu", "note.ask", "note.given", "note.kept", "note.is_kept", "note.drop", "note.read"),
    *("note.in_crisis", "goal.in_crisis"),
    *(
        "checkin.now",
        "checkin.by_word",
        "setup.given",
        "setup.menu",
        "setup.made",
        "setup.told",
        "setup.asks",
    ),
    *("setup.how", "setup.way", "setup.second", "setup.second_set", "setup.waits", "setup.name"),
    *("setup.called", "setup.changed", "setup.end", "away.ask", "away.given"),
    *("proposal.given", "proposal.shown", "proposal.yes", "proposal.no"),
    *("buddy.menu", "buddy.new", "buddy.named", "buddy.code", "buddy.which", "buddy.remove"),
    *("buddy.wave", "buddy.send"),
    *("contact.new", "contact.names", "contact.my_name_said", "contact.their_name_said"),
    *("contact.code", "contact.list", "contact.one", "contact.first", "contact.remove"),
    *("contact.removed",),
    *("notice.word", "notice.chosen", "notice.which", "notice.dated", "notice.moved_said"),
    *("notice.drafted", "notice.words", "notice.words_said", "notice.fix", "notice.fixing"),
    *("notice.fix_said", "notice.read_back", "notice.said", "notice.counted"),
    *("notice.answered", "notice.when", "notice.later", "notice.urgent", "notice.urgent_for"),
    *("notice.held", "notice.drop", "notice.call_me", "notice.undo", "notice.status"),
    *("notice.confirm",),
    *("notice.pause", "notice.resume", "notice.stop", "notice.list", "notice.hear"),
    *("expected.add", "expected.number_said", "expected.who"),
    *("visit.of_list", "visit.plan", "visit.next", "visit.one", "visit.drop"),
    *("notice_told.more", "notice_told.call_me"),
)
# Where a call of ours, or one that called back, tells what it was about.
TELLS = (
    *("visit.heard", "visit.said"),
    *("call.back", "remind.heard", "remind.later", "remind.not_now", "remind.join"),
    *("remind.going",),
    *("remind.not_going", "watch.show", "ride.ask", "ride.put", "ride.stands", "ride.back"),
    *("ride.share", "ride.asked", "ride.take", "ride.refuse", "ride.number", "ride.show"),
    *("ride.off", "ride.erased", "ride.taken", "ride.none"),
    *("shift.ask", "shift.again", "shift.confirm", "shift.decline", "shift.taken", "shift.nobody"),
    *("shift.offer", "shift.take", "shift.refuse", "shift.unsure", "shift.uncovered"),
    *("checkin.heard", "checkin.great", "checkin.ok", "checkin.so_so", "checkin.low"),
    *("checkin.very_low", "checkin.all_right", "checkin.done", "checkin.not_yet"),
    *("checkin.later", "checkin.waits", "checkin.no_later", "checkin.talk"),
    *("goal.week", "goal.buddy", "appt.due", "note.read"),
    *("proposal.shown", "proposal.yes", "proposal.no"),
    *("buddy.wave_1", "buddy.wave_2", "buddy.wave_3"),
    *("contact.joined", "contact.left", "contact.said_so", "coord.read"),
    *("coord.hear", "notice.resume"),
)
# Steps to which a code has been said, which is kept nowhere, and where to go on instead.
SECRET = {"code.new_said": go("code.change"), "shared.first_said": go("shared.begin")}


def known_person(turn: Turn) -> int | None:
    """Somebody we keep already, as far as it is known who it is; None behind a hidden number, too.

    Never asks. Who only asks stays nobody we keep.
    """
    if turn.person_id is not None:
        return turn.person_id
    people = people_here(turn)
    if len(people) < 2:
        return people[0] if people else None
    told = _told(turn)
    return told if told in people else None


def person_here(turn: Turn, phone_id: int) -> int:
    """Kept from now on, if we knew nobody there. Only for steps that `ASKS` names."""
    person_id = known_person(turn)
    if person_id is None:
        assert is_told_apart(turn), "a step that needs to know whose turn it is has not asked"
        person_id = members.add_person(turn.session, phone_id, turn.language, turn.now)
        turn.people = (person_id,)
    else:
        members.set_own_language(turn.session, person_id, turn.language)
    return person_id


def people_here(turn: Turn) -> tuple[int, ...]:
    """All who share the phone; asked for once a turn."""
    if turn.people is None:
        phone_id = turn.phone_id
        turn.people = () if phone_id is None else members.people_of(turn.session, phone_id)
    return turn.people


def is_shared(turn: Turn) -> bool:
    return len(people_here(turn)) > 1


def is_told_apart(turn: Turn) -> bool:
    """Whether there is nothing to ask: it is known who it is, or the phone is not shared."""
    return known_person(turn) is not None or not is_shared(turn)


def ask_first(turn: Turn, then: Go) -> Go | None:
    """Where to ask whose turn it is, before it goes on to `then`; None where that is known."""
    return None if is_told_apart(turn) else _asking(turn, then)


def prove_first(turn: Turn, then: Go) -> Go:
    """The same where it is known, too: there at once only when the code was given in this very turn."""
    return then if turn.gave_code else _asking(turn, then)


def _asking(turn: Turn, then: Go) -> Go:
    if is_over(turn):
        return go("code.enough")
    if then.step in SECRET:
        then, turn.secret = SECRET[then.step], True
    said = "" if turn.secret else turn.said
    turn.memo[WANTED] = [then.step, list(then.args), said]
    return go("whose.ask")


def meant_for(turn: Turn, where: Go) -> Go | None:
    """On a shared phone a call tells nobody but the one it is for; by text what we start names nothing."""
    if turn.channel is Channel.TEXT or not is_shared(turn):
        return None
    if where.step == "call.back":
        row = turn.session.get(Outbox, where.args[0])
        turn.memo[MEANT] = row.person_id if row else None
    meant = turn.memo.get(MEANT)
    if meant is None:
        return None
    if asked := ask_first(turn, where):
        return asked
    return None if known_person(turn) == meant else go("whose.not_theirs")


def take(turn: Turn, person_id: int) -> None:
    """From here on it is this one, who has just given their code: their language, their discretion."""
    turn.memo[TOLD] = [person_id, turn.now.isoformat()]
    turn.memo[CODE_GIVEN] = turn.now.isoformat()
    turn.gave_code = True
    if is_shared(turn):
        _speak_theirs(turn, person_id)
        turn.private = members.is_private(turn.session, person_id)


def as_told(turn: Turn) -> Turn:
    """On a shared phone somebody's wish for privacy counts for all until it is known who it is."""
    if turn.private and TOLD in turn.memo and (person_id := known_person(turn)) is not None:
        turn.private = members.is_private(turn.session, person_id)
    return turn


def choose_language(turn: Turn, language: str) -> None:
    """For this phone; on a shared one for who it is, or for this conversation alone."""
    turn.speak(language)
    if turn.phone_id is None:
        return
    if not is_shared(turn):
        members.set_language(turn.session, turn.phone_id, language)
    elif (person_id := known_person(turn)) is not None:
        members.set_own_language(turn.session, person_id, language)


@step("whose.ask")
def ask(turn: Turn, key: str | None = None) -> Reply:
    key = key or ("whose.ask" if is_shared(turn) else "code.ask")
    if is_locked(turn):
        return Say(prompt("code.locked"))
    silent = go("call.nobody") if turn.placed else None
    return Listen(prompt(key), "whose.said", DIGITS, "label.code", go("menu.main"), silent)


@step("whose.said")
def said(turn: Turn) -> Reply | Go:
    """On to what was asked for. What is no code may be a search."""
    if code_in(turn.said) is None and (search := understand(turn.said)):
        return go("find.asked", search.as_json())
    turn.secret = True
    wanted = turn.memo.get(WANTED)
    if turn.phone_id is None or wanted is None:
        return go("menu.main")
    told = _tell(turn, turn.phone_id)
    if told.person_id is None:
        wrong, key = told.tried is Tried.WRONG, "code.wrong_here" if turn.placed else "code.wrong"
        return was_wrong(turn, go("whose.ask", key)) if wrong else go("whose.ask")
    take(turn, told.person_id)
    name, args, turn.said = turn.memo.pop(WANTED)
    return Go(name, tuple(args))


@step("whose.not_theirs")
def not_theirs(turn: Turn) -> Reply:
    return closing(turn, prompt("whose.not_theirs"))


@step("whose.another")
def another(turn: Turn) -> Reply | Go:
    """The phone has changed hands."""
    turn.memo.pop(TOLD, None)
    return ask_first(turn, go("settings.menu")) or go("settings.menu")


guard(ask_first, *ASKS)
guard(meant_for, *TELLS)


def _told(turn: Turn) -> int | None:
    """Who has given their code, while that counts."""
    if TOLD not in turn.memo:
        return None
    person_id, at = turn.memo[TOLD]
    lasts = turn.channel is Channel.CALL or turn.now - datetime.fromisoformat(at) <= TEXTS_LAST
    return int(person_id) if lasts else None


def _tell(turn: Turn, phone_id: int) -> Told:
    if turn.placed:
        return households.tell_on_our_call(turn.session, phone_id, turn.said)
    return households.tell(turn.session, phone_id, turn.said, turn.now)


def _speak_theirs(turn: Turn, person_id: int) -> None:
    """Until somebody else does: what was said in another language is guessed anew."""
    turn.language = members.own_language(turn.session, person_id)
    turn.memo.pop("language", None)
    turn.memo["guessed"] = turn.language
