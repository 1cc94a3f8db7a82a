import re

from service.crisis.lines import COUNTRIES, emergency_number, line_for, lines
from service.text.phone import Phone

EVERY_LINE = [(country, line) for country, row in COUNTRIES.items() for line in row.lines]


def test_it_says_of_every_line_where_it_was_read_and_when():
    assert all(line.source and line.languages and line.verified_on for _, line in EVERY_LINE)


def test_it_gives_out_confirmed_lines_only():
    assert lines("KE") == () and lines("NG") == ()
    assert line_for("US", "crisis").call == "988"


def test_it_has_no_line_for_a_country_it_does_not_know():
    assert lines("FR") == () and emergency_number("FR") is None


def test_it_has_a_line_for_violence_or_falls_back_to_the_crisis_line():
    assert line_for("US", "violence").call == "800-799-7233"
    assert line_for("GB", "violence").call == "116 123"


def test_it_bridges_988_by_its_ten_digit_number():
    assert line_for("US", "crisis").e164 == "+18002738255"


def test_its_numbers_for_bridging_are_numbers_of_that_country():
    for country, line in EVERY_LINE:
        if line.e164 and line.confirmed:
            assert re.fullmatch(r"\+\d{6,15}", line.e164)
            assert country in (Phone.parse(line.e164).country, "US", "AU")
