"""A check-in as it is told back: its days and hour on the member's own wall, and what silence leads to."""

from datetime import datetime, time

from service import members
from service.checkins import contacts, plans
from service.clock import zone
from service.crisis import roster
from service.flows.crisis_line import numbers
from service.flows.reached import named_zone
from service.flows.turn import Turn
from service.models import CheckIn
from service.text.check_words import EVERY_DAY, WEEKEND, WORKDAYS
from service.text.hours import HOUR_MIN
from service.text.times import DAYS, DAYS_SPOKEN, at_hour, day_of
from service.text.words import Prompt, Slot, Voiced, prompt, spoken, written

SETS = {EVERY_DAY: "every_day", WORKDAYS: "workdays", WEEKEND: "weekend"}


def told(turn: Turn, check_in: CheckIn) -> Prompt:
    """`every day 9 am, Mountain time`."""
    home = members.zone_of(turn.session, check_in.person_id) or turn.settings.home_zone
    return prompt(
        "setup.plan", when=days_at(turn, check_in.days, check_in.at_min), zone=named_zone(home)
    )


def rows(turn: Turn, person_id: int) -> list[Prompt]:
    """A row of MY for their check-in."""
    check_in = plans.of_person(turn.session, person_id)
    if check_in is None:
        return []
    is_away = check_in.away_until is not None and turn.now < check_in.away_until
    state = "proposed" if check_in.agreed_at is None else "away" if is_away else "check_in"
    when = days_at(turn, check_in.days, check_in.at_min)
    return [prompt(f"mine.{state}", when=when)]


def days_at(turn: Turn, days: int, at_min: int) -> Voiced:
    """`every day 9 am`, `Mon Thu 9 pm`."""
    return at_hour(days_named(days, turn.language), wall_hour(at_min), turn.language)


def wall_hour(at_min: int) -> datetime:
    """That hour of no certain day."""
    return datetime.combine(datetime.min, time(at_min // HOUR_MIN, at_min % HOUR_MIN))


def first_day(turn: Turn, check_in: CheckIn) -> Slot:
    """The day of its next date: today, tomorrow, Mon."""
    if check_in.next_at is None:
        return prompt("setup.never")
    home = members.zone_of(turn.session, check_in.person_id) or turn.settings.home_zone
    return day_of(check_in.next_at.astimezone(zone(home)), turn.now, turn.language)


def what_follows(turn: Turn, check_in: CheckIn) -> dict[str, Slot]:
    """Who is told in the end, and whom to call in danger."""
    return {"then": _told_then(turn, check_in), "emergency": numbers(turn)["emergency"]}


def _told_then(turn: Turn, check_in: CheckIn) -> Prompt:
    """Nobody is promised who isn't there."""
    if contacts.who_can_be_told(turn.session, check_in.person_id):
        return prompt("setup.then_contacts")
    team = roster.everyone(turn.session, turn.settings, turn.now)
    return prompt("setup.then_team" if team else "setup.then_nobody")


def days_named(days: int, language: str) -> Voiced:
    """`every day`, `Mon Thu`."""
    if days in SETS:
        named = prompt(f"setup.{SETS[days]}")
        return Voiced(written(named, language), spoken(named, language))
    chosen = [day for day in range(7) if days >> day & 1]
    eye = " ".join(DAYS[language][day] for day in chosen)
    return Voiced(eye, ", ".join(DAYS_SPOKEN[language][day] for day in chosen))
