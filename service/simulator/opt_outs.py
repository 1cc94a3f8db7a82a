"""Opt-out words, where the carrier owns them: it blocks, confirms once and tells us what it did.

Reference: Twilio's page on opt-out keywords. A word counts only as the whole message.
"""

import threading
from enum import StrEnum


class OptOut(StrEnum):
    STOP = "STOP"
    START = "START"
    HELP = "HELP"


WORDS = {
    **dict.fromkeys("STOP UNSUBSCRIBE END QUIT STOPALL REVOKE OPTOUT CANCEL".split(), OptOut.STOP),
    **dict.fromkeys("START YES UNSTOP".split(), OptOut.START),
    **dict.fromkeys("HELP INFO".split(), OptOut.HELP),
}
CONFIRMATIONS = {
    OptOut.STOP: "You will get no more texts from this number. To get them again, reply START.",
    OptOut.START: "You will get texts from this number again. To end them, reply STOP.",
    OptOut.HELP: "To end texts from this number, reply STOP. Message and data rates may apply.",
}
# 21610: the handset has opted out of this sender.
OPTED_OUT = 21610


class OptOuts:
    """Who has opted out of which sender; numbers of one messaging service count as one sender."""

    def __init__(self, service_sid: str) -> None:
        self._service_sid = service_sid
        self._lock = threading.Lock()
        self._blocked: set[tuple[str, str]] = set()

    def blocks(self, sender: str, handset: str) -> bool:
        return (self._service_sid or sender, handset) in self._blocked

    def hear(self, body: str, line: str, handset: str) -> tuple[OptOut | None, str | None]:
        """What the word means, and what the carrier answers: nothing where it changes nothing."""
        word = WORDS.get(body.strip().upper())
        if word is None:
            return None, None
        pair = (self._service_sid or line, handset)
        with self._lock:
            changes = (pair in self._blocked) != (word is OptOut.STOP)
            if word is OptOut.STOP:
                self._blocked.add(pair)
            elif word is OptOut.START:
                self._blocked.discard(pair)
        return word, CONFIRMATIONS[word] if changes or word is OptOut.HELP else None
