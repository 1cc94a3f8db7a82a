"""What a text asked to be sent, confirmed on a call of ours to the coordinator's own phone.

A number that a text shows is a claim, and the number of people can be guessed. So what is risky goes only
after a key, their four digits and that number, on a call that we place, and what was paused goes on there.
Whoever picks up hears no more than that something was asked for, and may say that it wasn't them: then
nothing is sent.
"""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from service import consent
from service.alerts import raise_alert
from service.delivery.outbox import Claimed
from service.delivery.states import UNDER_WAY
from service.flows import caller, right_now
from service.flows.going_out import Words
from service.flows.going_out import gate as first_words
from service.flows.read_by_key import begun_by_text
from service.flows.recall import MOST_CALLS
from service.flows.runs import Runner, of_notice
from service.flows.turn import Channel, Choose, End, Go, Reply, Say, Turn, go, step
from service.house import House
from service.members import language_of
from service.models import Notice, NoticeState, Outbox, Trouble
from service.notices import drafts, states
from service.text.dialled import as_dialled, digits
from service.text.words import prompt

MESSAGE = "notice.confirm"
GATE, VOICEMAIL = "confirm.gate", "confirm.voicemail"
# A line of its events: whoever was called has not asked for it.
NOT_THEM = "not them"
LABEL = "label.notice"
# For its number; or, once it was paused, to go on.
WAITS = frozenset((NoticeState.DRAFT, NoticeState.PAUSED))


@step("notice.call_me")
@of_notice
def call_me(turn: Turn, who: Runner, notice: Notice) -> Reply | Go:
    """They are called at once; where we may not call, they can call in and press 7."""
    if turn.channel is Channel.CALL or turn.phone_id is None:
        return begun_by_text(notice)
    tries = _calls(turn.session, turn.phone_id, turn.now)
    goes_on = notice.state == NoticeState.PAUSED
    if tries is None or consent.is_stopped(turn.session, turn.phone_id):
        number = digits(as_dialled(turn.settings.line_number))
        return Say(prompt("notice.no_call_paused" if goes_on else "notice.no_call", number=number))
    calling = prompt("confirm.calling", count=drafts.key_of(notice))
    if goes_on:
        calling = prompt("confirm.calling_paused")
    if _is_called(turn.session, turn.phone_id, notice.id):
        return Say(calling)
    right_now.call(
        turn,
        MESSAGE,
        f"{MESSAGE}:{notice.id}:{tries}",
        phone_id=turn.phone_id,
        person_id=who.person_id,
        subject_id=notice.id,
    )
    return Say(calling)


@step(GATE)
def gate(turn: Turn, notice_id: int, _occurs_at: str | None = None) -> Reply:
    notice = _waiting(turn.session, notice_id)
    if notice is None:
        return End(prompt("confirm.over"))
    choices = {
        1: _first(notice),
        2: go("confirm.not_me", notice_id),
        8: go("account.stop"),
    }
    said = caller.gate(GATE, turn.settings, turn.language)
    back = go(GATE, notice_id)
    return Choose(said, choices, LABEL, back=back, when_silent=go("call.nobody"))


def _first(notice: Notice) -> Go:
    paused = notice.state == NoticeState.PAUSED
    return go("notice.resume", notice.id) if paused else begun_by_text(notice)


@step(VOICEMAIL)
def voicemail(turn: Turn) -> Reply:
    return End(caller.voicemail(VOICEMAIL, turn.settings, turn.language))


@step("confirm.not_me")
def not_me(turn: Turn, notice_id: int) -> Reply:
    """Anybody who picks up may say so: it only keeps something from being sent."""
    notice = _waiting(turn.session, notice_id)
    if notice is not None and turn.placed:
        states.note(turn.session, notice_id, NOT_THEM, turn.now)
        drafts.drop(turn.session, notice_id, turn.now)
        raise_alert(turn.session, Trouble.NOTICE_DENIED, _denied(notice_id), turn.now)
    return End(prompt("confirm.dropped"))


def _denied(notice_id: int) -> str:
    return f"Whoever answers a coordinator's phone has not asked for {states.ref(notice_id)}."


def confirm_words(session: Session, house: House, claimed: Claimed, now: datetime) -> Words:
    """What that call says first; nothing where its half hour is over, or it was dropped."""
    if claimed.subject_id is None or _waiting(session, claimed.subject_id) is None:
        return None
    language = language_of(session, claimed.phone_id, claimed.person_id)
    return first_words(house, GATE, language, now)


def _waiting(session: Session, notice_id: int) -> Notice | None:
    notice = states.found(session, notice_id)
    return notice if notice is not None and notice.state in WAITS else None


def _is_called(session: Session, phone_id: int, notice_id: int) -> bool:
    """The count sent twice is one call."""
    its = Outbox.phone_id == phone_id, Outbox.message == MESSAGE, Outbox.subject_id == notice_id
    going = select(Outbox.id).where(*its, Outbox.state.in_(UNDER_WAY))
    return session.scalar(going.limit(1)) is not None


def _calls(session: Session, phone_id: int, now: datetime) -> int | None:
    """How many such calls this phone has had; None where it is enough: anybody can ask for one."""
    its = Outbox.phone_id == phone_id, Outbox.message == MESSAGE
    called = session.scalars(select(Outbox.created_at).where(*its)).all()
    enough = any(
        sum(at > now - within for at in called) >= most for within, most in MOST_CALLS.items()
    )
    return None if enough else len(called)
