"""What is left on a tape: kept as words, told as a recording, heard as silence of its length.

A call that plays one hears its words. One that was deleted can't be had: the carrier's 11200. In the sound
file the words stand in a comment, so that a call hears them also where the line hands the file on.
"""

import io
import re
import struct
import wave
from math import ceil

from service.simulator.attributes import NOT_A_DOCUMENT, UNREACHABLE, DocumentError
from service.simulator.call_terms import Form, Tape
from service.simulator.exchange import Exchange
from service.simulator.records import Recording
from service.simulator.webhook_forms import API_VERSION

RATE_HZ = 8000
SILENCE = b"\x80"  # of one 8-bit sample
COMMENT = b"ICMT"
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
    return _with_comment(made.getvalue(), kept.words.encode())


def tape_in(sound: bytes, kind: str) -> Tape | None:
    """What is heard in a sound file; None in one that isn't ours. Raises DocumentError for what is none."""
    if not kind.startswith("audio/"):
        raise DocumentError(NOT_A_DOCUMENT, "That is no sound file.")
    try:
        with wave.open(io.BytesIO(sound)) as file:
            seconds = file.getnframes() / file.getframerate()
    except (wave.Error, EOFError):
        return None
    return Tape(_comment(sound).decode("utf-8", "replace"), seconds)


def _with_comment(sound: bytes, words: bytes) -> bytes:
    """A RIFF file may say more than its sound; ICMT is a comment."""
    words += b"\0" * (len(words) % 2)
    told = b"INFO" + COMMENT + struct.pack("<I", len(words)) + words
    body = sound[8:] + b"LIST" + struct.pack("<I", len(told)) + told
    return b"RIFF" + struct.pack("<I", len(body)) + body


def _comment(sound: bytes) -> bytes:
    _, _, told = sound.rpartition(COMMENT)
    return told[4:].rstrip(b"\0") if COMMENT in sound else b""
