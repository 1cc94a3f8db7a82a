"""Meetings: the week of the organisation's own groups, all that members can find, and one of them."""

from datetime import date, datetime
from functools import partial
from typing import Any

from flask import Blueprint, g, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from service import groups, own_groups
from service.access import log
from service.access.log import What
from service.access.roles import Right
from service.clock import zone
from service.console import meeting_rows
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
from service.console.meeting_rows import Wanted
from service.console.pages import meeting_files, meeting_forms, meeting_import, posters
from service.console.said import day_said, whole
from service.console.week import week_of
from service.errors import BadInput, NotADate
from service.flows.group_words import moment_said
from service.meetings import dates, freshness, own
from service.meetings.dated import changes_of
from service.meetings.dates import Elsewhere
from service.models import Group, Meeting
from service.own_groups import DateChange

page = Blueprint("meetings", __name__, url_prefix="/meetings")
for part in (meeting_files.page, meeting_forms.page, meeting_import.page, posters.page):
    page.register_blueprint(part)


@page.get("/")
@needs(Right.MEETINGS)
def show() -> str:
    """The groups: a week to look at, and the same as a list."""
    with reading() as session:
        held = meeting_rows.own_meetings(session, seat(), now())
    first = max(0, request.args.get("from", 0, whole))
    return render(
        "meetings/week.html",
        held=held[first : first + meeting_rows.A_PAGE],
        before=first - meeting_rows.A_PAGE if first else None,
        after=first + meeting_rows.A_PAGE if first + meeting_rows.A_PAGE < len(held) else None,
        week=week_of(held),
        stale=sum(one.is_stale for one in held),
        words=ListingWords(g.language),
    )


@page.get("/listed")
@needs(Right.MEETINGS)
def listed() -> str:
    """Whatever members can find, of every list."""
    args = request.args
    wanted = Wanted(
        args.get("q", "")[:60], args.get("list", None, whole), args.get("after", 0, whole)
    )
    with reading() as session:
        rows = meeting_rows.listings(session, wanted)
        feeds = freshness.all_feeds(session)
    return render(
        "meetings/listed.html",
        rows=rows[: meeting_rows.A_PAGE],
        more=rows[meeting_rows.A_PAGE - 1][0].id if len(rows) > meeting_rows.A_PAGE else None,
        wanted=wanted,
        feeds=feeds,
        words=ListingWords(g.language),
    )


@page.get("/<int:meeting_id>")
@needs(Right.MEETINGS)
def one(meeting_id: int) -> str:
    with reading() as session:
        return _page(session, meeting_id)


@page.post("/<int:meeting_id>/confirm")
@needs(Right.MEETINGS_CHANGE)
def confirm(meeting_id: int) -> Response:
    """Whoever runs it says that it is as listed."""

    def work(session: Session) -> str:
        group = _their_group(session, meeting_id)
        freshness.confirm(session, meeting_id, now())
        log.write(session, seat().person_id, What.MEETING_CONFIRMED, now(), "group", group.id)
        tell("meetings.confirmed_now", group=group.word)
        return url_for("console.meetings.one", meeting_id=meeting_id)

    return once(work)


@page.post("/<int:meeting_id>/date")
@needs(Right.MEETINGS_CHANGE)
def set_date(meeting_id: int) -> Response | tuple[str, int]:
    """One date off, moved or on again, with no notice: for a group that nobody is in."""
    with reading() as session:
        group = _their_group(session, meeting_id)
        if meeting_rows.own_meeting(session, seat(), group.id, now()).members:
            return _page(session, meeting_id, wrong="meetings.tell_them"), 422
    try:
        return once(lambda session: _set_date(session, meeting_id))
    except BadInput:
        with reading() as session:
            return _page(session, meeting_id, wrong="meetings.wrong_date", typed=request.form), 422


def _page(session: Session, meeting_id: int, **more: Any) -> str:
    meeting = _listed(session, meeting_id)
    group = groups.of_meeting(session, meeting.id)
    changed = changes_of(session, meeting.id)
    ours = group is not None and seat().runs(group.id) and seat().may(Right.MEETINGS_CHANGE)
    return render(
        "meetings/meeting.html",
        meeting=meeting,
        held=meeting_rows.own_meeting(session, seat(), group.id, now()) if group else None,
        facts=meeting_rows.facts_of(session, group.id) if group else None,
        dates=meeting_rows.dates_to_come(meeting, changed, now()),
        zone=zone(meeting.zone),
        ours=ours,
        editable=ours and group is not None and own.row_of(session, group.word) is not None,
        feed=meeting_rows.feed_name(session, meeting),
        stale=meeting_rows.is_stale(meeting, now()),
        tells=url_for("console.send.show", group=group.id) if ours and group else None,
        words=ListingWords(g.language),
        **more,
    )


def _listed(session: Session, meeting_id: int) -> Meeting:
    """The row that is listed for it; what members can't find is shown to nobody."""
    meeting = session.get(Meeting, meeting_id)
    if meeting is not None and meeting.twin_of is not None:
        meeting = session.get(Meeting, meeting.twin_of)
    if meeting is None or meeting.hidden_reason is not None:
        not_there()
    return meeting


def _their_group(session: Session, meeting_id: int) -> Group:
    group = groups.of_meeting(session, meeting_id)
    if group is None:
        not_there()
    return own_group(session, group.id)


def _set_date(session: Session, meeting_id: int) -> str:
    group = _their_group(session, meeting_id)
    on, change = _date_said(session, meeting_id)
    own_groups.set_date(session, house().settings, meeting_id, on, change, now())
    log.write(session, seat().person_id, What.DATE_CHANGED, now(), "group", group.id)
    tell("meetings.date_set")
    return url_for("console.meetings.one", meeting_id=meeting_id)


def _date_said(session: Session, meeting_id: int) -> tuple[date, DateChange]:
    form = request.form
    try:
        on = day_said(form.get("on", ""))
    except ValueError:
        raise NotADate("No date.") from None
    if form.get("what") == "on":
        return on, dates.put_back
    reason = form.get("reason", "").strip() or None
    if form.get("what") == "off":
        return on, partial(_off, reason=reason)
    said = " ".join(filter(None, (form.get("day", "").strip(), form.get("at", "").strip())))
    at = moment_said(said, on, dates.schedule_of(session, meeting_id)) if said else None
    return on, partial(_moved, there=Elsewhere(at, form.get("place", "").strip() or None, reason))


def _off(
    session: Session, meeting_id: int, on: date, now: datetime, reason: str | None
) -> dates.Changed:
    return dates.call_off(session, meeting_id, on, now, reason)


def _moved(
    session: Session, meeting_id: int, on: date, now: datetime, there: Elsewhere
) -> dates.Changed:
    if there.at is None and there.place is None:
        raise NotADate("Nothing is different.")
    return dates.move(session, meeting_id, on, there, now)
