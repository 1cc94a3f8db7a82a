"""A form counts once, whatever a browser and a bad line make of it."""

import pytest
from flask import Blueprint

from service.access.roles import Right
from service.console import door
from service.console.here import needs, once
from service.errors import BadInput
from service.models import Post
from tests.console.desk import Desk, post_of
from tests.line import ANA, BEN, Line


@pytest.fixture
def counted(monkeypatch, house):
    """A page with a form that counts how often it was done."""
    done: list[int] = []
    page = Blueprint("counted", __name__)

    @page.post("/counted")
    @needs(Right.TODAY)
    def count():
        def work(session) -> str:
            if not done:
                done.append(1)
                raise BadInput("Not yet.")
            done.append(1)
            return f"/console/?done={len(done)}"

        try:
            return once(work)
        except BadInput:
            return "mend it", 422

    monkeypatch.setattr(door, "PAGES", (*door.PAGES, page))
    desk = Desk(Line(house).app, house)
    post_of(house, BEN, Post.OWNER)
    desk.sign_in(BEN)
    return desk, done


def test_what_is_refused_may_be_mended_and_sent_again(counted):
    desk, done = counted
    mark = "the-mark-of-one-form"
    assert desk.post("/counted", mark=mark).status_code == 422
    desk.get("/")
    assert desk.post("/counted", mark=mark).request.path == "/console/"
    assert len(done) == 2


def test_a_form_sent_again_leads_where_it_led_and_does_nothing(counted):
    desk, done = counted
    done.append(1)
    first = desk.post("/counted", mark="the-mark-of-one-form", follow=False)
    desk.get("/")
    again = desk.post("/counted", mark="the-mark-of-one-form", follow=False)
    assert again.headers["Location"] == first.headers["Location"]
    assert len(done) == 2


def test_a_form_without_its_mark_is_refused(counted):
    desk, _ = counted
    assert desk.post("/counted", mark="").status_code == 400


def test_another_s_mark_is_not_taken(counted, house):
    desk, done = counted
    done.append(1)
    desk.post("/counted", mark="the-mark-of-one-form")
    post_of(house, ANA, Post.OWNER)
    other = Desk(desk.app, house)
    other.sign_in(ANA)
    assert other.post("/counted", mark="the-mark-of-one-form").status_code == 400
