"""One event a fact, as JSON lines, ids only: never a number, a name or a text."""

import logging
import re
import sys
import traceback
from collections.abc import MutableMapping
from contextlib import suppress
from typing import Any, TextIO, cast

import structlog

# The last net under the rule: whatever still looks like a telephone number leaves as [number].
_LOOKS_LIKE_A_NUMBER = re.compile(r"\+?\d[\d\-\s().]{8,}\d")
# Ids of ours are 26 letters and digits, the carrier's two letters and 32 hex digits: both are kept.
_KEPT = {"timestamp", "sid", "message_sid", "call_sid", "outbox_id", "id", "attempt_id"}


class _StandardError:
    """Standard error as it is at each line: a test, or a supervisor, may have put another in its place.

    A line that can't be written, on a full disk say, costs nobody their answer.
    """

    def write(self, line: str) -> int:
        with suppress(OSError):
            sys.stderr.write(line)
        return len(line)

    def flush(self) -> None:
        with suppress(OSError):
            sys.stderr.flush()


def start_logging(stream: TextIO | None = None) -> None:
    """Sends our own events and the libraries' warnings to `stream` (standard error by default)."""
    out = stream or cast(TextIO, _StandardError())
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            mask_numbers,
            structlog.processors.JSONRenderer(),
        ],
        logger_factory=structlog.WriteLoggerFactory(out),
        cache_logger_on_first_use=False,
    )
    # The libraries' own chatter can hold URLs and bodies (twilio.http_client logs both at INFO).
    logging.basicConfig(stream=out, level=logging.WARNING, force=True)
    for name in ("twilio", "urllib3", "werkzeug", "rq", "sqlalchemy"):
        logging.getLogger(name).setLevel(logging.ERROR)


def show_from(level: str) -> None:
    """From now on only events of this level and above: debug, info or warning."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(level))


def mask_numbers(_: object, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Replaces what looks like a telephone number in any value, ids and times aside."""
    for key, value in event.items():
        if isinstance(value, str) and key not in _KEPT:
            event[key] = _LOOKS_LIKE_A_NUMBER.sub("[number]", value)
    return event


def report(room: str, what: str, error: Exception) -> None:
    """Names an error and its place, never its message: that may hold what somebody wrote."""
    last = traceback.extract_tb(error.__traceback__)[-1]
    at = f"{last.filename.rsplit('/', 1)[-1]}:{last.lineno}"
    log(room).error("broke", what=what, error=type(error).__name__, at=at)


def log(room: str) -> structlog.stdlib.BoundLogger:
    """The logger of a room: `log("delivery").info("text_accepted", outbox_id=...)`."""
    logger: structlog.stdlib.BoundLogger = structlog.get_logger(room=room)
    return logger
