"""Who is asked how they are, who has answered, and what is done where somebody has not."""

from typing import Any

from flask import Blueprint, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from service import members
from service.access import log
from service.access.log import What
from service.access.roles import Right
from service.checkins import board, decided, plans, proposals
from service.checkins.board import Standing
from service.checkins.plans import Wish
from service.console import checkin_rows
from service.console.here import house, needs, not_there, now, once, reading, render, seat, tell
from service.console.hours_said import minute_said, weekdays_said
from service.console.said import whole
from service.crisis import hands
from service.crisis.hands import Took
from service.errors import BadInput
from service.models import CheckIn
from service.text.phone import Phone

page = Blueprint("check_ins", __name__)
A_PAGE = 50
EVERYBODY = "everybody"


@page.get("/check-ins")
@needs(Right.CHECKINS)
def show() -> str:
    """Today's, the most urgent first; or all that there are."""
    asked, number = request.args.get("show", ""), max(1, request.args.get("page", 1, type=whole))
    first, settings = (number - 1) * A_PAGE, house().settings
    with reading() as session:
        counts = board.counts(session, settings, seat().groups, now())
        which = _which(asked, counts)
        rows: Any = (
            board.everyone(session, seat().groups, first, A_PAGE + 1)
            if asked == EVERYBODY
            else board.listed(session, settings, seat().groups, which, now(), first, A_PAGE + 1)
        )
        return render(
            "check_ins/check_ins.html",
            counts=counts,
            which=EVERYBODY if asked == EVERYBODY else which,
            rows=rows[:A_PAGE],
            number=number,
            is_more=len(rows) > A_PAGE,
            state_of=lambda one: checkin_rows.state_of(one, None, now()),
        )


def _which(asked: str, counts: dict[Standing, int]) -> Standing:
    """What was asked for; else the most urgent there is."""
    if asked in set(Standing):
        return Standing(asked)
    return next((one for one in board.ORDER if counts[one]), Standing.WAITING)


@page.get("/check-ins/<int:check_in_id>")
@needs(Right.CHECKINS)
def one(check_in_id: int) -> str:
    return _shown(check_in_id)


@page.post("/check-ins/<int:check_in_id>/reveal")
@needs(Right.PEOPLE_REVEAL)
def reveal(check_in_id: int) -> str:
    """Their name and number, and of who stands by them; this page alone has them, and the log that it had."""
    with reading() as session:
        person_id = _theirs(session, check_in_id).person_id
    with house().database.transaction() as session:
        log.write(session, seat().person_id, What.REVEALED, now(), "person", person_id)
    return _shown(check_in_id, revealed=True)


@page.post("/check-ins/<int:check_in_id>/call")
@needs(Right.CHECKINS_ACT)
def call(check_in_id: int) -> Response:
    """It becomes theirs as a case, and their own phone rings."""

    def work(session: Session) -> str:
        shown = checkin_rows.page_of(
            session, house().settings, seat(), session.get_one(CheckIn, check_in_id), now()
        )
        case_id = None
        if shown.open and shown.may_call:
            case_id = decided.take_over(session, house().settings, shown.open.id, now())
        if case_id is None:
            tell("check_ins.not_done")
            return url_for(".one", check_in_id=check_in_id)
        hand = hands.hand_of(session, seat().person_id, owns=seat().groups is None)
        if hands.take(session, case_id, hand, now()) is Took.YOURS:
            _note(session, What.CHECKIN_TAKEN, check_in_id)
            tell("check_ins.yours")
        else:
            tell("check_ins.somebody_has_it")
        return url_for("console.on_call.case", case_id=case_id)

    return _once(check_in_id, work)


@page.post("/check-ins/<int:check_in_id>/clear")
@needs(Right.CHECKINS_ACT)
def all_clear(check_in_id: int) -> Response:
    """They are all right, says whoever clicks; everyone who was told hears so."""
    day_id = request.form.get("day", 0, type=whole)

    def work(session: Session) -> str:
        opened = {day.id for day in board.last_days(session, check_in_id, checkin_rows.LAST_DAYS)}
        done = day_id in opened and decided.all_clear(session, day_id, now())
        if done:
            _note(session, What.CHECKIN_CLEARED, check_in_id)
        tell("check_ins.cleared" if done else "check_ins.not_done")
        return url_for(".one", check_in_id=check_in_id)

    return _once(check_in_id, work)


@page.post("/check-ins/<int:check_in_id>/withdraw")
@needs(Right.CHECKINS_ACT)
def withdraw(check_in_id: int) -> Response:
    """A proposal they have not said yes to. One of their own is theirs to end."""

    def work(session: Session) -> str:
        found = session.get_one(CheckIn, check_in_id)
        if found.agreed_at is not None or not found.on:
            tell("check_ins.not_done")
            return url_for(".one", check_in_id=check_in_id)
        plans.end(session, house().settings, found, now())
        _note(session, What.CHECKIN_WITHDRAWN, check_in_id)
        tell("check_ins.withdrawn")
        return url_for(".show")

    return _once(check_in_id, work)


@page.get("/check-ins/propose")
@needs(Right.CHECKINS_ACT)
def ask() -> str:
    return render("check_ins/propose.html")


@page.post("/check-ins/propose")
@needs(Right.CHECKINS_ACT)
def propose() -> Any:
    """As CHECKIN FOR does: a member of theirs is asked, and nothing begins before their own yes."""
    try:
        at_min = minute_said(request.form.get("at", ""))
        bits = sum(1 << day for day in weekdays_said(request.form))
        phone = Phone.parse(request.form.get("number", ""), house().settings.home_country)
        return once(lambda session: _propose(session, phone, at_min, bits))
    except BadInput:
        return render("check_ins/propose.html", wrong="check_ins.cannot"), 422


def _propose(session: Session, phone: Phone, at_min: int, bits: int) -> str:
    """Only who is in a group of theirs is found; nothing tells of anybody else. Raises BadInput."""
    known = members.find_phone(session, house().keyring, phone)
    here = members.people_of(session, known.id) if known else ()
    found = [one for one in here if (_by(session, one)) is not None]
    if known is None or len(found) != 1:
        raise BadInput("There is nobody of these groups with that number, or several share it.")
    wish = Wish(found[0], known.id, at_min, bits)
    by = _by(session, found[0]) or seat().person_id
    made = proposals.propose(session, house().settings, wish, by, now())
    _note(session, What.CHECKIN_PROPOSED, made.id)
    tell("check_ins.proposed")
    return url_for(".one", check_in_id=made.id)


def _by(session: Session, person_id: int) -> int | None:
    """In whose name it is proposed; None for a member of no group of theirs."""
    if person_id in proposals.those_of(session, seat().person_id):
        return seat().person_id
    return proposals.coordinator_of(session, person_id) if seat().groups is None else None


def _once(check_in_id: int, work: Any) -> Response:
    """What isn't theirs is noted before anything is written."""
    with reading() as session:
        _theirs(session, check_in_id)
    return once(work)


def _shown(check_in_id: int, revealed: bool = False) -> str:
    with reading() as session:
        found = _theirs(session, check_in_id)
        shown = checkin_rows.page_of(session, house().settings, seat(), found, now())
        may_act = seat().may(Right.CHECKINS_ACT)
        return render("check_ins/one.html", page=shown, revealed=revealed, may_act=may_act)


def _theirs(session: Session, check_in_id: int) -> CheckIn:
    return checkin_rows.find(session, seat(), check_in_id) or not_there()


def _note(session: Session, what: What, check_in_id: int) -> None:
    log.write(session, seat().person_id, what, now(), "check_in", check_in_id)
