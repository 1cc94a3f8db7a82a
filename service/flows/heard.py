"""What arrived, as a turn: whose it is, by which way, and in which language it is answered."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from service import members
from service.flows.threads import Thread
from service.flows.turn import LET_IN, SPOKE, VOUCHED, Channel, Recording, Turn
from service.flows.whose import as_told
from service.settings import Settings
from service.text.language import language_of
from service.text.optout import RESERVED, Consent


@dataclass(frozen=True, slots=True)
class Heard:
    """What arrived. `phone` is None when the number is withheld, or is no number."""

    channel: Channel
    said: str
    phone: members.KnownPhone | None
    thread: Thread | None = None  # the phone's conversation, if it has been read already
    call_sid: str | None = None
    placed: bool = False  # a call of ours
    picture_only: bool = False
    no_text: bool = False  # the phone is known to take no texts
    area: str | None = None  # the state of its area code: a hint
    came_at: datetime | None = None  # of a text that comes late: when it was said
    carrier_did: Consent = Consent.NONE  # what the carrier took the text for, and has answered
    far_end: str = ""  # how the call ended that this one was joined to
    bridged: bool = False  # whether those two could talk
    vouched: bool = False  # the network vouches for the number
    gone: bool = False  # the caller has hung up
    recording: Recording | None = None
    meant_for: int | None = None  # the person a call of ours is for


def turn_of(
    session: Session, settings: Settings, heard: Heard, thread: Thread, now: datetime
) -> Turn:
    let_in = bool(thread.memo.get(LET_IN))
    turn = Turn(
        session=session,
        settings=settings,
        channel=heard.channel,
        language=_language(session, heard, thread),
        now=now,
        said=heard.said,
        memo=thread.memo,
        phone_id=heard.phone.id if heard.phone else None,
        country=heard.phone.country if heard.phone else None,
        can_text=heard.phone is not None and not heard.no_text,
        private=heard.phone is not None and heard.phone.private,
        placed=heard.placed and not let_in,
        area=heard.area,
        came_at=heard.came_at,
        carrier_did=heard.carrier_did,
        far_end=heard.far_end,
        bridged=heard.bridged,
        vouched=let_in or thread.memo.get(VOUCHED, heard.vouched),
        gone=heard.gone,
        call_sid=heard.call_sid,
        recording=heard.recording,
    )
    return as_told(turn)


def _language(session: Session, heard: Heard, thread: Thread) -> str:
    """What was chosen on this phone; else what these words are in; else what was spoken last."""
    chosen = (heard.phone and heard.phone.language) or thread.memo.get("language")
    if chosen:
        return str(chosen)
    guessed = _language_of_words(heard, thread)
    if guessed:
        thread.memo["guessed"], thread.memo[SPOKE] = guessed, True
    elif "guessed" not in thread.memo:
        thread.memo["guessed"] = _spoken_before(session, heard)
    return str(thread.memo["guessed"])


def _language_of_words(heard: Heard, thread: Thread) -> str | None:
    """A word that the carrier acts on is the same in both languages, once one has been spoken."""
    same = "guessed" in thread.memo and heard.said.strip().upper() in RESERVED
    return None if same or heard.channel is not Channel.TEXT else language_of(heard.said)


def _spoken_before(session: Session, heard: Heard) -> str:
    if heard.phone is None:
        return "en"
    return members.language_of(session, heard.phone.id, heard.meant_for)
