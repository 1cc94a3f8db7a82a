import re
from pathlib import Path

from service.settings import Settings

EXAMPLE = (Path(__file__).parents[2] / ".env.example").read_text()
# Only the demo uses these.
NOT_FOR_PEOPLE = {"CARRIER_URL", "DEMO"}


def test_the_example_names_every_setting_and_no_other():
    named = set(re.findall(r"^(?:# )?([A-Z_]+)=", EXAMPLE, re.MULTILINE))
    assert named == {name.upper() for name in Settings.model_fields} - NOT_FOR_PEOPLE


def test_every_setting_says_its_meaning():
    silent = [name for name, field in Settings.model_fields.items() if not field.description]
    assert silent == []
