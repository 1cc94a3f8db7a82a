"""A file becomes rows whatever its letters and separators are; what is no table is refused by name."""

import pytest

from service.errors import ListRefused
from service.people_lists import reading
from service.people_lists.columns import guess, has_head
from service.people_lists.reading import first_rows, form_of, rows_of

TABLE = "Nombre;Teléfono\r\nAna;406-555-0100\r\n"


def rows(raw: bytes):
    return list(rows_of(raw, form_of(raw)))


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"]
)
def test_every_usual_encoding_is_read(encoding):
    assert rows(TABLE.encode(encoding)) == [
        (1, ["Nombre", "Teléfono"]),
        (2, ["Ana", "406-555-0100"]),
    ]


def test_bytes_that_are_no_windows_letters_are_latin():
    assert form_of("Ana,\x81é,4065550100\n".encode("latin-1")).encoding == "latin-1"


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_every_usual_separator_is_found(separator):
    raw = f"name{separator}phone\nAna{separator}4065550100\n".encode()
    assert form_of(raw).separator == separator


def test_a_quoted_line_end_is_one_row_and_rows_are_counted_as_in_a_spreadsheet():
    raw = b'name,phone\n"Ana\nMaria",4065550100\n\nDov,4065550141\n'
    assert [number for number, _ in rows(raw)] == [1, 2, 4]


def test_nul_bytes_and_old_line_ends_do_no_harm():
    assert rows(b"name,phone\rA\x00na,4065550100\r")[1] == (2, ["Ana", "4065550100"])


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf \r\n\x00", "empty"),
        (b"PK\x03\x04 a workbook", "workbook"),
        (b"\xd0\xcf\x11\xe0 an old one", "workbook"),
        (b"%PDF-1.7", "no_table"),
        (b'name,phone\n"Ana,4065550100\nDov,4065550141\n', "quotes"),
        (b"a" * (reading.LONGEST_LINE + 1), "long_line"),
    ],
    ids=lambda one: one if isinstance(one, str) else None,
)
def test_what_is_no_list_is_refused_by_name(raw, why):
    with pytest.raises(ListRefused) as refused:
        rows(raw)
    assert refused.value.why == why


def test_headings_tell_which_column_is_what_in_either_language():
    head = ["Fecha", "Como", "Texto del consentimiento", "Idioma", "Celular", "Nombre"]
    body = ["2026-01-02", "papel", "Si quiero mensajes", "es", "406-555-0100", "Ana"]
    assert guess([head, body]) == {
        **{"agreed_on": 0, "agreed_how": 1, "agreed_words": 2},
        **{"language": 3, "number": 4, "name": 5},
    }


def test_without_headings_the_numbers_tell_their_column():
    body = [["Ana", "406-555-0100"], ["Dov", "406-555-0141"]]
    assert not has_head(body) and guess(body) == {"number": 1}


def test_the_first_rows_are_few():
    raw = b"name,phone\n" * 50
    assert len(first_rows(raw, form_of(raw))) == 4
