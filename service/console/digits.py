"""The digits once more, for who is signed in: a browser may have been left open, or its cookie taken."""

from functools import wraps
from typing import Any

from flask import redirect, session, url_for
from werkzeug.wrappers import Response

from service.access import sign_in
from service.clock import machine_now
from service.console.here import View, back_here, house, is_fresh, now, seat, tell

# In the cookie: the sign-in whose digits are awaited, and where it leads then.
ASKED, AFTER = "asked", "after"


def ask_again() -> Response:
    """To their own phone; then back to where they were."""
    who, keyring = seat().person_id, house().keyring
    with house().database.transaction() as writes:
        asked = sign_in.ask_again(writes, keyring, who, machine_now(), now())
    if asked is None:
        return redirect(back_here(), 303)
    session[ASKED], session[AFTER] = asked, back_here()
    return redirect(url_for("console.signing_in.code"), 303)


def needs_digits(view: View) -> View:
    """Behind `needs`, before what would outlast the session or can't be undone: nothing is done where their
    digits are older than half an hour, and they are asked for."""

    @wraps(view)
    def vouched(*args: Any, **kwargs: Any) -> Any:
        if is_fresh():
            return view(*args, **kwargs)
        tell("signing_in.digits_first")
        return ask_again()

    return vouched
