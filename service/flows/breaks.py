"""A break, from everything or from check-ins alone: the menu of it, and BACK, which ends what is on."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select

from service import pausing
from service.checkins import plans
from service.flows import checkins_menu
from service.flows.checkins_menu import Entry
from service.flows.turn import Choose, Go, Reply, Say, Turn, go, step
from service.flows.whose import known_person, people_here
from service.models import CheckIn
from service.text.times import weekday_and_date
from service.text.words import Prompt, Voiced, prompt

LABEL = "label.break"
MENU = go("break.menu")
END = 1

# By digit. Only what works stands here.
ENTRIES: dict[int, Entry] = {2: Entry("break.all", go("pause.ask"))}
checkins_menu.ENTRIES[2] = Entry("checkins.break", MENU)


@step("break.menu")
def menu(turn: Turn) -> Reply:
    """What is on, with a key that ends it; else which kind of break."""
    if turn.phone_id is None:
        return Say(prompt("settings.hidden"))
    if until := _until(turn):
        what = prompt("break.on", day=said(turn, until))
        return Choose(what, {END: go("break.end"), 2: go("pause.ask")}, LABEL, checkins_menu.BACK)
    if away := _away_until(turn):
        what = prompt("away.on", day=said(turn, away))
        return Choose(what, {END: go("break.end"), 2: go("away.ask")}, LABEL, checkins_menu.BACK)
    entries = {digit: one for digit, one in sorted(ENTRIES.items()) if one.works(turn)}
    rows = tuple(prompt(entry.said) for entry in entries.values())
    choices = {digit: entry.where for digit, entry in entries.items()}
    return Choose(prompt("break.menu", rows=rows), choices, LABEL, checkins_menu.BACK)


@step("break.end")
def end(turn: Turn) -> Reply:
    """All goes on from now."""
    person_id = known_person(turn)
    if person_id is None:
        return Say(prompt("break.none"))
    ended = pausing.end(turn.session, turn.settings, person_id, turn.said_at)
    check_in = plans.of_person(turn.session, person_id)
    was_away = check_in and plans.back(turn.session, turn.settings, check_in, turn.now)
    return Say(prompt("break.ended" if ended else "away.ended" if was_away else "break.none"))


def ends_one(turn: Turn) -> Go | None:
    """BACK while somebody on this phone has a break; None where it is one step back."""
    people = people_here(turn)
    has_one = people and (pausing.until(turn.session, people, turn.now) or _is_away(turn, people))
    return go("break.end") if has_one else None


def told(turn: Turn) -> list[Prompt]:
    """A row of MY for a break that is on."""
    until = _until(turn)
    return [prompt("mine.break", day=said(turn, until))] if until else []


def said(turn: Turn, until: datetime) -> Voiced:
    """The day on which all goes on, on their own wall."""
    person_id = known_person(turn)
    assert person_id is not None  # whose break it is
    wall = pausing.wall_of(turn.session, turn.settings, person_id)
    return weekday_and_date(until.astimezone(wall), turn.language)


def _is_away(turn: Turn, people: Collection[int]) -> bool:
    away = CheckIn.person_id.in_(people), CheckIn.away_until > turn.now, CheckIn.on
    return turn.session.scalar(select(CheckIn.id).where(*away).limit(1)) is not None


def _away_until(turn: Turn) -> datetime | None:
    person_id = known_person(turn)
    check_in = None if person_id is None else plans.of_person(turn.session, person_id)
    until = check_in.away_until if check_in else None
    return until if until and turn.now < until else None


def _until(turn: Turn) -> datetime | None:
    person_id = known_person(turn)
    return None if person_id is None else pausing.until(turn.session, [person_id], turn.now)
