"""Lists of meetings: how fresh each is, and a new copy that is looked at before it is taken."""

from flask import Blueprint

from service.access.roles import Right
from service.console.here import needs, reading, render
from service.meetings import freshness

page = Blueprint("lists", __name__, url_prefix="/lists")


@page.get("/")
@needs(Right.LISTS)
def show() -> str:
    with reading() as session:
        return render("meetings/lists.html", feeds=freshness.all_feeds(session))
