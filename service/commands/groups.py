"""porchlight groups: the groups the organisation runs, and which of their dates are off or moved."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Unpack

import click
from sqlalchemy.orm import Session

from service import consent, coordinators, expected, members, own_groups
from service.commands.opened import opened_house
from service.commands.running import Number, json_option, print_json
from service.errors import BadInput
from service.flows.group_words import Given, moment_said, own_said, word_said
from service.house import House
from service.meetings import dates
from service.meetings.dates import Changed, Elsewhere
from service.meetings.own import OPTIONS
from service.models import Group
from service.moved import follow_date
from service.notices import authors
from service.own_groups import Standing
from service.text.phone import Phone

DAY = click.DateTime(["%Y-%m-%d"])
NAMED = "Named by the organisation to run a group."
Change = Callable[[Session, int, date, datetime], Changed]


@click.group()
def groups() -> None:
    """Groups of your own: members text JOIN and their word.

    Example:  porchlight groups off TUE --reason snow
    """


@groups.command("list", epilog="Example:  porchlight groups list --json")
@json_option
def list_(as_json: bool) -> None:
    """Show the groups, each with its next date."""
    house = opened_house()
    with house.database.reading() as session:
        for one in own_groups.standing(session, house.clock.now()):
            print_json(_as_json(one)) if as_json else print(_as_line(one))


@groups.command(
    epilog='Example:  porchlight groups add TUE --name "Tuesday Lamp" --kind aa --at "Tue 19:00" '
    '--zip 59457 --address "12 Pine St" --coordinator +14065550120'
)
@click.argument("word")
@click.option("--name", required=True, help="In full, for members who said OPEN.")
@click.option("--kind", required=True, help="aa, na, grief, caregiver ...")
@click.option("--at", required=True, help="Weekday and hour: Tue 19:00.")
@click.option("--rule", default="", help='"every 2 weeks", "last Thu", "once", or RFC 5545.')
@click.option("--from", "since", type=DAY, help="Its first date is then or later.")
@click.option("--zone", "zone_name", help="Where its place doesn't tell: America/Denver.")
@click.option("--mode", type=click.Choice(list(OPTIONS)), help="Else by what is given below.")
@click.option("--location", help="The house: Grange Hall.")
@click.option("--address", help="Street and number.")
@click.option("--town", help="With its state, where there are several: Lewistown, MT.")
@click.option("--zip", "zip_code", help="Its postal code.")
@click.option("--dial-in", help="The number to call.")
@click.option("--code", help="The keys to press then.")
@click.option("--url", help="What opens its room on a screen.")
@click.option(
    "--coordinator",
    type=Number(),
    required=True,
    help="The number of who runs it, and agrees to be reached.",
)
def add(word: str, coordinator: str, **given: Unpack[Given]) -> None:
    """Found a group that members join by WORD; the finder lists its meeting."""
    house = opened_house()
    now = house.clock.now()
    with house.database.transaction() as session:
        own = own_said(session, house, word_said(word), given, now)
        leader = _person(session, house, coordinator, now)
        group = own_groups.found(session, own, leader, house.settings.home_zone, now)
        print(_as_line(own_groups.of(session, group, now)))


@groups.command(epilog="Example:  porchlight groups drop TUE")
@click.argument("word")
def drop(word: str) -> None:
    """Let a group go: nobody is in it any more, and its meeting is listed no more."""
    house = opened_house()
    with house.database.transaction() as session:
        own_groups.let_go(session, word, house.clock.now())
    print(f"{word.upper()} is no group any more.")


@groups.command(epilog="Example:  porchlight groups off TUE 2026-12-01 --reason snow")
@click.argument("word")
@click.argument("day", type=DAY, required=False, metavar="[DATE]")
@click.option("--reason", help="A word or two, for who asks.")
def off(word: str, day: datetime | None, reason: str | None) -> None:
    """Call one date off, the next unless you say; who is to be reminded of it is told so then."""

    def call_off(session: Session, meeting_id: int, on: date, now: datetime) -> Changed:
        return dates.call_off(session, meeting_id, on, now, reason)

    _change(word, day, call_off)


@groups.command(
    epilog="Example:  porchlight groups move TUE --to 20:00 --place 'Library, 5 Oak St'"
)
@click.argument("word")
@click.argument("day", type=DAY, required=False, metavar="[DATE]")
@click.option("--to", help="20:00, or 2026-12-02 20:00.")
@click.option("--place", help="Where it is that once.")
@click.option("--reason", help="A word or two, for who asks.")
def move(
    word: str, day: datetime | None, to: str | None, place: str | None, reason: str | None
) -> None:
    """Hold one date at another time or place; reminders go along."""
    if not (to or place):
        raise BadInput("Say --to or --place.")

    def moved(session: Session, meeting_id: int, on: date, now: datetime) -> Changed:
        at = moment_said(to, on, dates.schedule_of(session, meeting_id)) if to else None
        return dates.move(session, meeting_id, on, Elsewhere(at, place, reason), now)

    _change(word, day, moved)


@groups.command(epilog="Example:  porchlight groups on TUE 2026-12-01")
@click.argument("word")
@click.argument("day", type=DAY, required=False, metavar="[DATE]")
def on(word: str, day: datetime | None) -> None:
    """Put one date back as it was, the next that is off or moved unless you say."""
    _change(word, day, dates.put_back, dates.next_changed)


@groups.command(epilog="Example:  porchlight groups coordinator TUE +14065550130")
@click.argument("word")
@click.argument("number", type=Number())
@click.option("--remove", is_flag=True, help="They run it no more.")
def coordinator(word: str, number: str, remove: bool) -> None:
    """Have one more person run a group, or one no more; they agree to be reached first."""
    house = opened_house()
    now = house.clock.now()
    with house.database.transaction() as session:
        group = own_groups.named(session, word)
        if remove:
            _remove_coordinator(session, house, group, number, now)
        elif not coordinators.add(session, group, _person(session, house, number, now), now):
            raise BadInput(f"They run {group.word} already.")
        count = len(coordinators.of_group(session, group.id))
    print(f"{group.word} is run by {count} now.")


@groups.command("expected", epilog="Example:  porchlight groups expected TUE --json")
@click.argument("word")
@json_option
def expected_(word: str, as_json: bool) -> None:
    """Show how many have joined a group by their own yes, and how many of those who were written down."""
    house = opened_house()
    with house.database.reading() as session:
        group = own_groups.named(session, word)
        door = expected.at_the_door(session, group.id)
    row = {"word": group.word, "joined": door.joined, "put_in": door.put_in}
    row |= {"expected": len(door.waiting) + len(door.came), "waiting": len(door.waiting)}
    if as_json:
        return print_json(row)
    print(
        f"{group.word}  {door.joined} have joined, {door.put_in} more were put in and get nothing yet; "
        f"{row['expected']} were written down, {row['waiting']} of them have not joined."
    )


COMMANDS = [groups]


def _change(
    word: str,
    day: datetime | None,
    change: Change,
    which: Callable[[Session, int, datetime], date] = dates.next_date,
) -> None:
    house = opened_house()
    now = house.clock.now()
    with house.database.transaction() as session:
        group = own_groups.named(session, word)
        if group.meeting_id is None:
            raise BadInput(f"{group.word} has no meeting that is listed.")
        on = day.date() if day else which(session, group.meeting_id, now)
        changed = change(session, group.meeting_id, on, now)
        count = follow_date(session, house.settings, changed, now)
    follow = "1 reminder follows" if count == 1 else f"{count} reminders follow"
    print(f"{group.word} {on:%a %Y-%m-%d}: {_outcome(changed)}; {follow}.")


def _outcome(changed: Changed) -> str:
    if changed.now is None:
        return "off"
    usual = "as usual, " if changed.now == changed.usual else ""
    return f"{usual}{changed.now:%a %Y-%m-%d %H:%M}"


def _person(session: Session, house: House, number: str, now: datetime) -> int:
    phone = members.find_or_add_phone(session, house.keyring, Phone.parse(number), now)
    if consent.is_stopped(session, phone.id):
        raise BadInput("That phone said STOP: they must say START to the line first.")
    language = members.language_of(session, phone.id)
    consent.agree(session, phone.id, consent.BY_COORDINATOR, NAMED, now)
    return members.person_of(session, phone.id, language, now)


def _remove_coordinator(
    session: Session, house: House, group: Group, number: str, now: datetime
) -> None:
    """What of theirs waits for its number is dropped. The last one stays: rides and notices need somebody."""
    phone = members.find_phone(session, house.keyring, Phone.parse(number))
    here = members.people_of(session, phone.id) if phone else ()
    runs = coordinators.of_group(session, group.id)
    found = [one for one in here if one in runs]
    if not found:
        raise BadInput(f"Nobody with that number runs {group.word}.")
    if len(runs) == len(found):
        raise BadInput(f"Nobody else runs {group.word}: name another first.")
    for person_id in found:
        coordinators.remove(session, group.id, person_id)
        authors.drop_drafts(session, person_id, now, [group.id])


def _as_json(one: Standing) -> dict[str, object]:
    coming = one.coming
    return {
        "word": one.group.word,
        "name": one.group.name,
        "kind": one.group.kind,
        "members": one.members,
        "next": coming and coming.starts.isoformat(),
        "off": bool(coming and coming.off),
        "moved": bool(coming and coming.moved),
        "reason": coming and coming.reason,
        "listed": coming is not None,
        "coordinator": one.group.coordinator_id is not None,
        "coordinators": one.coordinators,
    }


def _as_line(one: Standing) -> str:
    coming = one.coming
    when = f"{coming.starts:%a %Y-%m-%d %H:%M}" if coming else "no date to come"
    if coming and (coming.off or coming.moved):
        when += ", off" if coming.off else ", moved"
    people = f"{one.members} in it, run by {one.coordinators or 'nobody'}"
    return f"{one.group.word}  {one.group.name} ({one.group.kind}), {people}; {when}"
