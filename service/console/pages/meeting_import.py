"""Lists of meetings: how fresh each is, and a new copy that is looked at before it is taken."""

from flask import Blueprint, g, request, url_for
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from service import list_imports, refresh
from service.access import log
from service.access.log import What
from service.access.roles import Right
from service.clock import zone
from service.console.here import (
    house,
    needs,
    not_there,
    now,
    once,
    reading,
    render,
    seat,
    takes_files,
    tell,
)
from service.console.listing_words import ListingWords
from service.console.said import whole
from service.errors import BadInput, FeedRefused, UnknownZone
from service.list_imports import Given
from service.meetings import freshness, own
from service.meetings.copies import Terms
from service.meetings.feeds.fellowships import KINDS
from service.meetings.fetch import is_address
from service.models import Feed, ImportState, ListImport

page = Blueprint("lists", __name__, url_prefix="/lists")
RECENT = 5
GOING_ON = (ImportState.ASKED, ImportState.TAKING)


@page.get("/")
@needs(Right.LISTS)
def show() -> str:
    return _page()


@page.post("/")
@needs(Right.LISTS)
@takes_files
def give() -> Response | tuple[str, int]:
    """A file or an address; it is read aside, and nothing is changed yet."""
    try:
        given = _given()
        return once(lambda session: _give(session, given))
    except FeedRefused:
        return _page(wrong="lists.wrong_address", typed=request.form), 422
    except UnknownZone:
        return _page(wrong="lists.wrong_zone", typed=request.form), 422
    except BadInput:
        return _page(wrong="lists.wrong_nothing", typed=request.form), 422


@page.get("/<int:import_id>")
@needs(Right.LISTS)
def one(import_id: int) -> str:
    return render("meetings/list.html", **_found(import_id))


@page.get("/<int:import_id>/state")
@needs(Right.LISTS)
def state(import_id: int) -> str:
    """The part that is looked at again while a worker is at it."""
    return render("meetings/list_state.html", **_found(import_id))


@page.post("/<int:import_id>/take")
@needs(Right.LISTS)
def take(import_id: int) -> Response:
    """What was looked at is taken in by a worker. Of a list that has lost much, what is gone goes only where
    that was said too."""

    def work(session: Session) -> str:
        row = _row(session, import_id)
        shrunk = bool((row.found or {}).get("shrunk"))
        if list_imports.take(session, import_id, not shrunk or "all" in request.form):
            log.write(session, seat().person_id, What.LIST_TAKEN, now(), "list", import_id)
        return url_for("console.meetings.lists.one", import_id=import_id)

    return once(work)


@page.post("/<int:import_id>/drop")
@needs(Right.LISTS)
def drop(import_id: int) -> Response:
    def work(session: Session) -> str:
        _row(session, import_id)
        if list_imports.drop(session, import_id):
            log.write(session, seat().person_id, What.LIST_DROPPED, now(), "list", import_id)
            tell("lists.dropped")
        return url_for("console.meetings.lists.show")

    return once(work)


def _page(wrong: str | None = None, typed: object = None) -> str:
    with reading() as session:
        recent = select(ListImport).order_by(ListImport.id.desc()).limit(RECENT)
        return render(
            "meetings/lists.html",
            feeds=freshness.all_feeds(session),
            given=session.execute(
                recent.with_only_columns(ListImport.id, ListImport.name, ListImport.state)
            ).all(),
            kinds=sorted(KINDS),
            own=own.FEED,
            words=ListingWords(g.language),
            wrong=wrong,
            typed=typed or {},
        )


def _found(import_id: int) -> dict[str, object]:
    with reading() as session:
        row = _row(session, import_id)
        return {
            "given": row,
            "found": row.found or {},
            "going_on": row.state in GOING_ON,
            "words": ListingWords(g.language),
        }


def _row(session: Session, import_id: int) -> ListImport:
    row = session.get(ListImport, import_id)
    if row is None:
        not_there()
    return row


def _give(session: Session, given: Given) -> str:
    import_id = list_imports.give(session, seat().person_id, given, now())
    log.write(session, seat().person_id, What.LIST_GIVEN, now(), "list", import_id)
    return url_for("console.meetings.lists.one", import_id=import_id)


def _given() -> Given:
    """Raises BadInput: FeedRefused for what is no address, UnknownZone."""
    form, file = request.form, request.files.get("file")
    url = form.get("address", "").strip()
    raw = file.read() if file else b""
    if not raw and not is_address(url):
        raise FeedRefused("No address.") if url else BadInput("Nothing was given.")
    named = _chosen(form.get("list", None, whole))
    if raw:
        name = named or list_imports.name_of(file.filename if file and file.filename else "")
        return Given(name, _terms(name), raw=raw)
    name = named or list_imports.address_name(url)
    return Given(name, _terms(name), url=url)


def _chosen(list_id: int | None) -> str | None:
    """The list that it is a newer copy of. Our groups are no list."""
    if list_id is None:
        return None
    with reading() as session:
        feed = session.get(Feed, list_id)
        return feed.name if feed and feed.name != own.FEED else None


def _terms(name: str) -> Terms:
    """As it was read before, but for what was said now."""
    with reading() as session:
        had = refresh.had(session, name)
    before = had.terms if had else Terms(zone=house().settings.home_zone)
    kind, named = request.form.get("kind", ""), request.form.get("zone", "").strip()
    return Terms(
        kind if kind in KINDS else before.fellowship,
        zone(named).key if named else before.zone,
        before.format,
        before.columns,
    )
