"""What hangs on a wall: a group's poster with its QR code, a line for a bulletin, a script for the radio."""

import io
from urllib.parse import quote, urlencode

import segno
from flask import Blueprint, Response, g, request, url_for
from sqlalchemy.orm import Session

from service import groups
from service.access.roles import Right
from service.console import meeting_rows
from service.console.here import house, needs, not_there, now, reading, render, seat
from service.console.listing_words import ListingWords
from service.models import Group
from service.text.dialled import as_dialled, digits
from service.text.phone import Phone
from service.text.words import LANGUAGES

page = Blueprint("poster", __name__)
JOIN = {"en": "JOIN", "es": "UNIR"}
# Where the poster names no group: what the line answers to anybody.
NEUTRAL_WORD = {"en": "MENU", "es": "MENU"}
LEVEL = "m"  # a sixth of it may be torn or stained


@page.get("/<int:meeting_id>/poster")
@needs(Right.MEETINGS)
def poster(meeting_id: int) -> str:
    """In either language; the neutral one names no group and no topic."""
    with reading() as session:
        group = _group(session, meeting_id)
        held = meeting_rows.own_meeting(session, seat(), group.id, now())
    if held.meeting is None:
        not_there()
    language, neutral = _language(), "neutral" in request.args
    number = Phone(house().settings.line_number).dialled_from(house().settings.home_country)
    return render(
        "meetings/poster.html",
        held=held,
        meeting=held.meeting,
        tongue=language,
        neutral=neutral,
        number=number,
        spoken=digits(as_dialled(house().settings.line_number)).ear,
        send=_word(group, language, neutral),
        code=_code_address(meeting_id, language, neutral),
        words=ListingWords(language),
    )


@page.get("/<int:meeting_id>/poster.svg")
@needs(Right.MEETINGS)
def code(meeting_id: int) -> Response:
    """Opens a text to the line with the word in it."""
    with reading() as session:
        word = _word(_group(session, meeting_id), _language(), "neutral" in request.args)
    drawn = io.BytesIO()
    made = segno.make(text_link(house().settings.line_number, word), error=LEVEL, micro=False)
    made.save(drawn, kind="svg", scale=8, border=4, dark="#000", light="#fff")
    return Response(drawn.getvalue(), mimetype="image/svg+xml")


def _code_address(meeting_id: int, language: str, neutral: bool) -> str:
    asked = {"in": language} | ({"neutral": "1"} if neutral else {})
    where = url_for("console.meetings.poster.code", meeting_id=meeting_id)
    return f"{where}?{urlencode(asked)}"


def text_link(number: str, words: str) -> str:
    """RFC 5724, which phones of both makes follow from their camera.

    >>> text_link("+14065550199", "JOIN TUE")
    'sms:+14065550199?body=JOIN%20TUE'
    """
    return f"sms:{number}?body={quote(words)}"


def _word(group: Group, language: str, neutral: bool) -> str:
    return NEUTRAL_WORD[language] if neutral else f"{JOIN[language]} {group.word}"


def _language() -> str:
    """Of the wall it hangs on; else the one the console speaks."""
    asked = request.args.get("in")
    return asked if asked in LANGUAGES else str(g.language)


def _group(session: Session, meeting_id: int) -> Group:
    group = groups.of_meeting(session, meeting_id)
    if group is None:
        not_there()
    return group
