"""What is left on a tape: kept as words, told as a recording, heard as silence of its length."""

import io
import wave
from math import ceil

from service.simulator.call_terms import Form
from service.simulator.exchange import Exchange
from service.simulator.records import Recording
from service.simulator.webhook_forms import API_VERSION

RATE_HZ = 8000
SILENCE = b"\x80"  # of one 8-bit sample


def keep_recording(exchange: Exchange, call_sid: str, words: str, seconds: float) -> Recording:
    made = Recording(call_sid, words, max(1, ceil(seconds)), exchange.clock.now())
    return exchange.recordings.add(made)


def about_recording(exchange: Exchange, kept: Recording) -> Form:
    """As a webhook is told of it. The address is the real carrier's; ours has the same path."""
    path = f"/{API_VERSION}/Accounts/{exchange.settings.account_sid}/Recordings/{kept.sid}"
    return {
        "RecordingSid": kept.sid,
        "RecordingUrl": f"https://api.twilio.com{path}",
        "RecordingDuration": str(kept.seconds),
    }


def as_wave(kept: Recording) -> bytes:
    """A sound file of the right length; the words are for the control API."""
    made = io.BytesIO()
    with wave.open(made, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(1)
        file.setframerate(RATE_HZ)
        file.writeframes(SILENCE * RATE_HZ * kept.seconds)
    return made.getvalue()
