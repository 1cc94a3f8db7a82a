"""A group's meeting as its coordinator has it: changed, or founded anew."""

from flask import Blueprint, g, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from service import groups, own_groups
from service.access import log
from service.access.log import What
from service.access.roles import Right
from service.console import meeting_form
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
from service.console.listing_words import ListingWords
from service.console.meeting_form import Typed
from service.console.words import say_count
from service.errors import BadInput
from service.flows.group_words import word_said
from service.meetings import own
from service.meetings.attributes import ATTRS
from service.models import Group, Meeting

page = Blueprint("form", __name__)


@page.get("/new")
@needs(Right.LISTS)
def new() -> str:
    return _form(meeting_form.EMPTY, None)


@page.post("/new")
@needs(Right.LISTS)
def found() -> Response | tuple[str, int]:
    """A group that whoever signed in runs, until they name others."""
    try:
        return once(_found)
    except BadInput as error:
        return _form(meeting_form.typed(request.form), None, meeting_form.about(error)), 422


@page.get("/<int:meeting_id>/edit")
@needs(Right.MEETINGS_CHANGE)
def edit(meeting_id: int) -> str:
    with reading() as session:
        group, meeting = _ours(session, meeting_id)
        return _form(meeting_form.stored(session, group, meeting, house().settings), group)


@page.post("/<int:meeting_id>/edit")
@needs(Right.MEETINGS_CHANGE)
def change(meeting_id: int) -> Response | tuple[str, int]:
    try:
        return once(lambda session: _change(session, meeting_id))
    except BadInput as error:
        with reading() as session:
            group, _ = _ours(session, meeting_id)
        return _form(meeting_form.typed(request.form), group, meeting_form.about(error)), 422


def _found(session: Session) -> str:
    word = word_said(request.form.get("word", ""))
    meeting = meeting_form.own_of(session, house(), word, request.form, now())
    group = own_groups.found(session, meeting, seat().person_id, house().settings.home_zone, now())
    meeting_form.keep_facts(session, group.id, request.form)
    log.write(session, seat().person_id, What.MEETING_FOUNDED, now(), "group", group.id)
    tell("meetings.founded", group=group.word)
    return url_for("console.meetings.one", meeting_id=group.meeting_id)


def _change(session: Session, meeting_id: int) -> str:
    group, _ = _ours(session, meeting_id)
    meeting = meeting_form.own_of(session, house(), group.word, request.form, now())
    count = own_groups.change(session, house().settings, group, meeting, now())
    meeting_form.keep_facts(session, group.id, request.form)
    log.write(session, seat().person_id, What.MEETING_CHANGED, now(), "group", group.id)
    follow = say_count("meetings.follow", count, g.language) if count else ""
    tell("meetings.changed", group=group.word, follow=follow)
    return url_for("console.meetings.one", meeting_id=group.meeting_id)


def _ours(session: Session, meeting_id: int) -> tuple[Group, Meeting]:
    """A group of theirs, with the row of it that is ours to change; another list's isn't there."""
    group = groups.of_meeting(session, meeting_id)
    if group is None:
        not_there()
    meeting = own.row_of(session, own_group(session, group.id).word)
    if meeting is None:
        not_there()
    return group, meeting


def _form(typed: Typed, group: Group | None, wrong: str | None = None) -> str:
    return render(
        "meetings/form.html",
        typed=typed,
        group=group,
        wrong=wrong,
        rhythms=meeting_form.RHYTHMS,
        choices=meeting_form.CHOICES,
        words=ListingWords(g.language),
        kinds=meeting_form.KINDS,
        attrs=ATTRS,
    )
