"""How are you: offered to who has just talked with a person, then asked by a volunteer, or by a caring text.

What is sent to start it names no topic. A volunteer is told a number that leads to nobody, and is joined to
the member as ever: neither sees the other's number.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from service import consent, members
from service.clock import zone
from service.crisis import cases, follow_ups, volunteers
from service.crisis.cases import OFFER
from service.crisis.follow_ups import CALL, CARING, TASK
from service.delivery.hours import hours_of, last_contact, next_contact
from service.flows import caller, crisis, crisis_line, right_now, through
from service.flows.turn import (
    ABOUT,
    Channel,
    Choose,
    Connect,
    End,
    Go,
    Nothing,
    Reply,
    Say,
    Turn,
    go,
    step,
)
from service.flows.whose import known_person
from service.models import Case, CaseStep, FollowUp, FollowUpState, Stage
from service.text.hours import Hours
from service.text.words import prompt

GATE, MEMBER_GATE = "follow.gate", "follow.hello"
LABEL = "label.follow"
SAME_DAY, NEXT_DAY, THIRD_DAY = timedelta(hours=4), timedelta(hours=24), timedelta(hours=72)
# Nobody is asked how they are sooner than that after they were asked whether we may.
NOT_BEFORE = timedelta(hours=1)


# The case they talked about is over: of that answer's digits and these the newer ones count.
ABOUT[OFFER] = crisis.ANSWER


# --- may we ask? ----------------------------------------------------------------------------------------


@step(OFFER)
def offer(turn: Turn, case_id: int) -> Reply | Go:
    """By text a couple of minutes after the talk; at the end of a call that came in. That only adds: it
    needs no proof, as a reminder needs none."""
    case = turn.session.get(Case, case_id)
    if case is None or not follow_ups.may_offer(turn.session, case):
        return Nothing() if turn.channel is Channel.TEXT else crisis_line.thanked(turn)
    choices = {1: go("follow.yes", case_id), 2: go("follow.no", case_id)}
    return Choose(prompt("follow.offer"), choices, LABEL, when_silent=go("follow.silent"))


@step("follow.yes")
def yes(turn: Turn, case_id: int) -> Reply:
    case = turn.session.get(Case, case_id)
    follow_ups.answered(turn.session, case_id)
    if case is None or case.phone_id != turn.phone_id or turn.phone_id is None:
        return _said(turn, "follow.over")
    if not follow_ups.may_offer(turn.session, case):
        return _said(turn, "follow.over")
    how = "call" if turn.channel is Channel.CALL else "text"
    consent.agree(turn.session, turn.phone_id, how, turn.said, turn.said_at)
    follow_ups.begin(turn.session, case_id, _moments(turn))
    return _said(turn, "follow.yes")


@step("follow.no")
def no(turn: Turn, case_id: int) -> Reply:
    follow_ups.answered(turn.session, case_id)
    return _said(turn, "follow.no")


def _said(turn: Turn, key: str) -> Reply:
    """A call goes on with the menu."""
    on_call = turn.channel is Channel.CALL
    what = prompt(key, **crisis_line.numbers(turn))
    return Say(what, go("menu.main") if on_call else None)


@step("follow.silent")
def silent(turn: Turn) -> Reply:
    """They have said neither: a text asks them once more, where they take texts."""
    return crisis_line.thanked(turn)


def _moments(turn: Turn) -> dict[Stage, datetime]:
    """In their contact hours; none today when those are nearly over."""
    wall, hours = _reach(turn)
    later = {
        Stage.TOMORROW: next_contact(turn.now + NEXT_DAY, wall, hours),
        Stage.THIRD_DAY: next_contact(turn.now + THIRD_DAY, wall, hours),
    }
    today = same_day(turn.now, wall, hours)
    return {Stage.TODAY: today, **later} if today else later


def same_day(now: datetime, wall: ZoneInfo, hours: Hours) -> datetime | None:
    """Four hours from now; where that is too early the moment hours begin, where too late their end."""
    at = now + SAME_DAY
    opens = next_contact(at, wall, hours)
    if opens.astimezone(wall).date() == now.astimezone(wall).date():
        return opens
    last = last_contact(at, wall, hours)
    return last if last >= now + NOT_BEFORE else None


def _reach(turn: Turn) -> tuple[ZoneInfo, Hours]:
    person_id = known_person(turn)
    if person_id is None or turn.phone_id is None:
        return zone(turn.settings.home_zone), hours_of(None, None, turn.settings)
    reach = members.reach_of(turn.session, turn.settings, person_id, turn.phone_id)
    return reach.zone, reach.hours


# --- a volunteer is asked to call -----------------------------------------------------------------------


def _mine(answering: Callable[..., Reply | Go]) -> Callable[..., Reply | Go]:
    """A step about one that this phone's volunteer was asked to see to, for as long as nobody has."""

    def answer(turn: Turn, follow_up_id: int, *more: object) -> Reply | Go:
        one = turn.session.get(FollowUp, follow_up_id)
        mine = volunteers.of_phone(turn.session, turn.phone_id) if turn.phone_id else None
        waits = one is not None and one.state in (FollowUpState.ASKED, FollowUpState.TAKEN)
        if one is None or mine is None or one.volunteer_id != mine or not waits:
            return Nothing() if turn.gone else End(prompt("follow.seen_to"))
        return answering(turn, one, *more)

    return answer


@step(TASK)
@_mine
def task(turn: Turn, one: FollowUp) -> Reply:
    choices = {1: go("follow.take", one.id), 2: go("follow.write", one.id)}
    who = turn.settings.organisation
    return Choose(prompt(_key(turn, one), organisation=who, case=str(one.case_id)), choices, LABEL)


def _key(turn: Turn, one: FollowUp) -> str:
    case = turn.session.get_one(Case, one.case_id)
    return TASK if follow_ups.takes_texts(turn.session, case) else "follow.task_call"


@step("follow.take")
@_mine
def take(turn: Turn, one: FollowUp) -> Reply:
    """We call the volunteer, and then the member."""
    follow_ups.take(turn.session, one, turn.now)
    assert turn.phone_id is not None
    key = f"{CALL}:{one.id}:{turn.now.isoformat()}"
    right_now.call(turn, CALL, key, phone_id=turn.phone_id, subject_id=one.id)
    return Say(prompt("follow.calling"))


@step("follow.write")
@_mine
def write(turn: Turn, one: FollowUp) -> Reply:
    follow_ups.pass_on(turn.session, turn.settings, one, turn.now)
    written = one.state == FollowUpState.WRITTEN
    return End(prompt("follow.written" if written else "follow.passed"))


@step(GATE)
@_mine
def gate(turn: Turn, one: FollowUp, _occurs_at: str | None = None) -> Reply:
    choices = {1: go("follow.connect", one.id), 2: go("follow.write", one.id)}
    what = caller.gate(GATE, turn.settings, turn.language)
    return Choose(what, choices, LABEL, back=go(GATE, one.id), when_silent=go("call.nobody"))


@step("follow.connect")
@_mine
def connect(turn: Turn, one: FollowUp) -> Reply | Go:
    case = turn.session.get_one(Case, one.case_id)
    number = through.number_of(turn, case)
    if number is None:
        return go("follow.write", one.id)
    follow_ups.take(turn.session, one, turn.now)
    at_most = timedelta(minutes=turn.settings.talk_most_minutes)
    then, shown = go("follow.called", one.id), turn.settings.line_number
    return Connect(prompt("page.connecting"), number, "", shown, at_most, then, asks_of=one.case_id)


@step("follow.called")
@_mine
def called(turn: Turn, one: FollowUp, how: str) -> Reply | Go:
    """They have talked, or nobody came to the phone: once more, or the text."""
    if turn.bridged:
        follow_ups.talked(turn.session, one, turn.now)
        return Nothing() if turn.gone else End(prompt("follow.thanks"))
    if turn.gone:
        return go("follow.write", one.id)
    choices = {1: go("follow.connect", one.id), 2: go("follow.write", one.id)}
    return Choose(prompt("follow.not_reached"), choices, LABEL, when_silent=choices[2])


# --- the member -----------------------------------------------------------------------------------------


@step(MEMBER_GATE)
def hello(turn: Turn, case_id: int) -> Reply:
    """Whoever picks up hears no more than that we said we would call."""
    what = caller.gate(MEMBER_GATE, turn.settings, turn.language)
    out = go("call.nobody")
    choices = {1: go("back.in", case_id), 2: out}
    return Choose(what, choices, LABEL, back=go(MEMBER_GATE, case_id), when_silent=out)


@step(CARING)
def caring(turn: Turn, follow_up_id: int) -> Reply:
    """One text, and three digits."""
    one = turn.session.get(FollowUp, follow_up_id)
    if one is None:
        return Nothing()
    choices = {
        1: go("crisis.call_me", one.case_id),
        2: go("follow.ok", follow_up_id),
        3: go("follow.no_more", follow_up_id),
    }
    return Choose(prompt(CARING, **crisis_line.numbers(turn)), choices, LABEL)


@step("follow.ok")
def ok(turn: Turn, follow_up_id: int) -> Reply:
    if (one := _of_member(turn, follow_up_id)) is not None:
        cases.note(turn.session, one.case_id, CaseStep.OK, turn.now)
    return Say(prompt("follow.ok", **crisis_line.numbers(turn)))


@step("follow.no_more")
def no_more(turn: Turn, follow_up_id: int) -> Reply:
    if (one := _of_member(turn, follow_up_id)) is not None:
        follow_ups.end_all(turn.session, one.case_id)
    return Say(prompt("follow.no", **crisis_line.numbers(turn)))


def _of_member(turn: Turn, follow_up_id: int) -> FollowUp | None:
    one = turn.session.get(FollowUp, follow_up_id)
    case = turn.session.get(Case, one.case_id) if one else None
    return one if case is not None and case.phone_id == turn.phone_id else None
