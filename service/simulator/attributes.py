"""What a document's attributes may hold, and how the carrier refuses what it can't run.

Reference: Twilio's TwiML pages for Voice and its error dictionary.
"""

from collections.abc import Mapping
from math import inf

from service.errors import BadInput

FOREVER = 1000  # what the carrier makes of loop="0"

# The carrier's own numbers for what can be wrong with an answer.
UNREACHABLE, BAD_URL, TOO_LONG, TOO_MANY = 11200, 11100, 11750, 14106
NOT_XML, NOT_TWIML, NOT_A_DOCUMENT = 12100, 12200, 12300

Given = Mapping[str, str]


class DocumentError(BadInput):
    """A document could not be had or can't be run; `code` is the carrier's number for why."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code = code


def method(given: Given, name: str = "method") -> str:
    """GET or POST. Raises DocumentError."""
    wanted = given.get(name, "POST").upper()
    if wanted not in {"GET", "POST"}:
        raise DocumentError(NOT_TWIML, "A method is GET or POST.")
    return wanted


def number(given: Given, name: str, default: float) -> float:
    """Not below 0. Raises DocumentError."""
    try:
        value = float(given.get(name, default))
    except ValueError as error:
        raise DocumentError(NOT_TWIML, f"{name} must be a number.") from error
    if not 0 <= value < inf:
        raise DocumentError(NOT_TWIML, f"{name} can't be less than 0.")
    return value


def flag(given: Given, name: str, default: bool = False) -> bool:
    return given.get(name, str(default)).lower() == "true"


def loop(given: Given) -> int:
    return int(number(given, "loop", 1)) or FOREVER


def events(given: Given, name: str, default: str = "completed") -> frozenset[str]:
    """What a callback wants to hear of: words with spaces between them."""
    return frozenset(given.get(name, default).split())


def address(given: Given, name: str) -> str:
    return given.get(name, "").strip()
