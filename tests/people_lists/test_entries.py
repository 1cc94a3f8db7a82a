"""What a row says of somebody: no number is made up, and a proof is whole or none."""

from datetime import date

import pytest

from service.models import LineType
from service.people_lists.entries import Entry, entry_of, first_name, has_formula

TODAY = date(2026, 11, 23)
FIELDS = ("number", "name", "language", "line", "agreed_on", "agreed_how", "agreed_words")
COLUMNS = {field: at for at, field in enumerate(FIELDS)}


def entry(*cells: str) -> Entry | None:
    return entry_of(cells, COLUMNS, "US", TODAY)


@pytest.mark.parametrize(
    "said",
    ["(406) 555-0100", "+1 406 555 0100", "1-406-555-0100", "'+14065550100", "4065550100.0"],
)
def test_a_number_is_read_as_people_and_spreadsheets_write_it(said):
    assert entry(said).phone.e164 == "+14065550100"


@pytest.mark.parametrize(
    "said",
    [
        "",
        "555-0100",
        "4.06555E+09",
        "=4065550100",
        "406-555-CALL",
        "406-555-0100 x12",
        "ana",
        "0" * 40,
    ],
)
def test_what_is_no_number_is_none(said):
    assert entry(said, "Ana") is None


@pytest.mark.parametrize("said", ["=HYPERLINK(1)", "@x", "+1", "", "x" * 21, "Ana2"])
def test_what_is_no_name_is_none(said):
    assert first_name(said) is None


def test_a_formula_beside_the_number_is_seen():
    assert has_formula(["+14065550100", "=1+1"], 0) and not has_formula(["+14065550100", "Ana"], 0)


def test_a_whole_row_is_kept_and_read_again():
    words = "Sí, quiero mensajes de RidgePeers"
    found = entry("4065550100", "Ana Díaz", "Español", "fijo", "3/4/2026", "Paper form", words)
    assert (found.name, found.language, found.line) == ("Ana", "es", LineType.LANDLINE)
    assert (found.proof.on, found.proof.how, found.proof.words) == (
        date(2026, 3, 4),
        "paper",
        words,
    )
    assert Entry.from_json(found.as_json()) == found


@pytest.mark.parametrize(
    ("on", "how", "words"),
    [
        ("", "paper", "I agree"),
        ("2027-01-01", "paper", "I agree"),
        ("1970-01-01", "paper", "I agree"),
        ("02/30/2026", "paper", "I agree"),
        ("2026-01-02", "", "I agree"),
        ("2026-01-02", "my brother said so", "I agree"),
        ("2026-01-02", "paper", ""),
        ("2026-01-02", "paper", "-"),
    ],
)
def test_a_proof_that_is_not_whole_is_none(on, how, words):
    assert entry("4065550100", "Ana", "en", "", on, how, words).proof is None
