"""What a table's row says about a meeting in words: attributes, how one attends, whether it is private."""

import re
from collections.abc import Iterable, Iterator

from service.meetings.attributes import attrs_of
from service.meetings.feeds import hiding, hiding_words
from service.meetings.feeds.meeting_guide import option_of
from service.meetings.feeds.table import Table

# Columns that answer yes or no about one attribute.
YES_NO = (
    "women men lgbtq beginners young-people childcare asl spanish speaker step big-book"
).split()
ANSWERS = ("option", "wheelchair", "language", "gender")  # which may also say `Restricted`
ACCESSIBLE = re.compile(
    r"^(?:y|yes|s[ií]|oui|h|x|wc|1|t|true|full|wheel\w*|ramp|access|level|step.?free|ada)\b", re.I
)
SPANISH = re.compile(r"\b(?:es|esp|spa|spanish|espa[nñ]ol|castellano|espagnol|sp)\b", re.I)
WOMEN = re.compile(r"^(?:w|women.*|f|female|ladies|femmes?|mujer(?:es)?)$", re.I)
MEN = re.compile(r"^(?:m|men|men'?s.*|men only|male|hommes?|hombres?)$", re.I)
OPEN = re.compile(r"^(?:o|open.*|abiert[oa].*|ouvert.*)$", re.I)
CLOSED = re.compile(r"^(?:c|closed.*|cerrad[oa].*|ferm[eé].*)$", re.I)
_PARTS = re.compile(r"\s*[,;/|+\n]\s*|\s+&\s+|\s+and\s+")
NOTHING = frozenset({"n/a", "none", "-", "."})
LONGEST_LABEL = 40
_SHORT_NOTE = 45  # "Women, Step" is a list of labels


def parts(cell: str) -> list[str]:
    """The labels in a cell.

    >>> parts("Big Book; Women & Newcomers")
    ['Big Book', 'Women', 'Newcomers']
    """
    if not cell or cell.lower() in NOTHING:
        return []
    return [part.strip() for part in _PARTS.split(cell) if 0 < len(part.strip()) < LONGEST_LABEL]


def attrs(table: Table, row: list[str], types: list[str], notes: str) -> Iterator[str]:
    """Our names for what a row is like."""
    yield from attrs_of(types)
    if 0 < len(notes) < _SHORT_NOTE:
        yield from attrs_of(label for label in parts(notes) if len(label) > 2)
    for name in YES_NO:
        if says_yes(table.cells(row, name)):
            yield name
    yield from _open_or_closed(table, row)
    yield from _by_answers(table, row)


def _by_answers(table: Table, row: list[str]) -> Iterator[str]:
    if any(ACCESSIBLE.match(cell) for cell in table.cells(row, "wheelchair")):
        yield "wheelchair"
    if any(SPANISH.search(cell) for cell in table.cells(row, "language")):
        yield "spanish"
    for cell in table.cells(row, "gender"):
        yield from ["women"] if WOMEN.match(cell) else ["men"] if MEN.match(cell) else []


def _open_or_closed(table: Table, row: list[str]) -> Iterator[str]:
    """An `Open` that is False means that nobody has said, not that it is closed."""
    for field in ("open", "closed"):
        for cell in table.cells(row, field):
            if cell.lower() in hiding_words.YES:
                yield field
            elif OPEN.match(cell) and cell.lower() not in hiding_words.NO:
                yield "open"
            elif CLOSED.match(cell):
                yield "closed"


def option(table: Table, row: list[str], types: list[str], has_room: bool) -> str | None:
    """How one attends, in Meeting Guide's words, from a column or a type that says it."""
    for cell in [*table.cells(row, "option"), *table.cells(row, "types")]:
        if found := option_of(cell):
            return found
    if says_yes(table.cells(row, "hybrid")):
        return "hybrid"
    if says_yes(table.cells(row, "online")):
        return "hybrid" if has_room else "online"
    return next((found for one in types if (found := option_of(one))), None)


def why_hidden(table: Table, row: list[str], types: list[str]) -> str | None:
    """A type, or an answer about access, may say that it is private; `Closed` is a kind of meeting."""
    answers = (cell for field in ANSWERS for cell in table.cells(row, field))
    said = (reason for one in [*types, *answers] if (reason := hiding.type_reason(one)))
    return next(said, None)


def says_yes(cells: Iterable[str]) -> bool:
    return any(cell.lower() in hiding_words.YES for cell in cells)
