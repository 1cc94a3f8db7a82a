"""The page with two simulated telephones, a clock and four stories, at the simulator's `/`.

It is plain HTML, one style sheet and a few scripts of our own, and nothing from anywhere else; all it
does goes through the control API beside it.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, jsonify, render_template

from service.text.segments import GSM_BASIC, GSM_EXTENDED

HERE = Path(__file__).parent
ZONE = "America/Denver"  # where the sample community lives, so its clocks show this
# Nothing but our own files may load or run, and no other page may hold this one in a frame.
POLICY = "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"


@dataclass(frozen=True, slots=True)
class Person:
    number: str
    name: str
    kind: str


# The sample community's phones; the last number belongs to nobody yet.
PEOPLE = (
    Person("+14065550100", "Ana", "member"),
    Person("+14065550101", "Rosa", "member, Spanish"),
    Person("+14065550110", "Walt", "caregiver, landline"),
    Person("+14065550120", "Ben", "coordinator"),
    Person("+14065550130", "Lee", "on-call peer"),
    Person("+14065550131", "Kim", "on-call peer, evenings"),
    Person("+14065550140", "Someone new", "not known yet"),
)
MOBILE, LANDLINE = "+14065550100", "+14065550110"
# What telephones print on their keys (ITU-T E.161).
KEYS = (
    ("1", ""), ("2", "ABC"), ("3", "DEF"),
    ("4", "GHI"), ("5", "JKL"), ("6", "MNO"),
    ("7", "PQRS"), ("8", "TUV"), ("9", "WXYZ"),
    ("*", "star"), ("0", ""), ("#", "pound"),
)  # fmt: skip


def phones_page(line: str) -> Blueprint:
    """The page for phones that text and call `line`, the line's own number."""
    page = Blueprint(
        "phones",
        __name__,
        template_folder="pages",
        static_folder="static",
        static_url_path="/phones",
    )
    stories = read_stories()

    @page.get("/")
    def show() -> str:
        return render_template(
            "phones.html", people=PEOPLE, keys=KEYS, mobile=MOBILE, landline=LANDLINE, line=line
        )

    @page.get("/phones.json")
    def facts() -> Response:
        return jsonify(line=line, zone=ZONE, stories=stories, alphabet=_alphabet())

    page.after_request(_only_our_own_files)
    return page


def read_stories() -> list[dict[str, Any]]:
    """Each with a key, a title, what it is about and its steps; the script knows how to do a step."""
    stories: list[dict[str, Any]] = json.loads((HERE / "pages" / "stories.json").read_text())
    return stories


def _alphabet() -> dict[str, str]:
    """So that the page counts segments with the very table the line counts with."""
    return {"basic": "".join(sorted(GSM_BASIC)), "extended": "".join(sorted(GSM_EXTENDED))}


def _only_our_own_files(response: Response) -> Response:
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
