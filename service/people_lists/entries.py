"""What a row says of somebody: a number, a first name, and a proof that is whole. Pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from service.errors import NotAPhone
from service.models import LineType
from service.people_lists.columns import Field
from service.text.language import bare
from service.text.phone import Phone

FORMULA = ("=", "+", "-", "@", "\t")
# Digits and what people write between them: letters would be read as keys, 1.4E+10 as a number.
_A_NUMBER = re.compile(r"[\d\s().+/·•–-]+")
_NAME = re.compile(r"[^\W\d_]+(?:['’\-][^\W\d_]+)*")
LONGEST_NAME = 20
LONGEST_WORDS = 500
LEAST_WORDS = 3  # letters
OLDEST = 1990
LANGUAGES = {
    "en": "en english ingles eng",
    "es": "es spanish espanol spa castellano",
}
LINES = {
    LineType.LANDLINE: "landline land fixed home house fijo casa",
    LineType.MOBILE: "mobile cell cellphone wireless celular movil",
}
WAYS = {
    "paper": "paper form card sheet signed signature written papel formulario hoja firmado firma tarjeta",
    "web": "web website site online internet page pagina sitio",
    "text": "text texted sms mensaje",
    "call": "call called phone voice llamada llamo telefono",
}


@dataclass(frozen=True, slots=True)
class Proof:
    """That somebody said yes themselves: when, how and in which words."""

    on: date
    how: str
    words: str


@dataclass(frozen=True, slots=True)
class Entry:
    phone: Phone
    name: str | None = None
    language: str | None = None
    line: LineType = LineType.UNKNOWN
    proof: Proof | None = None

    def as_json(self) -> dict[str, Any]:
        """As it is kept, sealed, until the list was taken in."""
        said = asdict(self) | {"phone": self.phone.e164}
        if self.proof:
            said["proof"] = [self.proof.on.isoformat(), self.proof.how, self.proof.words]
        return said

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "Entry":
        proof = kept["proof"]
        return cls(
            Phone(kept["phone"]),
            kept["name"],
            kept["language"],
            LineType(kept["line"]),
            Proof(date.fromisoformat(proof[0]), proof[1], proof[2]) if proof else None,
        )


def entry_of(
    cells: Sequence[str], columns: Mapping[str, int], country: str, today: date
) -> Entry | None:
    """None where it has no number anybody could have."""
    said = {field: _cell(cells, columns.get(field)) for field in Field}
    phone = _phone(said[Field.NUMBER], country)
    if phone is None:
        return None
    return Entry(
        phone,
        first_name(said[Field.NAME]),
        _meant(said[Field.LANGUAGE], LANGUAGES),
        LineType(_meant(said[Field.LINE], LINES) or LineType.UNKNOWN),
        _proof(said, country, today),
    )


def has_formula(cells: Sequence[str], number_at: int) -> bool:
    """Whether a spreadsheet would reckon with one of these; a number's own plus is none."""
    return any(cell.startswith(FORMULA) for at, cell in enumerate(cells) if at != number_at)


def first_name(said: str) -> str | None:
    """What stands first in it, or behind a comma; None for what is no name.

    >>> first_name("Ana Smith"), first_name("Smith, Ana"), first_name("ANA"), first_name("=1+1")
    ('Ana', 'Ana', 'Ana', None)
    """
    given = said.partition(",")[2].strip() or said.partition(",")[0].strip()
    words = given.split()
    if not words or len(words[0]) > LONGEST_NAME or not _NAME.fullmatch(words[0]):
        return None
    return words[0].title() if words[0].islower() or words[0].isupper() else words[0]


def date_in(said: str, country: str) -> date | None:
    """Year first, or as they write it there: month first in the United States.

    >>> date_in("2026-03-04", "US"), date_in("3/4/2026", "US"), date_in("3/4/2026", "MX")
    (datetime.date(2026, 3, 4), datetime.date(2026, 3, 4), datetime.date(2026, 4, 3))
    """
    numbers = [int(one) for one in re.findall(r"\d+", said[:10])]
    if len(numbers) != 3 or not re.fullmatch(r"\d+[-/.]\d+[-/.]\d+", said[:10].strip()):
        return None
    if numbers[0] > 31:
        year, month, day = numbers
    elif country == "US":
        month, day, year = numbers
    else:
        day, month, year = numbers
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _cell(cells: Sequence[str], at: int | None) -> str:
    """An apostrophe before it is a spreadsheet's own mark for text."""
    return cells[at].strip().removeprefix("'") if at is not None and at < len(cells) else ""


def _phone(said: str, country: str) -> Phone | None:
    plain = re.sub(r"\.0$", "", said)  # as a column of numbers is written out
    if not _A_NUMBER.fullmatch(plain):
        return None
    try:
        return Phone.parse(plain, country)
    except NotAPhone:
        return None


def _proof(said: Mapping[Field, str], country: str, today: date) -> Proof | None:
    """Only where all three are there, and the day is one that has been."""
    on = date_in(said[Field.AGREED_ON], country)
    how = _meant(said[Field.AGREED_HOW], WAYS)
    words = said[Field.AGREED_WORDS]
    if on is None or how is None or not on.year >= OLDEST or on > today:
        return None
    if sum(letter.isalpha() for letter in words) < LEAST_WORDS:
        return None
    return Proof(on, how, words[:LONGEST_WORDS])


def _meant(said: str, names: Mapping[Any, str]) -> Any:
    words = set(re.findall(r"[a-z]+", bare(said)))
    return next((one for one, known in names.items() if words & set(known.split())), None)
