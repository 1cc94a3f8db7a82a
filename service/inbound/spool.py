"""Texts that could not be stored wait here, each a sealed file, until the database is back.

The carrier does not send a text again when we fail, so this is the only copy: written aside, synced
and renamed, so that a power cut leaves a whole file or none. Names sort by arrival, so that a phone's
texts are replayed in order, and end in the text's own id, so that the same text is not kept twice.

One process at a time empties a folder (`taking`). The kernel gives the lock back when its holder dies;
a file that a dead process had claimed for itself would wait for somebody to find it.
"""

import fcntl
import json
import os
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Generic, TextIO, TypeVar

from service.crypto import Keyring
from service.db import new_id
from service.errors import ConfigurationError
from service.logs import log

T = TypeVar("T")

# A text whose replay breaks so often, a round each, would hold up its sender's others for ever.
MOST_TRIES = 5
# A file that is another user's, say, after a copy was put back: it must not keep the others from being read.
UNREADABLE = (PermissionError, IsADirectoryError)
# A write that was cut short; what it would have held, the carrier's list still has.
HALVES_LIVE_S = 3600.0


@dataclass(frozen=True, slots=True)
class Kept:
    """A text as it came. `answered`: a crisis answer went back at once, so it needs no second; `said` has
    its words.

    `listed`: found in the carrier's list, so if we know it after all, its webhook has been answered.
    """

    message_sid: str
    sender: str  # as the carrier gave it, perhaps no number at all
    body: str
    media: int
    received_at: float  # seconds since 1970, the service's clock
    answered: bool
    listed: bool = False
    carrier_did: str = ""  # what the carrier took it for, and has answered: stop, start or help
    said: str = ""


class SealedFolder(Generic[T]):
    """What waits for the database, oldest first: sealed files of one kind. `taken_by` makes it of JSON."""

    kind: str
    taken_by: Callable[..., T]

    def __init__(self, folder: Path, keyring: Keyring) -> None:
        self._folder = folder
        self._keyring = keyring
        self.untold = False  # whether a text was set aside that no person has been told of

    def _keep(self, sid: str, what: Mapping[str, Any]) -> bool:
        """Writes it down to the disk; False (and a loud line) when even that can't be done."""
        try:
            self._write(sid, self._keyring.seal(json.dumps(what)))
        except OSError:
            log("spool").error(f"{self.kind}_not_spooled", sid=sid)
            return False
        log("spool").warning(f"{self.kind}_spooled", sid=sid)
        return True

    @contextmanager
    def taking(self) -> Iterator[bool]:
        """True for one process (and thread) at a time: it may take what waits, the others need not."""
        if not self._folder.exists():
            yield False
            return
        with open(self._folder / "lock", "wb") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                yield False
                return
            yield True

    def waiting(self) -> Iterator[tuple[Path, T]]:
        """What waits, oldest first. A file nobody can open is set aside and reported."""
        for path in sorted(self._folder.glob(f"*.{self.kind}")):
            try:
                yield path, self.taken_by(**json.loads(self._keyring.open(path.read_bytes())))
            except FileNotFoundError:
                continue  # taken by another process meanwhile
            except (*UNREADABLE, ConfigurationError, ValueError, TypeError):
                path.rename(path.with_suffix(".unreadable"))
                log("spool").error(f"spooled_{self.kind}_unreadable", sid=_sid(path.stem))

    def done(self, path: Path) -> None:
        path.unlink(missing_ok=True)

    def failed(self, path: Path) -> None:
        """Counts a failure in the file's name, which keeps its place; the last one sets it aside."""
        name, _, before = path.name.removesuffix(f".{self.kind}").partition(".")
        tries = int(before or 0) + 1
        if tries < MOST_TRIES:
            path.rename(path.with_name(f"{name}.{tries}.{self.kind}"))
            return
        path.rename(path.with_name(f"{name}.broken"))
        log("spool").critical(f"spooled_{self.kind}_set_aside", sid=_sid(name))

    def drop_halves(self) -> None:
        """Forgets what was being written when the power went."""
        before = time.time() - HALVES_LIVE_S
        for path in self._folder.glob("*.part"):
            if path.stat().st_mtime < before:
                path.unlink(missing_ok=True)

    def set_aside(self) -> int:
        """How many wait for a person to look at them."""
        return sum(
            1 for ending in ("broken", "unreadable") for _ in self._folder.glob(f"*.{ending}")
        )

    def holds(self, sid: str) -> bool:
        """Whether that waits here, for its turn or for a person; a half of it is nothing."""
        found = self._folder.glob(f"*-{sid}.*")
        return any(path.suffix != ".part" for path in found)

    def __len__(self) -> int:
        return sum(1 for _ in self._folder.glob(f"*.{self.kind}"))

    def _write(self, sid: str, sealed: bytes) -> None:
        self._make_folder()
        # Nanoseconds sort; the chance behind them keeps two of the same webhook apart.
        path = self._folder / f"{time.time_ns():020d}{new_id()[-6:]}-{sid}.{self.kind}"
        aside = path.with_suffix(".part")
        with open(aside, "wb") as file:
            file.write(sealed)
            file.flush()
            os.fsync(file.fileno())
        aside.rename(path)
        _sync(self._folder)

    def _make_folder(self) -> None:
        if not self._folder.exists():
            self._folder.mkdir(parents=True, exist_ok=True)
            _sync(self._folder.parent)


class Spool(SealedFolder[Kept]):
    """The texts. Its folder has a name, by which others know whether any wait there."""

    kind = "text"
    taken_by = Kept

    @property
    def name(self) -> str:
        """The folder's own id, made when it is first asked for. Raises OSError."""
        self._make_folder()
        with open(self._folder / "id", "a+") as file:
            fcntl.flock(file, fcntl.LOCK_EX)  # of two first processes one makes it
            file.seek(0)
            found = file.read()
            # A power cut can have left it empty, or zeros: two machines would share that for a name.
            return found if found.isalnum() else self._name(file)

    def keep(self, text: Kept) -> bool:
        """As `_keep`."""
        return self._keep(text.message_sid, asdict(text))

    def _name(self, file: TextIO) -> str:
        name = new_id()
        file.truncate(0)
        file.write(name)
        file.flush()
        os.fsync(file.fileno())
        _sync(self._folder)
        return name


def _sid(name: str) -> str:
    return name.rpartition("-")[2]


def _sync(folder: Path) -> None:
    """Makes the names in it survive a power cut, too."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
