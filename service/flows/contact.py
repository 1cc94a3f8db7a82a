"""What those who stand by a member hear: that we could not reach them, and that all is well again.

The same words by text and, behind a key, on a call: the member's chosen name and nothing else of theirs.
Whoever picks up, and whatever a machine keeps, names nobody.
"""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.checkins import contacts, telling
from service.checkins.telling import Took
from service.checkins.told import CLEAR, TOLD, spoken_of_until
from service.delivery.outbox import Claimed
from service.flows import crisis_line, gates
from service.flows.questions import NEVER_WENT
from service.flows.turn import (
    ABOUT,
    NAMES,
    Channel,
    Choose,
    Go,
    Nothing,
    Reply,
    Turn,
    closing,
    go,
    step,
)
from service.models import CheckIn, CheckInDay, DayState, Outbox, Said, State, Way
from service.text.words import Prompt, Slot, prompt
from service.unheard import NO_KEY

GATE, VOICEMAIL = "contact.gate", "contact.voicemail"
LABEL = "label.contact"
ANSWERED_UNTIL = timedelta(hours=24)
ANSWERS = {
    "contact.will": Said.WILL,
    "contact.cannot": Said.CANNOT,
    "contact.all_right": Said.ALL_RIGHT,
}
# How it ended, as everybody hears it who was told.
ENDED = {
    DayState.ANSWERED: CLEAR,
    DayState.STOPPED: CLEAR,
    DayState.ALL_RIGHT: "contact.clear_all_right",
    DayState.SEEN_TO: "contact.clear_seen_to",
}
# Calls that may still be heard.
UNDER_WAY = (State.SENDING, State.UNKNOWN, State.ACCEPTED, State.SENT)


@step(TOLD)
def told(turn: Turn, day_id: int, occurs_at: str | None = None) -> Reply:
    """That we could not reach them, and the three answers; how it ended, once it has."""
    day, mine = _day(turn, day_id, occurs_at), None
    if day is not None and turn.phone_id is not None:
        mine = telling.told_on(turn.session, day_id, turn.phone_id)
    if day is None or mine is None:
        return _unless_we_begin(turn, prompt("contact.gone"))
    if day.ended_at is not None:
        return _unless_we_begin(turn, how_it_ended(turn.session, day))
    if mine.said is not None and _we_begin(turn):
        return Nothing()
    return _asks(turn, day, TOLD, dict(enumerate(ANSWERS, start=1)))


def _asks(turn: Turn, day: CheckInDay, key: str, steps: dict[int, str]) -> Choose:
    slots = {"emergency": crisis_line.numbers(turn)["emergency"]}
    what = prompt(key, name=name_in(turn.session, day), **slots)
    choices = {digit: go(name, day.id) for digit, name in steps.items()}
    return Choose(what, choices, LABEL, when_silent=go("call.nobody") if turn.placed else None)


def _answering(name: str) -> None:
    """The step of one answer."""

    @step(name)
    def answer(turn: Turn, day_id: int) -> Reply:
        day = turn.session.get(CheckInDay, day_id)
        if day is None or turn.phone_id is None:
            return closing(turn, prompt("contact.gone"))
        mine = turn.session, turn.settings, day_id, turn.phone_id
        took = telling.said(*mine, ANSWERS[name], turn.now)
        if took is Took.NOT_THEIRS:
            return closing(turn, prompt("contact.gone"))
        if took is Took.OVER:
            return closing(turn, how_it_ended(turn.session, day))
        return _thanks(turn, day, name)


for _name in ANSWERS:
    _answering(_name)


def _thanks(turn: Turn, day: CheckInDay, name: str) -> Reply:
    """Who will may say by text how it went; a caller hears how to call back."""
    if name != "contact.will":
        return closing(turn, prompt(name))
    asks = _asks(turn, day, name, {2: "contact.cannot", 3: "contact.all_right"})
    return asks if turn.channel is Channel.TEXT else closing(turn, asks.what)


@step(CLEAR)
def clear(turn: Turn, day_id: int, occurs_at: str | None = None) -> Reply:
    """How it ended; their name may be gone by then."""
    day = _day(turn, day_id, occurs_at)
    if day is not None and day.ended_at is None:
        return _unless_we_begin(turn, prompt("contact.gone"))  # begun anew: not of that day
    return closing(turn, how_it_ended(turn.session, day) if day else nameless())


def how_it_ended(session: Session, day: CheckInDay) -> Prompt:
    return prompt(ENDED[DayState(day.state)], name=name_in(session, day))


def nameless() -> Prompt:
    return prompt("contact.clear_nameless")


def name_in(session: Session, day: CheckInDay) -> Slot:
    """The member's, as those who stand by them hear it."""
    person_id = session.scalar(select(CheckIn.person_id).where(CheckIn.id == day.check_in_id))
    return name_of(session, person_id or 0)


def name_of(session: Session, person_id: int) -> Slot:
    return contacts.name_of(session, person_id) or prompt("contact.somebody")


def which_one(turn: Turn, day_id: int, *_: object) -> Sequence[Prompt]:
    """Beside other questions that wait."""
    day = turn.session.get(CheckInDay, day_id)
    if day is None:
        return [prompt(LABEL)]
    return [prompt("label.contact_about", name=name_in(turn.session, day))]


# --- what we start ---------------------------------------------------------------------------------------


def _gate_before(message: str) -> Callable[..., Reply]:
    def gate(turn: Turn, day_id: int, occurs_at: str | None = None) -> Reply:
        again = go(f"{message}_gate", day_id, occurs_at)
        return gates.gate(turn, GATE, LABEL, go(message, day_id, occurs_at), again)

    return gate


@step(VOICEMAIL)
def voicemail(turn: Turn) -> Reply:
    return gates.left_on_a_machine(turn, VOICEMAIL)


SCRIPTS = {message: f"{message}_gate" for message in (TOLD, CLEAR)}
for _message, _gate in SCRIPTS.items():
    step(_gate)(_gate_before(_message))
ABOUT.update(dict.fromkeys((TOLD, *ANSWERS), "contact"))
NAMES.update(dict.fromkeys((TOLD, *ANSWERS), which_one))


def where(claimed: Claimed) -> Go:
    """The step that makes a message's words."""
    occurs_at = claimed.occurs_at and claimed.occurs_at.isoformat()
    return go(claimed.message, claimed.subject_id, occurs_at)


def goes_on(session: Session, claimed: Claimed) -> bool:
    """Whether the day this is about has not ended: they were told of it, and stand by nobody since."""
    day = session.get(CheckInDay, claimed.subject_id)
    is_this = day is not None and spoken_of_until(day) == claimed.occurs_at
    return is_this and day is not None and day.ended_at is None


def has_heard(session: Session, claimed: Claimed) -> bool | None:
    """Whether this phone was told of that day at all; None while a call may still be heard.

    Only who was told needs to hear how it ended: a text that went, or a call behind whose gate a key was
    pressed.
    """
    same = select(Outbox.id).where(
        Outbox.phone_id == claimed.phone_id,
        Outbox.message == TOLD,
        Outbox.subject_id == claimed.subject_id,
        Outbox.occurs_at == claimed.occurs_at,
    )
    texted = Outbox.way == Way.TEXT, Outbox.state.not_in(NEVER_WENT)
    keyed = Outbox.way == Way.CALL, Outbox.state == State.COMPLETED, ~NO_KEY
    if any(session.scalar(same.where(*how).limit(1)) for how in (texted, keyed)):
        return True
    rings = same.where(Outbox.way == Way.CALL, Outbox.state.in_(UNDER_WAY)).limit(1)
    return None if session.scalar(rings) else False


def _day(turn: Turn, day_id: int, occurs_at: str | None) -> CheckInDay | None:
    """The day; None where it is gone, and its id another's."""
    day = turn.session.get(CheckInDay, day_id)
    if day is None or occurs_at is None:
        return day
    return day if spoken_of_until(day) == datetime.fromisoformat(occurs_at) else None


def _we_begin(turn: Turn) -> bool:
    return turn.channel is Channel.TEXT and not turn.said


def _unless_we_begin(turn: Turn, what: Prompt) -> Reply:
    """Nothing is texted then; whoever has answered, or pressed a key to hear it, is told."""
    return Nothing() if _we_begin(turn) else closing(turn, what)
