"""What lies beside the database and belongs to a backup: texts that wait in the spool, and confirmations.

Sealed as it is. The spool's own id stays behind: another folder is another machine.
"""

import re
from base64 import b64decode, b64encode
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from service.backup.layout import DAMAGED
from service.errors import BadInput
from service.storage import Storage

SPOOLED = ("*.text", "*.turn", "*.broken", "*.unreadable")
# No other name is written to: a backup is a file that somebody may have made.
ALLOWED = re.compile(r"lines\.json|spool/(calls/)?\w[\w.-]*\.(text|turn|broken|unreadable)")


def found(storage: Storage) -> list[Path]:
    """Those there are now; one may be gone a moment later, taken by the line."""
    folders = (storage.spool, storage.spool / "calls")
    spooled = [path for folder in folders for kind in SPOOLED for path in folder.glob(kind)]
    return [*sorted(spooled), *([storage.lines_file] if storage.lines_file.exists() else [])]


def contents(storage: Storage) -> list[dict[str, str]]:
    """A line each. A text that is taken meanwhile is in the database, or in the carrier's list."""
    told = []
    for path in found(storage):
        try:
            content = b64encode(path.read_bytes()).decode()
        except FileNotFoundError:
            continue
        told.append({"file": path.relative_to(storage.data_dir).as_posix(), "content": content})
    return told


def put_aside(folder: Path, told: Any) -> None:
    """Writes one of them below `folder`. Raises BadInput for what is none."""
    try:
        name, content = told["file"], b64decode(told["content"], validate=True)
    except (KeyError, TypeError, ValueError) as error:
        raise BadInput(DAMAGED) from error
    if not ALLOWED.fullmatch(name):
        raise BadInput(DAMAGED)
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600)
    path.write_bytes(content)


def aside(folder: Path) -> Iterator[str]:
    """The names of those put aside there."""
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_file() and ALLOWED.fullmatch(name):
            yield name
