"""Send a notice: what happened and to whom, then its words; and those that were sent before."""

from flask import Blueprint, g, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from service.access import log
from service.access.log import What
from service.access.roles import Right
from service.console import send_form, send_rows
from service.console.here import house, needs, now, once, reading, render, seat
from service.console.pages import notice
from service.console.said import whole
from service.console.send_form import NotTaken
from service.console.send_words import why_not
from service.console.today_rows import money
from service.errors import BadInput
from service.notices import drafts, past, wishes

page = Blueprint("send", __name__, url_prefix="/send")
page.register_blueprint(notice.page)
LATELY, PAST_A_PAGE = 5, 25


@page.get("/")
@needs(Right.SEND)
def show() -> str:
    return _choose(None)


@page.get("/write")
@needs(Right.SEND)
def write() -> str | tuple[str, int]:
    """Its words; nothing is written down yet."""
    try:
        return _form(None)
    except NotTaken as wrong:
        return _choose(wrong), 422


@page.post("/write")
@needs(Right.SEND)
def draft() -> Response | tuple[str, int]:
    try:
        return once(_draft)
    except BadInput as error:
        wrong = why_not(error)
        return (_choose(wrong) if wrong.field in {"kind", "group"} else _form(wrong)), 422


@page.post("/length")
@needs(Right.SEND)
def length() -> str | tuple[str, int]:
    """How long free words are as they stand in the form; it changes nothing."""
    try:
        with reading() as session:
            what = send_form.asked(session, seat(), request.form)
    except NotTaken:
        return "", 422
    return render("send/length.html", **_length(what, request.form.get("words", "")))


@page.get("/past")
@needs(Right.SEND)
def sent() -> str:
    number = max(request.args.get("page", 1, type=whole), 1)
    with reading() as session:
        skip = (number - 1) * PAST_A_PAGE
        found = past.newest(session, seat().person_id, seat().groups, skip, PAST_A_PAGE + 1)
        rows = send_rows.lines(session, found[:PAST_A_PAGE], house(), now(), g.language)
    return render("send/past.html", rows=rows, page=number, more=len(found) > PAST_A_PAGE)


def _draft(session: Session) -> str:
    what = send_form.asked(session, seat(), request.form)
    wish = send_form.wish(session, seat(), what, request.form)
    made = drafts.draft(session, house().settings, wish, now())
    log.write(session, seat().person_id, What.NOTICE_WRITTEN, now(), "notice", made.id)
    return url_for(".notice.show", id=made.id)


def _choose(wrong: NotTaken | None) -> str:
    who = seat()
    with reading() as session:
        waits = past.draft_of(session, who.person_id, who.groups)
        found = past.newest(session, who.person_id, who.groups, 0, LATELY)
        return render(
            "send/choose.html",
            kinds=send_form.KINDS,
            groups=send_form.runs(session, who),
            chosen=request.values,
            waits=send_rows.lines(session, [waits] if waits else [], house(), now(), g.language),
            rows=send_rows.lines(session, found, house(), now(), g.language),
            money=money(session, house(), now()),
            wrong=wrong,
        )


def _form(wrong: NotTaken | None) -> str:
    with reading() as session:
        what = send_form.asked(session, seat(), request.values)
        return render(
            "send/write.html",
            what=what,
            dates=send_form.dates_of(session, what, now()),
            given=request.form,
            wrong=wrong,
            longest=send_form.LONGEST_WORDS,
            **_length(what, request.form.get("words", "")),
        )


def _length(what: send_form.Asked, words: str) -> dict[str, int]:
    texts = send_rows.length_of(words, what.groups, house().settings)
    return {"texts": texts, "over": wishes.over(words), "most": wishes.LONGEST}
