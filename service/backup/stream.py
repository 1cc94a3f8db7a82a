"""A backup's lines, written and read one after the other: never more than a few in memory."""

import gzip
import os
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any, BinaryIO

import orjson

from service.backup.layout import DAMAGED, MARK, NONE, Header, header_from
from service.errors import BadInput

# The longest a line may be: a row is some hundred bytes, the header a few thousand, a list's copy megabytes.
LONGEST = 256 * 1024 * 1024
# Bytes handed over at once: each line for itself would cost more than all the rest.
AT_ONCE = 64 * 1024
PACKED = 1  # what is sealed hardly gets smaller
BROKEN = (EOFError, gzip.BadGzipFile, zlib.error, orjson.JSONDecodeError)


class NotABackup(BadInput):
    """No gzip, or no JSON in it: in the first line that is another kind of file, later a damaged one."""


class Writer:
    def __init__(self, file: BinaryIO) -> None:
        self._packed = gzip.GzipFile("", "wb", PACKED, file, mtime=0)
        self._sum = sha256()
        self._lines = bytearray()

    def line(self, value: Any) -> None:
        self._lines += orjson.dumps(value) + b"\n"
        if len(self._lines) >= AT_ONCE:
            self._hand_over()

    def end(self) -> str:
        """The last line; gives the sum."""
        self._hand_over()
        total = self._sum.hexdigest()
        self._packed.write(orjson.dumps({"sha256": total}) + b"\n")
        self._packed.close()
        return total

    def _hand_over(self) -> None:
        self._sum.update(self._lines)
        self._packed.write(self._lines)
        self._lines.clear()


class Reader:
    """Raises BadInput wherever the file is not what it should be."""

    def __init__(self, packed: gzip.GzipFile) -> None:
        self._packed = packed
        self._sum = sha256()
        self.header: Header = header_from(self._first())

    def line(self) -> Any:
        raw = self._raw()
        self._sum.update(raw)
        return _parsed(raw)

    def check_end(self) -> None:
        """That this was all, and unchanged."""
        total = self._sum.hexdigest()
        last = _parsed(self._raw())
        if last != {"sha256": total} or self._raw():
            raise BadInput(DAMAGED)

    def _first(self) -> Any:
        try:
            return self.line()
        except NotABackup as error:
            raise BadInput(NONE) from error

    def _raw(self) -> bytes:
        """With its end of line; empty at the end of the file."""
        try:
            return self._packed.readline(LONGEST)
        except gzip.BadGzipFile as error:
            raise NotABackup(DAMAGED) from error
        except BROKEN as error:
            raise BadInput(DAMAGED) from error


def _parsed(raw: bytes) -> Any:
    try:
        return orjson.loads(raw)
    except orjson.JSONDecodeError as error:
        raise NotABackup(DAMAGED) from error


@contextmanager
def reading(path: Path) -> Iterator[Reader]:
    try:
        file = path.open("rb", buffering=0)  # a pipe gives what it has
    except OSError as error:
        raise BadInput(f"{path} can't be read: {error.strerror}.") from error
    with file, gzip.GzipFile("", "rb", fileobj=file) as packed:
        yield Reader(packed)


@contextmanager
def replacing(path: Path) -> Iterator[BinaryIO]:
    """A file that takes the place of `path` when it is whole and on the disk; else nothing has happened.

    Only its owner may read it. Raises BadInput when something else than a backup lies there.
    """
    if path.exists() and not _is_backup(path):
        raise BadInput(f"{path} is there and no backup: it is left alone. Name another file.")
    aside = path.with_name(path.name + ".part")
    try:
        aside.unlink(missing_ok=True)
        opened = os.open(aside, os.O_CREAT | os.O_WRONLY | os.O_EXCL, 0o600)
    except OSError as error:
        raise BadInput(f"{path} can't be written: {error.strerror}.") from error
    try:
        with open(opened, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        aside.replace(path)
    finally:
        aside.unlink(missing_ok=True)


def _is_backup(path: Path) -> bool:
    try:
        with gzip.open(path, "rb") as packed:
            return packed.read(64).startswith(f'{{"{MARK}"'.encode())
    except (OSError, *BROKEN):
        return False
