"""Who is on the roster and when, which lines members are given, and drills. Parts of the page On call."""

from collections.abc import Callable
from typing import Any

from flask import request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from service.access import log
from service.access.log import What
from service.access.roles import Right
from service.console import roster_rows
from service.console.here import house, needs, not_there, now, once, reading, render, seat, tell
from service.console.hours_said import minute_said, weekdays_said
from service.console.pages.on_call import page
from service.console.said import day_said
from service.crisis import drills, reports, volunteers
from service.crisis.volunteers import Slot, Standing
from service.errors import BadInput
from service.models import CaseState
from service.text.hours import DAY_MIN

__all__ = ["page"]


@page.get("/on-call/people")
@needs(Right.ON_CALL)
def people() -> str:
    with reading() as session:
        everyone = volunteers.standing(session, house().settings, now())
        hear = roster_rows.takes_reports(session)
    may_change = seat().may(Right.ON_CALL_CHANGE)
    return render("on_call/people.html", everyone=everyone, hear=hear, may_change=may_change)


@page.get("/on-call/people/<int:volunteer_id>")
@needs(Right.ON_CALL_CHANGE)
def one(volunteer_id: int) -> str:
    return _shown(volunteer_id)


@page.post("/on-call/people/<int:volunteer_id>/hours")
@needs(Right.ON_CALL_CHANGE)
def add_hours(volunteer_id: int) -> Any:
    def add(session: Session, who: Standing) -> None:
        volunteers.set_week(session, who.id, dict.fromkeys((*who.slots, *slots)))

    try:
        slots = _slots_said()
    except BadInput:
        return _shown(volunteer_id, wrong_hours=True), 422
    return _changed(volunteer_id, add)


@page.post("/on-call/people/<int:volunteer_id>/hours/gone")
@needs(Right.ON_CALL_CHANGE)
def take_hours(volunteer_id: int) -> Response:
    gone = request.form.get("slot")

    def take(session: Session, who: Standing) -> None:
        left = [slot for slot in who.slots if roster_rows.key_of(slot) != gone]
        volunteers.set_week(session, who.id, left)

    return _changed(volunteer_id, take)


@page.post("/on-call/people/<int:volunteer_id>/days")
@needs(Right.ON_CALL_CHANGE)
def days(volunteer_id: int) -> Any:
    """One date off, or as in every week again."""
    do = volunteers.put_back if request.form.get("back") else volunteers.take_off
    try:
        day = day_said(request.form.get("day", ""))
    except ValueError:
        return _shown(volunteer_id, wrong_day=True), 422
    return _changed(volunteer_id, lambda session, who: do(session, who.id, [day]))


@page.post("/on-call/people/<int:volunteer_id>/earlier")
@needs(Right.ON_CALL_CHANGE)
def earlier(volunteer_id: int) -> Response:
    """Rung before the one who is rung before them now."""

    def move(session: Session, who: Standing) -> None:
        order = [one.id for one in volunteers.standing(session, house().settings, now())]
        place = order.index(who.id)
        order.insert(max(0, place - 1), order.pop(place))
        volunteers.reorder(session, order)

    return _changed(volunteer_id, move)


@page.post("/on-call/people/<int:volunteer_id>/reports")
@needs(Right.ON_CALL_CHANGE)
def hear_reports(volunteer_id: int) -> Response:
    takes = request.form.get("takes") == "on"
    return _changed(
        volunteer_id, lambda session, who: reports.set_takes(session, who.id, takes, now())
    )


@page.get("/on-call/lines")
@needs(Right.ON_CALL)
def lines() -> str:
    """What members are given, and in which order people are reached."""
    return render(
        "on_call/lines.html",
        lines=roster_rows.lines(house().settings),
        ladders=roster_rows.LADDERS,
        settings=house().settings,
    )


@page.get("/on-call/drill")
@needs(Right.ON_CALL)
def drill() -> str:
    with reading() as session:
        last = drills.last(session)
        reached = drills.reached(session, last.id) if last else ()
        names = volunteers.names(session)
    return render(
        "on_call/drill.html",
        last=last,
        reached=reached,
        names=names,
        goes_on=last is not None and last.state != CaseState.CLOSED,
        may_change=seat().may(Right.ON_CALL_CHANGE),
    )


@page.post("/on-call/drill")
@needs(Right.ON_CALL_CHANGE)
def begin_drill() -> Response:
    def work(session: Session) -> str:
        try:
            case_id = drills.begin(session, now())
        except BadInput:
            tell("on_call.drill_goes_on")
        else:
            log.write(session, seat().person_id, What.DRILL_BEGUN, now(), "case", case_id)
            tell("on_call.drill_begun")
        return url_for(".drill")

    return once(work)


def _changed(volunteer_id: int, change: Callable[[Session, Standing], None]) -> Response:
    """Changes it for who is on the roster, and leads back to them."""
    with reading() as session:
        _standing(session, volunteer_id)

    def work(session: Session) -> str:
        change(session, _standing(session, volunteer_id))
        log.write(session, seat().person_id, What.ROTA_CHANGED, now(), "volunteer", volunteer_id)
        tell("on_call.changed")
        return url_for(".one", volunteer_id=volunteer_id)

    return once(work)


def _shown(volunteer_id: int, **wrong: bool) -> str:
    with reading() as session:
        found = _standing(session, volunteer_id)
        hears = volunteer_id in roster_rows.takes_reports(session)
    return render("on_call/one.html", one=found, hears=hears, key_of=roster_rows.key_of, **wrong)


def _standing(session: Session, volunteer_id: int) -> Standing:
    everyone = volunteers.standing(session, house().settings, now())
    found = next((one for one in everyone if one.id == volunteer_id), None)
    return found or not_there()


def _slots_said() -> list[Slot]:
    """The days that were ticked, each with these hours. Raises BadInput."""
    from_min, until_min = (minute_said(request.form.get(name, "")) for name in ("from", "until"))
    return [
        Slot(day, from_min % DAY_MIN, until_min or DAY_MIN) for day in weekdays_said(request.form)
    ]
