"""What every page stands on: the house, who is there, what is shown, and a form that counts once."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime
from functools import wraps
from typing import Any, NoReturn, cast
from urllib.parse import urlsplit

from flask import (
    Response,
    abort,
    current_app,
    flash,
    g,
    redirect,
    render_template,
    request,
    url_for,
)
from flask import session as cookie
from flask_wtf.csrf import CSRFProtect
from sqlalchemy.orm import Session
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as AnyResponse

from service.access import log, sign_in
from service.access.log import What
from service.access.roles import Right, Seat
from service.clock import machine_now
from service.console.words import say
from service.db import insert
from service.house import House
from service.models import FormTaken, Group

View = Callable[..., Any]
TOKEN = "token"  # in the cookie: which session it is
MARK = "mark"  # the hidden field by which a form counts once
MOST_OF_A_MARK = 40


def house() -> House:
    return cast(House, current_app.extensions["porchlight"])


def now() -> datetime:
    """The service's clock, which the demo can move."""
    return house().clock.now()


def seat() -> Seat:
    """Who is signed in. Only behind `needs`."""
    return cast(Seat, g.seat)


def is_fresh() -> bool:
    """Whether they have given their digits so lately that what is risky may be done."""
    with reading() as session:
        return sign_in.is_fresh(session, cookie.get(TOKEN, ""), machine_now())


def reading() -> AbstractContextManager[Session]:
    return house().database.reading()


def csrf() -> CSRFProtect:
    return cast(CSRFProtect, current_app.extensions["console_csrf"])


def takes_files(view: View) -> View:
    """A form with a file in it may be larger than any other."""
    view.takes_files = True  # type: ignore[attr-defined]  # read by the door
    return view


def needs(right: Right) -> Callable[[View], View]:
    """Whoever may not is refused, and that is written down; whoever is not signed in is led to the door."""

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            if g.get("seat") is None:
                return to_the_door()
            if not seat().may(right):
                refuse()
            return view(*args, **kwargs)

        guarded.right = right  # type: ignore[attr-defined]  # read by the house-rule test
        return guarded

    return guard


def to_the_door() -> AnyResponse:
    """To sign in; a live part of a page has the whole page go there."""
    where = url_for("console.signing_in.ask")
    if "HX-Request" in request.headers:
        return Response(status=401, headers={"HX-Redirect": where})
    return redirect(where, 303)


def refuse() -> NoReturn:
    """This isn't theirs to see or do: 403."""
    g.to_note = What.REFUSED
    abort(403)


def own_group(session: Session, group_id: int) -> Group:
    """A group of theirs. Another's looks like one that isn't there: 404, and it is written down."""
    group = session.get(Group, group_id)
    if group is None or not seat().runs(group_id):
        not_there()
    return group


def not_there() -> NoReturn:
    """What isn't there, or isn't theirs to know of: 404, written down by the door once the view has been
    left: it may be in the midst of a form, which has the one write transaction there is."""
    g.to_note = What.GUESSED
    abort(404)


def note(what: What, kind: str | None = None, subject: int | None = None) -> None:
    """An entry of its own in the log, where nothing else is written."""
    by = g.seat.person_id if g.get("seat") else None
    with house().database.transaction() as session:
        log.write(session, by, what, now(), kind, subject)


def render(template: str, **what: Any) -> str:
    """A page. Its words are rows of `words/*.toml`, its layout `templates/base.html`."""
    return render_template(template, **what)


def tell(key: str, **slots: Any) -> None:
    """Said once at the head of the next page."""
    flash(say(key, g.language, **slots))


def back_here() -> str:
    """The console's page they came from; Today where it was none."""
    today = url_for("console.today.show")
    try:
        came_from = urlsplit(request.referrer or "")
    except ValueError:
        return today
    if came_from.netloc != request.host or not _is_page(came_from.path):
        return today
    return came_from.path + (f"?{came_from.query}" if came_from.query else "")


def _is_page(path: str) -> bool:
    """Whether it can be opened; what answered a form has an address that only takes forms."""
    routes = current_app.create_url_adapter(request)
    try:
        endpoint: str = routes.match(path, "GET")[0] if routes else ""
    except HTTPException:
        return False
    return endpoint.startswith("console.") and endpoint != "console.nowhere"


def once(work: Callable[[Session], str]) -> AnyResponse:
    """Does what a form asks in one transaction, and leads where `work` says.

    The same form again (a double click, a reload, the browser's back button, an answer that was lost on
    the way) does nothing and leads where it led before. Whatever `work` raises leaves the form untaken, so
    that it can be mended and sent again.
    """
    mark = request.form.get(MARK, "")
    if not 10 <= len(mark) <= MOST_OF_A_MARK:
        abort(400)
    return redirect(house().database.transacted(lambda session: _take(session, mark, work)), 303)


def _take(session: Session, mark: str, work: Callable[[Session], str]) -> str:
    """The row first: another process with the same form waits for this one's end, and then finds it."""
    row = insert(session, FormTaken).values(
        mark=mark, person_id=seat().person_id, led_to="", taken_at=machine_now()
    )
    taken = session.scalar(row.on_conflict_do_nothing().returning(FormTaken.mark))
    form = session.get_one(FormTaken, mark)
    if taken is None:
        if form.person_id != seat().person_id:
            abort(400)
        return form.led_to
    form.led_to = work(session)
    return form.led_to
