"""Finds a running demo, and speaks to its simulator's control API.

`porchlight demo` writes ./var/run.json; `--url` names another simulator, or the demo's own web
address as it was printed. Reading is retried by nobody: a demo that is gone is said in one line.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import click
import requests

from service.errors import BadInput, CarrierUnavailable, NotAPhone
from service.text.phone import Phone

RUN_FILE = Path("var") / "run.json"
# The sample community's line, where a simulator elsewhere doesn't say which number is its own.
LINE = "+14065550199"
NOT_RUNNING = "No demo is running here: start one with `porchlight demo`, or name one with --url."
TIMEOUT_S = 30.0

Command = TypeVar("Command", bound=Callable[..., Any])


@dataclass(frozen=True)
class Simulator:
    """The control API of a simulator at `url`. One object a command: it keeps its connection."""

    url: str
    line: str = LINE
    _http: requests.Session = field(default_factory=requests.Session, repr=False)

    def __post_init__(self) -> None:
        self._http.trust_env = False  # a proxy in the environment is not meant for this machine

    def get(self, path: str, **asked: Any) -> Any:
        return self._ask("GET", path, params=asked)

    def post(self, path: str, **told: Any) -> Any:
        return self._ask("POST", path, json=told)

    def _ask(self, method: str, path: str, **how: Any) -> Any:
        """Raises BadInput when nothing runs there or it refuses, CarrierUnavailable when it fails."""
        try:
            answer = self._http.request(
                method, f"{self.url}/control/{path}", timeout=TIMEOUT_S, **how
            )
        except requests.ConnectionError as error:
            raise BadInput(NOT_RUNNING) from error
        except requests.Timeout as error:
            raise CarrierUnavailable(
                f"The simulator did not answer within {TIMEOUT_S:.0f} s."
            ) from error
        return _read(answer)


def simulator(url: str | None = None, run_file: Path = RUN_FILE) -> Simulator:
    """The simulator of `url`, else of the demo running in this folder. Raises BadInput if none is."""
    told = _told_by(run_file)
    if url and url.rstrip("/") != told.get("web"):
        return Simulator(_checked(url))
    if not told.get("simulator"):
        raise BadInput(NOT_RUNNING)
    return Simulator(told["simulator"].rstrip("/"), told.get("line", LINE))


def url_option(command: Command) -> Command:
    return click.option("--url", metavar="URL", help="A simulator, when not this folder's demo.")(
        command
    )


def json_option(command: Command) -> Command:
    return click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")(command)


class Number(click.ParamType[str]):
    """A telephone number at the door, in E.164 form behind it."""

    name = "number"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        try:
            return Phone.parse(str(value)).e164
        except NotAPhone as error:
            raise BadInput(f"{error} Write it like +14065550140.") from error


def print_json(row: dict[str, Any]) -> None:
    """One line, at once: whoever reads may be waiting for it. Half a sign goes out as it came in."""
    line = json.dumps(row, ensure_ascii=False).encode("utf-8", "backslashreplace")
    print(line.decode(), flush=True)


def _told_by(run_file: Path) -> dict[str, str]:
    try:
        told: dict[str, str] = json.loads(run_file.read_text())
    except (OSError, ValueError):
        return {}
    return told


def _checked(url: str) -> str:
    if not url.startswith(("http://", "https://")):
        raise BadInput("--url must start with http://, like http://127.0.0.1:8001.")
    return url.rstrip("/")


def _read(answer: requests.Response) -> Any:
    try:
        said = answer.json()
    except requests.JSONDecodeError:
        said = {}
    if answer.ok:
        return said
    why = said.get("error") if isinstance(said, dict) else None
    if answer.status_code == 404 and not why:
        raise BadInput("That is no simulator: --url must name the simulator's own address.")
    if answer.status_code < 500:
        raise BadInput(why or f"The simulator refused that ({answer.status_code}).")
    raise CarrierUnavailable(f"The simulator failed ({answer.status_code}).")
