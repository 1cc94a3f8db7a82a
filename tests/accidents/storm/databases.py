"""The database of a storm: either kind, and what cuts it off and brings it back."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Protocol

from sqlalchemy import create_engine, text

from service.supervisor import die_with_parent
from tests.real_postgres import RealPostgres

HOLD = """
import sqlite3, sys, time
held = sqlite3.connect(sys.argv[1], timeout=60, isolation_level=None)
held.execute("BEGIN EXCLUSIVE")
time.sleep(600)
"""
HANG_UP = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
    " WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
)


class StormDatabase(Protocol):
    url: str

    def cut(self, which: int) -> None: ...

    def mend(self, which: int) -> None: ...

    def end(self) -> None: ...


class SqliteFile:
    """Another process holds it and lets nobody write."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "porchlight.db"
        self.url = f"sqlite:///{self._path}"
        self._holder: subprocess.Popen[bytes] | None = None

    def cut(self, which: int) -> None:
        self._holder = subprocess.Popen(
            [sys.executable, "-c", HOLD, str(self._path)],
            preexec_fn=die_with_parent(os.getpid()),
        )

    def mend(self, which: int) -> None:
        if self._holder:
            self._holder.kill()
            self._holder.wait()
            self._holder = None

    def end(self) -> None:
        self.mend(0)


class Postgres:
    """In turn it crashes, it freezes, and every connection is cut."""

    def __init__(self, folder: Path) -> None:
        self._server = RealPostgres()
        self.url = self._server.url

    def cut(self, which: int) -> None:
        (self._server.crash, self._server.freeze, self._hang_up)[which % 3]()

    def mend(self, which: int) -> None:
        (self._server.start, self._server.thaw, self._hang_up)[which % 3]()

    def end(self) -> None:
        self._server.end()

    def _hang_up(self) -> None:
        engine = create_engine(self.url)
        with engine.connect() as connection:
            connection.execute(text(HANG_UP))
        engine.dispose()


DATABASES = {"sqlite": SqliteFile, "postgres": Postgres}
