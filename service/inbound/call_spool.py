"""Turns of calls that must not be lost while the database is away: nobody says these a second time.

A message that was left, a volunteer who took a call, words of a crisis, a caller who hung up. Anything else
the caller presses again. Each is a sealed file, as a text is (`inbound/spool`).
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from service.crypto import Keyring
from service.inbound.spool import SealedFolder

# Of the carrier's form, what a turn is read from.
PARTS = (
    "CallSid", "From", "To", "Direction", "CallStatus", "Digits", "SpeechResult", "StirVerstat",
    "DialCallStatus", "DialCallDuration", "DialBridged", "RecordingSid", "RecordingDuration",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class KeptTurn:
    """A turn as it came. `at` is its door below /voice, as in `flows/call_form.Call`."""

    form: Mapping[str, str]
    turn: int
    at: str
    language: str | None = None


class CallSpool(SealedFolder[KeptTurn]):
    kind = "turn"
    taken_by = KeptTurn

    def keep(self, sid: str, kept: KeptTurn) -> bool:
        """As `_keep`; `sid` is the call's, as it was read."""
        return self._keep(f"{sid}_{kept.turn}", asdict(kept))


def call_spool(data_dir: Path, keyring: Keyring) -> CallSpool:
    """The folder of this installation; beside the texts, which others count."""
    return CallSpool(data_dir / "spool" / "calls", keyring)


def parts(form: Mapping[str, str]) -> dict[str, str]:
    return {name: form[name] for name in PARTS if name in form}
