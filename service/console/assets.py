"""The style sheet and the one script, each under an address that changes with its content.

Read and compressed once a process: a browser keeps them for a year, so a second page costs its HTML alone.
htmx is vendored (0BSD, its licence beside it); pages work without it.
"""

import gzip
import hashlib
from functools import cache
from importlib.resources import files
from typing import NamedTuple

MIMES = {"console.css": "text/css", "htmx.min.js": "text/javascript"}
A_YEAR_S = 365 * 24 * 3600


class Asset(NamedTuple):
    name: str
    mime: str
    plain: bytes
    zipped: bytes
    mark: str  # of its content


@cache
def asset(name: str) -> Asset:
    """Raises KeyError for a name that is none of them."""
    mime = MIMES[name]
    plain = files("service.console").joinpath("assets", name).read_bytes()
    mark = hashlib.sha256(plain).hexdigest()[:12]
    return Asset(name, mime, plain, gzip.compress(plain, 9, mtime=0), mark)
