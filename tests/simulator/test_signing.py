import pytest
from twilio.request_validator import RequestValidator

from service.simulator.signing import sign

FORM = [
    ("CallSid", "CA1234567890ABCDE"), ("Caller", "+14158675309"), ("Digits", "1234"),
    ("From", "+14158675309"), ("To", "+18005551212"),
]  # fmt: skip
URL = "https://mycompany.com/myapp.php?foo=1&bar=2"


def test_it_signs_as_the_published_example():
    assert sign("12345", URL, FORM) == "RSOYDt4T1cUTdK1PDd93/VVr8B8="


def test_a_fragment_is_not_signed():
    assert sign("12345", f"{URL}#rc=2", FORM) == sign("12345", URL, FORM)


@pytest.mark.parametrize(
    "form",
    [
        pytest.param([("Body", "")], id="empty value"),
        pytest.param([("a", "2"), ("A", "1")], id="case"),
        pytest.param([("Body", "mañana 🌅"), ("To", "+14065550100")], id="beyond ASCII"),
    ],
)
def test_the_carriers_own_validator_accepts_it(form):
    assert RequestValidator("t").validate(URL, dict(form), sign("t", URL, form))


def test_a_value_given_twice_counts_once():
    assert sign("t", URL, [("a", "1"), ("a", "1")]) == sign("t", URL, [("a", "1")])
