import pytest

from service.text.language import language_of


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("hola", "es"),
        ("busco grupo de duelo 59801", "es"),
        ("¿hay junta hoy?", "es"),
        ("quiero morir", "es"),
        ("hi there", "en"),
        ("aa tonight near Los Angeles", "en"),
        ("meeting in El Paso", "en"),
        ("59718", None),
        ("MENU", None),
        ("Las Cruces NM", None),
        ("", None),
    ],
)
def test_it_answers_in_the_language_it_was_asked_in(text, language):
    assert language_of(text) == language
