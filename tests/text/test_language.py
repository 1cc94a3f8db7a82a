import json
from pathlib import Path

import pytest

from service.text.language import language_of, likely_language

BLIND = Path(__file__).parents[1] / "crisis" / "blind" / "texts.jsonl"


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


def test_a_crisis_is_hardly_ever_answered_in_the_other_language():
    """Texts of a set that these words were not made for: of Spanish ones half were before."""
    rows = [json.loads(line) for line in BLIND.read_text(encoding="utf-8").splitlines()]
    told = [row for row in rows if row["crisis"] in ("imminent", "concern")]
    wrong = [row for row in told if (likely_language(row["text"]) or "en") != row["lang"]]
    assert len(told) > 300 and len(wrong) <= len(told) * 0.02
