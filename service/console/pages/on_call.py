"""Who needs a person, who has them, and who is on call this week."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, abort, g, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from service.access import log
from service.access.log import What
from service.access.roles import Right
from service.checkins import decided
from service.checkins.decided import OfMany
from service.console import on_call_rows
from service.console.here import (
    house,
    needs,
    not_there,
    now,
    once,
    reading,
    render,
    seat,
    tell,
)
from service.crisis import closing, hands, volunteers
from service.crisis.cases import Outcome
from service.crisis.hands import Hand, Took
from service.models import Case
from service.text.words import prompt, written

page = Blueprint("on_call", __name__)
# What is said to whoever wanted a case.
TOLD = {
    Took.YOURS: "on_call.now_yours",
    Took.GONE: "on_call.gone",
    Took.RINGS: "on_call.rings_now",
    Took.NOT_YOURS: "on_call.not_yours",
}


@page.get("/on-call")
@needs(Right.ON_CALL)
def show() -> str:
    with reading() as session:
        week = on_call_rows.week(session, house().settings, now(), g.language)
        asks = on_call_rows.asks(session, now())
    return render("on_call/on_call.html", week=week, asks=asks, **_live())


@page.get("/on-call/live")
@needs(Right.ON_CALL)
def live() -> str:
    """The part that is looked at again every few seconds."""
    return render("on_call/live.html", **_live())


def _live() -> dict[str, Any]:
    with reading() as session:
        everyone = volunteers.standing(session, house().settings, now())
        rung = [one for one in everyone if not one.stopped]
        coming = [one for one in rung if one.next_at and not one.on_now]
        return {
            "cases": on_call_rows.waiting(session, seat(), now()),
            "on_now": [one for one in rung if one.on_now],
            "next": min(coming, key=lambda one: one.next_at or now(), default=None),
            "may_open": seat().may(Right.CASES_TAKE),
            "looked_at": now(),
        }


@page.get("/on-call/cases/<int:case_id>")
@needs(Right.CASES_TAKE)
def case(case_id: int) -> str:
    with reading() as session:
        found = _theirs(session, case_id)
        shown = on_call_rows.case_page(session, seat(), found, now())
        return render(
            "on_call/case.html",
            page=shown,
            case=found,
            may_write=seat().may(Right.INBOX),
            words_of=lambda what: written(prompt(what), found.language or g.language),
        )


@page.post("/on-call/cases/<int:case_id>/take")
@needs(Right.CASES_TAKE)
def take(case_id: int) -> Response:
    _require(case_id)

    def work(session: Session) -> str:
        took = hands.take(session, case_id, _hand(session), now())
        if took is Took.YOURS:
            _note(session, What.CASE_TAKEN, case_id)
        tell(TOLD[took], number=case_id)
        return url_for(".case" if took is Took.YOURS else ".show", case_id=case_id)

    return once(work)


@page.post("/on-call/cases/<int:case_id>/ring")
@needs(Right.CASES_TAKE)
def ring(case_id: int) -> Response:
    return _done(case_id, hands.ring, What.CASE_RUNG, "on_call.rings_you")


@page.post("/on-call/cases/<int:case_id>/keep")
@needs(Right.CASES_TAKE)
def keep(case_id: int) -> Response:
    return _done(case_id, hands.keep, What.CASE_KEPT, "on_call.kept")


@page.post("/on-call/cases/<int:case_id>/back")
@needs(Right.CASES_TAKE)
def give_back(case_id: int) -> Response:
    return _done(case_id, hands.give_back, What.CASE_GIVEN_BACK, "on_call.given_back")


@page.post("/on-call/cases/<int:case_id>/end")
@needs(Right.CASES_TAKE)
def end(case_id: int) -> Response:
    said = request.form.get("outcome", "")
    if said not in set(Outcome):
        abort(400)
    outcome = Outcome(said)
    return _done(
        case_id,
        lambda session, id, hand, at: hands.end(session, id, outcome, hand, at),
        What.CASE_ENDED,
        "on_call.ended",
    )


@page.post("/on-call/cases/<int:case_id>/contacts")
@needs(Right.CASES_TAKE)
def tell_contacts(case_id: int) -> Response:
    """Those who stand by whoever is silent are told after all, because a person has said so."""
    return _done(
        case_id,
        lambda session, id, hand, at: (
            hand.has(session.get_one(Case, id))
            and decided.tell_one(session, house().settings, id, at)
            and hands.keep(session, id, hand, at)
        ),
        What.CASE_CONTACTS_TOLD,
        "on_call.contacts_told",
    )


@page.post("/on-call/cases/<int:case_id>/many")
@needs(Right.CASES_TAKE)
def many(case_id: int) -> Response:
    """What becomes of many check-ins that are silent at once."""
    said = request.form.get("said", "")
    if said not in set(OfMany):
        abort(400)
    of_many = OfMany(said)

    def say(session: Session, id: int, hand: Hand, at: Any) -> bool:
        ours = on_call_rows.case_page(session, seat(), session.get_one(Case, id), at)
        volunteer_id = hand.volunteer_id
        if volunteer_id is None or not ours.may_decide:
            return False
        return decided.say_of_many(session, id, volunteer_id, of_many, at)

    return _done(case_id, say, What.CASE_DECIDED, "on_call.decided")


def _done(
    case_id: int, do: Callable[[Session, int, Hand, Any], bool], what: What, told: str
) -> Response:
    """Whether it could be done is said at the head of the case's page."""
    _require(case_id)

    def work(session: Session) -> str:
        done = do(session, case_id, _hand(session), now())
        if done:
            _note(session, what, case_id)
        tell(told if done else "on_call.not_done", number=case_id)
        return url_for(".case", case_id=case_id)

    return once(work)


def _require(case_id: int) -> None:
    """Before anything is written: what isn't theirs is noted in a transaction of its own."""
    with reading() as session:
        _theirs(session, case_id)


def _theirs(session: Session, case_id: int) -> Case:
    """A case that they may know of, until a week after its end; any other is not there."""
    found = session.get(Case, case_id)
    if found is None or not _hand(session).may_see(found):
        not_there()
    ended = found.closed_at is not None and now() >= found.closed_at + closing.SAID_UNTIL
    if ended and seat().groups is not None:
        not_there()
    return found


def _hand(session: Session) -> Hand:
    return on_call_rows.hand_of(session, seat())


def _note(session: Session, what: What, case_id: int) -> None:
    log.write(session, seat().person_id, what, now(), "case", case_id)
