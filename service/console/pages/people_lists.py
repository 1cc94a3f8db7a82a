"""A list of people, from a file: its columns, a report before anything is saved, then its progress."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from service.access import log
from service.access.log import What
from service.access.roles import Right
from service.console import people_rows
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
    takes_files,
    tell,
)
from service.console.said import whole
from service.errors import BadInput, ListRefused
from service.models import ListState, PeopleList
from service.people_lists import columns, staging
from service.people_lists.columns import PROOF, Field
from service.people_lists.reading import form_of
from service.people_lists.staging import Terms

page = Blueprint("people_lists", __name__)
WORKING = frozenset({ListState.CHECKING, ListState.TAKING})
MOST_COLUMNS = 60


@page.get("/people/lists")
@needs(Right.PEOPLE_CHANGE)
def show() -> str:
    return _lists()


@page.post("/people/lists")
@needs(Right.PEOPLE_CHANGE)
@takes_files
def bring() -> AnyResponse | tuple[str, int]:
    """Keeps the file, sealed, for a day."""
    file = request.files.get("file")
    raw = file.read() if file else b""
    try:
        form = form_of(raw)
        list_id = staging.keep(house().database, seat().person_id, raw, form, now())
    except ListRefused as refused:
        return _lists(wrong=refused), 422

    def work(session: Session) -> str:
        staging.arrived(session, list_id)
        _note(session, What.PEOPLE_BROUGHT, list_id)
        return _here(list_id)

    return once(work)


@page.get("/people/lists/<int:list_id>")
@needs(Right.PEOPLE_CHANGE)
def one(list_id: int) -> str:
    return _page(list_id)


@page.get("/people/lists/<int:list_id>/live")
@needs(Right.PEOPLE_CHANGE)
def live(list_id: int) -> str | Response:
    """How far it is; once that is over the whole page is shown anew."""
    with reading() as session:
        row = _list(session, list_id)
    if row.state not in WORKING:
        return Response(status=204, headers={"HX-Refresh": "true"})
    return render("people_lists/progress.html", row=row)


@page.post("/people/lists/<int:list_id>/check")
@needs(Right.PEOPLE_CHANGE)
def check(list_id: int) -> AnyResponse | tuple[str, int]:
    """Has it looked at, as its columns were settled."""

    def work(session: Session) -> str:
        row = _list(session, list_id)
        if not request.form.get("group"):
            raise BadInput("people_lists.no_group")
        group = own_group(session, request.form.get("group", 0, type=whole))
        staging.settle(session, list_id, _terms(row, group.id))
        return _here(list_id)

    try:
        return once(work)
    except BadInput as error:
        return _page(list_id, wrong=str(error)), 422


@page.post("/people/lists/<int:list_id>/take")
@needs(Right.PEOPLE_CHANGE)
def take(list_id: int) -> AnyResponse:
    def work(session: Session) -> str:
        _list(session, list_id)
        if staging.take(session, list_id):
            _note(session, What.PEOPLE_TAKEN, list_id)
        return _here(list_id)

    return once(work)


@page.post("/people/lists/<int:list_id>/drop")
@needs(Right.PEOPLE_CHANGE)
def drop(list_id: int) -> AnyResponse:
    def work(session: Session) -> str:
        _list(session, list_id)
        if staging.drop(session, list_id, now()):
            _note(session, What.PEOPLE_DROPPED, list_id)
            tell("people_lists.dropped_told")
        return url_for(".show")

    return once(work)


def _lists(wrong: ListRefused | None = None) -> str:
    with reading() as session:
        rows = staging.of(session, seat().person_id, seat().groups is None)
    return render("people_lists/lists.html", rows=rows, wrong=wrong)


def _page(list_id: int, wrong: str | None = None) -> str:
    with reading() as session:
        row = _list(session, list_id)
        came, waiting = staging.joined_since(session, list_id)
        groups = people_rows.groups_of(session, seat())
    group = next((one for one in groups if one.id == row.group_id), None)
    what: Mapping[str, Any] = {"row": row, "group": group, "groups": groups, "wrong": wrong}
    if row.state == ListState.BROUGHT:
        sample = row.sample or []
        return render(
            "people_lists/match.html",
            guessed=columns.guess(sample),
            fields=[field for field in Field if _may_vouch() or field not in PROOF],
            width=min(max((len(cells) for cells in sample), default=0), MOST_COLUMNS),
            typed=request.form,
            **what,
        )
    return render("people_lists/list.html", came=came, waiting=waiting, **what)


def _list(session: Session, list_id: int) -> PeopleList:
    """One's own, of a group one still runs; the owner sees everybody's."""
    row = session.get(PeopleList, list_id)
    if row is None or row.state == ListState.COMING:
        not_there()
    if seat().groups is not None:
        if row.by_person_id != seat().person_id:
            not_there()
        if row.group_id is not None and not seat().runs(row.group_id):
            not_there()
    return row


def _terms(row: PeopleList, group_id: int) -> Terms:
    """Raises BadInput without a column of numbers, or with one column for two things."""
    chosen = {field: request.form.get(field, -1, type=whole) for field in Field}
    known = {field.value: at for field, at in chosen.items() if 0 <= at < MOST_COLUMNS}
    if not _may_vouch():
        known = {field: at for field, at in known.items() if field not in PROOF}
    if Field.NUMBER not in known:
        raise BadInput("people_lists.no_number_column")
    if len(set(known.values())) < len(known):
        raise BadInput("people_lists.twice")
    vouched = bool(request.form.get("vouch")) and _may_vouch()
    if vouched and not known.keys() >= PROOF:
        raise BadInput("people_lists.no_proof_columns")
    return Terms(
        group_id=group_id,
        columns=known,
        has_head=bool(request.form.get("head")),
        sees_all=seat().groups is None,
        has_proof=vouched,
    )


def _may_vouch() -> bool:
    return seat().may(Right.PEOPLE_VOUCH)


def _here(list_id: int) -> str:
    return url_for(".one", list_id=list_id)


def _note(session: Session, what: What, list_id: int) -> None:
    log.write(session, seat().person_id, what, now(), "list", list_id)
