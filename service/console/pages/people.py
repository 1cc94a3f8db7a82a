"""Who the line knows: listed, found, taken out as a file; and who is written down and has not joined yet."""

from typing import Any

from flask import Blueprint, Response, redirect, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from service import expected
from service.access import log
from service.access.log import What
from service.access.roles import Right
from service.console import people_file, people_rows, waiting_rows
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
from service.console.pages import people_lists, person
from service.console.people_rows import A_PAGE, Only, Wanted
from service.console.said import whole
from service.console.sheets import attachment
from service.errors import NotAPhone
from service.models import Group
from service.text.phone import Phone

page = Blueprint("people", __name__)
page.register_blueprint(person.page)
page.register_blueprint(people_lists.page)
LIST = "console.people.show"
LETTERS = 3  # digits, from which on what was typed is a number
FAR = 10_000  # pages


@page.get("/people")
@needs(Right.PEOPLE)
def show() -> str:
    with reading() as session:
        wanted = _wanted(session)
        rows = people_rows.people(session, seat(), wanted, now())
        what = {
            "rows": rows[:A_PAGE],
            "is_more": len(rows) > A_PAGE,
            "count_all": people_rows.how_many(session, seat(), wanted, now()),
            **_around(session, wanted.group_id),
        }
    return render("people/people.html", wanted=wanted, only=Only, **what)


@page.post("/people/find")
@needs(Right.PEOPLE)
def find() -> str | tuple[str, int] | AnyResponse:
    """By a whole number, or by how a name begins. In a form: neither belongs into an address."""
    said = request.form.get("who", "").strip()[:40]
    if sum(letter.isdigit() for letter in said) >= LETTERS:
        return _find_number(said)
    if not said:
        return redirect(url_for(".show"), 303)
    with house().database.transaction() as session:
        group_id = _group_id(session, request.form.get("group", ""))
        log.write(session, seat().person_id, What.SEARCHED, now(), "group", group_id)
        found = people_rows.named(session, seat(), said, group_id)
        around = _around(session, group_id)
    return render("people/found.html", rows=found.rows, found=found, said=said, **around)


@page.post("/people/export")
@needs(Right.PEOPLE_ERASE)
@needs_digits
def export() -> Response:
    """Everybody, in a file; read while it is sent."""
    with house().database.transaction() as session:
        log.write(session, seat().person_id, What.EXPORTED, now())
    return attachment(people_file.lines(house(), seat()), f"people-{now():%Y-%m-%d}.csv")


@page.get("/people/waiting/<int:group_id>")
@needs(Right.PEOPLE)
def waiting(group_id: int) -> str:
    """Who is written down for a group, who of them has joined, and what to hand out."""
    with reading() as session:
        group = own_group(session, group_id)
        number = request.args.get("page", 1, type=whole)
        door = waiting_rows.door(session, group.id, max(1, min(number, FAR)))
    return render("people/waiting.html", group=group, door=door)


@page.post("/people/waiting/<int:group_id>/reveal")
@needs(Right.PEOPLE_REVEAL)
def reveal(group_id: int) -> str:
    """Names and numbers of one page of them."""
    with house().database.transaction() as session:
        group = own_group(session, group_id)
        log.write(session, seat().person_id, What.REVEALED, now(), "group", group.id)
        number = request.form.get("page", 1, type=whole)
        door = waiting_rows.door(session, group.id, max(1, min(number, FAR)))
    return render("people/waiting.html", group=group, door=door, revealed=True)


@page.post("/people/waiting/<int:group_id>/cross-out")
@needs(Right.PEOPLE_CHANGE)
def cross_out(group_id: int) -> AnyResponse:
    """Takes one of them off the list."""

    def work(session: Session) -> str:
        group = own_group(session, group_id)
        row_id = request.form.get("row", 0, type=whole)
        if expected.cross_out(session, group.id, row_id):
            log.write(session, seat().person_id, What.CROSSED_OUT, now(), "group", group.id)
            tell("people.crossed_out")
        return url_for(".waiting", group_id=group.id)

    return once(work)


def _find_number(said: str) -> str | tuple[str, int] | AnyResponse:
    try:
        phone = Phone.parse(said, house().settings.home_country)
    except NotAPhone:
        return _not_found("people.no_number", said), 422
    with house().database.transaction() as session:
        rows = people_rows.of_number(session, seat(), phone)
        one = rows[0].person.id if len(rows) == 1 else None
        log.write(session, seat().person_id, What.SEARCHED, now(), "person", one)
        down = people_rows.down_for(session, seat(), phone)
        around = _around(session, None)
    if one is not None:
        return redirect(url_for("console.people.person.show", person_id=one), 303)
    if not rows and not down:
        return _not_found("people.nobody", said), 422
    return render("people/found.html", rows=rows, down=down, said="", **around)


def _not_found(wrong: str, said: str) -> str:
    with reading() as session:
        around = _around(session, None)
    return render("people/found.html", rows=(), wrong=wrong, said=said, **around)


def _around(session: Session, group_id: int | None) -> dict[str, Any]:
    """What stands around every list."""
    groups = people_rows.groups_of(session, seat())
    return {"groups": groups, "group_id": group_id, "at": now()}


def _wanted(session: Session) -> Wanted:
    """Of the address; what can't be meant by it is left out."""
    only = request.args.get("only", "")
    number = request.args.get("page", 1, type=whole)
    return Wanted(
        group_id=_group_id(session, request.args.get("group", "")),
        only=Only(only) if only in set(Only) else None,
        page=max(1, min(number, FAR)),
    )


def _group_id(session: Session, said: str) -> int | None:
    """Of a group of theirs; another's is not there."""
    if not said:
        return None
    group = session.get(Group, int(said)) if said.isdecimal() and len(said) < LETTERS * 5 else None
    if group is None or not seat().runs(group.id):
        not_there()
    return group.id
