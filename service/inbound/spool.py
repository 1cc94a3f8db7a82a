"""Texts that could not be stored wait here, each a sealed file, until the database is back.

The carrier does not send a text again when we fail, so this is the only copy: written aside, synced
and renamed, so that a power cut leaves a whole file or none. Names sort by arrival, so that a phone's
texts are replayed in order and a STOP counts before anything is sent.
"""

import json
import os
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from service.crypto import Keyring
from service.db import new_id
from service.errors import ConfigurationError
from service.logs import log

# A text whose replay breaks so often, a round each, would hold up everybody else's for ever.
MOST_TRIES = 5


@dataclass(frozen=True, slots=True)
class Kept:
    """A text as it came. `answered`: a crisis answer went back at once, so it needs no second."""

    message_sid: str
    sender: str  # as the carrier gave it, perhaps no number at all
    body: str
    media: int
    received_at: float  # seconds since 1970, the service's clock
    answered: bool


class Spool:
    def __init__(self, folder: Path, keyring: Keyring) -> None:
        self._folder = folder
        self._keyring = keyring

    def keep(self, text: Kept) -> bool:
        """Writes it down to the disk; False (and a loud line) when even that can't be done."""
        try:
            self._write(self._keyring.seal(json.dumps(asdict(text))))
        except OSError:
            log("spool").error("text_not_spooled", sid=text.message_sid)
            return False
        log("spool").warning("text_spooled", sid=text.message_sid)
        return True

    def waiting(self) -> Iterator[tuple[Path, Kept]]:
        """What waits, oldest first. A file nobody can open is set aside and reported."""
        for path in sorted(self._folder.glob("*.text")):
            try:
                yield path, Kept(**json.loads(self._keyring.open(path.read_bytes())))
            except FileNotFoundError:
                continue  # taken by another process meanwhile
            except (ConfigurationError, ValueError, TypeError):
                path.rename(path.with_suffix(".unreadable"))
                log("spool").error("spooled_text_unreadable", file=path.name)

    def done(self, path: Path) -> None:
        path.unlink(missing_ok=True)

    def failed(self, path: Path) -> None:
        """Counts a failure in the file's name, which keeps its place; the last one sets it aside."""
        name, _, before = path.name.removesuffix(".text").partition(".")
        tries = int(before or 0) + 1
        if tries < MOST_TRIES:
            path.rename(path.with_name(f"{name}.{tries}.text"))
            return
        path.rename(path.with_name(f"{name}.broken"))
        log("spool").critical("spooled_text_set_aside", file=name)

    def set_aside(self) -> int:
        """How many wait for a person to look at them."""
        return sum(
            1 for ending in ("broken", "unreadable") for _ in self._folder.glob(f"*.{ending}")
        )

    def __len__(self) -> int:
        return sum(1 for _ in self._folder.glob("*.text"))

    def _write(self, sealed: bytes) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        # Nanoseconds sort; the id keeps two in the same nanosecond apart.
        path = self._folder / f"{time.time_ns():020d}-{new_id()}.text"
        aside = path.with_suffix(".part")
        with open(aside, "wb") as file:
            file.write(sealed)
            file.flush()
            os.fsync(file.fileno())
        aside.rename(path)
        folder = os.open(self._folder, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
