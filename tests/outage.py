"""A whole line as `porchlight up` runs it, on a real PostgreSQL and a real Redis that can be taken from it,
and texts that arrive at a steady pace meanwhile."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import urllib3
from sqlalchemy import func, select
from twilio.request_validator import RequestValidator

from service import migrate
from service.house import House, open_house
from service.inbound.spool import Spool
from service.models import Case
from service.settings import Settings
from tests.accidents.storm.processes import free_port
from tests.line import ACCOUNT, LINE, PUBLIC, TOKEN, settings_for
from tests.real_postgres import RealPostgres
from tests.real_redis import RealRedis, redis_binary

ROOT = Path(__file__).parents[1]
CRISIS, ORDINARY = "i want to kill myself", "aa tonight near bozeman mt"
AREAS = (406, 307, 208, 701, 605, 308, 303, 970, 505, 575, 801, 435, 775, 702, 541, 503, 509, 360)
BACK_WITHIN_S = 90.0


@dataclass(frozen=True, slots=True)
class Answered:
    """One text, from the moment it was due. `document` is empty when nothing came back."""

    sender: str
    body: str
    seconds: float
    document: str

    @property
    def is_right(self) -> bool:
        return "988" in self.document


class DownLine:
    """The real processes, and the two parts that are taken from them."""

    def __init__(self, folder: Path) -> None:
        self.postgres = RealPostgres()
        # A folder of its own: a socket's path may have at most 107 characters.
        self.redis = RealRedis(redis_binary(), Path(tempfile.mkdtemp(prefix="porchlight-")))
        self.redis.start()
        self.house = self._opened(folder)
        self.spool = Spool(folder / "spool", self.house.keyring)
        self._http = urllib3.PoolManager(maxsize=200, retries=False)
        self._port = free_port()
        self._up = self._started(folder)

    def text(self, form: dict[str, str]) -> str:
        """What it gets back, for as long as the carrier waits."""
        signed = RequestValidator(TOKEN).compute_signature(f"{PUBLIC}/text", form)
        got = self._http.request_encode_body(
            "POST", f"http://127.0.0.1:{self._port}/text", fields=form, encode_multipart=False,
            headers={"X-Twilio-Signature": signed}, timeout=15,
        )  # fmt: skip
        return got.data.decode() if got.status == 200 else ""

    @contextmanager
    def stopped(self) -> Iterator[None]:
        """Neither is there."""
        self.postgres.crash()
        self.redis.stop()
        yield
        self.redis.start()
        self.postgres.start()

    @contextmanager
    def hanging(self) -> Iterator[None]:
        """Both are there, and silent."""
        self.postgres.freeze()
        self.redis.freeze()
        yield
        self.redis.thaw()
        self.postgres.thaw()

    def is_well(self) -> bool:
        """A text is answered, by all that answers it: the first one takes a while."""
        with suppress(urllib3.exceptions.HTTPError):
            return self._http.request("GET", f"http://127.0.0.1:{self._port}/readyz").status == 200
        return False

    def cases(self) -> int:
        self.house.database.close()  # its connections were cut, too
        with self.house.database.reading() as session:
            return session.scalar(select(func.count()).select_from(Case)) or 0

    def until_all_is_taken(self) -> None:
        until(lambda: len(self.spool) == 0, BACK_WITHIN_S)

    def close(self) -> None:
        self._up.terminate()
        self._up.wait(20)
        self.house.database.close()
        self.redis.stop()
        self.postgres.end()

    def _opened(self, folder: Path) -> House:
        house = open_house(self._settings(folder))
        migrate.upgrade(house.database)
        return house

    def _settings(self, folder: Path) -> Settings:
        return settings_for(folder, database_url=self.postgres.url, redis_url=self.redis.url)

    def _started(self, folder: Path) -> subprocess.Popen[bytes]:
        given = {
            **os.environ, "ORGANISATION": "RidgePeers", "LINE_NUMBER": LINE, "PUBLIC_URL": PUBLIC,
            "CARRIER_URL": f"http://127.0.0.1:{free_port()}", "TWILIO_ACCOUNT_SID": ACCOUNT,
            "TWILIO_AUTH_TOKEN": TOKEN, "DATA_DIR": str(folder),
            "DATABASE_URL": self.postgres.url, "REDIS_URL": self.redis.url,
        }  # fmt: skip
        command = [sys.executable, "-m", "service.cli", "up", "--port", str(self._port)]
        with (folder / "up.log").open("ab") as log:
            up = subprocess.Popen(command, cwd=ROOT, env=given, stdout=log, stderr=log)
        until(self.is_well, BACK_WITHIN_S)
        return up


@dataclass(frozen=True, slots=True)
class Stream:
    """Texts that come whether or not those before them were answered, `together` in one moment."""

    body: str
    a_second: float
    together: int = 1

    def due(self, for_s: float) -> list[tuple[float, str]]:
        count = int(self.a_second * for_s)
        return [
            (n // self.together * self.together / self.a_second, self.body) for n in range(count)
        ]


class Rush:
    """Sends streams, each text from a phone of its own."""

    def __init__(self, line: DownLine) -> None:
        self._line = line
        self._sent = 0

    def run(self, for_s: float, *streams: Stream) -> list[Answered]:
        due = sorted(one for stream in streams for one in stream.due(for_s))
        forms = [self._form(body) for _, body in due]
        began = time.monotonic()
        with ThreadPoolExecutor(256) as threads:
            return list(
                threads.map(
                    lambda at, form: self._answered(began + at, form), [at for at, _ in due], forms
                )
            )

    def _answered(self, due: float, form: dict[str, str]) -> Answered:
        time.sleep(max(0.0, due - time.monotonic()))
        document = ""
        with suppress(urllib3.exceptions.HTTPError):
            document = self._line.text(form)
        return Answered(form["From"], form["Body"], time.monotonic() - due, document)

    def _form(self, body: str) -> dict[str, str]:
        self._sent += 1
        sid = f"SM{self._sent:032x}"
        area, last = AREAS[self._sent // 100 % len(AREAS)], self._sent % 100
        sender = f"+1{area}55501{last:02d}"
        return {
            "MessageSid": sid, "SmsSid": sid, "AccountSid": ACCOUNT, "From": sender, "To": LINE,
            "Body": body, "NumMedia": "0",
        }  # fmt: skip


def until(true: Callable[[], bool], within_s: float) -> None:
    end = time.monotonic() + within_s
    while not true():
        if time.monotonic() > end:
            raise AssertionError("it never came true")
        time.sleep(0.1)
