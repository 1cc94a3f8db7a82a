"""The simulated telephones from a terminal: text, inbox, call, answer, behave."""

import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any, NoReturn

import click

from service.commands.call_script import Event, FollowedCall, as_line, as_row
from service.commands.running import (
    Number,
    Simulator,
    json_option,
    print_json,
    simulator,
    url_option,
)
from service.errors import BadInput
from service.simulator.claims import VERDICTS
from service.simulator.key_script import read_keys, split_keys

LOOK_AGAIN_S = 0.25
KEYS_HELP = '0-9 * #, w wait for the next question, s stay silent, h hang up, "words to say".'
REPLY = ("from", "to", "body", "segments", "at")
# Ends of a call that are not what was asked for.
CALL_FAILED = {
    "busy": "The other side is busy.",
    "no-answer": "Nobody answered.",
    "failed": "The call did not go through.",
    "canceled": "The call was cancelled before anyone answered.",
}


@click.command(
    epilog='Example:  porchlight text --from +14065550140 "aa tonight near 59718"',
)
@click.option("--from", "sender", type=Number(), required=True, help="The phone that texts.")
@click.option("--to", type=Number(), help="The line, unless it is another number of ours.")
@click.option(
    "--wait",
    "wait_s",
    type=click.FloatRange(min=0),
    default=0,
    metavar="S",
    help="Also print what arrives within S seconds.",
)
@json_option
@url_option
@click.argument("body")
def text(
    sender: str, to: str | None, wait_s: float, body: str, as_json: bool, url: str | None
) -> None:
    """Send one text through the running simulator and print each reply."""
    line = simulator(url)
    known = _sids(line, sender)
    told = line.post("texts", **{"from": sender, "to": to or line.line, "body": body, "media": 0})
    for reply in told["replies"]:
        _print_text(reply, as_json)
    if wait_s:
        known |= {reply["sid"] for reply in told["replies"]}
        _print_arriving(line, sender, known, wait_s, as_json)
    if told["error"] or not 200 <= (told["status"] or 0) < 300:
        _fail(f"The line did not take the text (HTTP {told['status']}, carrier {told['error']}).")


@click.command(
    epilog="Example:  porchlight inbox --of +14065550100 --since 2026-11-24T18:00:00-07:00"
)
@click.option("--of", type=Number(), required=True, help="Whose texts and calls.")
@click.option("--since", metavar="ISO8601", help="Only what came at or after this moment.")
@json_option
@url_option
def inbox(of: str, since: str | None, as_json: bool, url: str | None) -> None:
    """Show what a simulated phone has received, texts and calls, oldest first."""
    asked = {"of": of} | ({"since": _moment(since)} if since else {})
    got = simulator(url).get("inbox", **asked)
    rows = [{"kind": "text", **one} for one in got["texts"]]
    rows += [{"kind": "call", **one} for one in got["calls"]]
    for row in sorted(rows, key=lambda row: datetime.fromisoformat(row["at"])):
        print_json(row) if as_json else print(_inbox_line(row))


@click.command(epilog="Example:  porchlight call --from +14065550110 --keys w1w59718w1")
@click.option("--from", "sender", type=Number(), required=True, help="The phone that calls.")
@click.option("--to", type=Number(), help="The line, unless it is another number of ours.")
@click.option("--keys", help=KEYS_HELP)
@click.option("--withheld", is_flag=True, help="Without showing the number.")
@click.option(
    "--stir",
    type=click.Choice(list(VERDICTS)),
    default="A",
    show_default=True,
    help="How far the network vouches for the number.",
)
@json_option
@url_option
def call(
    sender: str,
    to: str | None,
    keys: str | None,
    withheld: bool,
    stir: str,
    as_json: bool,
    url: str | None,
) -> None:
    """Call the line: print what is spoken, press KEYS or what is typed.

    At the end of KEYS it hangs up after what is being said.
    """
    pressed = _keys(keys)
    line = simulator(url)
    asked = {"from": sender, "to": to or line.line, "withheld": withheld, "stir": stir}
    placed = line.post("calls", **asked, pace="instant")
    _follow(line, placed["sid"], pressed, as_json)


@click.command(epilog="Example:  porchlight answer --as +14065550110 --keys w1w1 --wait 120")
@click.option("--as", "number", type=Number(), required=True, help="The phone that is answered.")
@click.option("--keys", help="As for call.")
@click.option(
    "--wait",
    "wait_s",
    type=click.FloatRange(min=0),
    default=60,
    show_default=True,
    metavar="S",
    help="How long to wait for the phone to ring.",
)
@json_option
@url_option
def answer(number: str, keys: str | None, wait_s: float, as_json: bool, url: str | None) -> None:
    """Answer the next call placed to a simulated phone."""
    pressed = _keys(keys)
    line = simulator(url)
    sid = _ringing(line, number, wait_s)
    if sid is None:
        _fail(f"No call came within {wait_s:g} s.")
    line.post(f"calls/{sid}/answer", pace="instant")
    _follow(line, sid, pressed, as_json)


@click.command(epilog="Example:  porchlight behave +14065550130 no-answer")
@click.argument("number", type=Number())
@click.argument(
    "how",
    type=click.Choice(
        [
            "answer",
            "busy",
            "no-answer",
            "machine",
            "fax",
            "silent",
            "landline",
            "room",
            "unreachable",
        ]
    ),
)
@click.option("--keys", help="What it presses by itself once it has answered; as for call.")
@url_option
def behave(number: str, how: str, keys: str | None, url: str | None) -> None:
    """Say how a simulated phone takes calls and texts from now on."""
    wanted = read_keys(keys) if keys is not None else None
    simulator(url).post("behave", number=number, how=how, keys=wanted)
    print(f"{number} from now on: {how}")


COMMANDS = [text, inbox, call, answer, behave]


def _follow(line: Simulator, sid: str, keys: Iterator[str], as_json: bool) -> None:
    followed = FollowedCall(line, sid, _teller(as_json))
    followed.play(keys)
    if followed.status in CALL_FAILED:
        _fail(CALL_FAILED[followed.status])


def _teller(as_json: bool) -> Callable[[Event], None]:
    def tell(event: Event) -> None:
        if as_json:
            print_json(as_row(event))
        elif words := as_line(event):
            print(words, flush=True)

    return tell


def _keys(keys: str | None) -> Iterator[str]:
    """From KEYS, checked at once; else from the terminal, line by line until its end."""
    return iter(split_keys(read_keys(keys))) if keys is not None else _typed()


def _typed() -> Iterator[str]:
    if sys.stdin.isatty():
        print('Keys or "words", then Enter; s stays silent, h hangs up.', file=sys.stderr)
    for line in sys.stdin:
        try:
            yield from split_keys(read_keys(line))
        except BadInput as error:
            print(error, file=sys.stderr)


def _ringing(line: Simulator, number: str, wait_s: float) -> str | None:
    end = time.monotonic() + wait_s
    while True:
        sid: str | None = line.get("ringing", of=number)["sid"]
        if sid or time.monotonic() >= end:
            return sid
        time.sleep(LOOK_AGAIN_S)


def _sids(line: Simulator, number: str) -> set[str]:
    return {one["sid"] for one in line.get("inbox", of=number)["texts"]}


def _print_arriving(
    line: Simulator, number: str, known: set[str], wait_s: float, as_json: bool
) -> None:
    """What comes besides what is known, for as long as was asked."""
    end = time.monotonic() + wait_s
    while time.monotonic() < end:
        time.sleep(min(LOOK_AGAIN_S, wait_s))
        for one in line.get("inbox", of=number)["texts"]:
            if one["sid"] not in known:
                known.add(one["sid"])
                _print_text(one, as_json)


def _print_text(row: dict[str, Any], as_json: bool) -> None:
    if as_json:
        print_json({name: row[name] for name in REPLY})
    else:
        print(row["body"], flush=True)


def _inbox_line(row: dict[str, Any]) -> str:
    if row["kind"] == "text":
        return f"{row['at']}  text  {row['status']}\n{_indented(row['body'])}"
    said = _indented("\n".join(row["said"]))
    return f"{row['at']}  call  {row['status']}" + (f"\n{said}" if said.strip() else "")


def _indented(words: str) -> str:
    return "\n".join(f"    {line}" for line in words.splitlines())


def _moment(since: str) -> str:
    """An aware moment; without a zone it is UTC. Raises BadInput."""
    try:
        moment = datetime.fromisoformat(since)
    except ValueError as error:
        raise BadInput("--since is a moment like 2026-11-24T18:00:00-07:00.") from error
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).isoformat()


def _fail(words: str) -> NoReturn:
    print(words, file=sys.stderr)
    sys.exit(1)
