"""One request of a call, read from the carrier's form into what cannot be wrong."""

from collections.abc import Mapping
from dataclasses import dataclass

from service.carrier.sid import read_sid
from service.db import new_id
from service.flows.turn import Recording
from service.text.phone import Phone, maybe_phone

KEYS = frozenset("0123456789*#")
LETS_IN_AFTER_S = 10
LONGEST_STATUS = 12  # "in-progress"
LONGEST_SAID = 1000  # letters
# The one verdict by which a carrier says that this caller may use this number, unlike B and C.
VOUCHED = "TN-Validation-Passed-A"
OVER = frozenset({"completed", "canceled", "failed", "busy", "no-answer"})


@dataclass(frozen=True, slots=True)
class Call:
    """One request of one call. `other` is the person's number, whoever called; None if withheld."""

    sid: str
    other: Phone | None
    pressed: str
    turn: int
    at: str = "turn"  # the door of its turns, below /voice
    language: str | None = None  # as its address has it
    answered_by: str = ""  # the carrier's word for who picked up, where it was asked to listen
    placed: bool = False  # by us
    far_end: str = ""  # how the call ended that this one was joined to
    words: str = ""  # what was said instead of a key
    bridged: bool = False  # whether those two could talk
    vouched: bool = False  # the network vouches that it comes from `other`
    gone: bool = False  # the caller has hung up: nothing of what is answered is heard
    recording: Recording | None = None
    joined_s: int = 0  # how long the call was up that this one was joined to


def read_call(
    form: Mapping[str, str], turn: int, at: str = "turn", language: str | None = None
) -> Call:
    """A call as the carrier's form has it. Withheld numbers come as words, or spelled on a keypad."""
    outbound = form.get("Direction", "inbound").startswith("outbound")
    sid = read_sid(form.get("CallSid")) or new_id()  # two callers never share a conversation
    other = maybe_phone(form.get("To" if outbound else "From", ""))
    keys = _keys(form)
    words = "" if keys else form.get("SpeechResult", "").replace("\x00", "")[:LONGEST_SAID]
    return Call(
        sid,
        other,
        keys,
        turn,
        at,
        language,
        form.get("AnsweredBy", ""),
        placed=outbound,
        far_end=_far_end(form),
        bridged=_is_bridged(form),
        words=words,
        vouched=form.get("StirVerstat", "") == VOUCHED,
        gone=form.get("CallStatus", "") in OVER,
        recording=_recording(form),
        joined_s=_joined_s(form),
    )


def _keys(form: Mapping[str, str]) -> str:
    """What was pressed. # ends an entry of several digits; before the first it is a key like others."""
    keys = "".join(key for key in form.get("Digits", "") if key in KEYS)
    return keys or ("#" if form.get("FinishedOnKey") == "#" else "")


def _recording(form: Mapping[str, str]) -> Recording | None:
    """What Record kept; nothing where nobody spoke."""
    # Its id is documented as a part of its address only.
    named = form.get("RecordingSid") or form.get("RecordingUrl", "").rpartition("/")[2]
    sid, seconds = read_sid(named), form.get("RecordingDuration", "")
    if sid is None or seconds == "0":
        return None
    return Recording(sid, int(seconds) if seconds.isdecimal() else 1)


def _joined_s(form: Mapping[str, str]) -> int:
    seconds = form.get("DialCallDuration", "")
    return int(seconds) if seconds.isdecimal() and len(seconds) < LONGEST_STATUS else 0


def _far_end(form: Mapping[str, str]) -> str:
    """A room that hangs up within seconds has let nobody in: its code has changed, or it is full."""
    ended, seconds = form.get("DialCallStatus", ""), form.get("DialCallDuration", "")
    stayed = not seconds.isdecimal() or int(seconds) >= LETS_IN_AFTER_S
    return "failed" if ended == "completed" and not stayed else ended[:LONGEST_STATUS]


def _is_bridged(form: Mapping[str, str]) -> bool:
    """A whisper that was refused counts as picked up: only this word tells the two apart."""
    return form.get("DialBridged", "") == "true"
