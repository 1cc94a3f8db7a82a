"""What is left on a tape: kept as words, told as a recording, heard as silence of its length.

A call that plays one hears its words. One that was deleted can't be had: the carrier's 11200.
"""

import io
import re
import wave
from math import ceil

from service.simulator.attributes import UNREACHABLE, DocumentError
from service.simulator.call_terms import Form, Tape
from service.simulator.exchange import Exchange
from service.simulator.records import Recording
from service.simulator.webhook_forms import API_VERSION

RATE_HZ = 8000
SILENCE = b"\x80"  # of one 8-bit sample
ADDRESS = re.compile(r"/Accounts/(AC\w{32})/Recordings/(RE\w{32})(\.wav|\.mp3)?$")


def keep_recording(exchange: Exchange, call_sid: str, words: str, seconds: float) -> Recording:
    made = Recording(call_sid, words, max(1, ceil(seconds)), exchange.clock.now())
    return exchange.recordings.add(made)


def about_recording(exchange: Exchange, kept: Recording) -> Form:
    """As a webhook is told of it."""
    path = f"/{API_VERSION}/Accounts/{exchange.settings.account_sid}/Recordings/{kept.sid}"
    return {
        "RecordingSid": kept.sid,
        "RecordingUrl": f"{exchange.settings.own_url}{path}",
        "RecordingDuration": str(kept.seconds),
    }


def tape_at(exchange: Exchange, url: str) -> Tape | None:
    """What is heard there; None where it is no recording of this account. Raises DocumentError."""
    named = ADDRESS.search(url)
    if named is None or named[1] != exchange.settings.account_sid:
        return None
    kept = exchange.recordings.get(named[2])
    if kept is None:
        raise DocumentError(UNREACHABLE, "There is no such recording.")
    return Tape(kept.words, float(kept.seconds))


def as_wave(kept: Recording) -> bytes:
    """A sound file of the right length; the words are for the control API."""
    made = io.BytesIO()
    with wave.open(made, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(1)
        file.setframerate(RATE_HZ)
        file.writeframes(SILENCE * RATE_HZ * kept.seconds)
    return made.getvalue()
