"""GeoNames' lists of postal codes, made up here: a real one is the operator's to fetch."""

import time
import zipfile

import pytest

from service.errors import BadInput
from service.meetings.locate import Home, locate
from service.meetings.postal_lists import read_list, take_list


def _line(code, name, lat, lon, country="GB", region="England"):
    return "\t".join(
        [country, code, name, region, "ENG", "Devon", "", "", "", str(lat), str(lon), "4"]
    )


GOOD = [
    _line("PL1 1AA", "Plymouth", 50.37, -4.14),
    _line("PL1 2AB", "Plymouth", 50.39, -4.16),
    _line("PL14 5AX", "Upton Cross", 50.53, -4.43),
]
BAD = {
    "not twelve columns": "GB\tPL2\tPlymouth",
    "no point on the map": _line("PL3", "Plymouth", 0, 0),
    "no country or no code": _line("", "Plymouth", 50.4, -4.1),
    "known without it": _line("59718", "Bozeman", 45.7, -111.1, "US", "Montana"),
}


@pytest.fixture
def lists(tmp_path):
    """A list with these lines, as a file."""

    def write(lines, name="GB.txt"):
        path = tmp_path / name
        path.write_text("\n".join(lines) + "\n")
        return path

    return write


@pytest.fixture
def taken(database):
    def take(path):
        return take_list(database, *read_list(path))

    return take


def test_a_list_teaches_its_codes_as_wide_as_a_search_needs(database, lists, taken):
    report = taken(lists(GOOD))
    assert (report.codes, report.towns, report.added, report.countries) == (2, 1, 3, ["GB"])
    with database.reading() as session:
        places = locate(session, "PL1 9ZZ", Home(country="GB"))
    assert [(str(one), one.lat, one.zone) for one in places] == [
        ("Plymouth, England", 50.38, "Europe/London")
    ]


def test_the_same_list_again_changes_nothing(lists, taken):
    taken(lists(GOOD))
    again = taken(lists(GOOD))
    assert (again.added, again.changed, again.gone) == (0, 0, 0)


def test_a_newer_list_takes_the_olders_place(lists, taken):
    taken(lists(GOOD))
    newer = taken(lists([GOOD[1], _line("PL20 1AA", "Yelverton", 50.49, -4.08)]))
    assert (newer.added, newer.changed, newer.gone) == (1, 1, 2)


def test_each_bad_line_is_left_out_with_its_reason(lists, taken):
    report = taken(lists(GOOD + list(BAD.values())))
    assert report.reasons == dict.fromkeys(BAD, 1)
    assert report.lines == report.taken + sum(report.reasons.values())


def test_it_takes_a_list_as_it_is_packed(lists, taken, tmp_path):
    with zipfile.ZipFile(tmp_path / "GB.zip", "w") as packed:
        packed.write(lists(GOOD), "GB.txt")
        packed.writestr("readme.txt", "This readme describes the columns.")
    assert taken(tmp_path / "GB.zip").taken == 3


@pytest.mark.parametrize("lines", [["<html>", "<body>no</body>"], ["slug,name,day"] * 60, [""]])
def test_another_kind_of_file_is_refused(lists, lines):
    with pytest.raises(BadInput, match="no GeoNames list"):
        read_list(lists(lines))


@pytest.mark.parametrize("raw", [b"PK\x03\x04 broken", b"\xff\xfe\x00\x01" * 99])
def test_a_file_that_is_no_text_is_refused(tmp_path, raw):
    path = tmp_path / "GB.zip"
    path.write_bytes(raw)
    with pytest.raises(BadInput):
        read_list(path)


def test_fifty_thousand_lines_take_seconds(lists, sqlite):
    lines = [
        _line(f"{n:05}", f"Colonia {n % 9000}", 19 + n / 50_000, -99 - n / 70_000, "MX", "Jalisco")
        for n in range(50_000)
    ]
    began = time.perf_counter()
    report = take_list(sqlite, *read_list(lists(lines)))
    assert report.codes == 50_000
    assert time.perf_counter() - began < 20
