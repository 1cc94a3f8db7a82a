"""The digits that let somebody into the console: in a text, or on a call after a key.

A call says them only to who has pressed 1, twice over, and leaves none on a machine.
"""

from datetime import datetime

from sqlalchemy.orm import Session

from service.access.sign_in import MESSAGE as SIGN_IN
from service.access.sign_in import code_of, live
from service.clock import machine_now
from service.crypto import keyring_of
from service.delivery.outbox import Claimed
from service.delivery.send import Rendered
from service.flows import gates
from service.flows.going_out import Words
from service.flows.going_out import gate as first_words
from service.flows.turn import Choose, End, Reply, Turn, go, step
from service.house import House
from service.inbound.once import WORDS_LIVE
from service.members import language_of
from service.models import SignIn, Way
from service.text.words import Voiced, prompt, written

MESSAGE = SIGN_IN
GATE, VOICEMAIL = "sign_in.gate", "sign_in.voicemail"
LABEL = "label.code"


@step(GATE)
def gate(turn: Turn, id: int, _occurs_at: str | None = None) -> Reply:
    if _asked_here(turn, id) is None:
        return End(prompt("sign_in.over"))
    return gates.gate(turn, GATE, LABEL, go("sign_in.digits", id), go(GATE, id))


@step("sign_in.digits")
def digits(turn: Turn, id: int) -> Reply:
    """Said again at each press of 1, for as long as they hold."""
    asked = _asked_here(turn, id)
    if asked is None or not turn.placed:
        return End(prompt("sign_in.over"))
    code = code_of(keyring_of(turn.session), asked)
    again = go("sign_in.digits", id)
    spoken = Voiced(code, ", ".join(code))
    return Choose(prompt("sign_in.said", code=spoken), {1: again}, LABEL, back=go(GATE, id))


@step(VOICEMAIL)
def voicemail(turn: Turn) -> Reply:
    return gates.left_on_a_machine(turn, VOICEMAIL)


def sign_in_words(session: Session, house: House, claimed: Claimed, now: datetime) -> Words:
    """The text, or what the call says first; nothing once the digits would not be taken."""
    asked = _live(session, claimed.subject_id)
    if asked is None:
        return None
    language = language_of(session, claimed.phone_id)
    if claimed.way == Way.CALL:
        return first_words(house, GATE, language, now)
    code = code_of(house.keyring, asked)
    text = prompt("sign_in.text", organisation=house.settings.organisation, code=code)
    return Rendered(written(text, language), now + WORDS_LIVE)


def trial_words(session: Session, house: House, claimed: Claimed, now: datetime) -> Words:
    """What whoever tries the line out from the console gets."""
    text = prompt("sign_in.trial", organisation=house.settings.organisation)
    language = language_of(session, claimed.phone_id, claimed.person_id)
    return Rendered(written(text, language), now + WORDS_LIVE)


def _asked_here(turn: Turn, id: int) -> SignIn | None:
    """One that was sent to this very phone: no other call may hear it."""
    asked = _live(turn.session, id)
    return asked if asked and asked.phone_id == turn.phone_id else None


def _live(session: Session, id: int | None) -> SignIn | None:
    return None if id is None else live(session, id, machine_now())
