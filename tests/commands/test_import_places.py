"""`porchlight import-places`, as a shell would run it."""

import pytest

from service.commands.places import import_places
from service.errors import BadInput
from tests.commands.test_finder import house, run  # noqa: F401

PLYMOUTH = "GB\tPL1 1AA\tPlymouth\tEngland\tENG\tDevon\t\t\t\t50.37\t-4.14\t4"


def test_it_says_what_a_list_brought(house, tmp_path):  # noqa: F811
    path = tmp_path / "GB.txt"
    path.write_text(f"{PLYMOUTH}\nGB\tPL2\n{PLYMOUTH}\n")
    (told,) = run(import_places, str(path), "--json")
    assert (told["lines"], told["taken"], told["reasons"]) == (3, 2, {"not twelve columns": 1})
    assert (told["countries"], told["codes"], told["added"]) == (["GB"], 1, 1)


def test_another_kind_of_file_is_refused_in_one_line(house, tmp_path):  # noqa: F811
    path = tmp_path / "page.html"
    path.write_text("<html>\n<body>\n")
    with pytest.raises(BadInput) as refused:
        import_places.main([str(path)], standalone_mode=False)
    assert "no GeoNames list" in str(refused.value) and "\n" not in str(refused.value)
