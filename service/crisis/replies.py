"""What somebody means who writes words after an answer to a crisis, where digits were offered. Pure."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from service.crisis.tables import table
from service.text.phrases import Book
from service.text.reading import EVERYONES


class Meant(StrEnum):
    """In the order in which they count, where words say more than one."""

    NO_CALLS = "no_calls"
    CALL_ME = "call_me"
    MISREAD = "misread"
    OK = "ok"


@dataclass(frozen=True, slots=True)
class Row:
    """A row of tables/replies.toml."""

    name: str
    why: str
    phrases: tuple[str, ...]
    harmless: bool = False
    weak: bool = False


def reply_in(text: str) -> Meant | None:
    """What these words answer; None where they are about something else.

    >>> str(reply_in("Please call me")), str(reply_in("estoy bien, gracias")), reply_in("im not ok")
    ('call_me', 'ok', None)
    """
    found = {hit.row.name for hit in _BOOK.find(_BOOK.words(text))}
    return next((meant for meant in Meant if meant in found), None)


def _read() -> Book[Row]:
    rows: dict[str, Any] = table("replies")
    lists = {name: words.split() for name, words in rows.pop("lists").items()}
    read = [Row(name, row["why"], tuple(row["phrases"])) for name, row in rows.items()]
    return Book(read, EVERYONES, lists, mending=False)


_BOOK = _read()
