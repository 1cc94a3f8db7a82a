"""The finder from a terminal: find meetings, see what a text is understood as."""

import json
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import click

from service.commands import feeds
from service.commands.opened import opened_house
from service.commands.running import Number, json_option, print_json
from service.crisis.screen import screen
from service.errors import BadInput
from service.flows import find as find_flow
from service.flows import render
from service.flows.turn import Channel, Go, Pick, Reply, Turn, follow
from service.house import House
from service.meetings.locate import locate
from service.meetings.places import Place, country_of_line, region_of_area
from service.meetings.query import Query, understand
from service.meetings.search import Found, Line
from service.meetings.search import find as find_meetings
from service.text.language import language_of
from service.text.optout import Consent, consent_word, plain_opt_out
from service.text.words import spoken

YEARS = range(1970, 2200)  # no week ends beyond what a calendar can count
MOMENTS = ["%Y-%m-%dT%H:%M:%S%z", "%Y-%m-%dT%H:%M%z", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M"]


@click.command(epilog='Example:  porchlight find "aa tonight near 59718" --json')
@click.argument("text")
@click.option("--from", "sender", type=Number(), help="Who asks; its area code is a hint.")
@click.option(
    "--now",
    "moment",
    type=click.DateTime(MOMENTS),
    metavar="ISO8601",
    help="Instead of the clock; UTC unless it says so.",
)
@click.option("--limit", type=click.IntRange(1, 50), default=5, show_default=True)
@click.option("--near", metavar="ZIP", help="The asker's own place.")
@json_option
def find(
    text: str,
    sender: str | None,
    moment: datetime | None,
    limit: int,
    near: str | None,
    as_json: bool,
) -> None:
    """Say what the finder would answer to TEXT."""
    query = understand(text)
    if query is None:
        raise BadInput("That is no search: say a kind of group or a place, like `aa 59718`.")
    house = opened_house()
    now = _aware(moment) or house.clock.now()
    line = _line(house, sender)
    with house.database.reading() as session:
        home = _home(locate(session, near, line.home()) if near else None)
        query = replace(query, place=query.place or near)
        found = find_meetings(session, query, now, home, limit, line)
        asker = Turn(
            session, house.settings, Channel.TEXT, language_of(text) or "en", now, text, {}, None
        )
        asker.area = line.caller
        row = _found_row(found) | _worded(asker, query)
    print_json(row) if as_json else print("\n".join(row["reply"]))


@click.command(
    "understand", epilog='Example:  echo "aa tonite near 59718" | porchlight understand --json'
)
@json_option
def understand_(as_json: bool) -> None:
    """Say what each text on standard input is understood as, one a line."""
    for text in _texts(sys.stdin):
        row = _understood(text)
        print_json(row) if as_json else print(_understood_line(row))


COMMANDS = [*feeds.COMMANDS, find, understand_]


def _aware(moment: datetime | None) -> datetime | None:
    if moment is None:
        return None
    if moment.year not in YEARS:
        raise BadInput(f"--now is of no year from {YEARS.start} to {YEARS.stop - 1}.")
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _line(house: House, sender: str | None) -> Line:
    zone, number = house.settings.home_zone, house.settings.line_number
    country, caller = country_of_line(number, zone), region_of_area(sender or "")
    return Line(zone, region_of_area(number), country=country, caller=caller)


def _home(places: list[Place] | None) -> Place | None:
    if places == []:
        raise BadInput("--near is no ZIP or town we know.")
    return places[0] if places else None


def _found_row(found: Found) -> dict[str, Any]:
    place = found.place
    return {
        "query": found.query.as_json(),
        "place": place
        and {"name": place.name, "region": place.region, "lat": place.lat, "lon": place.lon},
        "asked_miles": found.asked_miles,
        "results": [one.as_json() for one in found.results],
        "relaxed": list(found.relaxed),
        "fallback": found.fallback,
        "choices": [str(place) for place in found.choices],
    }


def _worded(asker: Turn, query: Query) -> dict[str, Any]:
    """The same flow's own answer, for the eye and the ear."""

    def answer(channel: Channel) -> Reply:
        turn = replace(asker, channel=channel, memo={})
        first = find_flow.asked(turn, query.as_json())
        return follow(turn, first)[1] if isinstance(first, Go) else first

    return {
        "reply": [render.as_text(answer(Channel.TEXT), asker.language)],
        "spoken": _spoken(answer(Channel.CALL), asker.language),
    }


def _spoken(reply: Reply, language: str) -> str:
    if isinstance(reply, Pick):
        rows = [render.one_row(reply, number, language) for number in range(len(reply.rows))]
        return " ".join(spoken(row, language) for row in rows)
    what = getattr(reply, "what", None)
    return spoken(what, language) if what else ""


def _texts(lines: Any) -> Iterator[str]:
    """Plain lines, or JSON objects with a `text`."""
    for line in lines:
        text = line.rstrip("\n")
        if text.startswith("{"):
            try:
                text = str(json.loads(text)["text"])
            except (ValueError, KeyError) as error:
                raise BadInput("A line that starts with { must be JSON with a `text`.") from error
        yield text


def _understood(text: str) -> dict[str, Any]:
    """What the text alone says: danger, an opt-out, a search."""
    finding, wish = screen(text), consent_word(text)
    if wish is Consent.NONE and plain_opt_out(text):
        wish = Consent.STOP
    query = understand(text) if wish is Consent.NONE else None
    return {
        "text": text,
        "lang": language_of(text) or "en",
        "crisis": finding.tier.value,
        "crisis_kind": finding.kind.value if finding.kind else None,
        "consent": wish.value,
        "find": query.as_json() if query else None,
    }


def _understood_line(row: dict[str, Any]) -> str:
    told = {"crisis": row["crisis"], "consent": row["consent"], **(row["find"] or {})}
    said = ", ".join(f"{key} {value}" for key, value in told.items() if value and value != "none")
    return f"{row['text']}  ->  {said or 'nothing we know'}"
