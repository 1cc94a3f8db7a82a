"""Every prompt, in English and Spanish, for the eye and for the ear.

The catalogue is TOML, a file a subject, both languages side by side so that a native speaker can
read and mend them:

    [find.where]
    en = "Where are you? Reply your ZIP or town."
    es = "¿Dónde está? Responda su ZIP o su pueblo."
    en_ear = "Please enter your five digit ZIP code."
    es_ear = "Marque su código postal de cinco cifras."

Without an `_ear` form the eye's is spoken. `segments = 2` allows a list two segments; all else has one.
Spanish keeps its accents here: the voice needs them; á í ó ú are dropped when a text is sent.
"""

import string
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from typing import Any

from service.text.segments import to_gsm

LANGUAGES = ("en", "es")


@dataclass(frozen=True, slots=True)
class Voiced:
    """A value that is written one way and spoken another: `7:30p`, "seven thirty P M".

    `said` may be what makes the spoken words: most lists are read and never heard.
    """

    eye: str
    said: str | Callable[[], str]

    @property
    def ear(self) -> str:
        return self.said if isinstance(self.said, str) else self.said()


@dataclass(frozen=True, slots=True)
class Prompt:
    """A key of the catalogue and what goes into its slots."""

    key: str
    slots: "Mapping[str, Slot]" = field(default_factory=dict)


Slot = (
    str | int | Voiced | Prompt | tuple[Prompt, ...]
)  # several prompts are said one after another


@dataclass(frozen=True, slots=True)
class Entry:
    """One prompt as the catalogue has it."""

    forms: Mapping[str, str]  # en, es, en_ear, es_ear
    segments: int


def prompt(key: str, **slots: Slot) -> Prompt:
    return Prompt(key, slots)


def written(what: Prompt, language: str) -> str:
    """The prompt as a text message: in GSM-7, however the source is accented."""
    return to_gsm(_filled(what, language, ear=False))


def spoken(what: Prompt, language: str) -> str:
    """The prompt as it is said."""
    return _filled(what, language, ear=True)


def slot_names(form: str) -> set[str]:
    """The slots a form names, so that both languages can be held against each other."""
    return {name for _, name, _, _ in string.Formatter().parse(form) if name}


def _filled(what: Prompt, language: str, ear: bool) -> str:
    forms = CATALOGUE[what.key].forms
    form = forms[language]
    if ear:
        form = forms.get(f"{language}_ear", form)
    if not what.slots:
        return form
    values = {name: _value(slot, language, ear) for name, slot in what.slots.items()}
    return form.format_map(values)


def _value(slot: Slot, language: str, ear: bool) -> str:
    match slot:
        case str():
            return slot
        case Voiced():
            return slot.ear if ear else slot.eye
        case Prompt():
            return _filled(slot, language, ear)
        case tuple():
            return "".join([_filled(one, language, ear) for one in slot])
    return str(slot)


def _read_catalogue() -> dict[str, Entry]:
    found: dict[str, Entry] = {}
    for file in sorted(files("service.text.catalogue").iterdir(), key=lambda one: one.name):
        if file.name.endswith(".toml"):
            found.update(_entries(tomllib.loads(file.read_text(encoding="utf-8"))))
    return found


def _entries(table: Mapping[str, Any], path: str = "") -> dict[str, Entry]:
    if "en" in table:
        forms = {name: form for name, form in table.items() if isinstance(form, str)}
        return {path: Entry(forms, int(table.get("segments", 1)))}
    found: dict[str, Entry] = {}
    for name, inner in table.items():
        found.update(_entries(inner, f"{path}.{name}" if path else name))
    return found


CATALOGUE = _read_catalogue()
