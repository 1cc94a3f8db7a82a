"""A line with a made-up town's meetings, and signed requests ready to be sent as WSGI calls."""

import io
import json
import random
import sys
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from twilio.request_validator import RequestValidator

from service.clock import FixedClock
from service.crypto import Keyring, attach, fresh_keys
from service.db import Base, Database
from service.house import House
from service.logs import start_logging
from service.meetings.importer import import_feed
from service.web_server import keep_what_is_loaded
from tests.line import PUBLIC, TOKEN, Line, settings_for

EVENING = datetime(2026, 11, 24, 0, 30, tzinfo=UTC)
Send = Callable[[str, dict[str, str]], bytes]


def open_line(url: str | None = None, meetings: int = 2000) -> Line:
    """The whole line on an empty database, with a feed around a real ZIP's point."""
    folder = Path(tempfile.mkdtemp(prefix="bench"))
    database = Database(url or f"sqlite:///{folder / 'bench.db'}")
    Base.metadata.drop_all(database.engine)
    Base.metadata.create_all(database.engine)
    keyring = Keyring.from_json(fresh_keys())
    attach(database.engine, keyring)
    line = Line(House(settings_for(folder), FixedClock(EVENING), keyring, database))
    with database.transaction() as session:
        import_feed(session, "bench", feed(meetings), "aa", "America/Los_Angeles", EVENING)
    start_logging(io.StringIO())  # only figures are printed
    keep_what_is_loaded()  # as each web process does
    return line


def feed(count: int) -> bytes:
    """Meetings strewn over a county, in the density of a real urban feed; the same every time."""
    dice = random.Random(20261121)
    rows = [_meeting(dice, number) for number in range(count)]
    return json.dumps(rows).encode()


def request(line: Line, path: str, form: dict[str, str]) -> dict[str, Any]:
    """A signed webhook as the WSGI server hands it over, made before the clock runs."""
    body = urlencode(form).encode()
    signature = RequestValidator(TOKEN).compute_signature(PUBLIC + path, form)
    return {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": path,
        "RAW_URI": path,
        "QUERY_STRING": "",
        "SCRIPT_NAME": "",
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "8000",
        "CONTENT_TYPE": "application/x-www-form-urlencoded",
        "CONTENT_LENGTH": str(len(body)),
        "HTTP_X_TWILIO_SIGNATURE": signature,
        "wsgi.url_scheme": "http",
        "wsgi.errors": sys.stderr,
        "body": body,
    }


def send(line: Line, prepared: dict[str, Any]) -> bytes:
    """The answer's body; anything but 200 ends the benchmark."""
    statuses: list[str] = []
    environ = {**prepared, "wsgi.input": io.BytesIO(prepared["body"])}
    answer = b"".join(line.app(environ, lambda status, headers: statuses.append(status)))
    if not statuses[0].startswith("200"):
        raise RuntimeError(statuses[0])
    return answer


def _meeting(dice: random.Random, number: int) -> dict[str, Any]:
    hour, half = dice.randrange(6, 22), dice.choice(("00", "30"))
    return {
        "slug": f"bench-{number}",
        "name": f"Group {number}",
        "day": dice.randrange(7),
        "time": f"{hour:02d}:{half}",
        "end_time": f"{hour + 1:02d}:{half}",
        "location": "Meeting Hall",
        "formatted_address": f"{number + 1} Elm St, Costa Mesa, CA 92626, USA",
        "latitude": 33.68 + dice.gauss(0, 0.12),
        "longitude": -117.9 + dice.gauss(0, 0.15),
        "types": dice.sample(["O", "C", "D", "ST", "W", "M", "X"], 2),
        "attendance_option": "in_person",
    }
