"""What needs somebody now, in one look."""

from flask import Blueprint

from service.access.roles import Right
from service.console.here import needs, render

page = Blueprint("today", __name__)


@page.get("/")
@needs(Right.TODAY)
def show() -> str:
    return render("today/today.html")
