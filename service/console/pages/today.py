"""What needs somebody now, in one look."""

from typing import Any

from flask import Blueprint

from service.access.roles import Right
from service.console import today_rows
from service.console.here import house, needs, now, reading, render, seat

page = Blueprint("today", __name__)


@page.get("/")
@needs(Right.TODAY)
def show() -> str:
    with reading() as session:
        rest = {
            "not_reached": today_rows.not_reached(session),
            "money": today_rows.money(session, house(), now()) if seat().may(Right.SEND) else None,
        }
    return render("today/today.html", unwell=today_rows.unwell(house()), **_live(), **rest)


@page.get("/today/live")
@needs(Right.TODAY)
def live() -> str:
    """The part that is looked at again every few seconds."""
    return render("today/live.html", **_live())


def _live() -> dict[str, Any]:
    with reading() as session:
        return {
            "cases": today_rows.cases(session, seat()),
            "going": today_rows.going(session, seat()),
            "meetings": today_rows.meetings(session, seat(), now()),
            "watch": today_rows.watch(session, house(), now()),
            "looked_at": now(),
        }
