"""Signing in: a number, then six digits by text or by call; and out again."""

import time

from flask import Blueprint, g, redirect, request, session, url_for
from werkzeug.wrappers import Response

from service import households, members
from service.access import log, sign_in
from service.access.log import What
from service.access.roles import Right, Seat, seat_of, seated_on
from service.access.sign_in import Code
from service.clock import machine_now
from service.codes import Tried
from service.console.digits import AFTER, ASKED, ask_again
from service.console.here import TOKEN, back_here, house, needs, now, render
from service.console.rates import limited
from service.errors import NotAPhone
from service.models import Way
from service.text.phone import Phone
from service.text.words import LANGUAGES

page = Blueprint("signing_in", __name__)
WHOSE = "whose"  # in the cookie: the sign-in to a phone of several people
WAYS = {"text": Way.TEXT, "call": Way.CALL}
TODAY = "console.today.show"
# A number nobody knows is looked up in 3 ms, a member's in 5, an owner's in 6: a clock could tell whom a peer
# support line knows. Ten tries a minute and address hold no thread for long.
EVENLY_S = 0.03
KEPT = ("language",)  # of a browser, whoever signs in
WRONG_DIGITS = {
    Tried.WRONG: "signing_in.digits_wrong",
    Tried.LOCKED: "signing_in.digits_locked",
    Tried.RIGHT: "signing_in.not_yours",
}


@page.get("/in")
def ask() -> str | Response:
    return redirect(url_for(TODAY), 303) if g.seat else render("signing_in/number.html")


@page.post("/in")
@limited
def send() -> str | Response:
    """The same answer for every number, so that it tells nobody who may sign in."""
    try:
        phone = Phone.parse(request.form.get("number", ""), house().settings.home_country)
    except NotAPhone:
        return render("signing_in/number.html", wrong="signing_in.no_number")
    way = WAYS.get(request.form.get("way", ""), Way.TEXT)
    even_at = time.monotonic() + EVENLY_S
    with house().database.transaction() as writes:
        asked = sign_in.ask(writes, house().keyring, phone, way, machine_now(), now())
    session[ASKED] = asked
    time.sleep(max(0.0, even_at - time.monotonic()))
    return redirect(url_for(".code"), 303)


@page.post("/in/again")
@needs(Right.TODAY)
@limited
def again() -> Response:
    """Their digits once more, before something risky."""
    return ask_again()


@page.get("/in/code")
def code() -> str | Response:
    return render("signing_in/code.html") if ASKED in session else redirect(url_for(".ask"), 303)


@page.post("/in/code")
@limited
def check() -> str | Response:
    asked = session.get(ASKED)
    if asked is None:
        return redirect(url_for(".ask"), 303)
    with house().database.transaction() as writes:
        found, phone_id = sign_in.check(writes, asked, request.form.get("code", ""), machine_now())
        seats = seated_on(writes, phone_id) if phone_id else []
        if found is not Code.RIGHT or not seats:
            log.write(writes, None, What.CODE_WRONG, now())
    if found is Code.OVER or (found is Code.RIGHT and not seats):
        session.pop(ASKED)
        return render("signing_in/number.html", wrong="signing_in.code_over")
    if found is Code.WRONG:
        return render("signing_in/code.html", wrong="signing_in.code_wrong")
    assert phone_id is not None  # a right code was sent to one
    return _enter_or_ask_whose(phone_id)


@page.get("/in/whose")
def whose() -> str | Response:
    """Where several share the phone: their own four digits tell who it is."""
    return render("signing_in/whose.html") if WHOSE in session else redirect(url_for(".ask"), 303)


@page.post("/in/whose")
@limited
def check_whose() -> str | Response:
    proof = session.get(WHOSE, 0)
    with house().database.transaction() as writes:
        phone_id = sign_in.proved(writes, proof, machine_now())
        if phone_id is None:
            return redirect(url_for(".ask"), 303)
        told = households.tell(writes, phone_id, request.form.get("digits", ""), now())
        found = seat_of(writes, told.person_id) if told.person_id else None
        if found is None:
            log.write(writes, None, What.CODE_WRONG, now())
        else:
            sign_in.spend(writes, proof)
    if found is None:
        return render("signing_in/whose.html", wrong=WRONG_DIGITS[told.tried])
    return _enter(found)


@page.post("/out")
def leave() -> Response:
    if token := session.get(TOKEN):
        with house().database.transaction() as writes:
            sign_in.close_session(writes, token)
            if g.seat:
                log.write(writes, g.seat.person_id, What.SIGNED_OUT, now())
    session.clear()
    return redirect(url_for(".ask"), 303)


@page.post("/language")
def speak() -> Response:
    """In which language the console speaks to this browser."""
    if (chosen := request.form.get("language")) in LANGUAGES:
        session["language"] = chosen
    return redirect(back_here(), 303)


def _enter_or_ask_whose(phone_id: int) -> Response:
    with house().database.reading() as reads:
        shared = len(members.people_of(reads, phone_id)) > 1
        seats = seated_on(reads, phone_id)
    if not shared:
        return _enter(seats[0])
    session[WHOSE] = session.pop(ASKED)
    return redirect(url_for(".whose"), 303)


def _enter(who: Seat) -> Response:
    """A fresh session: whoever knew the old cookie knows nothing of this one."""
    chosen = {name: session[name] for name in KEPT if name in session}
    before, after = session.get(TOKEN), session.get(AFTER, url_for(TODAY))
    session.clear()
    session.update(chosen)
    with house().database.transaction() as writes:
        if before:
            sign_in.close_session(writes, before)
        session[TOKEN] = sign_in.open_session(writes, who.person_id, machine_now())
        log.write(writes, who.person_id, What.SIGNED_IN, now())
    return redirect(after, 303)
