"""What is set up and what is missing, who may use the console, and trying the line out."""

from flask import Blueprint, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from service.access import log, posts, sign_in
from service.access.log import What
from service.access.roles import Right
from service.console import setup_steps
from service.console.digits import needs_digits
from service.console.here import house, needs, now, once, reading, render, seat, tell
from service.console.trial import send_trial
from service.errors import BadInput
from service.models import Post
from service.text.phone import Phone

page = Blueprint("settings", __name__, url_prefix="/settings")
POSTS = {one.value: one for one in Post}


@page.get("/")
@needs(Right.SETTINGS)
def show() -> str:
    return _page()


@page.post("/people")
@needs(Right.SETTINGS)
@needs_digits
def appoint() -> Response | tuple[str, int]:
    form = request.form
    try:
        phone = Phone.parse(form.get("number", ""), house().settings.home_country)
        post = POSTS.get(form.get("post", ""), Post.READER)
        return once(lambda session: _appoint(session, phone, form.get("name", ""), post))
    except BadInput as error:
        return _page(wrong=str(error), typed=form), 422


@page.post("/people/<int:person_id>/dismiss")
@needs(Right.SETTINGS)
@needs_digits
def dismiss(person_id: int) -> Response | tuple[str, int]:
    try:
        return once(lambda session: _dismiss(session, person_id))
    except BadInput as error:
        return _page(wrong=str(error)), 422


@page.post("/people/<int:person_id>/sign-out")
@needs(Right.SETTINGS)
def sign_out(person_id: int) -> Response:
    """Every browser of theirs, as when one was lost."""
    return once(lambda session: _sign_out(session, person_id))


@page.post("/trial")
@needs(Right.SETTINGS)
def trial() -> Response | tuple[str, int]:
    try:
        return once(_trial)
    except BadInput as error:
        return _page(wrong=str(error)), 422


def _page(wrong: str | None = None, typed: object = None) -> str:
    with reading() as session:
        return render(
            "settings/settings.html",
            steps=list(setup_steps.steps(session, house())),
            held=posts.held(session),
            settings=house().settings,
            wrong=wrong,
            typed=typed or {},
        )


def _appoint(session: Session, phone: Phone, name: str, post: Post) -> str:
    person_id = posts.appoint(session, house().keyring, phone, name, post, now())
    log.write(session, seat().person_id, What.APPOINTED, now(), "person", person_id)
    tell("settings.appointed")
    return url_for(".show")


def _dismiss(session: Session, person_id: int) -> str:
    posts.dismiss(session, person_id)
    log.write(session, seat().person_id, What.DISMISSED, now(), "person", person_id)
    tell("settings.dismissed")
    return url_for(".show")


def _sign_out(session: Session, person_id: int) -> str:
    sign_in.close_all(session, person_id)
    log.write(session, seat().person_id, What.SIGNED_OUT_ALL, now(), "person", person_id)
    tell("settings.signed_out")
    return url_for(".show")


def _trial(session: Session) -> str:
    send_trial(session, seat().person_id, now())
    log.write(session, seat().person_id, What.TRIED, now(), "person", seat().person_id)
    tell("settings.trial_sent")
    return url_for(".show")
