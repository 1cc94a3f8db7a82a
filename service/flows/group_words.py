"""What somebody says of a group they found or change, made into what cannot be wrong."""

import re
from dataclasses import replace
from datetime import date, datetime, time
from typing import TypedDict

from sqlalchemy.orm import Session

from service.clock import zone
from service.crisis.screen import NOTHING, read, screen
from service.errors import BadInput, GroupRefused, NotAPhone
from service.flows.arguments import ARGUED
from service.flows.commands import step_for
from service.flows.groups import NO_NAME
from service.flows.leaving import ALL
from service.groups import AROUND, OF_A_STOP
from service.house import House
from service.meetings.feeds.fellowships import known_kind
from service.meetings.feeds.row import Access, Address
from service.meetings.locate import Home, locate
from service.meetings.own import Own
from service.meetings.places import region_of_area
from service.meetings.rule_words import first_date, rule_said, slot_said
from service.schedule import Schedule, on_the_wall
from service.text.optout import Consent, consent_word, plain_opt_out
from service.text.phone import Phone

WORD = re.compile(r"[A-Z][A-Z0-9]{1,15}")
LONGEST_NAME = 60
# What stands around a group's word, or means all groups, or no name.
SAID_OTHERWISE = AROUND | OF_A_STOP | ALL | NO_NAME | {"me"}
_CLOCK = re.compile(r"(?:(?P<on>\d{4}-\d\d-\d\d)[ T])?(?P<hour>[01]?\d|2[0-3]):(?P<minute>[0-5]\d)")


class Given(TypedDict):
    """What is told about a group's meeting, by the names of the command's options."""

    name: str
    kind: str
    at: str
    rule: str
    since: datetime | None
    zone_name: str | None
    mode: str | None
    location: str | None
    address: str | None
    town: str | None
    zip_code: str | None
    dial_in: str | None
    code: str | None
    url: str | None


def word_said(said: str) -> str:
    """The word members text behind JOIN. Raises BadInput for one that means something already."""
    word = said.strip().upper()
    if WORD.fullmatch(word) is None:
        raise GroupRefused(
            "word", "A group's word has 2 to 16 letters and digits, without accents: TUE, GRIEF2."
        )
    if consent_word(word) is not Consent.NONE or plain_opt_out(f"stop {word}"):
        raise GroupRefused(
            "word", f"{word} starts, stops or explains texts at the carrier: take another word."
        )
    if step_for(word) is not None or word.lower() in ARGUED:
        raise GroupRefused(
            "word", f"{word} is a word members text for something else: take another one."
        )
    if word.lower() in SAID_OTHERWISE:
        raise GroupRefused(
            "word", f"{word} is said in passing beside a group's word: take another one."
        )
    texts = [f"{verb} {word}" for verb in ("join", "stop")]
    if any(screen(one) != NOTHING or read(one).by_rule != NOTHING for one in texts):
        raise GroupRefused(
            "word", f"Who texts {word} may be in danger, and is answered so: take another word."
        )
    return word


def own_said(session: Session, house: House, word: str, given: Given, now: datetime) -> Own:
    """The meeting. Raises BadInput."""
    if not 1 <= len(given["name"]) <= LONGEST_NAME:
        raise GroupRefused("name", f"A name has {LONGEST_NAME} letters at most.")
    if not any(sign.isalpha() for sign in given["name"]):
        raise GroupRefused("name", "A name needs letters: nothing else is left of it in a text.")
    day, minute = slot_said(given["at"])
    rule = rule_said(given["rule"], day)
    named = zone(given["zone_name"]).key if given["zone_name"] else None
    starts_on = None
    if rule or given["since"]:
        today = now.astimezone(zone(named or house.settings.home_zone)).date()
        since = given["since"].date() if given["since"] else today
        starts_on = first_date(rule, day, since)
    own = Own(
        word, given["name"], known_kind(given["kind"]), day, minute, named, rule, starts_on, None
    )
    return replace(
        own,
        mode=given["mode"],
        location=given["location"],
        address=_address(session, house, given),
        access=_access(given),
    )


def moment_said(said: str, on: date, schedule: Schedule) -> datetime:
    """`20:00` on that date, or `2026-12-02 20:00`, by the meeting's own clock. Raises BadInput."""
    found = _CLOCK.fullmatch(said.strip())
    if found is None:
        raise BadInput(f"{said!r} is no hour: write 20:00, or 2026-12-02 20:00.")
    try:
        there = date.fromisoformat(found["on"]) if found["on"] else on
    except ValueError:
        raise BadInput(f"{found['on']} is no date.") from None
    return on_the_wall(there, time(int(found["hour"]), int(found["minute"])), schedule.zone)


def _address(session: Session, house: House, given: Given) -> Address:
    """With what its ZIP or town tells. Raises BadInput for a place we don't know, or several."""
    near = given["zip_code"] or given["town"]
    if not near:
        return Address(given["address"])
    settings = house.settings
    home = Home(None, region_of_area(settings.line_number), settings.home_country)
    found = locate(session, near, home)
    if not found or found[0].guessed:
        raise GroupRefused("place", f"{near} is no place we know: give --zip.")
    if len(found) > 1:
        raise GroupRefused(
            "place", f"{near} may be {' or '.join(map(str, found))}: add the state, or give --zip."
        )
    place = found[0]
    town = place.name if given["zip_code"] and not given["town"] else given["town"] or place.name
    plain_town = town.split(",")[0].strip()
    return Address(given["address"], plain_town, place.region, given["zip_code"], place.country)


def _access(given: Given) -> Access:
    number = given["dial_in"]
    try:
        dial_in = Phone.parse(number).e164 if number else None
    except NotAPhone as error:
        raise GroupRefused("dial_in", f"--dial-in: {error}") from error
    return Access(given["url"], dial_in, given["code"])
