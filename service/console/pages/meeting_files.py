"""Meetings as files: a calendar of one or of all groups, and a list as other finders read it."""

from collections.abc import Mapping
from datetime import date

from flask import Blueprint, Response, abort, g, request

from service import groups
from service.access.roles import Right
from service.console import meeting_rows
from service.console.here import house, needs, not_there, now, reading, seat
from service.console.said import whole
from service.console.words import say
from service.meetings.calendar import Listed, calendar_file
from service.meetings.dated import Change, changes_of
from service.meetings.export import as_json, exported
from service.models import Feed, Group, Meeting
from service.text.phone import Phone

page = Blueprint("file", __name__)
# A larger one takes seconds, and this process answers people in a crisis: `porchlight export-meetings`.
MOST_EXPORTED = 5_000


@page.get("/<int:meeting_id>.ics")
@needs(Right.MEETINGS)
def calendar(meeting_id: int) -> Response:
    with reading() as session:
        meeting = session.get(Meeting, meeting_id)
        if meeting is None or meeting.hidden_reason is not None:
            not_there()
        group = groups.of_meeting(session, meeting_id)
        listed = _calendar_row(meeting, group, changes_of(session, meeting_id))
        name = (group.word if group else f"meeting-{meeting_id}").lower()
        return _file([listed], name)


@page.get("/groups.ics")
@needs(Right.MEETINGS)
def all_calendars() -> Response:
    with reading() as session:
        held = meeting_rows.own_meetings(session, seat(), now())
    listed = [
        _calendar_row(one.meeting, one.group, one.changed)
        for one in held
        if one.meeting and one.meeting.minute_of_week is not None
    ]
    return _file(listed, "groups")


@page.get("/listed.json")
@needs(Right.MEETINGS)
def export() -> Response:
    """A list as Meeting Guide JSON, which other lines and websites read."""
    with reading() as session:
        feed = session.get(Feed, request.args.get("list", 0, whole))
        if feed is None:
            not_there()
        if feed.listed > MOST_EXPORTED:
            abort(413)
        written = as_json(exported(session, feed=feed.name))
    return _attached(written.encode(), "application/json", f"meetings-{feed.id}.json")


def _calendar_row(meeting: Meeting, group: Group | None, changed: Mapping[date, Change]) -> Listed:
    how = []
    if meeting.dial_in:
        codes = f" {meeting.dial_code}" if meeting.dial_code else ""
        how.append(say("meetings.calendar_call", g.language, number=f"{meeting.dial_in}{codes}"))
    if group:
        line = Phone(house().settings.line_number).dialled_from(house().settings.home_country)
        how.append(say("meetings.calendar_join", g.language, word=group.word, line=line))
    return Listed(meeting, group.name if group else meeting.name, changed, " ".join(how))


def _file(listed: list[Listed], name: str) -> Response:
    content = calendar_file(listed, house().settings.public_url, now())
    return _attached(content, "text/calendar", f"{name}.ics")


def _attached(content: bytes, mime: str, name: str) -> Response:
    response = Response(content, mimetype=mime)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
