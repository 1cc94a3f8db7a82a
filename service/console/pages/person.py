"""One person: how they are reached, what they said yes to, a break, and the end of it all."""

from collections.abc import Callable
from datetime import date, time, timedelta

from flask import Blueprint, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from service import expected, groups, members, pausing, preferences
from service.access import log, roles
from service.access.log import What
from service.access.roles import Right
from service.checkins.proposals import phone_of
from service.console import people_rows, person_facts
from service.console.digits import needs_digits
from service.console.here import (
    house,
    needs,
    not_there,
    now,
    once,
    own_group,
    reading,
    render,
    seat,
    tell,
)
from service.console.said import day_said, whole
from service.erasing.at_once import erase
from service.errors import BadInput
from service.expected import Entry, Written
from service.models import LineType, Person, PersonPhone, PhoneRow
from service.preferences import Ways
from service.text.hours import DAY_MIN, LEAST_MIN, Hours
from service.text.phone import Phone
from service.text.words import LANGUAGES

page = Blueprint("person", __name__)
SAID = {
    Written.DOWN: "person.down",
    Written.IN_ALREADY: "person.in_already",
    Written.OWN: "person.own",
    Written.FULL: "person.full",
}


@page.get("/people/<int:person_id>")
@needs(Right.PEOPLE)
def show(person_id: int) -> str:
    return _page(person_id)


@page.post("/people/<int:person_id>/reveal")
@needs(Right.PEOPLE_REVEAL)
def reveal(person_id: int) -> str:
    """The whole name and number, once, and written down."""
    with house().database.transaction() as session:
        _person(session, person_id)
        _note(session, What.REVEALED, person_id)
    return _page(person_id, revealed=True)


@page.post("/people/<int:person_id>/how")
@needs(Right.PEOPLE_CHANGE)
def change(person_id: int) -> Response | tuple[str, int]:
    """Language, text or call, hours, private."""

    def work(session: Session) -> str:
        _person(session, person_id)
        language = request.form.get("language", "")
        if language in LANGUAGES:
            members.speak(session, person_id, language)
        if (ways := request.form.get("ways", "")) in set(Ways):
            preferences.set_ways(session, person_id, Ways(ways), now())
        preferences.set_hours(session, person_id, _hours(), now())
        if request.form.get("private"):
            preferences.make_private(session, person_id, now())
        _note(session, What.PERSON_CHANGED, person_id)
        tell("person.changed")
        return _here(person_id)

    return _done(person_id, work)


@page.post("/people/<int:person_id>/line")
@needs(Right.PEOPLE_CHANGE)
def set_line(person_id: int) -> Response:
    """Whether a phone of theirs takes texts, whatever we took it for."""

    def work(session: Session) -> str:
        _person(session, person_id)
        phone_id = request.form.get("phone", 0, type=whole)
        line = request.form.get("line", "")
        if session.get(PersonPhone, (person_id, phone_id)) is None or line not in set(LineType):
            not_there()
        members.set_line_type(session, phone_id, LineType(line))
        _note(session, What.PERSON_CHANGED, person_id)
        tell("person.changed")
        return _here(person_id)

    return once(work)


@page.post("/people/<int:person_id>/break")
@needs(Right.PEOPLE_CHANGE)
def pause(person_id: int) -> Response | tuple[str, int]:
    """Until the morning of a day they named."""

    def work(session: Session) -> str:
        _person(session, person_id)
        pausing.begin(session, house().settings, person_id, _first_day(session, person_id), now())
        _note(session, What.PERSON_PAUSED, person_id)
        tell("person.paused")
        return _here(person_id)

    return _done(person_id, work)


@page.post("/people/<int:person_id>/back")
@needs(Right.PEOPLE_CHANGE)
def back(person_id: int) -> Response:
    def work(session: Session) -> str:
        _person(session, person_id)
        if pausing.end(session, house().settings, person_id, now()):
            _note(session, What.PERSON_BACK, person_id)
            tell("person.is_back")
        return _here(person_id)

    return once(work)


@page.post("/people/<int:person_id>/groups")
@needs(Right.PEOPLE_CHANGE)
def write_down(person_id: int) -> Response:
    """For another group: they have to join by themselves, as nobody says yes for somebody else."""

    def work(session: Session) -> str:
        person = _person(session, person_id)
        group = own_group(session, request.form.get("group", 0, type=whole))
        phone = session.get_one(PhoneRow, phone_of(session, person_id))
        entry = Entry(group.id, seat().person_id, Phone(phone.number), person.first_name)
        written = expected.write_down(session, entry, now())
        _note(session, What.WRITTEN_DOWN, person_id)
        tell(SAID[written], word=group.word)
        return _here(person_id)

    return once(work)


@page.post("/people/<int:person_id>/groups/<int:group_id>/out")
@needs(Right.PEOPLE_CHANGE)
def take_out(person_id: int, group_id: int) -> Response:
    def work(session: Session) -> str:
        _person(session, person_id)
        group = own_group(session, group_id)
        if groups.take_out(session, house().settings, group, person_id, now()):
            _note(session, What.TAKEN_OUT, person_id)
            tell("person.taken_out", word=group.word)
        if not people_rows.is_theirs(session, seat(), person_id):
            return url_for("console.people.show")
        return _here(person_id)

    return once(work)


@page.get("/people/<int:person_id>/erase")
@needs(Right.PEOPLE_ERASE)
def ask_to_erase(person_id: int) -> str:
    with reading() as session:
        person = _person(session, person_id)
        last_owner = roles.is_last_owner(session, person_id)
    return render("person/erase.html", person=person, last_owner=last_owner)


@page.post("/people/<int:person_id>/erase")
@needs(Right.PEOPLE_ERASE)
@needs_digits
def erase_all(person_id: int) -> Response:
    """As if they had said ERASE themselves: here at once, at the carrier within a day."""

    def work(session: Session) -> str:
        _person(session, person_id)
        roles.hold_owners(session)
        if roles.is_last_owner(session, person_id):
            return url_for(".ask_to_erase", person_id=person_id)
        phone_id = phone_of(session, person_id)
        assert phone_id is not None  # whoever we know has one
        _note(session, What.ERASED, person_id)
        erase(session, house().settings, phone_id, now(), person_id)
        tell("person.erased")
        return url_for("console.people.show")

    return once(work)


def _person(session: Session, person_id: int) -> Person:
    """One of theirs; anybody else looks as if they weren't there."""
    if not people_rows.is_theirs(session, seat(), person_id):
        not_there()
    return session.get_one(Person, person_id)


def _page(person_id: int, revealed: bool = False, **wrong: str) -> str:
    with reading() as session:
        _person(session, person_id)
        facts = person_facts.facts_of(session, house().settings, seat(), person_id)
        joined = {group.id for group, _ in facts.groups}
        others = [one for one in people_rows.groups_of(session, seat()) if one.id not in joined]
    today = now().date()
    return render(
        "person/person.html",
        facts=facts,
        others=others,
        revealed=revealed,
        paused=facts.person.paused_until and facts.person.paused_until > now(),
        first_day=today + timedelta(days=1),
        last_day=today + timedelta(days=pausing.LONGEST_DAYS),
        typed=request.form,
        **wrong,
    )


def _done(person_id: int, work: Callable[[Session], str]) -> Response | tuple[str, int]:
    """What can't be taken is shown again, with what was typed and why."""
    try:
        return once(work)
    except BadInput as error:
        return _page(person_id, wrong=str(error)), 422


def _here(person_id: int) -> str:
    return url_for(".show", person_id=person_id)


def _note(session: Session, what: What, person_id: int) -> None:
    log.write(session, seat().person_id, what, now(), "person", person_id)


def _hours() -> Hours | None:
    """None: the line's usual ones. Raises BadInput."""
    begins, ends = request.form.get("from", ""), request.form.get("until", "")
    if not begins and not ends:
        return None
    try:
        hours = Hours(_minutes(begins), _minutes(ends) or DAY_MIN)
    except ValueError as error:
        raise BadInput("person.no_hours") from error
    if hours.length < timedelta(minutes=LEAST_MIN):
        raise BadInput("person.no_hours")
    return hours


def _minutes(said: str) -> int:
    at = time.fromisoformat(said)
    return at.hour * 60 + at.minute


def _first_day(session: Session, person_id: int) -> date:
    """When it ends: tomorrow at the earliest, two months from now at the latest. Raises BadInput."""
    today = now().astimezone(pausing.wall_of(session, house().settings, person_id)).date()
    try:
        day = day_said(request.form.get("day", ""))
    except ValueError as error:
        raise BadInput("person.no_day") from error
    if not today < day <= today + timedelta(days=pausing.LONGEST_DAYS):
        raise BadInput("person.no_day")
    return day
