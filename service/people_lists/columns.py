"""Which column is what, by the words above it: a guess that whoever brings the list may change. Pure."""

import re
from collections.abc import Mapping, Sequence
from enum import StrEnum

from service.text.language import bare


class Field(StrEnum):
    NUMBER = "number"
    NAME = "name"
    LANGUAGE = "language"
    LINE = "line"  # mobile or landline
    AGREED_ON = "agreed_on"  # the three that make a proof
    AGREED_HOW = "agreed_how"
    AGREED_WORDS = "agreed_words"


# Words of a heading, in either language, without accents; the first field that one fits has the column.
HEADINGS: Mapping[Field, frozenset[str]] = {
    Field.AGREED_ON: frozenset(
        "date dated fecha optin opted consented agreed joined signed firmado acepto".split()
    ),
    Field.AGREED_HOW: frozenset("how method source channel como metodo medio via origen".split()),
    Field.AGREED_WORDS: frozenset("words wording text consent palabras texto frase".split()),
    Field.LINE: frozenset("line type linea tipo landline".split()),
    Field.LANGUAGE: frozenset("language lang idioma lengua".split()),
    Field.NUMBER: frozenset(
        "phone phones telephone tel number mobile cell cellphone sms telefono numero celular movil "
        "contact contacto".split()
    ),
    Field.NAME: frozenset("name first firstname nombre nombres member miembro".split()),
}
DIGITS = 7  # and more make a number
PROOF = frozenset({Field.AGREED_ON, Field.AGREED_HOW, Field.AGREED_WORDS})


def has_head(rows: Sequence[Sequence[str]]) -> bool:
    """Whether the first row names the columns: it has no number in it, and is not alone.

    >>> has_head([["Name", "Phone"], ["Ana", "406-555-0100"]]), has_head([["Ana", "406-555-0100"]])
    (True, False)
    """
    return len(rows) > 1 and not any(_digits(cell) >= DIGITS for cell in rows[0])


def guess(rows: Sequence[Sequence[str]]) -> dict[str, int]:
    """The column of each field that was found.

    >>> found = guess([["Nombre", "Teléfono"], ["Ana", "406-555-0100"]])
    >>> {str(field): at for field, at in found.items()}
    {'name': 0, 'number': 1}
    """
    found: dict[str, int] = {}
    for column, heading in enumerate(rows[0] if has_head(rows) else ()):
        words = set(re.findall(r"[a-z]+", bare(heading)))
        field = next((one for one, names in HEADINGS.items() if words & names), None)
        if field is not None:
            found.setdefault(field, column)
    if Field.NUMBER not in found and (at := _by_digits(rows)) is not None:
        found = {field: column for field, column in found.items() if column != at}
        found[Field.NUMBER] = at
    return found


def _by_digits(rows: Sequence[Sequence[str]]) -> int | None:
    for row in reversed(rows):
        for at, cell in enumerate(row):
            if _digits(cell) >= DIGITS:
                return at
    return None


def _digits(cell: str) -> int:
    return sum(letter.isdigit() for letter in cell)
