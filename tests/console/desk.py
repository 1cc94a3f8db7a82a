"""A coordinator's browser without JavaScript: it keeps cookies, fills in forms and follows links."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from service.access import roles
from service.access.sign_in import code_of
from service.house import House
from service.members import find_or_add_phone, person_of, set_name
from service.models import Post, SignIn
from service.text.phone import Phone

HIDDEN = ("csrf_token", "mark")


class _Fields(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        if tag == "input" and named.get("name") in HIDDEN:
            self.found[str(named["name"])] = named.get("value") or ""


@dataclass
class Desk:
    """`at` is the page it shows."""

    app: Flask
    house: House
    client: Any = field(init=False)
    at: TestResponse | None = None

    def __post_init__(self) -> None:
        self.client = self.app.test_client()

    def get(self, path: str, **how: Any) -> TestResponse:
        self.at = self.client.get(f"/console{path}", follow_redirects=True, **how)
        return self.at

    def post(self, path: str, follow: bool = True, **form: Any) -> TestResponse:
        """Sends a form with what the page it stands on had hidden in it; `mark=` sends one again."""
        self.at = self.client.post(
            f"/console{path}", data=self.hidden() | form, follow_redirects=follow
        )
        return self.at

    def hidden(self) -> dict[str, str]:
        """What every form carries, from the page it shows."""
        fields = _Fields()
        fields.feed((self.at or self.get("/in")).text)
        return {"mark": "a-mark-of-its-own", **fields.found}

    def sign_in(self, number: str) -> TestResponse:
        self.get("/in")
        self.post("/in", number=number)
        return self.post("/in/code", code=self.code())

    def code(self) -> str:
        """The digits that were sent last."""
        with self.house.database.reading() as session:
            asked = session.scalar(select(SignIn).order_by(SignIn.id.desc()).limit(1))
            assert asked is not None
            return code_of(self.house.keyring, asked)


def somebody(house: House, number: str, name: str | None = None, language: str = "en") -> int:
    """A person on this number; their id."""
    with house.database.transaction() as session:
        now = house.clock.now()
        phone = find_or_add_phone(session, house.keyring, Phone(number), now)
        person_id = person_of(session, phone.id, language, now)
        if name:
            set_name(session, person_id, name)
        return person_id


def post_of(house: House, number: str, post: Post, name: str | None = None) -> int:
    """Makes them owner or reader; their id."""
    person_id = somebody(house, number, name)
    with house.database.transaction() as session:
        roles.give(session, person_id, post, house.clock.now())
    return person_id
