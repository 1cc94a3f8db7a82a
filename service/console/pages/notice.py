"""One notice: looked at before it goes, sent by its count, taken back, watched, and put right."""

from collections.abc import Callable
from typing import Final

from flask import Blueprint, Response, g, make_response, redirect, request, url_for
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as AnyResponse

from service.access import log, sign_in
from service.access.log import What
from service.access.roles import Right
from service.console import here, send_rows
from service.console.here import house, needs, not_there, now, once, reading, render, seat, tell
from service.console.said import whole
from service.console.send_confirm import Asking, confirm
from service.console.send_form import NotTaken
from service.console.send_words import why_not
from service.console.today_rows import money
from service.errors import BadInput
from service.flows import notice_try
from service.models import Notice, NoticeState, Way
from service.notices import audience, corrections, drafts, halting, past, states, tally, wishes

page = Blueprint("notice", __name__)
# Looked at again: to the second while it can be taken back.
EVERY_S: Final = {NoticeState.HELD: 2, NoticeState.SENDING: 5, NoticeState.PAUSED: 15}
TRIED: Final = {Way.TEXT: "send.tried_text", Way.CALL: "send.tried_call", None: "send.not_tried"}


@page.get("/<int:id>")
@needs(Right.SEND)
def show(id: int) -> str:
    return _page(id, None)


@page.get("/<int:id>/live")
@needs(Right.SEND)
def live(id: int) -> Response:
    """How far it is; nothing where that is what the page has. Where its state has changed, so has what can be
    done: the whole page comes anew."""
    with reading() as session:
        shows = _live(session, _theirs(session, id))
    if shows["had"] == request.args.get("had"):
        return Response(status=204)
    answer = make_response(render("notice/live.html", is_part=True, **shows))
    if not str(request.args.get("had")).startswith(f"{shows['state']} "):
        answer.headers["HX-Refresh"] = "true"
    return answer


@page.post("/<int:id>/send")
@needs(Right.SEND)
def send(id: int) -> AnyResponse | tuple[str, int]:
    asking = Asking(
        count=request.form.get("count", ""),
        hour=request.form.get("hour"),
        why=request.form.get("why", "").strip(),
        is_fresh=here.is_fresh(),
        has_changed=_has_changed(id),
    )

    def work(session: Session) -> str:
        notice = _theirs(session, id)
        told = confirm(session, house().settings, notice, seat().person_id, asking, now())
        if told is None:
            _log(session, What.NOTICE_SENT, id)
        else:
            tell(told, ref=states.ref(id), people=notice.people)
        return _here(id)

    try:
        return once(work)
    except BadInput as error:
        return _page(id, why_not(error)), 422


@page.post("/<int:id>/drop")
@needs(Right.SEND)
def drop(id: int) -> AnyResponse:
    def work(session: Session) -> str:
        _theirs(session, id)
        if drafts.drop(session, id, now()):
            _log(session, What.NOTICE_DROPPED, id)
            tell("send.dropped")
            return url_for("console.send.show")
        tell("send.not_now")
        return _here(id)

    return once(work)


@page.post("/<int:id>/try")
@needs(Right.SEND)
def try_it(id: int) -> AnyResponse:
    """To their own phone, as members will get it."""

    def work(session: Session) -> str:
        notice, by = _theirs(session, id), seat().person_id
        if notice.state != NoticeState.DRAFT:
            tell("send.not_now")
            return _here(id)
        phone_id = sign_in.own_phone(session, by)
        way = notice_try.put(session, notice, by, phone_id, now())
        _log(session, What.NOTICE_TRIED, id)
        tell(TRIED[way])
        return _here(id)

    return once(work)


@page.post("/<int:id>/undo")
@needs(Right.SEND)
def undo(id: int) -> AnyResponse:
    return _do(id, drafts.undo, What.NOTICE_UNDONE, "send.undone", "send.too_late")


@page.post("/<int:id>/pause")
@needs(Right.SEND)
def pause(id: int) -> AnyResponse:
    return _do(id, halting.pause, What.NOTICE_PAUSED, "send.paused", "send.not_now")


@page.post("/<int:id>/resume")
@needs(Right.SEND)
def resume(id: int) -> AnyResponse:
    """More people get it by this, so it takes the same proof as sending it."""
    if not here.is_fresh():
        with reading() as session:
            _theirs(session, id)
        tell("send.digits_first")
        return redirect(_here(id), 303)
    return _do(id, halting.resume, What.NOTICE_RESUMED, "send.resumed", "send.not_now")


@page.post("/<int:id>/stop")
@needs(Right.SEND)
def stop(id: int) -> AnyResponse:
    return _do(id, halting.stop, What.NOTICE_STOPPED, "send.stopped", "send.not_now")


@page.get("/<int:id>/fix")
@needs(Right.SEND)
def fix(id: int) -> str:
    return _fix_form(id, None)


@page.post("/<int:id>/fix")
@needs(Right.SEND)
def draft_fix(id: int) -> AnyResponse | tuple[str, int]:
    def work(session: Session) -> str:
        first, by = _sent(session, id), seat().person_id
        words, phone_id = request.form.get("words", ""), sign_in.own_phone(session, by)
        wish = corrections.wish(session, first, words, by, phone_id)
        made = drafts.draft(session, house().settings, wish, now())
        _log(session, What.NOTICE_WRITTEN, made.id)
        return _here(made.id)

    try:
        return once(work)
    except BadInput as error:
        return _fix_form(id, why_not(error)), 422


@page.get("/<int:id>/people")
@needs(Right.SEND)
def people(id: int) -> str:
    """Each of them, masked: who is left stands first."""
    with reading() as session:
        return _people(session, id, request.args, is_revealed=False)


@page.post("/<int:id>/people")
@needs(Right.PEOPLE_REVEAL)
def reveal(id: int) -> str:
    """The same page with the names of those who are theirs, once, and each written down."""
    with house().database.transaction() as session:
        return _people(session, id, request.form, is_revealed=True)


def _people(session: Session, id: int, asked: MultiDict[str, str], is_revealed: bool) -> str:
    who, number = asked.get("who", ""), max(asked.get("page", 1, type=whole), 1)
    who = who if who in send_rows.WHO else "left"
    notice = _sent(session, id)
    rows, more = send_rows.told(session, seat(), id, who, number)
    for row in rows:
        if is_revealed and row.is_theirs:
            log.write(session, seat().person_id, What.REVEALED, now(), "person", row.person_id)
    line = send_rows.lines(session, [notice], house(), now(), g.language)[0]
    shows = {"line": line, "rows": rows, "who": who, "page": number, "more": more}
    return render("notice/people.html", is_revealed=is_revealed, **shows)


def _do(id: int, move: Callable[..., bool], what: What, done: str, not_done: str) -> AnyResponse:
    """Moves it, if it can still go there."""

    def work(session: Session) -> str:
        _theirs(session, id)
        is_done = move(session, id, seat().person_id, now())
        if is_done:
            _log(session, what, id)
        tell(done if is_done else not_done)
        return _here(id)

    return once(work)


def _page(id: int, wrong: NotTaken | None) -> str:
    with reading() as session:
        notice = _theirs(session, id)
        line = send_rows.lines(session, [notice], house(), now(), g.language)[0]
        if notice.state == NoticeState.DRAFT:
            return _draft_page(session, notice, line, wrong)
        shows = _live(session, notice) | {"line": line, "wrong": wrong}
        return render("notice/sent.html", is_fresh=here.is_fresh(), **shows)


def _draft_page(
    session: Session, notice: Notice, line: send_rows.Line, wrong: NotTaken | None
) -> str:
    is_fresh = here.is_fresh()
    return render(
        "notice/draft.html",
        line=line,
        groups=past.groups_of(session, notice.id),
        previews=send_rows.previews(session, house().settings, notice, now()),
        who=send_rows.who(session, house(), notice, now()),
        money=money(session, house(), now()),
        count_key=drafts.key_of(notice),
        needs_digits=not is_fresh and drafts.needs_call(session, notice, now()),
        is_fresh=is_fresh,
        given=request.form,
        wrong=wrong,
    )


def _live(session: Session, notice: Notice) -> dict[str, object]:
    so_far = tally.of(session, notice.id)
    state = NoticeState(notice.state)
    left = (notice.held_until or now()) - now()
    left_s = max(round(left.total_seconds()), 0) if state == NoticeState.HELD else 0
    counts = so_far.reached, so_far.in_doubt, so_far.to_go, so_far.left
    return {
        "notice": notice,
        "state": state,
        "tally": so_far,
        "bar": send_rows.bar(so_far),
        "every_s": EVERY_S.get(state),
        "is_sent": state in send_rows.SENT,
        "left_s": left_s,
        "had": f"{state} {' '.join(map(str, counts))} {left_s}",
    }


def _fix_form(id: int, wrong: NotTaken | None) -> str:
    with reading() as session:
        notice = _sent(session, id)
        line = send_rows.lines(session, [notice], house(), now(), g.language)[0]
    words = request.form.get("words", "")
    return render("notice/fix.html", line=line, words=words, wrong=wrong, most=wishes.LONGEST)


def _theirs(session: Session, id: int) -> Notice:
    """A notice of theirs. Another's looks like one that isn't there: 404, and it is written down."""
    notice = states.found(session, id)
    if notice is None or not past.is_theirs(session, notice, seat().person_id, seat().groups):
        not_there()
    return notice


def _sent(session: Session, id: int) -> Notice:
    """One that went out, or goes."""
    notice = _theirs(session, id)
    if notice.state not in send_rows.SENT:
        not_there()
    return notice


def _has_changed(id: int) -> bool:
    """Whether it would go to more or fewer people than were counted. Looked up before anything is written:
    of twenty thousand it takes a while, and texts want to be answered meanwhile. A correction takes over
    whoever waits by itself."""
    with reading() as session:
        notice = _theirs(session, id)
        if notice.state != NoticeState.DRAFT or notice.fixes_id is not None:
            return False
        return audience.people_now(session, notice) != notice.people


def _log(session: Session, what: What, notice_id: int) -> None:
    log.write(session, seat().person_id, what, now(), "notice", notice_id)


def _here(id: int) -> str:
    return url_for("console.send.notice.show", id=id)
