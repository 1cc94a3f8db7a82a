"""porchlight oncall: the volunteers who are rung when somebody asks for a person, and their hours.

A number is named to put somebody on the roster; after that they are known by their id.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import click
from sqlalchemy.orm import Session

from service import preferences
from service.clock import zone
from service.commands import enlisted
from service.commands.oncall_gaps import gaps
from service.commands.opened import opened_house
from service.commands.running import Number, json_option, print_json
from service.commands.shift_words import slots_said, slots_shown
from service.crisis import callbacks, reports, volunteers
from service.crisis.volunteers import Standing
from service.errors import BadInput
from service.house import House
from service.models import Role, Volunteer
from service.text.phone import Phone

Change = Callable[[Session, int, Iterable[date]], None]
DAY = click.DateTime(["%Y-%m-%d"])
LONGEST_NAME = 40
# In a crisis that nobody on duty has taken.
PAGED = {
    Role.COORDINATOR.value: "paged with the whole team",
    Role.SUPERVISOR.value: "paged after the whole team",
}
MOST_DAYS = 366


@click.group(invoke_without_command=True)
@json_option
@click.pass_context
def oncall(context: click.Context, as_json: bool) -> None:
    """Volunteers who are rung when somebody asks for a person; alone it lists them.

    Example:  porchlight oncall add +14065550130 --name Lee --hours "mon-fri 18:00-22:00"
    """
    if context.invoked_subcommand is None:
        context.invoke(list_, as_json=as_json)


@oncall.command("list", epilog="Example:  porchlight oncall list --json")
@json_option
def list_(as_json: bool) -> None:
    """Show who is rung, in which order, and who is on duty now."""
    house = opened_house()
    home = zone(house.settings.home_zone)
    with house.database.reading() as session:
        for one in volunteers.standing(session, house.settings, house.clock.now()):
            print_json(_as_json(one, home)) if as_json else print(_as_line(one, home))


@oncall.command(
    epilog='Example:  porchlight oncall add +14065550130 --name Lee --hours "mon-fri 18-22"'
)
@click.argument("number", type=Number())
@click.option(
    "--name", help="What they are called here, if they gave no name; callers don't hear it."
)
@click.option(
    "--hours", "hours", multiple=True, help='"mon-fri 18:00-22:00", "always"; a peer needs them.'
)
@click.option(
    "--role",
    type=click.Choice([one.value for one in Role]),
    default=Role.PEER.value,
    help="A coordinator is paged with the whole team, a supervisor (or a partner's line) after it.",
)
@click.option("--language", type=click.Choice(["en", "es"]), help="What they are spoken to in.")
@click.option("--zone", "zone_name", help="Whose hours these are: America/Denver; else the line's.")
@click.option("--which", type=int, help="Of several who share it: 1 for who has had it longest.")
def add(
    number: str,
    name: str | None,
    hours: tuple[str, ...],
    role: str,
    language: str | None,
    zone_name: str | None,
    which: int | None,
) -> None:
    """Put somebody on the roster who has said yes to being called at these hours, and in a crisis
    that nobody has taken at any hour.

    A member keeps the name they gave themselves, and the language they chose.
    """
    slots = slots_said(hours) if hours or role == Role.PEER else []
    house = opened_house()
    _check(house, number, name, zone_name)
    with house.database.transaction() as session:
        now = house.clock.now()
        phone_id = enlisted.phone_of(session, house, number, now)
        person_id = enlisted.person_on(session, phone_id, which, language, now)
        called = enlisted.named(session, person_id, name)
        if zone_name:
            preferences.set_zone(session, person_id, zone_name, now)
        added = volunteers.enlist(session, person_id, phone_id, now, Role(role))
        if added is None:
            raise BadInput("They are on the roster already: change their hours with oncall hours.")
        volunteers.set_week(session, added, slots)
    told = [_hours(slots_shown(slots)) if slots else "", PAGED.get(role, "")]
    when = "; ".join(filter(None, told))
    print(f"{added}  {called or 'no name'}, {Phone.parse(number)}: {when}")


@oncall.command(epilog='Example:  porchlight oncall hours 2 "mon-fri 18-22" "sat 9-17"')
@click.argument("volunteer", type=int)
@click.argument("said", nargs=-1, required=True, metavar="HOURS...")
def hours(volunteer: int, said: tuple[str, ...]) -> None:
    """Give a volunteer these hours of every week instead of those they had."""
    slots = slots_said(said)
    house = opened_house()
    with house.database.transaction() as session:
        _require(session, house, volunteer)
        volunteers.set_week(session, volunteer, slots)
    print(f"{volunteer}  from now on {_hours(slots_shown(slots))}")


@oncall.command("reports", epilog="Example:  porchlight oncall reports 2 on")
@click.argument("volunteer", type=int)
@click.argument("takes", type=click.Choice(["on", "off"]))
def reports_(volunteer: int, takes: str) -> None:
    """Say who is trained to hear what members report of a group, and has said yes to it.

    Two hear each report, and never who leads that group. What waits for somebody is told to them.
    """
    house = opened_house()
    with house.database.transaction() as session:
        _require(session, house, volunteer)
        reports.set_takes(session, volunteer, takes == "on", house.clock.now())
    print(f"{volunteer}  {'hears reports from now on' if takes == 'on' else 'hears no reports'}")


@oncall.command(epilog="Example:  porchlight oncall off 2 2026-12-24 --until 2026-12-26")
@click.argument("volunteer", type=int)
@click.argument("day", type=DAY)
@click.option("--until", type=DAY, help="The last day off; else it is one day.")
def off(volunteer: int, day: datetime, until: datetime | None) -> None:
    """Take a volunteer off duty for a day, or some days in a row."""
    days = _days(day, until)
    _change_days(volunteer, days, volunteers.take_off, "off")


@oncall.command(epilog="Example:  porchlight oncall on 2 2026-12-24")
@click.argument("volunteer", type=int)
@click.argument("day", type=DAY)
@click.option("--until", type=DAY, help="The last of some days in a row.")
def on(volunteer: int, day: datetime, until: datetime | None) -> None:
    """Put a day that was taken off back as in every week."""
    _change_days(volunteer, _days(day, until), volunteers.put_back, "as in every week")


@oncall.command(epilog="Example:  porchlight oncall order 2 1")
@click.argument("ids", type=int, nargs=-1, required=True, metavar="ID...")
def order(ids: tuple[int, ...]) -> None:
    """Ring these first, in this order; the others after them, as they were."""
    house = opened_house()
    with house.database.transaction() as session:
        for one in ids:
            _require(session, house, one)
        volunteers.reorder(session, list(dict.fromkeys(ids)))
        everyone = volunteers.standing(session, house.settings, house.clock.now())
    print("Rung in this order: " + ", ".join(str(one.id) for one in everyone))


@oncall.command(epilog="Example:  porchlight oncall remove 2")
@click.argument("volunteer", type=int)
def remove(volunteer: int) -> None:
    """Take somebody off the roster: nobody rings them any more."""
    house = opened_house()
    with house.database.transaction() as session:
        _require(session, house, volunteer)
        volunteers.dismiss(session, volunteer)
        callbacks.let_go(session, Volunteer.id == volunteer, house.clock.now())
        reports.set_takes(session, volunteer, False, house.clock.now())
    print(f"{volunteer} is off the roster.")


oncall.add_command(gaps)
COMMANDS = [oncall]


def _check(house: House, number: str, name: str | None, zone_name: str | None) -> None:
    if number == house.settings.line_number:
        raise BadInput("That is the line's own number: it can't ring itself.")
    if name is not None and not 1 <= len(name.strip()) <= LONGEST_NAME:
        raise BadInput(f"A name has 1 to {LONGEST_NAME} letters.")
    if zone_name:
        zone(zone_name)


def _require(session: Session, house: House, volunteer: int) -> None:
    everyone = volunteers.standing(session, house.settings, house.clock.now())
    if volunteer not in {one.id for one in everyone}:
        raise BadInput(f"There is no volunteer {volunteer}. See: porchlight oncall")


def _days(day: datetime, until: datetime | None) -> list[date]:
    first, last = day.date(), (until or day).date()
    count = (last - first).days + 1
    if not 1 <= count <= MOST_DAYS:
        raise BadInput(f"--until is a day after the first, and {MOST_DAYS} days later at most.")
    return [first + timedelta(days=number) for number in range(count)]


def _change_days(volunteer: int, days: list[date], change: Change, told: str) -> None:
    house = opened_house()
    with house.database.transaction() as session:
        _require(session, house, volunteer)
        change(session, volunteer, days)
    span = f"{days[0]}" if len(days) == 1 else f"{days[0]} to {days[-1]}"
    print(f"{volunteer}  {span}: {told}")


def _as_json(one: Standing, home: ZoneInfo) -> dict[str, object]:
    return {
        "id": one.id,
        "name": one.name,
        "phone": str(one.phone),
        "language": one.language,
        "role": one.role,
        "zone": one.zone,
        "hours": slots_shown(one.slots),
        "off": [day.isoformat() for day in one.days_off],
        "on_duty": one.on_now,
        "next": _iso(None if one.on_now else one.next_at, home),
        "stopped": one.stopped,
    }


def _iso(moment: datetime | None, home: ZoneInfo) -> str | None:
    return moment.astimezone(home).isoformat() if moment else None


def _as_line(one: Standing, home: ZoneInfo) -> str:
    told = "; ".join(_told(one, home))
    role = "" if one.role == Role.PEER else f" ({one.role})"
    return f"{one.id}  {one.name or 'no name'}{role}, {one.phone}: {told}"


def _told(one: Standing, home: ZoneInfo) -> Iterator[str]:
    if one.stopped:
        yield "said STOP, is not rung"
    elif one.on_now:
        yield "on duty now"
    elif one.next_at:
        yield f"on duty from {one.next_at.astimezone(home):%a %Y-%m-%d %H:%M %Z}"
    elif one.slots or one.role == Role.PEER:
        yield "not on duty in the next two weeks"
    if one.role in PAGED:
        yield PAGED[one.role]
    if one.slots or one.role == Role.PEER:
        yield _hours(slots_shown(one.slots))
    if one.days_off:
        yield "off " + ", ".join(day.isoformat() for day in one.days_off)


def _hours(shown: list[str]) -> str:
    return ", ".join(shown) or "no hours"
