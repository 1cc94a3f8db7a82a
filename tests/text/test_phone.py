import pytest

from service.errors import NotAPhone
from service.text.phone import Phone, maybe_phone


@pytest.mark.parametrize(
    ("written", "region", "e164"),
    [
        ("+14065550100", "US", "+14065550100"),
        ("(406) 555-0100", "US", "+14065550100"),
        ("1 406 555 0100", "US", "+14065550100"),
        ("07700 900123", "GB", "+447700900123"),
    ],
)
def test_it_reads_a_number_as_people_write_it(written, region, e164):
    assert Phone.parse(written, region).e164 == e164


@pytest.mark.parametrize(
    "written",
    ["", "anonymous", "+266696687", "12345", "988", "+1406555", "hello", "+1 406 555 0100 ext 5"],
)
def test_what_is_no_number_does_not_become_one(written):
    with pytest.raises(NotAPhone):
        Phone.parse(written)
    assert maybe_phone(written) is None


def test_a_number_printed_by_mistake_tells_nothing():
    assert "4065550100" not in str(Phone.parse("+14065550100"))
